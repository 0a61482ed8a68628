//! The way every write is made: `transact!`.
//!
//! It is a macro rather than `db.write(async |tx| …)` because the future of a function that takes
//! an async closure is not `Send` as soon as the closure borrows anything (Rust 1.95 cannot prove
//! it "general enough"), and then no web handler and no spawned task could write.

use std::ops::ControlFlow;
use std::time::Duration;

use crate::commit_news::CommitNews;
use crate::db::Kind;
use crate::{Db, StoreError, Tx};

/// How often a write is tried on PostgreSQL when it keeps colliding with others. From the second try
/// on its transaction is alone, so more than two are rare.
const PG_WRITE_TRIES: u32 = 8;
/// The first back-off between two tries lasts at most this long; each next at most twice more.
const PG_FIRST_BACK_OFF_MS: u64 = 1;

/// Runs a block inside a transaction and answers once it is durable:
///
/// ```text
/// let case = transact!(db, |tx| {
///     let case = cases::by_id(tx, id).await?.ok_or(NotFound)?;
///     cases::save(tx, &case.acknowledged(now)).await?;
///     timers::set(tx, "case", case.id, now + patience).await?;
///     tx.push_job("messages", &JobPayload::new("send_message", message_id)).await?;
///     Ok(case)
/// })
/// .await?;
/// ```
///
/// The block is an async block that answers `Result<T, E>` with `E: From<StoreError>`; `?` and
/// `return` leave the block, not the function. `tx` is a `&mut Tx`. If the block answers an error,
/// or the caller goes away, nothing of it is kept.
///
/// On PostgreSQL the block may run again when two writes collide, so it may borrow what is outside
/// but not consume it (the compiler says so), and must do nothing that cannot be done twice: no
/// carrier, no mail. After a statement failed, end with an error: PostgreSQL cannot continue such a
/// transaction, and the write is then refused.
///
/// # Errors
/// What the block answers; `Busy` after too many collisions; `NotCommitted` when the commit fails.
#[macro_export]
macro_rules! transact {
    ($db:expr, |$tx:ident| $body:block) => {
        async {
            let mut writing = $db.begin_writing();
            loop {
                let mut tx = match writing.begin().await {
                    ::core::result::Result::Ok(tx) => tx,
                    ::core::result::Result::Err(error) => {
                        break ::core::result::Result::Err(::core::convert::From::from(error));
                    }
                };
                let outcome = async {
                    let $tx = &mut tx;
                    $body
                }
                .await;
                if let ::core::ops::ControlFlow::Break(settled) = writing.settle(tx, outcome).await {
                    break settled;
                }
            }
        }
    };
}

/// The tries of one write. Used by [`transact!`](crate::transact) only.
#[doc(hidden)]
pub struct Writing<'d> {
    db: &'d Db,
    tries: u32,
}

impl<'d> Writing<'d> {
    pub(crate) fn new(db: &'d Db) -> Writing<'d> {
        Writing { db, tries: 0 }
    }

    /// Opens the transaction of the next try.
    #[doc(hidden)]
    pub async fn begin(&mut self) -> Result<Tx, StoreError> {
        back_off(self.tries).await;
        self.tries += 1;
        let line = self.db.door().enter().await?;
        let news = CommitNews::new(self.db.held_jobs().clone());
        Ok(Tx { line, news, must_try_again: false, has_failed: false })
    }

    /// Commits or gives up, and says whether to run the block again.
    #[doc(hidden)]
    pub async fn settle<T, E>(&mut self, tx: Tx, outcome: Result<T, E>) -> ControlFlow<Result<T, E>>
    where
        E: From<StoreError>,
    {
        let may_try_again = tx.kind() == Kind::Postgres && self.tries < PG_WRITE_TRIES;
        let carried_on = tx.kind() == Kind::Postgres && tx.has_failed;
        let Tx { line, news, must_try_again, .. } = tx;
        let value = match outcome {
            Ok(value) if !carried_on => value,
            given_up => {
                line.give_up();
                return match given_up {
                    _ if must_try_again && may_try_again => ControlFlow::Continue(()),
                    Ok(_) if must_try_again => ControlFlow::Break(Err(StoreError::Busy.into())),
                    Ok(_) => ControlFlow::Break(Err(after_failure().into())),
                    Err(error) => ControlFlow::Break(Err(error)),
                };
            }
        };
        match line.finish(news).await.unwrap_or_else(|_| Err(stopping())) {
            Ok(()) => ControlFlow::Break(Ok(value)),
            Err(StoreError::Busy) if may_try_again => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(Err(error.into())),
        }
    }
}

fn after_failure() -> StoreError {
    StoreError::NotCommitted("a statement had failed before it".into())
}

fn stopping() -> StoreError {
    StoreError::NotCommitted("the program is stopping".into())
}

/// Lets colliding writers drift apart: nothing before the first try, then a random wait whose
/// bound doubles. It is the machine's time on purpose: the database collides in real time.
async fn back_off(tries: u32) {
    if tries > 0 {
        let bound_ms = PG_FIRST_BACK_OFF_MS << tries.min(6);
        let wait_ms = rand::random_range(0..=bound_ms);
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
    }
}

#[cfg(test)]
mod tests;
