//! A call offered to one volunteer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{OfferId, OrganisationId, ScheduledCallId, VolunteerId};

/// Where an offer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// An answer is awaited.
    Open,
    /// OUI.
    Accepted,
    /// NON.
    Declined,
    /// No answer in time; a late OUI may still be welcome.
    Lapsed,
    /// Somebody else has said yes, or the call was cancelled.
    Withdrawn,
}

impl OfferState {
    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            OfferState::Open => "open",
            OfferState::Accepted => "accepted",
            OfferState::Declined => "declined",
            OfferState::Lapsed => "lapsed",
            OfferState::Withdrawn => "withdrawn",
        }
    }
}

/// A call offered to one volunteer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Identity of the record.
    pub id: OfferId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// Which call.
    pub scheduled_call_id: ScheduledCallId,
    /// To whom.
    pub volunteer_id: VolunteerId,
    /// True for somebody who stands in for the usual volunteer.
    pub is_substitution: bool,
    /// Where it is.
    pub state: OfferState,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// It lapses then.
    pub until: DateTime<Utc>,
    /// It would be more than the volunteer wanted a day or a week, and says so: only a OUI to this very question counts.
    #[serde(default)]
    pub is_above_cap: bool,
    /// Answered while another question was open: OUI or NON, until the code says which one was meant.
    #[serde(default)]
    pub said: Option<bool>,
}

impl Offer {
    /// The offer once its time is over; an offer already answered stays as it is.
    pub fn lapsed(mut self) -> Offer {
        if self.state == OfferState::Open {
            self.state = OfferState::Lapsed;
        }
        self
    }

    /// Whether a OUI or a NON can still be about this offer.
    pub fn can_be_answered(&self) -> bool {
        matches!(self.state, OfferState::Open | OfferState::Lapsed)
    }
}
