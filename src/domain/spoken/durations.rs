//! Durations in words.

use chrono::TimeDelta;

use super::{
    Tongue,
    days::plural,
    numbers::{Gender, english, french},
};

/// "une minute", "quarante minutes", "deux heures", "une heure et dix minutes", "trois jours"; "one minute",
/// "two hours", "three days". Rounded down to the minute, and to the hour from a day on; at least a minute.
#[must_use]
pub fn duration_in_words(language: &str, duration: TimeDelta) -> String {
    const HOUR_MINUTES: u32 = 60;
    const DAY_HOURS: u32 = 24;
    /// Hours are counted up to here, then days.
    const COUNTED_IN_HOURS: u32 = 48;
    let tongue = Tongue::of(language);
    let minutes = u32::try_from(duration.num_minutes().max(1)).unwrap_or(u32::MAX);
    let (hours, rest) = (minutes / HOUR_MINUTES, minutes % HOUR_MINUTES);
    let count = |number: u32, unit: (&str, &str), gender: Gender| match tongue {
        Tongue::French => format!("{} {}{}", french(number, gender), unit.0, plural(number)),
        Tongue::English => format!("{} {}{}", english(number), unit.1, plural(number)),
    };
    let in_minutes = |number| count(number, ("minute", "minute"), Gender::Feminine);
    let in_hours = |number| count(number, ("heure", "hour"), Gender::Feminine);
    let and = match tongue {
        Tongue::French => "et",
        Tongue::English => "and",
    };
    match (hours, rest) {
        (0, _) => in_minutes(rest),
        (COUNTED_IN_HOURS.., _) => count(hours / DAY_HOURS, ("jour", "day"), Gender::Masculine),
        (DAY_HOURS.., _) | (_, 0) => in_hours(hours),
        (_, _) => format!("{} {and} {}", in_hours(hours), in_minutes(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duration_then_said_in_its_natural_unit() {
        let cases = [
            (0, "une minute", "one minute"),
            (21, "vingt et une minutes", "twenty-one minutes"),
            (60, "une heure", "one hour"),
            (70, "une heure et dix minutes", "one hour and ten minutes"),
            (120, "deux heures", "two hours"),
            (25 * 60 + 5, "vingt-cinq heures", "twenty-five hours"),
            (72 * 60, "trois jours", "three days"),
        ];
        for (minutes, in_french, in_english) in cases {
            assert_eq!(duration_in_words("fr", TimeDelta::minutes(minutes)), in_french);
            assert_eq!(duration_in_words("en", TimeDelta::minutes(minutes)), in_english);
        }
    }
}
