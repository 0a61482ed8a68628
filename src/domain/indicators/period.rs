//! Months, quarters and years of the calendar.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate};

/// Days after the end of a month from which its figures are kept: the last calls have their outcome by then.
pub const KEPT_AFTER_DAYS: u64 = 2;
/// Other years are a slip of the keyboard.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// A period of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A month: year, and 1 to 12.
    Month(i32, u32),
    /// A quarter: year, and 1 to 4.
    Quarter(i32, u32),
    /// A year.
    Year(i32),
}

/// `2026-10`, `2026-Q4` or `2026`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Month(year, month) => write!(f, "{year}-{month:02}"),
            Period::Quarter(year, quarter) => write!(f, "{year}-Q{quarter}"),
            Period::Year(year) => write!(f, "{year}"),
        }
    }
}

impl Period {
    /// Reads what [`Period`] shows.
    pub fn parse(text: &str) -> Option<Period> {
        let (year, rest) = text.split_at_checked(4)?;
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let year: i32 = Some(year).filter(|year| is_number(year))?.parse().ok()?;
        let period = match rest {
            "" => Period::Year(year),
            rest => match rest.strip_prefix("-Q") {
                Some(quarter) => Period::Quarter(year, quarter.parse().ok()?),
                None => Period::Month(year, rest.strip_prefix('-')?.parse().ok()?),
            },
        };
        // Only one spelling: `2026-1` is none.
        (YEARS.contains(&year) && period.is_in_its_year() && period.to_string() == text).then_some(period)
    }

    fn is_in_its_year(self) -> bool {
        match self {
            Period::Month(_, month) => (1..=12).contains(&month),
            Period::Quarter(_, quarter) => (1..=4).contains(&quarter),
            Period::Year(_) => true,
        }
    }

    /// The month of a date.
    pub fn month_of(date: NaiveDate) -> Period {
        Period::Month(date.year(), date.month())
    }

    /// The first month.
    fn first_month(self) -> (i32, u32) {
        match self {
            Period::Month(year, month) => (year, month),
            Period::Quarter(year, quarter) => (year, quarter * 3 - 2),
            Period::Year(year) => (year, 1),
        }
    }

    fn length_months(self) -> u32 {
        match self {
            Period::Month(..) => 1,
            Period::Quarter(..) => 3,
            Period::Year(_) => 12,
        }
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        let (year, month) = self.first_month();
        NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
    }

    /// The last day, included.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day() - Days::new(1)
    }

    /// The months it is made of, in order; a month is made of itself.
    pub fn months(self) -> Vec<Period> {
        let (year, first) = self.first_month();
        (first..first + self.length_months()).map(|month| Period::Month(year, month)).collect()
    }

    /// The quarters a year is made of.
    pub fn quarters(self) -> Vec<Period> {
        match self {
            Period::Year(year) => (1..=4).map(|quarter| Period::Quarter(year, quarter)).collect(),
            Period::Month(..) | Period::Quarter(..) => Vec::new(),
        }
    }

    /// The one after, of the same length.
    pub fn next(self) -> Period {
        match self {
            Period::Month(year, 12) => Period::Month(year + 1, 1),
            Period::Month(year, month) => Period::Month(year, month + 1),
            Period::Quarter(year, 4) => Period::Quarter(year + 1, 1),
            Period::Quarter(year, quarter) => Period::Quarter(year, quarter + 1),
            Period::Year(year) => Period::Year(year + 1),
        }
    }

    /// The one before, of the same length.
    pub fn previous(self) -> Period {
        match self {
            Period::Month(year, 1) => Period::Month(year - 1, 12),
            Period::Month(year, month) => Period::Month(year, month - 1),
            Period::Quarter(year, 1) => Period::Quarter(year - 1, 4),
            Period::Quarter(year, quarter) => Period::Quarter(year, quarter - 1),
            Period::Year(year) => Period::Year(year - 1),
        }
    }

    /// Whether its figures may be kept on `today`: before, they still change.
    pub fn is_over(self, today: NaiveDate) -> bool {
        self.last_day() + Days::new(KEPT_AFTER_DAYS) <= today
    }
}
