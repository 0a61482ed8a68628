//! A write in progress.

use crate::access::{Access, Ex};
use crate::commit_news::CommitNews;
use crate::error::{asks_to_try_again, ends_sqlite_transaction};
use crate::postgres_write::PgLine;
use crate::write_door::LineGuard;
use crate::{StoreError, db::Kind};

/// A write in progress: everything done through it is kept together or not at all.
/// Made only by [`transact!`](crate::transact).
pub struct Tx {
    pub(crate) side: TxSide,
    pub(crate) news: CommitNews,
    pub(crate) must_try_again: bool,
}

pub(crate) enum TxSide {
    Lite(LineGuard),
    Pg(PgLine),
}

impl Tx {
    /// Which database this write goes to.
    pub fn kind(&self) -> Kind {
        match self.side {
            TxSide::Lite(_) => Kind::Sqlite,
            TxSide::Pg(_) => Kind::Postgres,
        }
    }
}

impl Access for Tx {
    fn ex(&mut self) -> Ex<'_> {
        match &mut self.side {
            TxSide::Lite(line) => Ex::Lite(line.connection()),
            TxSide::Pg(line) => Ex::Pg(line.connection()),
        }
    }

    fn failed(&mut self, error: sqlx::Error) -> StoreError {
        match &mut self.side {
            TxSide::Lite(line) if ends_sqlite_transaction(&error) => line.mark_broken(),
            TxSide::Lite(_) => {}
            TxSide::Pg(_) => self.must_try_again |= asks_to_try_again(&error),
        }
        StoreError::from(error)
    }
}
