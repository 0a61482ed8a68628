use std::sync::Arc;

use chrono::{TimeZone, Utc};
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::statements::{execute, scalar_one};
use crate::test_support::TestDb;
use crate::{ConflictKind, Db, StoreError, event_log, timers};

const FIRES: &str = "SELECT CAST(coalesce(sum(fires), 0) AS BIGINT) FROM timers";
const COUNT: &str = "SELECT COUNT(*) FROM timers";
const ADD_ONE: &str = "UPDATE timers SET fires = $1";
const PLAIN_INSERT: &str =
    "INSERT INTO timers (matter_kind, matter_id, due_at, claimable_at, fires) VALUES ('case', $1, $2, $2, 0)";

/// Reads, meets the others, writes what it read plus one: lost updates unless serialized.
async fn add_one(db: &Db, first_try: Arc<Barrier>) -> Result<(), StoreError> {
    let met = std::sync::atomic::AtomicBool::new(false);
    transact!(db, |tx| {
        let fires = scalar_one!(tx, i64, FIRES)?;
        if !met.swap(true, std::sync::atomic::Ordering::Relaxed) {
            first_try.wait().await;
        }
        execute!(tx, ADD_ONE, fires + 1).map(|_| ())
    })
    .await
}

/// Another process on the same database.
async fn another_process(test: &TestDb) -> Db {
    Db::open(&crate::DbSettings::new(test.url.clone(), test.db.held_jobs().clone())).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_collide_then_both_counted() {
    let test = TestDb::postgres().await;
    let at = Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, 0).unwrap();
    transact!(test.db, |tx| { timers::set(tx, "case", Uuid::now_v7(), at).await }).await.unwrap();
    let barrier = Arc::new(Barrier::new(2));
    let (a, b) = (test.db.clone(), another_process(&test).await);
    let (one, two) = (Arc::clone(&barrier), barrier);
    let first = tokio::spawn(async move { add_one(&a, one).await });
    let second = tokio::spawn(async move { add_one(&b, two).await });
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    let mut read = test.db.read().await.unwrap();
    assert_eq!(scalar_one!(read, i64, FIRES).unwrap(), 2);
}

#[tokio::test]
async fn statement_failed_and_work_carried_on_then_not_committed() {
    let test = TestDb::postgres().await;
    let at = Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, 0).unwrap();
    let id = Uuid::now_v7();
    let outcome = transact!(test.db, |tx| {
        timers::set(tx, "case", id, at).await?;
        let refused = execute!(tx, PLAIN_INSERT, id, at);
        assert!(refused.unwrap_err().is_unique_conflict("timers_pkey"));
        Ok::<_, StoreError>(())
    })
    .await;
    assert!(matches!(outcome, Err(StoreError::NotCommitted(_))), "{outcome:?}");
    let mut read = test.db.read().await.unwrap();
    assert_eq!(timers::next_due(&mut read).await.unwrap(), None);
}

#[tokio::test]
async fn same_line_twice_then_conflict_without_the_value() {
    for test in TestDb::both().await {
        let line = event_log::LogEntry {
            id: Uuid::now_v7(),
            organisation_id: None,
            at: Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, 0).unwrap(),
            actor: "system".into(),
            verb: "started".into(),
            noun: "line".into(),
            noun_id: Uuid::now_v7(),
            detail: sqlx::types::Json(serde_json::json!({"a": 1})),
        };
        transact!(test.db, |tx| { event_log::append(tx, &line).await }).await.unwrap();
        let error = transact!(test.db, |tx| { event_log::append(tx, &line).await }).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::Conflict { kind: ConflictKind::Unique, what } if what.contains("event_log")),
            "{error:?}"
        );
        assert!(!format!("{error:?} {error}").contains(&line.id.to_string()));
    }
}

/// In a small database every write reads the pages that all others write.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn crowd_of_writers_of_three_processes_on_the_same_pages_then_none_is_refused() {
    const WRITERS: i64 = 60;
    let test = TestDb::postgres().await;
    let processes = [test.db.clone(), another_process(&test).await, another_process(&test).await];
    let writers = (0..WRITERS).map(|place| {
        let db = processes[place as usize % processes.len()].clone();
        async move {
            transact!(db, |tx| {
                let at = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(place);
                crate::timers::next_due(tx).await?;
                crate::timers::set(tx, "case", uuid::Uuid::from_u128(place as u128), at).await?;
                crate::timers::next_due(tx).await?;
                Ok::<(), StoreError>(())
            })
            .await
        }
    });
    let outcomes = futures::future::join_all(writers).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let mut read = test.db.read().await.unwrap();
    assert_eq!(scalar_one!(read, i64, COUNT).unwrap(), WRITERS);
}

/// An import reads and writes everything while telephones ring: it must not lose to them for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_write_beside_a_stream_of_short_ones_then_it_is_kept() {
    let test = TestDb::postgres().await;
    let (calls, import) = (test.db.clone(), another_process(&test).await);
    let is_over = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let stream = {
        let is_over = Arc::clone(&is_over);
        tokio::spawn(async move {
            let mut kept = 0_i64;
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                let at = Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, 0).unwrap();
                transact!(calls, |tx| {
                    timers::next_due(tx).await?;
                    timers::set(tx, "leg", Uuid::now_v7(), at).await
                })
                .await
                .unwrap();
                kept += 1;
            }
            kept
        })
    };
    for _ in 0..5 {
        transact!(import, |tx| {
            let before = scalar_one!(tx, i64, COUNT)?;
            for _ in 0..50 {
                let at = Utc.with_ymd_and_hms(2026, 11, 2, 13, 0, 0).unwrap();
                timers::set(tx, "series", Uuid::now_v7(), at).await?;
            }
            assert_eq!(scalar_one!(tx, i64, COUNT)?, before + 50);
            Ok::<(), StoreError>(())
        })
        .await
        .unwrap();
    }
    is_over.store(true, std::sync::atomic::Ordering::Relaxed);
    let kept = stream.await.unwrap();
    let mut read = test.db.read().await.unwrap();
    assert_eq!(scalar_one!(read, i64, COUNT).unwrap(), 5 * 50 + kept);
}

#[tokio::test]
async fn server_drops_the_connection_then_the_next_write_is_made_on_another() {
    const DROP_THE_OTHERS: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let test = TestDb::postgres().await;
    let at = Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, 0).unwrap();
    transact!(test.db, |tx| { timers::set(tx, "case", Uuid::now_v7(), at).await }).await.unwrap();
    let other = another_process(&test).await;
    let mut read = other.read().await.unwrap();
    assert!(scalar_one!(read, i64, DROP_THE_OTHERS).unwrap() > 0);
    transact!(test.db, |tx| { timers::set(tx, "case", Uuid::now_v7(), at).await }).await.unwrap();
    assert_eq!(scalar_one!(read, i64, COUNT).unwrap(), 2);
}
