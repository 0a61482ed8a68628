//! An edition: everything said on the telephone, as an association has written it over what the program ships.
//!
//! Flows and words of the program are the ground. An association's own flow replaces the one of the same name; its own
//! words replace single sentences, for everybody or for one line, so that several lines share a flow and
//! each speaks in its own words. What is not written falls back to the ground.
//!
//! Knows nothing of folders and databases: it is given texts, and texts are all it is kept as.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{Problem, Script, ScriptError, Sounds, Voice, check::check_spoken, edges::texts, heard::ALWAYS_NEEDED};
use crate::words::{Words, WordsError};

/// The texts of an edition, as they are written and kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EditionTexts {
    /// Flows by name, in TOML.
    #[serde(default)]
    pub flows: BTreeMap<String, String>,
    /// Words and sounds of every line.
    #[serde(default)]
    pub everybody: VoiceTexts,
    /// Words and sounds of one line, by the line's reference.
    #[serde(default)]
    pub lines: BTreeMap<String, VoiceTexts>,
}

/// Words and sounds as they are written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VoiceTexts {
    /// Words by language, in Fluent.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// Sounds by language and text id.
    #[serde(default)]
    pub sounds: Sounds,
}

/// Why texts are not an edition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditionError {
    /// A flow cannot be read.
    #[error("voice script {name}: {problem}")]
    Script {
        /// Which.
        name: String,
        /// Why.
        problem: ScriptError,
    },
    /// A flow's name is not its file's name.
    #[error("voice script {file}: its `name` is `{name}`; write `{file}`, as the file is called")]
    OtherName {
        /// Name of the file.
        file: String,
        /// Name within.
        name: String,
    },
    /// Words cannot be read.
    #[error("words{}: {problem}", line.as_ref().map(|line| format!(" of line {line}")).unwrap_or_default())]
    Words {
        /// Which line's, none for everybody's.
        line: Option<String>,
        /// Why.
        problem: WordsError,
    },
}

/// An edition, read.
#[derive(Debug)]
pub struct Edition {
    everybody: Arc<Voice>,
    lines: BTreeMap<String, Arc<Voice>>,
    warnings: Vec<String>,
}

impl Edition {
    /// Reads an association's own texts over those of the program. Rules are not looked at here: see
    /// [`Edition::problems`].
    ///
    /// # Errors
    /// [`EditionError`] when something is not TOML or Fluent of the right shape.
    pub fn read(shipped: &EditionTexts, own: &EditionTexts) -> Result<Edition, EditionError> {
        let mut flows = BTreeMap::new();
        for (file, source) in shipped.flows.iter().chain(&own.flows) {
            let script =
                Script::parse(source).map_err(|problem| EditionError::Script { name: file.clone(), problem })?;
            if script.name != *file {
                return Err(EditionError::OtherName { file: file.clone(), name: script.name });
            }
            flows.insert(file.clone(), script);
        }
        let voice = |line: Option<&String>, texts: Option<&VoiceTexts>| {
            let mut layers = vec![pairs(&shipped.everybody), pairs(&own.everybody)];
            layers.extend(texts.map(pairs));
            let layers: Vec<&[(&str, &str)]> = layers.iter().map(Vec::as_slice).collect();
            let words =
                Words::from_layers(&layers).map_err(|problem| EditionError::Words { line: line.cloned(), problem })?;
            let scripts =
                flows.iter().map(|(name, script)| (name.clone(), Arc::new(script.clone().hearing(&words)))).collect();
            Ok(Voice { words, sounds: sounds_of(&own.everybody, texts), scripts })
        };
        let everybody = Arc::new(voice(None, None)?);
        let lines = own.lines.iter().map(|(line, texts)| Ok((line.clone(), Arc::new(voice(Some(line), Some(texts))?))));
        let lines = lines.collect::<Result<BTreeMap<_, _>, EditionError>>()?;
        let warnings = warnings(shipped, own, &flows, &everybody, &lines);
        Ok(Edition { everybody, lines, warnings })
    }

    /// What a line says. A line without words of its own says what everybody's does.
    #[must_use]
    pub fn voice(&self, line: &str) -> &Arc<Voice> {
        self.lines.get(line).unwrap_or(&self.everybody)
    }

    /// Whether a line has words or sounds of its own.
    #[must_use]
    pub fn is_own_voice(&self, line: &str) -> bool {
        self.lines.contains_key(line)
    }

    /// References of the lines that have words or sounds of their own.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.keys().map(String::as_str)
    }

    /// Every fault of every script in every voice; empty when the edition may be used. A line's faults are told when
    /// they are its own.
    #[must_use]
    pub fn problems(&self, languages: &[&str]) -> Vec<Problem> {
        let of = |voice: &Voice| check_spoken(voice.scripts().map(AsRef::as_ref), voice.speech(), languages);
        let mut problems = of(&self.everybody);
        let shared: BTreeSet<Problem> = problems.iter().cloned().collect();
        for (line, voice) in &self.lines {
            let own = of(voice).into_iter().filter(|problem| !shared.contains(problem));
            problems.extend(own.map(|problem| Problem { script: format!("{} on {line}", problem.script), ..problem }));
        }
        problems
    }

    /// What is written and never heard: worth a look, no reason to refuse.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

fn pairs(texts: &VoiceTexts) -> Vec<(&str, &str)> {
    texts.words.iter().map(|(language, source)| (language.as_str(), source.as_str())).collect()
}

/// A line's sounds, and everybody's for the sentences that the line does not word itself: the recording
/// of another sentence would be heard otherwise.
fn sounds_of(everybody: &VoiceTexts, line: Option<&VoiceTexts>) -> Sounds {
    let mut sounds = everybody.sounds.clone();
    let Some(line) = line else { return sounds };
    for (language, source) in &line.words {
        let own = Words::from_sources(&[(language, source)]);
        if let (Ok(own), Some(sounds)) = (own, sounds.get_mut(language)) {
            sounds.retain(|text, _| !own.has(language, text));
        }
    }
    for (language, own) in &line.sounds {
        sounds.entry(language.clone()).or_default().extend(own.clone());
    }
    sounds
}

fn warnings(
    shipped: &EditionTexts,
    own: &EditionTexts,
    flows: &BTreeMap<String, Script>,
    everybody: &Voice,
    lines: &BTreeMap<String, Arc<Voice>>,
) -> Vec<String> {
    let mut known: BTreeSet<&str> = flows.values().flat_map(|script| script.nodes.values()).flat_map(texts).collect();
    known.extend(ALWAYS_NEEDED);
    let ground = Words::from_sources(&pairs(&shipped.everybody)).ok();
    let is_known = |language: &str, text: &str| {
        known.contains(text)
            || text.starts_with("words_")
            || ground.as_ref().is_some_and(|words| words.has(language, text))
    };
    let mut warnings = Vec::new();
    let all = [(None, &own.everybody, everybody)].into_iter();
    let of_lines = own.lines.iter().filter_map(|(line, texts)| Some((Some(line), texts, lines.get(line)?.as_ref())));
    for (line, texts, voice) in all.chain(of_lines) {
        let place = line.map(|line| format!(" of line {line}")).unwrap_or_default();
        for (language, source) in &texts.words {
            let Ok(words) = Words::from_sources(&[(language, source)]) else { continue };
            for text in words.ids(language).into_iter().filter(|text| !is_known(language, text)) {
                warnings.push(format!("words{place}: nothing says `{text}` in {language}; is its name right?"));
            }
        }
        for (language, sounds) in &texts.sounds {
            for text in sounds.keys() {
                let needed = voice.words.arguments(language, text);
                if !voice.words.has(language, text) {
                    warnings.push(format!(
                        "sounds{place}: there is no text `{text}` in {language}; is the file's name right?"
                    ));
                } else if !needed.is_empty() {
                    warnings.push(format!(
                        "sounds{place}: `{text}` in {language} says {}, which no recording knows: it stays spoken.",
                        needed.join(", "),
                    ));
                }
            }
        }
    }
    warnings
}

#[cfg(test)]
mod tests;
