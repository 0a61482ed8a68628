//! Nobody answers: each number of the protocols' table, where it can be seen, heard or counted.

use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    scheduled_call::{CallOutcome, State},
};
use passerelle_simulator::{RingAnswer, WrittenPerson};
use serde_json::json;

use passerelle_world::*;

/// Karim says OUI, presses 1 when he is ready, and wants to be rung again when she does not answer.
fn karim() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Pour que je vous rappelle à ce moment-là, appuyez sur 1", "1")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

/// The small association with files changed, and one more.
async fn with(on: On, changes: &[(&str, &str, &str)], more: &[(&str, &str)]) -> World {
    let mut files = files();
    for (file, from, to) in changes {
        let (_, content) = files.iter_mut().find(|(name, _)| name == file).unwrap();
        assert!(content.contains(from), "{from} in {file}");
        *content = content.replace(from, to);
    }
    files.extend(more.iter().map(|(name, content)| ((*name).to_owned(), (*content).to_owned())));
    World::begin_at(on, World::morning(), files).await
}

async fn daily(on: On) -> World {
    with(on, &[("series.csv", "pair,weekly", "pair,daily")], &[]).await
}

async fn heat_wave(on: On) -> World {
    with(on, &[("series.csv", "TH,15:00", "TH,10:00"), ("series.csv", "pair,weekly", "pair,heat_wave")], &[]).await
}

/// The association's own, the series' own and the person's own: the person's wins.
async fn three_choices(on: On) -> World {
    let protocols = "key,attempts,ring_s,machine_message,level,acknowledge_within_min,default\n\
                     ours,0|10,20,never,worry,,yes\n\
                     hers,0|20|16:00,25,first,serious,10,no\n";
    let people = ("people.csv", "consent_recognition\n", "consent_recognition,protocol\n");
    let hers = ("people.csv", "green,yes,no,yes", "green,yes,no,yes,hers");
    with(on, &[people, hers], &[("protocols.csv", protocols)]).await
}

async fn the_associations_own(on: On) -> World {
    let protocols = "key,attempts,ring_s,default\nours,0|10,20,yes\n";
    with(on, &[("series.csv", "pair,weekly", "pair,")], &[("protocols.csv", protocols)]).await
}

/// Zoé's series calls her at the same hour.
async fn two_programmes(on: On) -> World {
    let second = "2026-11-05,30,pair,weekly\nchecks,suzanne,zoe,convivial_call,FREQ=WEEKLY;BYDAY=TH,15:00,2026-11-05,30,pair,weekly";
    with(on, &[("series.csv", "2026-11-05,30,pair,weekly", second)], &[]).await
}

/// How long her telephone rang, each time nobody answered: whole seconds.
fn rang_for(world: &World) -> Vec<i64> {
    let calls = world.rung(SUZANNE);
    calls.iter().filter_map(|call| Some((call.ended_at? - call.rang_at?).num_seconds())).collect()
}

on_both! {
    async fn daily_then_everything_within_four_hours_and_a_serious_case(world: World in daily) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.paris(0, 19, 10).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 15:00", "26 15:15", "26 16:45", "26 19:00"], "{}", world.story().await);
        assert!(rang_for(&world).iter().all(|seconds| (39..=42).contains(seconds)), "forty seconds: {:?}", rang_for(&world));
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level, case.policy.acknowledge_within().num_minutes()), (CaseKind::MissedContact, CaseLevel::Serious, 30));
    }

    async fn daily_and_a_machine_then_the_message_on_the_last_try_only(world: World in daily) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().machine());
        world.paris(0, 19, 10).await;
        let heard = world.rung(SUZANNE).iter().map(|call| call.all_heard().contains("Nous voulions vous dire bonjour")).collect::<Vec<_>>();
        assert_eq!(heard, [false, false, false, true], "{}", world.story().await);
    }

    async fn heat_wave_then_ten_a_quarter_to_twelve_and_two_and_a_case_just_after(world: World in heat_wave) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().machine());
        world.paris(0, 14, 3).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 10:00", "26 11:45", "26 14:00"], "{}", world.story().await);
        let heard = world.rung(SUZANNE).iter().map(|call| call.all_heard().contains("Nous voulions vous dire bonjour")).collect::<Vec<_>>();
        assert_eq!(heard, [true, false, false]);
        let case = world.the_case().await;
        assert_eq!((case.level, case.policy.acknowledge_within().num_minutes()), (CaseLevel::Serious, 15), "a quarter of an hour to take it");
        assert!(case.opened_at <= world.in_paris(0, 14, 3) && case.opened_at >= world.in_paris(0, 14, 0));
    }

    async fn three_protocols_apply_then_the_persons_own_wins_and_the_call_keeps_it(world: World in three_choices) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.paris(0, 9, 0).await;
        // Corrected after the call was made: it keeps what it began with.
        let corrected = "key,attempts\nhers,0\n";
        passerelle_app::import_files(&world.service.app, ASSOCIATION, &[("protocols.csv".to_owned(), corrected.to_owned())]).await.unwrap();
        world.paris(0, 16, 5).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 15:00", "26 15:20", "26 16:00"], "{}", world.story().await);
        assert!(rang_for(&world).iter().all(|seconds| (24..=27).contains(seconds)), "{:?}", rang_for(&world));
        let case = world.the_case().await;
        assert_eq!((case.level, case.policy.acknowledge_within().num_minutes()), (CaseLevel::Serious, 10));

        let token = world.token_of("nadia").await;
        let (status, all) = world.get("/api/v1/protocols", &token).await;
        let names: Vec<&str> = all.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!((status, names), (200, vec!["weekly", "daily", "heat_wave", "hers", "ours"]));
        let (_, ours) = world.get("/api/v1/protocols/ours", &token).await;
        assert_eq!((&ours["attempts"], &ours["ring_s"], &ours["is_default"]), (&json!("0|10"), &json!(20), &json!(true)));
        assert_eq!(world.get("/api/v1/protocols/none", &token).await.0, 404);
    }

    async fn nothing_nearer_is_said_then_the_associations_own(world: World in the_associations_own) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 15:00", "26 15:10"], "{}", world.story().await);
        assert!(rang_for(&world).iter().all(|seconds| (19..=22).contains(seconds)), "{:?}", rang_for(&world));
    }

    async fn engaged_for_three_hours_then_a_worry(world: World) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().busy());
        world.paris(0, 17, 55).await;
        assert!(world.cases().await.is_empty(), "not yet: {}", world.story().await);
        world.paris(0, 18, 5).await;
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::LineEngaged, CaseLevel::Worry));
        assert!(world.last_text(NADIA).contains("Suzanne, ligne occupée depuis 15h00. Mal raccroché ?"), "{:?}", world.texts(NADIA));
        let tries = world.rung_in_paris(SUZANNE).len();
        assert!(tries <= 3 * 4 + 1, "{:?}", world.rung_in_paris(SUZANNE));
        world.paris(1, 12, 0).await;
        assert_eq!(world.rung(SUZANNE).len(), tries, "a human has it now");
    }

    async fn number_out_of_service_then_a_case_at_once_and_no_further_try(world: World) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().out_of_service());
        world.paris(0, 15, 5).await;
        assert_eq!(world.the_case().await.kind, CaseKind::NumberOutOfService, "{}", world.story().await);
        world.paris(1, 12, 0).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00"]);
        assert_eq!(world.cases().await.len(), 1);
    }

    async fn somebody_else_answers_then_the_volunteer_says_so_and_she_is_tried_again(world: World) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Prêt ? Appuyez sur 1", "1"));
        let neighbour = RingAnswer::SomeoneElse { after_s: 8.0 };
        world.person(SUZANNE, WrittenPerson::new().at_next_ring(neighbour).answers_after(20.0).talks_for(300.0));
        world.paris(0, 15, 10).await;
        assert!(!world.heard(SUZANNE).contains("isol") && !world.heard(SUZANNE).contains("santé"), "no reason to a third person");
        assert_eq!(world.calls_of("suzanne").await[0].state, State::AwaitingOutcome, "{}", world.story().await);
        world.writes(KARIM, "2").await;
        world.paris(0, 15, 40).await;
        assert_eq!(world.rung(SUZANNE).len(), 2, "{}", world.story().await);
        assert!(world.cases().await.is_empty());
    }

    async fn two_programmes_call_her_in_the_same_hour_then_the_second_waits(world: World in two_programmes) {
        for number in [KARIM, ZOE] {
            world.person(number, karim());
        }
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 18, 0).await;
        let rung = world.rung(SUZANNE);
        assert_eq!(rung.len(), 2, "{}", world.story().await);
        let apart = rung[1].rang_at.unwrap() - rung[0].ended_at.unwrap();
        assert!(apart.num_minutes() >= 59, "an hour of peace: {apart}");
        let told: usize = [KARIM, ZOE].iter().map(|number| world.told_in_paris(number, "vient de parler avec l'équipe").len()).sum();
        assert_eq!(told, 1, "the second volunteer knows when: {}", world.story().await);
        let calls = world.calls_of("suzanne").await;
        let done = calls.iter().filter(|call| call.outcome == Some(CallOutcome::Well)).count();
        assert_eq!(done, 2);
        assert!(calls.iter().all(|call| call.attempts_made <= 1), "waiting is no attempt");
    }
}
