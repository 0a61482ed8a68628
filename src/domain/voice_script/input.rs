//! What the interpreter is told.
//!
//! `Debug` never shows what a caller typed or said: debug output ends in logs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What happened on the line, or what the application answers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// The call was answered.
    Start,
    /// A key: `0` to `9`, `*` or `#`.
    Key(String),
    /// Recognised speech, as the carrier wrote it.
    Speech(String),
    /// Nothing within the time given.
    Silence,
    /// A listener is reserved for this call.
    ListenerReserved,
    /// No listener is free.
    NobodyFree {
        /// Estimated wait, unknown when absent.
        estimate_s: Option<u32>,
    },
    /// The reserved listener's leg ended.
    RingEnded {
        /// Whether the two people talked.
        talked: bool,
    },
    /// The hold is over without a key.
    HoldEnded,
    /// A recording ended.
    Recorded {
        /// Its length.
        seconds: u32,
    },
    /// Digits typed as a telephone number.
    Number(String),
    /// Whether the code typed is right.
    CodeChecked {
        /// The application's answer.
        is_right: bool,
    },
    /// The other leg ended.
    BridgeEnded(BridgeResult),
    /// The line was hung up.
    HungUp,
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Start => f.write_str("Start"),
            Input::Key(_) => f.write_str("Key(…)"),
            Input::Speech(_) => f.write_str("Speech(…)"),
            Input::Silence => f.write_str("Silence"),
            Input::ListenerReserved => f.write_str("ListenerReserved"),
            Input::NobodyFree { estimate_s } => write!(f, "NobodyFree({estimate_s:?})"),
            Input::RingEnded { talked } => write!(f, "RingEnded({talked})"),
            Input::HoldEnded => f.write_str("HoldEnded"),
            Input::Recorded { seconds } => write!(f, "Recorded({seconds})"),
            Input::Number(_) => f.write_str("Number(…)"),
            Input::CodeChecked { is_right } => write!(f, "CodeChecked({is_right})"),
            Input::BridgeEnded(result) => write!(f, "BridgeEnded({result:?})"),
            Input::HungUp => f.write_str("HungUp"),
        }
    }
}

/// How a bridge ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BridgeResult {
    /// The two people talked.
    Talked,
    /// Rang out.
    NoAnswer,
    /// Engaged.
    Busy,
    /// A machine or a voicemail.
    Machine,
    /// Somebody else than the person.
    SomeoneElse,
    /// The carrier could not place the call.
    Failed,
}
