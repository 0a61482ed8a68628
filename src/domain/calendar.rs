//! When a line is open, and when it opens next: weekly hours, public holidays, exceptions.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{holidays::HolidayCalendar, local_time, weekly_hours::WeeklyHours};

/// How far ahead the next opening is looked for; a line closed for longer has no next opening.
const NEXT_OPENING_HORIZON_DAYS: u64 = 60;

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
}

impl OpeningHours {
    /// Whether the line is open at `at`.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let today = local_time::local_date(at, self.zone);
        [today.checked_sub_days(Days::new(1)), Some(today)]
            .into_iter()
            .flatten()
            .flat_map(|day| self.spans_on(day))
            .any(|(from, to)| from <= at && at < to)
    }

    /// The next instant strictly after `at` at which the line opens, looked for over sixty days.
    pub fn next_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = local_time::local_date(at, self.zone);
        (0..NEXT_OPENING_HORIZON_DAYS)
            .filter_map(|ahead| today.checked_add_days(Days::new(ahead)))
            .flat_map(|day| self.spans_on(day))
            .map(|(from, _)| from)
            .find(|from| *from > at)
    }

    /// The end of the opening that contains `at`, if the line is open.
    pub fn closes_at(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = local_time::local_date(at, self.zone);
        [today.checked_sub_days(Days::new(1)), Some(today)]
            .into_iter()
            .flatten()
            .flat_map(|day| self.spans_on(day))
            .find(|(from, to)| *from <= at && at < *to)
            .map(|(_, to)| to)
    }

    fn spans_on(&self, day: NaiveDate) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        if !self.holidays.is_public_holiday(day) {
            return self.weekly.spans_on(day, self.zone);
        }
        match self.holiday_policy {
            HolidayPolicy::Open => self.weekly.spans_on(day, self.zone),
            HolidayPolicy::Closed => Vec::new(),
            HolidayPolicy::Reduced => self.sunday_hours_on(day),
        }
    }

    /// Sunday's hours, moved to `day`.
    fn sunday_hours_on(&self, day: NaiveDate) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        use chrono::Datelike;
        let to_sunday = u64::from(day.weekday().num_days_from_sunday());
        let Some(sunday) = day.checked_sub_days(Days::new(to_sunday)) else { return Vec::new() };
        let shift = |at: DateTime<Utc>| {
            let local = at.with_timezone(&self.zone);
            let date = local.date_naive() + Days::new(to_sunday);
            local_time::instant_of(date, local.time(), self.zone)
        };
        self.weekly.spans_on(sunday, self.zone).into_iter().map(|(from, to)| (shift(from), shift(to))).collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn dunes(policy: HolidayPolicy) -> OpeningHours {
        OpeningHours {
            weekly: WeeklyHours::parse("mon-fri 09:00-17:00; sun 10:00-12:00").unwrap(),
            zone: Paris,
            holidays: HolidayCalendar::Metro,
            holiday_policy: policy,
        }
    }

    #[test]
    fn easter_monday_then_the_policy_decides() {
        let morning = at("2027-03-29T07:30:00Z");
        let later = at("2027-03-29T08:30:00Z");
        assert!(dunes(HolidayPolicy::Open).is_open(morning));
        assert!(!dunes(HolidayPolicy::Closed).is_open(later));
        assert!(!dunes(HolidayPolicy::Reduced).is_open(morning));
        assert!(dunes(HolidayPolicy::Reduced).is_open(later));
    }

    #[test]
    fn closed_then_the_next_opening_is_right_across_everything() {
        let cases = [
            // Evening: next morning.
            (HolidayPolicy::Open, "2026-11-26T17:00:00Z", "2026-11-27T08:00:00+00:00"),
            // Saturday: Sunday's hours.
            (HolidayPolicy::Open, "2026-11-28T12:00:00Z", "2026-11-29T09:00:00+00:00"),
            // Easter Sunday afternoon, the day the clocks change: Monday is closed, Tuesday at nine.
            (HolidayPolicy::Closed, "2027-03-28T11:00:00Z", "2027-03-30T07:00:00+00:00"),
            // After midnight: the same day.
            (HolidayPolicy::Open, "2026-11-26T00:30:00Z", "2026-11-26T08:00:00+00:00"),
            // Autumn change on Sunday 31 October 2027.
            (HolidayPolicy::Open, "2027-10-30T12:00:00Z", "2027-10-31T09:00:00+00:00"),
        ];
        for (policy, from, expected) in cases {
            assert_eq!(dunes(policy).next_opening(at(from)).unwrap().to_rfc3339(), expected);
        }
    }

    #[test]
    fn abolition_day_then_martinique_is_closed_and_paris_open() {
        let hours = |zone, holidays| OpeningHours {
            weekly: WeeklyHours::parse("mon-sun 09:00-17:00").unwrap(),
            zone,
            holidays,
            holiday_policy: HolidayPolicy::Closed,
        };
        let day = at("2028-05-22T14:00:00Z");
        assert!(!hours(Martinique, HolidayCalendar::Martinique).is_open(day));
        assert!(hours(Paris, HolidayCalendar::Metro).is_open(day));
    }

    #[test]
    fn never_open_then_no_next_opening() {
        let mut hours = dunes(HolidayPolicy::Open);
        hours.weekly = WeeklyHours::default();
        assert_eq!(hours.next_opening(at("2026-11-26T00:30:00Z")), None);
    }
}
