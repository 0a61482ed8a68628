//! One day of an association lived ahead: a copy of its people, volunteers, rosters, series and protocols with made-up names
//! and numbers, in a database of its own that is thrown away; the service, the simulated carrier and people drawn from the
//! usual figures live the day on it; and what would be escalated is told.
//!
//! | Room | What it is |
//! |---|---|
//! | `copy` | the association under other names and numbers |
//! | `live` | people behind the telephones, and time |
//! | `tell` | what would happen, without anything personal |
//!
//! Nothing of it is written back, and no telephone of the copy is anybody's.

mod copy;
mod live;
mod tell;

pub use copy::{DayBegins, copy};
pub use live::live;
