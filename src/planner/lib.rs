//! Which volunteer calls whom, when. Pure: no input or output, no clock.
//!
//! It deliberately does not know what a person or a volunteer is called, nor how they are asked:
//! it is given facts by number and answers with an order and its reasons.

mod candidates;
mod flow;
mod graph;
pub mod instance;
pub mod points;
pub mod problem;
mod score;
mod substitutes;

pub use score::{Breach, Points, Rule, score};
pub use substitutes::{ASKED_A_WEEK, Candidate, CandidateFacts, Unfit, rank_substitutes};

/// Try.
pub fn try_it(p: &problem::Problem, scale: i32) -> (problem::Plan, u64) {
    let t = std::time::Instant::now();
    let g = graph::Graph::of(p).unwrap();
    eprintln!("graph {:?} arcs {}", t.elapsed(), g.arc_node.len());
    let a = flow::hold_auction(&g, scale);
    eprintln!("auction {:?}", t.elapsed());
    (a.held.iter().map(|&x| (x != graph::NONE).then(|| g.place_of(x as usize))).collect(), a.bids)
}
