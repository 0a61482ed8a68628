//! A visit: the volunteer goes and sees her, and says afterwards how she is. Nobody's telephone rings.
//!
//! The hour, the offers and the substitutes are those of a call. What differs is what nobody but the volunteer can know:
//! whether it took place. Without a word from them it did not, and a human asks.

use chrono::{DateTime, TimeDelta, Utc};

use super::{STARTING_BEFORE, State, Step};
use crate::{
    call_series::CallKind,
    case::{CaseKind, CaseLevel},
};

/// Whoever goes is reminded this long before: there is a way to go.
pub const VISIT_REMINDED_BEFORE: TimeDelta = TimeDelta::hours(1);

impl Step {
    pub(super) fn is_visit(&self) -> bool {
        self.call.kind == CallKind::Visit
    }

    /// How long before the hour the volunteer is told that it comes.
    pub(super) fn told_before(&self) -> TimeDelta {
        if self.is_visit() { VISIT_REMINDED_BEFORE } else { STARTING_BEFORE }
    }

    /// The hour of a visit has come: somebody is at her door, or nobody could go, which a human tells her.
    pub(super) fn visit_begins(&mut self) {
        match self.call.volunteer {
            Some(_) => {
                let over_at = self.visit_over_at();
                self.enter(State::AwaitingOutcome, over_at.max(self.now));
            }
            None => self.open_case(CaseKind::UncoveredCall, CaseLevel::Worry),
        }
    }

    /// When the visit is over, as planned: from then on the volunteer is asked how she is.
    pub(super) fn visit_over_at(&self) -> DateTime<Utc> {
        self.call.starts_at + TimeDelta::minutes(i64::from(self.call.duration_min))
    }

    /// Nobody opened, or nobody knows whether anybody went: she was not seen.
    pub(super) fn was_not_seen(&mut self) {
        self.call.attempts_made += 1;
        self.open_case(CaseKind::VisitMissed, self.call.protocol.level);
    }

    /// A word that comes after the case was opened is still welcome.
    pub(super) fn is_late_word_of_a_visit(&self) -> bool {
        self.is_visit() && self.call.state == State::Missed && self.call.outcome.is_none()
    }
}

#[cfg(test)]
#[path = "visit_tests.rs"]
mod tests;
