//! A volunteer and a person who are never put together: same building, family, staff of her landlord.
//!
//! # Source
//! Domain notes 2.3, "conflict of interest".

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{ExclusionId, OrganisationId, PersonId, VolunteerId},
    people::Member,
};

/// Why two are never put together. A closed list: no free text about anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionReason {
    /// They live in the same building.
    SameBuilding,
    /// They are of one family.
    Family,
    /// The volunteer works for her landlord.
    LandlordStaff,
    /// She asked for it.
    PersonsWish,
    /// The volunteer asked for it.
    VolunteersWish,
}

impl ExclusionReason {
    /// Every reason.
    pub const ALL: [ExclusionReason; 5] = [
        ExclusionReason::SameBuilding,
        ExclusionReason::Family,
        ExclusionReason::LandlordStaff,
        ExclusionReason::PersonsWish,
        ExclusionReason::VolunteersWish,
    ];

    /// The word of imports, the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            ExclusionReason::SameBuilding => "same_building",
            ExclusionReason::Family => "family",
            ExclusionReason::LandlordStaff => "landlord_staff",
            ExclusionReason::PersonsWish => "persons_wish",
            ExclusionReason::VolunteersWish => "volunteers_wish",
        }
    }

    /// The reason of this word.
    pub fn parse(text: &str) -> Option<ExclusionReason> {
        ExclusionReason::ALL.into_iter().find(|reason| reason.as_str() == text.trim())
    }
}

/// Two who are never put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// Identity of the record.
    pub id: ExclusionId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// Who does not call…
    pub volunteer_id: VolunteerId,
    /// …whom.
    pub person_id: PersonId,
    /// Why.
    pub reason: ExclusionReason,
    /// Who said so; nobody when it came with an import.
    pub by: Option<Member>,
    /// When.
    pub made_at: DateTime<Utc>,
}
