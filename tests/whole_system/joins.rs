//! Karim raises a hand while he talks with Suzanne: Nadia takes the alert, and joins the two once both have been told.

use passerelle_domain::{case::CaseState, scheduled_call::CallOutcome};
use passerelle_simulator::{CallRecord, CallbackDelivery, Fault, WrittenPerson};

use passerelle_world::*;

const JOINED: &str = "Une personne de l'équipe vous rejoint.";

fn volunteer() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
        .presses_in_talk("*3", 60.0)
}

fn coordinator() -> WrittenPerson {
    WrittenPerson::new()
        .answers_after(5.0)
        .on_hearing("Pour l'écouter, appuyez sur 1", "1")
        .on_hearing("Pour prendre l'alerte, appuyez sur 1", "1")
}

fn joins() -> WrittenPerson {
    coordinator().on_hearing("Pour les rejoindre, appuyez sur 1", "1")
}

fn last_rung(world: &World, number: &str) -> CallRecord {
    world.rung(number).pop().unwrap()
}

/// When a telephone was first put together with somebody.
fn met_at(world: &World, number: &str) -> chrono::DateTime<chrono::Utc> {
    let call = last_rung(world, number);
    call.bridged_at.unwrap()
}

fn talked_s(call: &CallRecord) -> i64 {
    (call.ended_at.unwrap() - call.bridged_at.unwrap()).num_seconds()
}

on_both! {
    async fn key_one_then_both_are_told_before_she_is_let_in_and_fifty_minutes_are_not_cut(world: World) {
        world.person(KARIM, volunteer());
        world.person(SUZANNE, WrittenPerson::new().talks_for(3000.0));
        world.person(NADIA, joins());
        world.paris(0, 16, 30).await;
        let heard = world.heard(NADIA);
        assert!(heard.contains("Une main est levée pendant un appel."), "{heard}\n{}", world.story().await);
        assert!(heard.contains("Un instant, nous les prévenons."), "{heard}");
        for number in [KARIM, SUZANNE] {
            let call = last_rung(&world, number);
            assert_eq!(call.all_heard().matches(JOINED).count(), 1, "{}", world.story().await);
            assert!(heard_at(&call, JOINED) < met_at(&world, NADIA), "told before: {}", world.story().await);
        }
        let suzanne = last_rung(&world, SUZANNE);
        assert!(talked_s(&suzanne) >= 3000, "{} s: {}", talked_s(&suzanne), world.story().await);
        assert!(heard.ends_with("L'appel est terminé pour vous. La fiche vous attend. Merci."), "{heard}");
        for number in [KARIM, SUZANNE, NADIA] {
            assert!(world.rung(number).iter().all(|call| &*call.from == LINE), "no number is shown to anybody");
        }
        assert!(world.everybody_has_hung_up());
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well), "{}", world.story().await);
        assert_eq!(world.the_case().await.state, CaseState::Acknowledged);
    }

    async fn volunteer_hangs_up_then_she_is_not_left_alone_with_nobody(world: World) {
        world.person(KARIM, volunteer().talks_for(200.0));
        world.person(SUZANNE, WrittenPerson::new());
        world.person(NADIA, joins().talks_for(600.0));
        world.paris(0, 16, 30).await;
        let (karim, suzanne, nadia) = (last_rung(&world, KARIM), last_rung(&world, SUZANNE), last_rung(&world, NADIA));
        assert!(karim.ended_at.unwrap() < nadia.ended_at.unwrap(), "{}", world.story().await);
        let alone_s = (suzanne.ended_at.unwrap() - nadia.ended_at.unwrap()).num_seconds();
        assert!((0..=10).contains(&alone_s), "with Nadia to the end, then led out: {alone_s} s {}", world.story().await);
        assert!(world.everybody_has_hung_up());
    }

    async fn coordinator_leaves_then_the_two_talk_on(world: World) {
        world.person(KARIM, volunteer());
        world.person(SUZANNE, WrittenPerson::new().talks_for(1500.0));
        world.person(NADIA, joins().talks_for(120.0));
        world.paris(0, 16, 30).await;
        let (suzanne, nadia) = (last_rung(&world, SUZANNE), last_rung(&world, NADIA));
        assert!(nadia.ended_at.unwrap() < suzanne.ended_at.unwrap(), "{}", world.story().await);
        assert!(talked_s(&suzanne) >= 1500, "{}", world.story().await);
        assert!(world.everybody_has_hung_up());
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well));
    }

    async fn call_is_over_before_the_key_then_told_so_and_what_else_to_do(world: World) {
        world.person(KARIM, volunteer());
        world.person(SUZANNE, WrittenPerson::new().talks_for(70.0));
        world.person(NADIA, joins());
        world.paris(0, 15, 30).await;
        let heard = world.heard(NADIA);
        assert!(heard.ends_with("L'appel est terminé. Rappelez la personne qui a levé la main : la fiche dit comment. Merci."), "{heard}");
        assert!(!world.heard(SUZANNE).contains(JOINED));
    }

    async fn carrier_moves_nobody_any_more_then_not_let_in_unheard_and_the_call_goes_on(world: World) {
        world.person(KARIM, volunteer());
        world.person(SUZANNE, WrittenPerson::new().talks_for(900.0));
        world.person(NADIA, joins().answers_after(20.0));
        world.paris(0, 15, 0).await;
        while world.rung(NADIA).is_empty() {
            world.run_until(world.now() + chrono::TimeDelta::seconds(5)).await;
        }
        world.service.simulator.set_fault(Fault::UpdatesRefused);
        world.paris(0, 15, 40).await;
        let heard = world.heard(NADIA);
        assert!(heard.contains("Nous n'avons pas pu vous faire entrer, et l'appel continue sans vous."), "{heard}\n{}", world.story().await);
        assert_eq!(talked_s(&last_rung(&world, SUZANNE)), 900, "{}", world.story().await);
        assert!(!world.heard(SUZANNE).contains(JOINED));
    }

    async fn taken_by_text_then_rejoindre_rings_and_leads_in(world: World) {
        world.person(KARIM, volunteer());
        world.person(SUZANNE, WrittenPerson::new().talks_for(1800.0));
        world.person(NADIA, WrittenPerson::new().busy());
        world.paris(0, 15, 5).await;
        let code = world.the_case().await.code;
        world.person(NADIA, joins());
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        assert!(world.last_text(NADIA).contains(&format!("répondez REJOINDRE {code}")), "{:?}", world.texts(NADIA));
        world.writes(CHRISTINE, &format!("REJOINDRE {code}")).await;
        assert!(world.last_text(CHRISTINE).contains("D'abord PRENDS"), "{:?}", world.texts(CHRISTINE));
        world.writes(NADIA, &format!("rejoindre {code}")).await;
        world.minutes(3).await;
        assert!(world.heard(SUZANNE).contains(JOINED), "{}", world.story().await);
        world.minutes(50).await;
        world.writes(NADIA, &format!("rejoindre {code}")).await;
        assert!(world.last_text(NADIA).contains("l'appel est terminé, ou personne ne peut y entrer"), "{:?}", world.texts(NADIA));
        assert!(world.everybody_has_hung_up());
    }

    async fn news_of_the_carrier_doubled_late_and_out_of_order_then_nobody_is_told_twice_or_left_alone(world: World) {
        world.service.simulator.set_delivery(CallbackDelivery { late: Some(0.0..10.0), doubled: 0.6, shuffled: 0.5, lost: 0.1 });
        world.person(KARIM, volunteer());
        world.person(SUZANNE, WrittenPerson::new().talks_for(900.0));
        world.person(NADIA, joins());
        world.paris(0, 16, 30).await;
        assert!(world.everybody_has_hung_up(), "{}", world.story().await);
        assert!(world.heard(SUZANNE).matches(JOINED).count() <= 1, "{}", world.heard(SUZANNE));
    }
}
