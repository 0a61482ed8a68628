//! All SQL of the program, one text for SQLite and PostgreSQL.
//!
//! Reads take a read handle ([`Db::read`]); writes go through one door ([`transact!`]), which gathers
//! concurrent writers into one durable commit; on PostgreSQL that is a serializable transaction, tried
//! again when it collides with another process. Jobs and timers are written in the same transaction as
//! the state they serve. This crate decides nothing and never asks what time it is.
//!
//! To add a noun: a table in `migrations/` for both databases, a file here with its statements
//! (`statements!`) and functions, one line in `statements::all`.

pub mod absences;
mod access;
pub mod api_answers;
pub mod api_tokens;
pub mod attempts;
pub mod call_series;
pub mod callbacks;
pub mod callers;
pub mod calls;
pub mod campaign_entries;
pub mod campaigns;
pub mod case_checks;
pub mod cases;
pub mod circuits;
mod commit_news;
pub mod consent_changes;
pub mod day_rehearsals;
mod db;
pub mod debriefs;
pub mod digests;
mod door_connection;
pub mod erasures;
mod error;
pub mod escalation_policies;
pub mod event_log;
pub mod exclusions;
pub mod favours;
pub mod file_imports;
pub mod first_steps;
pub mod follow_ups;
mod held_jobs;
pub mod households;
pub mod jobs_queue;
pub mod laws;
pub mod legs;
pub mod lines;
mod loosen_key;
pub mod matches;
pub mod messages;
mod migrate;
pub mod news;
pub mod notes;
pub mod notices;
pub mod offers;
pub mod organisations;
pub mod page_calls;
pub mod partnerships;
pub mod people;
mod postgres_wake;
pub mod protocols;
pub mod received_messages;
pub mod referrals;
pub mod removals;
pub mod report_editions;
pub mod reservations;
pub mod residences;
pub mod retention;
pub mod scheduled_calls;
mod sealed;
mod secrets;
pub mod shifts;
pub mod sounds;
pub mod staff;
pub mod staff_credentials;
pub mod staff_invitations;
pub mod staff_sessions;
mod statements;
#[cfg(any(test, feature = "test-support"))]
pub mod test_support;
pub mod text_paces;
pub mod timers;
pub mod trusted_contacts;
mod tx;
pub mod voice_drafts;
pub mod voice_publications;
pub mod voice_scripts;
pub mod voice_sounds;
pub mod voicemails;
pub mod volunteer_pages;
pub mod volunteers;
pub mod waits;
mod wake;
pub mod watch_lists;
pub mod week_plans;
mod write_door;
mod writing;

pub use access::{Access, Ex, ReadConn};
pub use db::{Db, DbSettings, JobsPool, Kind};
pub use error::{ConflictKind, StoreError};
pub use held_jobs::HeldJobs;
pub use jobs_queue::JobPayload;
pub use secrets::Secrets;
pub use tx::Tx;
pub use wake::Wake;
#[doc(hidden)]
pub use writing::Writing;
