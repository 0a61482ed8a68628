//! A day and an hour together.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Tongue, day_in_words, hour_in_words};

/// When a line opens again, for the facts `jour_reprise` and `heure_reprise`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// "demain, jeudi".
    pub day: String,
    /// "neuf heures".
    pub hour: String,
}

/// The next opening, in the local time of the line.
#[must_use]
pub fn reopening_in_words(language: &str, opens_at_local: NaiveDateTime, today: NaiveDate) -> Reopening {
    Reopening {
        day: day_in_words(language, opens_at_local.date(), today),
        hour: hour_in_words(language, opens_at_local.time()),
    }
}

/// When something happens: "à quinze heures trente" today, "demain, jeudi, à onze heures" later.
/// For the fact `prochain_essai`.
#[must_use]
pub fn moment_in_words(language: &str, at_local: NaiveDateTime, today: NaiveDate) -> String {
    let hour = hour_in_words(language, at_local.time());
    let at = match Tongue::of(language) {
        Tongue::French => "à",
        Tongue::English => "at",
    };
    if at_local.date() == today {
        format!("{at} {hour}")
    } else {
        format!("{}, {at} {hour}", day_in_words(language, at_local.date(), today))
    }
}

/// A term, to stand behind "before": "quinze heures trente" today, "demain, jeudi, à onze heures" later.
/// For the fact `heure`.
#[must_use]
pub fn deadline_in_words(language: &str, due_at_local: NaiveDateTime, today: NaiveDate) -> String {
    if due_at_local.date() == today {
        hour_in_words(language, due_at_local.time())
    } else {
        moment_in_words(language, due_at_local, today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn moment_today_or_later_then_the_day_is_said_only_when_needed() {
        let wednesday = at(25, 0, 0).date();
        assert_eq!(moment_in_words("fr", at(25, 15, 30), wednesday), "à quinze heures trente");
        assert_eq!(moment_in_words("fr", at(26, 11, 0), wednesday), "demain, jeudi, à onze heures");
        assert_eq!(moment_in_words("en", at(30, 12, 0), wednesday), "Monday 30 November, at noon");
        assert_eq!(deadline_in_words("fr", at(25, 15, 30), wednesday), "quinze heures trente");
        assert_eq!(deadline_in_words("fr", at(26, 10, 0), wednesday), "demain, jeudi, à dix heures");
    }

    #[test]
    fn line_closed_then_reopening_has_day_and_hour_apart() {
        let reopening = reopening_in_words("fr", at(26, 9, 0), at(25, 0, 0).date());
        assert_eq!(reopening, Reopening { day: "demain, jeudi".into(), hour: "neuf heures".into() });
    }
}
