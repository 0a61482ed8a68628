//! The names that scripts give to things, in the words of whoever reads the pages. What an association named itself keeps
//! its name.

use passerelle_domain::voice_script::{Effect, Level, LineAct, Problem, Remark, Rule, SentenceProblem};
use serde_json::Value;

use crate::console::Words;

/// `La ligne d'écoute` for `listening-line`.
pub(super) fn script_title(w: &Words, name: &str) -> String {
    named(w, "script-name", name).unwrap_or_else(|| name.to_owned())
}

fn named(w: &Words, prefix: &str, name: &str) -> Option<String> {
    let is_a_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let key = format!("{prefix}-{name}");
    (is_a_name && w.has(&key)).then(|| w.say(&key))
}

/// A label of the drawing: what a node is, or what leads from one to another.
pub(super) fn label(w: &Words, label: &str) -> String {
    if let Some(known) = named(w, "script-label", &label.replace(' ', "-")) {
        return known;
    }
    if let Some(key) = label.strip_prefix("key ") {
        return w.fill("script-label-key", [("key", key)]);
    }
    match label.split_once(" is ") {
        Some((fact, value)) => format!("{} : {}", fact_name(w, fact), value_name(w, value)),
        None => label.to_owned(),
    }
}

/// What a script asks about a call.
pub(super) fn fact_name(w: &Words, fact: &str) -> String {
    named(w, "script-fact", fact).unwrap_or_else(|| fact.to_owned())
}

/// What the answer may be.
pub(super) fn value_name(w: &Words, value: &str) -> String {
    named(w, "script-value", value).unwrap_or_else(|| value.to_owned())
}

/// `français`.
pub(super) fn language_name(w: &Words, language: &str) -> String {
    named(w, "script-language", language).unwrap_or_else(|| language.to_owned())
}

/// Where the words of a sentence come from.
pub(super) fn level(w: &Words, level: Level) -> String {
    w.say(match level {
        Level::Shipped => "script-level-shipped",
        Level::Everybody => "script-level-everybody",
        Level::Line => "script-level-line",
    })
}

/// What the check found, for its author.
pub(super) fn problem(w: &Words, problem: &Problem) -> String {
    let key = match problem.rule {
        Rule::UnknownTarget => "script-rule-unknown-target",
        Rule::Unreachable => "script-rule-unreachable",
        Rule::NoEnding => "script-rule-no-ending",
        Rule::EndlessLoop => "script-rule-endless-loop",
        Rule::SilenceWithoutExit => "script-rule-silence-without-exit",
        Rule::SilentHangup => "script-rule-silent-hangup",
        Rule::SlowToPerson => "script-rule-slow-to-person",
        Rule::SentAway => "script-rule-sent-away",
        Rule::Limit => "script-rule-limit",
        Rule::TooManyChoices => "script-rule-too-many-choices",
        Rule::Key => "script-rule-key",
        Rule::AmbiguousWord => "script-rule-ambiguous-word",
        Rule::UnknownFact => "script-rule-unknown-fact",
        Rule::MissingText => "script-rule-missing-text",
        Rule::UnreadableText => "script-rule-unreadable-text",
        Rule::TextTooLong => "script-rule-text-too-long",
        Rule::SpeechTooLong => "script-rule-speech-too-long",
        Rule::MenuTooLong => "script-rule-menu-too-long",
        Rule::EmergencyPromise => "script-rule-emergency-promise",
    };
    w.say(key)
}

/// The same with its place, where no field stands beside it.
pub(super) fn problem_with_place(w: &Words, found: &Problem) -> String {
    let place = match &found.about {
        Some((language, text)) => format!("{text} ({})", language_name(w, language)),
        None => found.node.clone(),
    };
    // The script of a line's own words says so in English: `callback on paris`.
    let (script, line) = found.script.split_once(" on ").unwrap_or((&found.script, ""));
    let line = if line.is_empty() { String::new() } else { format!(", {line}") };
    format!("{}{line}, {place} : {}", script_title(w, script), problem(w, found))
}

/// Why a sentence cannot be kept.
pub(super) fn sentence_problem(w: &Words, problem: SentenceProblem) -> String {
    match problem {
        SentenceProblem::TooLong(characters) => w.count("script-too-long", characters),
        SentenceProblem::Unreadable => w.say("script-bad-braces"),
        SentenceProblem::Empty => w.say("script-empty"),
    }
}

/// What is worth a second look.
pub(super) fn remark(w: &Words, remark: &Remark) -> String {
    match remark {
        Remark::Abbreviation(word) => w.fill("script-remark-abbreviation", [("word", word.as_str())]),
        Remark::Sign(sign) => w.fill("script-remark-sign", [("sign", sign.to_string())]),
        Remark::LongNumber(number) => w.fill("script-remark-number", [("number", number.as_str())]),
        Remark::Word(word) => w.fill("script-remark-word", [("word", word.as_str())]),
    }
}

/// What is done on the line.
pub(super) fn act(w: &Words, act: LineAct) -> String {
    match act {
        LineAct::LooksAtCode => w.say("script-act-code"),
        LineAct::LooksForListener => w.say("script-act-search"),
        LineAct::RingsListener => w.say("script-act-rings-listener"),
        LineAct::Holds(seconds) => w.count("script-act-holds", seconds),
        LineAct::Records => w.say("script-act-records"),
        LineAct::RingsOther => w.say("script-act-rings-other"),
        LineAct::HangsUp => w.say("script-act-hangs-up"),
    }
}

/// What the application is told.
pub(super) fn noted(w: &Words, effect: &Effect) -> String {
    let name = match serde_json::to_value(effect).unwrap_or_default() {
        Value::String(name) => named(w, "script-noted", &name),
        Value::Object(fields) => fields.into_iter().next().and_then(|(name, value)| {
            let whole = value.as_str().and_then(|value| named(w, "script-noted", &format!("{name}-{value}")));
            whole.or_else(|| named(w, "script-noted", &name))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    };
    name.unwrap_or_else(|| w.say("script-noted-other"))
}
