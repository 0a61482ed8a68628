use chrono::{TimeDelta, TimeZone, Utc};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::{LogEntry, append, of_noun};
use crate::StoreError;
use crate::test_support::TestDb;
use crate::transact;

#[tokio::test]
async fn lines_written_then_read_back_oldest_first() {
    let at = Utc.with_ymd_and_hms(2026, 11, 2, 12, 0, 0).unwrap() + TimeDelta::microseconds(123_456);
    let case = Uuid::now_v7();
    let line = |number: i64, noun_id| LogEntry {
        id: Uuid::now_v7(),
        organisation_id: (number > 1).then(Uuid::now_v7),
        at: at - TimeDelta::seconds(number),
        actor: "system".into(),
        verb: "opened".into(),
        noun: "case".into(),
        noun_id,
        detail: Json(json!({"level": number})),
    };
    let lines = [line(1, case), line(2, case), line(3, Uuid::now_v7())];
    for test in TestDb::both().await {
        transact!(test.db, |tx| {
            for line in &lines {
                append(tx, line).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let found = of_noun(&mut test.db.read().await.unwrap(), "case", case, 10).await.unwrap();
        assert_eq!(found, [lines[1].clone(), lines[0].clone()]);
        let found = of_noun(&mut test.db.read().await.unwrap(), "case", case, 1).await.unwrap();
        assert_eq!(found, [lines[1].clone()]);
    }
}
