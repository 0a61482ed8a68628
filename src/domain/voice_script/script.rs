//! A script as its author writes it: nodes joined by names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AskCode, Bridge, Goto, Hangup, Limits, Listen, Menu, OfferCallback, Record, Ring, Say, heard::Accepted};
use crate::words::Words;

/// One call flow. Targets (`to`, `next`, `silence`…) are names of nodes; texts are ids of
/// [`crate::words::Words`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// Name of the script, equal to its file's name.
    pub name: String,
    /// Node where every call begins.
    pub start: String,
    /// Node that reaches a human: where key `0`, and any trouble, leads.
    pub person: String,
    /// Every wait, repeat and text has a limit.
    #[serde(default)]
    pub limits: Limits,
    /// The nodes by name.
    pub nodes: BTreeMap<String, Node>,
    /// Accepted spoken words, filled by [`Script::hearing`].
    #[serde(skip)]
    pub(super) accepted: Accepted,
}

/// Why a text is not a script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// Not TOML, an unknown field, or a field missing. The message gives the place.
    #[error("the script cannot be read: {0}")]
    Unreadable(String),
}

impl Script {
    /// Reads a script from TOML. Targets and texts are not looked at here: that is [`super::check`].
    ///
    /// # Errors
    /// [`ScriptError::Unreadable`] when the text is not TOML of this shape.
    pub fn parse(toml: &str) -> Result<Script, ScriptError> {
        toml::from_str(toml).map_err(|error| ScriptError::Unreadable(error.to_string()))
    }

    /// The same script, able to recognise spoken words. Without it every [`super::Input::Speech`] is
    /// taken as not understood, which leads to a repeat and then to a person.
    #[must_use]
    pub fn hearing(mut self, words: &Words) -> Script {
        self.accepted = Accepted::of(&self, words);
        self
    }
}

/// A place in a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Node {
    /// Speaks, then goes on.
    Say(Say),
    /// Chooses the way by a fact, silently.
    Goto(Goto),
    /// Asks for one key or word.
    Menu(Menu),
    /// Lets the caller speak freely; what is said is not kept.
    Listen(Listen),
    /// Looks for a person and keeps the caller company meanwhile.
    Ring(Ring),
    /// Takes a spoken message.
    Record(Record),
    /// Offers to call back.
    OfferCallback(OfferCallback),
    /// Asks for a code on the keypad.
    AskCode(AskCode),
    /// Rings the other person and joins the two.
    Bridge(Bridge),
    /// Says goodbye.
    Hangup(Hangup),
}
