//! Single sentences of an edition: shown to whoever edits them, written anew, compared.
//!
//! A sentence is shown and typed as Fluent writes it, without its name: `Bonjour { $prenom }.` Whoever types needs to know
//! nothing of Fluent but the braces. Knows nothing of databases and pages.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{
    ast::{Entry, Resource},
    parser, serializer,
};

use super::{EditionTexts, VoiceTexts};

/// Longest sentence kept while it is being written. The check wants it far shorter before anybody hears it.
pub const MOST_SENTENCE_CHARS: usize = 2_000;
/// Fluent indents what continues on another line.
const INDENT: &str = "    ";
/// What tells a sentence with a choice in it (a plural): its lines stay lines.
const CHOICE: &str = "->";

/// A sentence written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSentence {
    /// Reference of the line that says it; empty for every line.
    pub line: String,
    /// `fr` or `en`.
    pub language: String,
    /// Text id.
    pub text: String,
    /// The words; empty when what lies below is said again.
    pub words: String,
}

/// Why a sentence cannot be kept, not even as a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentenceProblem {
    /// More than [`MOST_SENTENCE_CHARS`]: this many.
    TooLong(usize),
    /// A brace is opened or closed alone, or holds something else than a fact.
    Unreadable,
    /// Nothing lies below it: without words there would be a hole.
    Empty,
}

/// Where the words of a sentence come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The program.
    Shipped,
    /// The association, for every line.
    Everybody,
    /// The association, for this line.
    Line,
}

/// A sentence as it is written, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The words.
    pub words: String,
    /// Where they come from.
    pub level: Level,
}

/// A sentence that two editions say otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Reference of the line; empty for every line.
    pub line: String,
    /// `fr` or `en`.
    pub language: String,
    /// Text id.
    pub text: String,
    /// Words of the first edition; none when it has no such sentence.
    pub before: Option<String>,
    /// Words of the second.
    pub after: Option<String>,
    /// Whether the recording of it is another one, or there is one in only one of them.
    pub is_recorded_otherwise: bool,
}

/// A sentence as it is kept: blanks in order, no control characters. Doing it twice changes nothing.
#[must_use]
pub fn tidy_sentence(typed: &str) -> String {
    let plain: String =
        typed.replace("\r\n", "\n").chars().map(|c| if c != '\n' && c.is_control() { ' ' } else { c }).collect();
    if !plain.contains(CHOICE) {
        return plain.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let lines: Vec<&str> = plain.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines.join("\n").trim_start().to_owned()
}

/// Whether tidy words can be kept under this text id.
///
/// # Errors
/// [`SentenceProblem`]: too long, or braces that make no sense. Empty words are in order here.
pub fn check_sentence(text: &str, words: &str) -> Result<(), SentenceProblem> {
    let characters = words.chars().count();
    if characters > MOST_SENTENCE_CHARS {
        return Err(SentenceProblem::TooLong(characters));
    }
    if words.is_empty() {
        return Ok(());
    }
    let entry = entry(text, words);
    match parser::parse(entry.as_str()).map(|parsed| parsed.body) {
        Ok(body) => match body.as_slice() {
            [Entry::Message(message)] if message.value.is_some() && message.attributes.is_empty() => Ok(()),
            _ => Err(SentenceProblem::Unreadable),
        },
        Err(_) => Err(SentenceProblem::Unreadable),
    }
}

/// The entry of a Fluent source.
fn entry(text: &str, words: &str) -> String {
    let mut lines = words.lines();
    match (lines.next(), words.contains('\n')) {
        (Some(first), true) => {
            let rest: String = lines.map(|line| format!("{INDENT}{line}\n")).collect();
            format!("{text} =\n{INDENT}{first}\n{rest}")
        }
        (_, _) => format!("{text} = {words}\n"),
    }
}

/// Every sentence of a Fluent source by its id. What cannot be read is left out.
#[must_use]
pub fn sentences_of(source: &str) -> BTreeMap<String, String> {
    let parsed = parser::parse(source).unwrap_or_else(|(readable, _)| readable);
    let mut found = BTreeMap::new();
    for entry in parsed.body {
        let Entry::Message(mut message) = entry else { continue };
        if message.value.is_none() {
            continue;
        }
        message.comment = None;
        let text = message.id.name.to_owned();
        let written = serializer::serialize(&Resource { body: vec![Entry::Message(message)] });
        let words = written.strip_prefix(&text).and_then(|rest| rest.trim_start().strip_prefix('=')).unwrap_or("");
        let words: Vec<&str> = words.lines().map(|line| line.strip_prefix(INDENT).unwrap_or(line)).collect();
        found.insert(text, tidy_sentence(&words.join("\n")));
    }
    found
}

/// A Fluent source with one sentence written anew, or without it when there are no words.
fn with_sentence(source: &str, text: &str, words: &str) -> String {
    let own = if words.is_empty() { String::new() } else { entry(text, words) };
    let parsed = parser::parse(source).unwrap_or_else(|(readable, _)| readable);
    let mut new = parser::parse(own.as_str()).unwrap_or_else(|(readable, _)| readable).body;
    let mut body = Vec::new();
    for entry in parsed.body {
        match entry {
            Entry::Message(message) if message.id.name == text => body.append(&mut new),
            other => body.push(other),
        }
    }
    body.append(&mut new);
    let has_sentences = body.iter().any(|entry| matches!(entry, Entry::Message(_)));
    if has_sentences { serializer::serialize(&Resource { body }) } else { String::new() }
}

/// An edition's texts with sentences written anew over them. The recording of a sentence that is worded anew goes: it says
/// something else. Words that are in order for [`check_sentence`] are expected.
#[must_use]
pub fn with_sentences(texts: &EditionTexts, sentences: &[NewSentence]) -> EditionTexts {
    let mut texts = texts.clone();
    for sentence in sentences {
        let voice = match sentence.line.as_str() {
            "" => &mut texts.everybody,
            line => texts.lines.entry(line.to_owned()).or_default(),
        };
        let source = voice.words.get(&sentence.language).map_or("", String::as_str);
        let source = with_sentence(source, &sentence.text, &sentence.words);
        if source.is_empty() {
            voice.words.remove(&sentence.language);
        } else {
            voice.words.insert(sentence.language.clone(), source);
        }
        if let Some(sounds) = voice.sounds.get_mut(&sentence.language) {
            sounds.remove(&sentence.text);
        }
        voice.sounds.retain(|_, sounds| !sounds.is_empty());
    }
    texts.lines.retain(|_, voice| *voice != VoiceTexts::default());
    texts
}

/// What a line says in a language, sentence by sentence; an empty line says what every line does.
#[must_use]
pub fn written_sentences(
    shipped: &EditionTexts,
    own: &EditionTexts,
    line: &str,
    language: &str,
) -> BTreeMap<String, Written> {
    let layers = [
        (Level::Shipped, Some(&shipped.everybody)),
        (Level::Everybody, Some(&own.everybody)),
        (Level::Line, own.lines.get(line)),
    ];
    let mut all = BTreeMap::new();
    for (level, voice) in layers {
        let source = voice.and_then(|voice| voice.words.get(language)).map_or("", String::as_str);
        all.extend(sentences_of(source).into_iter().map(|(text, words)| (text, Written { words, level })));
    }
    all
}

/// Every sentence that two editions say otherwise, by line, language and text.
#[must_use]
pub fn differences(shipped: &EditionTexts, before: &EditionTexts, after: &EditionTexts) -> Vec<Difference> {
    let everywhere = String::new();
    let lines: BTreeSet<&String> =
        [&everywhere].into_iter().chain(before.lines.keys()).chain(after.lines.keys()).collect();
    let own = |texts: &'_ EditionTexts, line: &str| match line {
        "" => texts.everybody.clone(),
        line => texts.lines.get(line).cloned().unwrap_or_default(),
    };
    let mut found = Vec::new();
    for line in lines {
        let (voice_before, voice_after) = (own(before, line), own(after, line));
        let languages: BTreeSet<&String> = [&voice_before, &voice_after]
            .into_iter()
            .flat_map(|voice| voice.words.keys().chain(voice.sounds.keys()))
            .collect();
        for language in languages {
            let said_before = written_sentences(shipped, before, line, language);
            let said_after = written_sentences(shipped, after, line, language);
            let sound = |voice: &VoiceTexts, text: &str| voice.sounds.get(language)?.get(text).cloned();
            // A line is told of where it has words of its own: the rest is told of every line.
            let texts: BTreeSet<String> = [&voice_before, &voice_after]
                .into_iter()
                .flat_map(|voice| {
                    let words = voice.words.get(language).map(|source| sentences_of(source)).unwrap_or_default();
                    let recorded = voice.sounds.get(language).into_iter().flatten().map(|(text, _)| text.clone());
                    words.into_keys().chain(recorded).collect::<Vec<_>>()
                })
                .collect();
            for text in texts {
                let words = |said: &BTreeMap<String, Written>| said.get(&text).map(|written| written.words.clone());
                let (before, after) = (words(&said_before), words(&said_after));
                let is_recorded_otherwise = sound(&voice_before, &text) != sound(&voice_after, &text);
                if before != after || is_recorded_otherwise {
                    let (line, language) = (line.clone(), language.clone());
                    found.push(Difference { line, language, text, before, after, is_recorded_otherwise });
                }
            }
        }
    }
    found
}

/// Names of the flows that two editions do not share.
#[must_use]
pub fn flows_that_differ(before: &EditionTexts, after: &EditionTexts) -> Vec<String> {
    let names: BTreeSet<&String> = before.flows.keys().chain(after.flows.keys()).collect();
    names.into_iter().filter(|name| before.flows.get(*name) != after.flows.get(*name)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = "# Of every day.\nhello = Bonjour { $prenom }.\nwait = Encore { $minutes ->\n    [one] { $minutes } minute\n   *[other] { $minutes } minutes\n    } d'attente.\nbye = Au revoir.\n";

    fn everybody(french: &str) -> EditionTexts {
        let words = [("fr".to_owned(), french.to_owned())].into();
        EditionTexts { everybody: VoiceTexts { words, ..VoiceTexts::default() }, ..EditionTexts::default() }
    }

    fn new(line: &str, text: &str, words: &str) -> NewSentence {
        NewSentence { line: line.into(), language: "fr".into(), text: text.into(), words: words.into() }
    }

    #[test]
    fn sentence_shown_and_written_again_then_the_same() {
        let shown = sentences_of(SHIPPED);
        assert_eq!(shown["hello"], "Bonjour { $prenom }.");
        assert!(shown["wait"].contains("[one] { $minutes } minute"), "{}", shown["wait"]);
        for (text, words) in &shown {
            assert_eq!(&tidy_sentence(words), words);
            assert_eq!(check_sentence(text, words), Ok(()), "{words}");
            let again = with_sentence("", text, words);
            assert_eq!(&sentences_of(&again)[text], words, "{again}");
        }
    }

    #[test]
    fn sentences_of_every_kind_then_kept_as_one_sentence_or_refused() {
        for (typed, kept) in [
            ("Bonjour.\r\nIci la ligne.", Some("Bonjour. Ici la ligne.")),
            ("  # pas un commentaire  ", Some("# pas un commentaire")),
            ("a = b\nc = d", Some("a = b c = d")),
            ("[un] *[deux] .trois", Some("[un] *[deux] .trois")),
            ("<b>Bonjour</b> & « merci » 💐", Some("<b>Bonjour</b> & « merci » 💐")),
            ("مرحبا \u{202e}abc", Some("مرحبا \u{202e}abc")),
            ("nul\0 et \u{7}cloche", Some("nul et cloche")),
            ("", Some("")),
            ("Bonjour { $prenom", None),
            ("Bonjour } toi", None),
            ("Bonjour { $a b }", None),
            ("->\n.attribut = x", None),
        ] {
            let words = tidy_sentence(typed);
            let found = check_sentence("hello", &words).map(|()| words.clone());
            assert_eq!(found.ok().as_deref(), kept, "{typed}");
            if let Some(kept) = kept.filter(|kept| !kept.is_empty()) {
                let source = with_sentence(SHIPPED, "hello", kept);
                assert_eq!(sentences_of(&source)["hello"], kept);
                assert_eq!(sentences_of(&source).len(), 3, "{source}");
            }
        }
        assert_eq!(check_sentence("hello", &"a".repeat(5_000)), Err(SentenceProblem::TooLong(5_000)));
    }

    #[test]
    fn sentences_written_over_an_edition_then_only_they_change_and_can_be_taken_back() {
        let published = everybody("hello = Salut.\n");
        let new_words = [new("", "bye", "À bientôt."), new("havre", "hello", "Bonjour du Havre.")];
        let drafted = with_sentences(&published, &new_words);
        let said = written_sentences(&everybody(SHIPPED), &drafted, "havre", "fr");
        let of = |text: &str| (said[text].words.as_str(), said[text].level);
        assert_eq!(of("hello"), ("Bonjour du Havre.", Level::Line));
        assert_eq!(of("bye"), ("À bientôt.", Level::Everybody));
        assert_eq!(said["wait"].level, Level::Shipped);
        let told = differences(&everybody(SHIPPED), &published, &drafted);
        let told: Vec<_> = told.iter().map(|d| (d.line.as_str(), d.text.as_str(), d.before.as_deref())).collect();
        assert_eq!(told, [("", "bye", Some("Au revoir.")), ("havre", "hello", Some("Salut."))]);
        let back = [new("", "bye", ""), new("havre", "hello", ""), new("", "hello", "")];
        assert_eq!(with_sentences(&drafted, &back), EditionTexts::default());
    }
}
