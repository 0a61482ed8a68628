//! Hours of single dates that stand in for the hours of the week: a day off, an opening on a Sunday.
//!
//! Written as `2026-12-24 closed; 2026-12-31 09:00-12:00 14:00-16:00`; `2026-08-01/2026-08-15 closed`
//! says it of every day from the first to the last, both included. What is said of a date holds for
//! the hours that *begin* on it: the night before goes on after midnight as it was.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::day_range::{DayRange, Span};

/// Days of one interval: a year, and a slip of the keyboard is noticed.
const MOST_DAYS: usize = 366;
/// How "no hours that day" is written: a line is closed, a member is off.
const NO_HOURS: [&str; 2] = ["closed", "off"];

/// Hours of single dates, local time. A date that is not in it is an ordinary one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(try_from = "String", into = "String")]
pub struct ExceptionalHours {
    text: String,
    days: BTreeMap<NaiveDate, Vec<DayRange>>,
}

/// Exceptional hours that could not be read; the number is the place of the part, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExceptionError {
    /// No date, no hours, or neither.
    #[error("part {0} is not understood: write for example 2026-12-24 closed; 2026-12-31 09:00-12:00")]
    NotUnderstood(usize),
    /// The interval goes backwards or is longer than a year.
    #[error("part {0} goes backwards or is longer than a year")]
    WrongInterval(usize),
    /// A date that an earlier part speaks of.
    #[error("part {0} speaks of a day of an earlier part")]
    SaidTwice(usize),
}

impl ExceptionalHours {
    /// Reads exceptional hours. Empty text means no exception.
    ///
    /// # Errors
    /// [`ExceptionError`] tells the part that is wrong by its place.
    pub fn parse(text: &str) -> Result<ExceptionalHours, ExceptionError> {
        let mut days = BTreeMap::new();
        let parts = text.split(';').map(str::trim).enumerate().filter(|(_, part)| !part.is_empty());
        for (place, part) in parts {
            let place = place + 1;
            let (when, hours) = part.split_once(char::is_whitespace).ok_or(ExceptionError::NotUnderstood(place))?;
            let (first, last) = interval(when).ok_or(ExceptionError::NotUnderstood(place))?;
            let ranges = ranges(hours).ok_or(ExceptionError::NotUnderstood(place))?;
            let dates: Vec<NaiveDate> = first.iter_days().take_while(|day| *day <= last).take(MOST_DAYS + 1).collect();
            if dates.is_empty() || dates.len() > MOST_DAYS {
                return Err(ExceptionError::WrongInterval(place));
            }
            for day in dates {
                if days.insert(day, ranges.clone()).is_some() {
                    return Err(ExceptionError::SaidTwice(place));
                }
            }
        }
        Ok(ExceptionalHours { text: text.trim().to_owned(), days })
    }

    /// What begins on `day` instead of the ordinary hours, in order; `None` on an ordinary day.
    pub fn spans_on(&self, day: NaiveDate, zone: Tz) -> Option<Vec<Span>> {
        let ranges = self.days.get(&day)?;
        let mut spans: Vec<Span> = ranges.iter().filter_map(|range| range.span_on(day, zone)).collect();
        spans.sort();
        Some(spans)
    }

    /// The same with no hours at all from `first` to `last`, both included: for looking ahead, never to be kept.
    #[must_use]
    pub fn closed_between(mut self, first: NaiveDate, last: NaiveDate) -> ExceptionalHours {
        let days = first.iter_days().take_while(|day| *day <= last).take(MOST_DAYS);
        self.days.extend(days.map(|day| (day, Vec::new())));
        self
    }

    /// Every date it speaks of, in order.
    pub fn dates(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.days.keys().copied()
    }
}

/// `2026-12-24`, or `2026-08-01/2026-08-15`.
///
/// # Source
/// ISO 8601 writes an interval with a stroke.
fn interval(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (first, last) = text.split_once('/').unwrap_or((text, text));
    let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    Some((date(first)?, date(last)?))
}

fn ranges(text: &str) -> Option<Vec<DayRange>> {
    let text = text.trim();
    if NO_HOURS.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return Some(Vec::new());
    }
    text.split_whitespace().map(DayRange::parse).collect()
}

impl TryFrom<String> for ExceptionalHours {
    type Error = ExceptionError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        ExceptionalHours::parse(&text)
    }
}

impl From<ExceptionalHours> for String {
    fn from(hours: ExceptionalHours) -> String {
        hours.text
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_written_then_closed_open_or_ordinary() {
        let hours = ExceptionalHours::parse(
            " 2026-12-24 closed; 2026-12-31 14:00-16:00 09:00-12:00;2026-08-01/2026-08-03 off;",
        )
        .unwrap();
        let begins = |date: &str| {
            let spans = hours.spans_on(day(date), Paris)?;
            Some(
                spans
                    .iter()
                    .map(|(from, _)| from.with_timezone(&Paris).format("%H:%M").to_string())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(begins("2026-12-24"), Some(vec![]));
        assert_eq!(begins("2026-12-31"), Some(vec!["09:00".into(), "14:00".into()]));
        assert_eq!(begins("2026-08-03"), Some(vec![]));
        assert_eq!(begins("2026-08-04"), None);
        assert_eq!(hours.dates().count(), 5);
        let kept: ExceptionalHours = serde_json::from_str(&serde_json::to_string(&hours).unwrap()).unwrap();
        assert_eq!(kept, hours);
        assert_eq!(ExceptionalHours::parse("").unwrap(), ExceptionalHours::default());
    }

    #[test]
    fn dates_written_wrong_then_the_place_of_the_part_is_told() {
        use ExceptionError::*;
        for (text, error) in [
            ("2026-12-24", NotUnderstood(1)),
            ("24/12/2026 closed", NotUnderstood(1)),
            ("2026-12-24 closed; 2026-12-25 fermé", NotUnderstood(2)),
            ("2026-02-30 closed", NotUnderstood(1)),
            ("2026-12-24 closed 09:00-12:00", NotUnderstood(1)),
            ("2026-12-24 9h-12h", NotUnderstood(1)),
            ("2026-08-15/2026-08-01 closed", WrongInterval(1)),
            ("2026-08-15/2028-08-01 closed", WrongInterval(1)),
            ("2026-08-15/9999-08-01 closed", WrongInterval(1)),
            ("2026-12-20/2026-12-26 closed; 2026-12-24 09:00-12:00", SaidTwice(2)),
        ] {
            assert_eq!(ExceptionalHours::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn hours_of_the_night_the_clocks_jump_over_then_they_do_not_happen() {
        let hours = ExceptionalHours::parse("2027-03-28 02:15-03:00 10:00-12:00").unwrap();
        assert_eq!(hours.spans_on(day("2027-03-28"), Paris).unwrap().len(), 1);
    }
}
