//! When a line is open, and when it opens next: weekly hours, public holidays, exceptions. And when it may call back.
//!
//! What begins on a date is said by, in this order: the exceptions of the line, its policy for public
//! holidays, the hours of its week. Openings that touch are one: a line open day and night neither
//! opens nor closes at midnight.

use std::iter;

use chrono::{DateTime, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    day_range::{self, Span},
    exceptional_hours::ExceptionalHours,
    holidays::HolidayCalendar,
    local_time,
    weekly_hours::WeeklyHours,
};

/// How far ahead the next opening is looked for. A line closed for longer than a year is not a line,
/// and a sentence that tells when it opens would be wrong: the year is never said.
const NEXT_OPENING_HORIZON_DAYS: u64 = 366;
/// How far ahead the end of an opening is looked for; nothing is promised that far ahead.
const CLOSING_HORIZON_DAYS: u64 = 8;

/// When people are called back, unless the association says otherwise.
const CALLBACK_HOURS: &str = "mon-sun 09:00-20:00";
/// Hours in which people are called back must meet the opening hours within this, or else they never do.
const CALLBACK_HORIZON_DAYS: u64 = 14;

/// What a line does on public holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum HolidayPolicy {
    /// Open as on any other day: those are the loneliest days.
    #[default]
    Open,
    /// Closed.
    Closed,
    /// Open for the hours of a Sunday.
    Reduced,
}

/// The hours of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// Hours of an ordinary week.
    pub weekly: WeeklyHours,
    /// IANA zone of those hours.
    pub zone: Tz,
    /// Public holidays.
    pub holidays: HolidayCalendar,
    /// What public holidays change.
    pub holiday_policy: HolidayPolicy,
    /// Single dates: closed, or open for other hours. They win over public holidays.
    #[serde(default)]
    pub exceptions: ExceptionalHours,
    /// Whoever asked to be called back is rung while the line is open *and* in these hours: nobody's telephone rings
    /// at night because the listeners are awake.
    #[serde(default = "callback_hours")]
    pub callbacks: WeeklyHours,
}

/// The hours in which people are called back unless the association says otherwise: every day, 9:00 to 20:00.
///
/// # Source
/// Domain notes, story C6 (a promise never falls outside quiet hours).
pub fn callback_hours() -> WeeklyHours {
    WeeklyHours::parse(CALLBACK_HOURS).unwrap_or_default()
}

impl OpeningHours {
    /// Whether the line is open at `at`.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let today = local_time::local_date(at, self.zone);
        // Yesterday's hours may go on after midnight.
        let mut spans = [today.pred_opt(), Some(today)].into_iter().flatten().flat_map(|day| self.spans_on(day));
        spans.any(|span| day_range::holds(span, at))
    }

    /// The next instant strictly after `at` at which the line opens, looked for over a year.
    pub fn next_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let yesterday = local_time::local_date(at, self.zone).pred_opt()?;
        let mut openings = self.openings(yesterday, NEXT_OPENING_HORIZON_DAYS);
        openings.find(|(from, _)| *from > at).map(|(from, _)| from)
    }

    /// The end of the opening that contains `at`, if the line is open; at most eight days ahead.
    pub fn closes_at(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let yesterday = local_time::local_date(at, self.zone).pred_opt()?;
        let mut openings = self.openings(yesterday, CLOSING_HORIZON_DAYS);
        openings.find(|opening| day_range::holds(*opening, at)).map(|(_, to)| to)
    }

    /// The openings that begin on `first` or one of the `days` days after it, in order. Those that
    /// touch or overlap are one.
    pub fn openings(&self, first: NaiveDate, days: u64) -> impl Iterator<Item = Span> + '_ {
        let dates = (0..=days).filter_map(move |ahead| first.checked_add_days(Days::new(ahead)));
        joined(dates.flat_map(|day| self.spans_on(day)))
    }

    /// When whoever asked may be called back, from the day before `at`, in order. A line that is never open in its
    /// callback hours (a line of the night) calls back while it is open.
    pub fn callback_spans(&self, at: DateTime<Utc>) -> Vec<Span> {
        let Some(yesterday) = local_time::local_date(at, self.zone).pred_opt() else { return Vec::new() };
        if !self.calls_back_in_its_hours(at) {
            return self.openings(yesterday, CALLBACK_HORIZON_DAYS).collect();
        }
        self.callable(yesterday, CALLBACK_HORIZON_DAYS)
    }

    /// The next instant strictly after `at` from which whoever asked may be called back, also after weeks of closure.
    pub fn next_callback_from(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let begins = |seen_from: DateTime<Utc>| {
            self.callback_spans(seen_from).into_iter().map(|(from, _)| from).find(|from| *from > at)
        };
        begins(at).or_else(|| begins(self.next_opening(at)?))
    }

    /// Whether the line is ever open in its callback hours, from its next opening on.
    pub fn calls_back_in_its_hours(&self, at: DateTime<Utc>) -> bool {
        let seen_from = if self.is_open(at) { at } else { self.next_opening(at).unwrap_or(at) };
        let first = local_time::local_date(seen_from, self.zone);
        !self.callable(first, CALLBACK_HORIZON_DAYS).is_empty()
    }

    /// Open and in the callback hours.
    fn callable(&self, first: NaiveDate, days: u64) -> Vec<Span> {
        let last = first.checked_add_days(Days::new(days + 1)).unwrap_or(first);
        let allowed: Vec<Span> = first
            .pred_opt()
            .into_iter()
            .flat_map(|before| before.iter_days().take_while(|day| *day <= last))
            .flat_map(|day| self.callbacks.spans_on(day, self.zone))
            .collect();
        let shared = self.openings(first, days).flat_map(|(from, to)| {
            let within = allowed.iter().map(move |(begin, end)| (from.max(*begin), to.min(*end)));
            within.filter(|(from, to)| from < to).collect::<Vec<_>>()
        });
        joined(shared).collect()
    }

    /// What begins on `day`, in order, as it is written: what touches is not made one.
    pub fn spans_on(&self, day: NaiveDate) -> Vec<Span> {
        if let Some(spans) = self.exceptions.spans_on(day, self.zone) {
            return spans;
        }
        if !self.holidays.is_public_holiday(day) {
            return self.weekly.spans_on(day, self.zone);
        }
        match self.holiday_policy {
            HolidayPolicy::Open => self.weekly.spans_on(day, self.zone),
            HolidayPolicy::Closed => Vec::new(),
            HolidayPolicy::Reduced => self.weekly.spans_as(Weekday::Sun, day, self.zone),
        }
    }
}

/// Spans in the order of their beginnings; those that touch or overlap become one.
fn joined(spans: impl Iterator<Item = Span>) -> impl Iterator<Item = Span> {
    let mut spans = spans.peekable();
    iter::from_fn(move || {
        let (from, mut to) = spans.next()?;
        while let Some((_, end)) = spans.next_if(|(next, _)| *next <= to) {
            to = to.max(end);
        }
        Some((from, to))
    })
}

#[cfg(test)]
mod tests;
