//! A check of a case: somebody near her, a caretaker, or somebody of the team is asked how she is.
//!
//! A check has one timer while it lives: it is made known, rung about when no text is answered, and silent at a set hour. An
//! answer feeds its case and never closes it. Who was ruled out is never written to nor rung, under whatever name their number
//! is kept: [`may_ask`] is asked in the transaction that does it, each time.
//!
//! # Source
//! Domain notes 2.7, 2.8, 3.2, 4.4 (L5), 6.3 (S25, S27) and 7.8 (11).

mod step;
mod who;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    case::{CaseKind, CaseLevel},
    ids::{CallId, CaseCheckId, CaseId, LineId, OrganisationId, PersonId, TrustedContactId},
    local_time,
    people::Member,
};

pub use step::{Effect, Event, step};
pub use who::{NobodyToAsk, NotAsked, is_ruled_out, may_ask, may_go, next_contact};

/// A contact who has not answered the text is rung after this.
pub const RINGS_AFTER: TimeDelta = TimeDelta::minutes(10);
/// A contact who has not answered the telephone either is taken for silent after this, and the next one is asked.
pub const SILENT_AFTER: TimeDelta = TimeDelta::minutes(15);
/// Whoever goes and looks has so long.
pub const LOOKS_WITHIN: TimeDelta = TimeDelta::hours(1);
/// A caretaker has so long, when no hour was given.
pub const RINGS_AT_DOOR_WITHIN: TimeDelta = TimeDelta::hours(2);
/// Local hours in which somebody outside the association is disturbed; what is immediate waits for no morning.
const CONTACT_HOURS: (u32, u32) = (8, 21);

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// Her trusted contacts, in her order.
    TrustedContact,
    /// The caretaker of where she lives rings at her door.
    Caretaker,
    /// Somebody of the team goes to her home.
    Home,
}

impl CheckKind {
    /// Every kind.
    pub const ALL: [CheckKind; 3] = [CheckKind::TrustedContact, CheckKind::Caretaker, CheckKind::Home];

    /// The name used by the API, the command line and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            CheckKind::TrustedContact => "trusted_contact",
            CheckKind::Caretaker => "caretaker",
            CheckKind::Home => "home",
        }
    }

    /// The kind with this name.
    pub fn parse(text: &str) -> Option<CheckKind> {
        CheckKind::ALL.into_iter().find(|kind| kind.as_str() == text.trim())
    }
}

/// Where a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// An answer is awaited.
    Asked,
    /// Somebody answered.
    Answered,
    /// Nobody answered by the hour.
    Silent,
    /// There is nothing to ask any more.
    CalledOff,
}

impl CheckState {
    /// Whether something must still happen.
    pub fn is_live(self) -> bool {
        self == CheckState::Asked
    }

    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            CheckState::Asked => "asked",
            CheckState::Answered => "answered",
            CheckState::Silent => "silent",
            CheckState::CalledOff => "called_off",
        }
    }
}

/// How far asking has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing has left yet.
    Due,
    /// A text was written.
    Written,
    /// Their telephone was rung.
    Rung,
}

/// Who is asked: a contact of hers (a caretaker is one), or somebody of the association.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Asked {
    /// A contact of hers.
    Contact(TrustedContactId),
    /// Somebody of the association.
    Member(Member),
}

/// What somebody found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// She was seen or heard, and is well.
    Seen,
    /// No news of her; nobody opened.
    Absent,
    /// Somebody must come or call now.
    Urgent,
    /// Whoever was asked goes and looks.
    OnTheWay,
}

impl Finding {
    /// The name used by the API and by texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Finding::Seen => "seen",
            Finding::Absent => "absent",
            Finding::Urgent => "urgent",
            Finding::OnTheWay => "on_the_way",
        }
    }
}

/// A check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseCheck {
    /// Identity of the record.
    pub id: CaseCheckId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The case it feeds; its code is the check's.
    pub case_id: CaseId,
    /// The line it speaks for.
    pub line_id: LineId,
    /// Who it is about.
    pub person_id: PersonId,
    /// What kind.
    pub kind: CheckKind,
    /// Who is asked.
    pub asked: Asked,
    /// Who wanted it; none: the protocol of her call.
    pub wanted_by: Option<Member>,
    /// Where it is.
    pub state: CheckState,
    /// How far asking has come.
    pub stage: Stage,
    /// Nothing leaves before.
    pub asks_at: DateTime<Utc>,
    /// Whether a telephone is rung when the text is not answered.
    pub rings: bool,
    /// The next step: ringing, or silence.
    pub due_at: DateTime<Utc>,
    /// The conversation in which somebody was rung.
    pub call_id: Option<CallId>,
    /// What was found out.
    pub finding: Option<Finding>,
    /// When it was asked for.
    pub made_at: DateTime<Utc>,
    /// When somebody answered, or it ended otherwise.
    pub ended_at: Option<DateTime<Utc>>,
}

/// When somebody outside the association may be disturbed about a case, from `now` on.
pub fn asks_at(level: CaseLevel, zone: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    match level {
        CaseLevel::Immediate => now,
        CaseLevel::Note | CaseLevel::Worry | CaseLevel::Serious => {
            local_time::next_within(now, hour(CONTACT_HOURS.0), hour(CONTACT_HOURS.1), zone)
        }
    }
}

/// Whether somebody may be asked about a person because of such a case: she cannot be reached, or somebody worries.
pub fn may_be_checked(kind: CaseKind) -> bool {
    is_unreached(kind) || matches!(kind, CaseKind::Worry | CaseKind::Urgent | CaseKind::HelpAsked)
}

/// Whether she could not be reached: then it is said so, otherwise news are asked for.
pub fn is_unreached(kind: CaseKind) -> bool {
    use CaseKind::{LineEngaged, MissedContact, NumberOutOfService, VisitMissed};
    matches!(kind, MissedContact | NumberOutOfService | LineEngaged | VisitMissed)
}

#[cfg(test)]
mod tests;
