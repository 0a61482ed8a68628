//! How a query function reaches the database, whichever is open.
//!
//! A query function takes `db: &mut impl Access` when it only reads (so that it works inside a
//! write and outside), and `tx: &mut Tx` when it writes: a write outside the door does not compile.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection};

use crate::StoreError;

/// One connection, of one of the two databases.
pub enum Ex<'c> {
    /// SQLite.
    Lite(&'c mut SqliteConnection),
    /// PostgreSQL.
    Pg(&'c mut PgConnection),
}

/// Whatever a query can run on: a read handle or a write in progress.
pub trait Access: Send {
    /// The connection to run the next statement on.
    fn ex(&mut self) -> Ex<'_>;

    /// Translates a statement's error, and lets a write remember that it must be tried again.
    fn failed(&mut self, error: sqlx::Error) -> StoreError {
        StoreError::from(error)
    }
}

/// A connection for reading. On SQLite it refuses to write; on PostgreSQL each statement sees its
/// own snapshot. Give it back (drop it) before waiting for anything that is not the database.
pub struct ReadConn(pub(crate) ReadSide);

pub(crate) enum ReadSide {
    Lite(PoolConnection<Sqlite>),
    Pg(PoolConnection<Postgres>),
}

impl Access for ReadConn {
    fn ex(&mut self) -> Ex<'_> {
        match &mut self.0 {
            ReadSide::Lite(connection) => Ex::Lite(connection),
            ReadSide::Pg(connection) => Ex::Pg(connection),
        }
    }
}
