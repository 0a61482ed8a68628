//! The escalation of a case: whom to page, when to page again, who has it.

use chrono::{DateTime, Utc};

use super::{Case, CaseOutcome, CaseState, Closure};
use crate::people::Member;

/// What happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its timer is due.
    TimerFired,
    /// `PRENDS`.
    Taken(Member),
    /// `SUIVANT`.
    PassedOn(Member),
    /// No page to this member can arrive.
    NotReached(Member),
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
        Event::NotReached(member) => decision.not_reached(member, roster, now),
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

    /// Waiting for somebody who cannot know is waiting for nothing. Once everybody was paged, the rounds go on as they do.
    fn not_reached(&mut self, member: Member, roster: &[Member], now: DateTime<Utc>) {
        let is_waited_for = self.case.state == CaseState::Paging && self.case.paged.last() == Some(&member);
        if is_waited_for && !self.case.is_exhausted {
            self.page_next(roster, now);
        }
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
mod tests;
