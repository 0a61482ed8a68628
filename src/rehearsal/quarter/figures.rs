//! What an association reads after some weeks.

use std::ops::AddAssign;

use passerelle_domain::scheduled_call::{CallOutcome, State};
use serde::Serialize;

use super::{
    facts::{CallFact, Facts},
    promises::ON_TIME_S,
};

/// What is only counted.
pub(super) struct Counts {
    pub(super) cases_opened: usize,
    pub(super) cases_taken: usize,
    pub(super) cases_closed: usize,
    pub(super) texts: usize,
}

/// The figures of some weeks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Calls whose hour came.
    pub calls: usize,
    /// Of those, with their usual volunteer.
    pub by_the_usual_volunteer: usize,
    /// With a stand-in.
    pub by_a_substitute: usize,
    /// Made by the team on call: nobody was left to ask.
    pub by_the_team: usize,
    /// The two have talked.
    pub talked: usize,
    /// Of those, at the first attempt.
    pub talked_at_the_first_attempt: usize,
    /// Telephones of people that rang for a call…
    pub first_rings: usize,
    /// …of which within five minutes of the promised hour.
    pub first_rings_on_time: usize,
    /// Settled with all well.
    pub well: usize,
    /// Settled with a worry or something urgent.
    pub worries: usize,
    /// They talked, and nobody said how it went.
    pub not_confirmed: usize,
    /// She rang back by herself.
    pub called_back: usize,
    /// Missed contacts…
    pub missed: usize,
    /// …each with its case.
    pub missed_with_case: usize,
    /// Cancelled: a pause, an end, a withdrawal.
    pub cancelled: usize,
    /// In no final state when their week ended.
    pub unfinished_on_sunday: usize,
    /// Cases opened.
    pub cases_opened: usize,
    /// Of those, taken by a coordinator.
    pub cases_taken: usize,
    /// Of those, closed with an outcome.
    pub cases_closed: usize,
    /// Times a person's telephone was rung.
    pub rings: usize,
    /// Of those, without her consent.
    pub rings_without_consent: usize,
    /// SMS received by anybody.
    pub sms: usize,
    /// Things in progress that nothing would wake, seen on the way.
    pub without_timer: usize,
    /// Timers overdue, seen on the way.
    pub timers_overdue: usize,
}

pub(super) fn of(facts: &Facts, counts: &Counts) -> Figures {
    let count = |is: &dyn Fn(&CallFact) -> bool| facts.calls.iter().filter(|call| is(call)).count();
    let with = |outcome: CallOutcome| count(&|call| call.outcome == Some(outcome));
    let is_held = |call: &CallFact| call.state != State::Cancelled;
    Figures {
        calls: facts.calls.len(),
        by_the_usual_volunteer: count(&|call| {
            is_held(call) && call.volunteer.is_some() && call.volunteer == call.usual_volunteer
        }),
        by_a_substitute: count(&|call| {
            is_held(call) && call.volunteer.is_some() && call.volunteer != call.usual_volunteer
        }),
        by_the_team: count(&|call| is_held(call) && call.volunteer.is_none()),
        talked: count(&|call| call.talked),
        talked_at_the_first_attempt: count(&|call| call.talked && call.attempts == 1),
        first_rings: count(&|call| call.first_rang_at.is_some()),
        first_rings_on_time: count(&|call| call.late_s().is_some_and(|late_s| late_s.abs() <= ON_TIME_S)),
        well: with(CallOutcome::Well),
        worries: with(CallOutcome::Worry) + with(CallOutcome::Urgent),
        not_confirmed: with(CallOutcome::NotConfirmed),
        called_back: with(CallOutcome::CalledBack),
        missed: count(&|call| call.state == State::Missed),
        missed_with_case: count(&|call| call.state == State::Missed && call.has_case),
        cancelled: count(&|call| call.state == State::Cancelled),
        unfinished_on_sunday: facts.looks.unfinished_on_sunday,
        cases_opened: counts.cases_opened,
        cases_taken: counts.cases_taken,
        cases_closed: counts.cases_closed,
        rings: facts.rings.len(),
        rings_without_consent: facts.rings.iter().filter(|ring| !ring.has_consented).count(),
        sms: counts.texts,
        without_timer: facts.looks.without_timer,
        timers_overdue: facts.looks.overdue,
    }
}

/// The figures of two stretches together.
impl AddAssign for Figures {
    fn add_assign(&mut self, other: Figures) {
        let pairs = [
            (&mut self.calls, other.calls),
            (&mut self.by_the_usual_volunteer, other.by_the_usual_volunteer),
            (&mut self.by_a_substitute, other.by_a_substitute),
            (&mut self.by_the_team, other.by_the_team),
            (&mut self.talked, other.talked),
            (&mut self.talked_at_the_first_attempt, other.talked_at_the_first_attempt),
            (&mut self.first_rings, other.first_rings),
            (&mut self.first_rings_on_time, other.first_rings_on_time),
            (&mut self.well, other.well),
            (&mut self.worries, other.worries),
            (&mut self.not_confirmed, other.not_confirmed),
            (&mut self.called_back, other.called_back),
            (&mut self.missed, other.missed),
            (&mut self.missed_with_case, other.missed_with_case),
            (&mut self.cancelled, other.cancelled),
            (&mut self.unfinished_on_sunday, other.unfinished_on_sunday),
            (&mut self.cases_opened, other.cases_opened),
            (&mut self.cases_taken, other.cases_taken),
            (&mut self.cases_closed, other.cases_closed),
            (&mut self.rings, other.rings),
            (&mut self.rings_without_consent, other.rings_without_consent),
            (&mut self.sms, other.sms),
            (&mut self.without_timer, other.without_timer),
            (&mut self.timers_overdue, other.timers_overdue),
        ];
        for (mine, theirs) in pairs {
            *mine += theirs;
        }
    }
}
