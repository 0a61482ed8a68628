//! The usual volunteer cannot: others are asked, and if nobody can, the team makes the call.

use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    scheduled_call::{CallOutcome, State},
};
use passerelle_simulator::WrittenPerson;

use passerelle_world::*;

/// Besides Karim and Zoé, this many volunteers of the line.
const OTHERS: usize = 11;

fn volunteer(number: usize) -> String {
    format!("+336399801{number:02}")
}

async fn a_larger_association(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "volunteers.csv" {
            for number in 1..=OTHERS {
                let phone = volunteer(number);
                content.push_str(&format!(
                    "v{number},Camille,Durand,{phone},,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,active,2026-04-08,2026-05-15\n"
                ));
            }
        }
    }
    World::begin_at(on, World::morning(), files).await
}

/// Whoever is rung takes the call, makes it, and says that all is well.
fn makes_calls() -> WrittenPerson {
    WrittenPerson::new()
        .on_hearing("Pour le prendre, appuyez sur 1", "1")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

fn suzanne_answers(world: &World) {
    world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
}

/// The volunteers who were asked to stand in, Zoé among them.
fn asked(world: &World) -> Vec<String> {
    let everybody = (1..=OTHERS).map(volunteer).chain([ZOE.to_owned()]);
    everybody.filter(|number| !world.told_in_paris(number, "pouvez-vous appeler Suzanne").is_empty()).collect()
}

on_both! {
    async fn volunteer_says_non_then_three_are_asked_then_six_more_and_the_first_oui_makes_the_call(world: World in a_larger_association) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "Non désolé"));
        suzanne_answers(&world);
        world.paris(0, 9, 5).await;
        assert!(world.last_text(KARIM).starts_with("C'est noté Karim, pas de souci."), "{:?}", world.texts(KARIM));
        let first = asked(&world);
        assert_eq!(first.len(), 3, "{}", world.story().await);
        world.paris(0, 9, 20).await;
        assert_eq!(asked(&world).len(), 3, "they have twenty minutes");
        world.paris(0, 9, 25).await;
        let all = asked(&world);
        assert_eq!(all.len(), 9, "{}", world.story().await);

        world.writes(&first[0], "non").await;
        let winner = all.iter().find(|number| !first.contains(number)).unwrap();
        world.person(winner, makes_calls());
        world.writes(winner, "OUI volontiers").await;
        assert!(world.last_text(winner).starts_with("Merci ") && world.last_text(winner).contains("c'est vous: Suzanne"));
        let settled = |number: &str| world.last_text(number).contains("un autre bénévole a déjà dit OUI");
        let told = all.iter().filter(|number| settled(number)).count();
        assert_eq!(told, 7, "everybody asked who has not answered: {}", world.story().await);
        let late = all.iter().find(|number| *number != winner && *number != &first[0]).unwrap();
        world.writes(late, "oui").await;
        assert!(settled(late) && world.texts(late).len() == 3, "{:?}", world.texts(late));

        world.paris(0, 15, 30).await;
        assert_eq!(world.rung_in_paris(winner), ["26 15:00"], "{}", world.story().await);
        assert!(world.rung(KARIM).is_empty() && world.rung(late).is_empty());
        let call = &world.calls_of("suzanne").await[0];
        assert_eq!((call.state, call.outcome), (State::Settled, Some(CallOutcome::Well)));
        assert!(world.cases().await.is_empty());
    }

    async fn two_say_oui_at_the_same_instant_then_one_has_it_and_the_other_is_told(world: World in a_larger_association) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "non"));
        suzanne_answers(&world);
        world.paris(0, 9, 5).await;
        let asked = asked(&world);
        for number in &asked {
            world.person(number, makes_calls());
        }
        world.write_at_once(&[(&asked[0], "OUI"), (&asked[1], "oui !")]).await;
        let won: Vec<_> = asked.iter().filter(|number| world.last_text(number).contains("c'est vous: Suzanne")).collect();
        let lost: Vec<_> = asked.iter().filter(|number| world.last_text(number).contains("un autre bénévole a déjà dit OUI")).collect();
        assert_eq!((won.len(), lost.len()), (1, 2), "{}", world.story().await);
        world.paris(0, 15, 5).await;
        assert_eq!(world.rung_in_paris(won[0]), ["26 15:00"]);
        assert!(lost.iter().all(|number| world.rung(number).is_empty()));
        world.paris(0, 16, 0).await;
    }

    async fn volunteer_is_silent_until_two_hours_before_then_others_are_asked_and_a_late_oui_still_counts(world: World in a_larger_association) {
        world.person(KARIM, makes_calls());
        suzanne_answers(&world);
        world.paris(0, 12, 59).await;
        assert!(asked(&world).is_empty());
        world.paris(0, 13, 1).await;
        assert_eq!(asked(&world).len(), 3, "{}", world.story().await);
        world.writes(KARIM, "oui pardon").await;
        assert!(world.last_text(KARIM).contains("c'est noté: Suzanne"), "{:?}", world.texts(KARIM));
        world.paris(0, 15, 30).await;
        assert_eq!(asked(&world).len(), 3, "nobody else is bothered");
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00"]);
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well));
    }

    async fn nobody_can_then_uncovered_a_quarter_before_and_the_coordinator_on_duty_makes_the_call(world: World in a_larger_association) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "non"));
        world.person(NADIA, makes_calls());
        suzanne_answers(&world);
        world.paris(0, 14, 44).await;
        assert!(world.cases().await.is_empty());
        world.paris(0, 14, 46).await;
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::UncoveredCall, CaseLevel::Worry));
        assert!(world.last_text(NADIA).contains("à 15h00: pas de bénévole"), "{:?}", world.texts(NADIA));
        world.paris(0, 15, 30).await;
        assert_eq!(world.rung_in_paris(NADIA), ["26 15:00"], "{}", world.story().await);
        assert!(world.heard(SUZANNE).contains("Je vous passe Nadia."), "{}", world.heard(SUZANNE));
        assert!(world.rung(SUZANNE)[0].bridged_at.is_some());
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well));
    }

    async fn volunteer_writes_stop_then_no_text_leaves_until_reprise(world: World) {
        suzanne_answers(&world);
        world.paris(0, 9, 5).await;
        world.writes(KARIM, "Arrêt").await;
        assert!(world.last_text(KARIM).starts_with("C'est noté Karim: plus de SMS. Pour revenir, envoyez REPRISE."));
        let told = world.texts(KARIM).len();
        world.writes(KARIM, "du chocolat").await;
        world.paris(1, 9, 0).await;
        assert_eq!(world.texts(KARIM).len(), told, "{}", world.story().await);
        world.writes(KARIM, "reprise").await;
        assert!(world.last_text(KARIM).starts_with("Bon retour Karim."), "{:?}", world.texts(KARIM));
        world.paris(6, 15, 5).await;
        assert!(world.last_text(KARIM).contains("appel avec Suzanne"), "{:?}", world.texts(KARIM));
    }

    async fn a_stop_that_the_carrier_enforces_then_nothing_arrives_until_start(world: World) {
        world.paris(0, 9, 5).await;
        let told = world.texts(KARIM).len();
        world.writes(KARIM, "STOP").await;
        world.paris(1, 9, 0).await;
        assert_eq!(world.texts(KARIM).len(), told, "{}", world.story().await);
        world.writes(KARIM, "START").await;
        assert!(world.last_text(KARIM).starts_with("Bon retour Karim."), "{:?}", world.texts(KARIM));
        world.paris(6, 15, 5).await;
        assert!(world.last_text(KARIM).contains("appel avec Suzanne"), "{:?}", world.texts(KARIM));
    }

    async fn reply_not_understood_then_help_once_an_hour(world: World) {
        world.paris(0, 9, 5).await;
        let helped = || world.told_in_paris(KARIM, "je n'ai pas compris");
        for body in ["jeudi peut-être", "??", "oui mais pas jeudi"] {
            world.writes(KARIM, body).await;
            world.minutes(5).await;
        }
        assert_eq!(helped(), ["26 09:05"], "{}", world.story().await);
        world.paris(0, 10, 10).await;
        world.writes(KARIM, "bof").await;
        assert_eq!(helped(), ["26 09:05", "26 10:10"]);
        let call = &world.calls_of("suzanne").await[0];
        assert_eq!((call.state, call.is_promised), (State::Offered, false), "half a yes is no yes");
    }

    async fn outcome_given_later_by_one_digit_then_understood(world: World in with_three_silent_weeks) {
        let ends = [("1", State::Settled, Some(CallOutcome::Well)), ("3.", State::Settled, Some(CallOutcome::Worry)), ("4", State::Settled, Some(CallOutcome::Urgent))];
        for (week, (digit, state, outcome)) in (0..).zip(ends) {
            world.paris(week * 7, 16, 0).await;
            assert_eq!(world.told_in_paris(KARIM, "1 tout va bien").len(), week as usize + 1, "{}", world.story().await);
            world.writes(KARIM, digit).await;
            let call = &world.calls_of("suzanne").await[week as usize];
            assert_eq!((call.state, call.outcome), (state, outcome), "{digit}");
        }
        let kinds: Vec<_> = world.cases().await.iter().map(|case| case.kind).collect();
        assert_eq!(kinds, [CaseKind::Worry, CaseKind::DebriefUnanswered, CaseKind::Urgent], "nobody answered when a talk was offered");
    }

    async fn volunteer_talked_with_a_machine_and_writes_two_then_she_is_tried_again(world: World) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Prêt ? Appuyez sur 1", "1"));
        world.person(SUZANNE, WrittenPerson::new().talks_for(150.0));
        world.paris(0, 15, 20).await;
        assert_eq!(world.calls_of("suzanne").await[0].state, State::AwaitingOutcome);
        world.writes(KARIM, "2").await;
        assert_eq!(world.calls_of("suzanne").await[0].state, State::WaitingRetry);
        world.paris(0, 17, 20).await;
        let rung = world.rung_in_paris(SUZANNE);
        assert_eq!(rung, ["26 15:00", "26 15:23"], "the next try was due at 15:15: {}", world.story().await);
        assert_eq!(world.calls_of("suzanne").await[0].attempts_made, 2);
        assert!(world.cases().await.is_empty());
    }

    async fn volunteer_never_picks_up_then_rung_once_more_then_the_team_then_a_case(world: World) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui").never_answers());
        world.person(NADIA, WrittenPerson::new().never_answers());
        suzanne_answers(&world);
        world.paris(0, 15, 20).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00", "26 15:01"], "{}", world.story().await);
        let team = world.rung_in_paris(NADIA);
        assert_eq!(team.len(), 2, "{}", world.story().await);
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::UncoveredCall, CaseLevel::Worry));
        assert!(world.rung(SUZANNE).is_empty(), "nobody was ready to talk with her");
        assert!(world.last_text(NADIA).contains("pas de bénévole"));
    }
}

/// Karim makes the calls and presses no key after them.
async fn with_three_silent_weeks(on: On) -> World {
    let world = World::begin(on).await;
    let karim = WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Prêt ? Appuyez sur 1", "1");
    world.person(KARIM, karim);
    world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
    world
}
