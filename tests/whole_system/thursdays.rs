//! From the spring change of the clocks to the autumn one, with a pause of two weeks in August: every Thursday is accounted
//! for, and her hour never moves.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Europe::Paris;
use passerelle_domain::scheduled_call::{CallOutcome, State};
use passerelle_simulator::WrittenPerson;
use serde_json::json;

use passerelle_world::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A week before the clocks change.
async fn in_march(on: On) -> World {
    let mut files = files();
    for (_, content) in &mut files {
        *content = content.replace("2026-11-05", "2027-03-25");
    }
    World::begin_at(on, "2027-03-22T07:00:00Z".parse().unwrap(), files).await
}

on_both! {
    async fn two_clock_changes_and_a_pause_in_august_then_every_thursday_is_accounted_for(world: World in in_march) {
        let karim = WrittenPerson::new()
            .replies_on("Répondez OUI", "oui")
            .on_hearing("Prêt ? Appuyez sur 1", "1")
            .on_hearing("Si tout va bien, appuyez sur 1", "1");
        world.person(KARIM, karim);
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.run_until("2027-07-20T09:00:00Z".parse().unwrap()).await;
        let token = world.token_of("nadia").await;
        let (_, all) = world.get("/api/v1/series", &token).await;
        let skips = format!("/api/v1/series/{}/skips", all[0]["id"].as_str().unwrap());
        let pause = json!({ "first": "2027-08-02", "last": "2027-08-15" });
        let (status, done) = world.post(&skips, &token, pause.clone()).await;
        assert_eq!((status, done["series"]["exceptions"].as_str()), (200, Some("2027-08-02/2027-08-15 skip")), "{done}");
        assert_eq!(world.post(&skips, &token, pause).await.0, 200, "again is the same");
        let end: DateTime<Utc> = "2027-11-06T00:00:00Z".parse().unwrap();
        while world.now() < end {
            world.run_until((world.now() + TimeDelta::weeks(4)).min(end)).await;
        }

        let rung = world.rung(SUZANNE);
        for call in &rung {
            let local = call.rang_at.unwrap().with_timezone(&Paris);
            assert!(local.hour() == 15 && local.minute() < 5 && local.weekday() == chrono::Weekday::Thu, "rung at {local}");
            assert!(call.bridged_at.is_some());
        }
        let calls = world.calls_of("suzanne").await;
        let mut paused = 0;
        for day in date("2027-03-25").iter_weeks().take_while(|day| *day <= date("2027-11-04")) {
            let of_day: Vec<_> = calls.iter().filter(|call| call.local_on == day).collect();
            assert!(of_day.iter().all(|call| !call.state.is_live()), "{of_day:?}");
            let took_place = of_day.iter().filter(|call| call.outcome == Some(CallOutcome::Well) && call.state == State::Settled).count();
            if day >= date("2027-08-02") && day <= date("2027-08-15") {
                assert_eq!(took_place, 0, "{day}");
                paused += 1;
            } else {
                assert_eq!(took_place, 1, "{day}: {of_day:?}");
            }
        }
        assert_eq!((paused, rung.len()), (2, 33 - 2));
        assert!(world.cases().await.is_empty(), "{:?}", world.cases().await);
        assert!(world.told_in_paris(KARIM, "n'aura pas lieu").is_empty(), "nobody had promised these two yet");
    }
}
