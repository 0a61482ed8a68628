//! An association's own escalation: saved only when it can work, frozen when a case opens, and who has it when shifts end or
//! somebody leaves.

use passerelle_domain::{
    case::{CaseKind, CaseState},
    people::Member,
};
use serde_json::{Value, json};

use passerelle_world::*;

/// Nadia until noon, then Christine; Nadia again from the evening on.
const SHIFTS: &str = "line,who,duty,days,from,to,order\n\
    paris,ines,listening,mon-sun,09:00,20:00,1\n\
    paris,nadia,on_call,mon-sun,00:00,12:00,1\n\
    paris,christine,on_call,mon-sun,12:00,24:00,2\n";

async fn two_shifts_a_day(on: On) -> World {
    let mut files = files();
    files.iter_mut().filter(|(name, _)| name == "shifts.csv").for_each(|(_, content)| SHIFTS.clone_into(content));
    World::begin_at(on, World::morning(), files).await
}

async fn urgent(world: &World, days: i64, hour: u32, minute: u32) -> String {
    world.paris(days, hour, minute).await;
    world.writes(KARIM, "Venez vite, c'est urgent !").await;
    world.cases().await.pop().unwrap().code.to_string()
}

fn step(whom: &str, by: &[&str], wait_s: i64, repeats: u32) -> Value {
    json!({ "whom": whom, "by": by, "wait_s": wait_s, "repeats": repeats })
}

/// Level 3: Christine by email, whoever is on call; then everyone.
fn christine_first() -> Value {
    json!({ "levels": [{
        "level": 3,
        "acknowledgement_holds_min": 20,
        "everyone": { "by": ["sms", "email"], "every_s": 120 },
        "steps": [step("staff:christine", &["email"], 60, 1), step("on_call", &["sms"], 60, 0)]
    }] })
}

async fn case_of(world: &World, code: &str) -> passerelle_domain::case::Case {
    world.cases().await.into_iter().find(|case| case.code.as_str() == code).unwrap()
}

async fn member(world: &World, key: &str) -> Member {
    Member::Staff(world.staff_named(key).await.id)
}

on_both! {
    async fn policy_of_its_own_then_its_steps_channels_and_repeats_and_everyone_in_the_end(world: World) {
        let token = world.token_of("nadia").await;
        let path = "/api/v1/escalation-policies/nuit";
        let (status, saved) = world.put(path, &token, christine_first()).await;
        assert_eq!((status, &saved["name"]), (200, &json!("nuit")), "{saved}");
        assert_eq!(world.get(path, &token).await.1, saved);
        assert_eq!(world.get("/api/v1/escalation-policies", &token).await.1, json!([saved]));
        let code = urgent(&world, 0, 9, 0).await;
        world.paris(0, 9, 6).await;
        assert_eq!(world.subjects_to("christine@example.org").await.len(), 4, "twice, then with everyone");
        assert_eq!(world.told_in_paris(NADIA, &format!("URGENT {code}")), ["26 09:02"], "{}", world.story().await);
        assert_eq!(world.told_in_paris(NADIA, "Toute l'équipe est prévenue"), ["26 09:03", "26 09:05"]);
        assert_eq!(world.told_in_paris(CHRISTINE, "URGENT").len(), 0, "her step is by email");
        assert!(case_of(&world, &code).await.is_exhausted);
    }

    async fn policy_changed_while_its_case_runs_then_the_case_keeps_what_it_opened_with(world: World) {
        let token = world.token_of("nadia").await;
        let code = urgent(&world, 0, 9, 0).await;
        assert_eq!(world.put("/api/v1/escalation-policies/nuit", &token, christine_first()).await.0, 200);
        world.paris(0, 9, 6).await;
        assert_eq!(world.told_in_paris(NADIA, &format!("URGENT {code}")), ["26 09:00"]);
        assert_eq!(world.told_in_paris(NADIA, &format!("RAPPEL {code}")), ["26 09:02"]);
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("URGENT {code}")), ["26 09:05"]);
        let before = case_of(&world, &code).await.policy;
        assert_eq!(world.delete("/api/v1/escalation-policies/nuit", &token).await, 204);
        assert_eq!(world.delete("/api/v1/escalation-policies/nuit", &token).await, 404);
        assert_eq!(case_of(&world, &code).await.policy, before);
    }

    async fn policy_that_cannot_work_then_refused_with_every_reason_and_nothing_kept(world: World) {
        let token = world.token_of("nadia").await;
        let path = "/api/v1/escalation-policies/nuit";
        let mut wrong = christine_first();
        wrong["levels"][0]["paging_hours"] = json!("08:00-20:00");
        wrong["levels"][0]["steps"][0]["whom"] = json!("staff:personne");
        wrong["lines"] = json!(["lyon"]);
        let (status, problem) = world.put(path, &token, wrong).await;
        let detail = problem["detail"].as_str().unwrap();
        assert_eq!(status, 422);
        for reason in ["no line has the reference lyon", "nobody has the reference personne", "paging hours would leave it waiting"] {
            assert!(detail.contains(reason), "{detail}");
        }
        let (status, problem) = world.put(path, &token, json!({ "levels": [{ "level": 7 }] })).await;
        assert_eq!(status, 422, "{problem}");
        assert_eq!(world.get(path, &token).await.0, 404);
        let listener = world.token_of("ines").await;
        assert_eq!(world.put(path, &listener, christine_first()).await.0, 403);
    }

    async fn channels_refused_or_preferred_then_paged_by_these_only(world: World) {
        let token = world.token_of("nadia").await;
        let nadia = world.staff_named("nadia").await.id;
        let path = format!("/api/v1/staff/{nadia}/page-channels");
        assert_eq!(world.put(&path, &token, json!({ "page_by": ["email"] })).await.0, 200);
        let christine = world.token_of("christine").await;
        let unknown = format!("/api/v1/staff/{}/page-channels", uuid::Uuid::nil());
        assert_eq!(world.put(&unknown, &christine, json!({ "page_by": [] })).await.0, 404);
        let listener = world.token_of("ines").await;
        assert_eq!(world.put(&path, &listener, json!({ "page_by": [] })).await.0, 403);
        urgent(&world, 0, 9, 0).await;
        world.paris(0, 9, 1).await;
        assert!(world.texts(NADIA).is_empty(), "{}", world.story().await);
        assert_eq!(world.subjects_to(COORDINATION_EMAIL).await.len(), 1);
    }

    async fn shift_of_the_holder_ends_then_handed_over_and_both_are_told(world: World in two_shifts_a_day) {
        let code = urgent(&world, 0, 11, 45).await;
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        world.paris(0, 11, 59).await;
        assert_eq!(case_of(&world, &code).await.holder, Some(member(&world, "nadia").await));
        world.paris(0, 12, 1).await;
        let relief = format!("Relève: la garde de Nadia est finie, {code} passe à Christine.");
        for coordinator in [NADIA, CHRISTINE] {
            assert_eq!(world.told_in_paris(coordinator, &relief), ["26 12:00"], "{}", world.story().await);
        }
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("URGENT {code}")), ["26 12:00"]);
        let case = case_of(&world, &code).await;
        assert_eq!((case.state, case.holder), (CaseState::Paging, None));
        world.writes(CHRISTINE, &format!("PRENDS {code}")).await;
        world.paris(0, 12, 14).await;
        assert_eq!(case_of(&world, &code).await.holder, Some(member(&world, "christine").await));
    }

    async fn holder_on_no_shift_then_keeps_it_until_it_expires(world: World in two_shifts_a_day) {
        let code = urgent(&world, 0, 11, 45).await;
        world.writes(CHRISTINE, &format!("PRENDS {code}")).await;
        world.paris(0, 12, 14).await;
        assert_eq!(case_of(&world, &code).await.holder, Some(member(&world, "christine").await));
        world.paris(0, 12, 16).await;
        assert_eq!(case_of(&world, &code).await.state, CaseState::Paging);
    }

    async fn holder_leaves_then_paged_on_at_once_and_their_token_and_words_open_nothing(world: World) {
        let code = urgent(&world, 0, 9, 0).await;
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        let token = world.token_of("nadia").await;
        world.paris(0, 9, 10).await;
        let app = &world.service.app;
        let removed = passerelle_app::remove_staff(app, world.service.organisation, "nadia", None).await.unwrap();
        assert!(removed.is_some_and(|staff| staff.has_left));
        world.paris(0, 9, 11).await;
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("URGENT {code}")), ["26 09:10"], "{}", world.story().await);
        assert_eq!(case_of(&world, &code).await.state, CaseState::Paging);
        assert_eq!(world.get("/api/v1/cases", &token).await.0, 401);
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        assert_eq!(case_of(&world, &code).await.holder, None);
    }

    async fn list_says_that_whoever_is_paged_has_left_then_the_next_is_paged_at_once(world: World) {
        let code = urgent(&world, 0, 9, 0).await;
        world.paris(0, 9, 1).await;
        let staff = format!(
            "key,first_name,last_name,phone,email,role,language,left\n\
             nadia,Nadia,Ferhat,{NADIA},{COORDINATION_EMAIL},coordinator,fr,yes\n"
        );
        let app = &world.service.app;
        let files = [("staff.csv".to_owned(), staff)];
        let report = passerelle_app::import_files(app, ASSOCIATION, &files).await.unwrap();
        assert!(report.is_clean(), "{report}");
        world.paris(0, 9, 2).await;
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("URGENT {code}")), ["26 09:01"], "{}", world.story().await);
        assert!(world.told_in_paris(NADIA, &format!("RAPPEL {code}")).is_empty());
    }

    async fn nobody_is_ever_on_call_then_the_coordinators_are_paged_all_the_same(world: World in nobody_on_call) {
        let code = urgent(&world, 0, 9, 0).await;
        world.paris(0, 9, 1).await;
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("URGENT {code}")), ["26 09:00"], "{}", world.story().await);
        assert_eq!(case_of(&world, &code).await.kind, CaseKind::Alarm);
    }
}

async fn nobody_on_call(on: On) -> World {
    let mut files = files();
    let shifts = "line,who,duty,days,from,to,order\nparis,ines,listening,mon-sun,09:00,20:00,1\n";
    files.iter_mut().filter(|(name, _)| name == "shifts.csv").for_each(|(_, content)| shifts.clone_into(content));
    World::begin_at(on, World::morning(), files).await
}
