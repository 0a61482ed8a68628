//! Volunteers: the steps of their lives, who they are, what they can take on, and how they leave.

use std::collections::BTreeSet;

use passerelle_domain::{
    ids::ScheduledCallId,
    people::{Volunteer, VolunteerStatus},
    scheduled_call::State,
};
use passerelle_simulator::WrittenPerson;
use passerelle_store::{call_series, scheduled_calls, volunteers};
use serde_json::json;

use passerelle_world::*;

const MARTHE: &str = "+33199001002";

/// Karim also calls Marthe, on Tuesdays and on Thursdays half an hour after Suzanne.
async fn with_marthe(on: On) -> World {
    World::begin_at(on, World::morning(), files_with_marthe()).await
}

fn files_with_marthe() -> Vec<(String, String)> {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "people.csv" {
            content.push_str(&format!("marthe,Mme,Marthe,Roux,{MARTHE},paris,FR-IDF,fr,,green,yes,no,yes\n"));
        }
        if name == "series.csv" {
            content.push_str(
                "marthe-tuesday,marthe,karim,convivial_call,FREQ=WEEKLY;BYDAY=TU,10:00,2026-11-05,30,pair,weekly\n",
            );
        }
    }
    files
}

async fn volunteer(world: &World, key: &str) -> Volunteer {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    volunteers::by_key(&mut read, &app.secrets, world.service.organisation, key).await.unwrap().unwrap()
}

async fn ids(world: &World, token: &str) -> Vec<String> {
    let (status, calls) = world.get("/api/v1/calls-to-cover", token).await;
    assert_eq!(status, 200);
    calls.as_array().unwrap().iter().map(|call| call["id"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn applicant_becomes_a_volunteer_step_by_step_then_offered_calls_only_from_the_probation_on(world: World) {
        let token = world.token_of("nadia").await;
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "non"));
        let fields = json!({
            "key": "lea", "first_name": "Léa", "last_name": "Petit", "phone": "+33639980077", "line": "paris",
            "availability": "mon-sun 08:00-21:00",
        });
        let (status, lea) = world.post("/api/v1/volunteers", &token, fields.clone()).await;
        assert_eq!((status, lea["status"].as_str(), lea["may_call"].as_bool()), (201, Some("applicant"), Some(false)));
        assert_eq!(world.post("/api/v1/volunteers", &token, fields).await.0, 200);
        let refused = world.post("/api/v1/volunteers", &token, json!({"key": "x", "hair": "grey"})).await;
        assert_eq!(refused.0, 422, "{refused:?}");
        let steps = format!("/api/v1/volunteers/{}/steps", lea["id"].as_str().unwrap());
        let too_early = world.post(&steps, &token, json!({"step": "probation_begun"})).await;
        assert_eq!(too_early.0, 409, "{too_early:?}");
        world.paris(0, 9, 30).await;
        assert!(world.texts("+33639980077").is_empty(), "nobody is asked before charter and training");
        for step in ["interviewed", "references_checked", "charter_signed", "trained", "probation_begun"] {
            let (status, lea) = world.post(&steps, &token, json!({"step": step})).await;
            assert_eq!(status, 200, "{step} {lea}");
        }
        assert_eq!(world.post(&steps, &token, json!({"step": "confirmed"})).await.0, 409);
        let (_, lea) = world.get(&format!("/api/v1/volunteers/{}", lea["id"].as_str().unwrap()), &token).await;
        assert_eq!((lea["status"].as_str(), lea["may_call"].as_bool()), (Some("probation"), Some(true)));
        assert_eq!(lea["steps"].as_array().unwrap().len(), 5);
        // A listener decides nothing about volunteers.
        let ines = world.token_of("ines").await;
        assert_eq!(world.post(&steps, &ines, json!({"step": "ended"})).await.0, 403);
        world.paris(7, 9, 30).await;
        assert!(world.last_text("+33639980077").contains("pouvez-vous appeler Suzanne"), "{}", world.story().await);
    }

    /// K5: in one action, none lost, none doubled, access cut.
    async fn volunteer_ends_then_every_coming_call_is_to_cover_and_access_is_cut(world: World in with_marthe) {
        let token = world.token_of("nadia").await;
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui"));
        world.paris(0, 9, 30).await;
        let karim = volunteer(&world, "karim").await;
        let coming = |calls: Vec<passerelle_domain::scheduled_call::ScheduledCall>| -> BTreeSet<ScheduledCallId> {
            calls.into_iter().filter(|call| call.state.is_live()).map(|call| call.id).collect()
        };
        let mut before = coming(world.calls_of("suzanne").await);
        before.extend(coming(world.calls_of("marthe").await));
        assert!(before.len() >= 9 && ids(&world, &token).await.is_empty(), "{before:?}");

        let steps = format!("/api/v1/volunteers/{}/steps", karim.id);
        assert_eq!(world.post(&steps, &token, json!({"step": "ended"})).await.0, 200);
        world.minutes(1).await;
        let to_cover = ids(&world, &token).await;
        let unique: BTreeSet<String> = to_cover.iter().cloned().collect();
        assert_eq!(unique.len(), to_cover.len(), "none doubled");
        assert_eq!(unique, before.iter().map(ToString::to_string).collect(), "none lost");
        assert_eq!(world.post(&steps, &token, json!({"step": "ended"})).await.0, 200, "once more is once");
        assert_eq!(ids(&world, &token).await.len(), before.len());

        let app = &world.service.app;
        let mut read = app.db.read().await.unwrap();
        assert!(call_series::of_volunteer(&mut read, karim.id).await.unwrap().is_empty());
        drop(read);
        assert!(world.last_text(KARIM).contains("merci de tout coeur"), "{:?}", world.texts(KARIM));
        let told = world.texts(KARIM).len();
        world.writes(KARIM, "oui").await;
        assert_eq!(world.texts(KARIM).len(), told, "nobody to us any more");
        assert_eq!(volunteer(&world, "karim").await.status, VolunteerStatus::Ended);
        // Today's call had his yes: Zoé is asked at once.
        assert!(world.last_text(ZOE).contains("pouvez-vous appeler Suzanne"), "{}", world.story().await);
        world.person(NADIA, WrittenPerson::new().on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien", "1"));
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 16, 0).await;
        assert!(world.rung(KARIM).is_empty());
        assert_eq!(world.calls_of("suzanne").await[0].state, State::Settled, "{}", world.story().await);
    }

    async fn volunteer_and_person_are_kept_apart_then_somebody_else_calls(world: World) {
        let token = world.token_of("nadia").await;
        let (karim, suzanne) = (volunteer(&world, "karim").await, world.person_named("suzanne").await);
        let exclusions = format!("/api/v1/volunteers/{}/exclusions", karim.id);
        let body = json!({"person_id": suzanne.id, "reason": "family"});
        assert_eq!(world.post(&exclusions, &token, body.clone()).await.0, 204);
        assert_eq!(world.post(&exclusions, &token, body).await.0, 204);
        assert_eq!(world.post(&exclusions, &token, json!({"person_id": suzanne.id, "reason": "x"})).await.0, 422);
        let (_, listed) = world.get(&exclusions, &token).await;
        assert_eq!(listed.as_array().unwrap().len(), 1);
        world.person(ZOE, WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien", "1"));
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 16, 0).await;
        assert!(world.texts(KARIM).is_empty() && world.rung(KARIM).is_empty(), "{}", world.story().await);
        assert_eq!(world.rung_in_paris(ZOE), ["26 15:00"]);
    }

    async fn lists_name_two_kept_apart_or_somebody_full_then_the_row_is_refused(world: World) {
        let app = &world.service.app;
        let import = async |file: &str, content: &str| {
            let report = passerelle_app::import_files(app, ASSOCIATION, &[(file.to_owned(), content.to_owned())]).await.unwrap();
            report.rows[0].fate.to_string()
        };
        let fate = import("exclusions.csv", "person,volunteer,reason\nsuzanne,zoe,same_building\n").await;
        assert_eq!(fate, "accepted");
        assert_eq!(import("exclusions.csv", "person,volunteer,reason\nsuzanne,zoe,same_building\n").await, "unchanged");
        let series = "key,person,volunteer,rrule,local_time,starts_on\nnew,suzanne,zoe,FREQ=WEEKLY;BYDAY=MO,15:00,2026-11-30\n";
        assert_eq!(import("series.csv", series).await, "refused: volunteer: never put together with this person");
        let full = format!("key,first_name,last_name,phone,line,availability,max_people,status\nkarim,Karim,Belkacem,{KARIM},paris,mon-sun 08:00-21:00,1,active\n");
        assert_eq!(import("volunteers.csv", &full).await, "merged");
        import("people.csv", &format!("key,first_name,phone,line,consent_calls\nmarthe,Marthe,{MARTHE},paris,yes\n")).await;
        let second = "key,person,volunteer,rrule,local_time,starts_on\nmarthe,marthe,karim,FREQ=WEEKLY;BYDAY=MO,15:00,2026-11-30\n";
        assert_eq!(import("series.csv", second).await, "refused: volunteer: follows as many people as they want already");
    }

    async fn probation_of_a_first_week_then_two_calls_and_the_third_is_somebody_elses(world: World in with_a_daily_call) {
        let app = &world.service.app;
        let token = world.token_of("nadia").await;
        let mut karim = volunteer(&world, "karim").await;
        karim.status = VolunteerStatus::Trained;
        passerelle_store::transact!(app.db, |tx| { volunteers::save(tx, &app.secrets, &karim).await }).await.unwrap();
        let steps = format!("/api/v1/volunteers/{}/steps", karim.id);
        assert_eq!(world.post(&steps, &token, json!({"step": "probation_begun"})).await.0, 200);
        let ready = || WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien", "1");
        world.person(KARIM, ready());
        world.person(NADIA, ready());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(3, 16, 0).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00", "27 15:00"], "{}", world.story().await);
        assert_eq!(volunteer(&world, "karim").await.life.probation_calls, 2);
        assert_eq!(world.post(&steps, &token, json!({"step": "confirmed"})).await.0, 200);
        world.paris(5, 16, 0).await;
        assert_eq!(world.rung_in_paris(KARIM).len(), 3, "{}", world.story().await);
        let mut read = app.db.read().await.unwrap();
        let made = scheduled_calls::of_volunteer(&mut read, karim.id, World::morning(), world.now()).await.unwrap();
        assert!(made.iter().all(|call| call.state == State::Settled));
    }
}

/// Suzanne is called every day.
async fn with_a_daily_call(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "series.csv" {
            *content = content.replace("FREQ=WEEKLY;BYDAY=TH", "FREQ=DAILY");
        }
    }
    World::begin_at(on, World::morning(), files).await
}
