//! Public holidays by territory: eleven national days, two more in Alsace and Moselle, and one
//! commemoration day in each overseas territory.
//!
//! # Source
//! Code du travail L3133-1, L3422-2 and L3134-13; for Saint-Martin the circular of 4 May 2018; domain
//! notes 1.3.

use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

/// Which days are public holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayCalendar {
    /// Metropolitan France.
    Metro,
    /// Alsace and Moselle: also Good Friday and 26 December.
    AlsaceMoselle,
    /// Guadeloupe: also 27 May.
    Guadeloupe,
    /// Saint-Martin: also 28 May. The code still prints the 27th; since 2018 the 28th is the day kept.
    SaintMartin,
    /// Saint-Barthélemy: also 9 October.
    SaintBarthelemy,
    /// Martinique: also 22 May.
    Martinique,
    /// Guyane: also 10 June.
    Guyane,
    /// La Réunion: also 20 December.
    Reunion,
    /// Mayotte: also 27 April.
    Mayotte,
    /// Saint-Pierre-et-Miquelon: the national days.
    SaintPierreEtMiquelon,
}

impl HolidayCalendar {
    /// Whether `date` is a public holiday here.
    pub fn is_public_holiday(self, date: NaiveDate) -> bool {
        is_national(date) || self.is_own_day(date)
    }

    fn is_own_day(self, date: NaiveDate) -> bool {
        let day = (date.month(), date.day());
        match self {
            HolidayCalendar::Metro | HolidayCalendar::SaintPierreEtMiquelon => false,
            HolidayCalendar::AlsaceMoselle => day == (12, 26) || days_after_easter(date) == Some(-2),
            HolidayCalendar::Guadeloupe => day == (5, 27),
            HolidayCalendar::SaintMartin => day == (5, 28),
            HolidayCalendar::SaintBarthelemy => day == (10, 9),
            HolidayCalendar::Martinique => day == (5, 22),
            HolidayCalendar::Guyane => day == (6, 10),
            HolidayCalendar::Reunion => day == (12, 20),
            HolidayCalendar::Mayotte => day == (4, 27),
        }
    }

    /// The calendar named `text` in imports (`metro`, `alsace_moselle`, `martinique`…).
    pub fn parse(text: &str) -> Option<HolidayCalendar> {
        serde_json::from_value(serde_json::Value::String(text.trim().to_lowercase())).ok()
    }
}

fn is_national(date: NaiveDate) -> bool {
    const FIXED: [(u32, u32); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    // Easter Monday, Ascension, Whit Monday.
    const MOVING: [i64; 3] = [1, 39, 50];
    FIXED.contains(&(date.month(), date.day())) || days_after_easter(date).is_some_and(|days| MOVING.contains(&days))
}

fn days_after_easter(date: NaiveDate) -> Option<i64> {
    let easter = computus::gregorian_naive(date.year()).ok()?;
    Some((date - easter).num_days()).filter(|days| days.abs() <= TimeDelta::days(60).num_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: [HolidayCalendar; 10] = [
        HolidayCalendar::Metro,
        HolidayCalendar::AlsaceMoselle,
        HolidayCalendar::Guadeloupe,
        HolidayCalendar::SaintMartin,
        HolidayCalendar::SaintBarthelemy,
        HolidayCalendar::Martinique,
        HolidayCalendar::Guyane,
        HolidayCalendar::Reunion,
        HolidayCalendar::Mayotte,
        HolidayCalendar::SaintPierreEtMiquelon,
    ];

    fn of_year(calendar: HolidayCalendar, year: i32) -> Vec<String> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.year() == year);
        days.filter(|day| calendar.is_public_holiday(*day)).map(|day| day.format("%m-%d").to_string()).collect()
    }

    #[test]
    fn a_whole_year_then_the_eleven_national_days_and_no_other() {
        // Easter Monday, Ascension and Whit Monday move: 2008 has the earliest Easter of a century, and its
        // Ascension falls on the first of May; 2038 has the latest.
        for (year, moving) in [
            (2026, ["04-06", "05-14", "05-25"]),
            (2027, ["03-29", "05-06", "05-17"]),
            (2028, ["04-17", "05-25", "06-05"]),
            (2038, ["04-26", "06-03", "06-14"]),
        ] {
            let mut expected: Vec<&str> = ["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"]
                .into_iter()
                .chain(moving)
                .collect();
            expected.sort_unstable();
            assert_eq!(of_year(HolidayCalendar::Metro, year), expected, "{year}");
            assert_eq!(of_year(HolidayCalendar::SaintPierreEtMiquelon, year), expected, "{year}");
        }
        assert_eq!(of_year(HolidayCalendar::Metro, 2008).len(), 10, "two fall on one day");
    }

    #[test]
    fn territory_then_its_own_days_beside_the_national_ones() {
        use HolidayCalendar::*;
        for (calendar, own) in [
            (AlsaceMoselle, vec!["03-26", "12-26"]), // Good Friday, Saint Stephen
            (Guadeloupe, vec!["05-27"]),
            (SaintMartin, vec!["05-28"]),
            (SaintBarthelemy, vec!["10-09"]),
            (Martinique, vec!["05-22"]),
            (Guyane, vec!["06-10"]),
            (Reunion, vec!["12-20"]),
            (Mayotte, vec!["04-27"]),
        ] {
            let national = of_year(Metro, 2027);
            let days: Vec<String> = of_year(calendar, 2027).into_iter().filter(|day| !national.contains(day)).collect();
            assert_eq!(days, own, "{calendar:?}");
            assert_eq!(of_year(calendar, 2027).len(), 11 + own.len(), "{calendar:?}");
        }
    }

    #[test]
    fn every_calendar_then_its_name_in_an_import_is_read() {
        for calendar in EVERY {
            let name = serde_json::to_value(calendar).unwrap();
            assert_eq!(HolidayCalendar::parse(name.as_str().unwrap()), Some(calendar));
        }
        assert_eq!(HolidayCalendar::parse("saint_barthelemy"), Some(HolidayCalendar::SaintBarthelemy));
    }

    #[test]
    fn name_in_an_import_then_calendar() {
        assert_eq!(HolidayCalendar::parse(" Martinique "), Some(HolidayCalendar::Martinique));
        assert_eq!(HolidayCalendar::parse("corse"), None);
    }
}
