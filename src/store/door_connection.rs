//! The connection behind the write door, of one of the two databases, and the few statements that move its
//! transaction.
//!
//! On PostgreSQL transactions are serializable, and each takes a lock on a table that holds nothing (`write_turn`): a
//! weak one that everybody may hold at once, or, after a collision, a strong one that makes it wait until it is alone.
//! `LOCK TABLE` comes before the first look at any data, so a transaction that had to wait sees what the others wrote,
//! and then nobody is left to collide with.

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, PgConnection, SqliteConnection};

use crate::access::Ex;
use crate::db::Kind;
use crate::error::{asks_to_try_again, is_locked, is_lost};

/// How often opening a transaction is tried: again when another process holds SQLite's file (each try waits for the
/// connection's whole busy timeout), and when PostgreSQL has closed the connection meanwhile.
const BEGIN_TRIES: u32 = 2;

pub(crate) enum DoorConnection {
    Lite { connection: SqliteConnection, options: SqliteConnectOptions },
    Pg { connection: PgConnection, options: PgConnectOptions },
}

/// Who else may write meanwhile. SQLite never allows anybody.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Company {
    /// Other processes; a collision is noticed and the transaction tried again.
    Others,
    /// Nobody.
    Nobody,
}

impl DoorConnection {
    pub(crate) async fn sqlite(options: SqliteConnectOptions) -> Result<DoorConnection, sqlx::Error> {
        Ok(DoorConnection::Lite { connection: options.connect().await?, options })
    }

    pub(crate) async fn postgres(options: PgConnectOptions) -> Result<DoorConnection, sqlx::Error> {
        Ok(DoorConnection::Pg { connection: options.connect().await?, options })
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            DoorConnection::Lite { .. } => Kind::Sqlite,
            DoorConnection::Pg { .. } => Kind::Postgres,
        }
    }

    pub(crate) fn ex(&mut self) -> Ex<'_> {
        match self {
            DoorConnection::Lite { connection, .. } => Ex::Lite(connection),
            DoorConnection::Pg { connection, .. } => Ex::Pg(connection),
        }
    }

    /// Opens a transaction, with a first savepoint in it.
    pub(crate) async fn begin(&mut self, company: Company) -> Result<(), sqlx::Error> {
        let sql = match (self.kind(), company) {
            (Kind::Sqlite, _) => "BEGIN IMMEDIATE; SAVEPOINT writer",
            (Kind::Postgres, Company::Others) => {
                "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE write_turn IN ROW SHARE MODE; SAVEPOINT writer"
            }
            (Kind::Postgres, Company::Nobody) => {
                "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE write_turn IN EXCLUSIVE MODE; SAVEPOINT writer"
            }
        };
        for _ in 1..BEGIN_TRIES {
            match self.run(sql).await {
                Err(error) if is_locked(&error) => {}
                Err(error) if is_lost(&error) || asks_to_try_again(&error) => self.connect_again().await?,
                settled => return settled,
            }
        }
        self.run(sql).await
    }

    /// Keeps the last savepoint's work and begins the next one.
    pub(crate) async fn next_savepoint(&mut self) -> Result<(), sqlx::Error> {
        self.run("RELEASE writer; SAVEPOINT writer").await
    }

    /// Throws the last savepoint's work away and begins it again.
    pub(crate) async fn undo_savepoint(&mut self) -> Result<(), sqlx::Error> {
        self.run("ROLLBACK TO writer").await
    }

    /// Commits. PostgreSQL answers a COMMIT of a transaction in which a statement failed with a polite ROLLBACK that
    /// the client library reports as success; the SELECT before it, in the same round trip, fails in that case and the
    /// COMMIT is then not even read.
    pub(crate) async fn commit(&mut self) -> Result<(), sqlx::Error> {
        match self.kind() {
            Kind::Sqlite => self.run("COMMIT").await,
            Kind::Postgres => self.run("SELECT 1; COMMIT").await,
        }
    }

    /// Gives the transaction up. A connection on which even that fails is replaced when it is needed.
    pub(crate) async fn roll_back(&mut self) {
        match self.run("ROLLBACK").await {
            // SQLite has ended the transaction by itself.
            Err(sqlx::Error::Database(_)) | Ok(()) => {}
            Err(_) => {
                // Failing here is told to whoever opens the next transaction.
                let _ = self.connect_again().await;
            }
        }
    }

    /// Leaves the connection and whatever was going on on it: the database throws that away.
    pub(crate) async fn connect_again(&mut self) -> Result<(), sqlx::Error> {
        match self {
            DoorConnection::Lite { connection, options } => *connection = options.connect().await?,
            DoorConnection::Pg { connection, options } => *connection = options.connect().await?,
        }
        Ok(())
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        match self {
            DoorConnection::Lite { connection, .. } => sqlx::query(sql).execute(connection).await.map(|_| ()),
            DoorConnection::Pg { connection, .. } => sqlx::raw_sql(sql).execute(connection).await.map(|_| ()),
        }
    }
}
