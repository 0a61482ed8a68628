//! A stretch of regular calls: volunteers and the people they accompany live some weeks, and at the end it is counted
//! what became of every call, and whether what was promised held.
//!
//! | Room | What it is |
//! |---|---|
//! | [`association()`] | the files of an association of any size, in two territories |
//! | `live` | people behind the telephones, time, and a look at the service every few hours |
//! | `facts` | each call beside what the telephones did |
//! | `figures` | what an association reads |
//! | `promises` | what must always hold, computed from the facts alone |
//!
//! It knows no rule of the service: when somebody was rung is read from the telephones.

mod association;
mod facts;
mod figures;
mod live;
mod promises;

pub use association::{MOST_PEOPLE, MOST_VOLUNTEERS, association};
pub use figures::Figures;
pub use live::live;
pub use promises::Broken;

/// What a stretch is lived with.
#[derive(Debug, Clone, Copy)]
pub struct QuarterSettings {
    /// How many whole weeks, from a Monday.
    pub weeks: u32,
    /// How many volunteers, 1 to [`MOST_VOLUNTEERS`].
    pub volunteers: usize,
    /// How many people they accompany, 1 to [`MOST_PEOPLE`].
    pub people: usize,
    /// The same seed gives the same people, who do the same.
    pub seed: u64,
}

/// A stretch that was lived.
#[derive(Debug, Clone)]
pub struct Quarter {
    /// What an association reads.
    pub figures: Figures,
    /// What was promised and did not hold; empty when all is well.
    pub broken: Vec<Broken>,
}
