//! The demo, as a newcomer runs it: three simulated hours in which everything the service exists
//! for happens, and the same seed lives the same day.

#![allow(missing_docs, clippy::unwrap_used, reason = "test code")]

use std::process::{Command, Output};

use serde_json::Value;

fn demo(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_passerelle"))
        .args(["demo", "--speed", "1000000", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .env_clear()
        .output()
        .unwrap()
}

fn summary(seed: &str) -> Value {
    let output = demo(&["--hours", "3", "--json", "--seed", seed]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn three_hours_then_a_call_answered_one_bridged_one_person_missed_and_her_case_closed() {
    let lived = summary("1");
    let count = |name: &str| lived[name].as_u64().unwrap();
    for name in
        ["inbound_answered", "convivial_bridged", "missed", "cases_opened", "cases_acknowledged", "cases_closed"]
    {
        assert!(count(name) >= 1, "{name}: {lived}");
    }
    for name in ["inbound_voicemail", "callbacks", "sms_sent", "emails_sent"] {
        assert!(lived[name].is_u64(), "{name}: {lived}");
    }
    let outcomes = lived["outcomes"].as_object().unwrap();
    assert!(outcomes.values().map(|given| given.as_u64().unwrap()).sum::<u64>() >= 1, "{lived}");
    assert_eq!(count("timers_overdue"), 0);
}

#[test]
fn same_seed_then_the_same_day_and_another_seed_another_one() {
    let (first, again, other) = (summary("7"), summary("7"), summary("8"));
    assert_eq!(first, again);
    assert_ne!(first, other);
}

#[test]
fn day_told_then_calls_keys_texts_and_alerts_are_in_it() {
    let output = demo(&["--hours", "3", "--seed", "2"]);
    let told = String::from_utf8(output.stdout).unwrap();
    for expected in
        ["le téléphone sonne", "appuie sur 1", "se parlent", "SMS à", "PRENDS", "close :", "minuteurs en retard : 0"]
    {
        assert!(told.contains(expected), "{expected} is not told:\n{told}");
    }
}

#[test]
fn real_carrier_set_then_the_demo_refuses_and_names_it() {
    let output = Command::new(env!("CARGO_BIN_EXE_passerelle"))
        .args(["demo", "--hours", "1"])
        .env("PASSERELLE_CARRIER_AUTH_TOKEN", "a token that must not be shown")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("PASSERELLE_CARRIER_AUTH_TOKEN") && !said.contains("must not be shown"), "{said}");
}
