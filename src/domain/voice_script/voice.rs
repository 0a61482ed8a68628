//! A voice: the words one line says, and the recorded sounds that stand in for some of them.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Script, check_texts::spoken_s, sample_facts};
use crate::words::Words;

/// A recorded sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sound {
    /// Name under which it is served: the SHA-256 of its content in hexadecimal, and its extension.
    pub file: String,
    /// How long it lasts, rounded up; unknown when absent: the sentence's own length then counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
}

/// Sounds by language, then by text id.
pub type Sounds = BTreeMap<String, BTreeMap<String, Sound>>;

/// What a line says: its scripts, its words, its sounds.
#[derive(Debug)]
pub struct Voice {
    /// The words.
    pub words: Words,
    /// Sounds for sentences without arguments; one for another sentence is never played.
    pub(super) sounds: Sounds,
    /// The scripts by name, able to hear these words.
    pub(super) scripts: BTreeMap<String, Arc<Script>>,
}

impl Voice {
    /// The script of this name.
    #[must_use]
    pub fn script(&self, name: &str) -> Option<&Arc<Script>> {
        self.scripts.get(name)
    }

    /// Every script, in the order of their names.
    pub fn scripts(&self) -> impl Iterator<Item = &Arc<Script>> {
        self.scripts.values()
    }

    /// The sound that replaces a sentence. A sentence with arguments is always spoken: a recording cannot
    /// say a name or an hour.
    #[must_use]
    pub fn sound(&self, language: &str, text: &str) -> Option<&Sound> {
        self.speech().sound(language, text)
    }

    /// Seconds a sentence takes to say or to play, with sample facts; none when it cannot be said.
    #[must_use]
    pub fn lasts_s(&self, language: &str, text: &str) -> Option<u32> {
        self.speech().lasts_s(language, text)
    }

    pub(super) fn speech(&self) -> Speech<'_> {
        Speech { words: &self.words, sounds: &self.sounds }
    }
}

/// Words and sounds, for whoever measures them.
#[derive(Clone, Copy)]
pub(super) struct Speech<'a> {
    pub(super) words: &'a Words,
    pub(super) sounds: &'a Sounds,
}

impl<'a> Speech<'a> {
    fn sound(self, language: &str, text: &str) -> Option<&'a Sound> {
        let sound = self.sounds.get(language)?.get(text)?;
        self.words.arguments(language, text).is_empty().then_some(sound)
    }

    /// Seconds a text takes to say or to play; unknown when it cannot be said.
    pub(super) fn lasts_s(self, language: &str, text: &str) -> Option<u32> {
        let recorded = self.sound(language, text).and_then(|sound| sound.seconds);
        recorded.or_else(|| {
            self.words.render(language, text, &sample_facts(language)).ok().map(|sentence| spoken_s(&sentence))
        })
    }
}
