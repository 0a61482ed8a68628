//! The coming weeks planned at night: pools, stand-ins, what nobody can make, and what would be if.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::{America::Martinique, Europe::Paris};
use passerelle_app::{WhatIf, plan_week, what_if};
use passerelle_domain::{
    ids::VolunteerId,
    local_time,
    scheduled_call::{CallOutcome, ScheduledCall, State},
    week_plan::LeftBecause,
};
use passerelle_simulator::WrittenPerson;
use passerelle_store::{scheduled_calls, volunteers};
use serde_json::json;

use passerelle_world::*;

const MAYA: &str = "+33639980044";
const PAIR_HEADER: &str = "key,person,volunteer,kind,rrule,local_time,starts_on,duration_min,pairing,protocol\n";

/// Numbers of the people who are called: reserved for fiction.
fn number(person: usize) -> String {
    format!("+33199002{person:03}")
}

/// Some people called every day at their hour by whoever can, beside Suzanne and Karim's Thursday; Maya calls too.
fn files_with_pool(people: &[(&str, &str)], starts_on: &str) -> Vec<(String, String)> {
    let mut files = files();
    for (name, content) in &mut files {
        match name.as_str() {
            "people.csv" => {
                for (place, (language, _)) in people.iter().enumerate() {
                    let number = number(place);
                    content.push_str(&format!(
                        "p{place},Mme,Jeanne,Petit,{number},paris,FR-IDF,{language},,green,yes,no,yes\n"
                    ));
                }
            }
            "volunteers.csv" => content.push_str(&format!(
                "maya,Maya,Nguyen,{MAYA},maya@example.org,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,active,2026-04-08,2026-05-15\n"
            )),
            "series.csv" => {
                *content = PAIR_HEADER.to_owned();
                content.push_str(&format!(
                    "suzanne-thursday,suzanne,karim,convivial_call,FREQ=WEEKLY;BYDAY=TH,15:00,{starts_on},30,pair,weekly\n"
                ));
                for (place, (_, hour)) in people.iter().enumerate() {
                    content.push_str(&format!(
                        "pool-{place},p{place},,convivial_call,FREQ=WEEKLY;BYDAY=TU,{hour},{starts_on},30,pool,weekly\n"
                    ));
                }
            }
            _ => {}
        }
    }
    files
}

async fn with_a_pool(on: On) -> World {
    let people = [("fr", "10:00"), ("fr", "10:00"), ("fr", "10:30"), ("fr", "15:00")];
    World::begin_at(on, World::morning(), files_with_pool(&people, "2026-11-05")).await
}

/// Two volunteers are enough for every hour.
async fn with_room(on: On) -> World {
    let people = [("fr", "10:00"), ("fr", "10:00"), ("fr", "14:00"), ("fr", "15:00")];
    World::begin_at(on, World::morning(), files_with_pool(&people, "2026-11-05")).await
}

/// Nobody of the association speaks English.
async fn with_an_english_speaker(on: On) -> World {
    World::begin_at(on, World::morning(), files_with_pool(&[("fr", "10:00"), ("en", "11:00")], "2026-11-05")).await
}

/// Two days before the clocks change in spring, with somebody overseas whose own clocks never do.
async fn in_spring(on: On) -> World {
    around_a_change(on, "2027-03-26T07:00:00Z").await
}

/// And in autumn.
async fn in_autumn(on: On) -> World {
    around_a_change(on, "2027-10-29T07:00:00Z").await
}

async fn around_a_change(on: On, start: &str) -> World {
    let mut files = files_with_pool(&[("fr", "10:00"), ("fr", "17:30")], &start[..10]);
    for (name, content) in &mut files {
        match name.as_str() {
            "lines.csv" => content.push_str(
                "fort,Ligne de Fort,Passerelles,l'équipe,+596596000100,+596596000101,FR-MTQ,America/Martinique,martinique,mon-sun 08:00-20:00,open,fr,listening-line\n",
            ),
            "people.csv" => content.push_str("eugenie,Mme,Eugénie,Laval,+596596000210,fort,FR-MTQ,fr,,green,yes,no,yes\n"),
            "series.csv" => content.push_str(&format!(
                "pool-e,eugenie,,convivial_call,FREQ=WEEKLY;BYDAY=TU,10:00,{},30,pool,weekly\n",
                &start[..10]
            )),
            _ => {}
        }
    }
    World::begin_at(on, instant(start), files).await
}

fn makes_calls() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .replies_on("pouvez-vous appeler", "oui")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

fn everybody_is_well(world: &World) {
    for volunteer in [KARIM, ZOE, MAYA] {
        world.person(volunteer, makes_calls());
    }
    world.person(NADIA, makes_calls());
    world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
    for person in 0..4 {
        world.person(&number(person), WrittenPerson::new().talks_for(600.0));
    }
}

async fn id_of(world: &World, key: &str) -> VolunteerId {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    let found = volunteers::by_key(&mut read, &app.secrets, world.service.organisation, key).await.unwrap();
    found.unwrap().id
}

/// Every coming call of the association, as it is kept.
async fn coming(world: &World) -> Vec<ScheduledCall> {
    let mut read = world.service.app.db.read().await.unwrap();
    let (from, to) = (world.now(), world.now() + TimeDelta::days(40));
    scheduled_calls::between(&mut read, world.service.organisation, from, to).await.unwrap()
}

/// The first calls of the pool after now, one a person, those of one week.
async fn of_pool(world: &World, people: usize) -> Vec<ScheduledCall> {
    let mut calls = Vec::new();
    for person in 0..people {
        let of_person = world.calls_of(&format!("p{person}")).await;
        calls.extend(of_person.into_iter().find(|call| call.starts_at > world.now() && call.state.is_live()));
    }
    calls
}

on_both! {
    async fn week_with_pool_calls_then_planned_at_night_asked_the_day_before_and_rung(world: World in with_a_pool) {
        everybody_is_well(&world);
        assert!(coming(&world).await.iter().all(|call| call.cover.planned.is_none()));
        world.paris(1, 4, 0).await;
        let planned = of_pool(&world, 4).await;
        let who: Vec<VolunteerId> = planned.iter().map(|call| call.counted_on().unwrap()).collect();
        assert!(planned.iter().all(|call| call.state == State::Planned && call.volunteer.is_none()), "nobody was told");
        assert!(who[0] != who[1] && who[0] != who[2] && who[1] != who[2], "at ten and half past ten: a rest between two calls");
        // Everybody in the two weeks has somebody; those of the third week have not.
        let horizon = instant("2026-12-06T23:00:00Z");
        let of_pools = coming(&world).await.into_iter().filter(|call| call.usual_volunteer.is_none());
        for call in of_pools.filter(|call| call.state == State::Planned) {
            assert_eq!(call.counted_on().is_some(), call.starts_at < horizon, "{call:?}");
        }
        let token = world.token_of("nadia").await;
        let (status, plan) = world.get("/api/v1/plan", &token).await;
        assert_eq!((status, plan["last"]["left"].as_u64(), plan["last"]["given"].as_u64()), (200, Some(0), Some(4)), "{plan}");

        world.paris(5, 16, 0).await;
        let made = async |person: usize| world.calls_of(&format!("p{person}")).await.into_iter().find(|call| call.talked_at.is_some());
        for (person, (planned, who)) in planned.iter().zip(who).enumerate() {
            let call = made(person).await.unwrap();
            assert_eq!((call.id, call.volunteer, call.outcome), (planned.id, Some(who), Some(CallOutcome::Well)), "{}", world.story().await);
        }
        assert!(world.cases().await.is_empty());
    }

    /// Once a night, however many processes there are; and by hand in between.
    async fn planned_twice_then_nothing_more(world: World in with_a_pool) {
        everybody_is_well(&world);
        world.paris(1, 4, 0).await;
        let (app, owner) = (&world.service.app, world.service.organisation);
        let before = coming(&world).await;
        let dry = plan_week(app, owner, None, true).await.unwrap();
        let again = plan_week(app, owner, None, false).await.unwrap();
        assert_eq!((again.run.given, again.run.kept, again.run.left), (0, 4, 0));
        assert_eq!(dry.calls, again.calls);
        assert_eq!(coming(&world).await, before);
        world.paris(2, 4, 0).await;
        assert_eq!(coming(&world).await, before, "the next night keeps what the last one chose");
    }

    async fn volunteer_leaves_at_noon_then_repaired_and_what_was_promised_stays(world: World in with_room) {
        everybody_is_well(&world);
        // Monday at noon: Tuesday's calls were asked for and promised this morning, the others are only planned.
        world.paris(4, 12, 0).await;
        let before = coming(&world).await;
        let promised: Vec<&ScheduledCall> = before.iter().filter(|call| call.is_promised).collect();
        assert!(promised.len() >= 2, "{}", world.story().await);
        let leaver = before.iter().find(|call| call.state == State::Planned && call.cover.planned.is_some()).unwrap();
        let leaver = leaver.cover.planned.unwrap();
        let token = world.token_of("nadia").await;
        let steps = format!("/api/v1/volunteers/{leaver}/steps");
        assert_eq!(world.post(&steps, &token, json!({"step": "ended"})).await.0, 200);
        world.minutes(6).await;
        let after = coming(&world).await;
        assert_eq!(after.len(), before.len());
        for (then, now) in before.iter().zip(&after) {
            assert_eq!((then.id, then.starts_at), (now.id, now.starts_at));
            assert_ne!(now.counted_on(), Some(leaver));
            if then.counted_on() != Some(leaver) && then.counted_on().is_some() {
                assert_eq!(then.counted_on(), now.counted_on(), "what did not lose its volunteer does not move");
                assert_eq!((then.is_promised, then.state), (now.is_promised, now.state));
            }
            let was_planned = then.state == State::Planned && then.counted_on() == Some(leaver) && then.starts_at < instant("2026-12-13T23:00:00Z");
            assert!(!was_planned || now.counted_on().is_some(), "given to somebody else: {now:?}");
        }
        world.paris(5, 16, 0).await;
        for person in 0..4 {
            let call = world.calls_of(&format!("p{person}")).await.into_iter().find(|call| call.talked_at.is_some());
            assert_eq!(call.unwrap().outcome, Some(CallOutcome::Well), "{}", world.story().await);
        }
    }

    async fn nobody_speaks_the_language_then_explained_and_the_team_calls_her(world: World in with_an_english_speaker) {
        everybody_is_well(&world);
        world.paris(1, 4, 0).await;
        let token = world.token_of("nadia").await;
        let (_, plan) = world.get("/api/v1/plan", &token).await;
        let english = world.calls_of("p1").await.into_iter().find(|call| call.starts_at > world.now()).unwrap();
        let unserved = plan["unserved"].as_array().unwrap();
        let shown = unserved.iter().find(|call| call["id"] == json!(english.id)).unwrap();
        assert_eq!(shown["because"], "language", "{plan}");
        assert_eq!(english.cover.left_because, Some(LeftBecause::Language));
        assert_eq!(plan["last"]["left"], 1);
        let french = world.calls_of("p0").await.into_iter().find(|call| call.starts_at > world.now()).unwrap();
        assert!(french.counted_on().is_some() && french.cover.left_because.is_none());
        world.paris(5, 16, 0).await;
        let call = world.calls_of("p1").await.into_iter().find(|call| call.id == english.id).unwrap();
        assert!(call.volunteer.is_none() && world.cases().await.iter().any(|case| case.scheduled_call_id == Some(call.id)), "{}", world.story().await);
        for case in world.cases().await {
            world.closes_with(&case.code, "handled", "fait").await;
        }
    }

    /// The usual volunteer is away; the person takes a stand-in: asked the day before like anybody who stands in.
    async fn usual_volunteer_is_away_then_a_stand_in_is_planned_and_asked_and_back_again_he_calls(world: World in with_a_pool) {
        everybody_is_well(&world);
        world.person(KARIM, makes_calls());
        world.paris(1, 12, 0).await;
        let token = world.token_of("nadia").await;
        let karim = id_of(&world, "karim").await;
        let absences = format!("/api/v1/volunteers/{karim}/absences");
        let (status, noted) = world.post(&absences, &token, json!({"from_on": "2026-12-03", "to_on": "2026-12-04"})).await;
        assert!(status == 201 || status == 200, "{status} {noted}");
        world.minutes(6).await;
        let of_suzanne = async |day: &str| {
            let day: NaiveDate = day.parse().unwrap();
            world.calls_of("suzanne").await.into_iter().find(|call| call.local_on == day).unwrap()
        };
        let call = of_suzanne("2026-12-03").await;
        let stand_in = call.cover.planned.unwrap();
        assert!(stand_in != karim && call.usual_volunteer == Some(karim) && call.volunteer.is_none());
        world.paris(7, 15, 30).await;
        let call = of_suzanne("2026-12-03").await;
        assert_eq!((call.volunteer, call.outcome), (Some(stand_in), Some(CallOutcome::Well)), "{}", world.story().await);
        let asked = [ZOE, MAYA].map(|number| world.told_in_paris(number, "pouvez-vous appeler Suzanne").len());
        assert_eq!(asked.iter().sum::<usize>(), 1, "one was asked, and said yes: {}", world.story().await);
        assert_eq!(of_suzanne("2026-12-10").await.counted_on(), Some(karim), "the week after is his again");
    }

    async fn what_if_then_what_would_change_is_shown_and_nothing_is_written(world: World in with_a_pool) {
        everybody_is_well(&world);
        world.paris(1, 4, 0).await;
        let (app, owner) = (&world.service.app, world.service.organisation);
        let before = coming(&world).await;
        let planned = of_pool(&world, 4).await;
        let busy = planned[0].counted_on().unwrap();
        let seen = what_if(app, owner, WhatIf::Without { volunteer: busy, from: None, until: None }).await.unwrap().unwrap();
        assert_eq!(seen.before.1, 0);
        assert!(!seen.changed.is_empty());
        for changed in &seen.changed {
            assert_eq!(changed.before, Ok(busy), "only theirs change hands: {changed:?}");
            assert_ne!(changed.after, Some(Ok(busy)));
        }
        // One call a week is accepted: what was promised to nobody yet goes to others, or is left with its reason.
        let seen = what_if(app, owner, WhatIf::Cap { volunteer: busy, calls: 0 }).await.unwrap().unwrap();
        assert!(seen.changed.iter().all(|changed| changed.before == Ok(busy)));
        let karim = id_of(&world, "karim").await;
        let (from, until) = ("2026-12-03".parse().unwrap(), "2026-12-03".parse().unwrap());
        let seen = what_if(app, owner, WhatIf::Absent { volunteer: karim, from, until }).await.unwrap().unwrap();
        let thursdays: Vec<_> = seen.changed.iter().filter(|changed| changed.call.usual_volunteer == Some(karim)).collect();
        assert!(thursdays.len() == 1 && thursdays[0].after.unwrap().is_ok(), "{seen:?}");
        let token = world.token_of("nadia").await;
        let body = json!({"with_availability": {"volunteer": karim, "hours": "TU 06:00-08:00"}});
        let (status, shown) = world.post("/api/v1/plan/what-ifs", &token, body).await;
        assert_eq!((status, &shown["changed"], &shown["if_so"]["left"]), (200, &json!([]), &json!(0)), "{shown}");
        let nobody = json!({"without": {"volunteer": owner}});
        assert_eq!(world.post("/api/v1/plan/what-ifs", &token, nobody).await.0, 404);
        assert_eq!(coming(&world).await, before, "nothing is written");
    }

    async fn clocks_change_in_spring_then_planned_and_rung_at_the_hours_of_each(world: World in in_spring) {
        hours_of_each(world.now(), &world).await;
    }

    async fn clocks_change_in_autumn_then_planned_and_rung_at_the_hours_of_each(world: World in in_autumn) {
        hours_of_each(world.now(), &world).await;
    }
}

/// Two nights later the clocks have changed: the calls of the Tuesday after are planned, and rung at the same local hours.
async fn hours_of_each(start: DateTime<Utc>, world: &World) {
    everybody_is_well(world);
    world.person("+596596000210", WrittenPerson::new().talks_for(600.0));
    world.run_until(start + TimeDelta::hours(21)).await;
    let mut planned = of_pool(world, 2).await;
    planned.extend(world.calls_of("eugenie").await.into_iter().find(|call| call.starts_at > world.now()));
    assert_eq!(planned.len(), 3);
    for (call, (zone, hour, minute)) in planned.iter().zip([(Paris, 10, 0), (Paris, 17, 30), (Martinique, 10, 0)]) {
        let local = local_time::local_time(call.starts_at, zone);
        assert_eq!((local.hour(), local.minute()), (hour, minute));
        assert!(call.counted_on().is_some(), "{call:?}");
    }
    world.run_until(start + TimeDelta::days(5)).await;
    for (number, zone, at) in
        [(number(0), Paris, "10:00"), (number(1), Paris, "17:30"), ("+596596000210".to_owned(), Martinique, "10:00")]
    {
        let rung = world.rung_in(&number, zone);
        assert!(rung.len() == 1 && rung[0].ends_with(at), "{rung:?} {}", world.story().await);
    }
}
