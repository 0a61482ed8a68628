//! Somebody whom a partner signals, so that the association rings her.
//!
//! A partner sees one of five statuses and nothing else. Who she is leaves the referral once somebody has decided: then she has a
//! file of her own, or only a code is left.
//!
//! # Source
//! Domain notes 3.3 and 4.4 (L1, L3, L4, L9).

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    campaign_entry::PartnerStatus,
    code::Code,
    consent::ConsentState,
    ids::{OrganisationId, PersonId, ReferralId, StaffId},
    tenant::Tenant,
};

/// Nobody has looked at it for so long: coordinators are reminded, and again as long as nobody does.
pub const REMIND_AFTER: TimeDelta = TimeDelta::days(3);
/// A no is remembered so many days.
pub const NO_HOLDS_DAYS: u64 = 365;

/// Why somebody is signalled: a closed list, in which no illness and no dispute has a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralReason {
    /// She asked for company.
    AskedForCompany,
    /// She sees few people.
    FewContacts,
    /// Somebody close to her died or left.
    LostSomebody,
    /// She is new in the building or in town.
    NewHere,
    /// She is seen less than before.
    SeenLess,
}

impl ReferralReason {
    /// Every reason.
    pub const ALL: [ReferralReason; 5] = [
        ReferralReason::AskedForCompany,
        ReferralReason::FewContacts,
        ReferralReason::LostSomebody,
        ReferralReason::NewHere,
        ReferralReason::SeenLess,
    ];

    /// The word of lists and of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            ReferralReason::AskedForCompany => "asked_for_company",
            ReferralReason::FewContacts => "few_contacts",
            ReferralReason::LostSomebody => "lost_somebody",
            ReferralReason::NewHere => "new_here",
            ReferralReason::SeenLess => "seen_less",
        }
    }

    /// The reason of this word.
    pub fn parse(text: &str) -> Option<ReferralReason> {
        ReferralReason::ALL.into_iter().find(|reason| reason.as_str() == text.trim())
    }
}

/// Where a referral is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", content = "person", rename_all = "snake_case")]
pub enum ReferralState {
    /// Nobody of the association has looked.
    Received,
    /// She has a file; what she says is in it.
    Joined(PersonId),
    /// She said no.
    SaidNo,
    /// Not for the association: another town, another need.
    TurnedDown,
    /// The partner took it back.
    Withdrawn,
}

/// Somebody whom a partner signals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    /// Identity of the record.
    pub id: ReferralId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// What the partner quotes.
    pub code: Code,
    /// Reference of the partner.
    pub partner: String,
    /// Who of the partner's staff signalled her.
    pub by: StaffId,
    /// Why.
    pub reason: ReferralReason,
    /// She knows that she is signalled.
    pub she_knows: bool,
    /// Made although she had said no within the year.
    pub after_a_no: bool,
    /// Where it is.
    pub state: ReferralState,
    /// When it arrived.
    pub made_at: DateTime<Utc>,
    /// When somebody decided.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who she is and where she lives; `None` once somebody has decided. Kept sealed.
    #[serde(skip)]
    pub whom: Option<Signalled>,
}

/// Whom a referral is about.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Signalled {
    /// Her names and number.
    pub tenant: Tenant,
    /// Where she lives, as the partner names it.
    pub residence: String,
}

/// Names and numbers are never printed.
impl std::fmt::Debug for Signalled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signalled { .. }")
    }
}

impl Referral {
    /// Nobody has decided yet.
    pub fn is_waiting(&self) -> bool {
        self.state == ReferralState::Received
    }

    /// Somebody has decided: who she is leaves the referral.
    #[must_use]
    pub fn ended(self, state: ReferralState, now: DateTime<Utc>) -> Referral {
        Referral { state, ended_at: Some(now), whom: None, ..self }
    }

    /// She said no, and not long ago.
    pub fn is_a_recent_no(&self, now: DateTime<Utc>) -> bool {
        let until = self.ended_at.and_then(|at| at.checked_add_days(Days::new(NO_HOLDS_DAYS)));
        self.state == ReferralState::SaidNo && until.is_some_and(|until| now < until)
    }

    /// What the partner is told. `calls` is what she said of calls, in her file; `may_tell` that she lets the partner know of
    /// a yes.
    pub fn partner_status(&self, calls: Option<ConsentState>, may_tell: bool) -> PartnerStatus {
        match (self.state, calls) {
            (ReferralState::Received, _) => PartnerStatus::Received,
            (ReferralState::SaidNo, _) => PartnerStatus::Declined,
            (ReferralState::TurnedDown | ReferralState::Withdrawn, _) => PartnerStatus::Closed,
            (ReferralState::Joined(_), Some(ConsentState::Declined)) => PartnerStatus::Declined,
            (ReferralState::Joined(_), Some(ConsentState::Accepted)) if may_tell => PartnerStatus::Accepted,
            (ReferralState::Joined(_), Some(ConsentState::Withdrawn | ConsentState::NoReplyExpired) | None) => {
                PartnerStatus::Closed
            }
            (ReferralState::Joined(_), Some(_)) => PartnerStatus::InContact,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn referral() -> Referral {
        Referral {
            id: ReferralId(Uuid::from_u128(1)),
            organisation_id: OrganisationId(Uuid::nil()),
            code: Code::from_number(7),
            partner: "herault".into(),
            by: StaffId(Uuid::from_u128(2)),
            reason: ReferralReason::FewContacts,
            she_knows: true,
            after_a_no: false,
            state: ReferralState::Received,
            made_at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            ended_at: None,
            whom: None,
        }
    }

    #[test]
    fn partner_then_one_of_five_statuses_and_a_yes_only_when_she_lets_it_be_told() {
        let joined = ReferralState::Joined(PersonId(Uuid::nil()));
        use ConsentState::{Accepted, Asked, Declined, ReferredNotAsked, Withdrawn};
        for (state, calls, may_tell, expected) in [
            (ReferralState::Received, None, false, PartnerStatus::Received),
            (joined, Some(ReferredNotAsked), false, PartnerStatus::InContact),
            (joined, Some(Asked), true, PartnerStatus::InContact),
            (joined, Some(Accepted), false, PartnerStatus::InContact),
            (joined, Some(Accepted), true, PartnerStatus::Accepted),
            (joined, Some(Declined), false, PartnerStatus::Declined),
            (joined, Some(Withdrawn), true, PartnerStatus::Closed),
            (joined, None, true, PartnerStatus::Closed),
            (ReferralState::SaidNo, None, false, PartnerStatus::Declined),
            (ReferralState::TurnedDown, None, false, PartnerStatus::Closed),
            (ReferralState::Withdrawn, None, false, PartnerStatus::Closed),
        ] {
            let one = Referral { state, ..referral() };
            assert_eq!(one.partner_status(calls, may_tell), expected, "{state:?} {calls:?}");
        }
    }

    #[test]
    fn no_then_remembered_for_a_year_and_her_name_is_gone() {
        let now = referral().made_at;
        let ended = referral().ended(ReferralState::SaidNo, now);
        assert!(ended.whom.is_none() && !ended.is_waiting());
        assert!(ended.is_a_recent_no(now + TimeDelta::days(364)));
        assert!(!ended.is_a_recent_no(now + TimeDelta::days(366)));
        assert!(!referral().ended(ReferralState::TurnedDown, now).is_a_recent_no(now));
    }
}
