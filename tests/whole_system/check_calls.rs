//! The robot rings Suzanne every morning of a heat wave and asks how she is.

use passerelle_domain::{
    case::{CaseKind, CaseLevel, CaseState},
    consent::ConsentState,
    people::Member,
    scheduled_call::{CallOutcome, ScheduledCall, State},
};
use passerelle_simulator::{CallbackDelivery, RingAnswer, WrittenPerson};

use passerelle_world::*;

/// What the robot shows. No verified multipurpose number is kept for fiction: this one is only ever displayed, by the
/// simulated carrier.
const ROBOT: &str = "+33162000001";

fn files_with_checks(consent: &str, check_number: &str) -> Vec<(String, String)> {
    let mut files = files();
    for (name, content) in &mut files {
        match name.as_str() {
            "lines.csv" => {
                *content = content
                    .replace("sms_sender,", "sms_sender,check_number,")
                    .replace(&format!("{SMS},"), &format!("{SMS},{check_number},"));
            }
            "people.csv" => {
                *content = content
                    .replace("consent_recognition", "consent_recognition,consent_automatic_checks")
                    .replace("yes,no,yes", &format!("yes,no,yes,{consent}"));
            }
            "series.csv" => {
                *content = "key,person,kind,rrule,local_time,starts_on,protocol\n\
                            heat,suzanne,check_call,FREQ=DAILY,10:00,2026-11-26,heat_wave\n"
                    .to_owned();
            }
            _ => {}
        }
    }
    files
}

async fn in_a_heat_wave(on: On) -> World {
    World::begin_at(on, World::morning(), files_with_checks("yes", ROBOT)).await
}

async fn in_a_heat_wave_without_her_yes(on: On) -> World {
    World::begin_at(on, World::morning(), files_with_checks("pending", ROBOT)).await
}

fn suzanne() -> WrittenPerson {
    WrittenPerson::new().answers_after(20.0).on_hearing("Si c'est vous, appuyez sur 1", "1")
}

async fn todays(world: &World) -> ScheduledCall {
    world.calls_of("suzanne").await.remove(0)
}

on_both! {
    async fn key_one_twice_then_she_is_well_and_nobody_else_was_rung_or_asked(world: World in in_a_heat_wave) {
        world.person(SUZANNE, suzanne().on_hearing("Si tout va bien, appuyez sur 1", "1"));
        world.paris(0, 10, 5).await;
        let call = todays(&world).await;
        assert_eq!((call.state, call.outcome), (State::Settled, Some(CallOutcome::Well)), "{}", world.story().await);
        let rung = world.rung(SUZANNE);
        assert_eq!((rung.len(), &*rung[0].from), (1, ROBOT), "the robot never shows the number of the line");
        let heard = world.heard(SUZANNE);
        assert!(heard.starts_with("Bonjour. Nous cherchons à joindre Suzanne."), "{heard}");
        assert!(heard.contains("Merci, c'est noté.") && heard.contains("Pour ne plus recevoir ces appels, appuyez sur 9."), "{heard}");
        assert!(world.texts(KARIM).is_empty() && world.rung(KARIM).is_empty());
        world.paris(1, 10, 5).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 10:00", "27 10:00"]);
        assert!(world.cases().await.is_empty());
    }

    async fn news_of_the_carrier_doubled_late_and_out_of_order_then_one_outcome_all_the_same(world: World in in_a_heat_wave) {
        world.service.simulator.set_delivery(CallbackDelivery { late: Some(0.0..20.0), doubled: 0.6, shuffled: 0.5, lost: 0.1 });
        world.person(SUZANNE, suzanne().on_hearing("Si tout va bien, appuyez sur 1", "1"));
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 10:00"], "{}", world.story().await);
        assert_eq!(todays(&world).await.outcome, Some(CallOutcome::Well));
        assert!(world.cases().await.is_empty(), "{}", world.story().await);
    }

    async fn she_answers_in_words_then_bien_counts_as_well(world: World in in_a_heat_wave) {
        let words = WrittenPerson::new().answers_after(10.0).on_hearing_says("Si c'est vous", "oui, c'est moi").on_hearing_says("Vous pouvez aussi répondre", "ça va bien merci");
        world.person(SUZANNE, words);
        world.paris(0, 10, 5).await;
        assert_eq!(todays(&world).await.outcome, Some(CallOutcome::Well), "{}", world.story().await);
    }

    async fn three_rounds_in_vain_then_a_serious_case_and_a_human(world: World in in_a_heat_wave) {
        world.person(SUZANNE, suzanne().at_next_ring(RingAnswer::NoAnswer));
        world.paris(0, 14, 0).await;
        assert!(world.cases().await.is_empty());
        world.paris(0, 14, 5).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 10:00", "26 11:45", "26 14:00"], "{}", world.story().await);
        let heard: Vec<_> = world.rung(SUZANNE).iter().map(|call| call.all_heard()).collect();
        assert!(heard[1].contains("Nous rappellerons un peu plus tard."), "{heard:?}");
        assert!(heard[2].contains("Quelqu'un va vous rappeler."), "{heard:?}");
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level, case.attempts), (CaseKind::MissedContact, CaseLevel::Serious, 3));
        assert!(world.last_text(NADIA).contains("niveau 2"), "{:?}", world.texts(NADIA));
    }

    async fn she_needs_help_then_whoever_is_on_duty_is_put_through_and_has_a_serious_case(world: World in in_a_heat_wave) {
        world.person(SUZANNE, suzanne().on_hearing("appuyez sur 3", "3").talks_for(120.0));
        world.person(LISTENER, WrittenPerson::new().answers_after(5.0).on_hearing("Pour le prendre, appuyez sur 1", "1"));
        world.paris(0, 10, 10).await;
        let heard = world.heard(SUZANNE);
        assert!(heard.contains("Si votre vie est en danger, raccrochez et composez le 15 ou le 112."), "{heard}");
        assert!(world.heard(LISTENER).contains("Suzanne demande quelqu'un"), "{}", world.story().await);
        assert_eq!(&*world.rung(LISTENER)[0].from, LINE);
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level, case.state), (CaseKind::HelpAsked, CaseLevel::Serious, CaseState::Acknowledged));
        assert_eq!(case.holder, Some(Member::Staff(world.staff_named("ines").await.id)));
        assert_eq!(todays(&world).await.outcome, Some(CallOutcome::HelpAsked));
    }

    async fn she_needs_help_and_hangs_up_while_somebody_is_looked_for_then_she_is_called_back(world: World in in_a_heat_wave) {
        world.person(SUZANNE, suzanne().on_hearing("appuyez sur 3", "3").on_hearing_hangs_up("Merci de patienter"));
        world.person(LISTENER, WrittenPerson::new().busy());
        world.paris(0, 10, 3).await;
        assert_eq!(world.the_case().await.kind, CaseKind::HelpAsked, "{}", world.story().await);
        world.person(LISTENER, WrittenPerson::new().on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien", "1"));
        world.person(SUZANNE, WrittenPerson::new().answers_after(5.0).talks_for(60.0));
        world.paris(0, 11, 0).await;
        let rung = world.rung(SUZANNE);
        assert_eq!(rung.len(), 2, "{}", world.story().await);
        assert_eq!(&*rung[1].from, LINE, "a human calls back, with the number of the line: {}", world.story().await);
    }

    async fn she_wants_a_call_then_a_human_makes_it_before_the_hour_she_was_told(world: World in in_a_heat_wave) {
        world.person(SUZANNE, suzanne().on_hearing("appuyez sur 2. Si vous avez besoin", "2").talks_for(60.0));
        world.person(LISTENER, WrittenPerson::new().answers_after(5.0).on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien", "1"));
        world.paris(0, 11, 0).await;
        let heard = world.heard(SUZANNE);
        assert!(heard.contains("Une personne de l'équipe vous rappelle avant onze heures"), "{heard}");
        assert_eq!(todays(&world).await.outcome, Some(CallOutcome::CallbackAsked));
        let rung = world.rung(SUZANNE);
        assert_eq!((rung.len(), &*rung[1].from), (2, LINE), "{}", world.story().await);
        assert!(rung[1].rang_at > world.rung(LISTENER)[0].answered_at, "a human first");
        assert!(world.cases().await.is_empty());
    }

    async fn key_nine_then_no_robot_ever_again_and_a_coordinator_rings_her(world: World in in_a_heat_wave) {
        world.person(SUZANNE, suzanne().on_hearing("Si tout va bien, appuyez sur 1", "1").on_hearing("Pour ne plus recevoir ces appels, appuyez sur 9", "9"));
        world.paris(0, 10, 5).await;
        assert_eq!(todays(&world).await.outcome, Some(CallOutcome::Well), "she said so before: {}", world.story().await);
        assert_eq!(world.person_named("suzanne").await.consents.automatic_checks, ConsentState::Withdrawn);
        assert!(world.heard(SUZANNE).contains("nous arrêtons ces appels"), "{}", world.heard(SUZANNE));
        assert_eq!(world.the_case().await.kind, CaseKind::ConsentWithdrawn);
        let calls = world.calls_of("suzanne").await;
        assert!(calls[1..].iter().all(|call| call.state == State::Cancelled), "{calls:?}");
        world.paris(1, 16, 0).await;
        assert_eq!(world.rung(SUZANNE).len(), 1);
        world.dials(SUZANNE);
        world.minutes(1).await;
        assert!(world.heard_by(SUZANNE).contains("Bonjour, et bienvenue"), "the line stays open: {}", world.heard_by(SUZANNE));
    }

    async fn machine_answers_then_never_well_and_the_neutral_message_on_the_first_round_only(world: World in in_a_heat_wave) {
        world.person(SUZANNE, WrittenPerson::new().machine());
        world.paris(0, 14, 5).await;
        let heard: Vec<_> = world.rung(SUZANNE).iter().map(|call| call.all_heard()).collect();
        let neutral: Vec<_> = heard.iter().map(|heard| heard.contains("Nous voulions vous dire bonjour")).collect();
        assert_eq!(neutral, [true, false, false], "{heard:#?}");
        for heard in &heard {
            assert!(!heard.contains("prenons de vos nouvelles") && !heard.contains("Si tout va bien"), "no reason: {heard}");
        }
        assert_eq!(world.the_case().await.kind, CaseKind::MissedContact);
    }

    async fn somebody_else_picks_up_then_no_reason_is_said_and_she_is_tried_again(world: World in in_a_heat_wave) {
        world.person(SUZANNE, WrittenPerson::new().answers_after(5.0).on_hearing("Sinon, appuyez sur 2", "2"));
        world.paris(0, 10, 5).await;
        let heard = world.heard(SUZANNE);
        assert!(heard.ends_with("Merci. Nous rappellerons. Bonne journée.") && !heard.contains("nouvelles"), "{heard}");
        assert_eq!(todays(&world).await.state, State::WaitingRetry);
        world.person(SUZANNE, suzanne().on_hearing("Si tout va bien, appuyez sur 1", "1"));
        world.paris(0, 12, 0).await;
        let call = todays(&world).await;
        assert_eq!((call.outcome, call.attempts_made), (Some(CallOutcome::Well), 1), "{}", world.story().await);
    }

    async fn she_rings_the_robots_number_back_then_the_line_knows_her_and_the_rounds_are_over(world: World in in_a_heat_wave) {
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.person(LISTENER, WrittenPerson::new().answers_after(5.0).on_hearing("Pour le prendre, appuyez sur 1", "1"));
        world.paris(0, 10, 10).await;
        world.person(SUZANNE, suzanne().talks_for(60.0));
        world.service.simulator.dial(SUZANNE, ROBOT);
        world.paris(0, 14, 10).await;
        assert!(world.heard_by(SUZANNE).contains("contents de vous entendre"), "{}", world.story().await);
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 10:00"], "{}", world.story().await);
        assert_eq!(todays(&world).await.outcome, Some(CallOutcome::CalledBack));
    }

    async fn she_never_said_yes_to_the_robot_then_it_rings_nobody(world: World in in_a_heat_wave_without_her_yes) {
        world.paris(1, 16, 0).await;
        assert!(world.rung(SUZANNE).is_empty() && world.calls_of("suzanne").await.is_empty());
    }

    async fn number_of_the_robot_is_gone_then_it_rings_nobody_and_a_human_is_told(world: World in in_a_heat_wave) {
        let mut lines = files_with_checks("yes", "");
        lines.retain(|(name, _)| name == "lines.csv");
        let report = passerelle_app::import_files(&world.service.app, ASSOCIATION, &lines).await.unwrap();
        assert_eq!(report.counts().merged, 1);
        world.paris(0, 10, 5).await;
        assert!(world.rung(SUZANNE).is_empty(), "{}", world.story().await);
        assert_eq!(world.the_case().await.kind, CaseKind::UncoveredCall);
    }
}
