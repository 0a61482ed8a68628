//! A month on the listening line: people ring it as they ring such lines, listeners answer or do not, and at the end
//! it is counted what became of everybody, and whether the line kept its promises.
//!
//! | Room | What it is |
//! |---|---|
//! | [`association()`] | the files of an association, with so many listeners on duty |
//! | `load` | who rings when, drawn from published figures |
//! | `listener` | somebody who listens, and ends a call without respect by the end key |
//! | `facts`, `gather` | what the telephones did, beside what the service kept of it |
//! | `figures` | what an association reads |
//! | `promises` | what must always hold, computed from the facts alone |
//!
//! It knows no rule of the service: a promise is checked by what telephones really did.

mod association;
mod facts;
mod figures;
mod gather;
mod listener;
mod live;
mod load;
mod promises;

pub use association::{MOST_LISTENERS, association, enough_listeners};
pub use figures::Figures;
pub use live::live;
pub use promises::Broken;

/// What a month is lived with.
#[derive(Debug, Clone, Copy)]
pub struct MonthSettings {
    /// How many days people ring; one more is lived so that what was promised can be kept.
    pub days: u32,
    /// Times the usual number of calls: 10 in a crisis.
    pub load: f64,
    /// The same seed gives the same people, who ring at the same hours.
    pub seed: u64,
}

/// A month that was lived.
#[derive(Debug, Clone)]
pub struct Month {
    /// What an association reads.
    pub figures: Figures,
    /// The promises of the line that were broken; empty when all is well.
    pub broken: Vec<Broken>,
}
