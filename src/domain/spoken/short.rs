//! Days and hours written short, for text messages. Every character is in the GSM-7 alphabet.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike, Weekday};

use super::Tongue;

/// "jeu. 26/11", "Thu 26/11".
#[must_use]
pub fn short_day(language: &str, date: NaiveDate) -> String {
    let (french, english) = match date.weekday() {
        Weekday::Mon => ("lun.", "Mon"),
        Weekday::Tue => ("mar.", "Tue"),
        Weekday::Wed => ("mer.", "Wed"),
        Weekday::Thu => ("jeu.", "Thu"),
        Weekday::Fri => ("ven.", "Fri"),
        Weekday::Sat => ("sam.", "Sat"),
        Weekday::Sun => ("dim.", "Sun"),
    };
    let weekday = match Tongue::of(language) {
        Tongue::French => french,
        Tongue::English => english,
    };
    format!("{weekday} {:02}/{:02}", date.day(), date.month())
}

/// "15h00", "15:00".
#[must_use]
pub fn short_hour(language: &str, time_local: NaiveTime) -> String {
    let separator = match Tongue::of(language) {
        Tongue::French => 'h',
        Tongue::English => ':',
    };
    format!("{:02}{separator}{:02}", time_local.hour(), time_local.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appointment_written_short_then_it_fits_a_text_message() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        let time = NaiveTime::from_hms_opt(9, 5, 0).unwrap();
        assert_eq!(short_day("fr", date), "jeu. 26/11");
        assert_eq!(short_day("en", date), "Thu 26/11");
        assert_eq!(short_hour("fr", time), "09h05");
        assert_eq!(short_hour("en", time), "09:05");
    }
}
