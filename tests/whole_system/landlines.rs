//! A telephone that reads no texts: whoever of us has only that is rung, by the robot or by a human, and nothing is asked in
//! silence.

use passerelle_domain::{
    case::{Case, CaseKind, CaseLevel, CaseState},
    people::{Member, Volunteer},
    scheduled_call::CallOutcome,
};
use passerelle_simulator::{Fault, WrittenPerson};
use passerelle_store::{messages, volunteers};
use serde_json::json;

use passerelle_world::*;

const NADIA_AT_HOME: &str = "+33199001104";
const KARIM_AT_HOME: &str = "+33199001101";

async fn with_a_landline(on: On, mobile: &str, landline: &str) -> World {
    let mut files = files();
    files.iter_mut().for_each(|(_, content)| *content = content.replace(mobile, landline));
    World::begin_at(on, World::morning(), files).await
}

async fn nadia_has_a_landline(on: On) -> World {
    with_a_landline(on, NADIA, NADIA_AT_HOME).await
}

async fn karim_has_a_landline(on: On) -> World {
    with_a_landline(on, KARIM, KARIM_AT_HOME).await
}

fn takes() -> WrittenPerson {
    WrittenPerson::new()
        .answers_after(5.0)
        .on_hearing("Pour l'écouter, appuyez sur 1", "1")
        .on_hearing("Pour prendre l'alerte, appuyez sur 1", "1")
}

fn makes_calls() -> WrittenPerson {
    WrittenPerson::new().on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien, appuyez sur 1", "1")
}

/// How many texts were written to a number, whatever became of them.
async fn texts_written_to(world: &World, number: &str) -> usize {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    let since = chrono::DateTime::UNIX_EPOCH;
    let all = messages::since(&mut read, &app.secrets, world.service.organisation, since).await.unwrap();
    all.iter().filter(|message| message.content.to == number).count()
}

/// What a coordinator was asked to ring a volunteer about, oldest first.
async fn to_ring(world: &World) -> Vec<Case> {
    let mut cases = world.cases().await;
    cases.retain(|case| case.kind == CaseKind::VolunteerToRing);
    cases
}

async fn volunteer_named(world: &World, key: &str) -> Volunteer {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    volunteers::by_key(&mut read, &app.secrets, world.service.organisation, key).await.unwrap().unwrap()
}

/// Karim's answer to the one open question, as a coordinator notes it.
async fn karim_said_yes(world: &World) {
    let karim = volunteer_named(world, "karim").await;
    let token = world.token_of("nadia").await;
    let (status, asked) = world.get(&format!("/api/v1/volunteers/{}/offers", karim.id), &token).await;
    assert_eq!(status, 200, "{asked}");
    let offer = asked[0]["id"].as_str().unwrap();
    assert_eq!(world.post(&format!("/api/v1/offers/{offer}/answer"), &token, json!({ "yes": true })).await.0, 200);
}

on_both! {
    async fn step_names_texts_only_then_the_coordinators_landline_rings(world: World in nadia_has_a_landline) {
        let token = world.token_of("nadia").await;
        let policy = json!({ "levels": [{
            "level": 3,
            "acknowledgement_holds_min": 20,
            "everyone": { "by": ["sms"], "every_s": 120 },
            "steps": [{ "whom": "on_call", "by": ["sms"], "wait_s": 120, "repeats": 1 }]
        }] });
        let (status, saved) = world.put("/api/v1/escalation-policies/textes", &token, policy).await;
        assert_eq!(status, 200, "{saved}");
        world.person(NADIA_AT_HOME, takes());
        world.paris(0, 9, 0).await;
        world.writes(KARIM, "Venez vite, c'est urgent !").await;
        world.paris(0, 9, 2).await;
        let case = world.the_case().await;
        let nadia = Member::Staff(world.staff_named("nadia").await.id);
        assert_eq!((case.state, case.holder), (CaseState::Acknowledged, Some(nadia)), "{}", world.story().await);
        assert_eq!(world.rung_in_paris(NADIA_AT_HOME), ["26 09:00"]);
        assert_eq!(texts_written_to(&world, NADIA_AT_HOME).await, 0, "{}", world.story().await);
        assert!(world.subjects_to(COORDINATION_EMAIL).await.is_empty(), "the step names no emails");
    }

    async fn something_serious_is_paged_by_texts_and_emails_then_a_landline_rings_at_once_too(world: World in nadia_has_a_landline) {
        let token = world.token_of("nadia").await;
        let policy = json!({ "levels": [{
            "level": 3,
            "acknowledgement_holds_min": 20,
            "everyone": { "by": ["sms", "email"], "every_s": 120 },
            "steps": [{ "whom": "on_call", "by": ["sms", "email"], "wait_s": 300 }]
        }] });
        assert_eq!(world.put("/api/v1/escalation-policies/ecrit", &token, policy).await.0, 200);
        world.person(NADIA_AT_HOME, WrittenPerson::new().never_answers());
        world.paris(0, 9, 0).await;
        world.writes(KARIM, "Venez vite, c'est urgent !").await;
        world.paris(0, 9, 1).await;
        assert_eq!(world.rung_in_paris(NADIA_AT_HOME), ["26 09:00"], "{}", world.story().await);
        assert_eq!(world.subjects_to(COORDINATION_EMAIL).await.len(), 1);
        assert_eq!(texts_written_to(&world, NADIA_AT_HOME).await, 0);
    }

    async fn volunteer_on_a_landline_then_a_coordinator_asks_once_and_the_call_takes_place(world: World in karim_has_a_landline) {
        world.person(KARIM_AT_HOME, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 9, 5).await;
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::VolunteerToRing, CaseLevel::Worry));
        let told = world.last_text(NADIA);
        assert!(told.contains("appelez Karim, bénévole sans SMS: appel à Suzanne jeu. 26/11 15h00"), "{told}");
        world.writes(NADIA, &format!("PRENDS {}", case.code)).await;
        karim_said_yes(&world).await;
        assert_eq!(world.closes_with(&case.code, "handled", "").await, 200);
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung_in_paris(KARIM_AT_HOME), ["26 15:00"], "{}", world.story().await);
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well));
        assert_eq!(world.the_case().await.id, case.id, "asked once");
        assert_eq!(texts_written_to(&world, KARIM_AT_HOME).await, 0, "{}", world.story().await);
        assert!(world.texts(ZOE).is_empty(), "nobody else had to be asked: {:?}", world.texts(ZOE));
    }

    async fn call_of_a_volunteer_on_a_landline_is_moved_then_somebody_rings_them_again(world: World in karim_has_a_landline) {
        world.paris(0, 9, 0).await;
        let asked = world.the_case().await;
        karim_said_yes(&world).await;
        assert_eq!(world.closes_with(&asked.code, "handled", "").await, 200);
        let token = world.token_of("nadia").await;
        let (_, series) = world.get("/api/v1/series", &token).await;
        let id = series[0]["id"].as_str().unwrap();
        let moved = json!({ "from": "2026-11-26", "to": "2026-11-26", "at": "16:30" });
        let (status, answer) = world.post(&format!("/api/v1/series/{id}/moves"), &token, moved).await;
        assert_eq!(status, 200, "{answer}");
        // Nadia was paged a moment ago: pages of this level wait for each other, two minutes each time.
        world.minutes(6).await;
        let again = to_ring(&world).await;
        assert_eq!(again.len(), 2, "{}", world.story().await);
        let told = world.told_in_paris(NADIA, &format!("{}: appelez Karim", again[1].code));
        assert_eq!(told.len(), 1, "{:?}", world.texts(NADIA));
    }

    async fn she_goes_away_then_somebody_rings_her_volunteer_on_a_landline_and_again_when_she_is_back(world: World in karim_has_a_landline) {
        world.paris(0, 9, 30).await;
        karim_said_yes(&world).await;
        assert_eq!(world.closes_with(&to_ring(&world).await[0].code, "handled", "").await, 200);
        let (person, token) = (world.person_named("suzanne").await.id, world.token_of("nadia").await);
        let pause = json!({ "reason": "hospital", "from": "2026-11-26", "to": "2026-12-10" });
        for _ in 0..2 {
            assert_eq!(world.post(&format!("/api/v1/people/{person}/pauses"), &token, pause.clone()).await.0, 200);
        }
        world.minutes(3).await;
        let cases = to_ring(&world).await;
        assert_eq!(cases.len(), 2, "three calls are called off, and one case says so: {}", world.story().await);
        let told = world.told_in_paris(NADIA, &format!("{}: appelez Karim, bénévole sans SMS", cases[1].code));
        assert_eq!(told.len(), 1, "{:?}", world.texts(NADIA));
        assert_eq!(world.closes_with(&cases[1].code, "handled", "").await, 200);

        world.paris(2, 10, 0).await;
        assert_eq!(world.post(&format!("/api/v1/people/{person}/return"), &token, json!({})).await.0, 200);
        world.minutes(3).await;
        let cases = to_ring(&world).await;
        assert_eq!((cases.len(), cases[2].scheduled_call_id), (3, Some(world.calls_of("suzanne").await[1].id)), "{cases:?}");
        assert_eq!(texts_written_to(&world, KARIM_AT_HOME).await, 0, "{}", world.story().await);
    }

    async fn she_wants_no_more_calls_then_somebody_rings_her_volunteer_on_a_landline(world: World in karim_has_a_landline) {
        world.minutes(5).await;
        let (person, token) = (world.person_named("suzanne").await.id, world.token_of("nadia").await);
        let no = json!({ "scope": "calls", "answer": "no", "wording": "2026-11" });
        assert_eq!(world.post(&format!("/api/v1/people/{person}/consents"), &token, no).await.0, 200);
        world.paris(0, 9, 30).await;
        let karim = volunteer_named(&world, "karim").await;
        let case = world.the_case().await;
        assert_eq!((case.kind, case.volunteer_id), (CaseKind::VolunteerToRing, Some(karim.id)), "{}", world.story().await);
        assert_eq!(texts_written_to(&world, KARIM_AT_HOME).await, 0, "{}", world.story().await);
    }

    async fn her_series_ends_then_somebody_rings_her_volunteer_on_a_landline_once(world: World in karim_has_a_landline) {
        world.paris(0, 9, 30).await;
        karim_said_yes(&world).await;
        assert_eq!(world.closes_with(&to_ring(&world).await[0].code, "handled", "").await, 200);
        let (series, token) = (world.calls_of("suzanne").await[0].series_id, world.token_of("nadia").await);
        for _ in 0..2 {
            let _ = world.post(&format!("/api/v1/series/{series}/end"), &token, json!({ "reason": "goal_reached" })).await;
        }
        world.minutes(3).await;
        let cases = to_ring(&world).await;
        let karim = volunteer_named(&world, "karim").await;
        assert_eq!((cases.len(), cases[1].volunteer_id), (2, Some(karim.id)), "{}", world.story().await);
        assert_eq!(texts_written_to(&world, KARIM_AT_HOME).await, 0, "{}", world.story().await);
    }

    async fn carrier_says_that_nobody_reads_of_the_pause_then_a_coordinator_rings_the_volunteer(world: World) {
        world.minutes(5).await;
        world.service.simulator.set_fault(Fault::TextsUndelivered { n: 1, code: 30006 });
        let (person, token) = (world.person_named("suzanne").await.id, world.token_of("nadia").await);
        let pause = json!({ "reason": "family", "from": "2026-11-26", "to": "2026-12-10" });
        assert_eq!(world.post(&format!("/api/v1/people/{person}/pauses"), &token, pause).await.0, 200);
        world.paris(0, 9, 30).await;
        assert_eq!(world.the_case().await.kind, CaseKind::VolunteerToRing, "{}", world.story().await);
    }

    async fn carrier_says_that_it_is_a_landline_then_a_coordinator_rings_the_volunteer(world: World) {
        world.service.simulator.set_fault(Fault::TextsUndelivered { n: 1, code: 30006 });
        world.paris(0, 9, 30).await;
        let case = world.the_case().await;
        assert_eq!(case.kind, CaseKind::VolunteerToRing, "{}", world.story().await);
        assert!(world.last_text(NADIA).contains("appelez Karim"), "{:?}", world.texts(NADIA));
        world.paris(0, 12, 30).await;
        assert_eq!(world.the_case().await.id, case.id);
    }
}
