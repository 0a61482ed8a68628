//! The rule by which dates come back: RFC 5545, dates only, at most one occurrence a day.
//!
//! A rule says *dates*. The hour is a column of its own and the zone is the person's, because an hour put on
//! here would move when her clocks do.
//!
//! # Source
//! RFC 5545, 3.3.10.

use chrono::{Days, NaiveDate, NaiveTime, TimeZone};
use rrule::RRuleSet;
use serde::{Deserialize, Serialize};

/// No rule gives more occurrences than this between two dates.
const MOST_OCCURRENCES: u16 = 400;
/// Rules of one series, such as "every Monday, and the first Saturday of the month".
const MOST_RULES: usize = 7;
/// Separates the rules of one series.
const BETWEEN_RULES: char = '|';
/// A rule that gives no date for so long is a slip of the keyboard.
const SEARCHED_DAYS: u64 = 2 * 366;

/// What a rule of dates may hold.
const PARTS: [&str; 11] = [
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYSETPOS",
    "BYWEEKNO",
    "BYYEARDAY",
    "WKST",
];
/// Parts that ask for several times on one day.
const HOURS_OF_A_DAY: [&str; 3] = ["BYHOUR", "BYMINUTE", "BYSECOND"];
/// Frequencies that do.
const SEVERAL_A_DAY: [&str; 3] = ["HOURLY", "MINUTELY", "SECONDLY"];

/// One or several valid RFC 5545 recurrence rules; dates of two rules that fall together are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Recurrence(String);

/// Why a rule is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// It is no RFC 5545 recurrence.
    #[error("no recurrence of RFC 5545: write for example FREQ=WEEKLY;BYDAY=TH")]
    NotUnderstood,
    /// A part that RFC 5545 does not know.
    #[error(
        "a part of the rule is unknown: rules are made of FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, BYWEEKNO, BYYEARDAY, COUNT, UNTIL and WKST"
    )]
    UnknownPart,
    /// It asks for several calls on one day.
    #[error("comes back several times on one day")]
    SeveralADay,
    /// More rules than a week has days.
    #[error("more than {MOST_RULES} rules")]
    TooManyRules,
    /// It is over before it begins.
    #[error("is over before the first day")]
    BeforeStart,
    /// No date within two years.
    #[error("gives no date within two years")]
    NoOccurrence,
}

impl Recurrence {
    /// Reads one rule, with or without `RRULE:` before it, or several separated by `|`. Small letters are understood.
    ///
    /// # Errors
    /// [`RecurrenceError`] says what is wrong. Whether it gives dates depends on the first day: see [`Self::check_from`].
    pub fn parse(text: &str) -> Result<Recurrence, RecurrenceError> {
        let rules: Vec<String> = text.split(BETWEEN_RULES).map(one_rule).collect::<Result<_, _>>()?;
        if rules.len() > MOST_RULES {
            return Err(RecurrenceError::TooManyRules);
        }
        let any_day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
        let rule = Recurrence(rules.join(&BETWEEN_RULES.to_string()));
        match rule.set_from(any_day) {
            Ok(_) => Ok(rule),
            // A rule that ended before that day is a rule all the same.
            Err(_) if rule.ends_before(any_day) => Ok(rule),
            Err(_) => Err(RecurrenceError::NotUnderstood),
        }
    }

    /// Refuses a rule that, counted from `first`, gives no date from `today` on within two years.
    ///
    /// # Errors
    /// `BeforeStart` or `NoOccurrence`.
    pub fn check_from(&self, first: NaiveDate, today: NaiveDate) -> Result<(), RecurrenceError> {
        if self.ends_before(first) {
            return Err(RecurrenceError::BeforeStart);
        }
        let from = first.max(today);
        let to = from.checked_add_days(Days::new(SEARCHED_DAYS)).unwrap_or(from);
        if self.dates(first, from, to).is_empty() { Err(RecurrenceError::NoOccurrence) } else { Ok(()) }
    }

    /// The dates of the rule within `[from, to]`, counted from `first`, in order, each once.
    pub fn dates(&self, first: NaiveDate, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let Ok(set) = self.set_from(first) else { return Vec::new() };
        let floating = |date: NaiveDate| rrule::Tz::UTC.from_utc_datetime(&date.and_time(NaiveTime::MIN));
        let days = set.after(floating(from)).before(floating(to)).all(MOST_OCCURRENCES).dates;
        let mut dates: Vec<NaiveDate> =
            days.into_iter().map(|day| day.date_naive()).filter(|day| *day >= from && *day <= to).collect();
        dates.dedup();
        dates
    }

    /// Whether it ends by itself, after so many times or at a date.
    pub fn is_finite(&self) -> bool {
        let ends = |rule: &str| parts(rule).any(|(name, _)| matches!(name, "COUNT" | "UNTIL"));
        self.0.split(BETWEEN_RULES).all(ends)
    }

    /// The text of the rule, as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The rule over *floating* dates, held as UTC: local hours are put on by [`crate::local_time`], whose
    /// policy for missing and doubled hours then holds.
    fn set_from(&self, first: NaiveDate) -> Result<RRuleSet, rrule::RRuleError> {
        let mut text = format!("DTSTART:{}T000000Z", first.format("%Y%m%d"));
        for rule in self.0.split(BETWEEN_RULES) {
            text.push_str("\nRRULE:");
            text.push_str(rule);
        }
        text.parse()
    }

    fn ends_before(&self, first: NaiveDate) -> bool {
        let until = |rule: &str| {
            let value = parts(rule).find(|(name, _)| *name == "UNTIL").map(|(_, value)| value.to_owned())?;
            NaiveDate::parse_from_str(value.get(..8)?, "%Y%m%d").ok()
        };
        self.0.split(BETWEEN_RULES).all(|rule| until(rule).is_some_and(|last| last < first))
    }
}

fn parts(rule: &str) -> impl Iterator<Item = (&str, &str)> {
    rule.split(';').filter(|part| !part.is_empty()).map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// One rule in capitals, its `UNTIL` as a date: that day is the last one, whatever hour was written.
fn one_rule(text: &str) -> Result<String, RecurrenceError> {
    let text = text.trim().to_uppercase();
    let text = text.strip_prefix("RRULE:").unwrap_or(&text);
    let mut kept = Vec::new();
    for (name, value) in parts(text) {
        if HOURS_OF_A_DAY.contains(&name) || (name == "FREQ" && SEVERAL_A_DAY.contains(&value)) {
            return Err(RecurrenceError::SeveralADay);
        }
        if !name.chars().all(|sign| sign.is_ascii_uppercase()) || value.is_empty() {
            return Err(RecurrenceError::NotUnderstood);
        }
        if !PARTS.contains(&name) {
            return Err(RecurrenceError::UnknownPart);
        }
        if name == "UNTIL" {
            let day = value.get(..8).filter(|day| NaiveDate::parse_from_str(day, "%Y%m%d").is_ok());
            kept.push(format!("UNTIL={}T000000Z", day.ok_or(RecurrenceError::NotUnderstood)?));
        } else {
            kept.push(format!("{name}={value}"));
        }
    }
    Ok(kept.join(";"))
}

impl TryFrom<String> for Recurrence {
    type Error = RecurrenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Recurrence::parse(&text)
    }
}

impl From<Recurrence> for String {
    fn from(rule: Recurrence) -> String {
        rule.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn rules_as_people_write_them_then_their_dates() {
        for (rule, expected) in [
            ("FREQ=WEEKLY;BYDAY=TH", vec!["2027-01-07", "2027-01-14"]),
            ("rrule:freq=weekly;byday=mo,th", vec!["2027-01-04", "2027-01-07", "2027-01-11", "2027-01-14"]),
            ("FREQ=WEEKLY;BYDAY=MO|FREQ=WEEKLY;BYDAY=TH", vec!["2027-01-04", "2027-01-07", "2027-01-11", "2027-01-14"]),
            ("FREQ=WEEKLY;BYDAY=TH|FREQ=MONTHLY;BYDAY=1TH", vec!["2027-01-07", "2027-01-14"]),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", vec!["2027-01-07"]),
            ("FREQ=MONTHLY;BYDAY=-1TH|FREQ=MONTHLY;BYMONTHDAY=15", vec!["2027-01-15"]),
            ("FREQ=WEEKLY;BYDAY=TH;UNTIL=20270107", vec!["2027-01-07"]),
            ("FREQ=WEEKLY;BYDAY=TH;UNTIL=20270113T120000", vec!["2027-01-07"]),
            ("FREQ=WEEKLY;BYDAY=TH;COUNT=1", vec!["2027-01-07"]),
        ] {
            let rule = Recurrence::parse(rule).unwrap();
            let first = day("2027-01-04");
            let dates: Vec<String> =
                rule.dates(first, first, day("2027-01-17")).iter().map(ToString::to_string).collect();
            assert_eq!(dates, expected, "{rule:?}");
            let kept: Recurrence = serde_json::from_str(&serde_json::to_string(&rule).unwrap()).unwrap();
            assert_eq!(kept, rule);
        }
    }

    #[test]
    fn rules_that_cannot_be_then_refused_with_the_reason() {
        use RecurrenceError::*;
        for (rule, error) in [
            ("every thursday", NotUnderstood),
            ("", NotUnderstood),
            ("FREQ=WEEKLY;BYDAY=XX", NotUnderstood),
            ("FREQ=WEEKLY;UNTIL=soon", NotUnderstood),
            ("FREQ=HOURLY", SeveralADay),
            ("FREQ=DAILY;BYHOUR=9,17", SeveralADay),
            ("FREQ=WEEKLY;BYMOON=1", UnknownPart),
            ("FREQ=DAILY|FREQ=DAILY|FREQ=DAILY|FREQ=DAILY|FREQ=DAILY|FREQ=DAILY|FREQ=DAILY|FREQ=DAILY", TooManyRules),
        ] {
            assert_eq!(Recurrence::parse(rule), Err(error), "{rule}");
        }
        let first = day("2027-01-04");
        for (rule, today, error) in [
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2027-01-04", NoOccurrence),
            ("FREQ=WEEKLY;BYDAY=TH;COUNT=2", "2027-02-04", NoOccurrence),
            ("FREQ=WEEKLY;BYDAY=TH;UNTIL=20261231", "2026-11-01", BeforeStart),
            ("FREQ=WEEKLY;BYDAY=TH;UNTIL=20251231", "2026-11-01", BeforeStart),
        ] {
            assert_eq!(Recurrence::parse(rule).unwrap().check_from(first, day(today)), Err(error), "{rule}");
        }
        assert_eq!(Recurrence::parse("FREQ=YEARLY;INTERVAL=2").unwrap().check_from(first, first), Ok(()));
    }
}
