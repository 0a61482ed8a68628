//! The door all writes to SQLite go through: concurrent writers share one durable commit.
//!
//! A commit on disk costs milliseconds; the statements of a write cost microseconds. So there is
//! one write connection, writers take it in turn (first come, first served), each inside a
//! savepoint of the transaction that is open, and a *committer* task, queueing like everybody
//! else behind the writers already waiting, commits for all of them at once. When others have come
//! in the meantime it gives way a few times: while the disk works nobody writes, so few large groups
//! are worth more than many small ones. A writer who is alone is committed at once.
//!
//! Invariants:
//! - a writer hears success only after the COMMIT that holds its work has returned;
//! - a writer that fails, or whose caller goes away in the middle, undoes its own work only: its
//!   savepoint is left dirty and whoever comes next rolls it back;
//! - if the commit fails, every writer of the group is told so;
//! - every statement that moves the transaction (BEGIN, SAVEPOINT, COMMIT…) runs in a task of its
//!   own, so that a caller going away cannot leave it half done.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc, oneshot};

use crate::commit_news::CommitNews;
use crate::error::is_locked;
use crate::{StoreError, Wake};

/// How often opening a transaction is tried when another process holds the file. Each try waits
/// for the connection's whole busy timeout.
const BEGIN_TRIES: u32 = 2;
/// How often the committer lets those go first who wait at the door: each time makes those who have
/// finished wait for one more turn of the others.
const MOST_WAYS_GIVEN: u32 = 3;
/// A group of so many writers shares the cost of its commit widely enough.
const FULL_GROUP: usize = 64;

pub(crate) struct WriteDoor {
    line: Arc<Mutex<Line>>,
    waiting: Waiting,
    /// Nudges the committer; when the last sender is gone the committer ends.
    nudge: mpsc::Sender<()>,
}

/// How many writers wait at the door.
#[derive(Clone, Default)]
struct Waiting(Arc<AtomicUsize>);

/// One of them, for as long as it lives: whoever goes away does not wait any more.
struct WaitingWriter(Waiting);

/// The write connection and the transaction open on it.
struct Line {
    connection: SqliteConnection,
    options: SqliteConnectOptions,
    state: LineState,
    /// Writers whose work is in the open transaction, waiting for its commit.
    members: Vec<Member>,
    nudge: mpsc::WeakSender<()>,
    wake: Wake,
    commits: u64,
    /// Whoever comes from now on is turned away.
    is_closed: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum LineState {
    /// No transaction is open.
    Idle,
    /// A transaction is open and its last savepoint holds finished work.
    Open,
    /// A transaction is open and its last savepoint holds work to throw away.
    Dirty,
    /// SQLite may have ended the transaction by itself: nothing in it can be trusted.
    Broken,
}

struct Member {
    news: CommitNews,
    told: oneshot::Sender<Result<(), StoreError>>,
}

/// The right to write, inside a fresh savepoint. Dropped without [`LineGuard::finish`], the
/// savepoint's work is thrown away.
pub(crate) struct LineGuard(OwnedMutexGuard<Line>);

impl WriteDoor {
    /// Opens the write connection and starts the committer.
    pub(crate) async fn open(options: SqliteConnectOptions, wake: Wake) -> Result<WriteDoor, sqlx::Error> {
        let connection = options.connect().await?;
        let (nudge, nudged) = mpsc::channel(1);
        let line = Arc::new(Mutex::new(Line {
            connection,
            options,
            state: LineState::Idle,
            members: Vec::new(),
            nudge: nudge.downgrade(),
            wake,
            commits: 0,
            is_closed: false,
        }));
        let waiting = Waiting::default();
        tokio::spawn(commit_when_nudged(Arc::clone(&line), waiting.clone(), nudged));
        Ok(WriteDoor { line, waiting, nudge })
    }

    /// Waits for its turn and opens a savepoint.
    pub(crate) async fn enter(&self) -> Result<LineGuard, StoreError> {
        let waiting = self.waiting.writer();
        let mut line = Arc::clone(&self.line).lock_owned().await;
        drop(waiting);
        if line.is_closed {
            return Err(StoreError::Unreachable("the store is closed".into()));
        }
        let opening = tokio::spawn(async move {
            let outcome = line.open_savepoint().await;
            outcome.map(|()| LineGuard(line))
        });
        match opening.await {
            Ok(outcome) => outcome,
            Err(_) => Err(StoreError::Unreachable("the program is stopping".into())),
        }
    }

    /// How many commits were made so far.
    pub(crate) async fn commits(&self) -> u64 {
        self.line.lock().await.commits
    }

    /// Runs `work` on the write connection with no transaction open (migrations).
    pub(crate) async fn alone<T>(&self, work: impl AsyncFnOnce(&mut SqliteConnection) -> T) -> T {
        let mut line = self.line.lock().await;
        line.commit_group().await;
        work(&mut line.connection).await
    }

    /// Commits what is finished, and turns away whoever comes later.
    pub(crate) async fn close(&self) {
        let mut line = Arc::clone(&self.line).lock_owned().await;
        line.is_closed = true;
        let _ = tokio::spawn(async move { line.commit_group().await }).await;
        let _ = self.nudge.try_send(());
    }
}

impl LineGuard {
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.0.connection
    }

    /// SQLite may have thrown the whole transaction away: nobody in it may hear success.
    pub(crate) fn mark_broken(&mut self) {
        self.0.state = LineState::Broken;
    }

    /// The work is complete. Returns where the fate of the commit will be told.
    pub(crate) fn finish(mut self, news: CommitNews) -> oneshot::Receiver<Result<(), StoreError>> {
        let (told, fate) = oneshot::channel();
        self.0.members.push(Member { news, told });
        if self.0.state == LineState::Dirty {
            self.0.state = LineState::Open;
        }
        fate
    }
}

impl Drop for LineGuard {
    fn drop(&mut self) {
        // A full channel means the committer is coming anyway.
        if let Some(nudge) = self.0.nudge.upgrade() {
            let _ = nudge.try_send(());
        }
    }
}

impl Waiting {
    fn writer(&self) -> WaitingWriter {
        self.0.fetch_add(1, Ordering::Relaxed);
        WaitingWriter(self.clone())
    }

    fn is_empty(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

impl Drop for WaitingWriter {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn commit_when_nudged(line: Arc<Mutex<Line>>, waiting: Waiting, mut nudged: mpsc::Receiver<()>) {
    while nudged.recv().await.is_some() {
        let mut held = line.lock().await;
        for _ in 0..MOST_WAYS_GIVEN {
            if waiting.is_empty() || held.members.len() >= FULL_GROUP {
                break;
            }
            // The lock is fair: asking for it again puts the committer behind everybody who waits.
            drop(held);
            held = line.lock().await;
        }
        held.commit_group().await;
    }
    // The store is closed: what finished is kept.
    line.lock().await.commit_group().await;
}

impl Line {
    /// Leaves the line with a fresh savepoint, marked dirty until its writer has finished.
    async fn open_savepoint(&mut self) -> Result<(), StoreError> {
        let moved = match self.state {
            LineState::Open => self.run("RELEASE writer; SAVEPOINT writer").await,
            LineState::Dirty => self.run("ROLLBACK TO writer").await,
            LineState::Broken => Err(sqlx::Error::WorkerCrashed),
            LineState::Idle => return self.begin().await,
        };
        if moved.is_ok() {
            self.state = LineState::Dirty;
            return Ok(());
        }
        self.abandon_group("the open transaction was lost").await;
        self.begin().await
    }

    async fn begin(&mut self) -> Result<(), StoreError> {
        for _ in 0..BEGIN_TRIES {
            match self.run("BEGIN IMMEDIATE; SAVEPOINT writer").await {
                Ok(()) => {
                    self.state = LineState::Dirty;
                    return Ok(());
                }
                Err(error) if is_locked(&error) => {}
                Err(error) => {
                    self.abandon_group("the transaction could not be opened").await;
                    return Err(error.into());
                }
            }
        }
        Err(StoreError::Busy)
    }

    /// Commits everything finished and tells its writers; throws the rest away.
    async fn commit_group(&mut self) {
        let outcome = match self.state {
            LineState::Idle => return,
            LineState::Broken => return self.abandon_group("the open transaction was lost").await,
            LineState::Dirty if self.members.is_empty() => self.run("ROLLBACK").await,
            LineState::Dirty => self.run("ROLLBACK TO writer; COMMIT").await,
            LineState::Open => self.run("COMMIT").await,
        };
        if let Err(error) = outcome {
            let reason = StoreError::from(error).to_string();
            return self.abandon_group(&reason).await;
        }
        self.state = LineState::Idle;
        if !self.members.is_empty() {
            self.commits += 1;
        }
        for member in self.members.drain(..) {
            member.news.tell(&self.wake);
            // A writer that went away after finishing does not hear; its work is kept all the same.
            let _ = member.told.send(Ok(()));
        }
    }

    /// Rolls everything back and tells every writer of the group that its work was not kept.
    async fn abandon_group(&mut self, reason: &str) {
        tracing::error!(writers = self.members.len(), reason, "a group of writes was not committed");
        for member in self.members.drain(..) {
            let _ = member.told.send(Err(StoreError::NotCommitted(reason.to_owned())));
        }
        // Fails harmlessly when SQLite has already ended the transaction.
        if let Err(sqlx::Error::WorkerCrashed) = self.run("ROLLBACK").await
            && let Ok(connection) = self.options.connect().await
        {
            self.connection = connection;
        }
        self.state = LineState::Idle;
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(sql).execute(&mut self.connection).await.map(|_| ())
    }
}

#[cfg(test)]
mod tests;
