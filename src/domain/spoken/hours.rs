//! Hours in words.

use chrono::{NaiveTime, Timelike};

use super::{
    Tongue,
    numbers::{Gender, english, french},
};

/// "neuf heures", "quinze heures trente", "midi"; "nine o'clock in the morning", "half past three in the
/// afternoon", "noon". Seconds are not said.
#[must_use]
pub fn hour_in_words(language: &str, time_local: NaiveTime) -> String {
    let (hour, minute) = (time_local.hour(), time_local.minute());
    match Tongue::of(language) {
        Tongue::French => french_hour(hour, minute),
        Tongue::English => english_hour(hour, minute),
    }
}

fn french_hour(hour: u32, minute: u32) -> String {
    let hour = match hour {
        0 => "minuit".to_owned(),
        1 => "une heure".to_owned(),
        12 => "midi".to_owned(),
        _ => format!("{} heures", french(hour, Gender::Feminine)),
    };
    match minute {
        0 => hour,
        _ => format!("{hour} {}", french(minute, Gender::Masculine)),
    }
}

fn english_hour(hour: u32, minute: u32) -> String {
    let part = match hour {
        0..12 => "in the morning",
        12..18 => "in the afternoon",
        _ => "in the evening",
    };
    let on_the_dial = |hour: u32| english((hour + 11) % 12 + 1);
    match (hour, minute) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "noon".to_owned(),
        (_, 0) => format!("{} o'clock {part}", on_the_dial(hour)),
        (_, 15) => format!("quarter past {} {part}", on_the_dial(hour)),
        (_, 30) => format!("half past {} {part}", on_the_dial(hour)),
        (_, 1..10) => format!("{} oh {} {part}", on_the_dial(hour), english(minute)),
        _ => format!("{} {} {part}", on_the_dial(hour), english(minute)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hour_of_the_day_then_said_as_people_say_it() {
        let cases = [
            (0, 0, "minuit", "midnight"),
            (0, 30, "minuit trente", "half past twelve in the morning"),
            (1, 0, "une heure", "one o'clock in the morning"),
            (9, 0, "neuf heures", "nine o'clock in the morning"),
            (11, 45, "onze heures quarante-cinq", "eleven forty-five in the morning"),
            (12, 0, "midi", "noon"),
            (12, 15, "midi quinze", "quarter past twelve in the afternoon"),
            (15, 30, "quinze heures trente", "half past three in the afternoon"),
            (17, 5, "dix-sept heures cinq", "five oh five in the afternoon"),
            (20, 0, "vingt heures", "eight o'clock in the evening"),
            (21, 21, "vingt et une heures vingt et un", "nine twenty-one in the evening"),
        ];
        for (hour, minute, in_french, in_english) in cases {
            let time = NaiveTime::from_hms_opt(hour, minute, 59).unwrap();
            assert_eq!(hour_in_words("fr", time), in_french);
            assert_eq!(hour_in_words("en", time), in_english);
        }
    }
}
