//! Brings the database's tables up to date: ours, then apalis'.
//!
//! Ours are recorded in a table of their own name, because apalis records its own in sqlx's usual
//! one. Running it again changes nothing; several processes may start at once.

use sqlx::migrate::Migrator;
use sqlx::{Connection, PgPool, SqliteConnection};

use crate::db::Side;
use crate::loosen_key::loosen_occurrence_key;
use crate::{Db, StoreError};

/// Where our own migrations are recorded.
const OUR_TABLE: &str = "_passerelle_migrations";

/// apalis announces every inserted row by a NOTIFY of its own. We wake workers ourselves, and a
/// NOTIFY inside the transaction makes all commits wait for each other.
const SILENCE_APALIS: &str = "ALTER TABLE apalis.jobs DISABLE TRIGGER notify_workers";

/// With this index SQLite marks a job finished by going through every job its worker ever took
/// instead of looking it up by id: 450 jobs a second instead of thousands, and slower each minute.
const UNTANGLE_APALIS: &str = "DROP INDEX IF EXISTS LIdx";

impl Db {
    /// Applies what is missing.
    ///
    /// # Errors
    /// `Migration` when a file cannot be applied, or one applied earlier has changed since.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match self.side() {
            Side::Lite { door, .. } => door.alone(migrate_sqlite).await.unwrap_or(Ok(())),
            Side::Pg { read, .. } => migrate_postgres(read).await,
        }
    }
}

// One immediate transaction around everything is what keeps two processes apart on SQLite, where
// the library has no migration lock.
async fn migrate_sqlite(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    ours(sqlx::migrate!("../../migrations/sqlite"))
        .run_direct(None, &mut *transaction, false)
        .await
        .map_err(migration_error)?;
    loosen_occurrence_key(&mut transaction).await?;
    apalis_sqlite::SqliteStorage::migrations()
        .run_direct(None, &mut *transaction, false)
        .await
        .map_err(migration_error)?;
    sqlx::query(UNTANGLE_APALIS).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

// Here the library takes an advisory lock, which belongs to the session: both run on one.
async fn migrate_postgres(pool: &PgPool) -> Result<(), StoreError> {
    let mut connection = pool.acquire().await?;
    ours(sqlx::migrate!("../../migrations/postgres"))
        .run_direct(None, &mut *connection, false)
        .await
        .map_err(migration_error)?;
    apalis_postgres::PostgresStorage::migrations()
        .run_direct(None, &mut *connection, false)
        .await
        .map_err(migration_error)?;
    sqlx::query(SILENCE_APALIS).execute(&mut *connection).await?;
    Ok(())
}

fn ours(mut migrator: Migrator) -> Migrator {
    migrator.dangerous_set_table_name(OUR_TABLE);
    migrator
}

fn migration_error(error: sqlx::migrate::MigrateError) -> StoreError {
    StoreError::Migration(error.to_string())
}

#[cfg(test)]
mod tests;
