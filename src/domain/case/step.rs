//! The escalation of a case: whom to page, when to page again, who has it.

mod chain;
mod holder;

use chrono::{DateTime, Utc};

use super::{Case, CaseOutcome, CaseState, Closure};
use crate::{
    escalation::{PageChannel, Team},
    people::Member,
};

/// What happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its timer is due.
    TimerFired,
    /// `PRENDS`.
    Taken(Member),
    /// `SUIVANT`.
    PassedOn(Member),
    /// A page to somebody cannot reach them: no channel is left.
    Unreached(Member),
    /// Somebody of the team has left: those it concerns are in [`Team::gone`].
    TeamChanged,
    /// Closed with an outcome by somebody.
    Closed(CaseOutcome, Member),
    /// It was closed too soon: somebody takes it up again.
    Reopened(Member),
}

/// What must be done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Page these.
    Page {
        /// Whom.
        members: Vec<Member>,
        /// They were paged before.
        again: bool,
        /// By what.
        by: Vec<PageChannel>,
        /// When the next page goes, if nobody takes it.
        next_at: DateTime<Utc>,
    },
    /// Everybody else paged is told who has it.
    TellTaken {
        /// Who has it.
        by: Member,
        /// Whom to tell.
        to: Vec<Member>,
    },
    /// The shift of whoever had it is over: they and those who are asked now are told.
    TellHandedOver {
        /// Who had it.
        from: Member,
        /// Who is asked now.
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

/// Decides what `event` does to `case` at `now`, with the `team` there is. `timer` is kept when the
/// event is stale; a timer that fires before its time, or twice, changes nothing.
pub fn step(case: Case, event: Event, team: &Team, now: DateTime<Utc>, timer: Option<DateTime<Utc>>) -> Decision {
    let mut decision = Decision { case, effects: Vec::new(), timer };
    if decision.case.state == CaseState::Closed {
        decision.timer = None;
        if let Event::Reopened(by) = event {
            decision.reopened(by, team, now);
        }
        return decision;
    }
    match event {
        Event::TimerFired if timer.is_some_and(|due_at| due_at > now) => {}
        Event::TimerFired if decision.case.state == CaseState::Acknowledged => decision.look_at_holder(team, now),
        Event::TimerFired => decision.page_on(team, now),
        Event::Taken(by) => decision.taken(by, team, now),
        Event::PassedOn(by) => decision.passed_on(by, team, now),
        Event::Unreached(member) => decision.unreached(member, team, now),
        Event::TeamChanged => decision.team_changed(team, now),
        Event::Closed(outcome, by) => decision.closed(outcome, by, now),
        Event::Reopened(_) => {}
    }
    decision
}

impl Decision {
    /// Outside the paging hours nothing is paged: it waits until they begin. True when it is held.
    fn is_held(&mut self, now: DateTime<Utc>) -> bool {
        let allowed_at = self.case.policy.may_page_at(now);
        let is_held = allowed_at > now;
        if is_held {
            self.timer = Some(allowed_at);
        }
        is_held
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
mod model;
#[cfg(test)]
pub(super) mod tests;
