//! When a volunteer leaves, is absent or accepts less: the calls that lost their place get another, and no other call moves.

use crate::{
    graph::Graph,
    problem::{Place, Plan, Problem, ProblemError},
    score::broken_by,
    solve::{Effort, plan_on},
};

/// Steps of improvement for a call that lost its place: there are few of them and few places.
const STEPS_A_LOST_CALL: u64 = 300;

/// A plan that holds again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The plan; every promise that could be kept stands as it was.
    pub plan: Plan,
    /// Calls that lost their place, by number.
    pub lost: Vec<u32>,
    /// Those of them that nobody makes now.
    pub unserved: Vec<u32>,
}

/// Repairs a plan after facts of its problem changed. A promise is lost when its place breaks a rule now: the volunteer's
/// hours, languages or refusals; for a slot given twice or a cap too low, the later calls. Calls that had no
/// place before are left as they are.
///
/// # Errors
/// A problem that contradicts itself.
pub fn repair(problem: &Problem, plan: &Plan) -> Result<Repaired, ProblemError> {
    problem.check()?;
    let (kept, lost) = kept_and_lost(problem, plan);
    let graph = Graph::of(problem, &kept, Some(&lost))?;
    let week = plan_on(&graph, Effort::Steps(STEPS_A_LOST_CALL * lost.len() as u64), |_| ());
    let plan = week.plan();
    let unserved = lost.iter().copied().filter(|&call| plan[call as usize].is_none()).collect();
    Ok(Repaired { plan, lost, unserved })
}

fn kept_and_lost(problem: &Problem, plan: &Plan) -> (Vec<(u32, Place)>, Vec<u32>) {
    let (mut kept, mut lost) = (Vec::new(), Vec::new());
    // What each volunteer has so far: at most its cap, so looking through it is quick.
    let mut taken: Vec<Vec<u16>> = vec![Vec::new(); problem.volunteers.len()];
    for (call, person, asked) in problem.numbered_calls() {
        let Some(place) = plan.get(call).copied().flatten() else { continue };
        let number = call as u32;
        if !broken_by(problem, &problem.people[person], asked, place).is_empty() {
            lost.push(number);
            continue;
        }
        let taken = &mut taken[place.volunteer as usize];
        if taken.contains(&place.slot) || taken.len() >= problem.volunteers[place.volunteer as usize].cap as usize {
            lost.push(number);
        } else {
            taken.push(place.slot);
            kept.push((number, place));
        }
    }
    (kept, lost)
}
