//! Rules on the sentences of a script: present, short, honest, and quick to lead to a person.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    KNOWN_FACTS, Limits, Menu, Node, Script,
    check::{Report, Rule},
    edges::{edges, texts},
    emergency::promises_emergency_call,
    heard::{ALWAYS_NEEDED, phrases},
    sample_facts,
    walk::{TECHNICAL_GOODBYE, TECHNICAL_PROBLEM},
};
use crate::words::{Words, WordsError};

pub(super) fn check(script: &Script, words: &Words, languages: &[&str], report: &mut Report<'_>) {
    for (name, node) in &script.nodes {
        for language in languages {
            for text in texts(node) {
                spoken_text(script, words, language, name, text, report);
            }
        }
        if let Node::Menu(menu) = node {
            accepted_words(words, languages, name, menu, report);
        }
    }
    for language in languages {
        for text in [TECHNICAL_PROBLEM, TECHNICAL_GOODBYE] {
            spoken_text(script, words, language, &script.name, text, report);
        }
        for text in ALWAYS_NEEDED {
            must_exist(words, language, &script.name, text, report);
        }
        quick_to_a_person(script, words, language, report);
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
        report.add(node, Rule::MissingText, format!("Write the text `{text}` in {language}."));
    }
    exists
}

fn spoken_text(script: &Script, words: &Words, language: &str, node: &str, text: &str, report: &mut Report<'_>) {
    if !must_exist(words, language, node, text, report) {
        return;
    }
    for argument in words.arguments(language, text) {
        if !KNOWN_FACTS.contains(&argument) {
            report.add(
                node,
                Rule::UnknownFact,
                format!(
                    "`{text}` in {language} needs `{argument}`, which the program does not give; use one of: {}.",
                    KNOWN_FACTS.join(", "),
                ),
            );
        }
    }
    match words.render(language, text, &sample_facts(language)) {
        Ok(sentence) => measures(&script.limits, language, node, text, &sentence, report),
        // Told above, as an unknown fact.
        Err(WordsError::MissingArgument { .. }) => {}
        Err(error) => report.add(node, Rule::UnreadableText, format!("Correct `{text}` in {language}: {error}.")),
    }
}

fn measures(limits: &Limits, language: &str, node: &str, text: &str, sentence: &str, report: &mut Report<'_>) {
    let characters = sentence.chars().count();
    if characters > limits.text_max_chars as usize {
        report.add(
            node,
            Rule::TextTooLong,
            format!("`{text}` in {language} has {characters} characters; shorten it to {}.", limits.text_max_chars,),
        );
    }
    let seconds = spoken_s(sentence);
    if seconds > limits.text_max_s {
        report.add(
            node,
            Rule::SpeechTooLong,
            format!("`{text}` in {language} takes {seconds} s to say; shorten it to {} s.", limits.text_max_s,),
        );
    }
    if promises_emergency_call(sentence) {
        report.add(node, Rule::EmergencyPromise, format!(
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

/// Walks the script as somebody who does nothing, by every fact, until a person is searched for.
fn quick_to_a_person(script: &Script, words: &Words, language: &str, report: &mut Report<'_>) {
    let limit_s = script.limits.person_within_s;
    let mut waiting = vec![(script.start.as_str(), 0_u32)];
    // Each hop either follows a fact or goes on: more hops than nodes means a circle, told elsewhere.
    let mut hops_left = script.nodes.len() * script.nodes.len() + 1;
    while let Some((name, elapsed_s)) = waiting.pop() {
        hops_left = hops_left.saturating_sub(1);
        let Some(node) = script.nodes.get(name) else {
            continue;
        };
        if hops_left == 0 {
            return;
        }
        if matches!(node, Node::Ring(_)) && elapsed_s > limit_s {
            report.add(name, Rule::SlowToPerson, format!(
                "Doing nothing leads here after {elapsed_s} s in {language}; shorten what is said before, to {limit_s} s.",
            ));
        }
        if let Some(spent_s) = seconds_of_silence(script, words, language, node) {
            let onward = edges(script, node).into_iter().filter(|edge| edge.is_silent);
            waiting.extend(onward.map(|edge| (edge.to, elapsed_s.saturating_add(spent_s))));
        }
    }
}

/// Seconds spent in a node by doing nothing; nothing when the walk stops here.
fn seconds_of_silence(script: &Script, words: &Words, language: &str, node: &Node) -> Option<u32> {
    let say_s = |text: &str| {
        words.render(language, text, &sample_facts(language)).map(|text| spoken_s(&text)).unwrap_or_default()
    };
    let answer_s = script.limits.answer_timeout_s;
    match node {
        Node::Say(say) => Some(say_s(&say.text)),
        Node::Goto(_) => Some(0),
        Node::Menu(menu) => {
            let again_s = say_s(menu.repeat.as_ref().unwrap_or(&menu.text)) + answer_s;
            Some(say_s(&menu.text) + answer_s + u32::from(menu.silence_repeats) * again_s)
        }
        Node::Listen(listen) => Some(say_s(&listen.text) + answer_s),
        Node::Ring(_) | Node::Record(_) | Node::OfferCallback(_) | Node::Bridge(_) | Node::Hangup(_) => None,
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
