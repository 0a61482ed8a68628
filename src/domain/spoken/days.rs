//! Days in words.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{
    Tongue,
    numbers::{Gender, english, french},
};

const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "aujourd'hui", "demain, jeudi", "lundi 30 novembre"; "today", "tomorrow, Thursday", "Monday 30 November".
///
/// Both dates are local to the person. The year is never said: nothing is promised that far ahead.
#[must_use]
pub fn day_in_words(language: &str, date: NaiveDate, today: NaiveDate) -> String {
    let tongue = Tongue::of(language);
    let weekday = weekday(tongue, date.weekday());
    match (tongue, (date - today).num_days()) {
        (Tongue::French, -1) => "hier".to_owned(),
        (Tongue::French, 0) => "aujourd'hui".to_owned(),
        (Tongue::French, 1) => format!("demain, {weekday}"),
        (Tongue::French, _) => {
            let day = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
            format!("{weekday} {day} {}", FRENCH_MONTHS[date.month0() as usize])
        }
        (Tongue::English, -1) => "yesterday".to_owned(),
        (Tongue::English, 0) => "today".to_owned(),
        (Tongue::English, 1) => format!("tomorrow, {weekday}"),
        (Tongue::English, _) => {
            format!("{weekday} {} {}", date.day(), ENGLISH_MONTHS[date.month0() as usize])
        }
    }
}

/// "jeudi"; "Thursday".
#[must_use]
pub fn weekday_in_words(language: &str, date: NaiveDate) -> &'static str {
    weekday(Tongue::of(language), date.weekday())
}

/// "hier", "il y a trois jours", "il y a une semaine"; "yesterday", "three days ago", "a week ago".
///
/// A first call has no last contact: that is another sentence, for the caller of this function to choose.
/// A date ahead of today, which a change of zone can produce, is today.
#[must_use]
pub fn since_in_words(language: &str, last_contact_on: NaiveDate, today: NaiveDate) -> String {
    const WEEK_DAYS: u32 = 7;
    const MONTH_DAYS: u32 = 30;
    const YEAR_DAYS: u32 = 365;
    /// Up to here weeks are counted, then months.
    const COUNTED_IN_WEEKS_DAYS: u32 = 56;
    let days = u32::try_from((today - last_contact_on).num_days()).unwrap_or(0);
    // Rounded to the nearest: eleven days are nearer to two weeks than to one.
    let weeks = (days + WEEK_DAYS / 2) / WEEK_DAYS;
    let months = (days + MONTH_DAYS / 2) / MONTH_DAYS;
    match (Tongue::of(language), days) {
        (Tongue::French, 0) => "aujourd'hui".to_owned(),
        (Tongue::French, 1) => "hier".to_owned(),
        (Tongue::French, ..WEEK_DAYS) => {
            format!("il y a {} jours", french(days, Gender::Masculine))
        }
        (Tongue::French, ..COUNTED_IN_WEEKS_DAYS) => {
            format!("il y a {} semaine{}", french(weeks, Gender::Feminine), plural(weeks))
        }
        (Tongue::French, ..YEAR_DAYS) => {
            format!("il y a {} mois", french(months, Gender::Masculine))
        }
        (Tongue::French, _) => "il y a plus d'un an".to_owned(),
        (Tongue::English, 0) => "today".to_owned(),
        (Tongue::English, 1) => "yesterday".to_owned(),
        (Tongue::English, ..WEEK_DAYS) => format!("{} days ago", english(days)),
        (Tongue::English, ..COUNTED_IN_WEEKS_DAYS) if weeks == 1 => "a week ago".to_owned(),
        (Tongue::English, ..COUNTED_IN_WEEKS_DAYS) => format!("{} weeks ago", english(weeks)),
        (Tongue::English, ..YEAR_DAYS) => format!("{} months ago", english(months)),
        (Tongue::English, _) => "more than a year ago".to_owned(),
    }
}

pub(super) fn plural(count: u32) -> &'static str {
    if count > 1 { "s" } else { "" }
}

fn weekday(tongue: Tongue, weekday: Weekday) -> &'static str {
    let (french, english) = match weekday {
        Weekday::Mon => ("lundi", "Monday"),
        Weekday::Tue => ("mardi", "Tuesday"),
        Weekday::Wed => ("mercredi", "Wednesday"),
        Weekday::Thu => ("jeudi", "Thursday"),
        Weekday::Fri => ("vendredi", "Friday"),
        Weekday::Sat => ("samedi", "Saturday"),
        Weekday::Sun => ("dimanche", "Sunday"),
    };
    match tongue {
        Tongue::French => french,
        Tongue::English => english,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn day_near_or_far_then_said_as_people_say_it() {
        let wednesday = on(2026, 11, 25);
        let cases = [
            (wednesday, "aujourd'hui", "today"),
            (on(2026, 11, 26), "demain, jeudi", "tomorrow, Thursday"),
            (on(2026, 11, 24), "hier", "yesterday"),
            (on(2026, 11, 30), "lundi 30 novembre", "Monday 30 November"),
            (on(2026, 12, 1), "mardi 1er décembre", "Tuesday 1 December"),
        ];
        for (date, in_french, in_english) in cases {
            assert_eq!(day_in_words("fr", date, wednesday), in_french);
            assert_eq!(day_in_words("en-GB", date, wednesday), in_english);
            assert_eq!(day_in_words("br", date, wednesday), in_french);
        }
    }

    #[test]
    fn day_after_new_year_eve_or_clock_change_then_tomorrow() {
        let cases = [
            (on(2026, 12, 31), on(2027, 1, 1), "demain, vendredi"),
            (on(2027, 3, 27), on(2027, 3, 28), "demain, dimanche"),
            (on(2026, 10, 24), on(2026, 10, 25), "demain, dimanche"),
            (on(2028, 2, 28), on(2028, 2, 29), "demain, mardi"),
        ];
        for (today, date, words) in cases {
            assert_eq!(day_in_words("fr", date, today), words);
        }
    }

    #[test]
    fn last_contact_then_said_in_days_weeks_and_months() {
        let today = on(2026, 11, 26);
        let cases = [
            (-1, "aujourd'hui", "today"),
            (0, "aujourd'hui", "today"),
            (1, "hier", "yesterday"),
            (3, "il y a trois jours", "three days ago"),
            (7, "il y a une semaine", "a week ago"),
            (10, "il y a une semaine", "a week ago"),
            (11, "il y a deux semaines", "two weeks ago"),
            (55, "il y a huit semaines", "eight weeks ago"),
            (56, "il y a deux mois", "two months ago"),
            (364, "il y a douze mois", "twelve months ago"),
            (400, "il y a plus d'un an", "more than a year ago"),
        ];
        for (days, in_french, in_english) in cases {
            let last = today - chrono::TimeDelta::days(days);
            assert_eq!(since_in_words("fr", last, today), in_french, "{days}");
            assert_eq!(since_in_words("en", last, today), in_english, "{days}");
        }
    }
}
