//! What volunteers answer: at once, at another hour, by a code, too late, after a hard call.

use chrono::TimeDelta;
use passerelle_domain::{
    case::CaseKind,
    ids::OfferId,
    matter::MatterKind,
    offer::{Offer, OfferState},
    scheduled_call::{CallOutcome, State},
};
use passerelle_simulator::WrittenPerson;
use passerelle_store::{offers, timers, volunteers};

use passerelle_world::*;

/// This many say yes at the same instant.
const CROWD: usize = 200;

fn one_of_the_crowd(number: usize) -> String {
    format!("+33639985{number:03}")
}

async fn a_crowd(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "volunteers.csv" {
            for number in 0..CROWD {
                let phone = one_of_the_crowd(number);
                content.push_str(&format!(
                    "c{number},Camille,Durand,{phone},,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,active,2026-04-08,2026-05-15\n"
                ));
            }
        }
    }
    World::begin_at(on, World::morning(), files).await
}

/// Marthe is called on Thursdays too, an hour after Suzanne; Karim wants one call a day when `cap` is 1.
async fn with_marthe(on: On, cap: u32) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        match name.as_str() {
            "people.csv" => {
                content.push_str("marthe,Mme,Marthe,Roux,+33199001002,paris,FR-IDF,fr,,green,yes,no,yes\n");
            }
            "series.csv" => content.push_str(
                "marthe-thursday,marthe,karim,convivial_call,FREQ=WEEKLY;BYDAY=TH,17:00,2026-11-05,30,pair,weekly\n",
            ),
            "volunteers.csv" => {
                *content = content.replacen("mon-sun 08:00-21:00,4,", &format!("mon-sun 08:00-21:00,{cap},"), 1);
            }
            _ => {}
        }
    }
    World::begin_at(on, World::morning(), files).await
}

async fn two_calls(on: On) -> World {
    with_marthe(on, 4).await
}

async fn one_call_a_day(on: On) -> World {
    with_marthe(on, 1).await
}

fn makes_calls() -> WrittenPerson {
    WrittenPerson::new().on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien, appuyez sur 1", "1")
}

on_both! {
    /// V7: the first yes of two hundred wins, and the others are told within a minute.
    async fn two_hundred_say_oui_at_once_then_one_has_it_and_all_the_others_are_told(world: World in a_crowd) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "non"));
        world.paris(0, 9, 30).await;
        let call = world.calls_of("suzanne").await.remove(0);
        let app = &world.service.app;
        let now = world.now();
        // Everybody was asked.
        passerelle_store::transact!(app.db, |tx| {
            for volunteer in volunteers::of_organisation(tx, &app.secrets, world.service.organisation).await? {
                if !volunteer.key.starts_with('c') {
                    continue;
                }
                let offer = Offer {
                    id: OfferId(app.chance.new_id(now)),
                    organisation_id: call.organisation_id,
                    scheduled_call_id: call.id,
                    volunteer_id: volunteer.id,
                    is_substitution: true,
                    state: OfferState::Open,
                    made_at: now,
                    until: now + TimeDelta::hours(3),
                    is_above_cap: false,
                    said: None,
                };
                if offers::insert(tx, &offer).await? {
                    timers::set(tx, MatterKind::Offer.as_str(), offer.id.0, offer.until).await?;
                }
            }
            Ok::<_, passerelle_store::StoreError>(())
        })
        .await
        .unwrap();
        let numbers: Vec<String> = (0..CROWD).map(one_of_the_crowd).collect();
        let texts: Vec<(&str, &str)> = numbers.iter().map(|number| (number.as_str(), "OUI")).collect();
        world.write_at_once(&texts).await;
        world.minutes(1).await;
        let count = |words: &str| numbers.iter().filter(|number| world.last_text(number).contains(words)).count();
        assert_eq!(count("c'est vous: Suzanne"), 1, "{}", world.story().await);
        assert_eq!(count("un autre bénévole a déjà dit OUI"), CROWD - 1);
        let winner = numbers.iter().find(|number| world.last_text(number).contains("c'est vous")).unwrap();
        world.person(winner, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 15, 30).await;
        assert_eq!(world.rung_in_paris(winner), ["26 15:00"]);
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well));
    }

    async fn silent_then_asked_once_more_an_hour_before_and_not_when_the_answer_was_yes(world: World) {
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 15, 30).await;
        let asked = || world.told_in_paris(KARIM, "Répondez OUI, NON, ou une autre heure");
        assert_eq!(asked(), ["26 09:00", "26 14:00"], "{}", world.story().await);
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui"));
        world.paris(7, 15, 30).await;
        assert_eq!(asked().len(), 3, "{}", world.story().await);
    }

    async fn another_hour_that_suits_her_then_the_call_moves_and_one_that_does_not_stays(world: World) {
        world.person(KARIM, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 9, 5).await;
        world.writes(KARIM, "18h30 plutot").await;
        assert!(world.last_text(KARIM).contains("cette heure ne convient pas à Suzanne. L'appel reste"), "{:?}", world.texts(KARIM));
        assert_eq!(world.calls_of("suzanne").await[0].state, State::Offered);
        world.writes(KARIM, "16h15").await;
        assert!(world.last_text(KARIM).contains("jeu. 26/11 à 16h15"), "{:?}", world.texts(KARIM));
        world.paris(0, 17, 0).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 16:15"], "{}", world.story().await);
        assert_eq!(world.calls_of("suzanne").await[1].starts_at, world.in_paris(7, 15, 0), "only that one moves");
    }

    async fn late_by_ten_minutes_then_rung_ten_minutes_later(world: World) {
        world.person(KARIM, makes_calls().replies_on("Répondez OUI, NON, ou", "oui"));
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 14, 55).await;
        world.writes(KARIM, "Retard 10 !").await;
        assert!(world.last_text(KARIM).contains("à 15h10"), "{:?}", world.texts(KARIM));
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:10"], "{}", world.story().await);
    }

    async fn two_questions_are_open_then_asked_which_and_the_code_answers(world: World in two_calls) {
        world.paris(0, 9, 5).await;
        world.writes(KARIM, "oui").await;
        let calls = [world.calls_of("suzanne").await.remove(0), world.calls_of("marthe").await.remove(0)];
        let which = world.last_text(KARIM);
        assert!(calls.iter().all(|call| which.contains(call.code.as_str())), "{which}");
        assert!(calls.iter().all(|call| !call.is_promised));
        world.writes(KARIM, calls[1].code.as_str()).await;
        assert!(world.last_text(KARIM).contains("Merci Karim, c'est noté: Marthe"), "{:?}", world.texts(KARIM));
        world.writes(KARIM, &format!("non {}", calls[0].code)).await;
        assert!(world.last_text(KARIM).contains("un relais pour Suzanne"), "{:?}", world.texts(KARIM));
        assert!(world.calls_of("marthe").await[0].is_promised);
    }

    /// V9: no more than was wanted, unless the very question is answered with a yes.
    async fn more_than_a_day_holds_then_asked_in_so_many_words_and_only_oui_counts(world: World in one_call_a_day) {
        let everybody = || makes_calls().replies_on("Répondez OUI, NON, ou", "oui");
        world.person(KARIM, everybody());
        world.person(NADIA, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.person("+33199001002", WrittenPerson::new().talks_for(600.0));
        world.paris(0, 18, 0).await;
        let karim = world.rung_in_paris(KARIM);
        assert_eq!(karim.len(), 1, "{}", world.story().await);
        let asked = world.texts(KARIM).into_iter().filter(|text| text.contains("plus que votre maximum")).count();
        assert_eq!(asked, 1, "{}", world.story().await);
        world.person(KARIM, everybody().replies_on("plus que votre maximum", "oui"));
        world.paris(7, 18, 0).await;
        assert_eq!(world.rung_in_paris(KARIM).len(), 3, "{}", world.story().await);
    }

    async fn answer_to_a_settled_question_then_told_so_kindly(world: World) {
        world.person(KARIM, WrittenPerson::new());
        world.paris(0, 13, 5).await;
        assert!(world.last_text(ZOE).contains("pouvez-vous appeler Suzanne"));
        world.writes(KARIM, "oui avec plaisir").await;
        world.writes(ZOE, "non").await;
        assert!(world.last_text(ZOE).contains("cette question est déjà réglée"), "{:?}", world.texts(ZOE));
        world.person(KARIM, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 16, 0).await;
    }

    /// V10: a talk the same day, or a coordinator the next; and two hard calls in a month.
    async fn hard_calls_then_a_talk_is_offered_and_supervision_asked_for(world: World) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien", "2"));
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 15, 30).await;
        assert!(world.last_text(KARIM).contains("a pu vous toucher") && world.last_text(KARIM).contains("avant 20h00"), "{:?}", world.texts(KARIM));
        world.writes(KARIM, "Rappel svp").await;
        assert!(world.last_text(KARIM).contains("20h00"), "{:?}", world.texts(KARIM));
        world.writes(KARIM, "rappel").await;
        world.minutes(2).await;
        let kinds = async || world.cases().await.into_iter().map(|case| case.kind).collect::<Vec<_>>();
        assert_eq!(kinds().await, [CaseKind::Worry, CaseKind::VolunteerCallMe], "once: {}", world.story().await);
        assert!(world.told_in_paris(NADIA, "Karim, bénévole, attend votre appel avant 20h00").len() == 1, "{:?}", world.texts(NADIA));
        let flagged = async || {
            let app = &world.service.app;
            let mut read = app.db.read().await.unwrap();
            let karim = volunteers::by_key(&mut read, &app.secrets, world.service.organisation, "karim").await.unwrap().unwrap();
            karim.life.supervision_wanted_on.is_some()
        };
        assert!(!flagged().await);
        for case in world.cases().await {
            world.closes_with(&case.code, "handled", "fait").await;
        }
        world.paris(7, 15, 30).await;
        assert!(flagged().await, "{}", world.story().await);
        world.paris(8, 10, 30).await;
        assert_eq!(kinds().await[2..], [CaseKind::Worry, CaseKind::DebriefUnanswered]);
        assert!(world.told_in_paris(NADIA, "Karim, bénévole, a eu un appel difficile").len() == 1, "{:?}", world.texts(NADIA));
    }
}

on_both! {
    /// The other way round: the volunteer rings the line, and is connected.
    async fn volunteer_rings_the_line_about_the_hour_then_hears_the_brief_and_is_connected(world: World) {
        world.person(KARIM, makes_calls().replies_on("Répondez OUI", "oui"));
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 14, 45).await;
        world.dials(KARIM);
        world.paris(0, 15, 30).await;
        assert!(world.heard_by(KARIM).contains("C'est l'heure de votre appel avec Suzanne"), "{}", world.story().await);
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 14:45"], "{}", world.story().await);
        assert!(world.rung(KARIM).is_empty(), "not rung as well");
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well));
        // Once more, and there is nothing to be connected to: the next call is told.
        world.person(KARIM, WrittenPerson::new().on_hearing("prochain appel, appuyez sur 1", "1"));
        world.dials(KARIM);
        world.minutes(5).await;
        assert!(world.heard_by(KARIM).contains("Votre prochain appel : jeudi"), "{}", world.heard_by(KARIM));
    }

    async fn volunteer_rings_and_presses_nothing_then_the_call_is_tried_again_and_the_team_after_it(world: World) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui"));
        world.person(NADIA, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 14, 50).await;
        world.dials(KARIM);
        world.paris(0, 16, 0).await;
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well), "{}", world.story().await);
    }

    async fn volunteer_is_away_today_by_key_then_somebody_is_asked(world: World) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Si vous ne pouvez pas aujourd'hui, appuyez sur 2", "2").on_hearing("Pour confirmer, appuyez sur 1", "1"));
        world.paris(0, 9, 30).await;
        world.dials(KARIM);
        world.minutes(5).await;
        assert!(world.heard_by(KARIM).contains("Nous cherchons un relais pour aujourd'hui"), "{}", world.heard_by(KARIM));
        assert!(world.last_text(ZOE).contains("pouvez-vous appeler Suzanne"), "{}", world.story().await);
        world.person(ZOE, makes_calls());
        world.writes(ZOE, "oui").await;
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung_in_paris(ZOE), ["26 15:00"]);
    }
}
