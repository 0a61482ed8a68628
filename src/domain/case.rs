//! A matter that a human must settle: a missed contact, a worry, a promise not kept.
//!
//! Invariants: an open case always has a timer; it is paged to one coordinator after the other,
//! then to everyone, again and again, until somebody takes it; an acknowledgement expires; only a
//! human closes it, with an outcome and a name.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    code::Code,
    escalation::EscalationPolicy,
    ids::{CallId, CallbackId, CaseId, LineId, OrganisationId, PersonId, ScheduledCallId, VoicemailId, VolunteerId},
    people::Member,
};

/// How serious a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseLevel {
    /// 0: to be read.
    Note,
    /// 1: the same day.
    Worry,
    /// 2: within half an hour.
    Serious,
    /// 3: now.
    Immediate,
}

impl CaseLevel {
    /// The number told to coordinators.
    pub fn number(self) -> u8 {
        match self {
            CaseLevel::Note => 0,
            CaseLevel::Worry => 1,
            CaseLevel::Serious => 2,
            CaseLevel::Immediate => 3,
        }
    }
}

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
}

impl CaseKind {
    /// Whether it is only closed with an account: who did what, and when.
    pub fn needs_account(self) -> bool {
        self == CaseKind::ImmediateNeed
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
        }
    }
}

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
    pub policy: EscalationPolicy,
    /// Where it is.
    pub state: CaseState,
    /// Who was paged in this round, in order.
    pub paged: Vec<Member>,
    /// The last page was repeated.
    pub reminded: bool,
    /// Pages so far, all rounds.
    pub pages: u32,
    /// The chain ran out at least once: the console shows a banner.
    pub is_exhausted: bool,
    /// Who has it.
    pub holder: Option<Member>,
    /// When it opened.
    pub opened_at: DateTime<Utc>,
    /// When somebody took it first.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub closure: Option<Closure>,
}

/// What happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its timer is due.
    TimerFired,
    /// `PRENDS`.
    Taken(Member),
    /// `SUIVANT`.
    PassedOn(Member),
    /// Closed with an outcome by somebody.
    Closed(CaseOutcome, Member),
}

/// What must be done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Page these, by every channel they have.
    Page {
        /// Whom.
        members: Vec<Member>,
        /// They were paged before.
        again: bool,
    },
    /// Everybody else paged is told who has it.
    TellTaken {
        /// Who has it.
        by: Member,
        /// Whom to tell.
        to: Vec<Member>,
    },
    /// The others are told that it is closed.
    TellClosed(Vec<Member>),
}

/// A decision: the case as it is now, what to do, when to look again.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The new state.
    pub case: Case,
    /// In order.
    pub effects: Vec<Effect>,
    /// `None` only when it is closed.
    pub timer: Option<DateTime<Utc>>,
}

/// Decides what `event` does to `case` at `now`. `roster` is the paging order: who is on duty
/// first, then the others. `timer` is kept when the event is stale.
pub fn step(case: Case, event: Event, roster: &[Member], now: DateTime<Utc>, timer: Option<DateTime<Utc>>) -> Decision {
    let mut decision = Decision { case, effects: Vec::new(), timer };
    if decision.case.state == CaseState::Closed {
        decision.timer = None;
        return decision;
    }
    match event {
        Event::TimerFired if decision.case.state == CaseState::Acknowledged => {
            decision.acknowledgement_expired(roster, now)
        }
        Event::TimerFired => decision.page_or_remind(roster, now),
        Event::Taken(by) => decision.taken(by, now),
        Event::PassedOn(by) => decision.passed_on(by, roster, now),
        Event::Closed(outcome, by) => decision.closed(outcome, by, now),
    }
    decision
}

impl Decision {
    fn page_or_remind(&mut self, roster: &[Member], now: DateTime<Utc>) {
        let allowed_at = self.case.policy.may_page_at(now);
        if allowed_at > now {
            self.timer = Some(allowed_at);
            return;
        }
        let was_paged = !self.case.paged.is_empty() && !self.case.is_exhausted;
        if was_paged && !self.case.reminded {
            let last: Vec<Member> = self.case.paged.last().copied().into_iter().collect();
            self.case.reminded = true;
            self.page(last, true, now);
        } else {
            self.page_next(roster, now);
        }
    }

    fn page_next(&mut self, roster: &[Member], now: DateTime<Utc>) {
        let next = roster.iter().find(|member| !self.case.paged.contains(member)).copied();
        self.case.reminded = false;
        match next {
            Some(member) => {
                self.case.paged.push(member);
                self.page(vec![member], false, now);
            }
            // The chain has run out: everyone, and again until somebody takes it.
            None => {
                self.case.is_exhausted = true;
                self.page(roster.to_vec(), self.case.pages > 0, now);
            }
        }
    }

    fn page(&mut self, members: Vec<Member>, again: bool, now: DateTime<Utc>) {
        self.case.pages += 1;
        self.effects.push(Effect::Page { members, again });
        // A reminder comes half-way: two halves make the delay of one coordinator.
        self.timer = Some(now + self.case.policy.acknowledge_within() / 2);
    }

    fn taken(&mut self, by: Member, now: DateTime<Utc>) {
        let holder = self.case.holder;
        if holder == Some(by) || holder.is_some() {
            return;
        }
        self.case.state = CaseState::Acknowledged;
        self.case.holder = Some(by);
        self.case.acknowledged_at = self.case.acknowledged_at.or(Some(now));
        let to = self.case.paged.iter().copied().filter(|member| *member != by).collect::<Vec<_>>();
        self.effects.push(Effect::TellTaken { by, to });
        self.timer = Some(now + self.case.policy.acknowledgement_expires());
    }

    fn passed_on(&mut self, by: Member, roster: &[Member], now: DateTime<Utc>) {
        let may_pass = self.case.holder.is_none_or(|holder| holder == by);
        if !may_pass {
            return;
        }
        self.case.state = CaseState::Paging;
        self.case.holder = None;
        if !self.case.paged.contains(&by) {
            self.case.paged.push(by);
        }
        self.page_next(roster, now);
    }

    fn acknowledgement_expired(&mut self, roster: &[Member], now: DateTime<Utc>) {
        // Whoever had it is asked first; the round then begins again with the others.
        let holder = self.case.holder.take();
        self.case.state = CaseState::Paging;
        self.case.paged = holder.into_iter().collect();
        self.case.reminded = false;
        self.case.is_exhausted = false;
        if holder.is_some() { self.page_or_remind(roster, now) } else { self.page_next(roster, now) }
    }

    fn closed(&mut self, outcome: CaseOutcome, by: Member, now: DateTime<Utc>) {
        self.case.state = CaseState::Closed;
        self.case.closure = Some(Closure { outcome, by, at: now });
        let others = self.case.paged.iter().copied().filter(|member| *member != by).collect();
        self.effects.push(Effect::TellClosed(others));
        self.timer = None;
    }
}

#[cfg(test)]
#[path = "case_tests.rs"]
mod tests;
