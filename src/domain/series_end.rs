//! Why a series of calls is over.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{case::CaseOutcome, people::Member};

/// Why a relationship ends.
///
/// # Source
/// Domain notes 2.10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// What was wanted is reached.
    GoalReached,
    /// She wishes it.
    PersonWish,
    /// The volunteer leaves.
    VolunteerLeaves,
    /// The two do not suit each other.
    Mismatch,
    /// A rule of the charter was broken.
    BoundaryCrossed,
    /// She is in hospital or in a care home.
    HospitalOrCareHome,
    /// She has died.
    Death,
    /// She has moved.
    Moved,
    /// Its last date has passed.
    LastDatePassed,
}

impl EndReason {
    /// Every reason a human may give.
    pub const GIVEN: [EndReason; 8] = [
        EndReason::GoalReached,
        EndReason::PersonWish,
        EndReason::VolunteerLeaves,
        EndReason::Mismatch,
        EndReason::BoundaryCrossed,
        EndReason::HospitalOrCareHome,
        EndReason::Death,
        EndReason::Moved,
    ];

    /// The code used by the API, the command line and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            EndReason::GoalReached => "goal_reached",
            EndReason::PersonWish => "person_wish",
            EndReason::VolunteerLeaves => "volunteer_leaves",
            EndReason::Mismatch => "mismatch",
            EndReason::BoundaryCrossed => "boundary_crossed",
            EndReason::HospitalOrCareHome => "hospital_or_care_home",
            EndReason::Death => "death",
            EndReason::Moved => "moved",
            EndReason::LastDatePassed => "last_date_passed",
        }
    }

    /// The reason with this code.
    pub fn parse(text: &str) -> Option<EndReason> {
        EndReason::GIVEN.into_iter().find(|reason| reason.as_str() == text.trim())
    }

    /// Nobody may ring about her any more: every series of hers ends, whichever was named.
    pub fn ends_every_series(self) -> bool {
        matches!(self, EndReason::Death | EndReason::Moved)
    }

    /// What closing a case with this outcome ends.
    pub fn of_case(outcome: CaseOutcome) -> Option<EndReason> {
        match outcome {
            CaseOutcome::Deceased => Some(EndReason::Death),
            CaseOutcome::Moved => Some(EndReason::Moved),
            CaseOutcome::WellOut
            | CaseOutcome::WellPhoneOff
            | CaseOutcome::WellDidNotHear
            | CaseOutcome::Hospital
            | CaseOutcome::FallHelped
            | CaseOutcome::WrongNumber
            | CaseOutcome::FalseAlarm
            | CaseOutcome::EmergencyCalled
            | CaseOutcome::Handled => None,
        }
    }
}

/// How a series ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesEnd {
    /// Why.
    pub reason: EndReason,
    /// Who said so; nobody when its last date passed.
    pub by: Option<Member>,
    /// When it was said.
    pub at: DateTime<Utc>,
}
