//! Somebody with a phone: what the simulator asks them, and what they may answer.
//!
//! Everything is asked synchronously and answered at once, with delays in seconds: a person never waits, the
//! simulator does.

use chrono::{DateTime, Utc};

use crate::{AnsweredBy, CallStatus, Direction, Private};

/// Somebody with a phone. One person has one number and one call at a time.
pub trait Person: Send {
    /// The phone rings.
    fn ring(&mut self, context: &RingContext) -> RingAnswer;

    /// The line waits for keys or speech. Asked once a wait, when the last prompt begins to be spoken.
    fn prompted(&mut self, context: &PromptContext) -> PromptAnswer;

    /// Two people now talk together.
    fn bridged(&mut self, context: &TalkContext) -> TalkAnswer;

    /// The line records: how long the person speaks.
    fn records(&mut self, context: &RecordContext) -> VoiceMessage;

    /// A text arrives: what is answered, each after its delay.
    fn message(&mut self, context: &MessageContext) -> Vec<Reply>;

    /// A call of this person is over, or a call to them was missed: they may ring a line later.
    fn after_call(&mut self, context: &AfterCall) -> Option<CallBack> {
        let _ = context;
        None
    }

    /// How long the person stays on a call that has not put them through to anybody, in seconds from the answer.
    /// `None`: as long as the line keeps them.
    fn patience_s(&mut self, context: &RingContext) -> Option<f64> {
        let _ = context;
        None
    }
}

/// The phone rings, or the person has just dialled.
#[derive(Clone, Debug)]
pub struct RingContext {
    /// Now.
    pub at: DateTime<Utc>,
    /// The number displayed.
    pub shown: Private,
    /// The person's own number.
    pub number: Private,
    /// Whether the person is called or calls.
    pub direction: Direction,
    /// How many times this phone was rung before (0 for the first).
    pub ordinal: u64,
}

/// What happens to a ringing phone. Delays are seconds from the first ring.
#[derive(Clone, Debug, PartialEq)]
pub enum RingAnswer {
    /// The person picks up.
    Answers {
        /// Seconds of ringing.
        after_s: f64,
    },
    /// Nobody picks up.
    NoAnswer,
    /// The phone is engaged.
    Busy,
    /// An answering machine or voicemail picks up.
    Machine {
        /// Seconds of ringing.
        after_s: f64,
        /// How long its greeting lasts, in seconds.
        greeting_s: f64,
    },
    /// Somebody else of the household picks up; the same [`Person`] speaks for them.
    SomeoneElse {
        /// Seconds of ringing.
        after_s: f64,
    },
    /// The number does not exist or is cut off.
    OutOfService,
}

/// What the line waits for.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GatherAsked {
    /// Keys are accepted.
    pub keys: bool,
    /// Speech is accepted.
    pub speech: bool,
    /// The input ends after this many keys.
    pub num_digits: Option<usize>,
    /// The key that ends the input.
    pub finish_on_key: Option<char>,
    /// Silence allowed after the prompts, in seconds.
    pub timeout_s: f64,
}

/// The line waits for the person.
#[derive(Clone, Debug)]
pub struct PromptContext {
    /// Now: the prompts begin to be spoken.
    pub at: DateTime<Utc>,
    /// Everything heard since the person last pressed or said something, in order, this wait's prompts included.
    pub heard: Vec<Private>,
    /// What the line waits for.
    pub gather: GatherAsked,
    /// Somebody else answered in the person's stead.
    pub someone_else: bool,
    /// Whether the person is called or calls.
    pub direction: Direction,
    /// How many times this person was asked for input on any call before (0 for the first).
    pub ordinal: u64,
}

impl PromptContext {
    /// All that was heard, in one text.
    pub fn all_heard(&self) -> String {
        self.heard.iter().map(Private::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// What the person does. Delays are seconds from the end of the prompts; a negative one comes while they are spoken.
#[derive(Clone, Debug, PartialEq)]
pub enum PromptAnswer {
    /// Presses keys.
    Keys {
        /// Digits, `*` and `#`.
        digits: String,
        /// When the first key is pressed.
        after_s: f64,
    },
    /// Says something.
    Speech {
        /// The words.
        text: String,
        /// When they begin to speak.
        after_s: f64,
    },
    /// Does nothing.
    Silence,
    /// Hangs up.
    HangUp {
        /// When.
        after_s: f64,
    },
}

/// Two people now talk together.
#[derive(Clone, Debug)]
pub struct TalkContext {
    /// Now.
    pub at: DateTime<Utc>,
    /// Whether this person was called or had called.
    pub direction: Direction,
    /// Somebody else answered in the person's stead.
    pub someone_else: bool,
    /// The number of the other one, as their telephone showed it: how a simulated person knows whom they talk with.
    pub with: Private,
    /// A machine is on the other side.
    pub with_machine: bool,
    /// How many conversations this person had before (0 for the first).
    pub ordinal: u64,
}

/// How a conversation ends from this side.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TalkAnswer {
    /// Seconds before this side hangs up; `None` lets the other do it.
    pub hangs_up_after_s: Option<f64>,
    /// Keys pressed meanwhile, in order. The star key is heard where the line allows it, the others are not.
    pub keys: Vec<KeysInTalk>,
}

/// Keys pressed during a conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct KeysInTalk {
    /// Seconds from the beginning of the conversation to the first of them.
    pub after_s: f64,
    /// Which, one after the other.
    pub keys: String,
}

/// The line records.
#[derive(Clone, Debug)]
pub struct RecordContext {
    /// Now: the tone has sounded.
    pub at: DateTime<Utc>,
    /// Everything heard since the person last pressed or said something.
    pub heard: Vec<Private>,
    /// The longest message the line takes, in seconds.
    pub max_length_s: f64,
}

/// A message left after the tone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VoiceMessage {
    /// How long the person speaks; 0 says nothing.
    pub seconds: f64,
    /// The person ends by hanging up rather than by falling silent.
    pub hangs_up: bool,
}

/// A text arrives.
#[derive(Clone, Debug)]
pub struct MessageContext {
    /// Now.
    pub at: DateTime<Utc>,
    /// The sender displayed.
    pub from: Private,
    /// The text.
    pub body: Private,
    /// How many texts this person had before (0 for the first).
    pub ordinal: u64,
}

/// An answer by text.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// Seconds after the text arrived.
    pub after_s: f64,
    /// The text.
    pub body: String,
}

/// A call is over, or was missed.
#[derive(Clone, Debug)]
pub struct AfterCall {
    /// Now.
    pub at: DateTime<Utc>,
    /// The number that was displayed, or dialled.
    pub shown: Private,
    /// Whether the person was called or had called.
    pub direction: Direction,
    /// How it ended.
    pub status: CallStatus,
    /// Who picked up, if anybody.
    pub answered_by: Option<AnsweredBy>,
    /// The person talked with somebody.
    pub bridged: bool,
    /// How many calls of this person ended before (0 for the first).
    pub ordinal: u64,
}

/// The person will ring a line.
#[derive(Clone, Debug, PartialEq)]
pub struct CallBack {
    /// Seconds from now.
    pub after_s: f64,
    /// The number they dial.
    pub to: String,
}
