use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{TimeDelta, TimeZone, Utc};
use passerelle_clock::Clock;
use passerelle_store::test_support::TestDb;
use passerelle_store::{Db, HeldJobs, JobPayload, StoreError, jobs_queue, transact};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{purge_done_jobs, run_workers};
use crate::{JobError, Queue};

const QUEUE: &str = "calls";

struct Workers {
    shutdown: CancellationToken,
    running: JoinHandle<()>,
}

impl Workers {
    fn start(db: &Db, queue: Queue) -> Workers {
        let shutdown = CancellationToken::new();
        let running = tokio::spawn(run_workers(db.clone(), vec![queue], shutdown.clone()));
        Workers { shutdown, running }
    }

    async fn stop(self) {
        self.shutdown.cancel();
        self.running.await.unwrap();
    }
}

/// A queue whose `note` jobs report the id they ran for.
fn noting_queue() -> (Queue, mpsc::UnboundedReceiver<Uuid>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let queue = Queue::new(QUEUE, 8).job("note", move |payload| {
        let sender = sender.clone();
        async move { sender.send(payload.id).map_err(|_| JobError::Infrastructure("the test is over".into())) }
    });
    (queue, receiver)
}

async fn push(db: &Db, kind: &str) -> Uuid {
    let payload = JobPayload::new(kind, Uuid::now_v7());
    transact!(db, |tx| { tx.push_job(QUEUE, &payload).await }).await.unwrap();
    payload.id
}

async fn unfinished(db: &Db) -> i64 {
    jobs_queue::count_unfinished(&mut db.read().await.unwrap()).await.unwrap()
}

async fn failed(db: &Db) -> i64 {
    jobs_queue::count_failed(&mut db.read().await.unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn job_pushed_in_our_transaction_then_run_once_and_done() {
    for test in TestDb::both().await {
        let (queue, mut noted) = noting_queue();
        let workers = Workers::start(&test.db, queue);
        let mut expected = BTreeSet::new();
        for _ in 0..20 {
            expected.insert(push(&test.db, "note").await);
        }
        let mut seen = BTreeSet::new();
        while seen.len() < expected.len() {
            assert!(seen.insert(noted.recv().await.unwrap()), "a job ran twice");
        }
        assert_eq!(seen, expected);
        workers.stop().await;
        assert_eq!((unfinished(&test.db).await, failed(&test.db).await), (0, 0));
        assert_eq!(purge_done_jobs(&test.db).await.unwrap(), 20);
        assert!(noted.try_recv().is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn job_panics_fails_or_is_unknown_then_failed_once_and_the_next_one_runs() {
    for test in TestDb::both().await {
        let runs = Arc::new(AtomicUsize::new(0));
        let (panics, fails) = (Arc::clone(&runs), Arc::clone(&runs));
        let (queue, mut noted) = noting_queue();
        let queue = queue
            .job("panic", move |_| {
                panics.fetch_add(1, Ordering::Relaxed);
                async { panic!("on purpose") }
            })
            .job("fail", move |_| {
                fails.fetch_add(1, Ordering::Relaxed);
                async { Err(JobError::Store(StoreError::Busy)) }
            });
        for kind in ["panic", "fail", "unheard_of"] {
            push(&test.db, kind).await;
        }
        let workers = Workers::start(&test.db, queue);
        let last = push(&test.db, "note").await;
        assert_eq!(noted.recv().await, Some(last));
        workers.stop().await;
        assert_eq!(runs.load(Ordering::Relaxed), 2);
        assert_eq!((unfinished(&test.db).await, failed(&test.db).await), (0, 3));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn process_dies_between_commit_and_job_then_the_next_one_runs_it() {
    for test in TestDb::both().await {
        let id = push(&test.db, "note").await;
        let test = test.reopen().await;
        let (queue, mut noted) = noting_queue();
        let workers = Workers::start(&test.db, queue);
        assert_eq!(noted.recv().await, Some(id));
        workers.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_while_jobs_run_then_they_finish_and_the_rest_waits() {
    const JOBS: i64 = 5;
    for test in TestDb::both().await {
        let (started, mut has_started) = mpsc::unbounded_channel();
        let (gate, wait) = watch::channel(false);
        let finished = Arc::new(AtomicI64::new(0));
        let count = Arc::clone(&finished);
        let queue = Queue::new(QUEUE, 1).job("slow", move |_| {
            let (started, mut wait, count) = (started.clone(), wait.clone(), Arc::clone(&count));
            async move {
                let _ = started.send(());
                let _ = wait.wait_for(|is_open| *is_open).await;
                count.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
        });
        for _ in 0..JOBS {
            push(&test.db, "slow").await;
        }
        let workers = Workers::start(&test.db, queue);
        has_started.recv().await.unwrap();
        workers.shutdown.cancel();
        gate.send_replace(true);
        workers.stop().await;
        // How many slip through before the worker sees the signal is chance; that each is either
        // done or waiting for the next worker is not.
        let done = finished.load(Ordering::Relaxed);
        assert!(done >= 1);
        assert_eq!(unfinished(&test.db).await, JOBS - done);
        let (sender, mut noted) = mpsc::unbounded_channel();
        let queue = Queue::new(QUEUE, 8).job("slow", move |payload| {
            let _ = sender.send(payload.id);
            async { Ok(()) }
        });
        let workers = Workers::start(&test.db, queue);
        for _ in done..JOBS {
            noted.recv().await.unwrap();
        }
        workers.stop().await;
        assert_eq!(unfinished(&test.db).await, 0);
        assert!(noted.try_recv().is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn job_waits_in_virtual_time_then_the_clock_stands_still_until_it_is_done() {
    for postgres in [false, true] {
        let start = Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, 0).unwrap();
        let (clock, driver) = Clock::virtual_at(start);
        let held = HeldJobs::new(clock.clone());
        let setting_up = clock.busy();
        let running = tokio::spawn(async move { driver.run_for(TimeDelta::days(60)).await });
        let test = if postgres { TestDb::postgres_on(held).await } else { TestDb::sqlite_on(held).await };
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (note, time) = (Arc::clone(&seen), clock.clone());
        let queue = Queue::new(QUEUE, 8).job("note", move |_| {
            note.lock().unwrap().push(time.now());
            async { Ok(()) }
        });
        push(&test.db, "note").await;
        let mut sleeper = Box::pin(clock.sleep(TimeDelta::days(30)));
        assert!(futures::poll!(&mut sleeper).is_pending());
        drop(setting_up);
        let workers = Workers::start(&test.db, queue);
        // Without the hold, virtual time would jump to the sleeper before the worker has started.
        let woken = sleeper.await;
        assert_eq!(*seen.lock().unwrap(), [start]);
        assert_eq!(test.db.held_jobs().count(), 0);
        drop(woken);
        running.await.unwrap();
        workers.stop().await;
    }
}
