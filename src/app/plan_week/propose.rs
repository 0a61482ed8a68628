//! A proposal for the coming weeks: who makes each call that waits for somebody, or why nobody does.
//!
//! Pure and always the same for the same facts. What the planner cannot express (rests, days, turns) is asked of the book
//! after each round; what it refuses is not proposed again.

use std::collections::HashSet;

use passerelle_domain::{
    call_series::PairingPolicy,
    ids::{SeriesId, VolunteerId},
    week_plan::{LeftBecause, Week},
};
use passerelle_planner::{Effort, STEPS_A_CALL, problem::ProblemError, solve};

use super::{
    book::Book,
    facts::Facts,
    needs::{Need, need_of},
    problem::{Hours, Refused, pose},
    wishes::points_of,
};

/// Rounds of one week: a call a day of each pool and team, and some for what the rules refused. What is left then is looked
/// at call by call.
const ROUNDS: usize = 12;
/// The work of a round is limited whatever its size: about ten seconds of one processor. Steps, not seconds: the same facts
/// give the same plan on a busy machine.
const MOST_STEPS: u64 = 60_000_000;

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Its usual volunteer makes it.
    Usual(VolunteerId),
    /// Given to this volunteer before, and it stays so.
    Kept(VolunteerId),
    /// Given to this volunteer now.
    Given(VolunteerId),
    /// Nobody: the question that left nobody, and how many volunteers it left out.
    Left(LeftBecause, u32),
}

impl Fate {
    /// Who makes the call.
    pub(crate) fn who(self) -> Result<VolunteerId, LeftBecause> {
        match self {
            Fate::Usual(who) | Fate::Kept(who) | Fate::Given(who) => Ok(who),
            Fate::Left(because, _) => Err(because),
        }
    }
}

/// What became of each call the plan looked at, in order of time: its place in the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proposal {
    pub(crate) fates: Vec<(usize, Fate)>,
}

impl Proposal {
    /// How many calls have a fate of this kind.
    pub(crate) fn count(&self, of_kind: impl Fn(Fate) -> bool) -> u32 {
        u32::try_from(self.fates.iter().filter(|(_, fate)| of_kind(*fate)).count()).unwrap_or(u32::MAX)
    }

    fn left(&self) -> u32 {
        self.count(|fate| matches!(fate, Fate::Left(..)))
    }
}

/// Proposes. What an earlier plan gave stays, unless it breaks a rule now, or more calls have somebody when all of it is
/// chosen again: nobody was told yet.
///
/// # Errors
/// A problem that contradicts itself: a fault of the program.
pub(crate) fn propose(facts: &Facts) -> Result<Proposal, ProblemError> {
    let needs: Vec<Need> = facts.calls.iter().map(|call| need_of(facts, call)).collect();
    let kept = with_kept(facts, &needs, true)?;
    let has_given = needs.iter().any(|need| matches!(need, Need::Given(_)));
    if kept.left() == 0 || !has_given {
        return Ok(kept);
    }
    let afresh = with_kept(facts, &needs, false)?;
    Ok(if afresh.left() < kept.left() { afresh } else { kept })
}

fn with_kept(facts: &Facts, needs: &[Need], keeps: bool) -> Result<Proposal, ProblemError> {
    let known = needs.iter().enumerate().filter_map(|(call, need)| match need {
        Need::Nothing(Some(who)) | Need::Usual(who) => Some((call, *who)),
        Need::Nothing(None) | Need::Given(_) | Need::Somebody => None,
    });
    let mut book = Book::of(facts, known);
    let mut open = Vec::new();
    for (call, need) in needs.iter().enumerate() {
        match need {
            Need::Given(who) if keeps && book.why_not(*who, call).is_none() => book.give(call, *who),
            Need::Given(_) | Need::Somebody => open.push(call),
            Need::Nothing(_) | Need::Usual(_) => {}
        }
    }
    for week in &facts.weeks {
        let of_week = |call: &&usize| (week.from..week.until).contains(&facts.calls[**call].starts_at);
        let of_week: Vec<usize> = open.iter().filter(of_week).copied().collect();
        plan_week(&mut book, *week, of_week)?;
    }
    let mut fates = Vec::new();
    for (call, need) in needs.iter().enumerate() {
        let id = |who: usize| facts.volunteers[who].id;
        let fate = match (need, book.voice(call)) {
            (Need::Nothing(_), _) => continue,
            (Need::Usual(who), _) => Fate::Usual(id(*who)),
            (Need::Given(before), Some(who)) if *before == who => Fate::Kept(id(who)),
            (Need::Given(_) | Need::Somebody, Some(who)) => Fate::Given(id(who)),
            (Need::Given(_) | Need::Somebody, None) => {
                let (because, left_out) = book.why_nobody(call);
                Fate::Left(because, left_out)
            }
        };
        fates.push((call, fate));
    }
    Ok(Proposal { fates })
}

/// Gives the calls of one week to somebody, as many as can be.
fn plan_week(book: &mut Book<'_>, week: Week, mut open: Vec<usize>) -> Result<(), ProblemError> {
    let (mut refused, hours) = (Refused::new(), Hours::of(book.facts, &open));
    let mut passed: HashSet<usize> = HashSet::new();
    for _ in 0..ROUNDS {
        let asking = next_to_ask(book.facts, &open, &passed);
        if asking.is_empty() {
            break;
        }
        let posed = pose(book, week, &hours, &asking, &refused);
        let steps = (STEPS_A_CALL * posed.calls.len() as u64).min(MOST_STEPS);
        let plan = solve(&posed.problem, Effort::Steps(steps))?.plan;
        let mut proposed: Vec<(usize, usize)> = Vec::new();
        for (place, &call) in plan.iter().zip(&posed.calls) {
            match place {
                Some(place) => proposed.push((call, posed.volunteers[place.volunteer as usize])),
                None => drop(passed.insert(call)),
            }
        }
        // Those for whom a missed contact is urgent first, then by the hour: calls are in order of time.
        proposed.sort_by_key(|&(call, _)| (!is_priority(book.facts, call), call));
        for (call, who) in proposed {
            if book.why_not(who, call).is_none() {
                book.give(call, who);
            } else {
                refused.entry(call).or_default().insert(who);
            }
        }
        open.retain(|&call| book.voice(call).is_none());
    }
    open.sort_by_key(|&call| (!is_priority(book.facts, call), call));
    for call in open {
        if let Some(who) = best_for(book, week, call) {
            book.give(call, who);
        }
    }
    Ok(())
}

fn is_priority(facts: &Facts, call: usize) -> bool {
    facts.people.get(&facts.calls[call].person_id).is_some_and(|person| person.is_priority)
}

/// Where each call is somebody else's turn, the next one is only asked for once it is known who makes the one before.
fn next_to_ask(facts: &Facts, open: &[usize], passed: &HashSet<usize>) -> Vec<usize> {
    let mut asking: HashSet<SeriesId> = HashSet::new();
    let is_next = |call: &&usize| {
        let asked = &facts.calls[**call];
        !passed.contains(*call) && (asked.pairing == PairingPolicy::Pair || asking.insert(asked.series_id))
    };
    open.iter().filter(is_next).copied().collect()
}

/// The best of those who can make one call, everything else as it is.
fn best_for(book: &Book<'_>, week: Week, call: usize) -> Option<usize> {
    let can = (0..book.facts.volunteers.len()).filter(|&who| book.why_not(who, call).is_none());
    can.min_by_key(|&who| {
        let load = book.load(who, |taken| (week.from..week.until).contains(&taken.starts_at));
        (-points_of(book, who, call), load, who)
    })
}
