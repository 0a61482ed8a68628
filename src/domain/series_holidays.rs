//! What a series does on the public holidays of the person's territory.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::holidays::HolidayCalendar;

/// A working day is never farther away than this: the longest row of days off is shorter than a week.
const FARTHEST_DAYS: usize = 10;

/// What becomes of a call whose date is a public holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum SeriesHolidays {
    /// It takes place: those are the loneliest days.
    #[default]
    Keep,
    /// It does not take place.
    Skip,
    /// It takes place on the next day that is neither a weekend nor a holiday.
    NextWorkingDay,
    /// It takes place on the last such day before.
    PreviousWorkingDay,
}

impl SeriesHolidays {
    /// Every policy with its name.
    pub const ALL: [(&'static str, SeriesHolidays); 4] = [
        ("keep", SeriesHolidays::Keep),
        ("skip", SeriesHolidays::Skip),
        ("next_working_day", SeriesHolidays::NextWorkingDay),
        ("previous_working_day", SeriesHolidays::PreviousWorkingDay),
    ];

    /// The name used by imports, the API and the command line.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, policy)| *policy == self).map_or("keep", |(name, _)| name)
    }

    /// The day on which the call of `day` takes place, if it does.
    pub fn day_for(self, day: NaiveDate, calendar: HolidayCalendar) -> Option<NaiveDate> {
        if !calendar.is_public_holiday(day) {
            return Some(day);
        }
        let is_working = |day: &NaiveDate| {
            !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !calendar.is_public_holiday(*day)
        };
        match self {
            SeriesHolidays::Keep => Some(day),
            SeriesHolidays::Skip => None,
            SeriesHolidays::NextWorkingDay => day.iter_days().take(FARTHEST_DAYS).find(is_working),
            SeriesHolidays::PreviousWorkingDay => {
                std::iter::successors(Some(day), NaiveDate::pred_opt).take(FARTHEST_DAYS).find(is_working)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use HolidayCalendar::*;
    use SeriesHolidays::*;

    #[test]
    fn holiday_then_the_day_of_the_policy_in_her_territory() {
        for (policy, calendar, day, expected) in [
            (Keep, Metro, "2026-12-25", Some("2026-12-25")),
            (Skip, Metro, "2026-12-25", None),
            (NextWorkingDay, Metro, "2026-12-25", Some("2026-12-28")),
            (PreviousWorkingDay, Metro, "2026-12-25", Some("2026-12-24")),
            // Easter Monday: the working day before is the Thursday in Alsace, whose Good Friday is a holiday.
            (PreviousWorkingDay, Metro, "2027-03-29", Some("2027-03-26")),
            (PreviousWorkingDay, AlsaceMoselle, "2027-03-29", Some("2027-03-25")),
            (Skip, AlsaceMoselle, "2026-12-26", None),
            (Skip, Metro, "2026-12-26", Some("2026-12-26")),
            // 22 May 2028 is a Monday: a holiday in Martinique only.
            (NextWorkingDay, Martinique, "2028-05-22", Some("2028-05-23")),
            (NextWorkingDay, Metro, "2028-05-22", Some("2028-05-22")),
            (Skip, Reunion, "2027-12-20", None),
        ] {
            let found = policy.day_for(day.parse().unwrap(), calendar).map(|day| day.to_string());
            assert_eq!(found.as_deref(), expected, "{policy:?} {calendar:?} {day}");
        }
    }
}
