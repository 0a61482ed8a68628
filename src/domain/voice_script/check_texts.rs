//! Rules on the sentences of a script: present, short and honest.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    KNOWN_FACTS, Limits, Menu, Node, Script,
    check::{Report, Rule},
    edges::texts,
    emergency::promises_emergency_call,
    heard::{ALWAYS_NEEDED, phrases},
    sample_facts,
    voice::Speech,
    walk::{TECHNICAL_GOODBYE, TECHNICAL_PROBLEM},
};
use crate::words::{Words, WordsError};

pub(super) fn check(script: &Script, speech: Speech<'_>, languages: &[&str], report: &mut Report<'_>) {
    let words = speech.words;
    for (name, node) in &script.nodes {
        for language in languages {
            for text in texts(node) {
                spoken_text(script, speech, language, name, text, report);
            }
            if let Some(asked) = asks(node) {
                short_question(speech, language, name, asked, report);
            }
        }
        if let Node::Menu(menu) = node {
            accepted_words(words, languages, name, menu, report);
        }
    }
    for language in languages {
        for text in [TECHNICAL_PROBLEM, TECHNICAL_GOODBYE] {
            spoken_text(script, speech, language, &script.name, text, report);
        }
        for text in ALWAYS_NEEDED {
            must_exist(words, language, &script.name, text, report);
        }
    }
}

/// Seconds a text takes to speak, rounded up.
pub(super) fn spoken_s(text: &str) -> u32 {
    let words = u32::try_from(text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count());
    (words.unwrap_or(u32::MAX / 60) * 60).div_ceil(Limits::WORDS_PER_MINUTE)
}

fn must_exist(words: &Words, language: &str, node: &str, text: &str, report: &mut Report<'_>) -> bool {
    let exists = words.has(language, text);
    if !exists {
        report.add_about(node, Rule::MissingText, language, text, format!("Write the text `{text}` in {language}."));
    }
    exists
}

fn spoken_text(script: &Script, speech: Speech<'_>, language: &str, node: &str, text: &str, report: &mut Report<'_>) {
    let words = speech.words;
    if !must_exist(words, language, node, text, report) {
        return;
    }
    for argument in words.arguments(language, text) {
        if !KNOWN_FACTS.contains(&argument) {
            report.add_about(
                node,
                Rule::UnknownFact,
                language,
                text,
                format!(
                    "`{text}` in {language} needs `{argument}`, which the program does not give; use one of: {}.",
                    KNOWN_FACTS.join(", "),
                ),
            );
        }
    }
    match words.render(language, text, &sample_facts(language)) {
        Ok(sentence) => {
            let seconds = speech.lasts_s(language, text).unwrap_or_else(|| spoken_s(&sentence));
            measures(&script.limits, language, node, text, &sentence, seconds, report);
        }
        // Told above, as an unknown fact.
        Err(WordsError::MissingArgument { .. }) => {}
        Err(error) => {
            let advice = format!("Correct `{text}` in {language}: {error}.");
            report.add_about(node, Rule::UnreadableText, language, text, advice);
        }
    }
}

/// The questions of a node: they have to be kept in mind until the key.
fn asks(node: &Node) -> Option<Vec<&str>> {
    match node {
        Node::Menu(menu) => Some(menu.repeat.iter().chain([&menu.text]).map(String::as_str).collect()),
        Node::Listen(listen) => Some(vec![&listen.text]),
        Node::AskCode(code) => Some(vec![&code.text, &code.again]),
        Node::OfferCallback(offer) => Some(vec![&offer.text, &offer.number, &offer.number_again, &offer.number_check]),
        Node::Say(_) | Node::Goto(_) | Node::Ring(_) | Node::Record(_) | Node::Bridge(_) | Node::Hangup(_) => None,
    }
}

fn short_question(speech: Speech<'_>, language: &str, node: &str, asked: Vec<&str>, report: &mut Report<'_>) {
    for text in asked {
        let seconds = speech.lasts_s(language, text).unwrap_or_default();
        if seconds > Limits::MENU_MAX_S {
            report.add_about(node, Rule::MenuTooLong, language, text, format!(
                "`{text}` in {language} takes {seconds} s to say, and a question at most {}; say what comes before it in a node of its own.",
                Limits::MENU_MAX_S,
            ));
        }
    }
}

fn measures(
    limits: &Limits,
    language: &str,
    node: &str,
    text: &str,
    sentence: &str,
    seconds: u32,
    report: &mut Report<'_>,
) {
    let characters = sentence.chars().count();
    if characters > limits.text_max_chars as usize {
        report.add_about(
            node,
            Rule::TextTooLong,
            language,
            text,
            format!("`{text}` in {language} has {characters} characters; shorten it to {}.", limits.text_max_chars,),
        );
    }
    if seconds > limits.text_max_s {
        report.add_about(
            node,
            Rule::SpeechTooLong,
            language,
            text,
            format!("`{text}` in {language} takes {seconds} s to say; shorten it to {} s.", limits.text_max_s,),
        );
    }
    if promises_emergency_call(sentence) {
        report.add_about(node, Rule::EmergencyPromise, language, text, format!(
            "`{text}` in {language} says that we call emergency services; we never do: tell the person to dial, or that a human is on the way to the phone.",
        ));
    }
}

fn accepted_words(words: &Words, languages: &[&str], node: &str, menu: &Menu, report: &mut Report<'_>) {
    let mut meanings: BTreeMap<Vec<String>, BTreeSet<&str>> = BTreeMap::new();
    for choice in &menu.choices {
        let Some(id) = choice.word.as_deref() else {
            continue;
        };
        for language in languages {
            must_exist(words, language, node, id, report);
        }
        for phrase in phrases(words, id) {
            meanings.entry(phrase).or_default().insert(&choice.key);
        }
    }
    for (phrase, keys) in meanings.iter().filter(|(_, keys)| keys.len() > 1) {
        let keys = keys.iter().copied().collect::<Vec<_>>().join(" and ");
        report.add(
            node,
            Rule::AmbiguousWord,
            format!("“{}” means keys {keys}; keep it for one of them.", phrase.join(" "),),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_timed_then_two_words_take_a_second() {
        assert_eq!(spoken_s("Je répète doucement."), 2);
        assert_eq!(spoken_s("Prêt ? Appuyez sur 1."), 2);
        assert_eq!(spoken_s(""), 0);
    }
}
