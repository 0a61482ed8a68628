//! The API, under `/api/v1`: JSON, bearer tokens, problem+json errors.

pub(crate) mod absences;
pub(crate) mod callers;
pub(crate) mod campaign_calls;
pub(crate) mod campaigns;
pub(crate) mod cases;
pub(crate) mod circles;
pub(crate) mod contacts;
pub(crate) mod exclusions;
pub(crate) mod follow_ups;
pub(crate) mod households;
pub(crate) mod lines;
pub(crate) mod matches;
pub(crate) mod offers;
pub(crate) mod partners;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod proposals;
pub(crate) mod protocols;
pub(crate) mod residences;
pub(crate) mod scheduled_calls;
pub(crate) mod series;
pub(crate) mod voicemails;
pub(crate) mod volunteers;
pub(crate) mod watch_lists;
