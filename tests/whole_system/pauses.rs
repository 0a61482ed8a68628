//! Suzanne is away: nobody rings her, she is not missed, and nobody forgets her.

use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    scheduled_call::{CancelReason, State},
};
use passerelle_simulator::WrittenPerson;
use serde_json::json;

use passerelle_world::*;

async fn away(world: &World, from: &str, to: &str) -> u16 {
    let person = world.person_named("suzanne").await;
    let token = world.token_of("nadia").await;
    let pause = json!({ "reason": "hospital", "from": from, "to": to });
    world.post(&format!("/api/v1/people/{}/pauses", person.id), &token, pause).await.0
}

async fn back(world: &World, body: serde_json::Value) -> u16 {
    let person = world.person_named("suzanne").await;
    let token = world.token_of("nadia").await;
    world.post(&format!("/api/v1/people/{}/return", person.id), &token, body).await.0
}

fn karim() -> WrittenPerson {
    WrittenPerson::new()
        .answers_after(6.0)
        .on_hearing("Appuyez sur 1", "1")
        .on_hearing("Si tout va bien", "1")
        .replies_on("Répondez OUI", "oui")
}

async fn states(world: &World) -> Vec<(String, State)> {
    world.calls_of("suzanne").await.iter().map(|call| (call.local_on.format("%d/%m").to_string(), call.state)).collect()
}

on_both! {
    async fn in_hospital_for_two_weeks_then_her_calls_are_called_off_and_a_coordinator_is_reminded_two_days_before(world: World) {
        use State::{Cancelled, Planned, Settled};
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().answers_after(20.0).talks_for(300.0));
        world.paris(0, 10, 0).await;
        assert_eq!(away(&world, "2026-11-26", "2026-12-10").await, 200);
        world.minutes(1).await;
        let expected = [("26/11", Cancelled), ("03/12", Cancelled), ("10/12", Cancelled), ("17/12", Planned), ("24/12", Planned)];
        assert_eq!(states(&world).await, expected.map(|(on, state)| (on.to_owned(), state)));
        let told = world.last_text(KARIM);
        assert!(told.contains("pas d'appel avec Suzanne du jeu. 26/11 au jeu. 10/12"), "{told}");
        assert!(world.cases().await.is_empty(), "she is not missed");

        world.paris(12, 8, 59).await;
        assert!(world.cases().await.is_empty());
        world.paris(12, 9, 1).await;
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::PauseEnding, CaseLevel::Note));
        assert!(world.last_text(NADIA).contains("la pause de Suzanne finit dans deux jours"), "{:?}", world.texts(NADIA));
        assert_eq!(world.closes_with(&case.code, "handled", "").await, 200);

        world.paris(21, 16, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["17 15:00"], "{}", world.story().await);
        assert!(world.person_named("suzanne").await.pauses.is_empty());
        assert!(states(&world).await.contains(&("17/12".to_owned(), Settled)));
    }

    async fn telephone_out_of_order_then_nobody_rings_in_vain_and_a_human_sees_to_her_otherwise(world: World) {
        world.person(KARIM, karim());
        world.paris(0, 10, 0).await;
        let person = world.person_named("suzanne").await;
        let token = world.token_of("nadia").await;
        let fault = json!({"reason": "line_fault", "from": "2026-11-26", "to": "2026-11-28"});
        for _ in 0..2 {
            assert_eq!(world.post(&format!("/api/v1/people/{}/pauses", person.id), &token, fault.clone()).await.0, 200);
        }
        world.paris(0, 16, 0).await;
        assert!(world.rung(SUZANNE).is_empty(), "{}", world.story().await);
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::NumberOutOfService, CaseLevel::Worry));
        assert_eq!(states(&world).await[0].1, State::Cancelled);
    }

    async fn back_sooner_then_the_calls_called_off_come_back_and_the_volunteer_is_told_once(world: World) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().answers_after(20.0).talks_for(300.0));
        assert_eq!(away(&world, "2026-11-26", "2027-02-28").await, 200);
        assert_eq!(away(&world, "2026-11-26", "2027-02-28").await, 200, "again changes nothing");
        world.paris(2, 2, 30).await;
        let calls = world.calls_of("suzanne").await;
        assert!(calls.len() >= 5 && calls.iter().all(|call| call.cancelled_for == Some(CancelReason::Paused)), "{calls:?}");

        world.paris(5, 10, 0).await;
        assert_eq!(back(&world, json!({})).await, 200);
        assert_eq!(back(&world, json!({})).await, 200, "again changes nothing");
        world.minutes(1).await;
        assert_eq!(world.told_in_paris(KARIM, "Suzanne est de retour: appel jeu. 03/12 à 15h00"), ["01 10:00"], "{:?}", world.texts(KARIM));
        world.paris(7, 16, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["03 15:00"], "{}", world.story().await);
        assert!(world.cases().await.is_empty());
    }

    async fn asked_already_when_she_goes_and_back_before_her_hour_then_the_volunteer_is_asked_again(world: World) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().answers_after(20.0).talks_for(300.0));
        world.paris(0, 10, 0).await;
        assert_eq!(away(&world, "2026-11-26", "2026-11-26").await, 200);
        world.minutes(5).await;
        assert_eq!(back(&world, json!({})).await, 200);
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 15:00"], "{}", world.story().await);
        assert_eq!(world.told_in_paris(KARIM, "Répondez OUI").len(), 2, "{:?}", world.texts(KARIM));
    }

    async fn away_between_two_attempts_then_she_is_not_tried_again_and_not_missed(world: World) {
        world.person(KARIM, karim().on_hearing("Pour que je vous rappelle à ce moment-là, appuyez sur 1", "1"));
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.paris(0, 15, 10).await;
        assert_eq!(away(&world, "2026-11-26", "2026-11-27").await, 200);
        world.paris(1, 12, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 15:00"], "{}", world.story().await);
        assert!(world.cases().await.is_empty());
    }

    async fn dates_that_make_no_sense_then_refused(world: World) {
        for (from, to) in [("2026-12-10", "2026-12-01"), ("2026-11-01", "2026-11-25"), ("2026-12-01", "2028-12-01")] {
            assert_eq!(away(&world, from, to).await, 422, "{from} {to}");
        }
        assert_eq!(back(&world, json!({ "on": "2026-11-01" })).await, 422);
        assert!(world.person_named("suzanne").await.pauses.is_empty());
    }
}
