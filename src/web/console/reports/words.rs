//! Periods, groups and figures in words.

use chrono::{Datelike, NaiveDate};
use passerelle_domain::{
    indicators::{Figure, Group, Indicator, Period, Shown},
    people::Language,
    small_cells::LEAST_TOLD,
};

use super::super::Words;

impl Words {
    /// `octobre`.
    pub(crate) fn month(&self, month: u32) -> String {
        self.say(&format!("month-{month}"))
    }

    /// `4e trimestre`.
    pub(crate) fn quarter(&self, quarter: u32) -> String {
        self.say(&format!("quarter-{quarter}"))
    }

    /// `octobre 2026`.
    pub(crate) fn period(&self, period: Period) -> String {
        let dated = |part: String, year: i32| self.fill("period-of-year", [("part", part), ("year", year.to_string())]);
        match period {
            Period::Month(year, month) => dated(self.month(month), year),
            Period::Quarter(year, quarter) => dated(self.quarter(quarter), year),
            Period::Year(year) => year.to_string(),
        }
    }

    /// `3 novembre 2026`.
    pub(crate) fn full_day(&self, on: NaiveDate) -> String {
        let (day, year) = (on.day().to_string(), on.year().to_string());
        self.fill("full-day", [("day", day), ("month", self.month(on.month())), ("year", year)])
    }

    pub(crate) fn indicator(&self, indicator: Indicator) -> String {
        self.say(&format!("indicator-{}", indicator.as_str()))
    }

    pub(crate) fn definition(&self, indicator: Indicator) -> String {
        self.say(&format!("definition-{}", indicator.as_str()))
    }

    /// Who a row is about.
    pub(crate) fn group(&self, group: &Group) -> String {
        match group {
            Group::All => self.say("group-all"),
            Group::Territory(name) => name.clone(),
            Group::Partner(name) => self.fill("group-partner", [("name", name.as_str())]),
            Group::SeveralPartners => self.say("group-several-partners"),
            Group::NoPartner => self.say("group-no-partner"),
        }
    }

    /// What is told of a figure.
    pub(crate) fn figure(&self, figure: &Figure) -> String {
        match figure.shown {
            Shown::Told => self.number(figure.value),
            Shown::UnderFive => self.count("report-under", LEAST_TOLD),
            Shown::Withheld => self.say("report-withheld"),
            Shown::Nothing => self.say("report-no-figure"),
        }
    }

    /// `12 345`, as the language writes it.
    pub(crate) fn number(&self, number: u64) -> String {
        let apart = match self.0 {
            Language::French => '\u{202f}',
            Language::English => ',',
        };
        let digits = number.to_string();
        let mut written = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                written.push(apart);
            }
            written.push(digit);
        }
        written
    }
}

/// A group as an address and a file name it: its kind, and a name when the kind has several.
pub(super) fn named(group: &Group) -> (&'static str, &str) {
    match group {
        Group::All => ("all", ""),
        Group::Territory(name) => ("territory", name),
        Group::Partner(name) => ("partner", name),
        Group::SeveralPartners => ("several_partners", ""),
        Group::NoPartner => ("no_partner", ""),
    }
}

/// The group of such a name.
pub(super) fn group_named(kind: &str, name: &str) -> Option<Group> {
    match kind {
        "all" => Some(Group::All),
        "territory" => Some(Group::Territory(name.to_owned())),
        "partner" => Some(Group::Partner(name.to_owned())),
        "several_partners" => Some(Group::SeveralPartners),
        "no_partner" => Some(Group::NoPartner),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_indicator_theme_and_month_then_it_has_words_in_both_languages() {
        for w in [Words(Language::French), Words(Language::English)] {
            let indicators = Indicator::ALL.map(|indicator| indicator.as_str());
            let keys = indicators.iter().flat_map(|name| [format!("indicator-{name}"), format!("definition-{name}")]);
            let months = (1..=12).map(|month| format!("month-{month}"));
            let quarters = (1..=4).map(|quarter| format!("quarter-{quarter}"));
            let themes = super::super::THEMES.map(|(id, _)| format!("report-theme-{id}"));
            let told =
                ["report-kept", "report-same", "report-not-over", "report-empty"].map(|told| format!("told-{told}"));
            for key in keys.chain(months).chain(quarters).chain(themes).chain(told) {
                assert!(w.has(&key), "{} lacks {key}", w.tag());
            }
        }
        let shown: usize = super::super::THEMES.iter().map(|(_, indicators)| indicators.len()).sum();
        assert_eq!(shown, Indicator::ALL.len());
    }

    #[test]
    fn numbers_then_as_the_language_writes_them() {
        for (number, french, english) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1\u{202f}000", "1,000"),
            (1_234_567, "1\u{202f}234\u{202f}567", "1,234,567"),
        ] {
            assert_eq!(
                (Words(Language::French).number(number), Words(Language::English).number(number)),
                (french.to_owned(), english.to_owned())
            );
        }
    }

    #[test]
    fn groups_then_named_and_found_again() {
        for group in [
            Group::All,
            Group::Territory("FR-MTQ".into()),
            Group::Partner("hérault".into()),
            Group::NoPartner,
            Group::SeveralPartners,
        ] {
            let (kind, name) = named(&group);
            assert_eq!(group_named(kind, name), Some(group));
        }
        assert_eq!(group_named("secret", ""), None);
    }
}
