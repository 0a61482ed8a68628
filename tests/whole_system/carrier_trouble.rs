//! The telephone network, the texts or the mailbox fail: nobody is lost, and nobody is rung twice.

use passerelle_app::collect_texts;
use passerelle_domain::{
    case::CaseKind,
    scheduled_call::{CallOutcome, State},
};
use passerelle_simulator::{CallbackDelivery, Fault, WrittenPerson};

use passerelle_world::*;

fn karim() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Pour que je vous rappelle à ce moment-là, appuyez sur 1", "1")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

fn everybody_answers(world: &World) {
    world.person(KARIM, karim());
    world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
}

/// The call took place once, and went well.
async fn went_well(world: &World) {
    assert_eq!(world.rung(SUZANNE).len(), 1, "{}", world.story().await);
    let call = &world.calls_of("suzanne").await[0];
    assert_eq!((call.state, call.outcome), (State::Settled, Some(CallOutcome::Well)), "{}", world.story().await);
    assert!(world.cases().await.is_empty());
}

/// Nobody reads the same text twice.
fn no_text_twice(world: &World, number: &str) {
    let mut texts = world.texts(number);
    let all = texts.len();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), all, "{:?}", world.texts(number));
}

on_both! {
    async fn carrier_out_of_reach_for_ten_minutes_at_the_hour_then_the_call_is_made_afterwards_and_nobody_is_rung_twice(world: World) {
        everybody_answers(&world);
        world.paris(0, 14, 59).await;
        world.service.simulator.set_fault(Fault::RestUnavailable);
        world.paris(0, 15, 10).await;
        assert!(world.rung(KARIM).is_empty());
        world.service.simulator.clear_faults();
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung(KARIM).len(), 1, "{}", world.story().await);
        went_well(&world).await;
    }

    async fn carrier_out_of_reach_all_day_then_a_human_is_told_by_email(world: World) {
        everybody_answers(&world);
        world.paris(0, 14, 59).await;
        world.service.simulator.set_fault(Fault::RestUnavailable);
        world.paris(0, 18, 0).await;
        assert_eq!(world.the_case().await.kind, CaseKind::Technical);
        assert!(!world.subjects_to(COORDINATION_EMAIL).await.is_empty(), "{}", world.story().await);
        world.service.simulator.clear_faults();
        world.paris(0, 22, 0).await;
        assert!(world.rung(SUZANNE).is_empty(), "a human decides what becomes of it");
    }

    async fn answers_of_the_carrier_get_lost_then_they_are_looked_up_and_nobody_is_rung_or_written_to_twice(world: World) {
        world.service.simulator.set_fault(Fault::RestTimeoutAfterDoing);
        everybody_answers(&world);
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00"], "{}", world.story().await);
        went_well(&world).await;
        assert_eq!(world.texts(KARIM).len(), 3, "{:?}", world.texts(KARIM));
        no_text_twice(&world, KARIM);
    }

    async fn answers_get_lost_and_the_volunteer_does_not_pick_up_then_rung_as_often_as_otherwise(world: World) {
        world.service.simulator.set_fault(Fault::RestTimeoutAfterDoing);
        world.service.simulator.set_delivery(CallbackDelivery { lost: 1.0, ..CallbackDelivery::default() });
        world.person(KARIM, karim().never_answers());
        world.person(NADIA, WrittenPerson::new().never_answers());
        world.paris(0, 16, 0).await;
        assert_eq!((world.rung(KARIM).len(), world.rung(NADIA).len()), (2, 2), "{}", world.story().await);
        assert_eq!(world.the_case().await.kind, CaseKind::UncoveredCall);
        no_text_twice(&world, NADIA);
    }

    async fn every_status_callback_lost_then_the_carrier_is_asked_and_the_end_is_the_same(world: World) {
        world.service.simulator.set_delivery(CallbackDelivery { lost: 1.0, ..CallbackDelivery::default() });
        everybody_answers(&world);
        world.paris(0, 17, 0).await;
        assert_eq!(world.rung(KARIM).len(), 1);
        went_well(&world).await;
    }

    async fn every_status_callback_lost_and_she_never_answers_then_every_try_and_one_case(world: World) {
        world.service.simulator.set_delivery(CallbackDelivery { lost: 1.0, ..CallbackDelivery::default() });
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.paris(1, 12, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 15:00", "26 15:15", "26 17:00", "27 11:00"], "{}", world.story().await);
        assert_eq!(world.the_case().await.kind, CaseKind::MissedContact);
    }

    async fn callbacks_doubled_late_and_out_of_order_then_every_try_and_one_case(world: World) {
        let astray = CallbackDelivery { late: Some(0.0..20.0), doubled: 0.5, shuffled: 0.5, lost: 0.0 };
        world.service.simulator.set_delivery(astray);
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.paris(1, 12, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 15:00", "26 15:15", "26 17:00", "27 11:00"], "{}", world.story().await);
        assert_eq!(world.the_case().await.kind, CaseKind::MissedContact);
        no_text_twice(&world, KARIM);
        no_text_twice(&world, NADIA);
    }

    async fn callbacks_doubled_late_and_out_of_order_then_a_good_call_is_a_good_call(world: World) {
        let astray = CallbackDelivery { late: Some(0.0..20.0), doubled: 0.5, shuffled: 0.5, lost: 0.0 };
        world.service.simulator.set_delivery(astray);
        everybody_answers(&world);
        world.paris(0, 17, 0).await;
        assert_eq!(world.rung(KARIM).len(), 1);
        went_well(&world).await;
        no_text_twice(&world, KARIM);
    }

    async fn text_arrives_while_nobody_answers_the_carrier_then_it_is_fetched_and_acted_on_once(world: World) {
        world.paris(0, 9, 30).await;
        world.service.simulator.set_fault(Fault::WebhooksUnreachable);
        world.writes(KARIM, "urgent").await;
        assert!(world.cases().await.is_empty());
        world.service.simulator.clear_faults();
        world.paris(0, 9, 45).await;
        for _ in 0..2 {
            assert_eq!(collect_texts(&world.service.app).await.unwrap(), 1);
            assert_eq!(world.the_case().await.kind, CaseKind::Alarm, "{}", world.story().await);
        }
        world.paris(0, 9, 46).await;
        assert_eq!(world.texts(NADIA).len(), 1, "{:?}", world.texts(NADIA));
    }

    async fn page_by_sms_not_delivered_then_the_email_arrives_and_the_reminder_is_another_chance(world: World) {
        world.paris(0, 9, 30).await;
        world.service.simulator.set_fault(Fault::TextsUndelivered { n: 1, code: 30003 });
        world.writes(KARIM, "urgent").await;
        world.paris(0, 9, 31).await;
        assert!(world.texts(NADIA).is_empty(), "{:?}", world.texts(NADIA));
        assert_eq!(world.subjects_to(COORDINATION_EMAIL).await.len(), 1);
        world.paris(0, 9, 33).await;
        assert_eq!(world.told_in_paris(NADIA, "RAPPEL"), ["26 09:32"], "{}", world.story().await);
    }

    async fn mail_folder_cannot_be_written_then_the_emails_are_tried_again_until_they_are_there(world: World) {
        world.paris(0, 9, 30).await;
        let folder = world.mail.path().to_owned();
        std::fs::remove_dir_all(&folder).unwrap();
        std::fs::write(&folder, "not a folder").unwrap();
        world.writes(KARIM, "urgent").await;
        let code = world.the_case().await.code;
        world.paris(0, 9, 34).await;
        assert!(world.subjects_to(COORDINATION_EMAIL).await.is_empty(), "{}", world.story().await);
        std::fs::remove_file(&folder).unwrap();
        std::fs::create_dir(&folder).unwrap();
        world.paris(0, 9, 40).await;
        // The page and its reminder; the next coordinator has a mailbox of her own.
        assert!(world.emails().len() >= 2, "{}", world.story().await);
        assert!(world.emails().iter().all(|email| email.contains(code.as_str())));
    }
}
