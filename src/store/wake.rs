//! Wake-up signals: "there are jobs in this queue", "the timers have changed".
//!
//! A signal is only a promptness: whoever listens also looks by itself once a second, so a signal
//! lost (another process, a broken connection) costs a second and never a job.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, watch};

/// The wake-up signals of one process. Cheap to clone.
#[derive(Clone, Default)]
pub struct Wake(Arc<Inner>);

#[derive(Default)]
struct Inner {
    queues: Mutex<HashMap<String, watch::Sender<u64>>>,
    timers: watch::Sender<u64>,
    elsewhere: Elsewhere,
}

/// What the other processes have yet to be told.
#[derive(Default)]
struct Elsewhere {
    pending: Mutex<BTreeSet<String>>,
    something: Notify,
}

/// The word on the wire for the timers; queue names are prefixed, so none can collide.
pub(crate) const TIMERS_WORD: &str = "timers";
pub(crate) const QUEUE_PREFIX: &str = "queue:";

impl Wake {
    /// Changes each time a job may have appeared in `queue`.
    pub fn watch_queue(&self, queue: &str) -> watch::Receiver<u64> {
        self.sender(queue).subscribe()
    }

    /// Changes each time a timer may have been set, moved or cleared.
    pub fn watch_timers(&self) -> watch::Receiver<u64> {
        self.0.timers.subscribe()
    }

    pub(crate) fn has_timer_watchers(&self) -> bool {
        self.0.timers.receiver_count() > 0
    }

    /// Wakes this process's workers of `queue`.
    pub fn queue(&self, queue: &str) {
        self.sender(queue).send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Wakes whoever waits for timers in this process.
    pub fn timers(&self) {
        self.0.timers.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn queue_here_and_elsewhere(&self, queue: &str) {
        self.queue(queue);
        self.tell_elsewhere(format!("{QUEUE_PREFIX}{queue}"));
    }

    pub(crate) fn timers_here_and_elsewhere(&self) {
        self.timers();
        self.tell_elsewhere(TIMERS_WORD.to_owned());
    }

    /// What other processes have not been told, waiting until there is something.
    pub(crate) async fn next_for_elsewhere(&self) -> BTreeSet<String> {
        loop {
            let words = std::mem::take(&mut *lock(&self.0.elsewhere.pending));
            if !words.is_empty() {
                return words;
            }
            self.0.elsewhere.something.notified().await;
        }
    }

    /// A word heard from another process.
    pub(crate) fn heard(&self, word: &str) {
        if let Some(queue) = word.strip_prefix(QUEUE_PREFIX) {
            self.queue(queue);
        } else if word == TIMERS_WORD {
            self.timers();
        }
    }

    /// Something may have been missed: everybody looks again.
    pub(crate) fn everybody(&self) {
        for sender in lock(&self.0.queues).values() {
            sender.send_modify(|count| *count = count.wrapping_add(1));
        }
        self.timers();
    }

    // The set holds at most one word a queue, so on SQLite, where nobody takes them, it stays small.
    fn tell_elsewhere(&self, word: String) {
        lock(&self.0.elsewhere.pending).insert(word);
        self.0.elsewhere.something.notify_one();
    }

    fn sender(&self, queue: &str) -> watch::Sender<u64> {
        let mut queues = lock(&self.0.queues);
        match queues.get(queue) {
            Some(sender) => sender.clone(),
            None => queues.entry(queue.to_owned()).or_default().clone(),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
