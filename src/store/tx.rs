//! A write in progress.

use crate::access::{Access, Ex};
use crate::commit_news::CommitNews;
use crate::error::{asks_to_try_again, ends_sqlite_transaction};
use crate::write_door::LineGuard;
use crate::{StoreError, db::Kind};

/// A write in progress: everything done through it is kept together or not at all.
/// Made only by [`transact!`](crate::transact).
pub struct Tx {
    pub(crate) line: LineGuard,
    pub(crate) news: CommitNews,
    /// PostgreSQL asks for the whole transaction to be tried again.
    pub(crate) must_try_again: bool,
    /// A statement failed. PostgreSQL refuses whatever comes after it.
    pub(crate) has_failed: bool,
}

impl Tx {
    /// Which database this write goes to.
    pub fn kind(&self) -> Kind {
        self.line.kind()
    }
}

impl Access for Tx {
    fn ex(&mut self) -> Ex<'_> {
        self.line.ex()
    }

    fn failed(&mut self, error: sqlx::Error) -> StoreError {
        self.has_failed = true;
        match self.kind() {
            Kind::Sqlite if ends_sqlite_transaction(&error) => self.line.mark_broken(),
            Kind::Postgres if asks_to_try_again(&error) => {
                self.must_try_again = true;
                self.line.mark_broken();
            }
            Kind::Sqlite | Kind::Postgres => {}
        }
        StoreError::from(error)
    }
}
