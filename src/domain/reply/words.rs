//! Replies that are one word or a set phrase, and the words of danger.

use super::{Reply, codes, times, vocabulary::*};

/// STOP and nothing but politeness, however it is spaced ("S T O P").
pub(super) fn is_stop_alone(tokens: &[String]) -> bool {
    let whole = tokens.concat();
    if CARRIER_STOP.contains(&whole.as_str()) || STOP.contains(&whole.as_str()) {
        return true;
    }
    let mut meaning = tokens.iter().filter(|token| !is_filler(token));
    meaning.next().is_some_and(|token| STOP.contains(&token.as_str())) && meaning.next().is_none()
}

/// STOP anywhere, or another of its words first, or with the word SMS: somebody who explains why they leave still leaves. "À
/// l'arrêt de bus" is no stop.
pub(super) fn begins_with_stop(tokens: &[String]) -> bool {
    let is_stop = |token: &String| STOP.contains(&token.as_str());
    let first = tokens.iter().find(|token| !GREETINGS.contains(&token.as_str()));
    let speaks_of_messages = tokens.iter().any(|token| MESSAGES.contains(&token.as_str()));
    first.is_some_and(is_stop)
        || tokens.iter().any(|token| token == "stop")
        || (speaks_of_messages && tokens.iter().any(is_stop))
}

/// Whether the word at `index` is one of danger.
pub(super) fn is_alarm(tokens: &[String], index: usize) -> bool {
    let Some(token) = tokens.get(index) else {
        return false;
    };
    if token == SAMU {
        let next = tokens.get(index + 1).map(String::as_str).unwrap_or_default();
        return !is_unit(next) && times::month(next).is_none();
    }
    ALARM.contains(&token.as_str()) || token.starts_with(ALARM_BEGINNING)
}

/// A digit, a word or a set phrase, or `None`.
pub(super) fn read(tokens: &[String]) -> Option<Reply> {
    let all: Vec<&str> = tokens.iter().map(String::as_str).collect();
    if let Some(reply) = triage(&all).or_else(|| digit(&all)) {
        return Some(reply);
    }
    let (words, was_neutral) = without_neutral_phrases(&all);
    let words: &[&str] = &words[words.iter().take_while(|word| GREETINGS.contains(word)).count()..];
    let rest_is_polite = |from: usize| words.iter().skip(from).all(|word| is_filler(word));
    match words {
        [] if was_neutral => return Some(Reply::Yes),
        ["o" | "y" | "k", ..] if rest_is_polite(1) => return Some(Reply::Yes),
        ["n", ..] if rest_is_polite(1) => return Some(Reply::No),
        _ => {}
    }
    half_day(words).or_else(|| yes_or_no(words)).or_else(|| service_word(words))
}

/// "23", "2 3", "2/3", "A7K2 2 3": a need and an urgency, with nothing but politeness and a code around.
fn triage(words: &[&str]) -> Option<Reply> {
    let meaning = words.iter().filter(|word| !is_filler(word) && !codes::is_code(word));
    let meaning: Vec<&str> = meaning.flat_map(|word| word.split(['/', '-', '.', ','])).collect();
    let (need, urgency) = match meaning.as_slice() {
        [both] if both.len() == 2 && both.is_ascii() => both.split_at(1),
        [need, urgency] => (*need, *urgency),
        _ => return None,
    };
    let (need, urgency) = (need.parse().ok()?, urgency.parse().ok()?);
    let is_one = (1..=5).contains(&need) && (1..=3).contains(&urgency);
    is_one.then_some(Reply::Triage { need, urgency })
}

/// "1", "1 bien", "2.", "A7K2 1". Two digits, or "1 heure", are no outcome.
fn digit(words: &[&str]) -> Option<Reply> {
    let is_digit = |word: &str| matches!(word, "1" | "2" | "3" | "4");
    let mut meaning = words.iter().enumerate().filter(|(_, word)| !is_filler(word) && !codes::is_code(word));
    let (index, first) = meaning.next()?;
    let is_alone = !meaning.any(|(_, word)| is_digit(word));
    let is_count = words.get(index + 1).is_some_and(|next| is_unit(next));
    match first.parse::<u8>() {
        Ok(digit) if is_digit(first) && is_alone && !is_count => Some(Reply::Digit(digit)),
        _ => None,
    }
}

/// MATIN or APREM with nothing but a yes and politeness: "I am late" is no morning.
fn half_day(words: &[&str]) -> Option<Reply> {
    let is_afternoon_at = |index: usize| {
        AFTERNOON.contains(&words[index]) || (words[index] == "midi" && index > 0 && words[index - 1] == "apres")
    };
    let is_morning_at = |index: usize| MORNING.contains(&words[index]);
    let explained = |index: usize| {
        let word = words[index];
        is_filler(word)
            || YES.contains(&word)
            || is_afternoon_at(index)
            || is_morning_at(index)
            || word == "apres"
            || word == "demain"
    };
    if words == ["i", "am"] || !(0..words.len()).all(explained) {
        return None;
    }
    match ((0..words.len()).any(is_morning_at), (0..words.len()).any(is_afternoon_at)) {
        (true, false) => Some(Reply::Morning),
        (false, true) => Some(Reply::Afternoon),
        (true, true) | (false, false) => None,
    }
}

fn yes_or_no(words: &[&str]) -> Option<Reply> {
    let begins = |list: &[&str], phrases: &[&[&str]]| {
        let one = words.first().is_some_and(|word| list.contains(word)).then_some(1);
        one.or_else(|| phrases.iter().find(|phrase| words.starts_with(phrase)).map(|phrase| phrase.len()))
    };
    // The longer no first: "je peux pas" begins like "je peux".
    if let Some(length) = begins(NO, NO_PHRASES) {
        let is_contradicted = words.iter().skip(length).any(|word| YES.contains(word));
        return (!is_contradicted).then_some(Reply::No);
    }
    let length = begins(YES, YES_PHRASES)?;
    let is_contradicted = words.iter().skip(length).any(|word| REVERSING.contains(word));
    (!is_contradicted).then_some(Reply::Yes)
}

fn service_word(words: &[&str]) -> Option<Reply> {
    let mut meaning = words.iter().filter(|word| !is_filler(word));
    let first = *meaning.next().or_else(|| words.first())?;
    let is_short = meaning.count() <= 2;
    match first {
        "rappel" | "rappelez" | "rappeler" | "rappelle" | "callme" | "callback" | "appelez" if is_short => {
            Some(Reply::CallMe)
        }
        _ if words.starts_with(&["call", "me"]) => Some(Reply::CallMe),
        "lien" | "liens" | "link" if is_short => Some(Reply::Link),
        word if RESUME.contains(&word) && is_short => Some(Reply::Resume),
        word if PAUSE.contains(&word) && is_short => Some(Reply::Pause),
        word if HELP.contains(&word) => Some(Reply::Help),
        _ => None,
    }
}

/// The words without set phrases that only look negative, and whether there was one.
fn without_neutral_phrases<'a>(words: &[&'a str]) -> (Vec<&'a str>, bool) {
    let mut kept = Vec::with_capacity(words.len());
    let mut index = 0;
    while index < words.len() {
        match NEUTRAL_PHRASES.iter().find(|phrase| words[index..].starts_with(phrase)) {
            Some(phrase) => index += phrase.len(),
            None => {
                kept.push(words[index]);
                index += 1;
            }
        }
    }
    let was_neutral = kept.len() < words.len();
    (kept, was_neutral)
}
