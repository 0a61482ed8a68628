//! The open database: read handles, the one door for writes, wake-up signals.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgConnection, PgPool, SqlitePool};

use crate::access::{ReadConn, ReadSide};
use crate::door_connection::DoorConnection;
use crate::write_door::WriteDoor;
use crate::writing::Writing;
use crate::{HeldJobs, StoreError, Wake, postgres_wake};

/// How long a SQLite connection waits for another process's lock.
const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Readers at the same time on SQLite; each is a thread with a page cache of at most 2 MB.
const SQLITE_READERS: u32 = 4;
/// Connections of apalis on SQLite: its bookkeeping, and nothing is gained by more.
const SQLITE_JOB_CONNECTIONS: u32 = 2;
/// Pages of the log after which a commit also copies them into the database file. SQLite's own 1000
/// is some 300 steps of conversations: several times a second under load, each a wait of many
/// milliseconds for everybody. The log file then stays under some 20 MB.
const SQLITE_CHECKPOINT_PAGES: &str = "4000";
/// Prepared statements kept by each connection: more than the store has statements.
const STATEMENT_CACHE: usize = 500;
/// Connections of apalis on PostgreSQL, apart so that busy writers cannot starve its heartbeat.
const PG_JOB_CONNECTIONS: u32 = 4;
/// How long to wait for a free connection before saying the database cannot be reached.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection idle for longer is asked for a sign of life before it is used.
const TRUSTED_WHEN_IDLE_LESS_THAN: Duration = Duration::from_secs(1);

/// Which database is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One file on this machine.
    Sqlite,
    /// A server, shared by several processes.
    Postgres,
}

/// How to open the store.
pub struct DbSettings {
    /// `sqlite:///path/to.db`, `sqlite://relative/to.db` (folder and file are made when missing) or
    /// `postgres://…`.
    pub url: String,
    /// The jobs virtual time waits for; share one between stores on the same clock.
    pub held_jobs: HeldJobs,
    /// Connections for reads on PostgreSQL; writes have one of their own. Ignored on SQLite.
    pub postgres_connections: u32,
    /// Nobody needs what is in it after a power cut: on SQLite, commits then do not wait for the disk. For rehearsals
    /// and tests only. Ignored on PostgreSQL, whose own settings decide.
    pub is_throwaway: bool,
}

impl DbSettings {
    /// Settings with the usual number of connections.
    pub fn new(url: impl Into<String>, held_jobs: HeldJobs) -> DbSettings {
        DbSettings { url: url.into(), held_jobs, postgres_connections: 16, is_throwaway: false }
    }
}

/// The open database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    side: Side,
    held_jobs: HeldJobs,
    wake: Wake,
}

pub(crate) enum Side {
    Lite { door: WriteDoor, read: SqlitePool, jobs: SqlitePool },
    Pg { door: WriteDoor, read: PgPool, jobs: PgPool, listener: postgres_wake::Listener },
}

/// The pool apalis works on.
#[derive(Clone)]
pub enum JobsPool {
    /// On SQLite, a small pool of its own on the same file.
    Lite(SqlitePool),
    /// On PostgreSQL, a small pool of its own on the same database.
    Pg(PgPool),
}

impl Db {
    /// Opens the database. It does not migrate.
    ///
    /// # Errors
    /// `BadAddress` when the URL is neither SQLite nor PostgreSQL, `Unreachable` when nothing
    /// answers, `Database` when what answers refuses.
    pub async fn open(settings: &DbSettings) -> Result<Db, StoreError> {
        let wake = Wake::default();
        let side = match settings.url.split(':').next() {
            Some("sqlite") => open_sqlite(settings, &wake).await?,
            Some("postgres" | "postgresql") => open_postgres(settings, &wake).await?,
            _ => {
                return Err(StoreError::BadAddress("it starts with neither sqlite: nor postgres:".into()));
            }
        };
        Ok(Db(Arc::new(Inner { side, held_jobs: settings.held_jobs.clone(), wake })))
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// `Unreachable` when none becomes free in time.
    pub async fn read(&self) -> Result<ReadConn, StoreError> {
        Ok(ReadConn(match &self.0.side {
            Side::Lite { read, .. } => ReadSide::Lite(read.acquire().await?),
            Side::Pg { read, .. } => ReadSide::Pg(read.acquire().await?),
        }))
    }

    /// Starts a write; [`transact!`](crate::transact) is the way to use it.
    #[doc(hidden)]
    pub fn begin_writing(&self) -> Writing<'_> {
        Writing::new(self)
    }

    /// Which database is open.
    pub fn kind(&self) -> Kind {
        match self.0.side {
            Side::Lite { .. } => Kind::Sqlite,
            Side::Pg { .. } => Kind::Postgres,
        }
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// `Unreachable` or what the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        const ALIVE: &str = "SELECT 1";
        let mut read = self.read().await?;
        crate::statements::execute!(read, ALIVE).map(|_| ())
    }

    /// Keeps what is finished and lets the connections go. Later calls fail.
    pub async fn close(&self) {
        match &self.0.side {
            Side::Lite { door, read, jobs } => {
                door.close().await;
                jobs.close().await;
                read.close().await;
            }
            Side::Pg { door, read, jobs, listener } => {
                listener.stop();
                door.close().await;
                jobs.close().await;
                read.close().await;
            }
        }
    }

    /// The wake-up signals of this process.
    pub fn wake(&self) -> &Wake {
        &self.0.wake
    }

    /// The jobs virtual time waits for.
    pub fn held_jobs(&self) -> &HeldJobs {
        &self.0.held_jobs
    }

    /// The pool for apalis.
    pub fn jobs_pool(&self) -> JobsPool {
        match &self.0.side {
            Side::Lite { jobs, .. } => JobsPool::Lite(jobs.clone()),
            Side::Pg { jobs, .. } => JobsPool::Pg(jobs.clone()),
        }
    }

    /// How many durable commits this process has made.
    pub async fn door_commits(&self) -> u64 {
        self.door().commits().await
    }

    pub(crate) fn door(&self) -> &WriteDoor {
        match &self.0.side {
            Side::Lite { door, .. } | Side::Pg { door, .. } => door,
        }
    }

    pub(crate) fn side(&self) -> &Side {
        &self.0.side
    }
}

async fn open_sqlite(settings: &DbSettings, wake: &Wake) -> Result<Side, StoreError> {
    let options = SqliteConnectOptions::from_str(&settings.url)?
        .create_if_missing(true)
        .foreign_keys(true)
        .busy_timeout(SQLITE_BUSY_TIMEOUT)
        .pragma("wal_autocheckpoint", SQLITE_CHECKPOINT_PAGES)
        .statement_cache_capacity(STATEMENT_CACHE);
    make_folder(options.get_filename())?;
    let (durable, quick) = match settings.is_throwaway {
        false => (SqliteSynchronous::Full, SqliteSynchronous::Normal),
        true => (SqliteSynchronous::Off, SqliteSynchronous::Off),
    };
    let door_options = options.clone().journal_mode(SqliteJournalMode::Wal).synchronous(durable);
    let door = WriteDoor::open(DoorConnection::sqlite(door_options).await?, wake.clone());
    let read = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_lazy_with(options.clone().pragma("query_only", "ON"));
    // A power cut may undo apalis' last marks (never our pushes, which go through the door): a job
    // then runs twice, which is the same as once. In exchange its commits do not wait for the disk.
    let jobs = SqlitePoolOptions::new()
        .max_connections(SQLITE_JOB_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_lazy_with(options.synchronous(quick));
    Ok(Side::Lite { door, read, jobs })
}

async fn open_postgres(settings: &DbSettings, wake: &Wake) -> Result<Side, StoreError> {
    let options = PgConnectOptions::from_str(&settings.url)?
        .application_name("passerelle")
        .statement_cache_capacity(STATEMENT_CACHE);
    let door = WriteDoor::open(DoorConnection::postgres(options.clone()).await?, wake.clone());
    let read = PgPoolOptions::new()
        .max_connections(settings.postgres_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| Box::pin(is_still_alive(connection, meta.idle_for)))
        .connect_with(options.clone())
        .await?;
    let jobs = PgPoolOptions::new()
        .max_connections(PG_JOB_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_lazy_with(options);
    let listener = postgres_wake::Listener::start(read.clone(), wake.clone());
    Ok(Side::Pg { door, read, jobs, listener })
}

/// Asks a connection that has been idle for a sign of life (the server may have restarted); one
/// used a moment ago is trusted, which saves a round trip a write. A dead one is replaced.
async fn is_still_alive(connection: &mut PgConnection, idle_for: Duration) -> Result<bool, sqlx::Error> {
    Ok(idle_for < TRUSTED_WHEN_IDLE_LESS_THAN || connection.ping().await.is_ok())
}

fn make_folder(file: &Path) -> Result<(), StoreError> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .map_err(|error| StoreError::Unreachable(format!("the database's folder: {}", error.kind()))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
