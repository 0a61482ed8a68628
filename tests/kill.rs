//! The program killed in the middle of its work, as by a power cut, and started again: every matter
//! goes on, nobody is rung twice for one attempt, no text is sent twice, and nothing is lost. Fifty
//! conversations and two hundred texts are in flight at the kill.
//!
//! Here processes, sockets and time are real; the carrier is the simulated one, in this process, so
//! that it survives. On PostgreSQL the work goes on in two processes, web server and workers apart.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod kill {
    pub(crate) mod association;
    pub(crate) mod books;
    pub(crate) mod service;
}

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use kill::{
    association::{self, next_minute, person, put_behind_telephones, volunteer, write_people, write_series},
    books::{Books, Stages},
    service::{ACCOUNT_SID, AUTH_TOKEN, Installation, Process, free_address, until, until_right},
};
use passerelle_clock::Clock;
use passerelle_domain::scheduled_call::{CallOutcome, ScheduledCall, State};
use passerelle_simulator::{CallbackDelivery, Direction, Fault, LineSettings, Simulator, SimulatorSettings};
use passerelle_store::test_support::FreshDatabase;

/// People who are called at the busy minute.
const CALLED: std::ops::Range<usize> = 0..68;
/// People whose volunteers are asked about a call later on.
const ASKED: std::ops::Range<usize> = 68..318;
/// That call is so much later: soon enough for the volunteers to be asked at once.
const ASKED_AHEAD: TimeDelta = TimeDelta::minutes(45);
/// Calls the carrier takes without trouble, before it becomes slow.
const PLACED_WELL: usize = 62;
/// What is in flight at the kill, at least.
const BRIDGES: usize = 50;
const TEXTS: usize = 200;
/// Requests that get lost on the way to the carrier.
const CALLS_LOST: u32 = 2;
const TEXTS_LOST: u32 = 8;
/// And so much of its news.
const NEWS_LOST: f64 = 0.6;
/// How many times faster than usual the line speaks.
const SPEECH_PACE: f64 = 10.0;

/// From the start to the busy minute and the kill.
const UNTIL_KILL: Duration = Duration::from_secs(120);
/// On a busy machine the texts take longer than telephones ring: they are not waited for then.
const RINGS_LAST: Duration = Duration::from_secs(20);
/// A lease of a minute, or three look-ups twenty seconds apart and a pause: then all is decided, in two minutes. A machine
/// that has other things to do takes longer.
const UNTIL_QUIET: Duration = Duration::from_secs(200);
/// The books of the two sides may differ while a request is answered, no longer.
const SOON: Duration = Duration::from_secs(20);
/// A stop hands back what it could not finish before whoever asked loses patience.
const STOPS_WITHIN: Duration = Duration::from_secs(10);

async fn installed(database: &FreshDatabase) -> (Installation, Simulator) {
    let address = free_address();
    let web = format!("http://{address}");
    let line = |number: &str| LineSettings {
        number: number.to_owned(),
        voice_url: format!("{web}/webhooks/voice/incoming"),
        voice_fallback_url: Some(format!("{web}/webhooks/voice/fallback")),
        status_callback_url: Some(format!("{web}/webhooks/voice/status")),
        sms_url: Some(format!("{web}/webhooks/messages/incoming")),
    };
    let simulator = Simulator::start(SimulatorSettings {
        clock: Clock::system(),
        listen: ([127, 0, 0, 1], 0).into(),
        account_sid: ACCOUNT_SID.to_owned(),
        auth_token: AUTH_TOKEN.to_owned(),
        seed: 1,
        lines: vec![line(association::LINE), line(association::SMS)],
        delivery: CallbackDelivery::default(),
        habits: passerelle_simulator::CarrierHabits::default(),
    })
    .await
    .unwrap();
    simulator.set_speech_pace(SPEECH_PACE);
    let installation = Installation {
        home: tempfile::tempdir().unwrap(),
        database_url: database.url().to_owned(),
        carrier_url: simulator.api_url().to_owned(),
        address,
    };
    (installation, simulator)
}

fn placed(simulator: &Simulator) -> usize {
    simulator.calls().iter().filter(|call| call.direction == Direction::OutboundApi).count()
}

/// The people who are in a conversation.
fn talking(simulator: &Simulator) -> Vec<String> {
    let calls = simulator.calls().into_iter();
    calls
        .filter(|call| {
            call.direction == Direction::OutboundDial && call.bridged_at.is_some() && call.ended_at.is_none()
        })
        .map(|call| call.to.to_string())
        .collect()
}

/// The conversations that were under way outlive the kill.
fn nobody_who_talked_was_rung_again(simulator: &Simulator, talking_then: &[String]) {
    assert!(talking_then.len() >= BRIDGES, "{} conversations", talking_then.len());
    let again: Vec<&String> = talking_then.iter().filter(|number| simulator.times_rung(number) > 1).collect();
    assert!(again.is_empty(), "rung again although they had talked: {again:?}");
}

/// Lives the story; `again` are the processes of the second start.
async fn killed_in_the_busy_minute(database: FreshDatabase, again: &[&[&str]]) {
    let (service, simulator) = installed(&database).await;
    let now = Clock::system().now();
    put_behind_telephones(&simulator, CALLED);
    for index in ASKED {
        simulator.add_person(&volunteer(index), Box::new(association::quick_volunteer(1.0)));
        simulator.add_person(&person(index), Box::new(association::quick_volunteer(1.0)));
    }
    write_people(&service.folder("people"), CALLED.start..ASKED.end, now);
    service.import("people").await;
    let now = Clock::system().now();
    let starts_at = next_minute(now);
    write_series(&service.folder("called"), CALLED, starts_at, now);
    write_series(&service.folder("asked"), ASKED, starts_at + ASKED_AHEAD, now);
    service.import("called").await;
    let process = service.start(&["serve"]);
    service.is_ready().await;
    let books = Books::open(&service.database_url, &simulator).await;

    // The carrier becomes slow in the middle of the busy minute: requests get lost, answers wait.
    until("the busy minute begins", UNTIL_KILL, async || placed(&simulator) >= PLACED_WELL).await;
    simulator.set_fault(Fault::HoldRequests { n: CALLS_LOST });
    simulator.set_fault(Fault::HoldAnswers);
    simulator.set_delivery(CallbackDelivery { lost: NEWS_LOST, ..CallbackDelivery::default() });
    // Some telephones ring for half a minute only: the texts are to be written meanwhile.
    let asked_for =
        until("every call is asked for", UNTIL_KILL, async || placed(&simulator) >= CALLED.len() - CALLS_LOST as usize);
    let asking = async {
        asked_for.await;
        simulator.set_fault(Fault::HoldRequests { n: TEXTS_LOST });
    };
    tokio::join!(asking, service.import("asked"));
    let asked_at = Instant::now();
    let mut stages = Stages::default();
    until("telephones and texts are at every stage", UNTIL_KILL, async || {
        stages = books.stages().await;
        stages.texts_in_flight >= TEXTS
            && simulator.held_requests() >= 20
            && stages.live_legs >= 2 * BRIDGES
            && stages.placing >= 2
            && stages.talking >= BRIDGES
            && (stages.caller_rings >= 1 && stages.person_rings >= 1 || asked_at.elapsed() > RINGS_LAST)
    })
    .await;
    process.kill().await;
    let talking_then = talking(&simulator);
    eprintln!("killed: {stages:?}, {} requests held back", simulator.held_requests());

    // While nobody listens, requests on their way die with the process, and people hang up.
    until("the connections are closed", UNTIL_KILL, async || simulator.held_requests() == 0).await;
    simulator.clear_faults();
    simulator.set_delivery(CallbackDelivery::default());
    association::talk_briefly(&simulator, CALLED);
    let talking = books.stages().await.talking;
    until("somebody hangs up", UNTIL_KILL, async || books.stages().await.talking < talking).await;

    let processes: Vec<Process> = again.iter().map(|arguments| service.start(arguments)).collect();
    service.is_ready().await;
    let mut calls = Vec::new();
    until("nothing is undecided any more", UNTIL_QUIET, async || {
        let stages;
        (stages, calls) = books.look().await;
        stages.live_legs == 0 && stages.texts_in_flight == 0 && stages.attempting == 0
    })
    .await;
    until("the texts on their way arrive", UNTIL_QUIET, async || {
        ASKED.clone().all(|index| !simulator.texts_to(&volunteer(index)).is_empty())
    })
    .await;

    nothing_was_lost(&calls, &simulator);
    nobody_who_talked_was_rung_again(&simulator, &talking_then);
    until_right(SOON, async || books.nobody_was_rung_twice_for_one_attempt().await).await;
    until_right(SOON, async || books.every_text_arrived_once().await).await;
    books.the_two_laws_hold().await;
    let told = service.told();
    assert!(!told.contains("+33"), "the log tells a telephone number");
    for process in &processes {
        process.ask_to_stop();
    }
    for process in processes {
        assert!(process.ended_within(STOPS_WITHIN).await.success(), "{told}");
    }
    simulator.shutdown().await;
}

fn nothing_was_lost(calls: &[ScheduledCall], simulator: &Simulator) {
    assert_eq!(calls.len(), CALLED.len() + ASKED.len(), "each call exists once");
    let (called, asked) = calls.split_at(CALLED.len());
    let states: Vec<State> = called.iter().map(|call| call.state).collect();
    eprintln!("{states:?}");
    let is_accounted_for =
        |state: &State| matches!(state, State::Settled | State::AwaitingOutcome | State::WaitingRetry | State::Missed);
    assert!(states.iter().all(is_accounted_for), "{states:?}");
    let well = called.iter().filter(|call| call.outcome == Some(CallOutcome::Well)).count();
    // How many depends on how long the machine takes to start again: the others are tried again by
    // the protocol, on a timer, which the laws prove.
    assert!(well >= 1, "conversations outlive the kill: {states:?}");
    assert!(asked.iter().all(|call| call.state == State::Offered), "each volunteer was asked");
    for index in ASKED {
        assert_eq!(simulator.texts_to(&volunteer(index)).len(), 1, "asked once, of v{index}");
        assert_eq!(simulator.times_rung(&person(index)), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_among_calls_and_texts_on_sqlite_then_all_go_on_once() {
    killed_in_the_busy_minute(FreshDatabase::sqlite(), &[&["serve"]]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_among_calls_and_texts_on_postgres_then_two_processes_go_on_once() {
    killed_in_the_busy_minute(FreshDatabase::postgres().await, &[&["serve", "--no-workers"], &["work"]]).await;
}

/// A stop while the carrier is slow: the texts on their way are neither forgotten nor sent again.
async fn told_to_stop(database: FreshDatabase) {
    const TEXTS: usize = 3;
    let (service, simulator) = installed(&database).await;
    let now = Clock::system().now();
    let asked = ASKED.start..ASKED.start + TEXTS;
    for index in asked.clone() {
        simulator.add_person(&volunteer(index), Box::new(association::quick_volunteer(1.0)));
    }
    write_people(&service.folder("asked"), asked.clone(), now);
    write_series(&service.folder("asked"), asked.clone(), next_minute(now) + ASKED_AHEAD, now);
    service.import("asked").await;
    simulator.set_fault(Fault::HoldAnswers);
    // Nor does a receipt say that they arrived.
    simulator.set_delivery(CallbackDelivery { lost: 1.0, ..CallbackDelivery::default() });
    let process = service.start(&["serve"]);
    until("the carrier keeps its answers back", UNTIL_KILL, async || simulator.held_requests() == TEXTS).await;
    let books = Books::open(&service.database_url, &simulator).await;
    process.ask_to_stop();
    assert!(process.ended_within(STOPS_WITHIN).await.success(), "{}", service.told());
    assert_eq!(books.stages().await.texts_in_flight, TEXTS);
    assert_eq!(books.jobs_taken().await, 0, "what was not finished is handed back");

    simulator.clear_faults();
    simulator.set_delivery(CallbackDelivery::default());
    let process = service.start(&["serve"]);
    until("each text is found at the carrier", UNTIL_QUIET, async || books.stages().await.texts_in_flight == 0).await;
    until_right(SOON, async || books.every_text_arrived_once().await).await;
    books.the_two_laws_hold().await;
    process.ask_to_stop();
    assert!(process.ended_within(STOPS_WITHIN).await.success(), "{}", service.told());
    simulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn told_to_stop_while_the_carrier_is_slow_on_sqlite_then_hands_back_and_goes_on_once() {
    told_to_stop(FreshDatabase::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn told_to_stop_while_the_carrier_is_slow_on_postgres_then_hands_back_and_goes_on_once() {
    told_to_stop(FreshDatabase::postgres().await).await;
}
