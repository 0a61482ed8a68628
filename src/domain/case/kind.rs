//! What a case is about.

use serde::{Deserialize, Serialize};

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// A person could not be reached by any attempt.
    MissedContact,
    /// Her number is not in service: nobody can reach her by telephone.
    NumberOutOfService,
    /// Nobody could make her call.
    UncoveredCall,
    /// A volunteer was worried.
    Worry,
    /// A volunteer said it was urgent.
    Urgent,
    /// Somebody wrote a word that must page a human.
    Alarm,
    /// Whoever talks with somebody raised a hand by a key: they are in that call now.
    HandRaised,
    /// A call back promised was not made in time.
    LateCallback,
    /// A call back promised was made in vain.
    UnreachedCallback,
    /// A message on a line was not listened to in time.
    LateVoicemail,
    /// A listener said that a caller needed something at once.
    ImmediateNeed,
    /// What a caller needed was not seen to in time.
    LateFollowUp,
    /// A listener ended a conversation that was not respectful: a human looks at the pause.
    AbuseReported,
    /// The carrier does not give the sound of a message, or does not delete it.
    StuckVoicemail,
    /// She asked the robot for help.
    HelpAsked,
    /// She takes back a consent: somebody of the team rings her, and says that the line stays open to her.
    ConsentWithdrawn,
    /// A pause of hers ends in two days: does she come back?
    PauseEnding,
    /// A call that was promised was moved or taken back, and she could not be told by a text.
    PersonToTell,
    /// A series comes to its last call: she is told, and asked what she would like next.
    SeriesEnding,
    /// Calls have ended in a way a volunteer should not be left alone with.
    SupportVolunteer,
    /// Her line has been engaged for hours: is her telephone badly hung up?
    LineEngaged,
    /// The telephone network failed.
    Technical,
    /// A volunteer asked to be rung by the team.
    VolunteerCallMe,
    /// A volunteer had a hard call and did not answer when a talk was offered.
    DebriefUnanswered,
    /// A person is to be told, by a human, that her volunteer is away and nobody calls meanwhile.
    PersonWaits,
    /// A visit found nobody, or nobody told how it went: is she well?
    VisitMissed,
    /// Households of a campaign are late: without an outcome at its end, not called again, not seen to.
    CampaignUnsettled,
    /// People of a watch list were not asked after on their date.
    LateChecks,
    /// Residents have no status when the week of their residence ends.
    RoundUnfinished,
    /// A person is to be asked, by a human, about a volunteer: would she like to be called, or to go on?
    MatchToAsk,
    /// A volunteer or a person did not answer in time about being brought together.
    MatchUnanswered,
    /// A person is to be told that a volunteer does not call her, or no longer; she waits for somebody again.
    MatchEnded,
    /// No neighbour said yes to a small favour.
    FavourUnanswered,
    /// A volunteer who reads no texts is to be asked about a call, or told of a change, by telephone.
    VolunteerToRing,
}

impl CaseKind {
    /// Every kind.
    pub const ALL: [CaseKind; 34] = [
        CaseKind::MissedContact,
        CaseKind::NumberOutOfService,
        CaseKind::UncoveredCall,
        CaseKind::Worry,
        CaseKind::Urgent,
        CaseKind::Alarm,
        CaseKind::HandRaised,
        CaseKind::LateCallback,
        CaseKind::UnreachedCallback,
        CaseKind::LateVoicemail,
        CaseKind::ImmediateNeed,
        CaseKind::LateFollowUp,
        CaseKind::AbuseReported,
        CaseKind::StuckVoicemail,
        CaseKind::HelpAsked,
        CaseKind::ConsentWithdrawn,
        CaseKind::PauseEnding,
        CaseKind::PersonToTell,
        CaseKind::SeriesEnding,
        CaseKind::SupportVolunteer,
        CaseKind::LineEngaged,
        CaseKind::Technical,
        CaseKind::VolunteerCallMe,
        CaseKind::DebriefUnanswered,
        CaseKind::PersonWaits,
        CaseKind::VisitMissed,
        CaseKind::CampaignUnsettled,
        CaseKind::LateChecks,
        CaseKind::RoundUnfinished,
        CaseKind::MatchToAsk,
        CaseKind::MatchUnanswered,
        CaseKind::MatchEnded,
        CaseKind::FavourUnanswered,
        CaseKind::VolunteerToRing,
    ];

    /// Whether it is only closed with an account: who did what, and when.
    pub fn needs_account(self) -> bool {
        self == CaseKind::ImmediateNeed
    }

    /// Whether the volunteer it names is the one to ring, and nobody else: after a death there is nobody at her number.
    pub fn is_about_a_volunteer(self) -> bool {
        matches!(
            self,
            CaseKind::SupportVolunteer
                | CaseKind::VolunteerCallMe
                | CaseKind::DebriefUnanswered
                | CaseKind::VolunteerToRing
        )
    }

    /// Whether somebody fragile makes it more serious. Something to tell is no danger.
    pub fn is_about_her_safety(self) -> bool {
        !matches!(
            self,
            CaseKind::PersonToTell
                | CaseKind::SeriesEnding
                | CaseKind::PersonWaits
                | CaseKind::SupportVolunteer
                | CaseKind::VolunteerCallMe
                | CaseKind::DebriefUnanswered
                | CaseKind::CampaignUnsettled
                | CaseKind::LateChecks
                | CaseKind::RoundUnfinished
                | CaseKind::MatchToAsk
                | CaseKind::MatchUnanswered
                | CaseKind::MatchEnded
                | CaseKind::FavourUnanswered
                | CaseKind::VolunteerToRing
        )
    }

    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            CaseKind::MissedContact => "missed_contact",
            CaseKind::NumberOutOfService => "number_out_of_service",
            CaseKind::UncoveredCall => "uncovered_call",
            CaseKind::Worry => "worry",
            CaseKind::Urgent => "urgent",
            CaseKind::Alarm => "alarm",
            CaseKind::HandRaised => "hand_raised",
            CaseKind::LateCallback => "late_callback",
            CaseKind::UnreachedCallback => "unreached_callback",
            CaseKind::LateVoicemail => "late_voicemail",
            CaseKind::ImmediateNeed => "immediate_need",
            CaseKind::LateFollowUp => "late_follow_up",
            CaseKind::AbuseReported => "abuse_reported",
            CaseKind::StuckVoicemail => "stuck_voicemail",
            CaseKind::HelpAsked => "help_asked",
            CaseKind::ConsentWithdrawn => "consent_withdrawn",
            CaseKind::PauseEnding => "pause_ending",
            CaseKind::PersonToTell => "person_to_tell",
            CaseKind::SeriesEnding => "series_ending",
            CaseKind::SupportVolunteer => "support_volunteer",
            CaseKind::LineEngaged => "line_engaged",
            CaseKind::Technical => "technical",
            CaseKind::VolunteerCallMe => "volunteer_call_me",
            CaseKind::DebriefUnanswered => "debrief_unanswered",
            CaseKind::PersonWaits => "person_waits",
            CaseKind::VisitMissed => "visit_missed",
            CaseKind::CampaignUnsettled => "campaign_unsettled",
            CaseKind::LateChecks => "late_checks",
            CaseKind::RoundUnfinished => "round_unfinished",
            CaseKind::MatchToAsk => "match_to_ask",
            CaseKind::MatchUnanswered => "match_unanswered",
            CaseKind::MatchEnded => "match_ended",
            CaseKind::FavourUnanswered => "favour_unanswered",
            CaseKind::VolunteerToRing => "volunteer_to_ring",
        }
    }
}
