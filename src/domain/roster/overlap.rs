//! Whether a list has the same member twice at the same time.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

use super::Shift;
use crate::day_range::Span;

/// How far ahead shifts are compared that recur by a rule, or keep the clocks of two zones: every yearly
/// rule and every change of a clock comes by once.
const YEAR_DAYS: u64 = 371;
/// How far ahead weekly shifts are compared: every week is like the first.
const WEEKLY_DAYS: u64 = 15;

/// A shift, and the zone of the line it serves.
pub type OnClock<'a> = (&'a Shift, Tz);

/// The first date of the first zone, from `from` on, on which two shifts go on at the same time; `None`
/// when they never do. Who they are of, and on which line, is not looked at.
pub fn first_overlap(one: OnClock<'_>, other: OnClock<'_>, from: NaiveDate) -> Option<NaiveDate> {
    let starts = [one.0.starts_on, other.0.starts_on];
    // What began the evening before may still go on.
    let first = starts.into_iter().flatten().fold(from, NaiveDate::max).pred_opt()?;
    let is_weekly = one.0.rule.is_none() && other.0.rule.is_none() && one.1 == other.1;
    let days = if is_weekly { WEEKLY_DAYS } else { YEAR_DAYS };
    let ordinary = meet(one, other, first, first.checked_add_days(Days::new(days))?);
    // Beyond the first weeks only exceptions can differ from them.
    let exceptions = one.0.exceptions.dates().chain(other.0.exceptions.dates()).filter(|day| *day >= first);
    let exceptional = exceptions.filter_map(|day| meet(one, other, day.pred_opt()?, day.succ_opt()?)).min();
    [ordinary, exceptional].into_iter().flatten().min()
}

fn meet(one: OnClock<'_>, other: OnClock<'_>, first: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
    let others = other.0.spans_between(first, last, other.1);
    let meets = |(from, to): Span| others.iter().any(|(begins, ends)| *begins < to && from < *ends);
    let met = one.0.spans_between(first, last, one.1).into_iter().find(|span| meets(*span))?;
    Some(met.0.with_timezone(&one.1).date_naive())
}
