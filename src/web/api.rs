//! The API, under `/api/v1`: JSON, bearer tokens, problem+json errors.

pub(crate) mod absences;
pub(crate) mod callers;
pub(crate) mod cases;
pub(crate) mod exclusions;
pub(crate) mod follow_ups;
pub(crate) mod lines;
pub(crate) mod offers;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod protocols;
pub(crate) mod scheduled_calls;
pub(crate) mod series;
pub(crate) mod voicemails;
pub(crate) mod volunteers;
