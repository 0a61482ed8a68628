//! apalis workers on whichever database is open: started, woken, restarted, stopped.

use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use apalis::layers::WorkerBuilderExt;
use apalis_core::backend::ext::BackendExt;
use apalis_core::error::WorkerError;
use apalis_core::worker::builder::WorkerBuilder;
use apalis_core::worker::context::WorkerContext;
use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use futures::future::join_all;
use futures::stream::{self, BoxStream, Stream, StreamExt};
use passerelle_store::{Db, JobsPool, StoreError, jobs_queue, transact};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::Queue;
use crate::wrapper::{Shared, run_job};

/// Jobs taken from the table at once. With apalis' ten, the cost of taking them is most of the work.
const BATCH: usize = 200;
/// How often a worker looks for jobs nobody told it about.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After a signal the worker looks again so much later: a look already under way when the signal
/// came may have read the table before the job was there, and nothing would make it look twice.
const LOOK_AGAIN_AFTER: [Duration; 2] = [Duration::from_millis(10), Duration::from_millis(50)];
/// How often a worker shows that it is alive, and how often it may fail to before its jobs are
/// given to others: 15 seconds in all.
const HEARTBEAT_EVERY: Duration = Duration::from_secs(5);
const MISSED_HEARTBEATS: usize = 3;
/// How long a stopping worker may take to finish the jobs it runs; then they are handed back. Under
/// the ten seconds after which containers are killed by default: handing back comes before.
const STOP_WITHIN: Duration = Duration::from_secs(8);
/// How long to wait before starting a worker again that the database failed.
const RESTART_AFTER: Duration = Duration::from_secs(1);
/// Jobs deleted in one write: small, so that others get their turn.
const PURGE_BATCH: u32 = 1_000;
/// Most deletions of one purge; the next one continues.
const PURGE_ROUNDS: u32 = 1_000;

/// Runs one worker a queue until `shutdown`, then lets running jobs finish for at most eight seconds
/// and hands the rest back. A worker the database failed is started again.
///
/// After the eight seconds a job may run twice: one interrupted in the middle, or one done whose
/// worker could not write so any more. That is why running twice must be the same as once.
pub async fn run_workers(db: Db, queues: Vec<Queue>, shutdown: CancellationToken) {
    let workers = queues.into_iter().map(|queue| keep_running(db.clone(), Arc::new(queue), shutdown.clone()));
    join_all(workers).await;
}

/// Deletes the rows of jobs that will not run again and forgets workers long silent. For the
/// timetable, every few minutes. Returns how many jobs were deleted.
///
/// # Errors
/// What the store answers.
pub async fn purge_done_jobs(db: &Db) -> Result<u64, StoreError> {
    let mut deleted = 0;
    for _ in 0..PURGE_ROUNDS {
        let round = transact!(db, |tx| { jobs_queue::purge_finished(tx, PURGE_BATCH).await }).await?;
        deleted += round;
        if round < u64::from(PURGE_BATCH) {
            break;
        }
    }
    transact!(db, |tx| { jobs_queue::purge_workers(tx).await }).await?;
    Ok(deleted)
}

async fn keep_running(db: Db, queue: Arc<Queue>, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        // A new name each time: apalis refuses one that was alive a moment ago.
        let name = format!("{}-{}", queue.name, Uuid::now_v7());
        let context = WorkerContext::new(&name);
        let outcome = run_until_stopped(&db, &queue, &context, &shutdown).await;
        if let Err(error) = &outcome {
            tracing::error!(queue = queue.name, error = %without_values(error), "a worker stopped; starting another");
        }
        if let Err(error) = hand_back(&db, &name).await {
            tracing::warn!(queue = queue.name, %error, "jobs not handed back; others take them within seconds");
        }
        if outcome.is_err() {
            let _ = tokio::time::timeout(RESTART_AFTER, shutdown.cancelled()).await;
        }
    }
}

async fn run_until_stopped(
    db: &Db,
    queue: &Arc<Queue>,
    context: &WorkerContext,
    shutdown: &CancellationToken,
) -> Result<(), WorkerError> {
    let worker = run_worker(db, queue, context);
    tokio::pin!(worker);
    tokio::select! {
        outcome = &mut worker => return outcome,
        () = shutdown.cancelled() => {}
    }
    // Refused only when the worker has not started, and then it holds nothing.
    if context.stop().is_err() {
        return Ok(());
    }
    match tokio::time::timeout(STOP_WITHIN, worker).await {
        Ok(outcome) => outcome,
        Err(_) => {
            tracing::warn!(queue = queue.name, "jobs still running were interrupted and handed back");
            Ok(())
        }
    }
}

async fn run_worker(db: &Db, queue: &Arc<Queue>, context: &WorkerContext) -> Result<(), WorkerError> {
    let shared = Shared { queue: Arc::clone(queue), held_jobs: db.held_jobs().clone() };
    let looks = looks(db, queue.name);
    match db.jobs_pool() {
        JobsPool::Lite(pool) => {
            let config = apalis_sqlite::Config::default()
                .queue(queue.name)
                .batch_size(BATCH)
                .heartbeat_interval(HEARTBEAT_EVERY)
                .missed_heartbeats(MISSED_HEARTBEATS)
                .lock_tasks(false);
            let backend = SqliteStorage::<Value>::new(&pool).with_config(config).poll_with_stream(looks);
            let worker = WorkerBuilder::new(context).backend(backend).data(shared).concurrency(queue.concurrency);
            worker.build(run_job).run().await
        }
        JobsPool::Pg(pool) => {
            let config = apalis_postgres::Config::default()
                .queue(queue.name)
                .batch_size(BATCH)
                .heartbeat_interval(HEARTBEAT_EVERY)
                .missed_heartbeats(MISSED_HEARTBEATS)
                .lock_tasks(false);
            let backend = PostgresStorage::<Value>::new(&pool).with_config(config).poll_with_stream(looks);
            let worker = WorkerBuilder::new(context).backend(backend).data(shared).concurrency(queue.concurrency);
            worker.build(run_job).run().await
        }
    }
}

async fn hand_back(db: &Db, worker: &str) -> Result<(), StoreError> {
    let jobs = transact!(db, |tx| { jobs_queue::hand_back(tx, worker).await }).await?;
    if jobs > 0 {
        tracing::info!(jobs, "jobs taken and not finished were handed back to their queue");
    }
    Ok(())
}

/// When to look for jobs: at each wake-up signal, a little after it, and once a second in case one
/// was lost.
///
/// apalis polls this once each time it looks, and a signal that comes while it is looking already
/// would be consumed without a second look: so each item also wakes the task that consumed it.
fn looks(db: &Db, queue: &str) -> impl Stream<Item = ()> + Unpin + Send + 'static {
    let signals = db.wake().watch_queue(queue);
    let mut looks: BoxStream<'static, ()> = stream::unfold((signals, 0), |(mut signals, looked)| async move {
        let patience = LOOK_AGAIN_AFTER.get(looked).copied().unwrap_or(LOOK_EVERY);
        // The sender lives as long as the store.
        let is_signal = tokio::time::timeout(patience, signals.changed()).await.is_ok();
        let looked = if is_signal { 0 } else { (looked + 1).min(LOOK_AGAIN_AFTER.len()) };
        Some(((), (signals, looked)))
    })
    .boxed();
    stream::poll_fn(move |cx| {
        let polled = looks.poll_next_unpin(cx);
        if let Poll::Ready(Some(())) = polled {
            cx.waker().wake_by_ref();
        }
        polled
    })
}

/// The worker's trouble in words of ours: a database's own text may quote values.
fn without_values(error: &WorkerError) -> String {
    match error {
        WorkerError::BackendError(_) => "the database failed the worker".into(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
