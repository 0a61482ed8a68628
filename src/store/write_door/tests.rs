use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::statements::{execute, scalar_one};
use crate::test_support::TestDb;
use crate::transact;
use crate::{Access, Db, StoreError, timers};

const PLAIN_INSERT: &str =
    "INSERT INTO timers (matter_kind, matter_id, due_at, claimable_at, fires) VALUES ('case', $1, $2, $2, 0)";
const COUNT: &str = "SELECT COUNT(*) FROM timers";

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, 0).unwrap()
}

async fn count(db: &Db) -> i64 {
    let mut read = db.read().await.unwrap();
    scalar_one!(read, i64, COUNT).unwrap()
}

async fn set_one(db: &Db, kind: &str, id: Uuid) -> Result<(), StoreError> {
    transact!(db, |tx| { timers::set(tx, kind, id, noon()).await }).await
}

/// The future of a write must be `Send` even when the work borrows from the caller: this is how an
/// axum handler and a spawned task use it.
async fn handler(db: Db, kind: String, ids: Vec<Uuid>) -> Result<usize, StoreError> {
    let kind = kind.as_str();
    let written = transact!(db, |tx| {
        let mut written = 0;
        for id in &ids {
            timers::set(tx, kind, *id, noon()).await?;
            written += timers::of_matter(tx, kind, *id).await?.map_or(0, |_| 1);
        }
        Ok::<_, StoreError>(written)
    })
    .await?;
    Ok(written)
}

/// A use case takes the store by reference and is generic over nothing.
async fn use_case(db: &Db, kind: &str, id: &Uuid) -> Result<bool, StoreError> {
    transact!(db, |tx| {
        timers::set(tx, kind, *id, noon()).await?;
        is_set(tx, kind, id).await
    })
    .await
}

async fn is_set(db: &mut impl Access, kind: &str, id: &Uuid) -> Result<bool, StoreError> {
    Ok(timers::of_matter(db, kind, *id).await?.is_some())
}

fn assert_send<T: Send>(value: T) -> T {
    value
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn write_with_borrowed_data_then_can_be_spawned() {
    for test in TestDb::both().await {
        let ids = vec![Uuid::now_v7(), Uuid::now_v7()];
        let task = tokio::spawn(handler(test.db.clone(), "case".into(), ids));
        assert_eq!(task.await.unwrap().unwrap(), 2);
        let db = test.db.clone();
        let boxed: std::pin::Pin<Box<dyn Future<Output = bool> + Send>> = Box::pin(async move {
            let kind = String::from("offer");
            assert_send(use_case(&db, &kind, &Uuid::now_v7())).await.unwrap()
        });
        assert!(boxed.await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_at_once_then_fewer_commits_and_all_durable() {
    const WRITERS: usize = 64;
    const EACH: usize = 5;
    for test in TestDb::both().await {
        let before = test.db.door_commits().await;
        let start = Arc::new(Barrier::new(WRITERS));
        let mut tasks = Vec::new();
        for _ in 0..WRITERS {
            let (db, start) = (test.db.clone(), Arc::clone(&start));
            tasks.push(tokio::spawn(async move {
                start.wait().await;
                for _ in 0..EACH {
                    set_one(&db, "case", Uuid::now_v7()).await.unwrap();
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let commits = test.db.door_commits().await - before;
        assert!(commits < (WRITERS * EACH) as u64 / 2, "{commits} commits for {} writes", WRITERS * EACH);
        let test = test.reopen().await;
        assert_eq!(count(&test.db).await, (WRITERS * EACH) as i64);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writer_fails_then_neighbours_keep_their_work() {
    const WRITERS: usize = 30;
    for test in TestDb::both().await {
        let mut tasks = Vec::new();
        for number in 0..WRITERS {
            let db = test.db.clone();
            tasks.push(tokio::spawn(async move {
                transact!(db, |tx| {
                    let id = Uuid::now_v7();
                    timers::set(tx, "case", id, noon()).await?;
                    match number % 3 {
                        // The caller decides against it, and the database refuses.
                        0 if number % 2 == 0 => Err(StoreError::Missing),
                        0 => execute!(tx, PLAIN_INSERT, id, noon()).map(|_| ()),
                        _ => Ok(()),
                    }
                })
                .await
            }));
        }
        let mut failures = 0;
        for task in tasks {
            failures += usize::from(task.await.unwrap().is_err());
        }
        assert_eq!(failures, WRITERS / 3);
        let test = test.reopen().await;
        assert_eq!(count(&test.db).await, (WRITERS - WRITERS / 3) as i64);
    }
}

#[tokio::test]
async fn caller_goes_away_in_the_middle_then_only_its_work_is_lost() {
    for test in TestDb::both().await {
        let (db, reached) = (test.db.clone(), Arc::new(tokio::sync::Notify::new()));
        let inside = Arc::clone(&reached);
        let task = tokio::spawn(async move {
            transact!(db, |tx| {
                timers::set(tx, "abandoned", Uuid::now_v7(), noon()).await?;
                inside.notify_one();
                std::future::pending::<Result<(), StoreError>>().await
            })
            .await
        });
        reached.notified().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        set_one(&test.db, "case", Uuid::now_v7()).await.unwrap();
        assert_eq!(count(&test.db).await, 1);
        let test = test.reopen().await;
        assert_eq!(count(&test.db).await, 1);
    }
}

#[tokio::test]
async fn caller_goes_away_alone_then_the_file_is_free_for_others() {
    let test = TestDb::sqlite().await;
    let (db, reached) = (test.db.clone(), Arc::new(tokio::sync::Notify::new()));
    let inside = Arc::clone(&reached);
    let task = tokio::spawn(async move {
        transact!(db, |_tx| {
            inside.notify_one();
            std::future::pending::<Result<(), StoreError>>().await
        })
        .await
    });
    reached.notified().await;
    task.abort();
    // Another process (here: another store on the same file) gets the write lock.
    let other = Db::open(&crate::DbSettings::new(test.url.clone(), test.db.held_jobs().clone())).await.unwrap();
    set_one(&other, "case", Uuid::now_v7()).await.unwrap();
    assert_eq!(count(&test.db).await, 1);
}

#[tokio::test]
async fn writer_panics_then_the_door_stays_open() {
    for test in TestDb::both().await {
        let db = test.db.clone();
        let task = tokio::spawn(async move {
            transact!(db, |tx| {
                timers::set(tx, "abandoned", Uuid::now_v7(), noon()).await?;
                if tx.kind() == db.kind() {
                    panic!("on purpose");
                }
                Ok::<_, StoreError>(())
            })
            .await
        });
        assert!(task.await.unwrap_err().is_panic());
        set_one(&test.db, "case", Uuid::now_v7()).await.unwrap();
        assert_eq!(count(&test.db).await, 1);
    }
}

#[tokio::test]
async fn two_processes_on_one_file_then_both_write() {
    let test = TestDb::sqlite().await;
    let other = Db::open(&crate::DbSettings::new(test.url.clone(), test.db.held_jobs().clone())).await.unwrap();
    let mut tasks = Vec::new();
    for db in [test.db.clone(), other] {
        for _ in 0..10 {
            let db = db.clone();
            tasks.push(tokio::spawn(async move { set_one(&db, "case", Uuid::now_v7()).await }));
        }
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(count(&test.db).await, 20);
}

#[tokio::test]
async fn transaction_lost_under_the_writers_then_none_hears_success() {
    const LOSE_IT: &str = "ROLLBACK";
    let test = TestDb::sqlite().await;
    let db = &test.db;
    let outcome = transact!(db, |tx| {
        timers::set(tx, "case", Uuid::now_v7(), noon()).await?;
        execute!(tx, LOSE_IT)?;
        Ok::<_, StoreError>(())
    })
    .await;
    assert!(matches!(outcome, Err(StoreError::NotCommitted(_))), "{outcome:?}");
    set_one(db, "case", Uuid::now_v7()).await.unwrap();
    assert_eq!(count(db).await, 1);
}

#[tokio::test]
async fn write_on_a_read_handle_then_refused() {
    let test = TestDb::sqlite().await;
    let mut read = test.db.read().await.unwrap();
    let outcome = execute!(read, "DELETE FROM timers");
    assert!(outcome.is_err());
}
