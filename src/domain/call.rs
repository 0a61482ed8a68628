//! One conversation with our voice scripts: somebody who rang the line, or somebody we rang.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    follow_up::Need,
    ids::{
        AttemptId, CallId, CallbackId, CaseCheckId, CaseId, LegId, LineId, NoticeId, OrganisationId, PersonId,
        ScheduledCallId,
    },
    people::Member,
    phone_number::PhoneNumber,
    room::Room,
    scheduled_call::AttemptResult,
    voice_script::Session,
};

/// Why the conversation takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CallPurpose {
    /// Somebody rang the line.
    Inbound,
    /// A volunteer is rung to call a person.
    Convivial {
        /// Which call.
        scheduled_call: ScheduledCallId,
        /// Which attempt of it.
        attempt: AttemptId,
    },
    /// The robot rings a person and asks how she is.
    Check {
        /// Which call.
        scheduled_call: ScheduledCallId,
        /// Which attempt of it.
        attempt: AttemptId,
    },
    /// The robot tells a person that somebody else calls.
    Notice {
        /// Which notice.
        notice: NoticeId,
    },
    /// The robot rings a coordinator about a case.
    Page {
        /// Which case; who is rung is the call's `caller`.
        case: CaseId,
    },
    /// The robot asks somebody near a person for news.
    AskContact {
        /// Which check.
        check: CaseCheckId,
    },
    /// Somebody of the team is rung, who wants to talk with the person of a case.
    Case {
        /// Which case; who is rung is the call's `caller`.
        case: CaseId,
    },
    /// A listener is rung to keep a promise.
    Callback {
        /// Which promise.
        callback: CallbackId,
    },
}

/// How an inbound conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboundEnd {
    /// A listener, a volunteer or a coordinator talked with the caller.
    Answered,
    /// A message was left.
    Voicemail,
    /// A call back was promised.
    Callback,
    /// The caller hung up before anything could be promised, or withheld the number.
    Abandoned,
}

/// One conversation with our voice scripts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Identity of the record; it is in the URLs we give the carrier.
    pub id: CallId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line.
    pub line_id: LineId,
    /// Why.
    pub purpose: CallPurpose,
    /// The leg that hears the script.
    pub leg_id: LegId,
    /// The person at the other end, when known and agreed to.
    pub person_id: Option<PersonId>,
    /// Who of the association makes the call.
    pub caller: Option<Member>,
    /// Name of the script.
    pub script: String,
    /// Version of the script the conversation began with, and keeps.
    pub script_version: String,
    /// Where in the script it is.
    pub session: Session,
    /// Number of the next step; the carrier's requests carry it.
    pub step: u32,
    /// The leg being rung from this one, or talking with it (callee, or the listener who took the call).
    pub other_leg: Option<LegId>,
    /// The listeners' legs rung at once, until their ring is over.
    #[serde(default)]
    pub ringing: Vec<LegId>,
    /// A key was pressed on the leg that hears the script: no machine does that.
    #[serde(default)]
    pub has_pressed: bool,
    /// The room in which the two talk, where the carrier has rooms.
    #[serde(default)]
    pub room: Option<Room>,
    /// Members already rung in vain during this conversation.
    pub tried: Vec<Member>,
    /// What it is about, when the caller said so by a key.
    #[serde(default)]
    pub topic: Option<Need>,
    /// The promise made during it.
    pub callback_id: Option<CallbackId>,
    /// The open case it may settle.
    pub case_id: Option<CaseId>,
    /// What a recognised person is expected to be rung about.
    pub settles: Option<ScheduledCallId>,
    /// The attempt's result, once known.
    pub result: Option<AttemptResult>,
    /// What it was for has been told to whom it concerns: nothing is told twice.
    pub is_settled: bool,
    /// How it ended, inbound.
    pub inbound_end: Option<InboundEnd>,
    /// A message was left during it.
    pub left_voicemail: bool,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who rings us, while they do: sealed by the store, erased when the conversation is over.
    #[serde(skip)]
    pub number: Option<PhoneNumber>,
}

impl Call {
    /// Whether the conversation goes on.
    pub fn is_live(&self) -> bool {
        self.ended_at.is_none()
    }
}
