//! A whole service in one process with nobody really called: web server, workers, a simulated
//! carrier, and a virtual time that its owner drives.
//!
//! The demo runs on it, and so do the whole-system tests: they live through the very program that
//! answers real telephones, only its carrier and its clock are others.

mod coordinators;
pub mod day;
pub mod month;
pub mod quarter;
mod service;
mod settings;

pub use coordinators::{CaseClosed, Coordinators};
pub use service::Rehearsal;
pub use settings::{ACCOUNT_SID, AUTH_TOKEN, RehearsalError, RehearsalSettings};
