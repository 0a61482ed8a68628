//! How a case ends: a coded outcome, and the name of who checked.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::people::Member;

/// How a case was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseOutcome {
    /// She was out.
    WellOut,
    /// Her telephone was off, or badly hung up.
    WellPhoneOff,
    /// She did not hear it.
    WellDidNotHear,
    /// She is in hospital.
    Hospital,
    /// She had fallen and was helped.
    FallHelped,
    /// She has moved.
    Moved,
    /// She has died.
    Deceased,
    /// The number was wrong.
    WrongNumber,
    /// There was nothing.
    FalseAlarm,
    /// A human called the emergency services.
    EmergencyCalled,
    /// Done: for promises, uncovered calls and technical matters.
    Handled,
}

impl CaseOutcome {
    /// Every outcome.
    pub const ALL: [CaseOutcome; 11] = [
        CaseOutcome::WellOut,
        CaseOutcome::WellPhoneOff,
        CaseOutcome::WellDidNotHear,
        CaseOutcome::Hospital,
        CaseOutcome::FallHelped,
        CaseOutcome::Moved,
        CaseOutcome::Deceased,
        CaseOutcome::WrongNumber,
        CaseOutcome::FalseAlarm,
        CaseOutcome::EmergencyCalled,
        CaseOutcome::Handled,
    ];

    /// The code used by the API, the command line and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            CaseOutcome::WellOut => "well_out",
            CaseOutcome::WellPhoneOff => "well_phone_off",
            CaseOutcome::WellDidNotHear => "well_did_not_hear",
            CaseOutcome::Hospital => "hospital",
            CaseOutcome::FallHelped => "fall_helped",
            CaseOutcome::Moved => "moved",
            CaseOutcome::Deceased => "deceased",
            CaseOutcome::WrongNumber => "wrong_number",
            CaseOutcome::FalseAlarm => "false_alarm",
            CaseOutcome::EmergencyCalled => "emergency_called",
            CaseOutcome::Handled => "handled",
        }
    }

    /// The outcome with this code.
    pub fn parse(text: &str) -> Option<CaseOutcome> {
        CaseOutcome::ALL.into_iter().find(|outcome| outcome.as_str() == text.trim())
    }
}

/// Who closed a case, how and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// How.
    pub outcome: CaseOutcome,
    /// Who checked.
    pub by: Member,
    /// When.
    pub at: DateTime<Utc>,
}
