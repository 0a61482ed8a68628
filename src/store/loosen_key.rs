//! Takes a constraint out of a table on SQLite, which cannot alter one: the table is made again from its own description.
//!
//! Whatever later migrations added to it, columns and indexes, stays. It runs inside the transaction of the migrations;
//! foreign keys that refer to the table are looked at when that commits. Again changes nothing.
//!
//! # Source
//! sqlite.org/lang_altertable.html, section 8; sqlite.org/pragma.html#pragma_defer_foreign_keys.

use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::StoreError;

/// The rule of migration 0002: a date of a series had one row, even once its call was taken back. Migration 0080 holds what
/// is wanted instead.
const ONE_ROW_A_DATE: &str = "CONSTRAINT scheduled_calls_occurrence_key UNIQUE (series_id, local_on),";

const DESCRIPTION: &str = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'scheduled_calls'";
const INDEXES: &str = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'scheduled_calls' AND sql IS NOT NULL ORDER BY name";

/// Lets a date of a series have rows of calls taken back beside the one that takes place.
pub(crate) async fn loosen_occurrence_key(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let description: Option<String> = sqlx::query_scalar(DESCRIPTION).fetch_optional(&mut *connection).await?;
    let Some(description) = description.filter(|description| description.contains(ONE_ROW_A_DATE)) else {
        return Ok(());
    };
    let indexes: Vec<String> = sqlx::query_scalar(INDEXES).fetch_all(&mut *connection).await?;
    let mut steps = vec![
        "PRAGMA defer_foreign_keys = ON".to_owned(),
        "CREATE TABLE scheduled_calls_before AS SELECT * FROM scheduled_calls".to_owned(),
        "DROP TABLE scheduled_calls".to_owned(),
        description.replace(ONE_ROW_A_DATE, ""),
        "INSERT INTO scheduled_calls SELECT * FROM scheduled_calls_before".to_owned(),
        "DROP TABLE scheduled_calls_before".to_owned(),
    ];
    steps.extend(indexes);
    for step in steps {
        // Only what this database itself says of the table: nothing from outside.
        sqlx::query(AssertSqlSafe(step)).execute(&mut *connection).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection, Row};

    use super::*;

    #[tokio::test]
    async fn table_with_rows_columns_added_and_children_then_all_stays_but_the_rule() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        for step in [
            "PRAGMA foreign_keys = ON",
            "CREATE TABLE scheduled_calls (id BLOB NOT NULL, series_id BLOB NOT NULL, local_on TEXT NOT NULL, state TEXT NOT NULL,
                CONSTRAINT scheduled_calls_pkey PRIMARY KEY (id),
                CONSTRAINT scheduled_calls_occurrence_key UNIQUE (series_id, local_on),
                CONSTRAINT scheduled_calls_state CHECK (state <> ''))",
            "ALTER TABLE scheduled_calls ADD COLUMN usual_volunteer_id BLOB",
            "CREATE INDEX scheduled_calls_usual ON scheduled_calls (usual_volunteer_id)",
            "CREATE TABLE offers (id INTEGER, call BLOB REFERENCES scheduled_calls (id))",
            "INSERT INTO scheduled_calls VALUES (x'01', x'0a', '2026-11-26', 'cancelled', x'0c')",
            "INSERT INTO offers VALUES (1, x'01')",
        ] {
            sqlx::query(step).execute(&mut connection).await.unwrap();
        }
        for _ in 0..2 {
            let mut transaction = connection.begin().await.unwrap();
            loosen_occurrence_key(&mut transaction).await.unwrap();
            transaction.commit().await.unwrap();
        }
        let second = "INSERT INTO scheduled_calls VALUES (x'02', x'0a', '2026-11-26', 'planned', NULL)";
        sqlx::query(second).execute(&mut connection).await.unwrap();
        let orphan = sqlx::query("INSERT INTO offers VALUES (2, x'09')").execute(&mut connection).await;
        assert!(orphan.is_err(), "children are still looked after");
        let row = sqlx::query("SELECT usual_volunteer_id FROM scheduled_calls WHERE id = x'01'");
        let kept: Vec<u8> = row.fetch_one(&mut connection).await.unwrap().get(0);
        assert_eq!(kept, [12]);
        let indexes: Vec<String> = sqlx::query_scalar(INDEXES).fetch_all(&mut connection).await.unwrap();
        assert_eq!(indexes.len(), 1);
    }
}
