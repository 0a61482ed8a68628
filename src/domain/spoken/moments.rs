//! A day and an hour together.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{Tongue, day_in_words, days::weekday_in_words, hour_in_words};

/// When a line opens again, for the facts `jour_reprise` and `heure_reprise`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// "demain, jeudi".
    pub day: String,
    /// "neuf heures".
    pub hour: String,
}

/// The next opening, in the local time of the line.
///
/// Today is said with its weekday: who rings a minute after midnight still lives in the day before.
/// Midnight belongs to the night and not to a day: "demain, à minuit" could be either end of tomorrow.
#[must_use]
pub fn reopening_in_words(language: &str, opens_at_local: NaiveDateTime, today: NaiveDate) -> Reopening {
    let date = opens_at_local.date();
    let is_midnight = opens_at_local.time() == NaiveTime::MIN;
    let day = match date.pred_opt().filter(|_| is_midnight) {
        Some(eve) => night_in_words(language, eve, date, today),
        None if date == today => {
            format!("{}, {}", day_in_words(language, date, today), weekday_in_words(language, date))
        }
        None => day_in_words(language, date, today),
    };
    Reopening { day, hour: hour_in_words(language, opens_at_local.time()) }
}

/// The night that begins on `eve` and ends on `date`: "cette nuit", "dans la nuit de jeudi à vendredi 27
/// novembre"; "tonight", "in the night from Thursday to Friday 27 November".
fn night_in_words(language: &str, eve: NaiveDate, date: NaiveDate, today: NaiveDate) -> String {
    let (first, second) = (weekday_in_words(language, eve), day_in_words(language, date, today));
    match (Tongue::of(language), eve <= today) {
        (Tongue::French, true) => "cette nuit".to_owned(),
        (Tongue::French, false) => format!("dans la nuit de {first} à {second}"),
        (Tongue::English, true) => "tonight".to_owned(),
        (Tongue::English, false) => format!("in the night from {first} to {second}"),
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
    fn line_closed_then_the_day_and_the_hour_it_opens_are_said_apart() {
        let wednesday = at(25, 0, 0).date();
        let cases = [
            // Later today; also for who rings a minute after midnight.
            (at(25, 9, 0), "aujourd'hui, mercredi", "neuf heures", "today, Wednesday", "nine o'clock in the morning"),
            (
                at(25, 14, 0),
                "aujourd'hui, mercredi",
                "quatorze heures",
                "today, Wednesday",
                "two o'clock in the afternoon",
            ),
            (at(26, 9, 0), "demain, jeudi", "neuf heures", "tomorrow, Thursday", "nine o'clock in the morning"),
            (at(26, 12, 0), "demain, jeudi", "midi", "tomorrow, Thursday", "noon"),
            // Within the week, and beyond.
            (
                at(28, 9, 30),
                "samedi 28 novembre",
                "neuf heures trente",
                "Saturday 28 November",
                "half past nine in the morning",
            ),
            (
                at(30, 15, 0),
                "lundi 30 novembre",
                "quinze heures",
                "Monday 30 November",
                "three o'clock in the afternoon",
            ),
            // Midnight is told as a night.
            (at(26, 0, 0), "cette nuit", "minuit", "tonight", "midnight"),
            (
                at(27, 0, 0),
                "dans la nuit de jeudi à vendredi 27 novembre",
                "minuit",
                "in the night from Thursday to Friday 27 November",
                "midnight",
            ),
        ];
        for (opens_at, day, hour, day_in_english, hour_in_english) in cases {
            assert_eq!(reopening_in_words("fr", opens_at, wednesday), Reopening { day: day.into(), hour: hour.into() });
            let in_english = Reopening { day: day_in_english.into(), hour: hour_in_english.into() };
            assert_eq!(reopening_in_words("en", opens_at, wednesday), in_english);
        }
    }
}
