//! The check: what a script must satisfy before anybody hears it.

use std::fmt;

use super::{
    Script, check_graph, check_silence, check_texts,
    voice::{Sounds, Speech},
};
use crate::words::Words;

/// A fault in a script, with what its author can do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Name of the script.
    pub script: String,
    /// Name of the node, or the script's name for a fault of the whole.
    pub node: String,
    /// Rule broken.
    pub rule: Rule,
    /// The sentence it is about (language, text id), when it is about one.
    pub about: Option<(String, String)>,
    /// One sentence that tells the author what to do.
    pub advice: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}: {} ({})", self.script, self.node, self.advice, self.rule)
    }
}

/// The rules of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A target names a node that exists.
    UnknownTarget,
    /// Every node can be reached from the start.
    Unreachable,
    /// From every node the call can end.
    NoEnding,
    /// Nodes that never wait do not go round in circles.
    EndlessLoop,
    /// Doing nothing leads onward from every node.
    SilenceWithoutExit,
    /// Doing nothing is never answered by hanging up without a word.
    SilentHangup,
    /// Doing nothing leads to the search for a person in time.
    SlowToPerson,
    /// On a line that people ring, doing nothing and key `0` lead to a person or to a message.
    SentAway,
    /// A limit stays within what people need.
    Limit,
    /// A menu has at most three choices.
    TooManyChoices,
    /// A key is one of `1` to `9`, and means one thing.
    Key,
    /// A spoken word means one thing in a menu.
    AmbiguousWord,
    /// A fact or an argument is one that the program gives.
    UnknownFact,
    /// Every text exists in every language.
    MissingText,
    /// A text can be filled.
    UnreadableText,
    /// A text is short enough.
    TextTooLong,
    /// A text is spoken fast enough.
    SpeechTooLong,
    /// A question is short enough to be kept in mind.
    MenuTooLong,
    /// No text promises that the program calls emergency services: a human decides on that.
    EmergencyPromise,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Rule::UnknownTarget => "unknown target",
            Rule::Unreachable => "unreachable",
            Rule::NoEnding => "no ending",
            Rule::EndlessLoop => "endless loop",
            Rule::SilenceWithoutExit => "silence without exit",
            Rule::SilentHangup => "silent hang-up",
            Rule::SlowToPerson => "slow to a person",
            Rule::SentAway => "sent away",
            Rule::Limit => "limit",
            Rule::TooManyChoices => "too many choices",
            Rule::Key => "key",
            Rule::AmbiguousWord => "ambiguous word",
            Rule::UnknownFact => "unknown fact",
            Rule::MissingText => "missing text",
            Rule::UnreadableText => "unreadable text",
            Rule::TextTooLong => "text too long",
            Rule::SpeechTooLong => "speech too long",
            Rule::MenuTooLong => "menu too long",
            Rule::EmergencyPromise => "emergency promise",
        })
    }
}

/// Every fault of the scripts, sorted by script, node and rule; empty when they may be used.
#[must_use]
pub fn check(scripts: &[Script], words: &Words, languages: &[&str]) -> Vec<Problem> {
    check_spoken(scripts, Speech { words, sounds: &Sounds::default() }, languages)
}

/// The same with recorded sounds, whose length counts instead of the sentence's.
pub(super) fn check_spoken<'s>(
    scripts: impl IntoIterator<Item = &'s Script>,
    speech: Speech<'_>,
    languages: &[&str],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for script in scripts {
        let mut report = Report { script, problems: &mut problems };
        check_graph::check(script, &mut report);
        check_texts::check(script, speech, languages, &mut report);
        check_silence::check(script, speech, languages, &mut report);
    }
    problems.sort();
    problems.dedup();
    problems
}

/// Where the rules write what they find.
pub(super) struct Report<'a> {
    script: &'a Script,
    problems: &'a mut Vec<Problem>,
}

impl Report<'_> {
    pub(super) fn add(&mut self, node: &str, rule: Rule, advice: String) {
        self.push(node, rule, None, advice);
    }

    /// A fault of one sentence.
    pub(super) fn add_about(&mut self, node: &str, rule: Rule, language: &str, text: &str, advice: String) {
        self.push(node, rule, Some((language.to_owned(), text.to_owned())), advice);
    }

    fn push(&mut self, node: &str, rule: Rule, about: Option<(String, String)>, advice: String) {
        let script = self.script.name.clone();
        self.problems.push(Problem { script, node: node.to_owned(), rule, about, advice });
    }
}
