//! The carrier's news comes late, twice, out of order or not at all: the same call ends the same.
//!
//! One world is lived day after day, one call a day. Each day the news goes astray in another way,
//! and requests of the past come again in another order, during the call and after it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    leg::{Leg, LegRole},
    room::RoomStage,
    scheduled_call::State,
};
use passerelle_simulator::{CallStatus, CallbackDelivery, RingAnswer, WrittenPerson};
use passerelle_store::{attempts, legs, messages, scheduled_calls, test_support::contents};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use passerelle_world::*;

/// Every day is as long.
const CALL_AT: (u32, u32) = (15, 0);
/// By then everything about the day's call is said.
const OVER_AT: (u32, u32) = (20, 0);

/// What the two do, the day of the call.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Plot {
    /// They talk, she hangs up, the volunteer presses 1.
    Good,
    /// They talk, the volunteer hangs up, and answers the SMS.
    VolunteerHangsUp,
    /// Her line is engaged, then she answers.
    EngagedAtFirst,
}

const PLOTS: [Plot; 3] = [Plot::Good, Plot::VolunteerHangsUp, Plot::EngagedAtFirst];

/// How the news goes astray on one day.
#[derive(Clone, Debug)]
struct Trouble {
    plot: Plot,
    late_s: Option<f64>,
    doubled: f64,
    shuffled: f64,
    lost: f64,
    /// Seconds after the hour at which everything so far comes again.
    again_at_s: Vec<i64>,
    /// In which order.
    order: u64,
}

fn trouble() -> impl Strategy<Value = Trouble> {
    let late = proptest::option::of(0.0..120.0);
    let lost = prop_oneof![3 => Just(0.0), 1 => 0.1..1.0];
    let again = vec(1..1_500_i64, 0..4);
    (proptest::sample::select(&PLOTS[..]), late, 0.0..1.0, 0.0..1.0, lost, again, 0..u64::MAX).prop_map(
        |(plot, late_s, doubled, shuffled, lost, mut again_at_s, order)| {
            again_at_s.sort_unstable();
            Trouble { plot, late_s, doubled, shuffled, lost, again_at_s, order }
        },
    )
}

/// How the day's call ended, without the instants.
#[derive(Clone, Debug, PartialEq)]
struct Ending {
    call: String,
    attempts: Vec<Option<String>>,
    conversations: Vec<String>,
    texts: Vec<String>,
    cases: usize,
}

async fn begin(on: On) -> World {
    let daily = |(name, text): (String, String)| {
        let text = text.replace("FREQ=WEEKLY;BYDAY=TH,15:00,2026-11-05", "FREQ=DAILY,15:00,2026-11-27");
        (name, text.replace("4,10,active", "4,14,active"))
    };
    let world = World::begin_at(on, World::morning(), files().into_iter().map(daily).collect()).await;
    world.minutes(1).await;
    world
}

fn play(world: &World, plot: Plot) {
    let karim = WrittenPerson::new()
        .replies_on("Répondez OUI", "Oui")
        .replies_on("1 tout va bien, 2", "1")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
        .on_hearing("appuyez sur 1", "1");
    let suzanne = WrittenPerson::new().answers_after(12.0);
    let (karim, suzanne) = match plot {
        Plot::Good => (karim, suzanne.talks_for(600.0)),
        Plot::VolunteerHangsUp => (karim.talks_for(600.0), suzanne),
        Plot::EngagedAtFirst => (karim, suzanne.at_next_ring(RingAnswer::Busy).talks_for(300.0)),
    };
    world.person(KARIM, karim);
    world.person(SUZANNE, suzanne);
}

/// Lives one day under `trouble` and tells how it ended.
async fn live_a_day(world: &World, trouble: &Trouble) -> Ending {
    let days = (world.now() - World::morning()).num_days() + 1;
    let hour = world.in_paris(days, CALL_AT.0, CALL_AT.1);
    world.run_until(hour - TimeDelta::minutes(1)).await;
    play(world, trouble.plot);
    world.service.simulator.set_delivery(CallbackDelivery {
        late: trouble.late_s.map(|late_s| 0.0..late_s),
        doubled: trouble.doubled,
        shuffled: trouble.shuffled,
        lost: trouble.lost,
    });
    for seconds in &trouble.again_at_s {
        world.run_until(hour + TimeDelta::seconds(*seconds)).await;
        everything_again(world, hour, trouble.order).await;
    }
    world.paris(days, OVER_AT.0, OVER_AT.1).await;
    world.service.simulator.set_delivery(CallbackDelivery::default());
    let ending = ending(world, hour).await;

    // Looking at every row of a long story takes time: one day in eight.
    let looks = trouble.order.is_multiple_of(8);
    let before = if looks { contents(&world.service.app.db).await } else { BTreeMap::new() };
    everything_again(world, hour, trouble.order).await;
    everything_again(world, hour, trouble.order + 1).await;
    assert_eq!(self::ending(world, hour).await, ending, "changed after the call was over");
    if looks {
        let after = contents(&world.service.app.db).await;
        for (table, rows) in &after {
            assert_eq!(rows, &before[table], "{table} changed after the call was over");
        }
    }
    ending
}

/// Every request the carrier made about the day's calls so far comes once more, in the given order.
async fn everything_again(world: &World, since: DateTime<Utc>, order: u64) {
    let mut requests = requests_so_far(world, since).await;
    let mut place = 0;
    requests.sort_by_cached_key(|_| {
        place += 1;
        shuffled_key(order, place)
    });
    for (path, form) in requests {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = world.carrier_posts(&path, &form).await;
        assert!(matches!(answer.status, 200 | 204), "{path}: {answer:?}");
    }
}

/// A sort key that looks like chance and is the same for the same order and place (SplitMix64).
fn shuffled_key(order: u64, place: u64) -> u64 {
    let z = order.wrapping_add(place.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb)
}

type Request = (String, Vec<(&'static str, String)>);

async fn requests_so_far(world: &World, since: DateTime<Utc>) -> Vec<Request> {
    let mut requests = Vec::new();
    for (call, legs) in conversations(world, since).await {
        for leg in legs {
            let Some(record) = leg.sid.as_deref().and_then(|sid| world.service.simulator.call(sid)) else { continue };
            let base = format!("/webhooks/voice/legs/{}", leg.id);
            let mut statuses = vec!["initiated"];
            statuses.extend(record.rang_at.map(|_| "ringing"));
            statuses.extend(record.answered_at.map(|_| "in-progress"));
            statuses.extend(record.ended_at.map(|_| record.status.wire()));
            for (sequence, status) in statuses.into_iter().enumerate() {
                let form = vec![
                    ("CallSid", record.sid.clone()),
                    ("CallStatus", status.to_owned()),
                    ("SequenceNumber", sequence.to_string()),
                ];
                requests.push((format!("{base}/status"), form));
            }
            if leg.role == LegRole::Callee && record.answered_at.is_some() {
                requests.push((format!("{base}/introduction"), vec![("CallSid", record.sid.clone())]));
                let human = vec![("CallSid", record.sid.clone()), ("AnsweredBy", "human".to_owned())];
                requests.push((format!("{base}/machine"), human));
            }
            let about = |status: &str| vec![("CallSid", record.sid.clone()), ("CallStatus", status.to_owned())];
            let now = if record.ended_at.is_some() { record.status.wire() } else { "in-progress" };
            let is_moved = call.room.as_ref().is_some_and(|room| room.next_step.is_some() && room.has_dialled);
            let is_over = call.room.as_ref().is_some_and(|room| room.stage == RoomStage::Over);
            if is_moved && leg.role == LegRole::Callee {
                requests.push((format!("{base}/room/1"), about("in-progress")));
            }
            if is_moved && is_over {
                let out = if leg.role == LegRole::Callee { "after-room" } else { "aside/1" };
                requests.push((format!("{base}/{out}"), about(now)));
            }
            if leg.role == LegRole::Caller {
                for step in 0..call.step {
                    let form = vec![
                        ("CallSid", record.sid.clone()),
                        ("Digits", "1".to_owned()),
                        ("DialCallStatus", CallStatus::Completed.wire().to_owned()),
                    ];
                    requests.push((format!("/webhooks/voice/calls/{}/steps/{step}", call.id), form));
                }
            }
        }
    }
    requests
}

/// The day's conversations with the volunteer, and their telephones.
async fn conversations(world: &World, since: DateTime<Utc>) -> Vec<(Call, Vec<Leg>)> {
    let app = &world.service.app;
    let mut all = Vec::new();
    for call in world.conversations_since(since).await {
        if matches!(call.purpose, CallPurpose::Convivial { .. }) {
            let mut read = app.db.read().await.unwrap();
            let legs = legs::of_call(&mut read, &app.secrets, call.id).await.unwrap();
            all.push((call, legs));
        }
    }
    all
}

async fn ending(world: &World, hour: DateTime<Utc>) -> Ending {
    let app = &world.service.app;
    let suzanne = world.person_named("suzanne").await.id;
    let mut read = app.db.read().await.unwrap();
    let mut today = scheduled_calls::of_person(&mut read, suzanne, hour, hour + TimeDelta::hours(1)).await.unwrap();
    let call = today.pop().unwrap();
    let attempts = attempts::of_call(&mut read, call.id).await.unwrap();
    let texts = messages::since(&mut read, &app.secrets, world.service.organisation, hour).await.unwrap();
    drop(read);
    let mut conversations_in_words = Vec::new();
    for (conversation, mut legs) in conversations(world, hour).await {
        legs.sort_by_key(|leg| leg.role != LegRole::Caller);
        let legs: Vec<String> = legs
            .iter()
            .map(|leg| {
                format!(
                    "{:?} {:?} {:?} answered {} accepted {} machine {}",
                    leg.role,
                    leg.state,
                    leg.end,
                    leg.answered_at.is_some(),
                    leg.accepted,
                    leg.is_machine
                )
            })
            .collect();
        let Call { result, is_settled, step, .. } = conversation;
        let live = conversation.ended_at.is_none();
        conversations_in_words.push(format!("{result:?} settled {is_settled} live {live} step {step}: {legs:?}"));
    }
    let (state, outcome, made, case) = (call.state, call.outcome, call.attempts_made, call.case_id.is_some());
    Ending {
        call: format!("{state:?} {outcome:?} attempts {made} case {case} technical {}", call.technical_failures),
        attempts: attempts.into_iter().map(|attempt| attempt.result).collect(),
        conversations: conversations_in_words,
        texts: texts.into_iter().map(|text| text.template).filter(|name| name.starts_with("vol_outcome")).collect(),
        cases: world.cases().await.len(),
    }
}

/// Lives `days` days and compares each with the day on which every callback came as it should.
fn any_order_ends_as_perfect_delivery(on: On, days: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let world = runtime.block_on(begin(on));
    let perfect = PLOTS.map(|plot| {
        let trouble =
            Trouble { plot, late_s: None, doubled: 0.0, shuffled: 0.0, lost: 0.0, again_at_s: vec![], order: 0 };
        runtime.block_on(live_a_day(&world, &trouble))
    });
    for ending in &perfect {
        assert!(ending.call.starts_with(&format!("{:?} Some(Well)", State::Settled)), "{ending:#?}");
    }
    assert_eq!(perfect[2].attempts, [Some("busy".to_owned()), Some("talked".to_owned())]);

    let config = Config { cases: days, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&trouble(), |trouble| {
        let ending = runtime.block_on(live_a_day(&world, &trouble));
        let place = PLOTS.iter().position(|plot| *plot == trouble.plot).unwrap();
        prop_assert_eq!(&ending, &perfect[place]);
        Ok(())
    });
    if let Err(trouble) = outcome {
        panic!("{trouble}");
    }
    runtime.block_on(world.end());
}

async fn evening(on: On) -> World {
    let world = World::begin_on(on, "2026-11-25T20:30:00Z").await;
    world.minutes(1).await;
    world
}

/// Somebody leaves a message of twelve seconds; `order` is that of the carrier's requests about it.
async fn leaves_a_message(world: &World, sid: &str, order: &[&str]) {
    let form = [("CallSid", sid), ("From", "+33199001050"), ("To", LINE)];
    world.carrier_posts("/webhooks/voice/incoming", &form).await;
    let call = world.inbound_calls().await.pop().unwrap().id;
    let asked = world
        .carrier_posts(&format!("/webhooks/voice/calls/{call}/steps/1"), &[("CallSid", sid), ("Digits", "2")])
        .await;
    assert!(asked.body.contains("<Record"), "{asked:?}");
    let recording = sid.replace("CA", "RE");
    let about = [("CallSid", sid), ("RecordingSid", &recording), ("RecordingDuration", "12"), ("Digits", "hangup")];
    for what in order {
        let answer = match *what {
            "recording" => world.carrier_posts(&format!("/webhooks/voice/calls/{call}/recording"), &about).await,
            "step" => world.carrier_posts(&format!("/webhooks/voice/calls/{call}/steps/2"), &about).await,
            _ => world.carrier_posts("/webhooks/voice/status", &[("CallSid", sid), ("CallStatus", "completed")]).await,
        };
        assert!(matches!(answer.status, 200 | 204), "{what}: {answer:?}");
    }
}

on_both! {
    async fn recording_announced_in_any_order_and_twice_then_one_message_told_once(world: World in evening) {
        let orders: [&[&str]; 6] = [
            &["step", "recording", "over"],
            &["recording", "recording", "step", "step", "over", "over"],
            &["over", "recording", "step"],
            &["recording", "over", "step", "recording"],
            &["over", "step", "recording", "recording"],
            &["over", "over", "recording"],
        ];
        for (made, order) in orders.iter().enumerate() {
            leaves_a_message(&world, &format!("CA{made:032}"), order).await;
            world.minutes(1).await;
            assert_eq!(world.messages_left().await.len(), made + 1, "{order:?}");
            assert_eq!(world.texts(NADIA).len(), made + 1, "{order:?}");
            assert_eq!(world.emails().len(), made + 1, "{order:?}");
        }
        let calls = world.inbound_calls().await;
        assert!(calls.iter().all(|call| call.left_voicemail && !call.is_live()), "{calls:?}");
    }
}

#[test]
fn news_late_doubled_shuffled_or_lost_then_the_call_ends_the_same_on_sqlite() {
    any_order_ends_as_perfect_delivery(On::Sqlite, 200);
}

#[test]
fn news_late_doubled_shuffled_or_lost_then_the_call_ends_the_same_on_postgres() {
    any_order_ends_as_perfect_delivery(On::Postgres, 200);
}
