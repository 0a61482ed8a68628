//! Every interleaving of what can happen to a case, eight events deep: what can be lost on a bad night.
//!
//! States that differ only by the hour at which they were reached are explored once.

use std::collections::{BTreeSet, HashSet, VecDeque};

use chrono::TimeDelta;

use super::{
    tests::{at, case, own_chain, staff},
    *,
};
use crate::{case::CaseLevel, escalation::Chain};

/// How many events deep it is looked.
const DEPTH: usize = 8;
/// Timers that fire in a row while nobody does anything, until everyone must have been paged.
const MOST_TICKS: usize = 60;
/// A chain goes on in the morning at the latest.
const HELD_AT_MOST: TimeDelta = TimeDelta::hours(12);

/// It ends before some acknowledgements expire, and after others.
const SHORT_SHIFT: TimeDelta = TimeDelta::minutes(25);
const LONG_SHIFT: TimeDelta = TimeDelta::days(15);

#[derive(Clone, Copy, Debug)]
enum Happening {
    Timer,
    /// The same job again, or one that was late.
    TimerTwice,
    Takes(u128),
    PassesOn(u128),
    /// The other one is on call now.
    ShiftChanges,
    Leaves(u128),
    /// Carrier or mail server refuse every page to them.
    Unreached(u128),
    /// It was closed too soon.
    Reopens(u128),
    /// She answers a call back, or a coordinator closes it.
    Closes,
}

const HAPPENINGS: [Happening; 14] = [
    Happening::Timer,
    Happening::TimerTwice,
    Happening::Takes(1),
    Happening::Takes(2),
    Happening::PassesOn(1),
    Happening::PassesOn(2),
    Happening::ShiftChanges,
    Happening::Leaves(1),
    Happening::Leaves(2),
    Happening::Unreached(1),
    Happening::Unreached(2),
    Happening::Closes,
    Happening::Takes(9),
    Happening::Reopens(9),
];

/// What a page belongs to: round, step, repetition, the end of the chain.
type PageOf = (u32, usize, u32, bool);

#[derive(Clone)]
struct World {
    case: Case,
    timer: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    /// 1 or 2; the other one comes after.
    on_call: u128,
    gone: BTreeSet<Member>,
    /// The pages of this instant.
    paged_now: HashSet<(Member, PageOf)>,
    /// What has happened, for a failing test to show.
    lived: Vec<Happening>,
}

impl World {
    fn begin(chain: Chain) -> World {
        let now = at("2026-11-26T17:30:00Z");
        let mut case = case(chain.level, now);
        case.policy.chain = chain;
        let (gone, paged_now) = (BTreeSet::new(), HashSet::new());
        World { case, timer: Some(now), now, on_call: 1, gone, paged_now, lived: Vec::new() }
    }

    /// The first shift ends soon, unless it goes on; the next one is long.
    fn first_shift_ends_at(&self) -> Option<DateTime<Utc>> {
        let ends_at = self.case.opened_at + SHORT_SHIFT;
        (self.now < ends_at).then_some(ends_at)
    }

    fn team(&self) -> Team {
        let other = 3 - self.on_call;
        let is_here = |member: &Member| !self.gone.contains(member);
        let order: Vec<Member> = [self.on_call, other, 3].into_iter().map(staff).filter(is_here).collect();
        let on_call: Vec<Member> = [staff(self.on_call)].into_iter().filter(is_here).collect();
        let until = self.first_shift_ends_at().unwrap_or(self.now + LONG_SHIFT);
        let on_call_until = on_call.iter().map(|member| (*member, until)).collect();
        let named = [("directrice".to_owned(), staff(9))].into();
        Team { on_call, order, on_call_until, named, gone: self.gone.clone() }
    }

    /// What happens next; `None` when it cannot.
    fn lives(&self, happening: Happening) -> Option<World> {
        let mut next = self.clone();
        next.lived.push(happening);
        match happening {
            Happening::Timer => {
                let due_at = next.timer?;
                if due_at > next.now {
                    next.paged_now.clear();
                }
                next.now = due_at.max(next.now);
                next.event(Event::TimerFired);
            }
            Happening::TimerTwice => next.event(Event::TimerFired),
            Happening::Takes(who) => next.event(Event::Taken(staff(who))),
            Happening::PassesOn(who) => next.event(Event::PassedOn(staff(who))),
            Happening::Unreached(who) => next.event(Event::Unreached(staff(who))),
            Happening::Reopens(who) => next.event(Event::Reopened(staff(who))),
            Happening::Closes => next.event(Event::Closed(CaseOutcome::WellOut, staff(3))),
            Happening::ShiftChanges => next.on_call = 3 - next.on_call,
            Happening::Leaves(who) => {
                if !next.gone.insert(staff(who)) {
                    return None;
                }
                next.event(Event::TeamChanged);
            }
        }
        Some(next)
    }

    fn event(&mut self, event: Event) {
        let was_closed = self.case.state == CaseState::Closed;
        let is_reopened = was_closed && matches!(event, Event::Reopened(_));
        let decision = step(self.case.clone(), event, &self.team(), self.now, self.timer);
        (self.case, self.timer) = (decision.case, decision.timer);
        for effect in decision.effects {
            assert!(!was_closed || is_reopened, "a closed case does nothing: {effect:?}");
            if let Effect::Page { members, .. } = effect {
                let place = &self.case.place;
                let of = (place.round, place.step, place.again, self.case.is_exhausted);
                for member in members {
                    assert!(!self.gone.contains(&member), "somebody who has left is paged");
                    assert!(
                        self.paged_now.insert((member, of)),
                        "{member:?} is paged twice in the same step {of:?} after {:?}",
                        self.lived
                    );
                }
            }
        }
        if matches!(event, Event::Taken(_) | Event::Reopened(_)) && self.case.holder.is_some() {
            // Whoever is asked again after that is asked for another reason.
            self.paged_now.clear();
        }
        let is_closed = self.case.state == CaseState::Closed;
        assert_eq!(
            is_closed,
            (matches!(event, Event::Closed(..)) || was_closed) && !is_reopened,
            "only a human closes a case"
        );
        assert_eq!(self.timer.is_none(), is_closed, "a live case has a timer after {:?}", self.lived);
        let has_holder = self.case.holder.is_some();
        assert_eq!(self.case.state == CaseState::Acknowledged, has_holder && !is_closed, "somebody has it, or nobody");
        if event == Event::TimerFired && !is_closed {
            assert!(self.timer > Some(self.now), "a timer that fires again at once");
        }
        if event == Event::TeamChanged && !is_closed {
            assert!(
                self.case.holder.is_none_or(|holder| !self.gone.contains(&holder)),
                "whoever has left holds nothing"
            );
        }
    }

    /// Without the hour: how long until each thing, instead of when.
    fn key(&self) -> String {
        let case = &self.case;
        let until = |at: Option<DateTime<Utc>>| at.map(|at| at - self.now);
        let shift = until(self.first_shift_ends_at());
        let times = (until(self.timer), until(case.expires_at), until(case.hands_over_at), shift);
        let state = (case.state, &case.place, case.holder, case.is_exhausted);
        let hour = case.policy.chain.paging_hours.map(|_| self.now.time());
        let mut paged_now: Vec<_> = self.paged_now.iter().collect();
        paged_now.sort_unstable();
        format!("{state:?}{times:?}{hour:?}{:?}{:?}{paged_now:?}{}", self.on_call, self.gone, case.pages > 0)
    }

    /// Nobody does anything any more: how long until everybody who is here has been paged.
    fn left_alone(&self) -> TimeDelta {
        let mut world = World { paged_now: HashSet::new(), ..self.clone() };
        let mut missing: BTreeSet<Member> = world.team().everyone().into_iter().collect();
        for _ in 0..MOST_TICKS {
            let Some(due_at) = world.timer else { return TimeDelta::zero() };
            world.now = due_at.max(world.now);
            let decision = step(world.case.clone(), Event::TimerFired, &world.team(), world.now, world.timer);
            (world.case, world.timer) = (decision.case, decision.timer);
            for effect in decision.effects {
                if let Effect::Page { members, .. } = effect {
                    missing.retain(|member| !members.contains(member));
                }
            }
            if missing.is_empty() {
                return world.now - self.now;
            }
        }
        panic!("left alone, {missing:?} are never paged after {:?}", self.lived);
    }
}

/// Explores everything; how many states there are.
fn explore(chain: &Chain) -> usize {
    let bound = chain.acknowledgement_holds()
        + TimeDelta::seconds(2 * chain.until_everyone_s(3) + 2 * chain.everyone.every_s)
        + HELD_AT_MOST * 8;
    let first = World::begin(chain.clone());
    let mut seen = HashSet::from([first.key()]);
    let mut waiting = VecDeque::from([first]);
    while let Some(world) = waiting.pop_front() {
        let waits = world.left_alone();
        assert!(waits <= bound, "everyone is paged after {waits}, which is more than {bound}, after {:?}", world.lived);
        if world.lived.len() == DEPTH {
            continue;
        }
        for next in HAPPENINGS.into_iter().filter_map(|happening| world.lives(happening)) {
            if seen.insert(next.key()) {
                waiting.push_back(next);
            }
        }
    }
    seen.len()
}

#[test]
fn anything_happens_in_any_order_then_no_case_is_lost_nobody_paged_twice_and_everyone_in_the_end() {
    let kind = crate::case::CaseKind::MissedContact;
    let levels = [CaseLevel::Note, CaseLevel::Worry, CaseLevel::Serious, CaseLevel::Immediate];
    let chains = levels.map(|level| Chain::standard(level, kind)).into_iter().chain([own_chain()]);
    for chain in chains {
        let states = explore(&chain);
        assert!(states > 1_000, "only {states} states were looked at");
    }
}
