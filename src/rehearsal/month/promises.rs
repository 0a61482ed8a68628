//! What the line promises, whoever rings and however many: computed from the facts alone.

use std::{collections::HashMap, fmt};

use chrono::{DateTime, Utc};
use passerelle_domain::{call::InboundEnd, callback::CallbackState, code::Code};

use super::facts::{CallerFact, Facts, PromiseFact, RingFact};

/// Somebody who was promised a call is rung this often before a case asks a human what to do.
const RINGS_BEFORE_CASE: usize = 3;

/// A promise of the line that was broken. Calls are named by the carrier's identifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a sentence below")]
pub enum Broken {
    BeyondTheBound { call: String, waited_s: i64, bound_s: i64 },
    LookedForLate { call: String, after_s: i64 },
    Forgotten { call: String },
    PromisedAloudOnly { call: String },
    MessageLost { call: String },
    WrongEnd { call: String },
    NeverOver { call: String },
    RungWhileOnTheTelephone { call: String },
    NotReallyKept { promise: Code },
    GivenUpTooSoon { promise: Code },
    DroppedWithoutReason { promise: Code },
    LateWithoutCase { promise: Code },
    PromisedTwice { times: usize },
    WithoutTimer { times: usize },
    Overdue { times: usize },
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::BeyondTheBound { call, waited_s, bound_s } => {
                write!(
                    f,
                    "a caller waited {waited_s} s without being offered anything else, more than {bound_s} s ({call})"
                )
            }
            Broken::LookedForLate { call, after_s } => {
                write!(f, "a caller who pressed nothing waited {after_s} s before anybody was looked for ({call})")
            }
            Broken::Forgotten { call } => {
                write!(f, "a caller nobody answered has neither a promise nor a message ({call})")
            }
            Broken::PromisedAloudOnly { call } => {
                write!(f, "a call back was promised aloud and not kept in mind ({call})")
            }
            Broken::MessageLost { call } => write!(f, "a message was spoken and is nowhere ({call})"),
            Broken::WrongEnd { call } => write!(f, "what the service says of a call is not what happened ({call})"),
            Broken::NeverOver { call } => write!(f, "a call that was put down is not over for the service ({call})"),
            Broken::RungWhileOnTheTelephone { call } => {
                write!(f, "a listener was rung while on the telephone ({call})")
            }
            Broken::NotReallyKept { promise } => write!(f, "promise {promise} is said to be kept, and nobody talked"),
            Broken::GivenUpTooSoon { promise } => {
                write!(f, "promise {promise} was given up before the telephone was rung {RINGS_BEFORE_CASE} times")
            }
            Broken::DroppedWithoutReason { promise } => {
                write!(f, "promise {promise} was dropped, and whoever it was made to never talked with anybody")
            }
            Broken::LateWithoutCase { promise } => {
                write!(f, "promise {promise} was not kept in time, and no case says so")
            }
            Broken::PromisedTwice { times } => write!(f, "two promises were open for one number ({times} times)"),
            Broken::WithoutTimer { times } => write!(f, "something in progress had no timer ({times} times)"),
            Broken::Overdue { times } => write!(f, "a timer was overdue ({times} times)"),
        }
    }
}

/// Every promise that was broken, in the order of the calls. `now` is the end of the rehearsal.
pub(super) fn broken(facts: &Facts, now: DateTime<Utc>) -> Vec<Broken> {
    let mut broken: Vec<Broken> = facts.callers.iter().flat_map(|caller| of_caller(facts, caller)).collect();
    broken.extend(rung_while_on_the_telephone(&facts.rings));
    broken.extend(facts.promises.iter().filter_map(|promise| of_promise(promise, now)));
    let looks = facts.looks;
    let seen = [
        (looks.doubled_promises, Broken::PromisedTwice { times: looks.doubled_promises }),
        (looks.without_timer, Broken::WithoutTimer { times: looks.without_timer }),
        (looks.overdue, Broken::Overdue { times: looks.overdue }),
    ];
    broken.extend(seen.into_iter().filter(|(times, _)| *times > 0).map(|(_, broken)| broken));
    broken
}

fn of_caller(facts: &Facts, caller: &CallerFact) -> Vec<Broken> {
    let call = || caller.sid.clone();
    let mut broken = Vec::new();
    if let Some(waited_s) = caller.waited_s().filter(|waited_s| *waited_s > facts.bound_s) {
        broken.push(Broken::BeyondTheBound { call: call(), waited_s, bound_s: facts.bound_s });
    }
    if let (Some(answered_at), Some(searched_at), false) = (caller.answered_at, caller.searched_at, caller.has_pressed)
    {
        let after_s = (searched_at - answered_at).num_seconds();
        if after_s > facts.person_within_s {
            broken.push(Broken::LookedForLate { call: call(), after_s });
        }
    }
    if caller.ended_at.is_none() {
        return broken;
    }
    if !caller.is_over {
        broken.push(Broken::NeverOver { call: call() });
        return broken;
    }
    let is_answered = caller.end == Some(InboundEnd::Answered);
    let says_promise = caller.end == Some(InboundEnd::Callback);
    let says_message = caller.end == Some(InboundEnd::Voicemail);
    let has_promise = caller.promise.is_some();
    if is_answered != caller.talked_at.is_some()
        || (says_promise && !has_promise)
        || (says_message && !caller.has_message)
        || caller.end.is_none()
    {
        broken.push(Broken::WrongEnd { call: call() });
    }
    if caller.heard_promise && !has_promise {
        broken.push(Broken::PromisedAloudOnly { call: call() });
    }
    if caller.recorded && !caller.has_message {
        broken.push(Broken::MessageLost { call: call() });
    }
    if caller.was_missed() && caller.number.is_some() && !has_promise && !caller.has_message {
        broken.push(Broken::Forgotten { call: call() });
    }
    broken
}

/// A telephone that was to ring before the call before it was over, or that the carrier found engaged.
pub(super) fn rung_while_on_the_telephone(rings: &[RingFact]) -> Vec<Broken> {
    let mut by_telephone: HashMap<&str, Vec<&RingFact>> = HashMap::new();
    for ring in rings {
        by_telephone.entry(ring.telephone.as_str()).or_default().push(ring);
    }
    let mut broken = Vec::new();
    for rings in by_telephone.values_mut() {
        rings.sort_by_key(|ring| ring.started_at);
        let mut busy_until = DateTime::<Utc>::MIN_UTC;
        for ring in rings.iter() {
            if ring.was_engaged || ring.started_at < busy_until {
                broken.push(Broken::RungWhileOnTheTelephone { call: ring.sid.clone() });
            }
            busy_until = busy_until.max(ring.ended_at.unwrap_or(DateTime::<Utc>::MAX_UTC));
        }
    }
    broken
}

fn of_promise(promise: &PromiseFact, now: DateTime<Utc>) -> Option<Broken> {
    let code = || promise.code.clone();
    let is_late = promise.called_back_at.map_or(now > promise.due_at, |at| at > promise.due_at);
    match promise.state {
        CallbackState::Kept if promise.called_back_at.is_none() => Some(Broken::NotReallyKept { promise: code() }),
        CallbackState::Cancelled if promise.rang_again_at.is_none() => {
            Some(Broken::DroppedWithoutReason { promise: code() })
        }
        CallbackState::Unreached if promise.rings < RINGS_BEFORE_CASE => {
            Some(Broken::GivenUpTooSoon { promise: code() })
        }
        CallbackState::Unreached if !promise.has_case => Some(Broken::LateWithoutCase { promise: code() }),
        CallbackState::Kept | CallbackState::Promised | CallbackState::Trying if is_late && !promise.has_case => {
            Some(Broken::LateWithoutCase { promise: code() })
        }
        CallbackState::Kept
        | CallbackState::Cancelled
        | CallbackState::Unreached
        | CallbackState::Promised
        | CallbackState::Trying => None,
    }
}

impl CallerFact {
    /// Seconds from the first search to a person, to something else, or to the end of patience.
    pub(super) fn waited_s(&self) -> Option<i64> {
        let until = [self.talked_at, self.offered_at, self.ended_at].into_iter().flatten().min()?;
        Some((until - self.searched_at?).num_seconds())
    }

    /// Somebody was looked for and nobody talked.
    pub(super) fn was_missed(&self) -> bool {
        self.searched_at.is_some() && self.talked_at.is_none()
    }
}

#[cfg(test)]
mod tests;
