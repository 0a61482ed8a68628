//! What is done around every job: decoding, holding time, catching panics, telling logs and metrics.

use std::sync::Arc;
use std::time::Instant;

use apalis_core::error::BoxDynError;
use apalis_core::task::data::Data;
use apalis_core::task::task_id::TaskId;
use passerelle_store::{HeldJobs, JobPayload};
use serde_json::Value;
use tokio_util::task::AbortOnDropHandle;

use crate::{JobError, Queue};

/// What a worker's jobs share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) queue: Arc<Queue>,
    pub(crate) held_jobs: HeldJobs,
}

/// Runs one job. The arguments come as bare JSON, because apalis stops the whole worker over
/// arguments it cannot decode and would meet the same row again for ever.
pub(crate) async fn run_job(args: Value, id: TaskId, shared: Data<Shared>) -> Result<(), BoxDynError> {
    let id = id.to_string();
    let _time_stands_still = shared.held_jobs.clock().busy();
    shared.held_jobs.turn(&id).await;
    let outcome = dispatch(&shared.queue, args, &id).await;
    // Only now: a job interrupted before this point runs again, and time must wait for it.
    shared.held_jobs.release(&id);
    Ok(outcome?)
}

async fn dispatch(queue: &Queue, args: Value, job_id: &str) -> Result<(), JobError> {
    let Ok(payload) = serde_json::from_value::<JobPayload>(args) else {
        tracing::error!(queue = queue.name, job_id, "a job's payload is not one of ours");
        return Err(JobError::UnknownJob);
    };
    let Some((kind, handler)) = queue.handlers.get_key_value(payload.kind.as_str()) else {
        tracing::error!(queue = queue.name, job_id, kind = payload.kind, "no handler for this kind of job");
        return Err(JobError::UnknownJob);
    };
    let (started, matter_id) = (Instant::now(), payload.id);
    // A task of its own: jobs of one worker then use every core, and a panic stays inside.
    let running = AbortOnDropHandle::new(tokio::spawn(handler(payload)));
    let outcome = running.await.unwrap_or(Err(JobError::Panicked));
    let duration_s = started.elapsed().as_secs_f64();
    let word = match &outcome {
        Ok(()) => "done",
        Err(JobError::Panicked) => "panicked",
        Err(_) => "failed",
    };
    metrics::counter!("passerelle_jobs_total", "job" => *kind, "outcome" => word).increment(1);
    metrics::histogram!("passerelle_job_duration_seconds", "job" => *kind).record(duration_s);
    match &outcome {
        Ok(()) => tracing::debug!(job = kind, job_id, %matter_id, duration_s, "job done"),
        Err(error) => {
            tracing::error!(job = kind, job_id, %matter_id, duration_s, %error, "job failed; its timer will try again")
        }
    }
    outcome
}
