use crate::test_support::TestDb;
use crate::{Db, DbSettings, jobs_queue};

#[tokio::test]
async fn migrated_twice_then_unchanged() {
    for test in TestDb::both().await {
        test.db.migrate().await.unwrap();
        let mut read = test.db.read().await.unwrap();
        assert_eq!(jobs_queue::count_unfinished(&mut read).await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_migrate_at_once_then_all_succeed() {
    for test in [TestDb::sqlite_unmigrated().await, TestDb::postgres_unmigrated().await] {
        let mut tasks = Vec::new();
        for _ in 0..4 {
            let settings = DbSettings {
                postgres_connections: 2,
                ..DbSettings::new(test.url.clone(), test.db.held_jobs().clone())
            };
            tasks.push(tokio::spawn(async move {
                let db = Db::open(&settings).await?;
                db.migrate().await?;
                jobs_queue::count_unfinished(&mut db.read().await?).await
            }));
        }
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), 0);
        }
    }
}
