use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use uuid::Uuid;

use super::{claim_due, clear, next_due, of_matter, overdue, set};
use crate::test_support::TestDb;
use crate::transact;
use crate::{Db, StoreError};

fn at(second: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, second).unwrap()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

async fn set_at(db: &Db, number: u128, due_at: DateTime<Utc>) {
    transact!(db, |tx| { set(tx, "case", id(number), due_at).await }).await.unwrap();
}

async fn claim(db: &Db, now: DateTime<Utc>, limit: u32, lease_until: DateTime<Utc>) -> Vec<u128> {
    let timers = transact!(db, |tx| { claim_due(tx, now, limit, lease_until).await }).await.unwrap();
    timers.iter().map(|timer| timer.matter_id.as_u128()).collect()
}

async fn next(db: &Db) -> Option<DateTime<Utc>> {
    next_due(&mut db.read().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn several_due_then_claimed_earliest_first_within_the_limit() {
    for test in TestDb::both().await {
        for (number, second) in [(1, 3), (2, 1), (3, 2), (4, 30)] {
            set_at(&test.db, number, at(second)).await;
        }
        assert_eq!(next(&test.db).await, Some(at(1)));
        assert_eq!(claim(&test.db, at(10), 2, at(40)).await, [2, 3]);
        assert_eq!(claim(&test.db, at(10), 2, at(40)).await, [1]);
        assert_eq!(claim(&test.db, at(10), 2, at(40)).await, [0_u128; 0]);
        assert_eq!(next(&test.db).await, Some(at(30)));
    }
}

#[tokio::test]
async fn lease_over_then_claimed_again_and_counted() {
    for test in TestDb::both().await {
        set_at(&test.db, 1, at(0)).await;
        assert_eq!(claim(&test.db, at(0), 5, at(20)).await, [1]);
        assert_eq!(claim(&test.db, at(19), 5, at(40)).await, [0_u128; 0]);
        assert_eq!(claim(&test.db, at(20), 5, at(40)).await, [1]);
        let timer = of_matter(&mut test.db.read().await.unwrap(), "case", id(1)).await.unwrap().unwrap();
        assert_eq!((timer.due_at, timer.fires), (at(0), 2));
    }
}

#[tokio::test]
async fn set_during_a_lease_then_claimable_at_its_new_instant() {
    for test in TestDb::both().await {
        set_at(&test.db, 1, at(0)).await;
        claim(&test.db, at(0), 5, at(50)).await;
        set_at(&test.db, 1, at(5)).await;
        assert_eq!(claim(&test.db, at(4), 5, at(50)).await, [0_u128; 0]);
        assert_eq!(claim(&test.db, at(5), 5, at(50)).await, [1]);
    }
}

#[tokio::test]
async fn cleared_twice_then_nothing_waits() {
    for test in TestDb::both().await {
        set_at(&test.db, 1, at(0)).await;
        for _ in 0..2 {
            transact!(test.db, |tx| { clear(tx, "case", id(1)).await }).await.unwrap();
        }
        assert_eq!(next(&test.db).await, None);
    }
}

#[tokio::test]
async fn instants_with_and_without_fractions_then_ordered_by_time() {
    let fractions = [0, 1, 500_000, 500_001, 999_999];
    for test in TestDb::both().await {
        for (number, fraction) in fractions.into_iter().enumerate().rev() {
            set_at(&test.db, number as u128, at(7) + TimeDelta::microseconds(fraction)).await;
        }
        assert_eq!(claim(&test.db, at(7) + TimeDelta::microseconds(500_000), 9, at(20)).await, [0, 1, 2]);
        assert_eq!(claim(&test.db, at(8), 9, at(20)).await, [3, 4]);
    }
}

#[tokio::test]
async fn claimed_but_never_moved_then_overdue() {
    for test in TestDb::both().await {
        set_at(&test.db, 1, at(0)).await;
        set_at(&test.db, 2, at(30)).await;
        claim(&test.db, at(0), 5, at(50)).await;
        let late = overdue(&mut test.db.read().await.unwrap(), at(31), TimeDelta::seconds(10)).await.unwrap();
        assert_eq!(late.iter().map(|timer| timer.matter_id).collect::<Vec<_>>(), [id(1)]);
    }
}

#[tokio::test]
async fn timer_set_then_watchers_woken_only_after_success() {
    for test in TestDb::both().await {
        let mut watch = test.db.wake().watch_timers();
        watch.mark_unchanged();
        let refused = transact!(test.db, |tx| {
            set(tx, "case", id(1), at(0)).await?;
            Err::<(), _>(StoreError::Missing)
        })
        .await;
        assert!(refused.is_err());
        assert!(!watch.has_changed().unwrap());
        set_at(&test.db, 1, at(0)).await;
        assert!(watch.has_changed().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sweepers_at_once_then_each_timer_claimed_once() {
    const TIMERS: u128 = 60;
    for test in TestDb::both().await {
        transact!(test.db, |tx| {
            for number in 0..TIMERS {
                set(tx, "case", id(number), at(0)).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let mut sweepers = Vec::new();
        for _ in 0..3 {
            let db = test.db.clone();
            sweepers.push(tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let some = claim(&db, at(1), 7, at(50)).await;
                    if some.is_empty() {
                        return mine;
                    }
                    mine.extend(some);
                }
            }));
        }
        let mut all = Vec::new();
        for sweeper in sweepers {
            all.extend(sweeper.await.unwrap());
        }
        all.sort_unstable();
        // A sweeper that finds the last timers locked stops early; none is given twice.
        assert_eq!(all, (0..TIMERS).collect::<Vec<_>>());
    }
}
