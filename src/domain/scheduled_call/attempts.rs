//! The attempts of a call: who is rung first, what each end leads to, and when she is tried again.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    ATTEMPTS_APART, AttemptResult, CALLER_RETRY, CALLER_TRIES, Caller, Effect, POSTPONEMENT, POSTPONEMENTS, State,
    Step, TECHNICAL_PAUSES, WATCH_EVERY,
};
use crate::{
    call_series::CallKind,
    case::{CaseKind, CaseLevel},
    local_time,
};

impl Step {
    pub(super) fn start_attempt(&mut self) {
        if self.is_visit() {
            return self.visit_begins();
        }
        // Late after an outage, or postponed into the evening: never at an hour she does not want.
        let allowed_at = local_time::next_within(self.now, self.call.calls_from, self.call.calls_to, self.call.zone);
        if allowed_at > self.now {
            return self.enter(State::WaitingRetry, allowed_at);
        }
        let caller = match (self.call.kind, self.call.volunteer) {
            // The only kind of call that rings her before a human is ready.
            (CallKind::CheckCall, _) => Caller::Robot,
            (_, Some(volunteer)) if !self.call.team_took_over => Caller::Volunteer(volunteer),
            (CallKind::ConvivialCall | CallKind::CourtesyCall | CallKind::Visit, _) => Caller::DutyTeam,
        };
        self.call.caller_tries += 1;
        self.effects.push(Effect::StartAttempt(caller));
        self.enter(State::Attempting, self.now + WATCH_EVERY);
    }

    pub(super) fn waits_for_another(&mut self, until: DateTime<Utc>) {
        let is_about_to_ring = match self.call.state {
            State::Confirmed => self.now >= self.call.starts_at,
            State::WaitingRetry => true,
            State::Planned
            | State::Offered
            | State::SeekingSubstitute
            | State::Attempting
            | State::AwaitingOutcome
            | State::Missed
            | State::Settled
            | State::Cancelled => false,
        };
        if is_about_to_ring {
            self.enter(State::WaitingRetry, until.max(self.now + CALLER_RETRY));
        }
    }

    pub(super) fn nobody_on_duty(&mut self) {
        if self.call.state != State::Attempting {
            return;
        }
        match self.call.volunteer {
            // The volunteer has left, or may no longer call.
            Some(_) if !self.call.team_took_over => {
                self.call.team_took_over = true;
                self.effects.push(Effect::StartAttempt(Caller::DutyTeam));
            }
            // The volunteer hung up on a promise of the team that has nobody: ask the volunteer after all. It counts
            // as a try, or the two would refer her to each other for ever.
            Some(volunteer) if self.call.caller_tries <= CALLER_TRIES => {
                self.call.caller_tries += 1;
                self.effects.push(Effect::StartAttempt(Caller::Volunteer(volunteer)));
            }
            Some(_) | None => self.open_case(CaseKind::UncoveredCall, CaseLevel::Worry),
        }
    }

    pub(super) fn attempt_ended(&mut self, result: AttemptResult, caller_stays: bool) {
        if self.call.state != State::Attempting {
            return;
        }
        if result != AttemptResult::Technical {
            self.call.technical_failures = 0;
        }
        match result {
            AttemptResult::Busy => self.call.engaged_since = self.call.engaged_since.or(Some(self.now)),
            // Her telephone was not tried: nothing is known of it.
            AttemptResult::CallerAbsent
            | AttemptResult::CallerPostponed
            | AttemptResult::CallerDeclined
            | AttemptResult::Technical => {}
            AttemptResult::Talked
            | AttemptResult::NoAnswer
            | AttemptResult::Machine
            | AttemptResult::SomeoneElse
            | AttemptResult::Unheard
            | AttemptResult::OutOfService => self.call.engaged_since = None,
        }
        match result {
            AttemptResult::Talked => self.talked(),
            AttemptResult::Busy if self.has_been_engaged_for_long() => {
                self.call.attempts_made += 1;
                self.open_case(CaseKind::LineEngaged, self.call.protocol.level);
            }
            AttemptResult::Busy if let Some(retry_min) = self.call.next_busy_retry_min() => {
                self.call.busy_tries += 1;
                self.person_not_reached_yet(caller_stays);
                self.enter(State::WaitingRetry, self.now + TimeDelta::minutes(retry_min));
            }
            AttemptResult::NoAnswer
            | AttemptResult::Busy
            | AttemptResult::Machine
            | AttemptResult::SomeoneElse
            | AttemptResult::Unheard => {
                self.call.attempts_made += 1;
                self.call.busy_tries = 0;
                self.person_not_reached_yet(caller_stays);
                self.next_attempt_or_case();
            }
            AttemptResult::OutOfService => {
                self.call.attempts_made += 1;
                self.open_case(CaseKind::NumberOutOfService, self.call.protocol.level);
            }
            AttemptResult::CallerAbsent => self.caller_absent(),
            AttemptResult::CallerPostponed if self.call.postponements < POSTPONEMENTS => {
                self.call.postponements += 1;
                self.call.caller_tries = 0;
                self.enter(State::WaitingRetry, self.now + POSTPONEMENT);
            }
            AttemptResult::CallerPostponed | AttemptResult::CallerDeclined => self.hand_to_the_team(),
            AttemptResult::Technical => self.technical(),
        }
    }

    pub(super) fn person_not_reached_yet(&mut self, caller_stays: bool) {
        self.call.caller_tries = 0;
        self.call.team_took_over = self.call.volunteer.is_none() || !caller_stays;
    }

    /// Engaged all day may be a telephone off the hook, and somebody on the floor beside it.
    pub(super) fn has_been_engaged_for_long(&self) -> bool {
        self.call.engaged_worry_at().is_some_and(|worry_at| worry_at <= self.now)
    }

    pub(super) fn next_attempt_or_case(&mut self) {
        let made = self.call.attempts_made as usize;
        let worry_at = self.call.engaged_worry_at();
        let due = self.call.protocol.attempt_due_at(made, self.call.starts_at, self.call.zone);
        match due.map(|due| worry_at.map_or(due, |worry_at| due.min(worry_at))) {
            // After an outage the next attempt may be long overdue: a pause is kept all the same.
            Some(due) => self.enter(State::WaitingRetry, due.max(self.now + ATTEMPTS_APART)),
            None => self.open_case(CaseKind::MissedContact, self.call.protocol.level),
        }
    }

    pub(super) fn caller_absent(&mut self) {
        if self.call.caller_tries < CALLER_TRIES {
            return self.enter(State::WaitingRetry, self.now + CALLER_RETRY);
        }
        self.hand_to_the_team();
    }

    /// The volunteer cannot; when the team could not either, a case opens: she is waiting.
    pub(super) fn hand_to_the_team(&mut self) {
        if self.call.team_took_over || self.call.volunteer.is_none() {
            return self.open_case(CaseKind::UncoveredCall, CaseLevel::Worry);
        }
        self.call.team_took_over = true;
        self.call.caller_tries = 0;
        self.start_attempt();
    }

    pub(super) fn technical(&mut self) {
        self.call.caller_tries = self.call.caller_tries.saturating_sub(1);
        let Some(pause) = TECHNICAL_PAUSES.get(self.call.technical_failures as usize) else {
            return self.open_case(CaseKind::Technical, CaseLevel::Worry);
        };
        self.call.technical_failures += 1;
        self.enter(State::WaitingRetry, self.now + *pause);
    }
}
