//! Which volunteer calls whom, when. Pure: no input or output, no clock.
//!
//! It deliberately does not know what a person or a volunteer is called, nor how they are asked:
//! it is given facts by number and answers with an order and its reasons.

mod substitutes;
mod turns;

pub use substitutes::{ASKED_A_WEEK, Candidate, CandidateFacts, Unfit, rank_substitutes};
pub use turns::{CallsMade, next_of_pool, next_of_team};
