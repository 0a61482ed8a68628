//! Which volunteer calls whom, when. Pure: no input or output, no clock.
//!
//! It deliberately does not know what a person or a volunteer is called, nor how they are asked:
//! it is given facts by number and answers with an order and its reasons.
//!
//! A week is a [`problem::Problem`]. [`solve`] plans it: `graph` lays out every place each call could have, `flow` holds an
//! auction for them, `bound` proves by its prices what no plan can exceed, and `improve` counts the voices a person
//! hears as well. [`repair`] replaces only what was lost, [`explain`] says why a call is left, [`score()`] judges.

pub mod answer;
mod bound;
mod candidates;
mod chain;
mod explain;
mod flow;
pub mod generator;
mod graph;
mod improve;
pub mod instance;
pub mod instance_file;
pub mod points;
pub mod problem;
mod random;
mod repair;
mod score;
mod solve;
mod substitutes;
mod turns;
mod week;

pub use explain::{Left, Reason, explain};
pub use repair::{Repaired, repair};
pub use score::{Breach, Points, Rule, broken_by, score};
pub use solve::{Effort, STEPS_A_CALL, Solution, promises_of, solve};
pub use substitutes::{ASKED_A_WEEK, Candidate, CandidateFacts, Unfit, rank_substitutes};
pub use turns::{CallsMade, next_of_pool, next_of_team};
