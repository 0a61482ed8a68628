//! The door all writes go through: concurrent writers of this process share one durable commit.
//!
//! A commit on disk costs milliseconds; the statements of a write cost microseconds. So there is
//! one write connection, writers take it in turn (first come, first served), each inside a
//! savepoint of the transaction that is open, and a *committer* task, queueing like everybody
//! else behind the writers already waiting, commits for all of them at once. When others have come
//! in the meantime it gives way a few times: while the disk works nobody writes, so few large groups
//! are worth more than many small ones. A writer who is alone is committed at once.
//!
//! On SQLite nobody else can write meanwhile. On PostgreSQL other processes may, through doors of
//! their own: when two transactions collide one of them is given up, its writers are told to try
//! again, and the next transaction waits until it is alone, so that nobody tries for ever.
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

use sqlx::SqliteConnection;
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc, oneshot};

use crate::access::Ex;
use crate::commit_news::CommitNews;
use crate::db::Kind;
use crate::door_connection::{Company, DoorConnection};
use crate::{StoreError, Wake};

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
    connection: DoorConnection,
    state: LineState,
    /// Who else may write beside the next transaction.
    company: Company,
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
    /// The database may have ended the transaction, or asks for it to be tried again: nothing in it
    /// can be kept.
    Broken,
    /// A caller went away in the middle of an answer of PostgreSQL: the connection is of no use.
    Lost,
}

struct Member {
    news: CommitNews,
    told: oneshot::Sender<Result<(), StoreError>>,
}

/// The right to write, inside a fresh savepoint. Without [`LineGuard::finish`] the savepoint's work is
/// thrown away.
pub(crate) struct LineGuard {
    line: OwnedMutexGuard<Line>,
    /// Its writer said that it was over, rather than going away.
    is_settled: bool,
}

impl WriteDoor {
    /// Opens the door to a connection and starts the committer.
    pub(crate) fn open(connection: DoorConnection, wake: Wake) -> WriteDoor {
        let (nudge, nudged) = mpsc::channel(1);
        let line = Arc::new(Mutex::new(Line {
            connection,
            state: LineState::Idle,
            company: Company::Others,
            members: Vec::new(),
            nudge: nudge.downgrade(),
            wake,
            commits: 0,
            is_closed: false,
        }));
        let waiting = Waiting::default();
        tokio::spawn(commit_when_nudged(Arc::clone(&line), waiting.clone(), nudged));
        WriteDoor { line, waiting, nudge }
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
            outcome.map(|()| LineGuard { line, is_settled: false })
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

    /// Runs `work` on SQLite's write connection with no transaction open (migrations); `None` on PostgreSQL.
    pub(crate) async fn alone<T>(&self, work: impl AsyncFnOnce(&mut SqliteConnection) -> T) -> Option<T> {
        let mut line = self.line.lock().await;
        line.commit_group().await;
        match line.connection.ex() {
            Ex::Lite(connection) => Some(work(connection).await),
            Ex::Pg(_) => None,
        }
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
    pub(crate) fn kind(&self) -> Kind {
        self.line.connection.kind()
    }

    pub(crate) fn ex(&mut self) -> Ex<'_> {
        self.line.connection.ex()
    }

    /// The whole transaction is lost: nobody in it may hear success.
    pub(crate) fn mark_broken(&mut self) {
        self.line.state = LineState::Broken;
    }

    /// The work is complete. Returns where the fate of the commit will be told.
    pub(crate) fn finish(mut self, news: CommitNews) -> oneshot::Receiver<Result<(), StoreError>> {
        let (told, fate) = oneshot::channel();
        self.line.members.push(Member { news, told });
        if self.line.state == LineState::Dirty {
            self.line.state = LineState::Open;
        }
        self.is_settled = true;
        fate
    }

    /// The work is not to be kept.
    pub(crate) fn give_up(mut self) {
        self.is_settled = true;
    }
}

impl Drop for LineGuard {
    fn drop(&mut self) {
        // SQLite answers from a thread of its own and is never left in the middle of a sentence.
        if !self.is_settled && self.kind() == Kind::Postgres {
            self.line.state = LineState::Lost;
        }
        // A full channel means the committer is coming anyway.
        if let Some(nudge) = self.line.nudge.upgrade() {
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
            LineState::Open => self.connection.next_savepoint().await.map_err(StoreError::from),
            LineState::Dirty => self.connection.undo_savepoint().await.map_err(StoreError::from),
            LineState::Broken | LineState::Lost => Err(self.loss()),
            LineState::Idle => return self.begin().await,
        };
        match moved {
            Ok(()) => {
                self.state = LineState::Dirty;
                Ok(())
            }
            Err(loss) => {
                self.abandon_group(loss).await;
                self.begin().await
            }
        }
    }

    async fn begin(&mut self) -> Result<(), StoreError> {
        match self.connection.begin(self.company).await.map_err(StoreError::from) {
            Ok(()) => {
                self.state = LineState::Dirty;
                Ok(())
            }
            Err(StoreError::Busy) => Err(StoreError::Busy),
            Err(error) => {
                self.abandon_group(error.clone()).await;
                Err(error)
            }
        }
    }

    /// Commits everything finished and tells its writers; throws the rest away.
    async fn commit_group(&mut self) {
        let outcome = match self.state {
            LineState::Idle => return,
            LineState::Broken | LineState::Lost => Err(self.loss()),
            LineState::Dirty if self.members.is_empty() => {
                self.connection.roll_back().await;
                self.state = LineState::Idle;
                return;
            }
            LineState::Dirty => match self.connection.undo_savepoint().await {
                Ok(()) => self.connection.commit().await.map_err(StoreError::from),
                Err(error) => Err(error.into()),
            },
            LineState::Open => self.connection.commit().await.map_err(StoreError::from),
        };
        if let Err(loss) = outcome {
            return self.abandon_group(loss).await;
        }
        self.state = LineState::Idle;
        self.company = Company::Others;
        self.commits += 1;
        for member in self.members.drain(..) {
            member.news.tell(&self.wake);
            // A writer that went away after finishing does not hear; its work is kept all the same.
            let _ = member.told.send(Ok(()));
        }
    }

    /// Why a transaction that was lost in the middle is lost. On PostgreSQL its writers try again.
    fn loss(&self) -> StoreError {
        match self.connection.kind() {
            Kind::Sqlite => StoreError::NotCommitted("the open transaction was lost".into()),
            Kind::Postgres => StoreError::Busy,
        }
    }

    /// Rolls everything back and tells every writer of the group that its work was not kept.
    async fn abandon_group(&mut self, loss: StoreError) {
        let told = match loss {
            StoreError::Busy => {
                self.company = Company::Nobody;
                StoreError::Busy
            }
            StoreError::NotCommitted(reason) => StoreError::NotCommitted(reason),
            other => StoreError::NotCommitted(other.to_string()),
        };
        if !matches!(told, StoreError::Busy) {
            tracing::error!(writers = self.members.len(), reason = %told, "a group of writes was not committed");
        }
        for member in self.members.drain(..) {
            let _ = member.told.send(Err(told.clone()));
        }
        if self.state == LineState::Lost {
            // Failing here is told to whoever opens the next transaction.
            let _ = self.connection.connect_again().await;
        } else {
            self.connection.roll_back().await;
        }
        self.state = LineState::Idle;
    }
}

#[cfg(test)]
mod tests;
