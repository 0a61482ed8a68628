//! Hours and dates as people type them: `9h-12h`, `9:00-12:30`, `24/12/2026 fermé`.

use chrono::NaiveDate;
use passerelle_domain::{exceptional_hours::ExceptionalHours, weekly_hours::WeeklyHours};

/// The days of a week in the words of [`WeeklyHours`], from Monday.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Longest text read: a year of single days.
const MOST_CHARS: usize = 20_000;
/// "No hours that day."
const CLOSED: [&str; 9] = ["fermé", "fermée", "ferme", "fermee", "absent", "absente", "off", "closed", "away"];

/// `9h30`, `9:30`, `09h`, `9` as `09:30`; midnight at the end of a day is `24:00`.
pub(super) fn time(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase().replace('h', ":");
    let (hour, minute) = text.split_once(':').unwrap_or((&text, ""));
    let is_short = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if hour.is_empty() || !is_short(hour) || !is_short(minute) {
        return None;
    }
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, if minute.is_empty() { 0 } else { minute.parse().ok()? });
    ((hour < 24 && minute < 60) || (hour == 24 && minute == 0)).then(|| format!("{hour:02}:{minute:02}"))
}

/// `9h-12h` as `09:00-12:00`.
fn range(text: &str) -> Option<String> {
    let (from, to) = text.replace(['–', '—'], "-").split_once('-').map(|(from, to)| (time(from), time(to)))?;
    Some(format!("{}-{}", from?, to?))
}

fn ranges(text: &str) -> Option<String> {
    let tidy = text.replace(" - ", "-").replace(" – ", "-").replace([',', '/'], " ");
    let ranges: Option<Vec<String>> = tidy.split_whitespace().filter(|word| *word != "et").map(range).collect();
    ranges.map(|ranges| ranges.join(" "))
}

/// The hours of seven days; the place of the first day that is not understood, from 0.
pub(super) fn week(days: &[String]) -> Result<WeeklyHours, usize> {
    let mut parts = Vec::new();
    for (place, (name, typed)) in DAYS.iter().zip(days).enumerate() {
        if typed.trim().is_empty() || CLOSED.contains(&typed.trim().to_lowercase().as_str()) {
            continue;
        }
        let hours = ranges(typed).filter(|_| typed.len() < MOST_CHARS).ok_or(place)?;
        let part = format!("{name} {hours}");
        WeeklyHours::parse(&part).map_err(|_| place)?;
        parts.push(part);
    }
    WeeklyHours::parse(&parts.join("; ")).map_err(|_| 0)
}

/// `2026-12-24` or `24/12/2026`.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let formats = ["%Y-%m-%d", "%d/%m/%Y"];
    formats.into_iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok())
}

/// One day a line, or `;` between them; the line that is not understood, from 1.
pub(super) fn exceptions(text: &str) -> Result<ExceptionalHours, usize> {
    if text.len() > MOST_CHARS {
        return Err(1);
    }
    let mut parts = Vec::new();
    let lines = text.split(['\n', ';']).map(str::trim).enumerate().filter(|(_, line)| !line.is_empty());
    for (place, line) in lines {
        parts.push(exception(line).ok_or(place + 1)?);
        ExceptionalHours::parse(&parts.join("; ")).map_err(|_| place + 1)?;
    }
    ExceptionalHours::parse(&parts.join("; ")).map_err(|_| 1)
}

fn exception(line: &str) -> Option<String> {
    let (when, hours) = line.split_once(char::is_whitespace)?;
    let hours = hours.trim();
    let hours = if CLOSED.contains(&hours.to_lowercase().as_str()) { "closed".to_owned() } else { ranges(hours)? };
    if hours.is_empty() {
        return None;
    }
    if let Some(day) = date(when) {
        return Some(format!("{day} {hours}"));
    }
    let (first, last) = when.split_once("..").or_else(|| when.split_once('/'))?;
    Some(format!("{}/{} {hours}", date(first)?, date(last)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_as_people_type_them_then_understood_or_not() {
        for (typed, read) in [
            ("9h-12h", Some("09:00-12:00")),
            ("9h - 12h30", Some("09:00-12:30")),
            ("9:00-12:00 14h–17h", Some("09:00-12:00 14:00-17:00")),
            ("9-12 et 14-24h", Some("09:00-12:00 14:00-24:00")),
            ("20h-2h", Some("20:00-02:00")),
            ("9h", None),
            ("9h-25h", None),
            ("9h61-12h", None),
            ("neuf-midi", None),
            ("💐-12h", None),
            ("<b>9h-12h</b>", None),
            ("\u{202e}9h-12h", None),
            ("-", None),
        ] {
            assert_eq!(ranges(typed).as_deref(), read, "{typed}");
        }
    }

    #[test]
    fn a_week_then_its_hours_or_the_day_that_is_not_understood() {
        let days = |monday: &str, tuesday: &str| {
            let mut days = vec![monday.to_owned(), tuesday.to_owned()];
            days.resize(7, String::new());
            days
        };
        assert_eq!(String::from(week(&days("9h-12h", "fermé")).unwrap()), "mon 09:00-12:00");
        assert_eq!(week(&days("9h-12h", "midi")), Err(1));
        assert!(week(&days("", "")).unwrap().is_empty());
    }

    #[test]
    fn single_days_then_read_or_the_line_that_is_wrong() {
        for (typed, read) in [
            ("24/12/2026 fermé\n2026-12-31 9h-12h", Ok("2026-12-24 closed; 2026-12-31 09:00-12:00")),
            ("2026-08-01/2026-08-15 fermé", Ok("2026-08-01/2026-08-15 closed")),
            ("01/08/2026..15/08/2026 absente", Ok("2026-08-01/2026-08-15 closed")),
            ("", Ok("")),
            ("24/12/2026 fermé\n31/02/2027 fermé", Err(2)),
            ("24/12/2026", Err(1)),
            ("24/12/2026 fermé; 24/12/2026 9h-10h", Err(2)),
            ("💐 fermé", Err(1)),
        ] {
            let found = exceptions(typed).map(String::from);
            assert_eq!(found.as_deref().map_err(|place| *place), read, "{typed}");
        }
    }
}
