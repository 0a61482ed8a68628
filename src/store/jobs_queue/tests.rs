use chrono::{TimeZone, Utc};
use passerelle_clock::Clock;
use uuid::Uuid;

use super::{JobPayload, count_failed, count_unfinished, purge_finished};
use crate::statements::execute;
use crate::test_support::TestDb;
use crate::transact;
use crate::{HeldJobs, Kind, StoreError};

/// Bounds a wait on another task, so that a signal lost fails the test instead of hanging it.
async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(std::time::Duration::from_secs(20), what).await.expect("the signal came")
}

async fn unfinished(test: &TestDb) -> i64 {
    count_unfinished(&mut test.db.read().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn write_given_up_then_its_job_never_existed() {
    for test in TestDb::both().await {
        let payload = JobPayload::new("place_call", Uuid::now_v7());
        let outcome = transact!(test.db, |tx| {
            tx.push_job("calls", &payload).await?;
            Err::<(), _>(StoreError::Missing)
        })
        .await;
        assert!(outcome.is_err());
        assert_eq!(unfinished(&test).await, 0);
        transact!(test.db, |tx| { tx.push_job("calls", &payload).await }).await.unwrap();
        assert_eq!(unfinished(&test).await, 1);
        let test = test.reopen().await;
        assert_eq!(unfinished(&test).await, 1);
    }
}

#[tokio::test]
async fn job_pushed_in_virtual_time_then_held_until_released_or_given_up() {
    let start = Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, 0).unwrap();
    let (clock, _driver) = Clock::virtual_at(start);
    let held = HeldJobs::new(clock);
    for test in [TestDb::sqlite_on(held.clone()).await, TestDb::postgres_on(held.clone()).await] {
        let payload = JobPayload::new("place_call", Uuid::now_v7());
        transact!(test.db, |tx| { tx.push_job("calls", &payload).await }).await.unwrap();
        assert_eq!(held.count(), 1);
        let given_up = transact!(test.db, |tx| {
            tx.push_job("calls", &payload).await?;
            Err::<(), _>(StoreError::Missing)
        })
        .await;
        assert!(given_up.is_err());
        assert_eq!(held.count(), 1);
        held.release_all();
    }
}

#[tokio::test]
async fn queue_watched_then_woken_after_the_commit() {
    for test in TestDb::both().await {
        let mut calls = test.db.wake().watch_queue("calls");
        let mut other = test.db.wake().watch_queue("messages");
        calls.mark_unchanged();
        other.mark_unchanged();
        let payload = JobPayload::new("place_call", Uuid::now_v7());
        transact!(test.db, |tx| { tx.push_job("calls", &payload).await }).await.unwrap();
        assert!(calls.has_changed().unwrap());
        assert!(!other.has_changed().unwrap());
    }
}

#[tokio::test]
async fn job_pushed_by_another_process_then_woken_here() {
    let test = TestDb::postgres().await;
    let settings = crate::DbSettings::new(test.url.clone(), test.db.held_jobs().clone());
    let other = crate::Db::open(&settings).await.unwrap();
    let mut calls = other.wake().watch_queue("calls");
    // The other process listens once it has told everybody to look for the first time.
    soon(calls.changed()).await.unwrap();
    let payload = JobPayload::new("place_call", Uuid::now_v7());
    transact!(test.db, |tx| { tx.push_job("calls", &payload).await }).await.unwrap();
    soon(calls.changed()).await.unwrap();
}

#[tokio::test]
async fn jobs_finished_then_purged_and_waiting_ones_kept() {
    for test in TestDb::both().await {
        let payload = JobPayload::new("place_call", Uuid::now_v7());
        let finish = match test.db.kind() {
            Kind::Sqlite => {
                "UPDATE Jobs SET status = $1 WHERE id = (SELECT id FROM Jobs WHERE status = 'Pending' LIMIT 1)"
            }
            Kind::Postgres => {
                "UPDATE apalis.jobs SET status = $1 WHERE id = (SELECT id FROM apalis.jobs WHERE status = 'Pending' LIMIT 1)"
            }
        };
        transact!(test.db, |tx| {
            for _ in 0..4 {
                tx.push_job("calls", &payload).await?;
            }
            execute!(tx, finish, "Done")?;
            execute!(tx, finish, "Failed")?;
            execute!(tx, finish, "Killed")
        })
        .await
        .unwrap();
        assert_eq!(count_failed(&mut test.db.read().await.unwrap()).await.unwrap(), 2);
        let purged = transact!(test.db, |tx| { purge_finished(tx, 2).await }).await.unwrap();
        assert_eq!(purged, 2);
        let purged = transact!(test.db, |tx| { purge_finished(tx, 2).await }).await.unwrap();
        assert_eq!(purged, 1);
        assert_eq!(unfinished(&test).await, 1);
    }
}
