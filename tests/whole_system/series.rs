//! Series of calls change, and nobody waits in vain.

use std::collections::BTreeSet;

use passerelle_domain::{
    case::{CaseKind, CaseState},
    scheduled_call::{ScheduledCall, State},
    taken_back::TakenBack,
};
use passerelle_simulator::WrittenPerson;
use serde_json::{Value, json};

use passerelle_world::*;

/// Another volunteer of the line.
const MAYA: &str = "+33639980006";

fn makes_calls() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

fn everybody_is_well(world: &World) {
    for number in [KARIM, ZOE, MAYA] {
        world.person(number, makes_calls());
    }
    world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
}

/// The small association with its one series written otherwise: columns after `local_time` and `starts_on`.
async fn with_series(on: On, header: &str, row: &str) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        match name.as_str() {
            "series.csv" => *content = format!("key,person,rrule,local_time,starts_on,{header}\n{row}\n"),
            "volunteers.csv" => content.push_str(&format!(
                "maya,Maya,Petit,{MAYA},,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,active,2026-04-08,2026-05-15\n"
            )),
            _ => {}
        }
    }
    World::begin_at(on, World::morning(), files).await
}

async fn with_a_pool(on: On) -> World {
    with_series(on, "pairing", "s,suzanne,FREQ=WEEKLY;BYDAY=TH,15:00,2026-11-05,pool").await
}

async fn with_a_small_team(on: On) -> World {
    with_series(on, "pairing,team", "s,suzanne,FREQ=WEEKLY;BYDAY=TH,15:00,2026-11-05,small_team,zoe|maya|karim").await
}

/// The fourth of five calls is today.
async fn with_five_calls(on: On) -> World {
    with_series(on, "volunteer", "s,suzanne,FREQ=WEEKLY;BYDAY=TH;COUNT=5,15:00,2026-11-05,karim").await
}

/// Suzanne has a mobile and agrees to texts; no call around Christmas falls on a holiday.
async fn with_texts_and_holidays(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        match name.as_str() {
            "series.csv" => {
                *content = "key,person,volunteer,rrule,local_time,starts_on,holiday_policy,exceptions\n\
                            s,suzanne,karim,FREQ=WEEKLY;BYDAY=FR,15:00,2026-11-05,previous_working_day,2026-12-11 skip; 2026-12-12 10:00\n"
                    .to_owned();
            }
            "people.csv" => {
                *content = content
                    .replace("phone,line", "phone,phone2,line")
                    .replace(&format!("{SUZANNE},paris"), &format!("{SUZANNE},+33639981001,paris"));
                *content = content.replace("green,yes,no,yes", "green,yes,yes,yes");
            }
            _ => {}
        }
    }
    World::begin_at(on, World::morning(), files).await
}

/// The dates on which a call takes place or took place: day and hour in Paris.
async fn dates(world: &World) -> Vec<String> {
    let calls = world.calls_of("suzanne").await;
    let mut seen = BTreeSet::new();
    let taking_place: Vec<&ScheduledCall> = calls.iter().filter(|call| call.state != State::Cancelled).collect();
    for call in &taking_place {
        assert!(seen.insert((call.series_id, call.local_on)), "two calls on one date: {taking_place:#?}");
    }
    let hour = |call: &&ScheduledCall| {
        call.starts_at.with_timezone(&chrono_tz::Europe::Paris).format("%d/%m %H:%M").to_string()
    };
    taking_place.iter().map(hour).collect()
}

async fn series_id(world: &World, token: &str) -> String {
    let (status, all) = world.get("/api/v1/series", token).await;
    assert_eq!((status, all.as_array().map(Vec::len)), (200, Some(1)), "{all}");
    all[0]["id"].as_str().unwrap().to_owned()
}

/// A coordinator asks something of the one series; what follows comes to rest.
async fn asks(world: &World, what: &str, body: Value) -> (u16, Value) {
    let token = world.token_of("nadia").await;
    let id = series_id(world, &token).await;
    let answer = world.post(&format!("/api/v1/series/{id}/{what}"), &token, body).await;
    world.run_until(world.now() + chrono::TimeDelta::seconds(30)).await;
    answer
}

on_both! {
    async fn rule_and_hour_change_then_the_promised_call_is_kept_and_the_others_are_made_again(world: World) {
        everybody_is_well(&world);
        world.paris(0, 9, 30).await;
        assert_eq!(dates(&world).await, ["26/11 15:00", "03/12 15:00", "10/12 15:00", "17/12 15:00", "24/12 15:00"]);
        let (status, done) = asks(&world, "changes", json!({"rrule": "FREQ=WEEKLY;BYDAY=TU", "local_time": "10:30"})).await;
        assert_eq!((status, done["dropped"].as_u64()), (200, Some(4)), "{done}");
        assert_eq!(dates(&world).await, ["26/11 15:00", "01/12 10:30", "08/12 10:30", "15/12 10:30", "22/12 10:30"]);
        let again = asks(&world, "changes", json!({"rrule": "FREQ=WEEKLY;BYDAY=TU", "local_time": "10:30"})).await.1;
        assert_eq!((again["dropped"].as_u64(), again["made"].as_u64()), (Some(0), Some(0)), "again is nothing: {again}");
        world.paris(6, 12, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 15:00", "01 10:30"], "{}", world.story().await);
        assert!(world.cases().await.is_empty(), "nobody lost anything");
    }

    async fn hour_changes_and_promises_move_then_both_are_told_and_the_volunteer_is_asked_again(world: World) {
        everybody_is_well(&world);
        world.paris(0, 9, 30).await;
        let (status, done) = asks(&world, "changes", json!({"local_time": "16:30", "promised": "move"})).await;
        assert_eq!((status, done["moved"].as_u64()), (200, Some(1)), "{done}");
        let moved = world.told_in_paris(KARIM, "votre appel avec Suzanne du jeu. 26/11 passe au jeu. 26/11 à 16h30");
        assert_eq!(moved, ["26 09:30"], "{:?}", world.texts(KARIM));
        // She has no mobile: a coordinator is asked to tell her, and the case says so until it was done.
        let case = world.the_case().await;
        assert_eq!(case.kind, CaseKind::PersonToTell);
        assert!(world.last_text(NADIA).contains("prévenir Suzanne, son appel change (jeu. 26/11 à 16h30)"), "{:?}", world.texts(NADIA));
        world.paris(0, 17, 30).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 16:30"], "{}", world.story().await);
        assert_eq!(world.closes_with(&case.code, "handled", "").await, 200);
        let first = &world.calls_of("suzanne").await[0];
        assert_eq!((first.state, first.taken_back_because), (State::Cancelled, Some(TakenBack::Moved)));
    }

    async fn one_call_skipped_one_moved_and_one_added_then_the_others_stay(world: World in with_texts_and_holidays) {
        everybody_is_well(&world);
        world.paris(0, 9, 30).await;
        // Friday 25 December is a holiday: the day before. The list itself moved the call of the 11th.
        assert_eq!(dates(&world).await, ["27/11 15:00", "04/12 15:00", "12/12 10:00", "18/12 15:00", "24/12 15:00"]);
        assert_eq!(asks(&world, "skips", json!({"first": "2026-12-04"})).await.0, 200);
        assert_eq!(asks(&world, "moves", json!({"from": "2026-12-18", "to": "2026-12-19", "at": "11:00"})).await.0, 200);
        assert_eq!(asks(&world, "additions", json!({"on": "2026-12-21", "at": "09:30"})).await.0, 200);
        assert_eq!(dates(&world).await, ["27/11 15:00", "12/12 10:00", "19/12 11:00", "21/12 09:30", "24/12 15:00"]);
        for (what, body, reason) in [
            ("skips", json!({"first": "2026-12-05"}), "there is no call on 2026-12-05"),
            ("moves", json!({"from": "2026-12-19", "to": "2026-12-21", "at": "10:00"}), "there is a call on 2026-12-21 already"),
            ("moves", json!({"from": "2026-12-19", "to": "2026-11-21", "at": "10:00"}), "that hour has passed"),
            ("additions", json!({"on": "2026-12-22", "at": "21:00"}), "inside her quiet hours"),
            ("additions", json!({"on": "2026-12-21", "at": "11:00"}), "there is a call on 2026-12-21 already"),
            ("changes", json!({"rrule": "FREQ=HOURLY"}), "comes back several times on one day"),
            ("changes", json!({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}), "gives no date within two years"),
            ("changes", json!({"rrule": "FREQ=WEEKLY;BYDAY=TH;UNTIL=20261001"}), "is over before the first day"),
            ("changes", json!({"rrule": "FREQ=WEEKLY;BYMOON=1"}), "a part of the rule is unknown"),
            ("end", json!({"reason": "tired"}), "one of goal_reached"),
        ] {
            let (status, problem) = asks(&world, what, body.clone()).await;
            assert!(status == 422 && problem.to_string().contains(reason), "{what} {body}: {status} {problem}");
        }
        // A promised call is moved: both are told by SMS.
        world.paris(0, 16, 0).await;
        assert_eq!(asks(&world, "moves", json!({"from": "2026-11-27", "to": "2026-11-28", "at": "10:00"})).await.0, 200);
        assert!(world.last_text("+33639981001").contains("Votre appel du ven. 27/11 passe au sam. 28/11 à 10h00"), "{:?}", world.texts("+33639981001"));
        world.paris(3, 0, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["28 10:00"], "{}", world.story().await);
        assert!(world.cases().await.is_empty());
    }

    async fn pool_then_a_different_volunteer_each_time(world: World in with_a_pool) {
        everybody_is_well(&world);
        world.paris(36, 0, 0).await;
        let called: Vec<usize> = [KARIM, ZOE, MAYA].iter().map(|number| world.rung(number).len()).collect();
        assert_eq!(called.iter().sum::<usize>(), 5 + 1, "{}", world.story().await);
        assert!(called.iter().all(|calls| *calls == 2), "{called:?}");
        let who: Vec<_> = world.calls_of("suzanne").await.iter().filter_map(|call| call.volunteer).collect();
        assert!(who.windows(2).all(|two| two[0] != two[1]), "never the same twice in a row: {who:?}");
    }

    async fn small_team_then_its_members_in_turn_and_who_says_no_is_replaced(world: World in with_a_small_team) {
        everybody_is_well(&world);
        world.person(MAYA, WrittenPerson::new().replies_on("Répondez OUI", "non"));
        world.paris(22, 0, 0).await;
        let rung = |number| world.rung_in_paris(number);
        assert_eq!(rung(ZOE)[0], "26 15:00", "{}", world.story().await);
        assert!(rung(MAYA).is_empty(), "she said no");
        assert_eq!(world.told_in_paris(MAYA, "Répondez OUI"), ["02 15:00"], "her turn has passed: {:?}", world.texts(MAYA));
        assert_eq!(world.rung(SUZANNE).len(), 4, "{}", world.story().await);
        assert_eq!(rung(ZOE).len() + rung(KARIM).len(), 4);
    }

    async fn series_ends_then_coming_calls_are_cancelled_with_the_reason_and_the_volunteer_told_once(world: World) {
        everybody_is_well(&world);
        world.paris(0, 9, 30).await;
        assert_eq!(asks(&world, "end", json!({"reason": "person_wish", "last_on": "2026-12-03"})).await.0, 200);
        assert_eq!(dates(&world).await, ["26/11 15:00", "03/12 15:00"]);
        assert_eq!(world.told_in_paris(KARIM, "vos appels avec Suzanne se terminent, le dernier est jeu. 03/12").len(), 1, "{:?}", world.texts(KARIM));
        assert_eq!(asks(&world, "end", json!({"reason": "person_wish"})).await.0, 200);
        for call in world.calls_of("suzanne").await {
            assert_eq!((call.state, call.taken_back_because), (State::Cancelled, Some(TakenBack::SeriesEnded)), "{call:?}");
        }
        assert_eq!(world.told_in_paris(KARIM, "vos appels avec Suzanne prennent fin").len(), 1, "{:?}", world.texts(KARIM));
        world.paris(15, 0, 0).await;
        assert!(world.rung(SUZANNE).is_empty());
        let token = world.token_of("nadia").await;
        let (_, ended) = world.get("/api/v1/series?ended=true", &token).await;
        assert_eq!((&ended[0]["end_reason"], &ended[0]["is_active"]), (&json!("person_wish"), &json!(false)), "{ended}");
        assert_eq!(world.get("/api/v1/series", &token).await.1, json!([]));
    }

    async fn rule_comes_to_its_last_call_then_she_her_volunteer_and_a_coordinator_hear_of_it_by_day_and_once(world: World in with_five_calls) {
        everybody_is_well(&world);
        world.paris(1, 9, 59).await;
        let told = world.told_in_paris(KARIM, "vos appels avec Suzanne se terminent, le dernier est jeu. 03/12");
        assert_eq!(told, ["26 10:00"], "{:?}", world.texts(KARIM));
        let case = world.the_case().await;
        assert_eq!(case.kind, CaseKind::SeriesEnding, "{}", world.story().await);
        assert!(world.told_in_paris(NADIA, "dernier appel de Suzanne jeu. 03/12 à 15h00").len() == 1, "{:?}", world.texts(NADIA));
        assert_eq!(world.closes_with(&case.code, "handled", "").await, 200);
        world.paris(9, 9, 0).await;
        assert_eq!(world.rung_in_paris(SUZANNE), ["26 15:00", "03 15:00"], "{}", world.story().await);
        let token = world.token_of("nadia").await;
        let (_, ended) = world.get("/api/v1/series?ended=true", &token).await;
        assert_eq!(ended[0]["end_reason"], json!("last_date_passed"), "{ended}");
    }

    async fn series_ends_today_then_whoever_expects_the_call_is_told(world: World) {
        everybody_is_well(&world);
        world.paris(0, 9, 30).await;
        assert_eq!(asks(&world, "end", json!({"reason": "mismatch"})).await.0, 200);
        world.minutes(1).await;
        let case = world.the_case().await;
        assert_eq!(case.kind, CaseKind::PersonToTell, "she waits for fifteen hours: {}", world.story().await);
    }

    async fn she_has_died_then_each_volunteer_is_told_with_care_and_rung_within_two_days(world: World in with_two_volunteers) {
        everybody_is_well(&world);
        world.paris(0, 9, 30).await;
        let token = world.token_of("nadia").await;
        let (_, all) = world.get("/api/v1/series", &token).await;
        let end = format!("/api/v1/series/{}/end", all[0]["id"].as_str().unwrap());
        assert_eq!(world.post(&end, &token, json!({"reason": "death"})).await.0, 200);
        world.run_until(world.now() + chrono::TimeDelta::seconds(30)).await;
        assert_eq!(world.get("/api/v1/series", &token).await.1, json!([]), "every series of hers, the same minute");
        for (number, name) in [(KARIM, "Karim"), (ZOE, "Zoé")] {
            let told = world.last_text(number);
            assert!(told.starts_with(&format!("{name}, vos appels avec Suzanne prennent fin. L'équipe vous appelle avant sam. 28/11")), "{told}");
            assert!(!told.contains("déc") && !told.contains("mort"), "never why: {told}");
        }
        let cases = world.cases().await;
        let support: Vec<_> = cases.iter().filter(|case| case.kind == CaseKind::SupportVolunteer).collect();
        assert_eq!((cases.len(), support.len()), (2, 2), "{cases:?}");
        let texts = (world.texts(KARIM).len(), world.texts(ZOE).len());
        for case in support {
            assert_eq!(world.closes_with(&case.code, "handled", "").await, 200);
        }
        world.paris(30, 0, 0).await;
        assert!(world.rung(SUZANNE).is_empty() && world.rung(KARIM).is_empty() && world.rung(ZOE).is_empty());
        assert_eq!((world.texts(KARIM).len(), world.texts(ZOE).len()), texts, "nothing more is asked of them");
    }

    async fn number_is_somebody_elses_then_nobody_is_rung_until_it_is_corrected(world: World) {
        world.person(KARIM, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().out_of_service());
        world.paris(0, 15, 30).await;
        let case = world.the_case().await;
        assert_eq!(case.kind, CaseKind::NumberOutOfService);
        assert_eq!(world.closes_with(&case.code, "wrong_number", "").await, 200);
        for call in world.calls_of("suzanne").await {
            assert!(!call.state.is_live(), "{call:?}");
        }
        world.paris(10, 0, 0).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00"], "{}", world.story().await);
        let corrected = "+33199001002";
        let people = files().into_iter().find(|(name, _)| name == "people.csv").unwrap().1.replace(SUZANNE, corrected);
        passerelle_app::import_files(&world.service.app, ASSOCIATION, &[("people.csv".to_owned(), people)]).await.unwrap();
        world.person(corrected, WrittenPerson::new().talks_for(600.0));
        world.paris(14, 16, 0).await;
        assert_eq!(world.rung_in_paris(corrected), ["10 15:00"], "{}", world.story().await);
        assert_eq!(world.the_case().await.state, CaseState::Closed);
    }

    async fn calls_of_a_day_over_the_api_then_state_volunteer_and_code_but_no_name(world: World) {
        everybody_is_well(&world);
        world.paris(0, 9, 30).await;
        let token = world.token_of("nadia").await;
        let (status, calls) = world.get("/api/v1/calls?on=2026-11-26&days=8", &token).await;
        assert_eq!((status, calls.as_array().map(Vec::len)), (200, Some(2)), "{calls}");
        assert_eq!((&calls[0]["state"], &calls[0]["is_promised"], &calls[1]["state"]), (&json!("confirmed"), &json!(true), &json!("planned")));
        assert!(calls[0]["volunteer_id"].is_string() && calls[0]["code"].as_str().is_some_and(|code| code.len() == 4));
        assert!(!calls.to_string().contains("Suzanne") && !calls.to_string().contains("Karim"));
        assert_eq!(world.get("/api/v1/calls", "nobody's").await.0, 401);
    }
}

/// Zoé calls her on Fridays.
async fn with_two_volunteers(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "series.csv" {
            content.push_str(
                "suzanne-friday,suzanne,zoe,convivial_call,FREQ=WEEKLY;BYDAY=FR,12:00,2026-11-05,30,pair,weekly\n",
            );
        }
    }
    World::begin_at(on, World::morning(), files).await
}
