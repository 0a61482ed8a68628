//! A text that nobody reads: the coordinator's telephone rings, and one key takes the case or passes it on.

use passerelle_domain::{
    case::{Case, CaseState},
    people::Member,
};
use passerelle_simulator::{CallbackDelivery, WrittenPerson};

use passerelle_world::*;

/// A case of level 3: Karim wrote that it is urgent. The telephone of whoever is paged rings with the text.
async fn something_is_urgent(world: &World) -> String {
    world.paris(0, 9, 0).await;
    world.writes(KARIM, "Venez vite, c'est urgent !").await;
    world.the_case().await.code.to_string()
}

/// Presses 1 to hear the alert.
fn listens() -> WrittenPerson {
    WrittenPerson::new().answers_after(5.0).on_hearing("Pour l'écouter, appuyez sur 1", "1")
}

fn takes() -> WrittenPerson {
    listens().on_hearing("Pour prendre l'alerte, appuyez sur 1", "1")
}

async fn holder(world: &World, key: &str) -> Option<Member> {
    Some(Member::Staff(world.staff_named(key).await.id))
}

async fn taken_by(world: &World, key: &str) -> Case {
    let case = world.the_case().await;
    assert_eq!(
        (case.state, case.holder),
        (CaseState::Acknowledged, holder(world, key).await),
        "{}",
        world.story().await
    );
    case
}

on_both! {
    async fn key_one_then_the_case_is_taken_and_nobody_else_is_paged(world: World) {
        world.person(NADIA, takes());
        let code = something_is_urgent(&world).await;
        world.paris(0, 9, 2).await;
        taken_by(&world, "nadia").await;
        let heard = world.heard(NADIA);
        assert!(heard.starts_with("Bonjour, c'est Passerelles. Une alerte attend une réponse."), "{heard}");
        assert!(heard.contains(&format!("Alerte {code}, de niveau 3.")), "{heard}");
        assert!(heard.ends_with("La fiche vous attend. Merci, et à bientôt."), "{heard}");
        world.paris(0, 9, 25).await;
        assert_eq!((world.rung(NADIA).len(), world.rung(CHRISTINE).len()), (1, 0), "{}", world.story().await);
        assert!(world.texts(CHRISTINE).is_empty());
    }

    async fn key_two_then_the_next_coordinator_is_paged_at_once(world: World) {
        world.person(NADIA, listens().on_hearing("Pour la passer à la personne suivante, appuyez sur 2", "2"));
        world.person(CHRISTINE, takes());
        let code = something_is_urgent(&world).await;
        world.paris(0, 9, 3).await;
        taken_by(&world, "christine").await;
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("URGENT {code}")), ["26 09:00"], "{}", world.story().await);
        assert!(world.heard(NADIA).ends_with("C'est noté : la personne suivante est prévenue. Merci, et à bientôt."));
    }

    async fn star_then_the_alert_is_said_again(world: World) {
        let nadia = listens().on_hearing("Une alerte attend", "1").presses("*").presses("1");
        world.person(NADIA, nadia);
        something_is_urgent(&world).await;
        world.paris(0, 9, 3).await;
        assert_eq!(world.heard(NADIA).matches("de niveau 3").count(), 2, "{}", world.heard(NADIA));
        taken_by(&world, "nadia").await;
    }

    async fn nothing_is_pressed_then_the_call_ends_politely_and_the_chain_goes_on(world: World) {
        world.person(NADIA, listens());
        world.person(CHRISTINE, WrittenPerson::new().answers_after(5.0));
        let code = something_is_urgent(&world).await;
        world.paris(0, 9, 9).await;
        let heard = world.rung(NADIA)[0].all_heard();
        assert_eq!(heard.matches("Pour prendre l'alerte").count(), 2, "said once more: {heard}");
        assert!(heard.ends_with("L'alerte reste ouverte. À bientôt."), "{heard}");
        assert_eq!(world.the_case().await.state, CaseState::Paging);
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("URGENT {code}")), ["26 09:05"], "{}", world.story().await);
        assert!(!world.heard(CHRISTINE).contains(&code), "nothing is said without a key: {}", world.heard(CHRISTINE));
    }

    async fn voicemail_answers_then_it_hears_nothing_of_the_alert_and_never_takes_it(world: World) {
        world.person(NADIA, WrittenPerson::new().machine());
        let code = something_is_urgent(&world).await;
        world.paris(0, 9, 4).await;
        let heard = world.heard(NADIA);
        assert!(!heard.contains(&code) && !heard.contains("niveau") && !heard.contains("Suzanne"), "{heard}");
        assert_eq!(world.the_case().await.state, CaseState::Paging);
        assert!(!world.rung(NADIA).is_empty());
    }

    async fn engaged_silent_or_out_of_service_then_the_case_goes_on_as_before(world: World) {
        world.person(NADIA, WrittenPerson::new().busy());
        world.person(CHRISTINE, WrittenPerson::new().out_of_service());
        let code = something_is_urgent(&world).await;
        world.paris(0, 9, 11).await;
        assert_eq!(world.told_in_paris(NADIA, &format!("RAPPEL {code}")), ["26 09:02"], "{}", world.story().await);
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("URGENT {code}")), ["26 09:05"]);
        assert_eq!(world.told_in_paris(NADIA, "Toute l'équipe est prévenue"), ["26 09:10"]);
        assert_eq!(world.the_case().await.state, CaseState::Paging);
    }

    async fn taken_by_a_colleague_while_the_telephone_rings_then_told_who_has_it(world: World) {
        world.person(NADIA, listens().answers_after(20.0));
        something_is_urgent(&world).await;
        world.run_until(world.now() + chrono::TimeDelta::seconds(10)).await;
        let code = world.the_case().await.code;
        world.writes(CHRISTINE, &format!("PRENDS {code}")).await;
        world.paris(0, 9, 3).await;
        assert!(world.heard(NADIA).contains(&format!("Christine a déjà pris l'alerte {code}.")), "{}", world.heard(NADIA));
        taken_by(&world, "christine").await;
    }

    async fn closed_while_the_alert_is_heard_then_key_one_takes_nothing(world: World) {
        world.person(NADIA, listens().on_hearing("Pour prendre l'alerte, appuyez sur 1", "1").after(7.0));
        something_is_urgent(&world).await;
        world.run_until(world.now() + chrono::TimeDelta::seconds(16)).await;
        let code = world.the_case().await.code;
        assert_eq!(world.closes_with(&code, "handled", "").await, 200);
        world.paris(0, 9, 3).await;
        assert!(world.heard(NADIA).contains(&format!("L'alerte {code} est close.")), "{}", world.heard(NADIA));
        assert_eq!(world.the_case().await.holder, None);
    }

    async fn news_of_the_carrier_doubled_late_and_out_of_order_then_taken_once(world: World) {
        world.service.simulator.set_delivery(CallbackDelivery { late: Some(0.0..20.0), doubled: 0.6, shuffled: 0.5, lost: 0.1 });
        world.person(NADIA, takes());
        something_is_urgent(&world).await;
        world.paris(0, 9, 25).await;
        taken_by(&world, "nadia").await;
        assert_eq!(world.rung(NADIA).len(), 1, "{}", world.story().await);
    }

    async fn keys_come_again_after_the_call_then_nothing_changes(world: World) {
        world.person(NADIA, takes());
        something_is_urgent(&world).await;
        world.paris(0, 9, 2).await;
        let page = world.conversations().await.pop().unwrap();
        let sid = world.rung(NADIA)[0].sid.clone();
        for step in [0, 1, 2, 3, 1] {
            let path = format!("/webhooks/voice/calls/{}/steps/{step}", page.id);
            let form = [("CallSid", sid.as_str()), ("Digits", "2"), ("CallStatus", "in-progress")];
            assert!(world.carrier_posts(&path, &form).await.is_twiml());
        }
        taken_by(&world, "nadia").await;
    }
}
