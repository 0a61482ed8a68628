//! A recurring shift: when somebody is there.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::Duty;
use crate::{
    call_series::Recurrence,
    day_range::{self, Span},
    exceptional_hours::ExceptionalHours,
    ids::{LineId, OrganisationId, ShiftId},
    local_time,
    people::Member,
    weekly_hours::WeeklyHours,
};

/// A recurring shift on a line.
///
/// On a date, in this order: outside `starts_on..=ends_on` nothing begins; an exception says what
/// begins; otherwise the hours of that weekday begin, if the rule has the date. A shift of the night
/// belongs to the date on which it begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Identity of the record.
    pub id: ShiftId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line it serves.
    pub line_id: LineId,
    /// Who.
    pub member: Member,
    /// For what.
    pub duty: Duty,
    /// When, in the line's local time.
    pub hours: WeeklyHours,
    /// Lower is rung or paged first.
    pub order: u32,
    /// First local date on which it may begin; `None` since always.
    #[serde(default)]
    pub starts_on: Option<NaiveDate>,
    /// Last local date on which it may begin, inclusive; `None` for as long as nobody says otherwise.
    #[serde(default)]
    pub ends_on: Option<NaiveDate>,
    /// Only on the dates of this rule, counted from `starts_on`: every second week, the first Monday
    /// of the month. `None` every week.
    #[serde(default)]
    pub rule: Option<Recurrence>,
    /// Days off, and days with other hours.
    #[serde(default)]
    pub exceptions: ExceptionalHours,
}

/// From where a rule without `starts_on` is counted, a Monday. Imports ask for the date.
const RULES_COUNTED_FROM: Option<NaiveDate> = NaiveDate::from_ymd_opt(2024, 1, 1);

impl Shift {
    /// Whether it is going on at `at`.
    pub fn is_under_way(&self, at: DateTime<Utc>, zone: Tz) -> bool {
        let today = local_time::local_date(at, zone);
        // Yesterday's shift may go on after midnight. The rule is asked last: reading it costs more
        // than everything else.
        [today.pred_opt(), Some(today)].into_iter().flatten().filter(|day| self.is_valid_on(*day)).any(|day| {
            let holds = |spans: Vec<Span>| spans.into_iter().any(|span| day_range::holds(span, at));
            match self.exceptions.spans_on(day, zone) {
                Some(spans) => holds(spans),
                None => {
                    holds(self.hours.spans_on(day, zone))
                        && !self.dates_of_rule(day, day).is_some_and(|dates| dates.is_empty())
                }
            }
        })
    }

    /// What begins from `first` to `last`, both included, in order of the days. The same truth as
    /// [`Shift::is_under_way`], for many days at once.
    pub fn spans_between(&self, first: NaiveDate, last: NaiveDate, zone: Tz) -> Vec<Span> {
        let dates = self.dates_of_rule(first, last);
        let follows_rule = |day: &NaiveDate| dates.as_ref().is_none_or(|dates| dates.binary_search(day).is_ok());
        let days = first.iter_days().take_while(|day| *day <= last).filter(|day| self.is_valid_on(*day));
        days.flat_map(|day| match self.exceptions.spans_on(day, zone) {
            Some(spans) => spans,
            None if follows_rule(&day) => self.hours.spans_on(day, zone),
            None => Vec::new(),
        })
        .collect()
    }

    /// Whether nothing of it begins any more on the day of `at` or later.
    pub fn has_ended(&self, at: DateTime<Utc>, zone: Tz) -> bool {
        self.ends_on.is_some_and(|last| last < local_time::local_date(at, zone))
    }

    fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.starts_on.is_none_or(|first| first <= day) && self.ends_on.is_none_or(|last| day <= last)
    }

    /// The dates of the rule within `[first, last]`, in order; `None` when there is no rule.
    fn dates_of_rule(&self, first: NaiveDate, last: NaiveDate) -> Option<Vec<NaiveDate>> {
        let counted_from = self.starts_on.or(RULES_COUNTED_FROM).unwrap_or(first);
        self.rule.as_ref().map(|rule| rule.dates(counted_from, first, last))
    }
}
