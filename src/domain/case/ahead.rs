//! What the program does next about a case when nobody does anything, as the frozen policy says it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Case, CaseState};
use crate::escalation::{PageChannel, Whom};

/// One thing still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// When, if nobody does anything; `None` when it depends on how many are on the roster.
    pub at: Option<DateTime<Utc>>,
    /// What.
    pub what: AheadWhat,
}

/// What is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AheadWhat {
    /// Whoever has it is asked where it is.
    AskHolder,
    /// Whoever was paged is paged again.
    PageAgain(Vec<PageChannel>),
    /// Somebody is paged.
    Page(Whom, Vec<PageChannel>),
    /// The steps begin again.
    NewRound,
    /// Everybody is paged, again and again until somebody takes it.
    Everyone(Vec<PageChannel>),
}

impl Case {
    /// What is still to come, in order. `timer` is the instant of the next thing. Empty once it is closed.
    pub fn ahead(&self, timer: Option<DateTime<Utc>>) -> Vec<Ahead> {
        match self.state {
            CaseState::Closed => Vec::new(),
            CaseState::Acknowledged => vec![Ahead { at: timer, what: AheadWhat::AskHolder }],
            CaseState::Paging => self.pages_ahead(timer),
        }
    }

    fn pages_ahead(&self, timer: Option<DateTime<Utc>>) -> Vec<Ahead> {
        let (chain, place) = (&self.policy.chain, &self.place);
        let (mut ahead, mut at, mut next) = (Vec::new(), timer, place.step);
        let is_over = self.is_exhausted || place.round >= chain.rounds;
        if let Some(step) = chain.steps.get(place.step).filter(|_| place.is_entered && !is_over) {
            let left = step.repeats.saturating_sub(place.again);
            if left > 0 && !place.waiting_for.is_empty() {
                ahead.push(self.thing(at, AheadWhat::PageAgain(step.channels(true).to_vec())));
                at = self.after(at, step.wait() * i32::try_from(left).unwrap_or(i32::MAX));
            }
            next += 1;
            if step.whom == Whom::Each {
                ahead.push(self.thing(at, AheadWhat::Page(Whom::Next, step.by.clone())));
                at = None;
            }
        }
        if !is_over {
            for step in chain.steps.iter().skip(next) {
                ahead.push(self.thing(at, AheadWhat::Page(step.whom.clone(), step.by.clone())));
                let lasts = TimeDelta::seconds(step.lasts_s());
                at = if step.whom == Whom::Each { None } else { self.after(at, lasts) };
            }
        }
        if !is_over && place.round + 1 < chain.rounds {
            ahead.push(self.thing(at, AheadWhat::NewRound));
            at = None;
        }
        ahead.push(self.thing(at, AheadWhat::Everyone(chain.everyone.by.clone())));
        ahead
    }

    /// Outside the paging hours it waits until they begin.
    fn thing(&self, at: Option<DateTime<Utc>>, what: AheadWhat) -> Ahead {
        Ahead { at: at.map(|at| self.policy.may_page_at(at)), what }
    }

    fn after(&self, at: Option<DateTime<Utc>>, lasts: TimeDelta) -> Option<DateTime<Utc>> {
        at.map(|at| self.policy.may_page_at(at) + lasts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        case::{
            CaseKind, CaseLevel,
            step::tests::{case as case_of, staff},
        },
        escalation::{Chain, PageStep},
    };

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    #[test]
    fn standard_chain_then_a_reminder_the_next_one_and_everyone() {
        let mut case = case_of(CaseLevel::Serious, at(0));
        case.policy.chain = Chain::standard(CaseLevel::Serious, CaseKind::MissedContact);
        case.place.is_entered = true;
        case.place.waiting_for = vec![staff(1)];
        let ahead = case.ahead(Some(at(15)));
        let whats: Vec<&AheadWhat> = ahead.iter().map(|thing| &thing.what).collect();
        assert!(
            matches!(whats[..], [AheadWhat::PageAgain(_), AheadWhat::Page(Whom::Next, _), AheadWhat::Everyone(_)]),
            "{whats:?}"
        );
        assert_eq!(ahead.iter().map(|thing| thing.at).collect::<Vec<_>>(), [Some(at(15)), Some(at(30)), None]);
    }

    #[test]
    fn named_steps_then_each_at_its_hour_and_a_round_more() {
        let mut case = case_of(CaseLevel::Serious, at(0));
        let step = |whom, wait_s| PageStep { whom, by: vec![PageChannel::Sms], again_by: None, wait_s, repeats: 0 };
        case.policy.chain.rounds = 2;
        case.policy.chain.paging_hours = None;
        case.policy.chain.steps = vec![step(Whom::OnCall, 600), step(Whom::Staff("nadia".into()), 1200)];
        let ahead = case.ahead(Some(at(0)));
        assert_eq!(
            ahead.iter().map(|thing| thing.at).collect::<Vec<_>>(),
            [Some(at(0)), Some(at(10)), Some(at(30)), None]
        );
        assert_eq!(ahead[2].what, AheadWhat::NewRound);
        case.place.round = 2;
        assert!(
            matches!(case.ahead(Some(at(5)))[..], [Ahead { what: AheadWhat::Everyone(_), .. }]),
            "every round is over"
        );
        case.state = CaseState::Acknowledged;
        assert_eq!(case.ahead(Some(at(7))), [Ahead { at: Some(at(7)), what: AheadWhat::AskHolder }]);
        case.state = CaseState::Closed;
        assert_eq!(case.ahead(None), []);
    }
}
