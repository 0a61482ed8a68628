//! What the carrier remembers of calls and texts.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::Private;

/// The state of a call, with the carrier's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallStatus {
    /// Accepted, not yet dialled.
    Queued,
    /// Dialled, not yet ringing.
    Initiated,
    /// The phone rings.
    Ringing,
    /// Somebody or something picked up.
    InProgress,
    /// Over, after having been answered.
    Completed,
    /// The phone was engaged, or the call was rejected as such.
    Busy,
    /// Could not be placed.
    Failed,
    /// Rang in vain, or was declined.
    NoAnswer,
    /// Given up by the caller before an answer.
    Canceled,
}

impl CallStatus {
    /// The carrier's word on the wire.
    pub fn wire(self) -> &'static str {
        match self {
            CallStatus::Queued => "queued",
            CallStatus::Initiated => "initiated",
            CallStatus::Ringing => "ringing",
            CallStatus::InProgress => "in-progress",
            CallStatus::Completed => "completed",
            CallStatus::Busy => "busy",
            CallStatus::Failed => "failed",
            CallStatus::NoAnswer => "no-answer",
            CallStatus::Canceled => "canceled",
        }
    }

    /// Nothing will change any more.
    pub fn is_final(self) -> bool {
        match self {
            CallStatus::Queued | CallStatus::Initiated | CallStatus::Ringing | CallStatus::InProgress => false,
            CallStatus::Completed
            | CallStatus::Busy
            | CallStatus::Failed
            | CallStatus::NoAnswer
            | CallStatus::Canceled => true,
        }
    }
}

impl fmt::Display for CallStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wire())
    }
}

/// Who started a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// A person dialled one of the lines.
    Inbound,
    /// The application asked by REST.
    OutboundApi,
    /// A `<Dial>` of another leg.
    OutboundDial,
}

impl Direction {
    /// The carrier's word on the wire.
    pub fn wire(self) -> &'static str {
        match self {
            Direction::Inbound => "inbound",
            Direction::OutboundApi => "outbound-api",
            Direction::OutboundDial => "outbound-dial",
        }
    }
}

/// Who picked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnsweredBy {
    /// The person.
    Person,
    /// Somebody else of the household.
    SomeoneElse,
    /// An answering machine or voicemail.
    Machine,
}

/// One leg, from its creation to its end. A leg still going on has no `ended_at`.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRecord {
    /// The carrier's identifier.
    pub sid: String,
    /// The leg whose `<Dial>` made this one.
    pub parent: Option<String>,
    /// The number shown to the called party.
    pub from: Private,
    /// The number called.
    pub to: Private,
    /// Who started it.
    pub direction: Direction,
    /// Where it stands.
    pub status: CallStatus,
    /// When it was created.
    pub started_at: DateTime<Utc>,
    /// When the phone began to ring.
    pub rang_at: Option<DateTime<Utc>>,
    /// When somebody picked up.
    pub answered_at: Option<DateTime<Utc>>,
    /// Who picked up.
    pub answered_by: Option<AnsweredBy>,
    /// When it was first put through to another leg.
    pub bridged_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What was said and done on this leg, in order.
    pub transcript: Vec<TranscriptLine>,
}

impl CallRecord {
    /// Whole seconds between answer and end (0 when there was no answer or no end yet).
    pub fn duration_s(&self) -> i64 {
        match (self.answered_at, self.ended_at) {
            (Some(from), Some(to)) => (to - from).num_seconds(),
            (None, _) | (_, None) => 0,
        }
    }

    /// Everything the person on this leg heard, in one text.
    pub fn all_heard(&self) -> String {
        let heard = self.transcript.iter().filter_map(|line| match &line.heard {
            Heard::Said(text) => Some(text.as_str()),
            Heard::Played(_)
            | Heard::Pressed(_)
            | Heard::Spoke(_)
            | Heard::Recorded { .. }
            | Heard::Bridged { .. }
            | Heard::ApplicationError => None,
        });
        heard.collect::<Vec<_>>().join(" ")
    }
}

/// One line of a transcript.
#[derive(Clone, Debug, PartialEq)]
pub struct TranscriptLine {
    /// When it began.
    pub at: DateTime<Utc>,
    /// What it was.
    pub heard: Heard,
}

/// What was said and done on a leg.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// The line spoke.
    Said(Private),
    /// The line played a sound (its URL).
    Played(String),
    /// The person pressed keys.
    Pressed(Private),
    /// The person spoke to the line.
    Spoke(Private),
    /// The person left a message.
    Recorded {
        /// Its length.
        seconds: f64,
    },
    /// Put through to another leg.
    Bridged {
        /// That leg.
        with: String,
    },
    /// The carrier's own "an application error has occurred".
    ApplicationError,
}

/// A text as a handset received it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedText {
    /// When.
    pub at: DateTime<Utc>,
    /// The carrier's identifier.
    pub sid: String,
    /// The sender displayed.
    pub from: Private,
    /// The text.
    pub body: Private,
}

/// One text in either direction, as the REST interface shows it.
#[derive(Clone, Debug)]
pub(crate) struct MessageRecord {
    pub(crate) sid: String,
    pub(crate) from: Private,
    pub(crate) to: Private,
    pub(crate) body: Private,
    pub(crate) inbound: bool,
    pub(crate) status: &'static str,
    pub(crate) error_code: Option<u32>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) sent_at: Option<DateTime<Utc>>,
}

/// One recording; deleted ones stay, marked, so that a test can see that they were.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordingRecord {
    /// The carrier's identifier.
    pub sid: String,
    /// The leg on which it was made.
    pub call_sid: String,
    /// Its length.
    pub seconds: f64,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// From when on its sound can be fetched.
    pub ready_at: DateTime<Utc>,
    /// The application had it deleted.
    pub is_deleted: bool,
}
