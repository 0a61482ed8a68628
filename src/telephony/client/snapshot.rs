//! What the carrier knows of a call, a message, an account, at the moment of asking.

use super::answer;
use crate::webhook::{AnsweredBy, CallStatus, Direction, MessageStatus};
use chrono::{DateTime, Utc};
use std::fmt;

/// A call as the carrier sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct CallSnapshot {
    /// The carrier's identifier; opaque.
    pub sid: String,
    /// The leg whose `<Dial>` began this one.
    pub parent_sid: Option<String>,
    /// Who is called, as the carrier writes it.
    pub to: String,
    /// The number shown, as the carrier writes it.
    pub from: String,
    /// Where it is in its life.
    pub status: CallStatus,
    /// Who began it.
    pub direction: Direction,
    /// Seconds it lasted, once over.
    pub duration_s: Option<u32>,
    /// When the carrier took the request.
    pub created_at: Option<DateTime<Utc>>,
    /// When it left the carrier's queue; absent while queued.
    pub start_time: Option<DateTime<Utc>>,
    /// When it ended.
    pub end_time: Option<DateTime<Utc>>,
    /// Who answered, when that was asked.
    pub answered_by: Option<AnsweredBy>,
}

/// A message as the carrier sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageSnapshot {
    /// The carrier's identifier; opaque.
    pub sid: String,
    /// The recipient, as the carrier writes it.
    pub to: String,
    /// The sender shown, as the carrier writes it.
    pub from: String,
    /// The text; empty when the carrier does not keep it.
    pub body: String,
    /// Where it is in its life.
    pub status: MessageStatus,
    /// Why it failed, as the carrier's number.
    pub error_code: Option<u32>,
    /// When the carrier took the request.
    pub created_at: Option<DateTime<Utc>>,
    /// When it left the carrier; absent while queued.
    pub date_sent: Option<DateTime<Utc>>,
}

/// The account, for the operator's check that the settings are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSnapshot {
    /// The carrier's identifier.
    pub sid: String,
    /// The name its owner gave it.
    pub friendly_name: String,
    /// `active`, `suspended`, `closed`.
    pub status: String,
}

/// A recording as the carrier sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordingSnapshot {
    /// The carrier's identifier; opaque.
    pub sid: String,
    /// The leg on which it was made.
    pub call_sid: String,
    /// Seconds recorded, once known.
    pub duration_s: Option<u32>,
    /// Where the sound is now, when the carrier says it.
    pub media_url: Option<String>,
}

/// The address may open the sound to whoever has it.
impl fmt::Debug for RecordingSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingSnapshot")
            .field("sid", &self.sid)
            .field("call_sid", &self.call_sid)
            .field("duration_s", &self.duration_s)
            .finish_non_exhaustive()
    }
}

impl From<answer::Recording> for RecordingSnapshot {
    fn from(recording: answer::Recording) -> RecordingSnapshot {
        RecordingSnapshot {
            sid: recording.sid,
            call_sid: recording.call_sid,
            duration_s: recording.duration,
            media_url: recording.media_url,
        }
    }
}

/// Numbers are personal.
impl fmt::Debug for CallSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallSnapshot")
            .field("sid", &self.sid)
            .field("status", &self.status)
            .field("direction", &self.direction)
            .finish_non_exhaustive()
    }
}

/// Numbers and words are personal.
impl fmt::Debug for MessageSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageSnapshot")
            .field("sid", &self.sid)
            .field("status", &self.status)
            .field("error_code", &self.error_code)
            .finish_non_exhaustive()
    }
}

impl From<answer::Call> for CallSnapshot {
    fn from(call: answer::Call) -> CallSnapshot {
        CallSnapshot {
            sid: call.sid,
            parent_sid: call.parent_call_sid,
            to: call.to,
            from: call.from,
            status: call.status,
            direction: call.direction,
            duration_s: call.duration,
            created_at: call.date_created,
            start_time: call.start_time,
            end_time: call.end_time,
            answered_by: call.answered_by,
        }
    }
}

impl From<answer::Message> for MessageSnapshot {
    fn from(message: answer::Message) -> MessageSnapshot {
        MessageSnapshot {
            sid: message.sid,
            to: message.to,
            from: message.from,
            body: message.body,
            status: message.status,
            error_code: message.error_code,
            created_at: message.date_created,
            date_sent: message.date_sent,
        }
    }
}

impl From<answer::Account> for AccountSnapshot {
    fn from(account: answer::Account) -> AccountSnapshot {
        AccountSnapshot { sid: account.sid, friendly_name: account.friendly_name, status: account.status }
    }
}
