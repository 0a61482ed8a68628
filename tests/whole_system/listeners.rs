//! How listeners are rung, left in peace, and asked what callers need.

use passerelle_domain::{
    case::{CaseKind, CaseLevel, CaseState},
    follow_up::{FollowUpState, Need, Urgency},
};
use passerelle_simulator::{RingAnswer, WrittenPerson};

use passerelle_world::*;

/// Somebody the association does not know.
const ODETTE: &str = "+33199001050";
const RENE: &str = "+33639980051";
const GISELE: &str = "+33199001052";
/// The listeners beside Inès.
const LUC: &str = "+33639980008";
const AIDA: &str = "+33639980009";

/// A Wednesday at ten with three listeners on a line that rings them its own way.
async fn three_listeners(on: On, strategy: &str) -> World {
    let change = |(name, text): (String, String)| {
        let text = match name.as_str() {
            "staff.csv" => format!(
                "{text}luc,Luc,Perrin,{LUC},luc@example.org,listener,fr\naida,Aïda,Sow,{AIDA},aida@example.org,listener,fr\n"
            ),
            "shifts.csv" => {
                format!("{text}paris,luc,listening,mon-sun,09:00,20:00,2\nparis,aida,listening,mon-sun,09:00,20:00,3\n")
            }
            "lines.csv" => {
                let mut rows = text.lines();
                let header = rows.next().unwrap();
                let rest: Vec<String> = rows.map(|row| format!("{row},{strategy}")).collect();
                format!("{header},ring_strategy\n{}\n", rest.join("\n"))
            }
            _ => text,
        };
        (name, text)
    };
    World::begin_at(on, instant("2026-11-25T09:00:00Z"), files().into_iter().map(change).collect()).await
}

async fn longest_idle(on: On) -> World {
    three_listeners(on, "longest_idle").await
}

async fn ordered(on: On) -> World {
    three_listeners(on, "ordered").await
}

async fn waves_of_two(on: On) -> World {
    three_listeners(on, "waves(2)").await
}

async fn all_at_once(on: On) -> World {
    three_listeners(on, "all").await
}

async fn one_listener(on: On) -> World {
    World::begin_on(on, "2026-11-25T09:00:00Z").await
}

fn listens() -> WrittenPerson {
    WrittenPerson::new().answers_after(5.0).on_hearing("ppuyez sur 1", "1")
}

fn talks() -> WrittenPerson {
    WrittenPerson::new().talks_for(600.0)
}

fn rung(world: &World) -> [usize; 3] {
    [LISTENER, LUC, AIDA].map(|number| world.rung(number).len())
}

/// Three callers at once, three listeners: everybody talks, and nobody is rung while talking.
async fn three_conversations(world: &World) {
    for caller in [ODETTE, RENE, GISELE] {
        world.person(caller, talks());
    }
    for listener in [LISTENER, LUC, AIDA] {
        world.person(listener, listens());
    }
    for caller in [ODETTE, RENE, GISELE] {
        world.dials(caller);
    }
    world.minutes(20).await;
    for caller in [ODETTE, RENE, GISELE] {
        assert!(world.made_by(caller)[0].bridged_at.is_some(), "{}", world.story().await);
    }
    for listener in [LISTENER, LUC, AIDA] {
        let calls = world.rung(listener);
        let talked = calls.iter().filter(|call| call.bridged_at.is_some()).count();
        assert_eq!(talked, 1, "{}", world.story().await);
        let talk = calls.iter().find(|call| call.bridged_at.is_some()).unwrap();
        let beside = calls
            .iter()
            .filter(|call| call.sid != talk.sid && call.rang_at > talk.bridged_at && call.rang_at < talk.ended_at);
        assert_eq!(beside.count(), 0, "nobody is rung while talking: {}", world.story().await);
    }
    assert!(world.promises().await.is_empty());
}

on_both! {
    async fn three_callers_and_three_listeners_one_at_a_time_then_three_conversations(world: World in longest_idle) {
        three_conversations(&world).await;
        assert_eq!(rung(&world), [1, 1, 1]);
    }

    async fn three_callers_and_three_listeners_in_waves_then_three_conversations(world: World in waves_of_two) {
        three_conversations(&world).await;
    }

    async fn three_callers_and_three_listeners_all_at_once_then_three_conversations(world: World in all_at_once) {
        three_conversations(&world).await;
    }

    async fn first_of_the_order_is_free_again_then_rung_first_again(world: World in ordered) {
        world.person(LISTENER, listens());
        for caller in [ODETTE, RENE] {
            world.person(caller, WrittenPerson::new().talks_for(60.0));
            world.dials(caller);
            world.minutes(10).await;
        }
        assert_eq!(rung(&world), [2, 0, 0], "{}", world.story().await);
    }

    async fn wave_rings_together_then_who_picks_up_first_has_the_caller_and_the_others_missed_nothing(world: World in waves_of_two) {
        world.person(ODETTE, talks());
        world.person(LISTENER, WrittenPerson::new().answers_after(15.0).on_hearing("ppuyez sur 1", "1"));
        world.person(LUC, WrittenPerson::new().answers_after(5.0).on_hearing("ppuyez sur 1", "1"));
        world.dials(ODETTE);
        world.minutes(2).await;
        assert_eq!(rung(&world), [1, 1, 0], "{}", world.story().await);
        let rang = [LISTENER, LUC].map(|number| world.rung(number)[0].rang_at.unwrap());
        assert!((rang[0] - rang[1]).num_seconds().abs() <= 1, "{rang:?}");
        assert!(world.rung(LUC)[0].bridged_at.is_some() && world.rung(LISTENER)[0].bridged_at.is_none());
        // Inès stopped ringing because Luc was faster: she is rung for the next caller.
        world.person(RENE, talks());
        world.dials(RENE);
        world.minutes(2).await;
        assert!(world.rung(LISTENER).len() == 2 && world.made_by(RENE)[0].bridged_at.is_some(), "{}", world.story().await);
        assert!(world.texts(LISTENER).iter().all(|text| !text.contains("deux fois")), "{:?}", world.texts(LISTENER));
    }

    async fn voicemail_takes_a_wave_then_the_next_one_rings_and_the_caller_talks(world: World in waves_of_two) {
        world.person(ODETTE, talks());
        world.person(LISTENER, WrittenPerson::new().at_next_ring(RingAnswer::Machine { after_s: 2.0, greeting_s: 8.0 }).never_answers());
        world.person(LUC, WrittenPerson::new().never_answers());
        world.person(AIDA, listens());
        world.dials(ODETTE);
        world.minutes(15).await;
        assert!(world.rung(AIDA)[0].bridged_at.is_some(), "{}", world.story().await);
        assert!(world.rung(LISTENER).iter().all(|call| call.bridged_at.is_none()));
    }

    async fn listener_misses_two_calls_then_left_in_peace_told_and_rung_again_later(world: World in longest_idle) {
        world.person(LISTENER, WrittenPerson::new().never_answers());
        world.person(LUC, listens());
        world.person(AIDA, listens());
        for round in 0..5 {
            world.person(ODETTE, WrittenPerson::new().talks_for(30.0));
            world.dials(ODETTE);
            world.minutes(5).await;
            let missed = world.rung(LISTENER).len();
            assert!(missed <= 2, "round {round}: {}", world.story().await);
        }
        assert_eq!(world.rung(LISTENER).len(), 2, "{}", world.story().await);
        let told: Vec<_> = world.texts(LISTENER).into_iter().filter(|text| text.contains("deux fois")).collect();
        assert_eq!(told.len(), 1, "{:?}", world.texts(LISTENER));
        world.minutes(15).await;
        for _ in 0..3 {
            world.dials(ODETTE);
            world.minutes(3).await;
        }
        assert!(world.rung(LISTENER).len() > 2, "{}", world.story().await);
    }

    async fn listener_writes_pause_then_not_rung_until_reprise_and_the_next_day_at_the_latest(world: World in longest_idle) {
        for listener in [LISTENER, LUC, AIDA] {
            world.person(listener, listens());
        }
        for listener in [LISTENER, LUC] {
            world.writes(listener, "Pause").await;
        }
        assert!(world.texts(LUC)[0].contains("jusqu'à 00h00"), "{:?}", world.texts(LUC));
        for _ in 0..3 {
            world.person(ODETTE, WrittenPerson::new().talks_for(30.0));
            world.dials(ODETTE);
            world.minutes(5).await;
        }
        assert_eq!(rung(&world), [0, 0, 3], "{}", world.story().await);
        world.writes(LUC, "reprise").await;
        assert!(world.texts(LUC).last().unwrap().contains("la ligne peut vous appeler"), "{:?}", world.texts(LUC));
        world.dials(ODETTE);
        world.minutes(5).await;
        assert_eq!(rung(&world), [0, 1, 3], "{}", world.story().await);
        world.until(0, 9, 0).await;
        world.dials(ODETTE);
        world.minutes(5).await;
        assert_eq!(rung(&world), [1, 1, 3], "a pause ends with the day: {}", world.story().await);
    }

    async fn only_listener_misses_two_calls_then_still_rung_for_the_next_caller(world: World in one_listener) {
        world.person(ODETTE, WrittenPerson::new().talks_for(30.0));
        world.person(LISTENER, WrittenPerson::new().never_answers());
        world.dials(ODETTE);
        world.minutes(8).await;
        let before = world.rung(LISTENER).len();
        assert!(before >= 2, "{}", world.story().await);
        world.person(LISTENER, listens());
        world.person(RENE, WrittenPerson::new().talks_for(30.0));
        world.dials(RENE);
        world.minutes(5).await;
        assert!(world.made_by(RENE)[0].bridged_at.is_some(), "{}", world.story().await);
    }

    async fn two_digits_after_a_call_then_a_follow_up_with_an_owner_and_an_hour(world: World in one_listener) {
        world.person(ODETTE, WrittenPerson::new().talks_for(60.0));
        world.person(LISTENER, listens());
        world.dials(ODETTE);
        world.minutes(5).await;
        assert!(world.texts(LISTENER)[0].contains("Besoin: 1 écoute"), "{:?}", world.texts(LISTENER));
        world.writes(LISTENER, "2 2").await;
        let follow_up = &world.follow_ups().await[0];
        let triage = follow_up.triage.unwrap();
        assert_eq!((triage.need, triage.urgency), (Need::Health, Urgency::SameDay));
        assert_eq!(follow_up.due_at.unwrap(), instant("2026-11-25T17:00:00Z"));
        let told = world.texts(NADIA);
        assert!(told[0].contains(&format!("FAIT {}", follow_up.code)) && told[0].contains("santé"), "{told:?}");
        world.writes(NADIA, &format!("fait {}", follow_up.code)).await;
        assert_eq!(world.follow_up(follow_up.id).await.state, FollowUpState::Done);
        world.until(0, 9, 0).await;
        assert!(world.cases().await.is_empty(), "{}", world.story().await);
    }

    async fn nobody_sees_to_it_in_time_then_a_case(world: World in one_listener) {
        world.person(ODETTE, WrittenPerson::new().talks_for(60.0));
        world.person(LISTENER, listens());
        world.dials(ODETTE);
        world.minutes(5).await;
        world.writes(LISTENER, "32").await;
        world.run_until(instant("2026-11-25T17:01:00Z")).await;
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::LateFollowUp, CaseLevel::Worry), "{}", world.story().await);
        assert!(world.texts(NADIA).iter().any(|text| text.contains("en retard")), "{:?}", world.texts(NADIA));
    }

    async fn immediate_then_the_emergency_numbers_and_the_coordinator_at_once_and_an_account_to_close(world: World in one_listener) {
        world.person(ODETTE, WrittenPerson::new().talks_for(60.0));
        world.person(LISTENER, listens());
        world.dials(ODETTE);
        world.minutes(5).await;
        let before = world.now();
        world.writes(LISTENER, "2 3").await;
        let told = world.texts(LISTENER);
        assert!(told.last().unwrap().contains("15 ou le 112"), "{told:?}");
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::ImmediateNeed, CaseLevel::Immediate));
        assert!((case.opened_at - before).num_seconds() <= 10 && !world.texts(NADIA).is_empty());
        let refused = world.closes_with(&case.code, "emergency_called", "").await;
        assert_eq!(refused, 422, "who did what, and when?");
        assert_ne!(world.the_case().await.state, CaseState::Closed);
        let closed = world.closes_with(&case.code, "emergency_called", "Nadia a appelé le 15 à 10 h 12.").await;
        assert_eq!((closed, world.the_case().await.state), (200, CaseState::Closed));
    }

    async fn listened_to_and_nothing_more_then_nothing_is_left(world: World in one_listener) {
        world.person(ODETTE, WrittenPerson::new().talks_for(60.0));
        world.person(LISTENER, listens());
        world.dials(ODETTE);
        world.minutes(5).await;
        world.writes(LISTENER, "1 1").await;
        assert_eq!(world.follow_ups().await.len(), 0);
        assert!(world.texts(NADIA).is_empty() && world.cases().await.is_empty());
    }

    async fn caller_waits_then_told_how_long_others_waited(world: World in one_listener) {
        world.answered_after(&[150, 140, 170, 5, 2]).await;
        world.person(LISTENER, listens());
        world.person(ODETTE, talks());
        world.dials(ODETTE);
        world.minutes(1).await;
        world.person(RENE, talks());
        world.dials(RENE);
        world.minutes(4).await;
        let heard = world.heard_by(RENE);
        assert!(heard.contains("Il reste environ 2 minutes d'attente"), "{heard}");
    }

    async fn nobody_has_waited_yet_then_no_length_is_invented(world: World in one_listener) {
        world.person(LISTENER, listens());
        world.person(ODETTE, talks());
        world.dials(ODETTE);
        world.minutes(1).await;
        world.person(RENE, talks());
        world.dials(RENE);
        world.minutes(4).await;
        let heard = world.heard_by(RENE);
        assert!(heard.contains("Vous êtes toujours avec nous") && !heard.contains("Il reste environ"), "{heard}");
    }
}
