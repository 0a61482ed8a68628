//! One dated call to a person, from the day before to its outcome.
//!
//! Invariants:
//! - the person's telephone is only rung once a human has said "ready" on theirs;
//! - every state that is alive has a timer, so a lost answer never leaves her waiting;
//! - every end is an outcome given by a human, or a case that a human must close.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    call_series::{CallKind, PairingPolicy},
    case::{CaseKind, CaseLevel},
    code::Code,
    consent::Refused,
    ids::{CaseId, LineId, OrganisationId, PersonId, ScheduledCallId, SeriesId, VolunteerId},
    protocol::Protocol,
    taken_back::TakenBack,
    week_plan::LeftBecause,
};

mod attempts;
mod cover;
mod outcome;
mod visit;

pub use cover::{
    CALLS_IN_AFTER, CALLS_IN_BEFORE, Cover, HourRefusal, MOVED_AT_MOST, REMIND_BEFORE, STAND_IN_ANSWERS_WITHIN,
};
pub use visit::VISIT_REMINDED_BEFORE;

/// The volunteer is asked this long before the call.
pub const OFFER_BEFORE: TimeDelta = TimeDelta::hours(24);
/// A volunteer who has not answered by then is silent, and others are asked.
pub const SILENT_BEFORE: TimeDelta = TimeDelta::hours(2);
/// A call without anybody at this point is uncovered: a coordinator is told.
pub const UNCOVERED_BEFORE: TimeDelta = TimeDelta::minutes(15);
/// The volunteer is told that the telephone is about to ring.
pub const STARTING_BEFORE: TimeDelta = TimeDelta::minutes(10);
/// How many substitutes are asked in each wave.
pub const WAVES: [usize; 2] = [3, 6];
/// How long a wave has to answer before the next one is asked.
pub const WAVE_WAIT: TimeDelta = TimeDelta::minutes(20);
/// A volunteer who does not pick up is rung again after this: soon, because she waits for five minutes at most.
pub const CALLER_RETRY: TimeDelta = TimeDelta::minutes(1);
/// Between two attempts there is at least this, even when the next one is long overdue.
pub const ATTEMPTS_APART: TimeDelta = TimeDelta::minutes(3);
/// How often the same caller is rung for one attempt.
pub const CALLER_TRIES: u32 = 2;
/// "In a quarter of an hour."
pub const POSTPONEMENT: TimeDelta = TimeDelta::minutes(15);
/// How often a volunteer may postpone one call.
pub const POSTPONEMENTS: u32 = 2;
/// After a technical failure the attempt is made again, with longer and longer pauses: an outage of
/// half an hour costs nobody her call. Then a human is told.
pub const TECHNICAL_PAUSES: [TimeDelta; 5] = [
    TimeDelta::minutes(2),
    TimeDelta::minutes(2),
    TimeDelta::minutes(5),
    TimeDelta::minutes(10),
    TimeDelta::minutes(15),
];
/// While the telephones ring or talk, the carrier is asked this often what became of them.
pub const WATCH_EVERY: TimeDelta = TimeDelta::minutes(15);
/// Without a key, the outcome is asked by SMS after this.
pub const OUTCOME_ASKED_AFTER: TimeDelta = TimeDelta::minutes(3);
/// And once more after this.
pub const OUTCOME_REMINDED_AFTER: TimeDelta = TimeDelta::hours(2);
/// Then the call is kept as "reached, not confirmed".
pub const OUTCOME_GIVEN_UP_AFTER: TimeDelta = TimeDelta::hours(24);

/// Where a scheduled call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Too early to ask anybody.
    Planned,
    /// Its volunteer was asked.
    Offered,
    /// Others are being asked.
    SeekingSubstitute,
    /// Somebody will call, or the duty team will.
    Confirmed,
    /// An attempt is under way.
    Attempting,
    /// Between two attempts.
    WaitingRetry,
    /// They have talked; the outcome is awaited.
    AwaitingOutcome,
    /// The protocol is exhausted: a case is open.
    Missed,
    /// A human gave the outcome, or nobody did in time.
    Settled,
    /// It will not take place.
    Cancelled,
}

impl State {
    /// Whether something must still happen: such a call has a timer.
    pub fn is_live(self) -> bool {
        !matches!(self, State::Missed | State::Settled | State::Cancelled)
    }

    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Offered => "offered",
            State::SeekingSubstitute => "seeking_substitute",
            State::Confirmed => "confirmed",
            State::Attempting => "attempting",
            State::WaitingRetry => "waiting_retry",
            State::AwaitingOutcome => "awaiting_outcome",
            State::Missed => "missed",
            State::Settled => "settled",
            State::Cancelled => "cancelled",
        }
    }
}

/// What a human said of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// All is well.
    Well,
    /// Something worries the volunteer.
    Worry,
    /// It is urgent.
    Urgent,
    /// They talked, and nobody said how it went.
    NotConfirmed,
    /// She rang back by herself and was connected.
    CalledBack,
    /// She told the robot that she wants to be called.
    CallbackAsked,
    /// She asked the robot for help.
    HelpAsked,
    /// She told the robot not to call any more.
    Stopped,
}

impl CallOutcome {
    /// The name shown by the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            CallOutcome::Well => "well",
            CallOutcome::Worry => "worry",
            CallOutcome::Urgent => "urgent",
            CallOutcome::NotConfirmed => "not_confirmed",
            CallOutcome::CalledBack => "called_back",
            CallOutcome::CallbackAsked => "callback_asked",
            CallOutcome::HelpAsked => "help_asked",
            CallOutcome::Stopped => "stopped",
        }
    }
}

/// How one attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptResult {
    /// The two have talked.
    Talked,
    /// The person's telephone rang in vain.
    NoAnswer,
    /// It was engaged.
    Busy,
    /// A machine answered.
    Machine,
    /// Somebody else answered.
    SomeoneElse,
    /// She, or something, picked up, and the robot understood nothing twice.
    Unheard,
    /// The number is not in service.
    OutOfService,
    /// The caller did not pick up, or did not press 1: the person was not rung.
    CallerAbsent,
    /// The caller asked for a quarter of an hour.
    CallerPostponed,
    /// The caller cannot, today.
    CallerDeclined,
    /// The carrier failed.
    Technical,
}

/// Who is rung first for an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// This volunteer.
    Volunteer(VolunteerId),
    /// Whoever is on call.
    DutyTeam,
    /// Nobody: the robot rings her itself. Only for check calls.
    Robot,
}

/// Why a call was called off that may yet take place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// She does not want it, or no longer does.
    NoConsent,
    /// She is away.
    Paused,
}

impl From<&Refused> for CancelReason {
    fn from(refused: &Refused) -> CancelReason {
        match refused {
            Refused::NoConsent(_) | Refused::DoNotContact => CancelReason::NoConsent,
            Refused::Paused(_) => CancelReason::Paused,
        }
    }
}

/// One dated call to a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScheduledCall {
    /// Identity of the record.
    pub id: ScheduledCallId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The series it comes from.
    pub series_id: SeriesId,
    /// Who is called.
    pub person_id: PersonId,
    /// The line whose number is displayed.
    pub line_id: LineId,
    /// What it is.
    #[serde(default)]
    pub kind: CallKind,
    /// Names the call in SMS.
    pub code: Code,
    /// The person's local date.
    pub local_on: NaiveDate,
    /// The promised instant.
    pub starts_at: DateTime<Utc>,
    /// The person's zone.
    pub zone: Tz,
    /// Her telephone never rings before this local time.
    pub calls_from: NaiveTime,
    /// Nor at or after this one.
    pub calls_to: NaiveTime,
    /// Expected length.
    pub duration_min: u32,
    /// Frozen when the call was made.
    pub protocol: Protocol,
    /// Where it is.
    pub state: State,
    /// The volunteer of the series.
    pub usual_volunteer: Option<VolunteerId>,
    /// Who will call; none: the duty team.
    pub volunteer: Option<VolunteerId>,
    /// The volunteer said OUI.
    pub is_promised: bool,
    /// The SMS "in ten minutes" has left.
    pub starting_told: bool,
    /// Waves of substitutes asked.
    pub waves: u32,
    /// Attempts that rang the person and count.
    pub attempts_made: u32,
    /// Engaged tones in a row.
    pub busy_tries: u32,
    /// Since when her line has been engaged at every try.
    #[serde(default)]
    pub engaged_since: Option<DateTime<Utc>>,
    /// Times the caller of this attempt was rung.
    pub caller_tries: u32,
    /// Times the volunteer postponed.
    pub postponements: u32,
    /// Technical failures in a row.
    pub technical_failures: u32,
    /// The duty team makes the attempts from now on.
    pub team_took_over: bool,
    /// Messages that asked for the outcome.
    pub outcome_asked: u32,
    /// When they talked.
    pub talked_at: Option<DateTime<Utc>>,
    /// What was said of it.
    pub outcome: Option<CallOutcome>,
    /// The case opened about it.
    pub case_id: Option<CaseId>,
    /// Why it was called off, when it comes back once the reason is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_for: Option<CancelReason>,
    /// Who makes it when its volunteer cannot.
    #[serde(default)]
    pub cover: Cover,
    /// Who makes the calls of its series; frozen when the call was made.
    #[serde(default)]
    pub pairing: PairingPolicy,
    /// The date of its series it takes the place of, when that is another one.
    #[serde(default)]
    pub stands_for: Option<NaiveDate>,
    /// Why it will not take place, when its series says so.
    #[serde(default)]
    pub taken_back_because: Option<TakenBack>,
}

impl ScheduledCall {
    /// Minutes until an engaged line is tried again; `None` once an engaged tone counts as an attempt.
    fn next_busy_retry_min(&self) -> Option<i64> {
        (self.busy_tries < self.protocol.busy_retries).then_some(self.protocol.busy_retry_min)
    }

    /// When a line that is engaged at every try becomes a worry: it is tried once more then, and no later.
    fn engaged_worry_at(&self) -> Option<DateTime<Utc>> {
        self.engaged_since.map(|since| since + TimeDelta::minutes(self.protocol.engaged_worry_min))
    }

    /// Minutes until the next try, for whoever hears at `now` that she is engaged, when it is not the protocol's next attempt.
    pub fn minutes_to_busy_try(&self, now: DateTime<Utc>) -> Option<i64> {
        let first_engaged_at = self.engaged_since.unwrap_or(now);
        let worry_at = first_engaged_at + TimeDelta::minutes(self.protocol.engaged_worry_min);
        if worry_at <= now {
            return None;
        }
        let next = self.protocol.attempt_due_at(self.attempts_made as usize + 1, self.starts_at, self.zone);
        let is_sooner = next.is_none_or(|next| worry_at < next);
        self.next_busy_retry_min().or_else(|| is_sooner.then(|| (worry_at - now).num_minutes().max(1)))
    }
}

/// What happened to a scheduled call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its timer is due.
    TimerFired,
    /// A volunteer said OUI to an open offer.
    OfferAccepted(VolunteerId),
    /// A volunteer said NON.
    OfferDeclined(VolunteerId),
    /// A volunteer proposes another hour, or comes late.
    Moved {
        /// Who.
        volunteer: VolunteerId,
        /// The hour they propose.
        at: DateTime<Utc>,
    },
    /// The volunteer rings the line to make it.
    VolunteerCallsIn(VolunteerId),
    /// There is no room for this call in the volunteer's day, or they may not make it.
    VolunteerUnavailable(VolunteerId),
    /// The volunteer told that they are away on that day.
    VolunteerAway {
        /// Who.
        volunteer: VolunteerId,
        /// The person prefers to wait for her volunteer.
        person_waits: bool,
    },
    /// The volunteer is not away on that day after all.
    VolunteerBack(VolunteerId),
    /// Somebody else would call, and she prefers to wait for her volunteer.
    PersonPrefersToWait,
    /// The volunteer no longer calls this person.
    VolunteerLeft(VolunteerId),
    /// Nobody is left to ask.
    NobodyToAsk,
    /// An attempt ended.
    AttemptEnded {
        /// How.
        result: AttemptResult,
        /// The volunteer wants to be rung again for the next one.
        caller_stays: bool,
    },
    /// Nobody is on call to make the attempt.
    NobodyOnDuty,
    /// A key or an SMS gave the outcome.
    OutcomeGiven(CallOutcome),
    /// A volunteer wrote that nobody had answered (a machine nobody noticed).
    OutcomeWasNoAnswer,
    /// She rang by herself and talked with somebody of the team.
    PersonCalledBack,
    /// It will not take place.
    Cancelled,
    /// It may not take place now: called off until the reason is gone. Whoever was to call is told by who says so.
    CalledOff(CancelReason),
    /// What called it off is gone before its hour.
    Revived,
    /// Another call of the association has her on the telephone, or had within the hour: this one waits.
    WaitsForAnother {
        /// It goes on then.
        until: DateTime<Utc>,
    },
    /// Its series says that it will not take place. Who hears of it is told by whoever changed the series.
    TakenBack(TakenBack),
    /// The plan of the week gives it to this volunteer, who is not told before it is time to ask.
    GivenByPlan(VolunteerId),
    /// The plan of the week found nobody.
    LeftByPlan(LeftBecause),
}

/// What must be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Ask this volunteer, who has until `until`.
    Offer {
        /// Whom.
        volunteer: VolunteerId,
        /// The offer lapses then.
        until: DateTime<Utc>,
    },
    /// Ask this many substitutes.
    AskSubstitutes {
        /// How many.
        count: usize,
        /// The offers lapse then.
        until: DateTime<Utc>,
    },
    /// "Noted: we ring you."
    TellConfirmed(VolunteerId),
    /// "No problem, we look for somebody else."
    TellDeclined(VolunteerId),
    /// Ask a silent volunteer once more.
    Remind(VolunteerId),
    /// Make sure that whoever is to be rung without having been asked may and can.
    CheckVolunteer(VolunteerId),
    /// Withdraw the open offer of somebody who cannot; nobody is told.
    WithdrawOfferOf(VolunteerId),
    /// Withdraw every open offer; those asked are told that somebody else has said yes.
    WithdrawOffers,
    /// "It will not take place."
    TellCancelled(VolunteerId),
    /// "It starts in ten minutes."
    TellStarting(VolunteerId),
    /// Ring the caller, then the person.
    StartAttempt(Caller),
    /// Ask the carrier what became of the telephones.
    WatchAttempt,
    /// Ask the caller for the outcome by SMS.
    AskOutcome {
        /// For the second time.
        again: bool,
    },
    /// Open a case, or add to the one that is open.
    OpenCase {
        /// About what.
        kind: CaseKind,
        /// How serious.
        level: CaseLevel,
    },
    /// Tell the case that she was reached.
    SettleCase,
}

/// A decision: the call as it is now, what to do, and when to look again.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The new state.
    pub call: ScheduledCall,
    /// In order.
    pub effects: Vec<Effect>,
    /// `None` only when the call is no longer live.
    pub timer: Option<DateTime<Utc>>,
}

/// Decides what `event` does to `call` at `now`. `timer` is the instant already set, kept when the
/// event is stale: a repeated or late event changes nothing.
pub fn step(call: ScheduledCall, event: Event, now: DateTime<Utc>, timer: Option<DateTime<Utc>>) -> Decision {
    let mut step = Step { timer: timer.filter(|_| call.state.is_live()), call, effects: Vec::new(), now };
    match event {
        Event::TimerFired => step.timer_fired(),
        Event::OfferAccepted(volunteer) => step.accepted(volunteer),
        Event::OfferDeclined(volunteer) => step.declined(volunteer),
        Event::Moved { volunteer, at } => step.moved(volunteer, at),
        Event::VolunteerCallsIn(volunteer) => step.called_in(volunteer),
        Event::VolunteerUnavailable(volunteer) => step.released(volunteer, false),
        Event::VolunteerAway { volunteer, person_waits } => step.away(volunteer, person_waits),
        Event::VolunteerBack(volunteer) => step.back(volunteer),
        Event::VolunteerLeft(volunteer) => step.released(volunteer, true),
        Event::PersonPrefersToWait => step.waits_for_usual(),
        Event::NobodyToAsk => step.nobody_to_ask(),
        Event::AttemptEnded { result, caller_stays } => step.attempt_ended(result, caller_stays),
        Event::NobodyOnDuty => step.nobody_on_duty(),
        Event::OutcomeGiven(outcome) => step.outcome_given(outcome),
        Event::OutcomeWasNoAnswer => step.was_no_answer(),
        Event::PersonCalledBack => step.called_back(),
        Event::Cancelled => step.cancelled(None),
        Event::WaitsForAnother { until } => step.waits_for_another(until),
        Event::TakenBack(reason) => step.cancelled(Some(reason)),
        Event::GivenByPlan(volunteer) => step.given_by_plan(volunteer),
        Event::LeftByPlan(because) => step.left_by_plan(because),
        Event::CalledOff(reason) => step.called_off(reason),
        Event::Revived => step.revived(),
    }
    Decision { call: step.call, effects: step.effects, timer: step.timer }
}

struct Step {
    call: ScheduledCall,
    effects: Vec<Effect>,
    timer: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
}

impl Step {
    fn enter(&mut self, state: State, timer: DateTime<Utc>) {
        self.call.state = state;
        self.timer = Some(timer);
    }

    fn end(&mut self, state: State) {
        self.call.state = state;
        self.timer = None;
    }

    fn before(&self, margin: TimeDelta) -> DateTime<Utc> {
        self.call.starts_at - margin
    }

    fn timer_fired(&mut self) {
        match self.call.state {
            State::Planned => self.ask(),
            State::Offered => self.volunteer_is_silent(),
            State::SeekingSubstitute => self.search_goes_on(),
            State::Confirmed => self.hour_comes_nearer(),
            State::Attempting => {
                self.effects.push(Effect::WatchAttempt);
                self.timer = Some(self.now + WATCH_EVERY);
            }
            State::WaitingRetry => self.start_attempt(),
            State::AwaitingOutcome => self.outcome_is_late(),
            State::Missed | State::Settled | State::Cancelled => self.timer = None,
        }
    }

    fn ask(&mut self) {
        if self.call.kind == CallKind::CheckCall {
            return self.enter(State::Confirmed, self.call.starts_at.max(self.now));
        }
        match self.call.expected_volunteer() {
            Some(volunteer) if self.call.stands_in(volunteer) => self.ask_stand_in(volunteer),
            Some(volunteer) if self.now < self.before(UNCOVERED_BEFORE) => {
                // Asked late (a call made today): half of what is left, but an answer can still help.
                let until = self.before(SILENT_BEFORE).max(self.now + (self.before(UNCOVERED_BEFORE) - self.now) / 2);
                self.call.volunteer = Some(volunteer);
                self.effects.push(Effect::Offer { volunteer, until });
                self.enter(State::Offered, until);
            }
            Some(volunteer) => {
                self.call.volunteer = Some(volunteer);
                self.effects.push(Effect::CheckVolunteer(volunteer));
                self.confirm();
            }
            None => self.seek(),
        }
    }

    /// Silent is not absent: the volunteer stays, but others are asked as well.
    fn volunteer_is_silent(&mut self) {
        // Whoever stands in has agreed to nothing.
        if self.call.volunteer.is_some_and(|volunteer| self.call.stands_in(volunteer)) {
            self.call.volunteer = None;
        }
        self.seek();
    }

    fn seek(&mut self) {
        let Some(count) = WAVES.get(self.call.waves as usize).copied() else { return self.give_up_seeking() };
        if self.now >= self.before(UNCOVERED_BEFORE) {
            return self.give_up_seeking();
        }
        self.call.waves += 1;
        let until = (self.now + WAVE_WAIT).min(self.before(UNCOVERED_BEFORE));
        // Offers stay open until the call is uncovered: a late OUI still wins.
        self.effects.push(Effect::AskSubstitutes { count, until: self.before(UNCOVERED_BEFORE) });
        self.search_until(until);
    }

    fn give_up_seeking(&mut self) {
        let deadline = self.before(UNCOVERED_BEFORE);
        if self.now < deadline {
            return self.search_until(deadline);
        }
        // A silent volunteer is rung all the same; nobody rings at her door in their place.
        let is_sure = self.call.is_promised || !self.is_visit();
        if self.call.volunteer.is_none() || !is_sure {
            self.effects.push(Effect::OpenCase { kind: CaseKind::UncoveredCall, level: CaseLevel::Worry });
        }
        self.confirm();
    }

    fn nobody_to_ask(&mut self) {
        if self.call.state == State::SeekingSubstitute {
            self.call.waves = WAVES.len() as u32;
            self.give_up_seeking();
        }
    }

    fn confirm(&mut self) {
        let next = if self.call.starting_told || self.call.volunteer.is_none() {
            self.call.starts_at
        } else {
            self.before(self.told_before())
        };
        self.enter(State::Confirmed, next.max(self.now));
    }

    fn accepted(&mut self, volunteer: VolunteerId) {
        if self.call.kind == CallKind::CheckCall {
            return;
        }
        let is_open = matches!(self.call.state, State::Planned | State::Offered | State::SeekingSubstitute);
        let is_uncovered = self.call.state == State::Confirmed && self.call.volunteer.is_none();
        if !is_open && !is_uncovered {
            return;
        }
        self.call.volunteer = Some(volunteer);
        self.call.is_promised = true;
        self.effects.push(Effect::WithdrawOffers);
        self.effects.push(Effect::TellConfirmed(volunteer));
        self.confirm();
    }

    fn declined(&mut self, volunteer: VolunteerId) {
        let is_theirs = self.call.volunteer == Some(volunteer);
        match self.call.state {
            State::Planned | State::Offered | State::SeekingSubstitute | State::Confirmed if is_theirs => {
                self.call.volunteer = None;
                self.call.is_promised = false;
                self.effects.push(Effect::TellDeclined(volunteer));
                self.seek();
            }
            // One of the substitutes asked said no: the others may still say yes.
            State::Planned
            | State::Offered
            | State::SeekingSubstitute
            | State::Confirmed
            | State::Attempting
            | State::WaitingRetry
            | State::AwaitingOutcome
            | State::Missed
            | State::Settled
            | State::Cancelled => {}
        }
    }

    fn hour_comes_nearer(&mut self) {
        if self.now >= self.call.starts_at {
            return self.start_attempt();
        }
        if let Some(volunteer) = self.call.volunteer.filter(|_| !self.call.starting_told) {
            self.call.starting_told = true;
            self.effects.push(Effect::TellStarting(volunteer));
        }
        self.timer = Some(self.call.starts_at);
    }

    fn open_case(&mut self, kind: CaseKind, level: CaseLevel) {
        self.effects.push(Effect::OpenCase { kind, level });
        self.end(State::Missed);
    }

    fn cancelled(&mut self, because: Option<TakenBack>) {
        // What only waited for a volunteer does not come back either.
        self.call.cover.waits = false;
        match self.call.state {
            State::Offered | State::SeekingSubstitute | State::Confirmed | State::WaitingRetry => {
                if because.is_none_or(TakenBack::is_told_for_each_call) {
                    self.effects.extend(self.call.volunteer.map(Effect::TellCancelled));
                }
            }
            // Nobody was asked yet, or the volunteer is told on the telephone.
            State::Planned | State::Attempting | State::AwaitingOutcome => {}
            State::Missed | State::Settled | State::Cancelled => return,
        }
        self.call.taken_back_because = because;
        self.effects.push(Effect::WithdrawOffers);
        self.end(State::Cancelled);
    }

    /// What was said in a conversation that has begun still counts.
    fn called_off(&mut self, reason: CancelReason) {
        match self.call.state {
            State::Planned
            | State::Offered
            | State::SeekingSubstitute
            | State::Confirmed
            | State::Attempting
            | State::WaitingRetry => {
                self.call.cancelled_for = Some(reason);
                self.effects.push(Effect::WithdrawOffers);
                self.end(State::Cancelled);
            }
            State::AwaitingOutcome | State::Missed | State::Settled | State::Cancelled => {}
        }
    }

    /// It begins anew: nobody was asked, nobody was rung.
    fn revived(&mut self) {
        let is_called_off = self.call.state == State::Cancelled && self.call.cancelled_for.is_some();
        if !is_called_off || self.call.starts_at <= self.now {
            return;
        }
        self.call.cancelled_for = None;
        // Whom the plan chose meanwhile says nothing of now: whoever usually calls is asked, and may be away.
        (self.call.cover.planned, self.call.cover.usual_is_away) = (None, false);
        self.call.volunteer = None;
        self.call.is_promised = false;
        self.call.starting_told = false;
        self.call.waves = 0;
        self.call.attempts_made = 0;
        self.call.busy_tries = 0;
        self.call.caller_tries = 0;
        self.call.postponements = 0;
        self.call.technical_failures = 0;
        self.call.team_took_over = false;
        self.enter(State::Planned, self.before(OFFER_BEFORE).max(self.now));
    }
}

#[cfg(test)]
#[path = "scheduled_call_tests.rs"]
mod tests;
