//! Identifiers: one type a noun, so that a person's id can never be taken for a volunteer's.
//! All are UUIDv7, made by the program (never here): they sort by the time of their making.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// An organisation (tenant): owns everything else.
    OrganisationId,
    /// A telephone line.
    LineId,
    /// A person accompanied.
    PersonId,
    /// A contact the person trusts.
    TrustedContactId,
    /// A volunteer.
    VolunteerId,
    /// A staff member: coordinator, listener, social worker, administrator.
    StaffId,
    /// A recurring shift on a line.
    ShiftId,
    /// A recurrence of calls.
    SeriesId,
    /// One dated occurrence of a series.
    ScheduledCallId,
    /// A call offered to one volunteer.
    OfferId,
    /// Days on which a volunteer is away.
    AbsenceId,
    /// A volunteer and a person who are never put together.
    ExclusionId,
    /// A volunteer and a person who are being brought together.
    MatchId,
    /// A small favour that neighbours are asked for.
    FavourId,
    /// Somebody whom a partner signals.
    ReferralId,
    /// A text to a circle of helpers.
    NewsId,
    /// A talk offered to a volunteer after a hard call.
    DebriefId,
    /// A notice to a person that somebody else calls.
    NoticeId,
    /// One try at reaching the person.
    AttemptId,
    /// One conversation with our voice scripts.
    CallId,
    /// One carrier call: a telephone that rings.
    LegId,
    /// A promise to call somebody back.
    CallbackId,
    /// A message left on a line.
    VoicemailId,
    /// What comes after a conversation on a listening line.
    FollowUpId,
    /// A matter that a human must settle.
    CaseId,
    /// Somebody asked how she is, for a case.
    CaseCheckId,
    /// One text to one person by one channel.
    MessageId,
    /// A list of households that a partner wants called once.
    CampaignId,
    /// One household of such a list.
    CampaignEntryId,
    /// People whom a partner wants asked after at regular dates.
    WatchListId,
    /// A residence whose residents are called in turn.
    ResidenceId,
    /// A household that is called in the rounds of a residence.
    ResidentId,
    /// One week of a residence.
    ContactRoundId,
    /// A household followed by a team.
    HouseholdId,
    /// One visit planned to a household.
    VisitId,
}
