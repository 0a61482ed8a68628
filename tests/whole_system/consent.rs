//! Suzanne says no, or no more: it holds at once, whatever is going on.

use passerelle_domain::{
    case::CaseKind,
    consent::ConsentState,
    scheduled_call::{CancelReason, State},
};
use passerelle_simulator::WrittenPerson;
use passerelle_store::{consent_changes::ConsentChangeRow, event_log};
use serde_json::json;

use passerelle_world::*;

/// A mobile of Suzanne's, for the stories in which she writes.
const HER_MOBILE: &str = "+33639980009";

async fn in_a_world_where_suzanne_has_a_mobile(on: On) -> World {
    let mut files = files();
    for (_, content) in &mut files {
        *content = content.replace(SUZANNE, HER_MOBILE).replace("green,yes,no,yes", "green,yes,yes,yes");
    }
    World::begin_at(on, World::morning(), files).await
}

/// She tells a member of the staff, who notes it: the status.
async fn tells(world: &World, staff: &str, scope: &str, answer: &str) -> u16 {
    let person = world.person_named("suzanne").await;
    let token = world.token_of(staff).await;
    let said = json!({ "scope": scope, "answer": answer, "wording": "2026-11" });
    world.post(&format!("/api/v1/people/{}/consents", person.id), &token, said).await.0
}

async fn proof(world: &World) -> Vec<ConsentChangeRow> {
    let person = world.person_named("suzanne").await;
    let mut read = world.service.app.db.read().await.unwrap();
    passerelle_store::consent_changes::of_person(&mut read, person.id).await.unwrap()
}

on_both! {
    async fn no_said_to_a_listener_while_the_volunteer_is_on_the_telephone_then_the_key_rings_nobody(world: World) {
        world.person(KARIM, WrittenPerson::new().answers_after(6.0).replies_on("Répondez OUI", "oui").reacts_in(6.0).on_hearing("Prêt ? Appuyez sur 1", "1"));
        world.person(SUZANNE, WrittenPerson::new().answers_after(5.0).talks_for(60.0));
        world.paris(0, 15, 0).await;
        world.run_until(world.now() + chrono::TimeDelta::seconds(10)).await;
        assert!(world.heard(KARIM).contains("C'est l'heure de votre appel"), "{}", world.story().await);
        assert_eq!(tells(&world, "ines", "calls", "no").await, 200);
        world.minutes(10).await;
        assert!(world.heard(KARIM).contains("Suzanne ne prend pas d'appel pour le moment."), "{}", world.story().await);
        assert!(world.rung(SUZANNE).is_empty(), "nobody rings her: {}", world.story().await);
        let calls = world.calls_of("suzanne").await;
        assert!(calls.iter().all(|call| call.cancelled_for == Some(CancelReason::NoConsent)), "{calls:?}");
        let case = world.the_case().await;
        assert_eq!((case.kind, case.person_id), (CaseKind::ConsentWithdrawn, Some(world.person_named("suzanne").await.id)));
        assert!(world.last_text(NADIA).contains("Suzanne a retiré un accord"), "{:?}", world.texts(NADIA));
    }

    async fn no_more_calls_then_everything_coming_stops_in_a_minute_and_a_new_yes_brings_it_back(world: World) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui"));
        world.paris(0, 10, 0).await;
        assert_eq!(tells(&world, "nadia", "calls", "no").await, 200);
        world.minutes(1).await;
        let calls = world.calls_of("suzanne").await;
        assert_eq!(calls.len(), 5);
        assert!(calls.iter().all(|call| call.state == State::Cancelled), "{calls:?}");
        let told = world.told_in_paris(KARIM, "Suzanne ne souhaite plus d'appel pour le moment");
        assert_eq!(told, ["26 10:00"], "once: {:?}", world.texts(KARIM));
        assert!(world.cases().await.is_empty(), "the coordinator who noted it knows");

        world.paris(8, 10, 0).await;
        assert!(world.rung(KARIM).is_empty() && world.rung(SUZANNE).is_empty(), "{}", world.story().await);
        assert_eq!(tells(&world, "ines", "calls", "asked").await, 200);
        assert_eq!(world.person_named("suzanne").await.consents.calls, ConsentState::Withdrawn, "asking is no yes");
        assert_eq!(tells(&world, "ines", "calls", "yes").await, 200);
        world.minutes(1).await;
        let live = world.calls_of("suzanne").await.into_iter().filter(|call| call.state.is_live()).count();
        assert_eq!(live, 4, "{:?}", world.calls_of("suzanne").await);
        assert!(world.last_text(KARIM).contains("Suzanne est de retour"), "{:?}", world.texts(KARIM));

        let changes = proof(&world).await;
        assert!(changes[..3].iter().all(|change| change.way == "import"), "{changes:?}");
        let kept: Vec<_> = changes[3..].iter().map(|change| (change.scope.as_str(), change.after.as_str(), change.way.as_str())).collect();
        assert_eq!(
            kept,
            [("calls", "withdrawn", "word"), ("calls", "accepted", "word")]
        );
        assert_eq!(changes[4].by_member, Some(world.staff_named("ines").await.id.0));
        assert_eq!(changes[4].wording, "2026-11");
    }

    async fn stop_by_sms_then_no_text_and_no_automatic_call_and_a_coordinator_rings_her(world: World in in_a_world_where_suzanne_has_a_mobile) {
        world.person(KARIM, WrittenPerson::new().answers_after(6.0).on_hearing("Appuyez sur 1", "1").on_hearing("Si tout va bien", "1").replies_on("Répondez OUI", "oui"));
        world.person(HER_MOBILE, WrittenPerson::new().answers_after(20.0).talks_for(300.0));
        world.paris(0, 10, 0).await;
        assert_eq!(tells(&world, "nadia", "automatic_checks", "yes").await, 200);
        world.writes(HER_MOBILE, "ARRET").await;
        world.writes(HER_MOBILE, "Stop !").await;
        let consents = world.person_named("suzanne").await.consents;
        assert_eq!((consents.sms, consents.automatic_checks), (ConsentState::Withdrawn, ConsentState::Withdrawn));
        assert_eq!(consents.calls, ConsentState::Accepted, "a human asks her about the rest");
        assert_eq!(world.texts(HER_MOBILE).len(), 1, "one confirmation: {:?}", world.texts(HER_MOBILE));
        assert_eq!(world.the_case().await.kind, CaseKind::ConsentWithdrawn);
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung(HER_MOBILE).len(), 1, "Karim still calls her: {}", world.story().await);
    }

    async fn not_recognised_any_more_then_the_line_still_answers_her(world: World) {
        world.person(KARIM, WrittenPerson::new().never_answers());
        world.person(SUZANNE, WrittenPerson::new());
        world.paris(0, 15, 10).await;
        assert_eq!(tells(&world, "nadia", "recognition", "no").await, 200);
        world.dials(SUZANNE);
        world.minutes(2).await;
        let heard = world.heard_by(SUZANNE);
        assert!(heard.contains("Bonjour, et bienvenue") && !heard.contains("contents de vous entendre"), "{heard}");
    }

    async fn asked_and_silent_for_eight_days_then_expired_and_a_list_does_not_say_yes_for_her(world: World) {
        assert_eq!(tells(&world, "nadia", "visits", "asked").await, 200);
        world.paris(8, 7, 0).await;
        assert_eq!(world.person_named("suzanne").await.consents.visits, ConsentState::Asked);
        world.paris(8, 9, 0).await;
        assert_eq!(world.person_named("suzanne").await.consents.visits, ConsentState::NoReplyExpired);
        assert_eq!(proof(&world).await.last().unwrap().way, "clock");
    }

    async fn file_read_then_the_audit_says_who_and_listeners_do_not_read_it(world: World) {
        let person = world.person_named("suzanne").await;
        let (path, nadia, ines) = (format!("/api/v1/people/{}", person.id), world.token_of("nadia").await, world.token_of("ines").await);
        let (status, file) = world.get(&path, &nadia).await;
        assert_eq!((status, &file["first_name"], &file["consents"]["calls"]), (200, &json!("Suzanne"), &json!("accepted")), "{file}");
        assert_eq!(file["phones"][0]["number"], json!(SUZANNE));
        let (status, list) = world.get("/api/v1/people", &nadia).await;
        assert_eq!((status, &list[0]["id"]), (200, &json!(person.id)), "{list}");
        assert_eq!(world.get(&path, &ines).await.0, 403);
        assert_eq!(world.get("/api/v1/people", &ines).await.0, 403);
        let unknown = world.service.app.chance.new_id(world.now());
        assert_eq!(world.get(&format!("/api/v1/people/{unknown}"), &nadia).await.0, 404);
        let mut read = world.service.app.db.read().await.unwrap();
        let log = event_log::of_noun(&mut read, "person", person.id.0, 100).await.unwrap();
        let viewed: Vec<_> = log.iter().filter(|entry| entry.verb == "viewed").map(|entry| entry.actor.clone()).collect();
        assert_eq!(viewed, [format!("member:{}", world.staff_named("nadia").await.id)]);
    }

    async fn what_is_not_understood_then_refused_and_nothing_changes(world: World) {
        for (scope, answer) in [("call", "yes"), ("calls", "maybe"), ("calls", "no_reply"), ("partner_sharing:", "yes")] {
            assert_eq!(tells(&world, "nadia", scope, answer).await, 422, "{scope} {answer}");
        }
        assert_eq!(tells(&world, "nadia", "partner_sharing:ccas", "yes").await, 200);
        let consents = world.person_named("suzanne").await.consents;
        assert_eq!(consents.partners["ccas"], ConsentState::Accepted);
        assert_eq!(consents.calls, ConsentState::Accepted);
    }
}
