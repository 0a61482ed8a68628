//! Measures the queue on both databases: jobs drained a second, and how soon a job starts after its
//! write at light load, alone and beside other writers. Needs PASSERELLE_TEST_POSTGRES_URL.
#![allow(clippy::print_stdout, reason = "it is a measuring tool")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use passerelle_jobs::{Queue, run_workers};
use passerelle_store::test_support::TestDb;
use passerelle_store::{Db, JobPayload, StoreError, timers, transact};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const DRAINED_JOBS: usize = 5_000;
const LIGHT_JOBS: usize = 200;
const BETWEEN_LIGHT_JOBS: Duration = Duration::from_millis(20);
const WRITES: usize = 8_000;
const WRITERS: usize = 32;

type Outcome = Result<(), StoreError>;
type Starts = mpsc::UnboundedReceiver<(Uuid, Instant)>;

fn start_workers(db: &Db) -> (CancellationToken, tokio::task::JoinHandle<()>, Starts) {
    let (sender, starts) = mpsc::unbounded_channel();
    let queue = Queue::new("measured", 64).job("trivial", move |payload| {
        let _ = sender.send((payload.id, Instant::now()));
        async { Ok(()) }
    });
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(run_workers(db.clone(), vec![queue], shutdown.clone()));
    (shutdown, running, starts)
}

async fn drain(db: &Db) -> Outcome {
    for _ in 0..DRAINED_JOBS / 100 {
        transact!(db, |tx| {
            for _ in 0..100 {
                tx.push_job("measured", &JobPayload::new("trivial", Uuid::now_v7())).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    }
    let began = Instant::now();
    let (shutdown, running, mut starts) = start_workers(db);
    for _ in 0..DRAINED_JOBS {
        starts.recv().await;
    }
    println!("  drained {:.0} jobs/s", DRAINED_JOBS as f64 / began.elapsed().as_secs_f64());
    shutdown.cancel();
    let _ = running.await;
    Ok(())
}

async fn light_load(db: &Db, beside_writers: bool) -> Outcome {
    let (shutdown, running, mut starts) = start_workers(db);
    let noise = beside_writers.then(|| {
        let db = db.clone();
        tokio::spawn(async move {
            loop {
                let _ = set_a_timer(&db).await;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
    });
    let pushed = Arc::new(Mutex::new(HashMap::new()));
    let mut delays_ms = Vec::new();
    for _ in 0..LIGHT_JOBS {
        tokio::time::sleep(BETWEEN_LIGHT_JOBS).await;
        let payload = JobPayload::new("trivial", Uuid::now_v7());
        transact!(db, |tx| { tx.push_job("measured", &payload).await }).await?;
        if let Ok(mut pushed) = pushed.lock() {
            pushed.insert(payload.id, Instant::now());
        }
    }
    for _ in 0..LIGHT_JOBS {
        let Some((id, started)) = starts.recv().await else {
            break;
        };
        let at = pushed.lock().ok().and_then(|pushed| pushed.get(&id).copied());
        delays_ms.extend(at.map(|at| started.saturating_duration_since(at).as_secs_f64() * 1_000.0));
    }
    delays_ms.sort_by(f64::total_cmp);
    let at = |share: f64| delays_ms[((delays_ms.len() - 1) as f64 * share) as usize];
    let beside = if beside_writers { "beside 200 writes/s" } else { "alone" };
    println!("  start after commit, {beside}: p50 {:.1} ms, p99 {:.1} ms", at(0.5), at(0.99));
    if let Some(noise) = noise {
        noise.abort();
    }
    shutdown.cancel();
    let _ = running.await;
    Ok(())
}

async fn set_a_timer(db: &Db) -> Outcome {
    let (id, due_at) = (Uuid::now_v7(), DateTime::<Utc>::UNIX_EPOCH);
    transact!(db, |tx| { timers::set(tx, "measured", id, due_at).await }).await
}

async fn writes(db: &Db) -> Outcome {
    let began = Instant::now();
    let mut writers = Vec::new();
    for _ in 0..WRITERS {
        let db = db.clone();
        writers.push(tokio::spawn(async move {
            for _ in 0..WRITES / WRITERS {
                set_a_timer(&db).await?;
            }
            Ok::<_, StoreError>(())
        }));
    }
    for writer in writers {
        if let Ok(outcome) = writer.await {
            outcome?;
        }
    }
    println!("  {:.0} durable writes/s with {WRITERS} writers", WRITES as f64 / began.elapsed().as_secs_f64());
    Ok(())
}

#[tokio::main]
async fn main() -> Outcome {
    for test in TestDb::both().await {
        println!("{:?}", test.db.kind());
        writes(&test.db).await?;
        drain(&test.db).await?;
        light_load(&test.db, false).await?;
        light_load(&test.db, true).await?;
    }
    Ok(())
}
