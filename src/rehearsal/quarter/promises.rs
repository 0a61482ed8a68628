//! What must always hold for regular calls, whatever people do: computed from the facts alone.

use std::{collections::HashMap, fmt};

use chrono::NaiveDate;
use passerelle_domain::{ids::VolunteerId, scheduled_call::State};

use super::facts::{CallFact, Facts};

/// A first ring within this of the promised hour is on time, in seconds.
///
/// # Source
/// Domain notes, story C7: within five minutes.
pub(super) const ON_TIME_S: i64 = 300;
/// So many first rings in a hundred are on time.
const ON_TIME_OF_100: usize = 95;

/// Something promised that did not hold. Calls are named by the carrier's identifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a sentence below")]
pub enum Broken {
    OftenLate { on_time: usize, first_rings: usize },
    RungWithoutConsent { call: String },
    OtherNumberShown { call: String },
    RungInQuietHours { call: String },
    TooManyInADay { calls: u32, cap: u32 },
    TooManyInAWeek { calls: u32, cap: u32 },
    UnfinishedOnSunday { times: usize },
    MissedInSilence { times: usize },
    WithoutTimer { times: usize },
    Overdue { times: usize },
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::OftenLate { on_time, first_rings } => write!(
                f,
                "only {on_time} of {first_rings} first rings came within five minutes of the hour, less than {ON_TIME_OF_100} in a hundred"
            ),
            Broken::RungWithoutConsent { call } => write!(f, "somebody who has not said yes was rung ({call})"),
            Broken::OtherNumberShown { call } => write!(f, "another number than a line's was shown ({call})"),
            Broken::RungInQuietHours { call } => write!(f, "somebody was rung outside her hours ({call})"),
            Broken::TooManyInADay { calls, cap } => {
                write!(f, "a volunteer had {calls} calls in a day, more than {cap}")
            }
            Broken::TooManyInAWeek { calls, cap } => {
                write!(f, "a volunteer had {calls} calls in a week, more than {cap}")
            }
            Broken::UnfinishedOnSunday { times } => {
                write!(f, "a call of the week was in no final state on Sunday night ({times} times)")
            }
            Broken::MissedInSilence { times } => write!(f, "a missed contact has no case ({times} times)"),
            Broken::WithoutTimer { times } => write!(f, "something in progress had no timer ({times} times)"),
            Broken::Overdue { times } => write!(f, "a timer was overdue ({times} times)"),
        }
    }
}

/// Everything that did not hold.
pub(super) fn broken(facts: &Facts) -> Vec<Broken> {
    let mut broken = Vec::new();
    let late: Vec<i64> = facts.calls.iter().filter_map(CallFact::late_s).collect();
    let on_time = late.iter().filter(|late_s| late_s.abs() <= ON_TIME_S).count();
    if on_time * 100 < late.len() * ON_TIME_OF_100 {
        broken.push(Broken::OftenLate { on_time, first_rings: late.len() });
    }
    for ring in &facts.rings {
        let call = || ring.sid.clone();
        let wrong = [
            (!ring.has_consented, Broken::RungWithoutConsent { call: call() }),
            (!ring.shows_a_line, Broken::OtherNumberShown { call: call() }),
            (!ring.local_hour_ok, Broken::RungInQuietHours { call: call() }),
        ];
        broken.extend(wrong.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, broken)| broken));
    }
    broken.extend(caps_exceeded(facts));
    let silent = facts.calls.iter().filter(|call| call.state == State::Missed && !call.has_case).count();
    let counted = [
        (silent, Broken::MissedInSilence { times: silent }),
        (facts.looks.unfinished_on_sunday, Broken::UnfinishedOnSunday { times: facts.looks.unfinished_on_sunday }),
        (facts.looks.without_timer, Broken::WithoutTimer { times: facts.looks.without_timer }),
        (facts.looks.overdue, Broken::Overdue { times: facts.looks.overdue }),
    ];
    broken.extend(counted.into_iter().filter(|(times, _)| *times > 0).map(|(_, broken)| broken));
    broken
}

/// Calls given to a volunteer beyond what they accept, cancelled ones apart.
fn caps_exceeded(facts: &Facts) -> Vec<Broken> {
    let caps: HashMap<_, _> = facts.caps.iter().map(|cap| (cap.volunteer, cap)).collect();
    let mut by_day: HashMap<(VolunteerId, NaiveDate), u32> = HashMap::new();
    let mut by_week: HashMap<(VolunteerId, NaiveDate), u32> = HashMap::new();
    for call in facts.calls.iter().filter(|call| call.state != State::Cancelled) {
        let Some(volunteer) = call.volunteer else { continue };
        let Some(cap) = caps.get(&volunteer) else { continue };
        *by_day.entry((volunteer, call.local_on(cap.zone))).or_default() += 1;
        *by_week.entry((volunteer, call.week_of(cap.zone))).or_default() += 1;
    }
    let beyond = |counts: HashMap<(VolunteerId, NaiveDate), u32>, cap: fn(&super::facts::Cap) -> u32| {
        let mut found: Vec<(u32, u32)> = counts
            .into_iter()
            .filter_map(|((volunteer, _), calls)| Some((calls, cap(caps.get(&volunteer)?))))
            .filter(|(calls, cap)| calls > cap)
            .collect();
        found.sort_unstable();
        found
    };
    let days = beyond(by_day, |cap| cap.a_day).into_iter().map(|(calls, cap)| Broken::TooManyInADay { calls, cap });
    let weeks = beyond(by_week, |cap| cap.a_week).into_iter().map(|(calls, cap)| Broken::TooManyInAWeek { calls, cap });
    days.chain(weeks).collect()
}

#[cfg(test)]
mod tests;
