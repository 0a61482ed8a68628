use chrono::{TimeDelta, TimeZone, Utc};
use passerelle_clock::Clock;
use uuid::Uuid;

use crate::test_support::TestDb;
use crate::{Db, DbSettings, HeldJobs, Kind, StoreError, timers, transact};

fn settings(url: &str) -> DbSettings {
    DbSettings::new(url, HeldJobs::new(Clock::system()))
}

#[tokio::test]
async fn address_of_neither_database_then_refused_without_repeating_it() {
    for url in ["mysql://secret@host/x", "", "/var/lib/passerelle.db"] {
        let error = Db::open(&settings(url)).await.err().unwrap();
        assert!(matches!(error, StoreError::BadAddress(_)), "{error:?}");
        assert!(!error.to_string().contains("secret"));
    }
}

#[tokio::test]
async fn folder_missing_then_made_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data/deep/passerelle.db");
    let db = Db::open(&settings(&format!("sqlite://{}", file.display()))).await.unwrap();
    db.migrate().await.unwrap();
    db.ping().await.unwrap();
    assert_eq!(db.kind(), Kind::Sqlite);
    assert!(file.exists());
}

#[tokio::test]
async fn closed_then_later_calls_fail_and_nothing_hangs() {
    for test in TestDb::both().await {
        test.db.ping().await.unwrap();
        test.db.close().await;
        assert!(matches!(test.db.ping().await, Err(StoreError::Unreachable(_))));
    }
}

#[tokio::test]
async fn server_dropped_our_connections_then_the_next_calls_succeed() {
    const DROP_THE_OTHERS: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let test = TestDb::postgres().await;
    let at = Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, 0).unwrap();
    let mut read = test.db.read().await.unwrap();
    crate::statements::scalar_one!(read, i64, DROP_THE_OTHERS).unwrap();
    drop(read);
    // The pool throws a dead connection away when it comes back or when it has been idle; a write
    // may meet one that is neither, once.
    let mut failures = 0;
    while let Err(error) = transact!(test.db, |tx| { timers::set(tx, "case", Uuid::now_v7(), at).await }).await {
        failures += 1;
        assert!(failures < 8, "{error}");
    }
}

#[tokio::test]
async fn timer_changed_in_virtual_time_then_held_until_the_sweeper_looks() {
    let start = Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, 0).unwrap();
    let (clock, driver) = Clock::virtual_at(start);
    let held = HeldJobs::new(clock.clone());
    for test in [TestDb::sqlite_on(held.clone()).await, TestDb::postgres_on(held.clone()).await] {
        let set = async |due_at| {
            transact!(test.db, |tx| { timers::set(tx, "case", Uuid::now_v7(), due_at).await }).await.unwrap();
        };
        set(start).await;
        assert!(held.take_timers().is_none(), "nobody watches");
        let _watch = test.db.wake().watch_timers();
        set(start + TimeDelta::seconds(1)).await;
        assert_eq!(driver.busy_count(), 1);
        set(start + TimeDelta::seconds(2)).await;
        assert_eq!(driver.busy_count(), 1);
        drop(held.take_timers());
        assert_eq!(driver.busy_count(), 0);
    }
}
