//! Where one call stands.
//!
//! `Debug` never shows the facts of a call: they hold names and numbers, and debug output ends in logs.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Fact set before a number is read back: the number in pairs.
pub(super) const SLOW_NUMBER_FACT: &str = "numero_lent";

/// Where one call stands in its script. Kept as JSON between two webhooks, but for what is somebody's own (a name,
/// a number typed): the store seals that beside it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Current node.
    pub node: String,
    /// Answers not understood, and silences that got a repeat, at this node.
    pub tries: u8,
    /// Replays asked with `*` at this node.
    #[serde(default)]
    pub repeats: u8,
    /// When this node was entered.
    pub entered_at: DateTime<Utc>,
    /// When a person was first searched for in this call.
    pub ring_started_at: Option<DateTime<Utc>>,
    /// When the caller last heard news of the wait.
    pub last_update_at: Option<DateTime<Utc>>,
    /// Facts given by the application; also the arguments of texts.
    #[serde(skip)]
    pub facts: BTreeMap<String, String>,
    /// Inputs so far.
    pub steps: u16,
    /// What the last turn asked for.
    #[serde(default)]
    pub awaiting: Awaiting,
    /// Number typed by the caller and not confirmed yet.
    #[serde(skip)]
    pub typed_number: Option<String>,
    /// Whether we already said sorry once: the second time we do not try the same way again.
    #[serde(default)]
    pub apologised: bool,
    /// The last single key pressed, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_key: Option<(char, DateTime<Utc>)>,
}

impl Session {
    /// Whether the last turn hung up. Later inputs change nothing.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.awaiting == Awaiting::Nothing
    }

    /// Forgets the number the caller typed, and how it was read back: nothing is said any more.
    pub fn forget_typed_number(&mut self) {
        self.typed_number = None;
        self.facts.remove(SLOW_NUMBER_FACT);
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("node", &self.node)
            .field("tries", &self.tries)
            .field("steps", &self.steps)
            .field("awaiting", &self.awaiting)
            .finish_non_exhaustive()
    }
}

/// What a session waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaiting {
    /// The call has not begun.
    #[default]
    Start,
    /// A key or a word.
    Answer,
    /// A telephone number.
    Number,
    /// A yes to the number read back.
    NumberCheck,
    /// News of a free listener.
    Listener,
    /// The end of a listener's ringing or conversation.
    RingEnd,
    /// The end of a hold.
    HoldEnd,
    /// Whether a code is right.
    CodeCheck,
    /// A recorded message.
    Message,
    /// The end of a bridge.
    BridgeEnd,
    /// The call is over.
    Nothing,
}
