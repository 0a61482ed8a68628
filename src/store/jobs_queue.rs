//! Jobs for apalis, written in the same transaction as the state that asks for them.
//!
//! A job carries an id and never a fact: what to do is read again from the tables when it runs, so
//! running it twice, or late, is harmless. Attempts and retries are the timers' business: apalis
//! tries each job once.

use apalis_core::task::builder::TaskBuilder;
use apalis_core::task::task_id::TaskId;
use serde::{Deserialize, Serialize};
use ulid::Ulid;
use uuid::Uuid;

use crate::access::{Access, Ex};
use crate::{Kind, StoreError, Tx};

/// apalis compares a job's start with the database machine's clock, in whole seconds. Dating every
/// job an hour back makes it ready at once even when the two machines' clocks disagree, and keeps
/// the order of arrival.
const DATED_BACK_S: u64 = 3_600;

/// The version of [`JobPayload`] this program writes.
const PAYLOAD_VERSION: u16 = 1;

/// What a job carries: which use case, on which matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobPayload {
    /// The version of this structure.
    pub v: u16,
    /// Which job (`place_call`, `send_message`…).
    pub kind: String,
    /// The matter it is about.
    pub id: Uuid,
}

impl JobPayload {
    /// A payload of the present version.
    pub fn new(kind: impl Into<String>, id: Uuid) -> JobPayload {
        JobPayload { v: PAYLOAD_VERSION, kind: kind.into(), id }
    }
}

impl Tx {
    /// Adds a job to `queue`, to run once this write is durable and not at all if it is given up.
    /// Twice is two jobs.
    pub async fn push_job(&mut self, queue: &'static str, payload: &JobPayload) -> Result<(), StoreError> {
        let id = Ulid::generate();
        let args = serde_json::to_vec(payload).map_err(|_| StoreError::Unreadable("a job payload".into()))?;
        let task = TaskBuilder::new(args)
            .task_id(TaskId::from_ulid(id))
            .max_attempts(1)
            .run_at_timestamp((id.timestamp_ms() / 1_000).saturating_sub(DATED_BACK_S))
            .build();
        let outcome = match self.ex() {
            Ex::Lite(connection) => {
                apalis_sqlite::queries::push_tasks(connection, queue, &[task]).await.map_err(lite_error)
            }
            Ex::Pg(connection) => {
                apalis_postgres::queries::push_tasks(connection, queue, vec![task]).await.map_err(pg_error)
            }
        };
        outcome.map_err(|error| self.failed(error))?;
        self.news.job_pushed(queue, id.to_string());
        Ok(())
    }
}

fn lite_error(error: apalis_sqlite::Error) -> sqlx::Error {
    match error {
        apalis_sqlite::Error::Database(error) => error,
        other => sqlx::Error::Encode(other.into()),
    }
}

fn pg_error(error: apalis_postgres::Error) -> sqlx::Error {
    match error {
        apalis_postgres::Error::Database(error) => error,
        other => sqlx::Error::Encode(other.into()),
    }
}

// apalis keeps finished jobs, and the names of workers long gone, for ever. The columns and status
// words are its own; a test runs these on both databases.
const PURGE_JOBS_ON_SQLITE: &str = "DELETE FROM Jobs WHERE rowid IN (
    SELECT rowid FROM Jobs WHERE status IN ('Done', 'Failed', 'Killed') LIMIT $1)";
const PURGE_JOBS_ON_POSTGRES: &str = "DELETE FROM apalis.jobs WHERE id IN (
    SELECT id FROM apalis.jobs WHERE status IN ('Done', 'Failed', 'Killed') LIMIT $1 FOR UPDATE SKIP LOCKED)";
const COUNT_ON_SQLITE: &str = "SELECT COUNT(*) FROM Jobs WHERE status NOT IN ('Done', 'Failed', 'Killed')";
const COUNT_ON_POSTGRES: &str = "SELECT COUNT(*) FROM apalis.jobs WHERE status NOT IN ('Done', 'Failed', 'Killed')";
const COUNT_FAILED_ON_SQLITE: &str = "SELECT COUNT(*) FROM Jobs WHERE status IN ('Failed', 'Killed')";
const COUNT_FAILED_ON_POSTGRES: &str = "SELECT COUNT(*) FROM apalis.jobs WHERE status IN ('Failed', 'Killed')";

/// Deletes up to `limit` jobs that will not run again. Returns how many.
pub async fn purge_finished(tx: &mut Tx, limit: u32) -> Result<u64, StoreError> {
    let purge = match tx.kind() {
        Kind::Sqlite => PURGE_JOBS_ON_SQLITE,
        Kind::Postgres => PURGE_JOBS_ON_POSTGRES,
    };
    crate::statements::execute!(tx, purge, i64::from(limit))
}

const HAND_BACK_ON_SQLITE: &str = "UPDATE Jobs SET status = 'Pending', lock_by = NULL, lock_at = NULL
    WHERE lock_by = $1 AND status IN ('Queued', 'Running')";
const HAND_BACK_ON_POSTGRES: &str = "UPDATE apalis.jobs SET status = 'Pending', lock_by = NULL, lock_at = NULL
    WHERE lock_by = $1 AND status IN ('Queued', 'Running')";
const FORGET_ON_SQLITE: &str =
    "DELETE FROM Workers WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM Jobs WHERE lock_by = $1)";
const FORGET_ON_POSTGRES: &str =
    "DELETE FROM apalis.workers WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM apalis.jobs WHERE lock_by = $1)";

/// Gives the jobs a stopped worker had taken and not finished back to the queue, and forgets the
/// worker. Returns how many jobs. Only for a worker that is certain to be gone: a job of a living
/// worker would run twice.
pub async fn hand_back(tx: &mut Tx, worker: &str) -> Result<u64, StoreError> {
    let (hand_back, forget) = match tx.kind() {
        Kind::Sqlite => (HAND_BACK_ON_SQLITE, FORGET_ON_SQLITE),
        Kind::Postgres => (HAND_BACK_ON_POSTGRES, FORGET_ON_POSTGRES),
    };
    let jobs = crate::statements::execute!(tx, hand_back, worker)?;
    crate::statements::execute!(tx, forget, worker)?;
    Ok(jobs)
}

// "Now" is the latest sign of life of any worker: apalis counts on the database machine's clock.
const PURGE_WORKERS_ON_SQLITE: &str = "DELETE FROM Workers
    WHERE last_seen < (SELECT MAX(last_seen) FROM Workers) - 3600
    AND NOT EXISTS (SELECT 1 FROM Jobs WHERE lock_by = Workers.id)";
const PURGE_WORKERS_ON_POSTGRES: &str = "DELETE FROM apalis.workers
    WHERE last_seen < (SELECT MAX(last_seen) FROM apalis.workers) - INTERVAL '1 hour'
    AND NOT EXISTS (SELECT 1 FROM apalis.jobs WHERE lock_by = workers.id)";

/// Forgets the workers that have been silent for an hour and hold no job. Returns how many.
pub async fn purge_workers(tx: &mut Tx) -> Result<u64, StoreError> {
    let purge = match tx.kind() {
        Kind::Sqlite => PURGE_WORKERS_ON_SQLITE,
        Kind::Postgres => PURGE_WORKERS_ON_POSTGRES,
    };
    crate::statements::execute!(tx, purge)
}

/// How many jobs wait or run.
pub async fn count_unfinished(db: &mut impl Access) -> Result<i64, StoreError> {
    let count = match db.ex() {
        Ex::Lite(_) => COUNT_ON_SQLITE,
        Ex::Pg(_) => COUNT_ON_POSTGRES,
    };
    crate::statements::scalar_one!(db, i64, count)
}

/// How many jobs ended in trouble and have not been purged yet.
pub async fn count_failed(db: &mut impl Access) -> Result<i64, StoreError> {
    let count = match db.ex() {
        Ex::Lite(_) => COUNT_FAILED_ON_SQLITE,
        Ex::Pg(_) => COUNT_FAILED_ON_POSTGRES,
    };
    crate::statements::scalar_one!(db, i64, count)
}

#[cfg(test)]
mod tests;
