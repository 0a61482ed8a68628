//! The scripts and words of the service. A conversation keeps the version it began with.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use passerelle_domain::{
    voice_script::{Script, ScriptError, check},
    words::{Words, WordsError},
};
use passerelle_store::{Access, voice_scripts};
use sha2::{Digest, Sha256};

use crate::error::{AppError, Outcome};

/// The scripts the program ships: (name, TOML).
pub fn shipped_scripts() -> &'static [(&'static str, &'static str)] {
    &[
        ("listening-line", include_str!("../../voice-scripts/listening-line.toml")),
        ("convivial-call", include_str!("../../voice-scripts/convivial-call.toml")),
        ("callback", include_str!("../../voice-scripts/callback.toml")),
    ]
}

/// The words the program ships: (language, Fluent).
pub fn shipped_words() -> &'static [(&'static str, &'static str)] {
    &[
        ("fr", include_str!("../../voice-scripts/words/fr.ftl")),
        ("en", include_str!("../../voice-scripts/words/en.ftl")),
    ]
}

/// Every script in use, by name and version, and the words they say.
#[derive(Clone)]
pub struct ScriptBook(Arc<Book>);

struct Book {
    words: Words,
    /// The version new conversations begin with, with its source.
    current: HashMap<String, (String, String)>,
    parsed: RwLock<HashMap<(String, String), Arc<Script>>>,
}

/// Why scripts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ScriptBookError {
    /// A script cannot be read.
    #[error("voice script {name}: {problem}")]
    Script {
        /// Which.
        name: String,
        /// Why.
        problem: ScriptError,
    },
    /// The words cannot be read.
    #[error("words of the voice scripts: {0}")]
    Words(#[from] WordsError),
    /// The check found something that would leave a caller alone.
    #[error("the voice scripts have problems:\n{0}")]
    Problems(String),
}

impl ScriptBook {
    /// Reads and checks scripts and words.
    ///
    /// # Errors
    /// [`ScriptBookError`]: scripts that do not pass the check are not used.
    pub fn read(scripts: &[(&str, &str)], words: &[(&str, &str)]) -> Result<ScriptBook, ScriptBookError> {
        let words = Words::from_sources(words)?;
        let mut current = HashMap::new();
        let mut parsed = HashMap::new();
        let mut all = Vec::new();
        for (name, source) in scripts {
            let script = Script::parse(source)
                .map_err(|problem| ScriptBookError::Script { name: (*name).to_owned(), problem })?
                .hearing(&words);
            all.push(script.clone());
            let version = version_of(source);
            parsed.insert(((*name).to_owned(), version.clone()), Arc::new(script));
            current.insert((*name).to_owned(), (version, (*source).to_owned()));
        }
        let problems = check(&all, &words, &["fr", "en"]);
        if !problems.is_empty() {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            return Err(ScriptBookError::Problems(lines.join("\n")));
        }
        Ok(ScriptBook(Arc::new(Book { words, current, parsed: RwLock::new(parsed) })))
    }

    /// The words.
    pub fn words(&self) -> &Words {
        &self.0.words
    }

    /// Every current script: (name, version, source).
    pub(crate) fn current(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.0.current.iter().map(|(name, (version, source))| (name.as_str(), version.as_str(), source.as_str()))
    }

    /// The script new conversations begin with, and its version.
    pub(crate) fn latest(&self, name: &str) -> Option<(Arc<Script>, String)> {
        let (version, _) = self.0.current.get(name)?;
        let key = (name.to_owned(), version.clone());
        let parsed = self.0.parsed.read().unwrap_or_else(PoisonError::into_inner);
        Some((Arc::clone(parsed.get(&key)?), version.clone()))
    }

    /// The version a conversation began with: read from the database when the program was updated
    /// in the middle of it.
    pub(crate) async fn version(&self, db: &mut impl Access, name: &str, version: &str) -> Outcome<Arc<Script>> {
        let key = (name.to_owned(), version.to_owned());
        if let Some(script) = self.0.parsed.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(script));
        }
        let source = voice_scripts::source(db, name, version).await?.ok_or(AppError::dangling("conversation"))?;
        let script = Script::parse(&source).map_err(|problem| AppError::Text(problem.to_string()))?;
        let script = Arc::new(script.hearing(&self.0.words));
        self.0.parsed.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&script));
        Ok(script)
    }
}

/// A version is the beginning of the source's SHA-256: the same text is the same version.
fn version_of(source: &str) -> String {
    Sha256::digest(source.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_scripts_then_they_pass_the_check() {
        let book = ScriptBook::read(shipped_scripts(), shipped_words()).unwrap();
        assert_eq!(book.current().count(), shipped_scripts().len());
        let (script, version) = book.latest("listening-line").unwrap();
        assert_eq!((script.name.as_str(), version.len()), ("listening-line", 12));
    }
}
