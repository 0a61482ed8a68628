//! A volunteer visits a person: the hour, the offers and the words are a visit's, and no telephone rings.

use passerelle_domain::{
    case::{CaseKind, CaseOutcome, CaseState},
    scheduled_call::{CallOutcome, State},
};
use passerelle_simulator::WrittenPerson;

use passerelle_world::*;

async fn visits(on: On) -> World {
    visits_agreed(on, "yes").await
}

async fn visits_not_agreed(on: On) -> World {
    visits_agreed(on, "no").await
}

async fn visits_agreed(on: On, consent: &str) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        match name.as_str() {
            "people.csv" => {
                *content = content
                    .replace("consent_recognition", "consent_recognition,consent_visits")
                    .replace("yes,no,yes", &format!("yes,no,yes,{consent}"));
            }
            "series.csv" => *content = content.replace("convivial_call", "visit"),
            _ => {}
        }
    }
    World::begin_at(on, World::morning(), files).await
}

fn says_yes() -> WrittenPerson {
    WrittenPerson::new().replies_on("Répondez OUI", "oui")
}

on_both! {
    async fn whole_visit_then_texts_of_a_visit_a_digit_and_no_ring(world: World in visits) {
        world.person(KARIM, says_yes().replies_on("porte fermée", "1"));
        world.paris(0, 15, 29).await;
        let texts = world.texts(KARIM);
        assert!(texts[0].contains("visite chez Suzanne"), "{texts:?}");
        assert!(texts[1].contains("c'est noté: visite chez Suzanne"), "{texts:?}");
        assert_eq!(world.told_in_paris(KARIM, "Suzanne attend votre visite à 15h00"), ["26 14:00"], "{texts:?}");
        assert_eq!(texts.len(), 3, "{texts:?}");
        world.paris(0, 15, 45).await;
        assert_eq!(world.told_in_paris(KARIM, "chez Suzanne: 1 tout va bien, 2 porte fermée"), ["26 15:30"]);
        let visit = &world.calls_of("suzanne").await[0];
        assert_eq!((visit.state, visit.outcome), (State::Settled, Some(CallOutcome::Well)), "{}", world.story().await);
        assert!(world.rung(SUZANNE).is_empty() && world.rung(KARIM).is_empty() && world.cases().await.is_empty());
    }

    async fn door_stays_closed_then_a_human_at_once(world: World in visits) {
        world.person(KARIM, says_yes().replies_on("porte fermée", "2"));
        world.paris(0, 15, 45).await;
        assert_eq!(world.the_case().await.kind, CaseKind::VisitMissed);
        assert!(world.last_text(NADIA).contains("visite chez Suzanne (jeu. 26/11 à 15h00), pas de nouvelles"), "{:?}", world.texts(NADIA));
        assert_eq!(world.calls_of("suzanne").await[0].state, State::Missed);
        assert!(world.rung(SUZANNE).is_empty(), "{}", world.story().await);
    }

    async fn nobody_says_how_it_went_then_asked_again_then_a_case_which_a_late_word_closes(world: World in visits) {
        world.person(KARIM, says_yes());
        world.paris(1, 15, 0).await;
        assert!(world.cases().await.is_empty());
        assert_eq!(world.told_in_paris(KARIM, "il manque juste un chiffre pour la visite"), ["26 17:30"]);
        world.paris(1, 16, 0).await;
        let case = world.the_case().await;
        assert_eq!(case.kind, CaseKind::VisitMissed, "{}", world.story().await);
        world.writes(KARIM, "1").await;
        world.minutes(2).await;
        let case = world.the_case().await;
        assert_eq!((case.state, case.closure.as_ref().map(|closure| closure.outcome)), (CaseState::Closed, Some(CaseOutcome::FalseAlarm)), "{}", world.story().await);
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well));
    }

    async fn no_consent_to_visits_then_none_is_planned(world: World in visits_not_agreed) {
        world.paris(1, 9, 0).await;
        assert!(world.calls_of("suzanne").await.iter().all(|visit| !visit.state.is_live()));
        assert!(world.texts(KARIM).is_empty());
    }
}
