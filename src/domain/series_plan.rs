//! A series was changed: what becomes of the calls already made.
//!
//! Invariants: never two calls on one local date; what is under way is never touched; what was promised is kept, or
//! moved with both told, as whoever changes the series chose, and never dropped in silence; doing it again changes
//! nothing. Each is a property test below.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call_series::Occurrence,
    ids::ScheduledCallId,
    scheduled_call::{OFFER_BEFORE, ScheduledCall, State},
};

/// A promised call stands for a new date that is at most this far: two calls for one week would be one too many.
const NEAR: TimeDelta = TimeDelta::days(3);

/// What to do with calls that were promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Promised {
    /// They take place as promised.
    #[default]
    Keep,
    /// They are moved, and both are told.
    Move,
}

impl Promised {
    /// The choice named `text`.
    pub fn parse(text: &str) -> Option<Promised> {
        match text.trim() {
            "keep" => Some(Promised::Keep),
            "move" => Some(Promised::Move),
            _ => None,
        }
    }
}

/// How firm a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody counts on it yet.
    Free,
    /// A volunteer said OUI, or it is within a day.
    Promised,
    /// Telephones have rung for it, or it is over: nothing moves it.
    Fixed,
}

impl Standing {
    /// How firm `call` is at `now`.
    pub fn of(call: &ScheduledCall, now: DateTime<Utc>) -> Standing {
        match call.state {
            _ if call.starts_at <= now => Standing::Fixed,
            State::Planned | State::Offered | State::SeekingSubstitute | State::Confirmed => {
                let is_near = call.starts_at - now <= OFFER_BEFORE;
                if call.is_promised || is_near { Standing::Promised } else { Standing::Free }
            }
            State::Attempting
            | State::WaitingRetry
            | State::AwaitingOutcome
            | State::Missed
            | State::Settled
            | State::Cancelled => Standing::Fixed,
        }
    }
}

/// What is known of a call already made. One that was cancelled by a change of its series is not in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeCall {
    /// Which.
    pub id: ScheduledCallId,
    /// Its local date.
    pub local_on: NaiveDate,
    /// Its instant.
    pub starts_at: DateTime<Utc>,
    /// The date of the series it stands for, when that is another one.
    pub stands_for: Option<NaiveDate>,
    /// How firm it is.
    pub standing: Standing,
}

/// One thing to do, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It stays, and stands for a date of the series.
    StandsFor(ScheduledCallId, NaiveDate),
    /// Nobody counts on it: it goes.
    Drop(ScheduledCallId),
    /// It was promised: it goes, and both are told.
    Withdraw(ScheduledCallId),
    /// It was promised: it takes place then, and both are told.
    Move(ScheduledCallId, Occurrence),
    /// A new call.
    Make(Occurrence),
}

/// Brings the calls made in line with what the series says now. `wanted` holds one occurrence a date.
pub fn replan(wanted: &[Occurrence], made: &[MadeCall], promised: Promised) -> Vec<Change> {
    let wanted: BTreeMap<NaiveDate, Occurrence> = wanted.iter().map(|one| (one.local_on, *one)).collect();
    let mut open: BTreeSet<NaiveDate> = wanted.keys().copied().collect();
    let mut changes = Vec::new();
    let mut elsewhere = Vec::new();

    for call in made.iter().filter(|call| call.standing == Standing::Fixed) {
        open.remove(&call.local_on);
        call.stands_for.inspect(|day| {
            open.remove(day);
        });
    }
    for call in made.iter().filter(|call| call.standing != Standing::Fixed) {
        let Some(same_day) = wanted.get(&call.local_on).filter(|day| open.contains(&day.local_on)) else {
            elsewhere.push(call);
            continue;
        };
        let is_right = same_day.starts_at == call.starts_at;
        match (call.standing, promised) {
            _ if is_right => {}
            (Standing::Promised, Promised::Keep) | (Standing::Fixed, _) => {}
            (Standing::Promised, Promised::Move) => changes.push(Change::Move(call.id, *same_day)),
            (Standing::Free, _) => {
                changes.push(Change::Drop(call.id));
                changes.push(Change::Make(*same_day));
            }
        }
        open.remove(&call.local_on);
    }
    for call in elsewhere {
        if call.standing == Standing::Free {
            changes.push(Change::Drop(call.id));
            continue;
        }
        let stands_for = call.stands_for.filter(|day| open.contains(day)).or_else(|| nearest(&open, call.local_on));
        stands_for.inspect(|day| {
            open.remove(day);
        });
        match (promised, stands_for.and_then(|day| wanted.get(&day))) {
            (Promised::Keep, Some(day)) if call.stands_for == Some(day.local_on) => {}
            (Promised::Keep, Some(day)) => changes.push(Change::StandsFor(call.id, day.local_on)),
            (Promised::Keep, None) => {}
            (Promised::Move, Some(day)) => changes.push(Change::Move(call.id, *day)),
            (Promised::Move, None) => changes.push(Change::Withdraw(call.id)),
        }
    }
    changes.extend(open.iter().filter_map(|day| wanted.get(day)).map(|day| Change::Make(*day)));
    // What goes leaves its date free for what comes.
    changes.sort_by_key(|change| match change {
        Change::StandsFor(..) => 0,
        Change::Drop(_) | Change::Withdraw(_) => 1,
        Change::Move(..) => 2,
        Change::Make(_) => 3,
    });
    changes
}

/// The open date nearest to `day`, the later of two.
fn nearest(open: &BTreeSet<NaiveDate>, day: NaiveDate) -> Option<NaiveDate> {
    let far = |other: &NaiveDate| (*other - day).abs();
    open.iter().copied().filter(|other| far(other) <= NEAR).min_by_key(|other| (far(other), *other < day))
}

#[cfg(test)]
#[path = "series_plan/tests.rs"]
mod tests;
