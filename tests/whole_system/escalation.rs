//! A case pages one coordinator after the other until somebody takes it.

use passerelle_domain::{
    case::{CaseKind, CaseLevel, CaseState},
    people::Member,
};
use passerelle_simulator::WrittenPerson;

use passerelle_world::*;

/// Karim and Suzanne talk, and after it he presses this key.
fn they_talk(world: &World, key: &str) {
    let karim = WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", key);
    world.person(KARIM, karim);
    world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
}

/// A case of level 3 is open since nine in the morning: Karim wrote that it is urgent.
async fn something_is_urgent(world: &World) -> String {
    world.paris(0, 9, 0).await;
    world.writes(KARIM, "Venez vite, c'est urgent !").await;
    world.the_case().await.code.to_string()
}

async fn member(world: &World, key: &str) -> Member {
    Member::Staff(world.staff_named(key).await.id)
}

on_both! {
    async fn nobody_takes_it_then_a_reminder_half_way_the_next_coordinator_then_everyone_again_and_again(world: World) {
        let code = something_is_urgent(&world).await;
        world.paris(0, 9, 9).await;
        assert_eq!(world.told_in_paris(NADIA, &format!("URGENT {code}")), ["26 09:00"], "{}", world.story().await);
        assert_eq!(world.told_in_paris(NADIA, &format!("RAPPEL {code}")), ["26 09:02"], "half of the five minutes");
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("URGENT {code}")), ["26 09:05"]);
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("RAPPEL {code}")), ["26 09:07"]);
        world.paris(0, 9, 16).await;
        let everyone = ["26 09:10", "26 09:12", "26 09:15"];
        for coordinator in [NADIA, CHRISTINE] {
            let told = world.told_in_paris(coordinator, "Toute l'équipe est prévenue");
            assert_eq!(told, everyone, "{}", world.story().await);
        }
        world.paris(0, 10, 0).await;
        for coordinator in [NADIA, CHRISTINE] {
            assert!(world.told_in_paris(coordinator, "Toute l'équipe est prévenue").len() > 19, "it goes on until somebody takes it");
        }
        let case = world.the_case().await;
        assert!(case.is_exhausted && case.state == CaseState::Paging);
        let emails = world.subjects_to("christine@example.org").await;
        assert!(emails.len() > 19 && emails.iter().all(|subject| subject.contains(&code)), "by every channel");
    }

    async fn two_take_it_at_the_same_instant_then_one_holds_it_and_the_other_is_told_who(world: World) {
        let code = something_is_urgent(&world).await;
        world.paris(0, 9, 6).await;
        let takes = format!("PRENDS {code}");
        world.write_at_once(&[(CHRISTINE, &takes), (NADIA, &takes)]).await;
        let case = world.the_case().await;
        let holder = if case.holder == Some(member(&world, "nadia").await) { "Nadia" } else { "Christine" };
        assert_eq!(case.state, CaseState::Acknowledged);
        for coordinator in [NADIA, CHRISTINE] {
            let told = world.last_text(coordinator);
            assert!(told.starts_with(&format!("{code} est prise par {holder} à ")), "{told}");
        }
        let told = (world.texts(NADIA).len(), world.texts(CHRISTINE).len());
        world.paris(0, 9, 30).await;
        assert_eq!((world.texts(NADIA).len(), world.texts(CHRISTINE).len()), told, "a case somebody has pages nobody");
    }

    async fn coordinator_passes_it_on_then_the_next_one_is_paged_at_once(world: World) {
        let code = something_is_urgent(&world).await;
        world.paris(0, 9, 1).await;
        world.writes(NADIA, &format!("suivant {code}")).await;
        assert!(world.last_text(NADIA).starts_with(&format!("C'est noté: {code} passe à la personne suivante.")));
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("URGENT {code}")), ["26 09:01"]);
        assert_eq!(world.the_case().await.state, CaseState::Paging);
    }

    async fn taken_and_left_alone_then_paged_again_beginning_with_who_had_it(world: World) {
        let code = something_is_urgent(&world).await;
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        let told = world.texts(NADIA).len();
        world.paris(0, 9, 29).await;
        assert_eq!(world.texts(NADIA).len(), told);
        world.paris(0, 9, 31).await;
        assert_eq!(world.texts(NADIA).len(), told + 1, "{}", world.story().await);
        assert!(world.last_text(NADIA).contains(&code));
        assert_eq!(world.the_case().await.state, CaseState::Paging);
        assert!(world.texts(CHRISTINE).is_empty());
        world.paris(0, 9, 33).await;
        assert!(world.last_text(CHRISTINE).contains(&code), "{}", world.story().await);
    }

    async fn a_worry_told_at_night_then_nobody_is_woken_and_the_page_comes_at_eight(world: World) {
        they_talk(&world, "");
        world.paris(0, 22, 0).await;
        world.writes(KARIM, "3").await;
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::Worry, CaseLevel::Worry));
        world.paris(1, 7, 59).await;
        assert!(world.texts(NADIA).is_empty() && world.emails().is_empty(), "{}", world.story().await);
        world.paris(1, 8, 1).await;
        assert_eq!(world.told_in_paris(NADIA, "signale une inquiétude"), ["27 08:00"]);
        assert_eq!(world.emails().len(), 1);
    }

    async fn the_volunteer_presses_three_then_a_coordinator_is_paged_within_seconds(world: World) {
        they_talk(&world, "3");
        world.paris(0, 15, 20).await;
        assert!(world.heard(KARIM).contains("Si une vie est en danger, composez le 15 ou le 112."), "{}", world.heard(KARIM));
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::Urgent, CaseLevel::Immediate));
        let paged = world.service.simulator.texts_to(NADIA).remove(0);
        assert!(paged.body.starts_with(&format!("ALERTE GRAVE {}", case.code)));
        assert!(paged.at - case.opened_at < chrono::TimeDelta::seconds(10));
        assert!(!paged.body.contains("Suzanne"));
    }

    async fn urgent_in_the_middle_of_the_night_then_paged_at_once(world: World) {
        they_talk(&world, "");
        world.paris(1, 2, 30).await;
        world.writes(KARIM, "4").await;
        assert_eq!(world.told_in_paris(NADIA, "ALERTE GRAVE"), ["27 02:30"], "{}", world.story().await);
    }

    async fn a_word_of_danger_by_sms_then_a_human_is_paged_whatever_the_question_was(world: World) {
        world.paris(0, 9, 30).await;
        for (body, cases) in [("Oui mais elle est tombée, j'ai fait le 112", 1), ("URGENT", 2)] {
            world.writes(KARIM, body).await;
            assert_eq!(world.cases().await.len(), cases, "{body}");
        }
        for case in world.cases().await {
            assert_eq!((case.kind, case.level), (CaseKind::Alarm, CaseLevel::Immediate));
            assert_eq!(world.told_in_paris(NADIA, &format!("URGENT {}", case.code)), ["26 09:30"], "{}", world.story().await);
        }
        // Somebody nobody knows is not answered, and a human looks all the same.
        world.writes("+33639980099", "au secours c'est urgent").await;
        assert_eq!(world.cases().await.len(), 3);
        assert!(world.texts("+33639980099").is_empty());
    }

    async fn a_code_nobody_knows_then_said_so(world: World) {
        something_is_urgent(&world).await;
        world.writes(NADIA, "PRENDS Z9Z9").await;
        assert!(world.last_text(NADIA).starts_with("Pardon, Z9Z9 n'est pas une alerte ouverte."), "{:?}", world.texts(NADIA));
        assert_eq!(world.the_case().await.state, CaseState::Paging);
    }
}
