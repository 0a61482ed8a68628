//! Who is on duty: a pure function of the shifts and the instant.
//!
//! [`Shift`] says when somebody is there, [`on_duty`] and [`paging_order`] who is there now,
//! [`in_ring_order`] whom of them a caller should reach first, [`roster_gaps`] when nobody is there,
//! and [`first_overlap`] when a list has somebody twice. Nothing here knows whether a member is
//! free, nor their telephone.

mod away;
mod gaps;
mod on_call;
mod overlap;
mod ring_order;
mod shift;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use away::while_away;
pub use gaps::{GAPS_HORIZON_DAYS, Gap, RosterGaps, roster_gaps};
pub use on_call::on_call_until;
pub use overlap::{OnClock, first_overlap};
pub use ring_order::{Circle, InRingOrder, WIDER_CIRCLE_AFTER_S, Wanted, in_ring_order};
pub use shift::Shift;

use crate::people::Member;

/// What somebody on a shift does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Answers the listening line.
    Listening,
    /// Is paged for cases and steps in when nobody else can call.
    OnCall,
}

impl Duty {
    /// The duty named `text` in imports.
    pub fn parse(text: &str) -> Option<Duty> {
        match text.trim().to_lowercase().as_str() {
            "listening" => Some(Duty::Listening),
            "on_call" => Some(Duty::OnCall),
            _ => None,
        }
    }
}

/// Members with `duty` at `at`, in the order of their shifts, nobody twice.
pub fn on_duty(shifts: &[Shift], duty: Duty, at: DateTime<Utc>, zone: Tz) -> Vec<Member> {
    let mut present: Vec<&Shift> =
        shifts.iter().filter(|shift| shift.duty == duty && shift.is_under_way(at, zone)).collect();
    present.sort_by_key(|shift| (shift.order, shift.id));
    without_repeats(present.into_iter().map(|shift| shift.member))
}

/// Everybody who takes the on-call duty, now or later: those on duty at `at` first, then the others
/// in the order of the roster. Whoever is paged is taken from the front of it.
pub fn paging_order(shifts: &[Shift], at: DateTime<Utc>, zone: Tz) -> Vec<Member> {
    let is_current = |shift: &&Shift| shift.duty == Duty::OnCall && !shift.has_ended(at, zone);
    let mut others: Vec<&Shift> = shifts.iter().filter(is_current).collect();
    others.sort_by_key(|shift| (shift.order, shift.id));
    let now = on_duty(shifts, Duty::OnCall, at, zone);
    without_repeats(now.into_iter().chain(others.into_iter().map(|shift| shift.member)))
}

fn without_repeats(members: impl Iterator<Item = Member>) -> Vec<Member> {
    let mut seen = Vec::new();
    for member in members {
        if !seen.contains(&member) {
            seen.push(member);
        }
    }
    seen
}

#[cfg(test)]
mod tests;
