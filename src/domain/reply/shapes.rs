//! Replies with a shape: a keyword and its code, a delay, dates, an hour.

use super::{
    CaretakerAnswer, Reply, WrittenDate,
    codes::{code_after, code_before},
    times::{date_at, duration_at, hour_at},
    vocabulary::{is_filler, is_negation},
};
use chrono::NaiveDate;

/// A reply, and the words it has explained (by position).
pub(super) struct Shape {
    pub(super) reply: Reply,
    pub(super) explains: Vec<usize>,
}

const TAKE: &[&str] = &["prends", "prend", "prens", "pris", "take", "taken"];
const NEXT: &[&str] = &["suivant", "suivante", "next", "passe", "skip"];
const ABUSE: &[&str] = &["abus", "abuse", "abusif", "abusive"];
const DONE: &[&str] = &["fait", "fini", "done"];
const CONTACT: &[&str] = &["contact", "contacts"];
const CARETAKER: &[&str] = &["gardien", "gardienne", "caretaker"];
const SEEN: &[&str] = &["vu", "vue", "vus", "vues", "seen"];
const ABSENT: &[&str] = &["absent", "absente", "absents", "absentes"];
const URGENT: &[&str] = &["urgent", "urgente", "urgence"];
const LATE: &[&str] = &["retard", "retards", "late", "delay", "delayed"];
const AWAY: &[&str] = &["absence", "absences", "absent", "absente", "away", "conge", "conges", "vacances"];
/// A longer delay is another hour, or a no.
const LONGEST_DELAY_MINUTES: u32 = 240;
/// Words beside an hour that may be there without making it another message.
const OTHER_WORDS_WITH_AN_HOUR: usize = 4;

/// The shape of a message, or `None`. Codes before delays before dates before hours: each later one is looser.
pub(super) fn find(tokens: &[String]) -> Option<Shape> {
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    absence(&words)
        .or_else(|| caretaker(&words))
        .or_else(|| alert(&words, TAKE, |code| Reply::Take { code }))
        .or_else(|| alert(&words, NEXT, |code| Reply::Next { code }))
        .or_else(|| alert(&words, ABUSE, |code| Reply::Abuse { code }))
        .or_else(|| alert(&words, DONE, |code| Reply::Done { code }))
        .or_else(|| alert(&words, CONTACT, |code| Reply::AskContact { code }))
        .or_else(|| alert(&words, CARETAKER, |code| Reply::AskCaretaker { code }))
        .or_else(|| late(&words))
        .or_else(|| another_hour(&words))
}

fn position_of(words: &[&str], list: &[&str]) -> Option<usize> {
    words.iter().position(|word| list.contains(word))
}

/// Whether only politeness is left beside these positions.
pub(super) fn only_politeness_beside(words: &[&str], explains: &[usize]) -> bool {
    words.iter().enumerate().all(|(at, word)| explains.contains(&at) || is_filler(word))
}

/// PRENDS A7K2, A7K2 je prends, PRENDS.
fn alert(words: &[&str], keywords: &[&str], reply: impl Fn(Option<String>) -> Reply) -> Option<Shape> {
    let keyword = position_of(words, keywords)?;
    if words.iter().any(|word| is_negation(word)) {
        return None;
    }
    if let Some(found) = code_after(words, keyword).or_else(|| code_before(words, keyword)) {
        let explains = (found.start..found.end).chain([keyword]).collect();
        return Some(Shape { reply: reply(Some(found.code)), explains });
    }
    only_politeness_beside(words, &[keyword]).then(|| Shape { reply: reply(None), explains: vec![keyword] })
}

/// A7K2 VU, VU A7K2, VU. "URGENT" needs its code, otherwise it is a word of danger.
fn caretaker(words: &[&str]) -> Option<Shape> {
    let kinds = [(URGENT, CaretakerAnswer::Urgent), (ABSENT, CaretakerAnswer::Absent), (SEEN, CaretakerAnswer::Seen)];
    let (keyword, answer) =
        kinds.iter().find_map(|(list, answer)| position_of(words, list).map(|keyword| (keyword, *answer)))?;
    // "PRENDS A7K2, urgent" is a coordinator who writes of danger, not a caretaker who answers.
    if words.iter().any(|word| is_negation(word) || TAKE.contains(word) || NEXT.contains(word)) {
        return None;
    }
    let after = code_after(words, keyword).filter(|found| found.start == keyword + 1);
    if let Some(found) = code_before(words, keyword).or(after) {
        let explains = (found.start..found.end).chain([keyword]).collect();
        return Some(Shape { reply: Reply::Caretaker { code: Some(found.code), answer }, explains });
    }
    // "Vu à 15 h": the hour says when the bell was rung.
    let hour = (0..words.len()).find_map(|at| hour_at(words, at).map(|(used, _)| at..at + used));
    let explains: Vec<usize> = hour.into_iter().flatten().chain([keyword]).collect();
    let is_bare = answer != CaretakerAnswer::Urgent && only_politeness_beside(words, &explains);
    is_bare.then_some(Shape { reply: Reply::Caretaker { code: None, answer }, explains })
}

/// RETARD 10, "10 min de retard", "j'arrive dans 10 minutes". Two durations are not understood.
fn late(words: &[&str]) -> Option<Shape> {
    let keyword = position_of(words, LATE);
    let glued = words.iter().enumerate().find_map(|(at, word)| {
        let digits = LATE.iter().find_map(|late| word.strip_prefix(late))?;
        Some((at, 1, digits.parse().ok()?))
    });
    let mut durations = (0..words.len()).filter_map(|at| {
        let (used, minutes, has_unit) = duration_at(words, at)?;
        (has_unit || keyword.is_some()).then_some((at, used, minutes))
    });
    let (start, used, minutes) = match glued {
        Some(found) => found,
        None => {
            let found = durations.next()?;
            let end = found.0 + found.1;
            if durations.any(|(at, _, _)| at >= end) {
                return None;
            }
            found
        }
    };
    let explains: Vec<usize> = (start..start + used).chain(keyword).collect();
    let is_said = keyword.is_some() || glued.is_some() || is_on_the_way(words, &explains);
    let is_negative = words.iter().any(|word| is_negation(word));
    (is_said && !is_negative && (1..=LONGEST_DELAY_MINUTES).contains(&minutes))
        .then_some(Shape { reply: Reply::Late { minutes }, explains })
}

/// "10 min", "dans 10 min", "j'arrive dans 10 minutes": a delay without its word.
fn is_on_the_way(words: &[&str], explains: &[usize]) -> bool {
    words.iter().enumerate().all(|(at, word)| {
        explains.contains(&at) || is_filler(word) || matches!(*word, "dans" | "in" | "arrive" | "coming")
    })
}

/// One hour, whatever is around it, unless the message denies it ("pas 15h") or says two.
fn another_hour(words: &[&str]) -> Option<Shape> {
    let mut hours = (0..words.len()).filter_map(|at| hour_at(words, at).map(|(used, hour)| (at, used, hour)));
    let (start, used, hour) = hours.next()?;
    if hours.any(|(at, _, _)| at >= start + used) {
        return None;
    }
    let before = start.checked_sub(1).map(|at| words[at]).unwrap_or_default();
    let is_duration_or_bound = matches!(before, "dans" | "in" | "avant" | "before" | "pendant");
    let explains: Vec<usize> = (start..start + used).collect();
    let others = words.iter().enumerate().filter(|(at, word)| !explains.contains(at) && !is_filler(word)).count();
    let is_negative = words.iter().any(|word| is_negation(word) || AWAY.contains(word));
    (!is_negative && !is_duration_or_bound && others <= OTHER_WORDS_WITH_AN_HOUR)
        .then_some(Shape { reply: Reply::AnotherHour(hour), explains })
}

/// ABSENCE 12/08 19/08, "absent du 12 au 19 août", "away 12/08".
fn absence(words: &[&str]) -> Option<Shape> {
    let keyword = position_of(words, AWAY)?;
    let mut dates: Vec<(Option<u32>, u32, Option<i32>)> = Vec::new();
    let mut explains = vec![keyword];
    let mut at = 0;
    while at < words.len() {
        match date_at(words, at) {
            Some((used, month, day, year)) => {
                dates.push((month, day, year));
                explains.extend(at..at + used);
                at += used;
            }
            None => at += 1,
        }
    }
    let (from, to) = match dates.as_slice() {
        [(Some(month), day, year)] => ((*day, *month, *year), (*day, *month, *year)),
        // "12 au 19 août": the first day has the month of the last.
        [(from_month, from_day, from_year), (Some(month), day, year)] => {
            ((*from_day, from_month.unwrap_or(*month), *from_year), (*day, *month, *year))
        }
        // "12 08 19 08": nothing between the numbers.
        [(None, a, None), (None, b, None), (None, c, None), (None, d, None)] => ((*a, *b, None), (*c, *d, None)),
        _ => return None,
    };
    let reply = Reply::Absence { from: written_date(from)?, to: written_date(to)? };
    Some(Shape { reply, explains })
}

fn written_date((day, month, year): (u32, u32, Option<i32>)) -> Option<WrittenDate> {
    /// Stands for an unknown year: it has a 29 February.
    const LEAP_YEAR: i32 = 2024;
    NaiveDate::from_ymd_opt(year.unwrap_or(LEAP_YEAR), month, day).map(|_| WrittenDate { day, month, year })
}
