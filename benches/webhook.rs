//! Measures a voice webhook whole: a signed request over HTTP, the step of a conversation, the
//! durable commit, the document with a `<Gather>`. On SQLite, and on PostgreSQL when a test server
//! is given.
//!
//! Somebody rings while the line is closed, hears the menu, and presses 1: she is offered a call
//! back. Each conversation is begun beforehand and takes this step once.
//!
//! `cargo bench --bench webhook -- sqlite` measures one database.

#![allow(clippy::print_stdout, reason = "it is a measuring tool")]

use std::net::SocketAddr;

use anyhow::{Context, ensure};
use passerelle_benches::{
    client::{Answers, CONNECTIONS, Pace, send},
    figures::{Figures, a_second, median},
    service::{AUTH_TOKEN, LINE, PUBLIC_URL, Service, databases, name_of, open},
};
use passerelle_telephony::signature::{Validator, Verifier, sign};
use passerelle_web::{WebState, router};
use tokio_util::sync::CancellationToken;

/// Conversations of one round; another number by the environment.
const CALLS: usize = 2_000;
const CALLS_VARIABLE: &str = "PASSERELLE_BENCH_CALLS";
/// Rounds; the median is told.
const ROUNDS: usize = 7;
/// The steady load, and for how long.
const STEADY_A_SECOND: u32 = 200;
const STEADY_S: usize = 5;

fn main() -> anyhow::Result<()> {
    let calls = std::env::var(CALLS_VARIABLE).ok().and_then(|text| text.parse().ok()).unwrap_or(CALLS);
    println!("Voice webhook: {ROUNDS} rounds of {calls} conversations, {CONNECTIONS} connections");
    for kind in databases() {
        // As the program makes it.
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let service = runtime.block_on(open(kind, env!("CARGO_TARGET_TMPDIR")))?;
        let shutdown = CancellationToken::new();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let verifier = Verifier::Hmac(Validator::new(vec![AUTH_TOKEN.to_owned()]));
        let state = WebState::new(service.app.clone(), verifier, None);
        runtime.spawn(async move { axum::serve(listener, router(state)).await });
        let workers = runtime.spawn(passerelle_jobs::run(service.app.clone(), shutdown.clone()));
        println!("{}", name_of(kind));
        measure(&runtime, &service, address, calls)?;
        shutdown.cancel();
        runtime.block_on(workers)?;
        runtime.block_on(service.app.db.close());
    }
    Ok(())
}

fn measure(
    runtime: &tokio::runtime::Runtime,
    service: &Service,
    address: SocketAddr,
    calls: usize,
) -> anyhow::Result<()> {
    let commits = || runtime.block_on(service.app.db.door_commits());
    let mut first_call = 0;
    let mut begin = |count: usize| {
        let numbers = first_call..first_call + count;
        first_call += count;
        let answers = send(address, numbers.clone().map(incoming).collect(), Pace::AsFastAsAnswered, 200)?;
        let steps: Option<Vec<_>> =
            numbers.zip(&answers.bodies).map(|(number, document)| step(number, document)).collect();
        anyhow::Ok((answers, steps.context("a conversation did not begin with a question")?))
    };

    let mut begun = Vec::new();
    let (mut rates, mut p50s, mut p99s) = (Vec::new(), Vec::new(), Vec::new());
    let mut steps_a_commit = Vec::new();
    for _ in 0..ROUNDS {
        let (answers, steps) = begin(calls)?;
        begun.push(a_second(calls, answers.elapsed));
        let commits_before = commits();
        let answers = send(address, steps, Pace::AsFastAsAnswered, 200)?;
        is_asked_something(&answers)?;
        steps_a_commit.push(calls as f64 / (commits() - commits_before) as f64);
        rates.push(a_second(calls, answers.elapsed));
        let figures = Figures::of(answers.latencies);
        p50s.push(figures.ms_at(0.5));
        p99s.push(figures.ms_at(0.99));
    }
    println!("  conversation begun  {:>8.0} requests/s", median(begun));
    let (p50, p99) = (median(p50s), median(p99s));
    println!("  step                {:>8.0} requests/s, p50 {p50:.1} ms, p99 {p99:.1} ms", median(rates));
    println!("  steps a commit      {:>8.1}", median(steps_a_commit));

    let (_, steps) = begin(STEADY_A_SECOND as usize * STEADY_S)?;
    let answers = send(address, steps, Pace::Steady(STEADY_A_SECOND), 200)?;
    is_asked_something(&answers)?;
    println!("  steady {STEADY_A_SECOND} steps/s  {}", Figures::of(answers.latencies).in_words());

    // What a request costs without the database: the signature is wrong, or right for no conversation.
    for (name, status, make) in
        [("wrong signature", 403, wrongly_signed as fn(usize) -> Vec<u8>), ("signature only", 200, of_no_conversation)]
    {
        let mut rates = Vec::new();
        for _ in 0..ROUNDS {
            let answers = send(address, (0..calls).map(make).collect(), Pace::AsFastAsAnswered, status)?;
            rates.push(a_second(calls, answers.elapsed));
        }
        println!("  {name:<19} {:>8.0} requests/s", median(rates));
    }
    Ok(())
}

fn is_asked_something(answers: &Answers) -> anyhow::Result<()> {
    let answered = answers.bodies.iter().filter(|document| document.contains("<Gather")).count();
    ensure!(answered == answers.bodies.len(), "{answered} of {} answers ask something", answers.bodies.len());
    Ok(())
}

fn incoming(call: usize) -> Vec<u8> {
    signed("/webhooks/voice/incoming", call, "ringing", None, AUTH_TOKEN)
}

/// Presses 1, at the address the first document gives.
fn step(call: usize, document: &str) -> Option<Vec<u8>> {
    let (_, rest) = document.split_once("<Gather")?;
    let (_, rest) = rest.split_once("action=\"")?;
    let (action, _) = rest.split_once('"')?;
    Some(signed(action.strip_prefix(PUBLIC_URL)?, call, "in-progress", Some("1"), AUTH_TOKEN))
}

fn wrongly_signed(call: usize) -> Vec<u8> {
    signed("/webhooks/voice/calls/unknown/steps/1", call, "in-progress", Some("1"), "another token")
}

fn of_no_conversation(call: usize) -> Vec<u8> {
    signed("/webhooks/voice/calls/unknown/steps/1", call, "in-progress", Some("1"), AUTH_TOKEN)
}

/// Carriers draw their identifiers at random: two calls that follow each other are no neighbours in an index.
fn sid_of(call: usize) -> String {
    const SCATTER: u64 = 0x9e37_79b9_7f4a_7c15;
    let scattered = (call as u64).wrapping_mul(SCATTER);
    format!("CA{scattered:016x}{call:016x}")
}

/// A whole HTTP request with the parameters carriers send.
fn signed(path: &str, call: usize, status: &str, digits: Option<&str>, token: &str) -> Vec<u8> {
    let (sid, from) = (sid_of(call), format!("+3319900{:04}", call % 10_000));
    let mut parameters = vec![
        ("AccountSid", "AC00000000000000000000000000000000"),
        ("ApiVersion", "2010-04-01"),
        ("CallSid", &sid),
        ("CallStatus", status),
        ("Called", LINE),
        ("CalledCountry", "FR"),
        ("Caller", &from),
        ("CallerCountry", "FR"),
        ("Direction", "inbound"),
        ("From", &from),
        ("FromCountry", "FR"),
        ("To", LINE),
        ("ToCountry", "FR"),
    ];
    parameters.extend(digits.map(|digits| ("Digits", digits)));
    let signature = sign(token, &format!("{PUBLIC_URL}{path}"), &parameters);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&parameters).finish();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: ligne.example.org\r\nX-Twilio-Signature: {signature}\r\n\
         Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes()].concat()
}
