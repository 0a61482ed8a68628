//! From a problem to a plan: places laid out, the auction, then improvement with everything counted.

use crate::{
    bound::bound,
    chain::Outlook,
    flow::{Auction, hold_auction},
    graph::Graph,
    improve::improve,
    problem::{Place, Plan, Problem, ProblemError},
    week::Week,
};

/// The auction's step is one point divided by this: finer gains nothing that improvement does not.
const SCALE: i32 = 8;
/// Steps of improvement a call when nobody says how many: about as long as the auction took. Ten times as many gain a
/// tenth of a percent more.
pub const STEPS_A_CALL: u64 = 150;

/// How much work is done. A number of steps gives the same plan for ever, on any machine; a clock does not.
pub enum Effort<'a> {
    /// About so many places looked at after the auction.
    Steps(u64),
    /// Until this tells that the whole of the time has passed: it answers with the share, 0 to 1. It is asked often, and it
    /// must be cheap.
    Until(&'a mut dyn FnMut() -> f64),
}

/// A plan and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// A place for each call, by number.
    pub plan: Plan,
    /// What it is worth.
    pub worth: i64,
    /// What no plan can exceed.
    pub bound: i64,
}

/// Solves the week. Promises ([`Problem::fixed`]) stay where they are: the rest is planned around them.
///
/// # Errors
/// A problem that contradicts itself, or promises that break a rule.
pub fn solve(problem: &Problem, effort: Effort<'_>) -> Result<Solution, ProblemError> {
    problem.check()?;
    let graph = Graph::of(problem, &problem.fixed, None)?;
    let mut proven = 0;
    let week = plan_on(&graph, effort, |auction| proven = bound(&graph, auction));
    Ok(Solution { plan: week.plan(), worth: week.worth, bound: proven })
}

/// The week planned on a graph. `look` is shown the auction when it is over.
pub(crate) fn plan_on<'a>(graph: &'a Graph, mut effort: Effort<'_>, look: impl FnOnce(&Auction<'_>)) -> Week<'a> {
    let mut is_over = || match &mut effort {
        Effort::Steps(_) => false,
        Effort::Until(share) => share() >= 1.0,
    };
    let auction = hold_auction(graph, SCALE, &mut is_over);
    look(&auction);
    let mut week = Week::of(graph);
    for call in 0..graph.calls() {
        if let Some(arc) = auction.arc_of(call) {
            // The auction never gives a place twice, so this is never refused.
            let _ = week.place(call as u32, graph.arc_node[arc], graph.arc_points[arc]);
        }
    }
    fill(&mut week);
    let outlook = Outlook::at(graph, &auction.price, SCALE);
    drop(auction);
    let mut share_done = |steps: u64| match &mut effort {
        Effort::Steps(all) => steps as f64 / (*all).max(1) as f64,
        Effort::Until(share) => share(),
    };
    improve(&mut week, &outlook, &mut share_done);
    fill(&mut week);
    week
}

/// Gives calls without a place the best one that is free, if any is worth it.
fn fill(week: &mut Week<'_>) {
    let graph = week.graph;
    let open = graph.people_by_place.iter().flat_map(|&person| graph.calls_of(person));
    for call in open.filter(|&call| !graph.arcs_of(call).is_empty()) {
        if week.has_place(call as u32) {
            continue;
        }
        let worth = |arc: usize| {
            let node = graph.arc_node[arc];
            if !week.is_free(node) {
                return None;
            }
            let volunteer = graph.volunteer_of[node as usize];
            let cost = week.cost_of_one_more(volunteer)?;
            Some((week.worth_of(call as u32, volunteer, graph.arc_points[arc]) - cost, std::cmp::Reverse(arc)))
        };
        if let Some((1.., std::cmp::Reverse(arc))) = graph.arcs_of(call).filter_map(worth).max() {
            let _ = week.place(call as u32, graph.arc_node[arc], graph.arc_points[arc]);
        }
    }
    week.settle();
}

/// Promises out of a plan, for a what-if or a repair: everything it places.
#[must_use]
pub fn promises_of(plan: &Plan) -> Vec<(u32, Place)> {
    plan.iter().enumerate().filter_map(|(call, place)| place.map(|place| (call as u32, place))).collect()
}
