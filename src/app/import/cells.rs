//! What a cell of each kind may hold. Pure; a reason never repeats the cell.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use passerelle_domain::{
    call_series::Recurrence, exceptional_hours::ExceptionalHours, people::Language, skills::Skill,
    weekly_hours::WeeklyHours, wishes::Gender,
};

/// Longest key.
const MOST_KEY_CHARS: usize = 64;
/// Longest text.
const MOST_TEXT_CHARS: usize = 200;
/// Longest address.
///
/// # Source
/// RFC 5321, 4.5.3.1.3: a path has at most 256 octets, two of them brackets.
const MOST_EMAIL_CHARS: usize = 254;

const HOURS_EXAMPLE: &str = "mon-fri 09:00-12:00 14:00-17:00; sat 09:00-12:00";

/// The association's own reference.
pub(super) fn key(cell: &str) -> Result<String, String> {
    if cell.chars().count() > MOST_KEY_CHARS {
        return Err(format!("longer than {MOST_KEY_CHARS} characters"));
    }
    if cell.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_')) {
        Ok(cell.to_owned())
    } else {
        Err("a key has letters, digits, - and _ only".into())
    }
}

/// Free text.
pub(super) fn text(cell: &str) -> Result<String, String> {
    if cell.chars().count() > MOST_TEXT_CHARS {
        return Err(format!("longer than {MOST_TEXT_CHARS} characters"));
    }
    Ok(cell.to_owned())
}

/// An email address: enough is checked to catch a cell of another column.
pub(super) fn email(cell: &str) -> Result<String, String> {
    let (local, domain) = cell.rsplit_once('@').ok_or("not an email address")?;
    let is_clean = !local.is_empty() && !local.contains('@') && !cell.contains(char::is_whitespace);
    let is_domain = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    if is_clean && is_domain && cell.len() <= MOST_EMAIL_CHARS {
        Ok(cell.to_owned())
    } else {
        Err("not an email address".into())
    }
}

/// `2026-11-02`.
pub(super) fn day(cell: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(cell, "%Y-%m-%d").map_err(|_| "not a date: write for example 2026-11-02".into())
}

/// `09:30`.
pub(super) fn time(cell: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(cell, "%H:%M").map_err(|_| "not a time: write for example 09:30".into())
}

/// `yes` or `no`.
pub(super) fn yes_or_no(cell: &str) -> Result<bool, String> {
    word(&[("yes", true), ("no", false)])(cell)
}

/// One word of a closed list.
pub(super) fn word<T: Copy>(words: &[(&str, T)]) -> impl FnOnce(&str) -> Result<T, String> {
    move |cell| {
        let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(cell));
        found.map(|(_, value)| *value).ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            format!("must be one of: {}", known.join(", "))
        })
    }
}

/// A whole number between two others, both included.
pub(super) fn number(least: u32, most: u32) -> impl FnOnce(&str) -> Result<u32, String> {
    move |cell| match cell.parse::<u32>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        Ok(_) | Err(_) => Err(format!("must be a number from {least} to {most}")),
    }
}

/// A language Passerelle speaks.
pub(super) fn language(cell: &str) -> Result<Language, String> {
    Language::parse(cell).ok_or_else(|| "a language Passerelle does not speak".into())
}

/// `fr|en`: each once, in the order given.
pub(super) fn languages(cell: &str) -> Result<Vec<Language>, String> {
    let mut languages = Vec::new();
    for part in cell.split('|') {
        let language = language(part)?;
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    Ok(languages)
}

/// An IANA zone.
pub(super) fn zone(cell: &str) -> Result<Tz, String> {
    cell.parse().map_err(|_| "an unknown time zone: write for example Europe/Paris".into())
}

/// `mon-fri 09:00-12:00 14:00-17:00; sat 09:00-12:00`. The part at fault is told by its place.
pub(super) fn hours(cell: &str) -> Result<WeeklyHours, String> {
    if let Some(place) = cell.split(';').position(|part| !is_hours(part)) {
        let place = place + 1;
        return Err(format!("part {place} is not understood: write for example {HOURS_EXAMPLE}"));
    }
    let hours = WeeklyHours::parse(cell).map_err(|_| format!("not understood: write for example {HOURS_EXAMPLE}"))?;
    if hours.is_empty() { Err("holds no hours".into()) } else { Ok(hours) }
}

/// `FREQ=WEEKLY;INTERVAL=2;BYDAY=TH`: dates, at most one a day.
pub(super) fn rule(cell: &str) -> Result<Recurrence, String> {
    Recurrence::parse(cell).map_err(|error| error.to_string())
}

/// `2026-12-24 closed; 2026-12-31 09:00-12:00`. The part at fault is told by its place.
pub(super) fn exceptions(cell: &str) -> Result<ExceptionalHours, String> {
    ExceptionalHours::parse(cell).map_err(|error| error.to_string())
}

/// `listening|administrative`: words, each once, in the order given.
pub(super) fn skills(cell: &str) -> Result<Vec<Skill>, String> {
    Skill::parse_list(cell).map_err(|error| error.to_string())
}

/// `woman` or `man`.
pub(super) fn gender(cell: &str) -> Result<Option<Gender>, String> {
    Gender::parse(cell).map(Some).ok_or_else(|| "must be one of: woman, man".into())
}

/// `karim|zoe`: keys, each once, in the order given.
pub(super) fn keys(cell: &str) -> Result<Vec<String>, String> {
    let mut keys: Vec<String> = Vec::new();
    for part in cell.split('|').map(str::trim).filter(|part| !part.is_empty()) {
        let key = key(part)?;
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// `FR-IDF|FR-MTQ`: names, each once. Whether a line names them is found when the row is written.
pub(super) fn territories(cell: &str) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    for part in cell.split('|').map(str::trim).filter(|part| !part.is_empty()) {
        let name = text(part)?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

fn is_hours(part: &str) -> bool {
    // No hour and no minute has three digits; longer numbers are not even computed.
    let has_long_number = part.split(|sign: char| !sign.is_ascii_digit()).any(|digits| digits.len() > 2);
    !has_long_number && WeeklyHours::parse(part).is_ok()
}
