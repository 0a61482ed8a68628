//! A matter that a human must settle: a missed contact, a worry, a promise not kept.
//!
//! Invariants: an open case always has a timer; it is paged along the chain of its policy, then to
//! everyone, again and again, until somebody takes it; an acknowledgement expires, and ends with the
//! shift of whoever has it; only a human closes it, with an outcome and a name.

mod ahead;
mod kind;
mod level;
mod outcome;
mod step;

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    case_check::NobodyToAsk,
    code::Code,
    escalation::FrozenPolicy,
    ids::{CallId, CallbackId, CaseId, LineId, OrganisationId, PersonId, ScheduledCallId, VoicemailId, VolunteerId},
    people::{Fragility, Member},
};

pub use ahead::{Ahead, AheadWhat};
pub use kind::CaseKind;
pub use level::CaseLevel;
pub(crate) use level::level_number;
pub use outcome::{CaseOutcome, Closure};
pub use step::{Decision, Effect, Event, step};

/// Where a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Nobody has it: coordinators are being paged.
    Paging,
    /// A coordinator has it.
    Acknowledged,
    /// A human closed it.
    Closed,
}

impl CaseState {
    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            CaseState::Paging => "paging",
            CaseState::Acknowledged => "acknowledged",
            CaseState::Closed => "closed",
        }
    }
}

/// Where a case is in its chain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChainPlace {
    /// Rounds gone through.
    pub round: u32,
    /// The step, from 0.
    pub step: usize,
    /// The step has paged somebody, or found nobody to page.
    pub is_entered: bool,
    /// Times its page was repeated.
    pub again: u32,
    /// Who was paged in this round.
    pub asked: Vec<Member>,
    /// Who is waited for now.
    pub waiting_for: Vec<Member>,
}

/// A matter that a human must settle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Identity of the record.
    pub id: CaseId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// Names it in SMS.
    pub code: Code,
    /// About what.
    pub kind: CaseKind,
    /// How serious.
    pub level: CaseLevel,
    /// Whose roster is paged.
    pub line_id: LineId,
    /// Who it is about, when known.
    pub person_id: Option<PersonId>,
    /// The call it comes from.
    pub scheduled_call_id: Option<ScheduledCallId>,
    /// The promise it comes from.
    pub callback_id: Option<CallbackId>,
    /// The message it comes from.
    pub voicemail_id: Option<VoicemailId>,
    /// The conversation it is about, when that is all that is known.
    #[serde(default)]
    pub call_id: Option<CallId>,
    /// The volunteer it is about.
    #[serde(default)]
    pub volunteer_id: Option<VolunteerId>,
    /// Before when a human promised to act, when that was told to somebody.
    #[serde(default)]
    pub due_at: Option<DateTime<Utc>>,
    /// Attempts made in vain, for the page.
    pub attempts: u32,
    /// Since when she is silent, for the page.
    pub silent_since: DateTime<Utc>,
    /// Frozen at opening.
    pub policy: FrozenPolicy,
    /// Where it is.
    pub state: CaseState,
    /// Who was ever paged for it, in order.
    pub paged: Vec<Member>,
    /// Where it is in the chain of its policy.
    #[serde(default)]
    pub place: ChainPlace,
    /// Pages so far, all rounds.
    pub pages: u32,
    /// The chain ran out at least once: the console shows a banner.
    pub is_exhausted: bool,
    /// Who has it.
    pub holder: Option<Member>,
    /// When their acknowledgement expires.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
    /// When their shift ends, and somebody else is asked.
    #[serde(default)]
    pub hands_over_at: Option<DateTime<Utc>>,
    /// When it opened.
    pub opened_at: DateTime<Utc>,
    /// When somebody took it first.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub closure: Option<Closure>,
    /// Nobody near her was asked by the machine itself, because there was nobody to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nobody_to_ask: Option<NobodyToAsk>,
    /// How it had ended, each time before it was opened again; oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Closure>,
}

impl Case {
    /// Whether it names somebody who can be called about it: the volunteer it is about, else a person or whoever was promised a
    /// call.
    pub fn names_somebody_to_call(&self) -> bool {
        if self.kind.is_about_a_volunteer() {
            return self.volunteer_id.is_some();
        }
        self.person_id.is_some() || self.callback_id.is_some()
    }

    /// Where it stands among open cases for whoever looks at them: level, then her fragility, then age; of equals, the code
    /// decides.
    ///
    /// # Source
    /// Domain notes, story K1.
    pub fn place_in_order(&self, fragility: Fragility) -> impl Ord + use<> {
        (Reverse((self.level, fragility)), self.opened_at, self.code.clone())
    }
}
