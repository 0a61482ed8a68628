//! A range of hours of one local day, such as `09:00-12:00`.
//!
//! Half-open. A range that ends at or before its start goes on after midnight (`20:00-02:00`), and
//! `00:00-24:00` is the whole day.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::local_time;

/// Minutes in a day.
const DAY_MINUTES: u32 = 24 * 60;

/// From an instant to another, half-open.
pub type Span = (DateTime<Utc>, DateTime<Utc>);

/// A range in minutes after local midnight; `to_min` may exceed 1440 (after midnight).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    from_min: u32,
    to_min: u32,
}

impl DayRange {
    /// Reads `09:00-12:00`.
    pub fn parse(text: &str) -> Option<DayRange> {
        let (from, to) = text.split_once('-')?;
        let (from_min, to_min) = (minutes_of(from)?, minutes_of(to)?);
        if from_min >= DAY_MINUTES {
            return None;
        }
        Some(DayRange { from_min, to_min: if to_min <= from_min { to_min + DAY_MINUTES } else { to_min } })
    }

    /// The range that begins on `day`, as instants; `None` when the clocks jump over it in spring.
    pub fn span_on(self, day: NaiveDate, zone: Tz) -> Option<Span> {
        let (from, to) = (instant(day, self.from_min, zone), instant(day, self.to_min, zone));
        (from < to).then_some((from, to))
    }
}

/// Whether the instant is in the span.
pub fn holds((from, to): Span, at: DateTime<Utc>) -> bool {
    from <= at && at < to
}

fn instant(day: NaiveDate, minutes: u32, zone: Tz) -> DateTime<Utc> {
    let day = day.checked_add_days(Days::new(u64::from(minutes / DAY_MINUTES))).unwrap_or(day);
    let time = NaiveTime::MIN + TimeDelta::minutes(i64::from(minutes % DAY_MINUTES));
    local_time::instant_of(day, time, zone)
}

fn minutes_of(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 24 && minutes < 60 && hours * 60 + minutes <= DAY_MINUTES).then(|| hours * 60 + minutes)
}
