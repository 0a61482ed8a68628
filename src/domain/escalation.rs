//! Who is paged, by which channels, how long is waited, and what happens then.
//!
//! An association writes its own [`EscalationPolicy`]: one [`Chain`] a level, for everything or for some kinds of cases or
//! some lines. Without one the standard chains hold. A case freezes its chain when it opens ([`FrozenPolicy`]), so that
//! a policy changed at noon never changes what was under way. [`Team`] is who can be paged at one instant.
//!
//! # Source
//! Domain notes 2.7 and 2.8.

mod chain;
mod channel;
mod check;
mod frozen;
mod policy;
mod problem;
mod team;

pub use chain::{Chain, LastResort, PageStep, PagingHours, Whom};
pub use channel::PageChannel;
pub use check::{LineFacts, PolicyFacts, StaffFacts};
pub use frozen::FrozenPolicy;
pub use policy::EscalationPolicy;
pub use problem::PolicyProblem;
pub use team::Team;
