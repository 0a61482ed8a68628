//! Public holidays by territory: eleven national days, two more in Alsace and Moselle, and one
//! commemoration day in each overseas territory.
//!
//! # Source
//! Code du travail L3133-1, L3422-2 and L3134-13; domain notes 1.3.

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
    /// Guadeloupe, Saint-Martin, Saint-Barthélemy: also 27 May.
    Guadeloupe,
    /// Martinique: also 22 May.
    Martinique,
    /// Guyane: also 10 June.
    Guyane,
    /// La Réunion: also 20 December.
    Reunion,
    /// Mayotte: also 27 April.
    Mayotte,
}

impl HolidayCalendar {
    /// Whether `date` is a public holiday here.
    pub fn is_public_holiday(self, date: NaiveDate) -> bool {
        is_national(date) || self.is_own_day(date)
    }

    fn is_own_day(self, date: NaiveDate) -> bool {
        let day = (date.month(), date.day());
        match self {
            HolidayCalendar::Metro => false,
            HolidayCalendar::AlsaceMoselle => day == (12, 26) || days_after_easter(date) == Some(-2),
            HolidayCalendar::Guadeloupe => day == (5, 27),
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

    #[test]
    fn days_of_the_year_then_holiday_or_not() {
        use HolidayCalendar::*;
        let cases = [
            (Metro, (2027, 3, 29), true),  // Easter Monday
            (Metro, (2027, 3, 28), false), // Easter Sunday is no legal holiday
            (Metro, (2027, 5, 6), true),   // Ascension
            (Metro, (2027, 5, 17), true),  // Whit Monday
            (Metro, (2027, 3, 26), false),
            (AlsaceMoselle, (2027, 3, 26), true), // Good Friday
            (AlsaceMoselle, (2026, 12, 26), true),
            (Metro, (2028, 5, 22), false),
            (Martinique, (2028, 5, 22), true),
            (Guadeloupe, (2027, 5, 27), true),
            (Guyane, (2027, 6, 10), true),
            (Reunion, (2027, 12, 20), true),
            (Mayotte, (2027, 4, 27), true),
            (Martinique, (2027, 7, 14), true),
        ];
        for (calendar, (y, m, d), expected) in cases {
            let date = NaiveDate::from_ymd_opt(y, m, d).unwrap();
            assert_eq!(calendar.is_public_holiday(date), expected, "{calendar:?} {date}");
        }
    }

    #[test]
    fn name_in_an_import_then_calendar() {
        assert_eq!(HolidayCalendar::parse(" Martinique "), Some(HolidayCalendar::Martinique));
        assert_eq!(HolidayCalendar::parse("corse"), None);
    }
}
