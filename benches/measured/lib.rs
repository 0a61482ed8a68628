//! What the benchmarks share: the service that is measured, the client that asks, the figures told.

pub mod client;
pub mod figures;
pub mod service;
