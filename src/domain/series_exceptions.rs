//! Single dates on which a series is not what its rule says: no call, or a call at an hour of its own.
//!
//! These are the EXDATE and RDATE of RFC 5545, in local time. A call that is moved is two of them: none on the day it
//! leaves, and one at its new hour on the other day (or the same one). Written as
//! `2026-12-24 skip; 2026-12-26 10:00; 2027-08-02/2027-08-15 skip`.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// Days of one interval: a year, and a slip of the keyboard is noticed.
const MOST_DAYS: usize = 366;
/// How "no call that day" is written.
const SKIP: &str = "skip";

/// The exceptions of a series: on these dates no call (`None`), or one at this local time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(try_from = "String", into = "String")]
pub struct SeriesExceptions(BTreeMap<NaiveDate, Option<NaiveTime>>);

/// Exceptions that could not be read; the number is the place of the part, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeriesExceptionError {
    /// No date, or neither `skip` nor an hour.
    #[error("part {0} is not understood: write for example 2026-12-24 skip; 2026-12-26 10:00")]
    NotUnderstood(usize),
    /// The interval goes backwards or is longer than a year.
    #[error("part {0} goes backwards or is longer than a year")]
    WrongInterval(usize),
    /// A date that an earlier part speaks of.
    #[error("part {0} speaks of a day of an earlier part")]
    SaidTwice(usize),
}

impl SeriesExceptions {
    /// Reads exceptions. Empty text means none.
    ///
    /// # Errors
    /// [`SeriesExceptionError`] tells the part that is wrong by its place.
    pub fn parse(text: &str) -> Result<SeriesExceptions, SeriesExceptionError> {
        use SeriesExceptionError::{NotUnderstood, SaidTwice, WrongInterval};
        let mut days = BTreeMap::new();
        for (place, part) in text.split(';').map(str::trim).enumerate().filter(|(_, part)| !part.is_empty()) {
            let place = place + 1;
            let (when, what) = part.split_once(char::is_whitespace).ok_or(NotUnderstood(place))?;
            let (first, last) = interval(when).ok_or(NotUnderstood(place))?;
            let is_skipped = what.trim().eq_ignore_ascii_case(SKIP);
            let at = if is_skipped { None } else { Some(hour(what.trim()).ok_or(NotUnderstood(place))?) };
            if last < first || last.signed_duration_since(first).num_days() >= MOST_DAYS as i64 {
                return Err(WrongInterval(place));
            }
            for day in first.iter_days().take_while(|day| *day <= last) {
                if days.insert(day, at).is_some() {
                    return Err(SaidTwice(place));
                }
            }
        }
        Ok(SeriesExceptions(days))
    }

    /// What is said of `day`: nothing, no call (`Some(None)`), or a call at this hour.
    pub fn on(&self, day: NaiveDate) -> Option<Option<NaiveTime>> {
        self.0.get(&day).copied()
    }

    /// No call on `day`.
    pub fn skip(&mut self, day: NaiveDate) {
        self.0.insert(day, None);
    }

    /// A call on `day` at `at`, whatever the rule says.
    pub fn call(&mut self, day: NaiveDate, at: NaiveTime) {
        self.0.insert(day, Some(at));
    }

    /// Every date it speaks of, in order, with what it says.
    pub fn iter(&self) -> impl Iterator<Item = (NaiveDate, Option<NaiveTime>)> + '_ {
        self.0.iter().map(|(day, at)| (*day, *at))
    }

    /// Days in a row without a call are written as one interval.
    fn text(&self) -> String {
        let mut said: Vec<(NaiveDate, NaiveDate, Option<NaiveTime>)> = Vec::new();
        for (day, at) in self.iter() {
            match said.last_mut() {
                Some((first, last, None))
                    if at.is_none()
                        && last.succ_opt() == Some(day)
                        && day.signed_duration_since(*first).num_days() < MOST_DAYS as i64 =>
                {
                    *last = day;
                }
                _ => said.push((day, day, at)),
            }
        }
        let part = |(first, last, at): &(NaiveDate, NaiveDate, Option<NaiveTime>)| match at {
            Some(at) => format!("{first} {}", at.format("%H:%M")),
            None if first == last => format!("{first} {SKIP}"),
            None => format!("{first}/{last} {SKIP}"),
        };
        said.iter().map(part).collect::<Vec<_>>().join("; ")
    }
}

impl std::fmt::Display for SeriesExceptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

/// `2026-12-24`, or `2027-08-02/2027-08-15`.
fn interval(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (first, last) = text.split_once('/').unwrap_or((text, text));
    let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    Some((date(first)?, date(last)?))
}

fn hour(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

impl TryFrom<String> for SeriesExceptions {
    type Error = SeriesExceptionError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        SeriesExceptions::parse(&text)
    }
}

impl From<SeriesExceptions> for String {
    fn from(exceptions: SeriesExceptions) -> String {
        exceptions.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_written_then_what_they_say_and_the_same_text_again() {
        let text = "2026-12-24 skip; 2026-12-26 10:00; 2027-08-02/2027-08-15 skip";
        let mut exceptions =
            SeriesExceptions::parse(" 2027-08-02/2027-08-15 SKIP;2026-12-26 10:00; 2026-12-24 skip;").unwrap();
        assert_eq!(exceptions.to_string(), text);
        assert_eq!(exceptions.on(day("2026-12-24")), Some(None));
        assert_eq!(exceptions.on(day("2026-12-26")), Some(NaiveTime::from_hms_opt(10, 0, 0)));
        assert_eq!(exceptions.on(day("2026-12-25")), None);
        let kept: SeriesExceptions = serde_json::from_str(&serde_json::to_string(&exceptions).unwrap()).unwrap();
        assert_eq!(kept, exceptions);
        exceptions.call(day("2027-08-10"), NaiveTime::from_hms_opt(9, 30, 0).unwrap());
        assert_eq!(
            exceptions.to_string(),
            "2026-12-24 skip; 2026-12-26 10:00; 2027-08-02/2027-08-09 skip; 2027-08-10 09:30; 2027-08-11/2027-08-15 skip"
        );
        assert_eq!(SeriesExceptions::parse("").unwrap(), SeriesExceptions::default());
    }

    #[test]
    fn dates_written_wrong_then_the_place_of_the_part_is_told() {
        use SeriesExceptionError::*;
        for (text, error) in [
            ("2026-12-24", NotUnderstood(1)),
            ("24/12/2026 skip", NotUnderstood(1)),
            ("2026-12-24 skip; 2026-12-26 10h", NotUnderstood(2)),
            ("2026-08-15/2026-08-01 skip", WrongInterval(1)),
            ("2026-08-15/9999-08-01 skip", WrongInterval(1)),
            ("2026-12-20/2026-12-26 skip; 2026-12-24 10:00", SaidTwice(2)),
        ] {
            assert_eq!(SeriesExceptions::parse(text), Err(error), "{text}");
        }
    }
}
