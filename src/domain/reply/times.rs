//! Hours, delays and dates, as people type them.

use super::vocabulary::is_unit;
use chrono::NaiveTime;

/// An hour of the day: words used, hour. "15h30", "15:30", "15.30", "15 h 30", "3 pm", "midi".
pub(super) fn hour_at(words: &[&str], at: usize) -> Option<(usize, NaiveTime)> {
    const HOURS: &[&str] = &["h", "heure", "heures", "hrs"];
    let word = *words.get(at)?;
    let next = words.get(at + 1).copied().unwrap_or_default();
    if matches!(word, "midi" | "noon") {
        let is_afternoon = at.checked_sub(1).is_some_and(|before| words[before] == "apres");
        return (!is_afternoon).then(|| NaiveTime::from_hms_opt(12, 0, 0)).flatten().map(|hour| (1, hour));
    }
    let (digits, unit) = word.split_at(word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len()));
    if digits.is_empty() || digits.len() > 2 {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    let minutes_of = |text: &str| (text.len() == 2).then(|| text.parse::<u32>().ok()).flatten();
    if unit.is_empty() {
        // "1 heure" is how long, not when.
        if HOURS.contains(&next) && (number, next) != (1, "heure") {
            return match words.get(at + 2).and_then(|word| minutes_of(word)) {
                Some(minutes) => Some((3, NaiveTime::from_hms_opt(number, minutes, 0)?)),
                None => Some((2, NaiveTime::from_hms_opt(number, 0, 0)?)),
            };
        }
        return half_of_day(number, 0, next).map(|hour| (2, hour));
    }
    if unit == "h" {
        return match minutes_of(next) {
            Some(minutes) => Some((2, NaiveTime::from_hms_opt(number, minutes, 0)?)),
            None => Some((1, NaiveTime::from_hms_opt(number, 0, 0)?)),
        };
    }
    if let Some(hour) = half_of_day(number, 0, unit) {
        return Some((1, hour));
    }
    let rest = unit.strip_prefix(['h', ':', '.'])?;
    let (minutes, suffix) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
    let minutes = minutes_of(minutes)?;
    match suffix {
        "" => match half_of_day(number, minutes, next) {
            Some(hour) => Some((2, hour)),
            None => Some((1, NaiveTime::from_hms_opt(number, minutes, 0)?)),
        },
        "h" | "min" | "mn" => Some((1, NaiveTime::from_hms_opt(number, minutes, 0)?)),
        half => half_of_day(number, minutes, half).map(|hour| (1, hour)),
    }
}

/// Twelve-hour clock: 12 am is midnight, 12 pm is noon.
fn half_of_day(hour: u32, minutes: u32, half: &str) -> Option<NaiveTime> {
    let afternoon = match half {
        "am" => 0,
        "pm" => 12,
        _ => return None,
    };
    (1..=12).contains(&hour).then(|| NaiveTime::from_hms_opt(hour % 12 + afternoon, minutes, 0)).flatten()
}

/// A duration in minutes: words used, minutes, whether a unit was written.
pub(super) fn duration_at(words: &[&str], at: usize) -> Option<(usize, u32, bool)> {
    const MINUTES: &[&str] = &["min", "mn", "mins", "minute", "minutes", "m"];
    const HOURS: &[&str] = &["h", "heure", "heures", "hour", "hours"];
    let word = *words.get(at)?;
    let digits_end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (digits, unit) = word.split_at(digits_end);
    let number: u32 = digits.parse().ok()?;
    let next = words.get(at + 1).copied().unwrap_or_default();
    let (unit, used) =
        if unit.is_empty() && (MINUTES.contains(&next) || HOURS.contains(&next)) { (next, 2) } else { (unit, 1) };
    if unit.is_empty() {
        Some((used, number, false))
    } else if MINUTES.contains(&unit) {
        Some((used, number, true))
    } else {
        let minutes = match unit.strip_prefix('h') {
            Some(rest) if !HOURS.contains(&unit) => rest.parse::<u32>().ok()?,
            _ if HOURS.contains(&unit) => 0,
            _ => return None,
        };
        // An hour alone ("1h30") is a delay only beside its keyword, so it does not count as having said a unit.
        Some((used, number.checked_mul(60)?.checked_add(minutes)?, false))
    }
}

/// A date, or a day without a month: words used, month, day, year.
pub(super) fn date_at(words: &[&str], at: usize) -> Option<(usize, Option<u32>, u32, Option<i32>)> {
    let word = words[at];
    let year_of = |text: &str| match (text.len(), text.parse::<i32>()) {
        (2, Ok(year)) => Some(2000 + year),
        (4, Ok(year)) => Some(year),
        _ => None,
    };
    let mut parts = word.split(['/', '.']);
    let day: u32 = parts.next().map(|day| day.strip_suffix("er").unwrap_or(day))?.parse().ok()?;
    if let Some(written) = parts.next() {
        let year = match parts.next() {
            Some(year) => Some(year_of(year)?),
            None => None,
        };
        return Some((1, Some(written.parse().ok()?), day, year));
    }
    let next = words.get(at + 1).copied().unwrap_or_default();
    match month(next) {
        Some(month) => match words.get(at + 2).filter(|year| year.len() == 4).and_then(|year| year_of(year)) {
            Some(year) => Some((3, Some(month), day, Some(year))),
            None => Some((2, Some(month), day, None)),
        },
        // "absent 3 jours", "absent à 15 h" are no dates.
        None => (!is_unit(next) && (1..=31).contains(&day)).then_some((1, None, day, None)),
    }
}

/// The month of this name, 1 to 12, in French or English without accents.
pub(super) fn month(word: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["janvier", "janv", "january", "jan"],
        &["fevrier", "fev", "fevr", "february", "feb"],
        &["mars", "march"],
        &["avril", "avr", "april", "apr"],
        &["mai", "may"],
        &["juin", "june"],
        &["juillet", "juil", "july"],
        &["aout", "august", "aug"],
        &["septembre", "sept", "sep", "september"],
        &["octobre", "oct", "october"],
        &["novembre", "nov", "november"],
        &["decembre", "dec", "december"],
    ];
    (1..).zip(MONTHS).find(|(_, names)| names.contains(&word)).map(|(number, _)| number)
}
