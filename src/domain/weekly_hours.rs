//! Hours of an ordinary week in local time: opening hours, shifts, availability.
//!
//! Written as `mon-fri 09:00-12:00 14:00-17:00; sat 09:00-12:00`. Ranges are half-open. A range
//! that ends at or before its start goes on after midnight (`20:00-02:00`), and `00:00-24:00` is
//! the whole day.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    day_range::{self, DayRange, Span},
    local_time,
};

/// Hours of an ordinary week, local time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(try_from = "String", into = "String")]
pub struct WeeklyHours {
    text: String,
    ranges: Vec<(Weekday, DayRange)>,
}

/// Hours that could not be read; the text names the part that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("hours not understood at \"{0}\": write for example \"mon-fri 09:00-12:00 14:00-17:00; sat 09:00-12:00\"")]
pub struct HoursError(pub String);

impl WeeklyHours {
    /// Reads hours. Empty text means never.
    ///
    /// # Errors
    /// [`HoursError`] names the part that could not be read.
    pub fn parse(text: &str) -> Result<WeeklyHours, HoursError> {
        let mut ranges = Vec::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let mut words = part.split_whitespace();
            let days = words.next().and_then(days_of).ok_or_else(|| HoursError(part.into()))?;
            let mut hours = 0;
            for word in words {
                let range = DayRange::parse(word).ok_or_else(|| HoursError(word.into()))?;
                hours += 1;
                ranges.extend(days.iter().map(|weekday| (*weekday, range)));
            }
            if hours == 0 {
                return Err(HoursError(part.into()));
            }
        }
        Ok(WeeklyHours { text: text.trim().to_owned(), ranges })
    }

    /// Whether the instant falls in these hours on the clocks of `zone`.
    pub fn contains(&self, at: DateTime<Utc>, zone: Tz) -> bool {
        let today = local_time::local_date(at, zone);
        // Yesterday's ranges may go on after midnight.
        [today.checked_sub_days(Days::new(1)), Some(today)]
            .into_iter()
            .flatten()
            .flat_map(|day| self.spans_on(day, zone))
            .any(|span| day_range::holds(span, at))
    }

    /// The ranges that begin on `day`, as instants, in order.
    pub fn spans_on(&self, day: NaiveDate, zone: Tz) -> Vec<Span> {
        self.spans_as(day.weekday(), day, zone)
    }

    /// The ranges of `weekday`, as if `day` were one, in order.
    pub fn spans_as(&self, weekday: Weekday, day: NaiveDate, zone: Tz) -> Vec<Span> {
        let of_weekday = self.ranges.iter().filter(|(of, _)| *of == weekday);
        let mut spans: Vec<Span> = of_weekday.filter_map(|(_, range)| range.span_on(day, zone)).collect();
        spans.sort();
        spans
    }

    /// True when there is not one hour in the week.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}

const WEEK: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// `mon`, `mon-fri`, `mon,wed,fri`, `sat-mon`; or the two letters of recurrence rules, `TU`, `MO-FR`.
fn days_of(text: &str) -> Option<Vec<Weekday>> {
    let is_day = |name: &str, day: &str| name.eq_ignore_ascii_case(day) || name.eq_ignore_ascii_case(&day[..2]);
    let place = |name: &str| WEEK.iter().position(|(day, _)| is_day(name, day));
    let mut days = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (place(first)?, place(last)?);
        let count = (last + 7 - first) % 7 + 1;
        days.extend((0..count).map(|step| WEEK[(first + step) % 7].1));
    }
    Some(days)
}

impl TryFrom<String> for WeeklyHours {
    type Error = HoursError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        WeeklyHours::parse(&text)
    }
}

impl From<WeeklyHours> for String {
    fn from(hours: WeeklyHours) -> String {
        hours.text
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn instants_then_inside_or_outside() {
        let cases = [
            // The boundary of the Dunes cell: 9:00 to 17:00 Paris.
            ("mon-fri 09:00-17:00", "2026-11-26T07:59:59Z", Paris, false),
            ("mon-fri 09:00-17:00", "2026-11-26T08:00:00Z", Paris, true),
            ("mon-fri 09:00-17:00", "2026-11-26T15:59:59Z", Paris, true),
            ("mon-fri 09:00-17:00", "2026-11-26T16:00:00Z", Paris, false),
            ("mon-fri 09:00-17:00", "2026-11-28T10:00:00Z", Paris, false),
            // Across midnight, and across a change of the clocks.
            ("sat 20:00-03:00", "2027-03-28T00:59:00Z", Paris, true),
            ("sat 20:00-03:00", "2027-03-28T01:30:00Z", Paris, false),
            ("mon-sun 00:00-24:00", "2027-03-28T01:30:00Z", Paris, true),
            // Nine in Martinique is fourteen in Paris in winter.
            ("mon-sun 09:00-17:00", "2026-11-26T13:00:00Z", Martinique, true),
            ("mon-sun 09:00-17:00", "2026-11-26T12:59:00Z", Martinique, false),
            ("sat-mon 10:00-11:00", "2026-11-29T09:30:00Z", Paris, true),
            ("MO,TH 10:00-11:00 14:00-15:00", "2026-11-26T13:30:00Z", Paris, true),
            ("TU 14:00-16:00", "2026-11-26T13:30:00Z", Paris, false),
            ("mon,thu 10:00-11:00 14:00-15:00", "2026-11-26T13:30:00Z", Paris, true),
            ("", "2026-11-26T13:30:00Z", Paris, false),
        ];
        for (hours, instant, zone, expected) in cases {
            let hours = WeeklyHours::parse(hours).unwrap();
            assert_eq!(hours.contains(at(instant), zone), expected, "{hours:?} {instant}");
        }
    }

    #[test]
    fn hours_written_wrong_then_the_wrong_part_is_named() {
        for (text, part) in [
            ("lun 09:00-12:00", "lun 09:00-12:00"),
            ("mon 9h-12h", "9h-12h"),
            ("mon 25:00-26:00", "25:00-26:00"),
            ("mon 4294967295:00-26:00", "4294967295:00-26:00"),
            ("mon", "mon"),
            ("mon 09:00", "09:00"),
        ] {
            assert_eq!(WeeklyHours::parse(text), Err(HoursError(part.into())));
        }
    }
}
