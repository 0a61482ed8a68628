//! Keys during a conversation: a listener ends one politely, a volunteer raises a hand, and nobody is cut off.

use chrono::TimeDelta;
use passerelle_domain::{
    call::InboundEnd,
    case::{CaseKind, CaseLevel},
    leg::LegRole,
    scheduled_call::{CallOutcome, State},
};
use passerelle_simulator::{CallRecord, CallbackDelivery, Fault, WrittenPerson};
use passerelle_telephony::Carrier;

use passerelle_world::*;

/// Somebody the association does not know.
const ODETTE: &str = "+33199001050";
const RENE: &str = "+33639980051";
const MARTHE: &str = "+33199001002";
const LUC: &str = "+33639980008";

async fn wednesday_at_ten(on: On) -> World {
    World::begin_on(on, "2026-11-25T09:00:00Z").await
}

async fn two_listeners(on: On) -> World {
    let more = [
        ("staff.csv", format!("luc,Luc,Perrin,{LUC},luc@example.org,listener,fr\n")),
        ("shifts.csv", "paris,luc,listening,mon-sun,09:00,20:00,2\n".to_owned()),
    ];
    let add = |(name, text): (String, String)| {
        let rows: String = more.iter().filter(|(file, _)| *file == name).map(|(_, rows)| rows.as_str()).collect();
        (name, text + &rows)
    };
    World::begin_at(on, instant("2026-11-25T09:00:00Z"), files().into_iter().map(add).collect()).await
}

fn listens() -> WrittenPerson {
    WrittenPerson::new().answers_after(5.0).on_hearing("Pour le prendre, appuyez sur 1", "1")
}

fn talks_for(seconds: f64) -> WrittenPerson {
    WrittenPerson::new().talks_for(seconds)
}

fn volunteer() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

/// Karim calls Marthe an hour after Suzanne.
async fn with_marthe_at_four(on: On) -> World {
    let more = [
        ("people.csv", format!("marthe,Mme,Marthe,Roux,{MARTHE},paris,FR-IDF,fr,,green,yes,no,yes\n")),
        (
            "series.csv",
            "m,marthe,karim,convivial_call,FREQ=WEEKLY;BYDAY=TH,16:00,2026-11-05,30,pair,weekly\n".to_owned(),
        ),
    ];
    let add = |(name, text): (String, String)| {
        let rows: String = more.iter().filter(|(file, _)| *file == name).map(|(_, rows)| rows.as_str()).collect();
        (name, text + &rows)
    };
    World::begin_at(on, World::morning(), files().into_iter().map(add).collect()).await
}

fn talked_s(call: &CallRecord) -> i64 {
    (call.ended_at.unwrap() - call.bridged_at.unwrap()).num_seconds()
}

on_both! {
    async fn listener_presses_star_nine_then_the_call_ends_without_blame_and_the_listener_has_a_break(world: World in two_listeners) {
        world.person(ODETTE, talks_for(600.0));
        for listener in [LISTENER, LUC] {
            world.person(listener, listens().presses_in_talk("*9", 40.0));
        }
        world.dials(ODETTE);
        world.minutes(4).await;
        assert!(world.everybody_has_hung_up(), "{}", world.story().await);
        let heard = world.heard_by(ODETTE);
        assert!(heard.ends_with("Nous arrêtons cet appel ici. Vous pourrez rappeler quand l'échange sera respectueux."), "{heard}");
        let (listener, other) = if world.rung(LISTENER).is_empty() { (LUC, LISTENER) } else { (LISTENER, LUC) };
        assert!(world.heard(listener).ends_with("vous avez bien fait. Vous avez cinq minutes de pause."), "{}", world.heard(listener));
        assert!(!world.heard(listener).contains("lever la main"), "quick keys are not talked into");
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::AbuseReported, CaseLevel::Note));
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Answered));
        assert!(world.texts(listener).is_empty(), "nothing more is asked: {:?}", world.texts(listener));

        // The caller is in a pause; others are answered, by whoever has no break.
        world.person(ODETTE, WrittenPerson::new().leaves_message(10.0));
        world.dials(ODETTE);
        world.minutes(1).await;
        assert!(world.heard_by(ODETTE).contains("Nous faisons une pause dans nos échanges"), "{}", world.heard_by(ODETTE));
        world.person(other, listens());
        world.person(RENE, talks_for(30.0));
        let rung = world.rung(listener).len();
        world.dials(RENE);
        world.minutes(2).await;
        assert_eq!((world.rung(listener).len(), world.rung(other).len()), (rung, 1), "{}", world.story().await);

        // ABUS by SMS as well, out of habit: the same conversation, the same case.
        world.writes(listener, "ABUS").await;
        assert!(world.last_text(listener).contains("vous avez bien fait"), "{}", world.last_text(listener));
        assert_eq!(world.cases().await.len(), 1);
    }

    async fn last_on_duty_ends_a_call_then_a_minute_of_peace_only(world: World in wednesday_at_ten) {
        world.person(ODETTE, talks_for(600.0));
        world.person(LISTENER, listens().presses_in_talk("*9", 40.0));
        world.dials(ODETTE);
        world.minutes(3).await;
        assert!(world.heard(LISTENER).ends_with("vous avez une minute de pause."), "{}", world.heard(LISTENER));
        world.person(RENE, talks_for(30.0));
        world.dials(RENE);
        world.minutes(3).await;
        assert!(world.call_by(RENE).bridged_at.is_some(), "{}", world.story().await);
    }

    async fn star_alone_then_the_keys_are_told_and_silence_leads_back(world: World in wednesday_at_ten) {
        world.person(ODETTE, talks_for(300.0));
        world.person(LISTENER, listens().presses_in_talk("*", 40.0));
        world.dials(ODETTE);
        world.minutes(2).await;
        let heard = world.heard(LISTENER);
        assert!(heard.contains("Pour lever la main, faites le 3. Pour arrêter cet appel, faites le 9."), "{heard}");
        assert!(!world.everybody_has_hung_up());
        assert!(!world.heard_by(ODETTE).contains("lever la main"));
        world.minutes(6).await;
        assert_eq!(talked_s(&world.call_by(ODETTE)), 300, "nobody was cut off");
        assert!(world.everybody_has_hung_up());
        assert!(world.cases().await.is_empty());
        assert!(world.last_text(LISTENER).contains("Besoin: 1 écoute"), "{:?}", world.texts(LISTENER));
    }

    async fn star_then_nine_once_told_then_ended_as_well(world: World in wednesday_at_ten) {
        world.person(ODETTE, talks_for(300.0));
        world.person(LISTENER, listens().presses_in_talk("*", 40.0).on_hearing("Pour arrêter cet appel, faites le 9", "9"));
        world.dials(ODETTE);
        world.minutes(3).await;
        assert!(world.heard_by(ODETTE).contains("Nous arrêtons cet appel ici"), "{}", world.story().await);
        assert_eq!(world.the_case().await.kind, CaseKind::AbuseReported);
    }

    async fn end_key_comes_again_late_then_one_case_and_the_same_words(world: World in wednesday_at_ten) {
        world.person(ODETTE, talks_for(300.0));
        world.person(LISTENER, listens().presses_in_talk("*9", 40.0));
        world.dials(ODETTE);
        world.minutes(3).await;
        let leg = world.leg_of(LegRole::Listener).await;
        let sid = world.rung(LISTENER)[0].sid.clone();
        for path in ["room/2", "aside/1", "room/1", "room/2", "after-room", "aside-again/1"] {
            let form = [("CallSid", sid.as_str()), ("Digits", "9"), ("CallStatus", "in-progress")];
            let answer = world.carrier_posts(&format!("/webhooks/voice/legs/{leg}/{path}"), &form).await;
            assert!(answer.is_twiml() && answer.body.contains("<Hangup/>"), "{path}: {answer:?}");
        }
        assert_eq!(world.cases().await.len(), 1);
        world.minutes(1).await;
    }

    async fn caller_hangs_up_while_the_listener_is_aside_then_the_end_key_still_counts(world: World in wednesday_at_ten) {
        world.person(ODETTE, talks_for(44.0));
        world.person(LISTENER, listens().presses_in_talk("*", 40.0).on_hearing("Pour arrêter cet appel, faites le 9", "9"));
        world.dials(ODETTE);
        world.minutes(4).await;
        assert!(world.everybody_has_hung_up(), "{}", world.story().await);
        assert_eq!(talked_s(&world.call_by(ODETTE)), 44);
        assert!(!world.heard_by(ODETTE).contains("Nous arrêtons"));
        assert!(world.heard(LISTENER).contains("vous avez bien fait"), "{}", world.heard(LISTENER));
        assert_eq!(world.the_case().await.kind, CaseKind::AbuseReported);
    }

    async fn caller_hangs_up_while_the_listener_is_aside_and_silent_then_the_end_is_the_usual_one(world: World in wednesday_at_ten) {
        world.person(ODETTE, talks_for(41.0));
        world.person(LISTENER, listens().presses_in_talk("*", 40.0));
        world.dials(ODETTE);
        world.minutes(4).await;
        assert!(world.everybody_has_hung_up(), "{}", world.story().await);
        assert!(!world.heard(LISTENER).contains("lever la main"), "known before the keys are told: {}", world.heard(LISTENER));
        assert!(world.cases().await.is_empty());
        assert!(world.last_text(LISTENER).contains("Besoin: 1 écoute"));
    }

    async fn listener_hangs_up_then_the_caller_is_not_left_alone_in_the_room(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new());
        world.person(LISTENER, listens().talks_for(60.0));
        world.dials(ODETTE);
        world.minutes(4).await;
        assert!(world.everybody_has_hung_up(), "{}", world.story().await);
        let alone_s = (world.call_by(ODETTE).ended_at.unwrap() - world.rung(LISTENER)[0].ended_at.unwrap()).num_seconds();
        assert!(alone_s <= 10, "{alone_s} s: {}", world.story().await);
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Answered));
        assert!(world.promises().await.is_empty());
    }

    async fn carrier_refuses_the_room_then_the_two_talk_on_as_they_were(world: World in wednesday_at_ten) {
        world.service.simulator.set_fault(Fault::UpdatesRefused);
        world.person(ODETTE, talks_for(300.0));
        world.person(LISTENER, listens().presses_in_talk("*9", 40.0));
        world.dials(ODETTE);
        world.minutes(8).await;
        assert_eq!(talked_s(&world.call_by(ODETTE)), 300);
        assert!(world.cases().await.is_empty());
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Answered));
        assert!(world.inbound_calls().await[0].room.is_none());
        assert!(world.last_text(LISTENER).contains("Besoin: 1 écoute"));
    }

    async fn carrier_is_slow_to_be_asked_then_moved_a_little_later(world: World in wednesday_at_ten) {
        world.person(ODETTE, talks_for(300.0));
        world.person(LISTENER, listens().presses_in_talk("*9", 60.0));
        world.dials(ODETTE);
        world.run_until(world.now() + TimeDelta::seconds(50)).await;
        let is_moved = world.inbound_calls().await[0].room.is_some();
        world.service.simulator.set_fault(Fault::Throttle { n: 6 });
        world.minutes(8).await;
        assert!(world.heard_by(ODETTE).contains("Nous arrêtons cet appel ici"), "{is_moved} {}", world.story().await);
        assert!(world.everybody_has_hung_up());
    }

    async fn answers_of_the_carrier_get_lost_then_nobody_is_moved_twice(world: World in wednesday_at_ten) {
        world.service.simulator.set_fault(Fault::RestTimeoutAfterDoing);
        world.person(ODETTE, talks_for(300.0));
        world.person(LISTENER, listens().presses_in_talk("*9", 60.0));
        world.dials(ODETTE);
        world.minutes(4).await;
        assert!(world.heard_by(ODETTE).contains("Nous arrêtons cet appel ici"), "{}", world.story().await);
        assert_eq!(world.heard(LISTENER).matches("vous avez bien fait").count(), 1);
        assert_eq!(world.cases().await.len(), 1);
        world.service.simulator.clear_faults();
    }

    async fn every_status_callback_lost_then_nobody_stays_in_an_empty_room(world: World in wednesday_at_ten) {
        world.service.simulator.set_delivery(CallbackDelivery { lost: 1.0, ..CallbackDelivery::default() });
        world.person(ODETTE, WrittenPerson::new());
        world.person(LISTENER, listens().talks_for(60.0).presses_in_talk("*", 40.0));
        world.dials(ODETTE);
        world.minutes(4).await;
        assert!(world.everybody_has_hung_up(), "{}", world.story().await);
        world.minutes(30).await;
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Answered));
    }
}

on_both! {
    async fn volunteer_presses_star_three_then_the_coordinator_is_paged_within_ten_seconds_and_the_call_goes_on(world: World) {
        world.person(KARIM, volunteer().presses_in_talk("*3", 60.0).presses_in_talk("*3", 120.0).presses_in_talk("*9", 180.0));
        world.person(SUZANNE, talks_for(1080.0).answers_after(10.0));
        world.paris(0, 16, 0).await;
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::HandRaised, CaseLevel::Serious));
        assert_eq!(case.person_id, Some(world.person_named("suzanne").await.id));
        let talk_began_at = world.rung(SUZANNE)[0].bridged_at.unwrap();
        let paged = world.service.simulator.texts_to(NADIA);
        assert!(paged[0].body.contains("main levée pendant un appel, en ligne en ce moment"), "{:?}", world.texts(NADIA));
        let after_s = (paged[0].at - talk_began_at).num_seconds() - 60;
        assert!((0..=10).contains(&after_s), "{after_s} s");
        assert_eq!(world.heard(KARIM).matches("La coordination est prévenue").count(), 2, "{}", world.heard(KARIM));
        assert!(!world.heard(SUZANNE).contains("coordination") && !world.heard(SUZANNE).contains("arrêtons"));
        assert_eq!(talked_s(&world.rung(SUZANNE)[0]), 1080, "{}", world.story().await);
        let call = &world.calls_of("suzanne").await[0];
        assert_eq!((call.state, call.outcome), (State::Settled, Some(CallOutcome::Well)), "{}", world.story().await);
    }

    async fn hand_is_raised_then_no_limit_cuts_the_call(world: World) {
        world.person(KARIM, volunteer().presses_in_talk("*3", 600.0));
        world.person(SUZANNE, talks_for(6.0 * 3600.0));
        world.paris(0, 22, 0).await;
        assert_eq!(talked_s(&world.rung(SUZANNE)[0]), 6 * 3600, "{}", world.story().await);
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well));
    }

    async fn nobody_raises_a_hand_then_the_usual_limit_holds_and_both_are_led_out(world: World) {
        world.person(KARIM, volunteer());
        world.person(SUZANNE, talks_for(6.0 * 3600.0));
        world.paris(0, 22, 0).await;
        let talked_s = talked_s(&world.rung(SUZANNE)[0]);
        assert!((4 * 3600..4 * 3600 + 60).contains(&talked_s), "{talked_s}");
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well), "{}", world.story().await);
        assert!(world.everybody_has_hung_up());
    }

    async fn next_call_is_near_then_the_volunteer_alone_is_told_that_five_minutes_are_left(world: World in with_marthe_at_four) {
        world.person(KARIM, volunteer());
        world.person(SUZANNE, talks_for(3480.0));
        world.person(MARTHE, talks_for(60.0));
        world.paris(0, 15, 54).await;
        let words = "Il vous reste cinq minutes avant l'appel suivant.";
        assert!(!world.heard(KARIM).contains(words));
        world.paris(0, 17, 0).await;
        assert_eq!(world.heard(KARIM).matches(words).count(), 1, "{}", world.heard(KARIM));
        assert!(!world.heard(SUZANNE).contains("cinq minutes"), "{}", world.heard(SUZANNE));
        let talked_s = talked_s(&world.rung(SUZANNE)[0]);
        assert!((3480..3500).contains(&talked_s), "nothing is cut: {talked_s}");
        assert_eq!(world.rung_in_paris(MARTHE), ["26 16:00"], "{}", world.story().await);
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well), "{}", world.story().await);
    }

    async fn hand_is_raised_then_nobody_presses_the_volunteer(world: World in with_marthe_at_four) {
        world.person(KARIM, volunteer().presses_in_talk("*3", 600.0));
        world.person(SUZANNE, talks_for(3480.0));
        world.person(MARTHE, talks_for(60.0));
        world.paris(0, 16, 5).await;
        assert!(!world.heard(KARIM).contains("Il vous reste"), "{}", world.heard(KARIM));
        assert!(talked_s(&world.rung(SUZANNE)[0]) >= 3480);
    }

    async fn volunteer_hangs_up_in_the_room_then_her_telephone_is_put_down_too(world: World) {
        world.person(KARIM, volunteer().talks_for(300.0).replies_on("1 tout va bien, 2", "1"));
        world.person(SUZANNE, WrittenPerson::new());
        world.paris(0, 16, 0).await;
        assert!(world.everybody_has_hung_up(), "{}", world.story().await);
        let alone_s = (world.rung(SUZANNE)[0].ended_at.unwrap() - world.rung(KARIM)[0].ended_at.unwrap()).num_seconds();
        assert!(alone_s <= 2, "{alone_s}");
        let call = &world.calls_of("suzanne").await[0];
        assert_eq!((call.state, call.outcome), (State::Settled, Some(CallOutcome::Well)), "{}", world.story().await);
    }

    async fn volunteer_hangs_up_aside_then_her_telephone_is_put_down_too(world: World) {
        world.person(KARIM, volunteer().presses_in_talk("*", 300.0).on_hearing_hangs_up("Pour lever la main, faites le 3. Sinon"));
        world.person(SUZANNE, WrittenPerson::new());
        world.paris(0, 15, 30).await;
        assert!(world.everybody_has_hung_up(), "{}", world.story().await);
        assert!(world.calls_of("suzanne").await[0].outcome.is_none());
    }

    async fn carrier_is_out_of_reach_when_the_volunteer_hangs_up_then_she_is_led_out_once_it_is_back(world: World) {
        world.person(KARIM, volunteer().talks_for(300.0));
        world.person(SUZANNE, WrittenPerson::new());
        world.paris(0, 15, 2).await;
        world.service.simulator.set_fault(Fault::RestUnavailable);
        world.paris(0, 15, 8).await;
        assert!(!world.everybody_has_hung_up());
        world.service.simulator.clear_faults();
        world.minutes(1).await;
        assert!(world.everybody_has_hung_up(), "{}", world.story().await);
    }
}

async fn without_rooms(on: On, carrier: Carrier) {
    let world = World::begin_with(on, instant("2026-11-25T09:00:00Z"), files(), carrier).await;
    world.person(ODETTE, talks_for(120.0));
    world.person(
        LISTENER,
        WrittenPerson::new().answers_after(5.0).on_hearing("ppuyez sur 1", "1").presses_in_talk("*9", 40.0),
    );
    world.dials(ODETTE);
    world.minutes(5).await;
    assert_eq!(talked_s(&world.call_by(ODETTE)), 120, "{carrier:?}");
    assert!(world.inbound_calls().await[0].room.is_none());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn carrier_without_rooms_then_the_plain_bridge_as_ever() {
    for carrier in [Carrier::Telnyx, Carrier::Somleng] {
        without_rooms(On::Sqlite, carrier).await;
    }
}
