//! The apalis workers: thin jobs that run use cases, and what keeps them running.
//!
//! apalis is the executor only: it hands jobs to handlers, so many at once, across processes. When
//! something is due, how often it was tried and when it is tried again are columns of our own
//! tables. A job answers `Ok` for every business outcome and an error only for infrastructure
//! trouble; either way it is not run again by apalis: the matter's timer sees to that.
//!
//! To add a job: a file here with its function, and one line where the queues are listed.

mod advance_callback;
mod advance_campaign;
mod advance_case;
mod advance_case_check;
mod advance_circuit;
mod advance_contact_round;
mod advance_debrief;
mod advance_digest;
mod advance_favour;
mod advance_file_import;
mod advance_follow_up;
mod advance_household_visit;
mod advance_leg;
mod advance_match;
mod advance_news;
mod advance_notice;
mod advance_person;
mod advance_referral;
mod advance_scheduled_call;
mod advance_text_pace;
mod advance_voicemail;
mod advance_watch_list;
mod deliver_message;
mod lapse_offer;
mod materialise_series;
mod plan_week;
mod queue;
mod timetable;
mod worker;
mod wrapper;

pub use queue::{Handler, JobError, Queue};
pub use timetable::run;
pub use worker::{purge_done_jobs, run_workers};

/// Infrastructure trouble of a use case: the job has failed, and the matter's timer tries again.
fn trouble(error: passerelle_app::AppError) -> JobError {
    JobError::Infrastructure(error.to_string())
}
