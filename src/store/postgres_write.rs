//! Writes on PostgreSQL: one serializable transaction each, tried again when PostgreSQL asks.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};

use crate::StoreError;

/// A pooled connection inside a transaction. If it is dropped before [`PgLine::commit`] or
/// [`PgLine::roll_back`] has returned (the caller went away), the connection is closed rather than
/// handed to somebody else in an unknown state; the server then rolls back.
pub(crate) struct PgLine {
    connection: PoolConnection<Postgres>,
    is_settled: bool,
}

impl PgLine {
    /// Takes a connection and opens a serializable transaction on it.
    pub(crate) async fn begin(pool: &PgPool) -> Result<PgLine, sqlx::Error> {
        let connection = pool.acquire().await?;
        let mut line = PgLine { connection, is_settled: false };
        sqlx::raw_sql("BEGIN ISOLATION LEVEL SERIALIZABLE").execute(line.connection()).await?;
        Ok(line)
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    /// Commits. PostgreSQL answers a COMMIT of a transaction in which a statement failed with a
    /// polite ROLLBACK that the client library reports as success; the SELECT before it, in the
    /// same round trip, fails in that case and the COMMIT is then not even read.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        match sqlx::raw_sql("SELECT 1; COMMIT").execute(self.connection()).await {
            Ok(_) => {
                self.is_settled = true;
                Ok(())
            }
            Err(error) => {
                // Leaves the failed transaction if there still is one.
                self.roll_back().await;
                Err(error)
            }
        }
    }

    /// Gives the transaction up. A connection on which even that fails is closed.
    pub(crate) async fn roll_back(mut self) {
        let outcome = sqlx::raw_sql("ROLLBACK").execute(self.connection()).await;
        self.is_settled = outcome.is_ok();
    }
}

impl Drop for PgLine {
    fn drop(&mut self) {
        if !self.is_settled {
            self.connection.close_on_drop();
        }
    }
}

/// SQLSTATE `in_failed_sql_transaction`: a statement failed earlier and the caller carried on.
const IN_FAILED_TRANSACTION: &str = "25P02";

/// What the caller is told when the commit did not happen.
pub(crate) fn not_committed(error: sqlx::Error) -> StoreError {
    let after_failure =
        error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == IN_FAILED_TRANSACTION);
    if after_failure {
        return StoreError::NotCommitted("a statement had failed before it".into());
    }
    match StoreError::from(error) {
        conflict @ StoreError::Conflict { .. } => conflict,
        StoreError::Busy => StoreError::Busy,
        other => StoreError::NotCommitted(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
