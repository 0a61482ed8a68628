use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Paris;
use uuid::Uuid;

use super::super::facts::{Cap, Looks, PersonRing};
use super::*;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn karim() -> VolunteerId {
    VolunteerId(Uuid::nil())
}

fn call(starts: &str) -> CallFact {
    CallFact {
        starts_at: at(starts),
        state: State::Settled,
        outcome: None,
        has_case: false,
        volunteer: Some(karim()),
        usual_volunteer: Some(karim()),
        attempts: 1,
        first_rang_at: Some(at(starts) + TimeDelta::seconds(50)),
        talked: true,
    }
}

fn ring() -> PersonRing {
    PersonRing { sid: "CA1".to_owned(), has_consented: true, shows_a_line: true, local_hour_ok: true }
}

fn all_well() -> Facts {
    Facts {
        calls: vec![call("2027-03-22T14:00:00Z"), call("2027-03-25T14:00:00Z")],
        rings: vec![ring()],
        caps: vec![Cap { volunteer: karim(), zone: Paris, a_day: 1, a_week: 2 }],
        looks: Looks::default(),
    }
}

#[test]
fn all_well_then_nothing_is_broken() {
    assert_eq!(broken(&all_well()), []);
}

/// What goes wrong, and the promise that is broken by it.
type Case = (fn(&mut Facts), Broken);

#[test]
fn each_promise_broken_then_it_is_named() {
    let named = |change: fn(&mut Facts)| {
        let mut facts = all_well();
        change(&mut facts);
        broken(&facts)
    };
    let sid = || "CA1".to_owned();
    let cases: [Case; 10] = [
        (
            |facts| facts.calls[0].first_rang_at = Some(facts.calls[0].starts_at + TimeDelta::seconds(301)),
            Broken::OftenLate { on_time: 1, first_rings: 2 },
        ),
        (|facts| facts.rings[0].has_consented = false, Broken::RungWithoutConsent { call: sid() }),
        (|facts| facts.rings[0].shows_a_line = false, Broken::OtherNumberShown { call: sid() }),
        (|facts| facts.rings[0].local_hour_ok = false, Broken::RungInQuietHours { call: sid() }),
        (|facts| facts.calls[1] = call("2027-03-22T15:00:00Z"), Broken::TooManyInADay { calls: 2, cap: 1 }),
        (|facts| facts.calls.push(call("2027-03-26T14:00:00Z")), Broken::TooManyInAWeek { calls: 3, cap: 2 }),
        (|facts| facts.calls[0].state = State::Missed, Broken::MissedInSilence { times: 1 }),
        (|facts| facts.looks.unfinished_on_sunday = 1, Broken::UnfinishedOnSunday { times: 1 }),
        (|facts| facts.looks.without_timer = 1, Broken::WithoutTimer { times: 1 }),
        (|facts| facts.looks.overdue = 1, Broken::Overdue { times: 1 }),
    ];
    for (change, expected) in cases {
        assert_eq!(named(change), [expected]);
    }
}

#[test]
fn cancelled_calls_and_another_week_then_no_cap_is_exceeded() {
    let mut facts = all_well();
    facts.calls.push(CallFact { state: State::Cancelled, ..call("2027-03-22T16:00:00Z") });
    facts.calls.push(call("2027-03-29T14:00:00Z"));
    assert_eq!(broken(&facts), []);
}
