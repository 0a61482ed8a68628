//! Karim cannot call, Zoé can: Suzanne is told by a short call, and may prefer to wait.

use passerelle_domain::{
    case::CaseKind,
    consent::ConsentState,
    scheduled_call::{CallOutcome, State},
};
use passerelle_simulator::{CallbackDelivery, RingAnswer, WrittenPerson};

use passerelle_world::*;

/// What the robot shows; only ever displayed, by the simulated carrier.
const ROBOT: &str = "+33162000001";

fn files_of(consent: &str) -> Vec<(String, String)> {
    let mut files = files();
    for (name, content) in &mut files {
        match name.as_str() {
            "lines.csv" => {
                *content = content
                    .replace("sms_sender,", "sms_sender,check_number,")
                    .replace(&format!("{SMS},"), &format!("{SMS},{ROBOT},"));
            }
            "people.csv" => {
                *content = content
                    .replace("consent_recognition", "consent_recognition,consent_automatic_checks")
                    .replace("yes,no,yes", &format!("yes,no,yes,{consent}"));
            }
            _ => {}
        }
    }
    files
}

async fn replaced(on: On) -> World {
    begin(on, "yes").await
}

async fn replaced_without_robot(on: On) -> World {
    begin(on, "no").await
}

/// Karim says no, Zoé says yes.
async fn begin(on: On, consent: &str) -> World {
    let world = World::begin_at(on, World::morning(), files_of(consent)).await;
    world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "non"));
    let zoe = WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1");
    world.person(ZOE, zoe);
    world
}

fn suzanne() -> WrittenPerson {
    WrittenPerson::new().answers_after(20.0).on_hearing("Si c'est vous, appuyez sur 1", "1").talks_for(300.0)
}

on_both! {
    async fn substitute_suits_her_then_told_hours_before_and_called_by_the_substitute(world: World in replaced) {
        world.person(SUZANNE, suzanne().on_hearing("Si cela vous va, appuyez sur 1", "1"));
        world.paris(0, 11, 0).await;
        let rung = world.rung(SUZANNE);
        assert_eq!((rung.len(), &*rung[0].from), (1, ROBOT), "{}", world.story().await);
        let heard = world.heard(SUZANNE);
        assert!(heard.starts_with("Bonjour. Nous cherchons à joindre Suzanne."), "no reason before it is her: {heard}");
        assert!(heard.contains("Bonjour Suzanne. Karim ne pourra pas vous appeler aujourd'hui, jeudi. Zoé peut le faire à sa place, à quinze heures."), "{heard}");
        assert!(heard.contains("C'est noté. Zoé vous appellera aujourd'hui, jeudi, à quinze heures."), "{heard}");
        assert!(heard.contains("Pour ne plus recevoir ces appels, appuyez sur 9."), "{heard}");
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung(SUZANNE).len(), 2, "told once: {}", world.story().await);
        let call = &world.calls_of("suzanne").await[0];
        assert_eq!((call.state, call.outcome), (State::Settled, Some(CallOutcome::Well)));
        assert!(world.cases().await.is_empty());
    }

    async fn she_prefers_to_wait_then_nobody_calls_today_and_the_series_goes_on(world: World in replaced) {
        world.person(SUZANNE, suzanne().on_hearing("Si vous préférez attendre Karim, appuyez sur 2", "2"));
        world.paris(0, 11, 0).await;
        let heard = world.heard(SUZANNE);
        assert!(heard.contains("Karim vous appellera jeudi 3 décembre, à quinze heures. Pas d'appel d'ici là."), "{heard}");
        assert!(world.last_text(ZOE).contains("l'appel avec Suzanne") && world.last_text(ZOE).contains("n'aura pas lieu"), "{:?}", world.texts(ZOE));
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien, appuyez sur 1", "1"));
        world.paris(8, 9, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), [heard_on(&world), "03 15:00".to_owned()], "{}", world.story().await);
        assert!(world.rung(ZOE).is_empty() && world.cases().await.is_empty());
        let calls = world.calls_of("suzanne").await;
        assert_eq!((calls[0].state, calls[1].state), (State::Cancelled, State::Settled));
    }

    async fn news_of_the_carrier_doubled_late_and_out_of_order_then_told_once_all_the_same(world: World in replaced) {
        world.service.simulator.set_delivery(CallbackDelivery { late: Some(0.0..20.0), doubled: 0.6, shuffled: 0.5, lost: 0.1 });
        world.person(SUZANNE, suzanne().on_hearing("Si vous préférez attendre Karim, appuyez sur 2", "2"));
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung(SUZANNE).len(), 1, "{}", world.story().await);
        let told = world.texts(ZOE).iter().filter(|text| text.contains("n'aura pas lieu")).count();
        assert_eq!((told, world.calls_of("suzanne").await[0].state), (1, State::Cancelled));
    }

    async fn nobody_answers_or_somebody_else_does_then_three_tries_and_the_call_as_planned(world: World in replaced) {
        let absent = WrittenPerson::new().at_next_ring(RingAnswer::NoAnswer).at_next_ring(RingAnswer::NoAnswer);
        world.person(SUZANNE, absent.on_hearing("Sinon, appuyez sur 2", "2"));
        world.paris(0, 14, 30).await;
        let rung = world.rung_in_paris(SUZANNE);
        assert_eq!(rung.len(), 3, "{}", world.story().await);
        assert!(!world.heard(SUZANNE).contains("Karim"), "nothing is said to somebody else: {}", world.heard(SUZANNE));
        world.person(SUZANNE, WrittenPerson::new().answers_after(5.0).talks_for(300.0));
        world.paris(0, 16, 0).await;
        let call = &world.calls_of("suzanne").await[0];
        assert_eq!((call.state, call.outcome), (State::Settled, Some(CallOutcome::Well)), "{}", world.story().await);
        assert!(world.cases().await.is_empty());
    }

    async fn key_nine_then_no_automatic_call_any_more_and_the_call_as_planned(world: World in replaced) {
        world.person(SUZANNE, suzanne().on_hearing("Si cela vous va, appuyez sur 1", "9"));
        world.paris(0, 11, 0).await;
        assert_eq!(world.person_named("suzanne").await.consents.automatic_checks, ConsentState::Withdrawn);
        assert_eq!(world.the_case().await.kind, CaseKind::ConsentWithdrawn);
        world.paris(0, 16, 0).await;
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well), "{}", world.story().await);
    }

    async fn she_wants_a_person_and_hangs_up_while_waiting_then_she_is_called_back(world: World in replaced) {
        world.person(LISTENER, WrittenPerson::new().busy());
        world.person(SUZANNE, suzanne().on_hearing("Si cela vous va, appuyez sur 1", "0").on_hearing_hangs_up("Merci de patienter"));
        world.paris(0, 10, 0).await;
        world.person(LISTENER, WrittenPerson::new().on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien", "1"));
        world.person(SUZANNE, WrittenPerson::new().answers_after(5.0).talks_for(60.0));
        world.paris(0, 11, 30).await;
        let rung = world.rung(SUZANNE);
        assert_eq!((rung.len(), &*rung[1].from), (2, LINE), "a human calls back: {}", world.story().await);
    }

    async fn she_did_not_agree_to_the_robot_then_a_human_may_note_what_she_prefers(world: World in replaced_without_robot) {
        world.person(SUZANNE, suzanne());
        world.paris(0, 12, 0).await;
        assert!(world.rung(SUZANNE).is_empty(), "{}", world.story().await);
        let call = world.calls_of("suzanne").await.remove(0);
        let token = world.token_of("nadia").await;
        let path = format!("/api/v1/calls/{}/wait", call.code);
        let (status, answer) = world.post(&path, &token, serde_json::json!({})).await;
        assert_eq!((status, &answer["state"]), (200, &serde_json::json!("cancelled")), "{answer}");
        assert_eq!(world.post(&path, &token, serde_json::json!({})).await.0, 200, "again changes nothing");
        let next = world.calls_of("suzanne").await.remove(1);
        let own = world.post(&format!("/api/v1/calls/{}/wait", next.code), &token, serde_json::json!({})).await;
        assert_eq!(own.0, 409, "her volunteer's own call");
        world.paris(0, 16, 0).await;
        assert!(world.rung(SUZANNE).is_empty() && world.cases().await.is_empty(), "{}", world.story().await);
        assert!(world.last_text(ZOE).contains("n'aura pas lieu"), "{:?}", world.texts(ZOE));
    }
}

fn heard_on(world: &World) -> String {
    world.rung_in_paris(SUZANNE).remove(0)
}
