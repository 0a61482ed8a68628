//! The scripts, words and sounds of the service. A conversation keeps the edition it began with.
//!
//! An edition is named by a short text that a conversation carries: the version of the program's own texts, then that of
//! the organisation's texts over them, then the line when it has words of its own: `3f2a….9bc1…@paris`. What is
//! kept here is a cache of read-only text: everything is in the database, by its content.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use passerelle_domain::{
    ids::OrganisationId,
    line::Line,
    voice_script::{Edition, EditionError, EditionTexts, Script, Voice, VoiceTexts},
    words::Words,
};
use passerelle_store::{Access, voice_publications, voice_scripts};
use sha2::{Digest, Sha256};

use crate::error::{AppError, Outcome};

/// Every text must exist in these.
pub const LANGUAGES: [&str; 2] = ["fr", "en"];
/// Under this name the program's own texts are kept.
pub(crate) const SHIPPED: &str = "shipped";
/// Under this name an organisation's texts are kept.
pub(crate) const OWN: &str = "own";
/// The script of a line whose own is gone: better than an apology.
const LAST_RESORT: &str = "listening-line";
/// Editions kept at hand. More means many publications while the program runs: the oldest conversations are over.
const MAX_EDITIONS_AT_HAND: usize = 64;

/// The scripts the program ships: (name, TOML).
pub fn shipped_scripts() -> &'static [(&'static str, &'static str)] {
    &[
        ("listening-line", include_str!("../../voice-scripts/listening-line.toml")),
        ("convivial-call", include_str!("../../voice-scripts/convivial-call.toml")),
        ("callback", include_str!("../../voice-scripts/callback.toml")),
        ("partner-line", include_str!("../../voice-scripts/partner-line.toml")),
        ("check-call", include_str!("../../voice-scripts/check-call.toml")),
        ("notice-call", include_str!("../../voice-scripts/notice-call.toml")),
        ("coordinator-alert", include_str!("../../voice-scripts/coordinator-alert.toml")),
        ("contact-check", include_str!("../../voice-scripts/contact-check.toml")),
        ("case-call", include_str!("../../voice-scripts/case-call.toml")),
    ]
}

/// The words the program ships: (language, Fluent).
pub fn shipped_words() -> &'static [(&'static str, &'static str)] {
    &[
        ("fr", include_str!("../../voice-scripts/words/fr.ftl")),
        ("en", include_str!("../../voice-scripts/words/en.ftl")),
    ]
}

/// Scripts and words as the ground of editions.
pub fn ground(scripts: &[(&str, &str)], words: &[(&str, &str)]) -> EditionTexts {
    let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
    EditionTexts {
        flows: owned(scripts),
        everybody: VoiceTexts { words: owned(words), ..VoiceTexts::default() },
        ..EditionTexts::default()
    }
}

/// Every script in use, and the words and sounds they speak with.
#[derive(Clone)]
pub struct ScriptBook(Arc<Book>);

struct Book {
    shipped: EditionTexts,
    shipped_version: String,
    shipped_edition: Arc<Edition>,
    /// Editions by name, without the line. `None`: it may not be used for new calls, as was already told.
    editions: RwLock<HashMap<String, Option<Arc<Edition>>>>,
}

/// Why scripts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ScriptBookError {
    /// Something cannot be read.
    #[error(transparent)]
    Unreadable(#[from] EditionError),
    /// The check found something that would leave a caller alone.
    #[error("the voice scripts have problems:\n{0}")]
    Problems(String),
}

/// What a new call begins with.
pub(crate) struct Chosen {
    pub(crate) script: Arc<Script>,
    pub(crate) voice: Arc<Voice>,
    /// The edition's name, for the conversation to carry.
    pub(crate) edition: String,
}

impl ScriptBook {
    /// Reads and checks the program's own scripts and words.
    ///
    /// # Errors
    /// [`ScriptBookError`]: scripts that do not pass the check are not used.
    pub fn read(scripts: &[(&str, &str)], words: &[(&str, &str)]) -> Result<ScriptBook, ScriptBookError> {
        let shipped = ground(scripts, words);
        let edition = Edition::read(&shipped, &EditionTexts::default())?;
        let problems = edition.problems(&LANGUAGES);
        if !problems.is_empty() {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            return Err(ScriptBookError::Problems(lines.join("\n")));
        }
        Ok(ScriptBook(Arc::new(Book {
            shipped_version: version_of(&written(&shipped)),
            shipped_edition: Arc::new(edition),
            shipped,
            editions: RwLock::default(),
        })))
    }

    /// The program's own words.
    pub fn words(&self) -> &Words {
        &self.0.shipped_edition.voice("").words
    }

    /// The program's own texts.
    pub fn shipped(&self) -> &EditionTexts {
        &self.0.shipped
    }

    /// The program's own texts as they are kept: (version, source).
    pub(crate) fn shipped_source(&self) -> (&str, String) {
        (&self.0.shipped_version, written(&self.0.shipped))
    }

    /// Names of the scripts that a line of this organisation may use.
    pub(crate) async fn names(&self, db: &mut impl Access, owner: Option<OrganisationId>) -> Outcome<Vec<String>> {
        let mut names: Vec<String> = self.0.shipped.flows.keys().cloned().collect();
        if let Some(owner) = owner {
            let edition = self.in_use(db, owner, LAST_RESORT).await?.0;
            names.extend(edition.voice("").scripts().map(|script| script.name.clone()));
            names.sort();
            names.dedup();
        }
        Ok(names)
    }

    /// The script with which a new call of this line begins. It is looked up in the database each time: what was
    /// published a moment ago, by whatever process, is what the next caller hears.
    pub(crate) async fn latest(&self, db: &mut impl Access, line: &Line, script: &str) -> Outcome<Chosen> {
        let (edition, mut name) = self.in_use(db, line.organisation_id, script).await?;
        let voice = edition.voice(&line.key);
        if edition.is_own_voice(&line.key) {
            name = format!("{name}@{}", line.key);
        }
        let found = voice.script(script).or_else(|| {
            tracing::error!(script, "a line names a voice script that is not published; the listening line answers");
            voice.script(LAST_RESORT)
        });
        let script = found.cloned().ok_or(AppError::dangling("voice script"))?;
        Ok(Chosen { script, voice: Arc::clone(voice), edition: name })
    }

    /// The script of the edition that a conversation began with.
    pub(crate) async fn version(&self, db: &mut impl Access, name: &str, edition: &str) -> Outcome<Arc<Script>> {
        let voice = self.voice(db, edition).await?;
        voice.script(name).cloned().ok_or(AppError::dangling("conversation"))
    }

    /// The voice of the edition that a conversation began with, read from the database when this process does not
    /// have it at hand.
    pub(crate) async fn voice(&self, db: &mut impl Access, edition: &str) -> Outcome<Arc<Voice>> {
        let (name, line) = split(edition);
        let known = self.at_hand(name);
        let is_known = known.is_some();
        let edition = match known.flatten() {
            Some(edition) => edition,
            None => self.load(db, name).await?,
        };
        if !is_known {
            // Not checked anew: the conversation goes on with it even if the rules have become stricter.
            self.remember(name, Some(Arc::clone(&edition)));
        }
        Ok(Arc::clone(edition.voice(line)))
    }

    /// The same without the database: the program's own voice stands in for an edition that is not at hand.
    pub(crate) fn voice_at_hand(&self, edition: &str) -> Arc<Voice> {
        let (name, line) = split(edition);
        match self.at_hand(name).flatten() {
            Some(edition) => Arc::clone(edition.voice(line)),
            None => Arc::clone(self.0.shipped_edition.voice("")),
        }
    }

    /// The edition of an organisation's new calls, and its name. One that cannot be read, or that the rules refuse
    /// since the program was updated, is replaced by the program's own: nobody is left without an answer.
    pub(crate) async fn in_use(
        &self,
        db: &mut impl Access,
        owner: OrganisationId,
        script: &str,
    ) -> Outcome<(Arc<Edition>, String)> {
        let shipped = || (Arc::clone(&self.0.shipped_edition), self.0.shipped_version.clone());
        let Some(own) = voice_publications::version_in_use(db, owner, script).await? else { return Ok(shipped()) };
        let name = format!("{}.{own}", self.0.shipped_version);
        if let Some(known) = self.at_hand(&name) {
            return Ok(known.map_or_else(shipped, |edition| (edition, name)));
        }
        let usable = match self.load(db, &name).await {
            Ok(edition) if edition.problems(&LANGUAGES).is_empty() => Some(edition),
            Ok(_) => {
                tracing::error!(
                    own,
                    "published voice scripts do not pass the check and are not used; see `scripts check`"
                );
                None
            }
            Err(AppError::Text(problem)) => {
                tracing::error!(own, problem, "published voice scripts cannot be read and are not used");
                None
            }
            Err(other) => return Err(other),
        };
        self.remember(&name, usable.clone());
        Ok(usable.map_or_else(shipped, |edition| (edition, name)))
    }

    /// Reads an edition from the database.
    async fn load(&self, db: &mut impl Access, name: &str) -> Outcome<Arc<Edition>> {
        let (base, own) = name.split_once('.').map_or((name, None), |(base, own)| (base, Some(own)));
        let base =
            if base == self.0.shipped_version { self.0.shipped.clone() } else { texts(db, SHIPPED, base).await? };
        let own = match own {
            Some(own) => texts(db, OWN, own).await?,
            None => EditionTexts::default(),
        };
        let edition = Edition::read(&base, &own).map_err(|problem| AppError::Text(problem.to_string()))?;
        Ok(Arc::new(edition))
    }

    fn at_hand(&self, name: &str) -> Option<Option<Arc<Edition>>> {
        if name == self.0.shipped_version {
            return Some(Some(Arc::clone(&self.0.shipped_edition)));
        }
        self.0.editions.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn remember(&self, name: &str, edition: Option<Arc<Edition>>) {
        let mut editions = self.0.editions.write().unwrap_or_else(PoisonError::into_inner);
        if editions.len() >= MAX_EDITIONS_AT_HAND {
            editions.clear();
        }
        editions.insert(name.to_owned(), edition);
    }
}

fn split(edition: &str) -> (&str, &str) {
    edition.split_once('@').unwrap_or((edition, ""))
}

async fn texts(db: &mut impl Access, name: &str, version: &str) -> Outcome<EditionTexts> {
    let source = voice_scripts::source(db, name, version).await?.ok_or(AppError::dangling("conversation"))?;
    serde_json::from_str(&source).map_err(|problem| AppError::Text(problem.to_string()))
}

/// Texts as they are kept. The same texts are the same bytes: every map in them is in order.
pub(crate) fn written(texts: &EditionTexts) -> String {
    serde_json::to_string(texts).unwrap_or_default()
}

/// A version is the beginning of the source's SHA-256: the same text is the same version.
pub(crate) fn version_of(source: &str) -> String {
    Sha256::digest(source.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_scripts_then_they_pass_the_check() {
        let book = ScriptBook::read(shipped_scripts(), shipped_words()).unwrap();
        let (version, source) = book.shipped_source();
        assert_eq!((version.len(), version_of(&source).as_str()), (12, version));
        assert_eq!(book.voice_at_hand(version).scripts().count(), shipped_scripts().len());
        assert_eq!(book.voice_at_hand("another.edition@paris").scripts().count(), shipped_scripts().len());
    }
}
