//! The verbs' attributes. URLs may be relative to the URL of the document.

use passerelle_domain::phone_number::PhoneNumber;
use std::fmt;

/// Speak a text.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Say {
    /// What is said; at most [`super::MAX_SAY_CHARS`] characters are.
    pub text: String,
    /// BCP 47 (`fr-FR`).
    pub language: Option<String>,
    /// The carrier's name of a voice: see [`crate::profile::CarrierProfile::voice`].
    pub voice: Option<String>,
    /// Speed in per cent of the voice's own; 85 suits people who hear badly.
    pub rate_percent: Option<u8>,
}

/// Spoken texts hold first names: only their length is shown.
impl fmt::Debug for Say {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Say")
            .field("chars", &self.text.chars().count())
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

/// Play a sound file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Play {
    /// Where the file is.
    pub url: String,
}

/// Stay silent. One carrier lacks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Seconds, at least 1.
    pub length_s: u32,
}

/// Ring telephones, or enter a room.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dial {
    /// Asked afterwards; without it, the next verb runs.
    pub action: Option<String>,
    /// Seconds of ringing; carriers take 5 to 120 at least.
    pub timeout_s: u32,
    /// Seconds after which the conversation is cut.
    pub time_limit_s: Option<u32>,
    /// The number shown to those who are rung; must be one of the organisation's own.
    pub caller_id: Option<PhoneNumber>,
    /// When true the caller hears ringing (and pays nothing) until somebody answers.
    pub answer_on_bridge: bool,
    /// Country whose ringing tone is heard (`fr`).
    pub ring_tone: Option<String>,
    /// When true numbers ring one after the other, else together.
    pub sequential: bool,
    /// When true the one who dials leaves what was dialled by the key `*`, and `action` is asked; the other side is
    /// not told.
    pub hangup_on_star: bool,
    /// Who is rung.
    pub numbers: Vec<Number>,
    /// The room entered instead of ringing anybody. Not every carrier has rooms: see
    /// [`crate::profile::CarrierProfile::supports_rooms`].
    pub room: Option<Conference>,
}

/// A room in which those who enter hear each other. Silent until a second one enters: no music, no beep.
///
/// # Source
/// Telephony notes, sections 1.6 and 3.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conference {
    /// Rooms of one name are the same room. Carriers log it: nothing personal.
    pub name: String,
    /// Whether the room ends for everybody when this one leaves.
    pub end_on_exit: bool,
}

/// One telephone rung by a [`Dial`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The telephone.
    pub number: PhoneNumber,
    /// A document heard by that telephone alone before the two are connected ("press 1 to take the call").
    pub url: Option<String>,
    /// Told about the progress of that leg.
    pub status_callback: Option<String>,
    /// About what it is told; the carrier's default is only the end.
    pub status_callback_events: Vec<CallEvent>,
    /// Whether to find out if a machine answers.
    pub machine_detection: Option<MachineDetection>,
    /// Told who answered.
    pub amd_status_callback: Option<String>,
}

impl Number {
    /// A telephone without anything special.
    pub fn new(number: PhoneNumber) -> Number {
        Number {
            number,
            url: None,
            status_callback: None,
            status_callback_events: Vec::new(),
            machine_detection: None,
            amd_status_callback: None,
        }
    }
}

/// Moments of a call that can be reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallEvent {
    /// It leaves the queue.
    Initiated,
    /// It rings.
    Ringing,
    /// It is answered.
    Answered,
    /// It is over, however it ended.
    Completed,
}

impl CallEvent {
    /// Every moment.
    pub const ALL: [CallEvent; 4] =
        [CallEvent::Initiated, CallEvent::Ringing, CallEvent::Answered, CallEvent::Completed];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            CallEvent::Initiated => "initiated",
            CallEvent::Ringing => "ringing",
            CallEvent::Answered => "answered",
            CallEvent::Completed => "completed",
        }
    }
}

/// How to find out whether a machine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MachineDetection {
    /// Say so as soon as it is known.
    Enable,
    /// Wait for the end of the greeting, to leave a message.
    DetectMessageEnd,
}

impl MachineDetection {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            MachineDetection::Enable => "Enable",
            MachineDetection::DetectMessageEnd => "DetectMessageEnd",
        }
    }
}

/// Record a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Asked when the person has finished; without it the current URL is asked again, for ever.
    pub action: String,
    /// Longest message in seconds.
    pub max_length_s: u32,
    /// Seconds of silence that end it; 0 never does.
    pub timeout_s: u32,
    /// Keys that end it; the carrier's default is any key.
    pub finish_on_key: Option<String>,
    /// Whether a beep says when to speak.
    pub play_beep: bool,
    /// Told when the recording can be fetched.
    pub recording_status_callback: Option<String>,
}

/// Ask another URL what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The URL.
    pub url: String,
}

/// Refuse a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reject {
    /// What the caller hears.
    pub reason: RejectReason,
}

/// What a refused caller hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectReason {
    /// "Not in service".
    Rejected,
    /// The engaged tone.
    Busy,
}
