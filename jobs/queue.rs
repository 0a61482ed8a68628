//! A queue and its jobs, as the program declares them.

use std::collections::HashMap;
use std::sync::Arc;

use futures::future::BoxFuture;
use passerelle_store::{JobPayload, StoreError};

/// What runs a job. Called at least once a job, perhaps twice: the same payload twice must be the
/// same as once.
pub type Handler = Arc<dyn Fn(JobPayload) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync>;

/// Infrastructure trouble. Its text goes to the log and to apalis' table: no personal data.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[from] StoreError),
    /// Something outside failed (carrier, mail server) in a way the use case does not settle.
    #[error("infrastructure trouble: {0}")]
    Infrastructure(String),
    /// The handler panicked.
    #[error("the job panicked")]
    Panicked,
    /// No handler is declared for this kind, or the payload is not one of ours.
    #[error("no handler for this job")]
    UnknownJob,
}

/// A named queue: how many of its jobs run at once, and which handler runs which kind.
#[derive(Clone)]
pub struct Queue {
    pub(crate) name: &'static str,
    pub(crate) concurrency: usize,
    pub(crate) handlers: HashMap<&'static str, Handler>,
}

impl Queue {
    /// A queue without jobs yet. The name is written in every row: renaming orphans what waits.
    /// `concurrency` counts jobs in flight in this process; at least one.
    pub fn new(name: &'static str, concurrency: usize) -> Queue {
        Queue { name, concurrency: concurrency.max(1), handlers: HashMap::new() }
    }

    /// Declares the handler of a kind of job. A second one for the same kind replaces the first.
    #[must_use]
    pub fn job<F, Work>(mut self, kind: &'static str, handler: F) -> Queue
    where
        F: Fn(JobPayload) -> Work + Send + Sync + 'static,
        Work: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.handlers.insert(kind, Arc::new(move |payload| Box::pin(handler(payload))));
        self
    }
}
