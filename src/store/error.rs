//! What can go wrong in the store, with nothing personal in it.
//!
//! A database's own error text may quote the value it refused ("Key (number)=(+33…) already
//! exists"), so an `sqlx::Error` is never kept: it is translated here, once.

use sqlx::error::ErrorKind;

/// What a database rule refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictKind {
    /// A value that must be unique exists already.
    Unique,
    /// The row refers to something that does not exist, or something still refers to it.
    ForeignKey,
    /// A `CHECK` constraint says no.
    Check,
    /// A column that must have a value has none.
    NotNull,
}

/// An error of the store. Its texts name tables, constraints and codes, never values.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// A rule of the database refused the write. `what` is the constraint's name on PostgreSQL and
    /// for SQLite's `CHECK`s; for the rest SQLite names the columns (`people.organisation_id, people.code`).
    #[error("refused by a {kind:?} rule: {what}")]
    Conflict {
        /// Which sort of rule.
        kind: ConflictKind,
        /// The constraint, or the columns.
        what: String,
    },
    /// The database stayed locked, or the same rows were fought over, for every try allowed.
    #[error("the database is busy")]
    Busy,
    /// A row that had to exist does not.
    #[error("a row that had to exist is missing")]
    Missing,
    /// A stored value is not what this program expects (column or parser position, not the value).
    #[error("a stored value cannot be read: {0}")]
    Unreadable(String),
    /// The commit did not happen: nothing of this write was kept.
    #[error("the commit failed: {0}")]
    NotCommitted(String),
    /// The database cannot be reached, or the pool gave no connection in time.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The address of the database is not one this program understands.
    #[error("the database address is wrong: {0}")]
    BadAddress(String),
    /// A migration could not be applied.
    #[error("migration failed: {0}")]
    Migration(String),
    /// Encryption or decryption failed: wrong key, or an altered value.
    #[error("a secret cannot be opened: {0}")]
    Secret(&'static str),
    /// Anything else the database says, by its code.
    #[error("database error {code}: {message}")]
    Database {
        /// SQLSTATE, or SQLite's extended result code.
        code: String,
        /// The database's words when they cannot quote data, else a general sentence.
        message: String,
    },
}

impl StoreError {
    /// Whether a unique rule whose constraint or columns contain `name` refused the write.
    pub fn is_unique_conflict(&self, name: &str) -> bool {
        matches!(self, StoreError::Conflict { kind: ConflictKind::Unique, what } if what.contains(name))
    }
}

/// PostgreSQL: serialization failure and deadlock. Trying the whole transaction again is the cure.
const PG_TRY_AGAIN: [&str; 2] = ["40001", "40P01"];

/// SQLite's primary code, in the low byte of the extended one.
const SQLITE_BUSY: i32 = 5;
const SQLITE_LOCKED: i32 = 6;

/// SQLite primary codes after which the open transaction may have been rolled back by SQLite
/// itself: no memory, interrupted, input/output error, damaged file, disk full.
/// # Source
/// sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction".
const SQLITE_ENDS_TRANSACTION: [i32; 5] = [7, 9, 10, 11, 13];

/// Whether PostgreSQL asks for the whole transaction to be tried again.
pub(crate) fn asks_to_try_again(error: &sqlx::Error) -> bool {
    code_of(error).is_some_and(|code| PG_TRY_AGAIN.contains(&code.as_str()))
}

/// Whether SQLite was locked by another connection beyond the busy timeout.
pub(crate) fn is_locked(error: &sqlx::Error) -> bool {
    matches!(sqlite_primary_code(error), Some(SQLITE_BUSY | SQLITE_LOCKED))
}

/// PostgreSQL is stopping, was stopped, or is not ready yet.
const PG_GOING_AWAY: [&str; 3] = ["57P01", "57P02", "57P03"];

/// Whether the connection is of no use any more.
pub(crate) fn is_lost(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed)
        || code_of(error).is_some_and(|code| PG_GOING_AWAY.contains(&code.as_str()))
}

/// Whether SQLite may have ended the open transaction by itself.
pub(crate) fn ends_sqlite_transaction(error: &sqlx::Error) -> bool {
    sqlite_primary_code(error).is_some_and(|code| SQLITE_ENDS_TRANSACTION.contains(&code))
        || matches!(error, sqlx::Error::WorkerCrashed | sqlx::Error::Io(_))
}

fn code_of(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned())
}

fn sqlite_primary_code(error: &sqlx::Error) -> Option<i32> {
    let database = error.as_database_error()?;
    database.try_downcast_ref::<sqlx::sqlite::SqliteError>()?;
    database.code()?.parse::<i32>().ok().map(|code| code & 0xff)
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        if is_locked(&error) || asks_to_try_again(&error) {
            return StoreError::Busy;
        }
        match error {
            sqlx::Error::Database(error) => from_database(&*error),
            sqlx::Error::RowNotFound => StoreError::Missing,
            sqlx::Error::ColumnDecode { index, source } => {
                StoreError::Unreadable(format!("column {index}{}", json_position(&*source)))
            }
            sqlx::Error::ColumnNotFound(name) => StoreError::Unreadable(format!("no column {name}")),
            sqlx::Error::Decode(source) => StoreError::Unreadable(format!("value{}", json_position(&*source))),
            sqlx::Error::PoolTimedOut => StoreError::Unreachable("no connection became free in time".into()),
            sqlx::Error::PoolClosed => StoreError::Unreachable("the store is closed".into()),
            sqlx::Error::WorkerCrashed => StoreError::Unreachable("the connection's thread ended".into()),
            sqlx::Error::Io(error) => StoreError::Unreachable(error.kind().to_string()),
            sqlx::Error::Tls(_) => StoreError::Unreachable("the TLS handshake failed".into()),
            sqlx::Error::Configuration(_) => StoreError::BadAddress("it does not parse".into()),
            sqlx::Error::Migrate(error) => StoreError::Migration(error.to_string()),
            other => StoreError::Database { code: "client".into(), message: kind_name(&other).into() },
        }
    }
}

fn from_database(error: &dyn sqlx::error::DatabaseError) -> StoreError {
    let code = error.code().map(|code| code.into_owned()).unwrap_or_default();
    let kind = match error.kind() {
        ErrorKind::UniqueViolation => ConflictKind::Unique,
        ErrorKind::ForeignKeyViolation => ConflictKind::ForeignKey,
        ErrorKind::CheckViolation => ConflictKind::Check,
        ErrorKind::NotNullViolation => ConflictKind::NotNull,
        _ => {
            return StoreError::Database { message: safe_message(error, &code), code };
        }
    };
    let what = match error.constraint() {
        Some(constraint) => constraint.to_owned(),
        // "UNIQUE constraint failed: people.code" names columns or a CHECK's name, never values.
        None => error.message().rsplit(": ").next().unwrap_or_default().to_owned(),
    };
    StoreError::Conflict { kind, what }
}

/// PostgreSQL quotes the offending value in its class 22 messages (bad data), and a function of
/// ours could in class P0: those are replaced. SQLite never quotes values.
fn safe_message(error: &dyn sqlx::error::DatabaseError, code: &str) -> String {
    if code.starts_with("22") || code.starts_with("P0") {
        "the value was refused".into()
    } else {
        error.message().to_owned()
    }
}

/// Where a JSON document stopped making sense: serde's own words may quote it, its position does not.
fn json_position(source: &(dyn std::error::Error + 'static)) -> String {
    match source.downcast_ref::<serde_json::Error>() {
        Some(error) => format!(", JSON {:?} at line {} column {}", error.classify(), error.line(), error.column()),
        None => String::new(),
    }
}

fn kind_name(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::Protocol(_) => "protocol error",
        sqlx::Error::Encode(_) => "an argument cannot be encoded",
        sqlx::Error::TypeNotFound { .. } => "unknown type",
        sqlx::Error::ColumnIndexOutOfBounds { .. } => "column index out of bounds",
        _ => "unexpected error of the database client",
    }
}
