//! Numbers of help and emergency, as dated data: which is the right one on a date, and whether it answers now.
//!
//! They are shown to humans and said in prompts; the program dials none of them.
//!
//! # Source
//! `helplines.toml`, from the domain notes, 2.7. France; overseas included.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;

use crate::people::Language;

/// A list older than this, in days, is to be looked at again.
pub const CHECKED_WITHIN_DAYS: i64 = 365;

static HELPLINES: LazyLock<Vec<Helpline>> = LazyLock::new(|| read(include_str!("helplines.toml")).unwrap_or_default());

/// A number of help or emergency.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpline {
    /// As dialled.
    pub number: String,
    fr: String,
    en: String,
    /// When it begins to answer each day, local time; `None` day and night.
    opens: Option<NaiveTime>,
    /// When it ceases to answer each day, local time.
    closes: Option<NaiveTime>,
    /// The name under which prompts say it.
    spoken_as: Option<String>,
    /// First date on which it is the right one.
    from: Option<NaiveDate>,
    /// Last date on which it is the right one.
    until: Option<NaiveDate>,
    /// When somebody last made sure of it.
    pub checked_on: NaiveDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    helpline: Vec<Helpline>,
}

fn read(text: &str) -> Result<Vec<Helpline>, toml::de::Error> {
    toml::from_str::<File>(text).map(|file| file.helpline)
}

impl Helpline {
    /// What it is for.
    pub fn purpose(&self, language: Language) -> &str {
        match language {
            Language::French => &self.fr,
            Language::English => &self.en,
        }
    }

    /// Its hours, local time; `None` when it answers day and night.
    pub fn hours(&self) -> Option<(NaiveTime, NaiveTime)> {
        self.opens.zip(self.closes)
    }

    /// Whether somebody answers at this local time.
    pub fn answers_at(&self, time: NaiveTime) -> bool {
        self.hours().is_none_or(|(opens, closes)| opens <= time && time < closes)
    }

    fn is_in_force(&self, on: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }
}

/// The right numbers on a date, in the order in which they are shown.
pub fn in_force(on: NaiveDate) -> impl Iterator<Item = &'static Helpline> {
    HELPLINES.iter().filter(move |helpline| helpline.is_in_force(on))
}

/// What prompts say on a date: (name of the fact, number).
pub fn spoken(on: NaiveDate) -> BTreeMap<String, String> {
    let named = in_force(on).filter_map(|helpline| Some((helpline.spoken_as.clone()?, helpline.number.clone())));
    named.collect()
}

/// The date on which the number looked at longest ago was checked.
pub fn checked_on() -> Option<NaiveDate> {
    HELPLINES.iter().filter(|helpline| helpline.until.is_none()).map(|helpline| helpline.checked_on).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn numbers(date: &str) -> Vec<&'static str> {
        in_force(on(date)).map(|helpline| helpline.number.as_str()).collect()
    }

    #[test]
    fn file_then_it_is_read_whole() {
        assert_eq!(read(include_str!("helplines.toml")).unwrap(), *HELPLINES);
        assert_eq!(numbers("2026-11-22"), ["15", "18", "17", "112", "114", "3114", "3133", "115", "119", "3919"]);
    }

    #[test]
    fn number_replaced_then_the_one_of_the_date_is_shown_and_said() {
        assert!(numbers("2026-02-28").contains(&"3977") && !numbers("2026-02-28").contains(&"3133"));
        assert!(numbers("2026-03-01").contains(&"3133") && !numbers("2026-03-01").contains(&"3977"));
        assert_eq!(spoken(on("2026-02-28"))["maltraitance"], "3977");
        assert_eq!(spoken(on("2026-03-01"))["maltraitance"], "3133");
    }

    #[test]
    fn any_date_then_each_name_is_said_by_one_number() {
        for day in 0..2000 {
            let date = on("2024-01-01") + chrono::TimeDelta::days(day);
            let named = in_force(date).filter(|helpline| helpline.spoken_as.is_some()).count();
            assert_eq!((named, spoken(date).len()), (4, 4), "{date}");
        }
    }

    #[test]
    fn hours_then_it_answers_from_the_first_minute_to_before_the_last() {
        let abuse = in_force(on("2026-11-22")).find(|helpline| helpline.number == "3133").unwrap();
        let answers = |hour, minute| abuse.answers_at(NaiveTime::from_hms_opt(hour, minute, 0).unwrap());
        assert!(!answers(8, 59) && answers(9, 0) && answers(19, 59) && !answers(20, 0));
    }
}
