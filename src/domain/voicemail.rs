//! A message left on a line: a task with an owner and a due hour.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    code::Code,
    ids::{CallId, CaseId, LineId, OrganisationId, VoicemailId},
    people::Member,
};

/// A message is listened to within this, counted in opening hours like a callback.
pub const HANDLED_WITHIN: TimeDelta = TimeDelta::hours(1);

/// Where a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoicemailState {
    /// To be listened to.
    Waiting,
    /// Late: a case is open about it.
    Escalated,
    /// Somebody listened and answered.
    Handled,
}

impl VoicemailState {
    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            VoicemailState::Waiting => "waiting",
            VoicemailState::Escalated => "escalated",
            VoicemailState::Handled => "handled",
        }
    }
}

/// A message left on a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Voicemail {
    /// Identity of the record.
    pub id: VoicemailId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line.
    pub line_id: LineId,
    /// The conversation in which it was left.
    pub call_id: CallId,
    /// Names it in SMS.
    pub code: Code,
    /// Who listens to it.
    pub owner: Option<Member>,
    /// Where it is.
    pub state: VoicemailState,
    /// When it was left.
    pub left_at: DateTime<Utc>,
    /// Before when it is listened to.
    pub due_at: DateTime<Utc>,
    /// Length, seconds.
    pub seconds: u32,
    /// The carrier's identifier of the recording.
    pub recording_sid: String,
    /// The case opened about it.
    pub case_id: Option<CaseId>,
    /// Where the carrier keeps the sound; sealed by the store, erased when handled.
    #[serde(skip)]
    pub recording_url: Option<String>,
}
