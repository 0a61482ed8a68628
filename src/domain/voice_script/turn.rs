//! What the interpreter answers.
//!
//! `Debug` never shows a number that a caller typed: debug output ends in logs.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{CodeName, Session};
use crate::notice::NoticeAnswer;

/// What the interpreter decides: keep `session`, speak `spoken`, record `effects`, do `then`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The session after the input.
    pub session: Session,
    /// Texts to speak, in order, on this leg.
    pub spoken: Vec<Spoken>,
    /// What the application must record, once.
    pub effects: Vec<Effect>,
    /// What happens on the line after the texts.
    pub then: Then,
}

/// One text to speak; its arguments are the session's facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// Text id.
    pub text: String,
}

/// What to do on the line after speaking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// Wait for a key or a word; answer with `Key`, `Speech` or `Silence`.
    Gather {
        /// Silence allowed after the texts.
        timeout_s: u32,
        /// How many digits make an answer.
        num_digits: u8,
        /// Keys that have a meaning here, `0` and `*` included.
        keys: Vec<String>,
        /// Text ids of the words to listen for.
        hints: Vec<String>,
        /// Whether to listen to speech as well as keys.
        speech: bool,
    },
    /// Wait for a telephone number; answer with `Number` or `Silence`.
    GatherNumber {
        /// Silence that ends the typing.
        timeout_s: u32,
        /// Most digits.
        max_digits: u8,
    },
    /// Try to reserve a listener now; answer with `ListenerReserved` or `NobodyFree`.
    FindListener,
    /// Judge a code typed; answer with `CodeChecked`.
    CheckCode {
        /// Which code.
        name: CodeName,
        /// What was typed: nobody else's business.
        digits: String,
    },
    /// Ring the reserved listener from this leg; answer with `RingEnded`.
    RingListener {
        /// Text the listener hears; pressing 1 takes the call.
        whisper: String,
        /// How long to ring.
        ring_timeout_s: u32,
    },
    /// Keep the caller on hold; answer with `HoldEnded`, or `Key` when interruptible.
    Hold {
        /// How long.
        seconds: u32,
        /// Whether keys are heard meanwhile.
        interruptible: bool,
    },
    /// Record a message; answer with `Recorded`.
    Record {
        /// Longest message.
        max_length_s: u32,
    },
    /// Ring the other person; answer with `BridgeEnded`.
    Bridge {
        /// Text spoken on this leg before it rings.
        dialing: Option<String>,
        /// Text the other person hears on answer.
        intro: String,
        /// How long to ring.
        ring_timeout_s: u32,
        /// Longest conversation.
        time_limit_s: Option<u32>,
    },
    /// End the call.
    Hangup,
}

/// A fact for the application to record. In a script: `"asked_urgent"`, or `{ outcome = "worry" }`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The caller wants to talk with someone.
    AskedForPerson,
    /// The caller says it is urgent.
    AskedUrgent,
    /// The caller wants practical help.
    AskedPracticalHelp,
    /// A call back is promised before the fact `heure`.
    CallbackRequested {
        /// Number typed by the caller; the calling number when absent.
        number: Option<String>,
    },
    /// A message was left.
    VoicemailLeft,
    /// The volunteer or listener pressed 1: only now may the other person be rung.
    CallerReady,
    /// In a quarter of an hour.
    CallerPostponed,
    /// Not today.
    CallerDeclined,
    /// The volunteer agrees to be rung for the next attempt.
    RetryAgreed,
    /// Nobody here goes on: the team has to take the matter.
    TeamTakesOver,
    /// How the conversation went, as said by key.
    Outcome(CallOutcomeKey),
    /// A listener asks not to be rung for the rest of the day.
    PauseDuty,
    /// A listener is back.
    ResumeDuty,
    /// A volunteer is away today.
    AbsentToday,
    /// A partner chose one of the hours offered, 1 to 3.
    SlotChosen(u8),
    /// What a person answered to the robot.
    Checked(CheckAnswer),
    /// What a person answered when told that somebody else calls.
    Notice(NoticeAnswer),
    /// What a coordinator answered to a page.
    Page(PageAnswer),
    /// What somebody near a person answered who was asked for news.
    Contact(ContactAnswer),
}

impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Effect::AskedForPerson => f.write_str("AskedForPerson"),
            Effect::AskedUrgent => f.write_str("AskedUrgent"),
            Effect::AskedPracticalHelp => f.write_str("AskedPracticalHelp"),
            Effect::CallbackRequested { number: Some(_) } => f.write_str("CallbackRequested(other number)"),
            Effect::CallbackRequested { number: None } => f.write_str("CallbackRequested(calling number)"),
            Effect::VoicemailLeft => f.write_str("VoicemailLeft"),
            Effect::CallerReady => f.write_str("CallerReady"),
            Effect::CallerPostponed => f.write_str("CallerPostponed"),
            Effect::CallerDeclined => f.write_str("CallerDeclined"),
            Effect::RetryAgreed => f.write_str("RetryAgreed"),
            Effect::TeamTakesOver => f.write_str("TeamTakesOver"),
            Effect::Outcome(key) => write!(f, "Outcome({key:?})"),
            Effect::PauseDuty => f.write_str("PauseDuty"),
            Effect::ResumeDuty => f.write_str("ResumeDuty"),
            Effect::AbsentToday => f.write_str("AbsentToday"),
            Effect::SlotChosen(slot) => write!(f, "SlotChosen({slot})"),
            Effect::Checked(answer) => write!(f, "Checked({answer:?})"),
            Effect::Notice(answer) => write!(f, "Notice({answer:?})"),
            Effect::Page(answer) => write!(f, "Page({answer:?})"),
            Effect::Contact(answer) => write!(f, "Contact({answer:?})"),
        }
    }
}

/// What a person answered to the robot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckAnswer {
    /// Key 1 or its word: all is well. Nothing else ever says so.
    Well,
    /// She wants to be called.
    Callback,
    /// She needs help now.
    Help,
    /// No more of these calls.
    Stop,
    /// Nothing was understood twice, or nothing was said.
    Unheard,
    /// It is somebody else.
    SomeoneElse,
}

/// What a coordinator answered, by a key, to a page by telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageAnswer {
    /// Takes the case.
    Take,
    /// Passes it on to the next coordinator.
    PassOn,
}

/// What somebody near a person answered, by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactAnswer {
    /// She was seen or heard, and is well.
    Well,
    /// No news.
    NoNews,
    /// They go and look.
    Going,
}

/// The three keys after a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcomeKey {
    /// Key 1: all is well.
    Well,
    /// Key 2: something worries me.
    Worry,
    /// Key 3: it is urgent.
    Urgent,
}
