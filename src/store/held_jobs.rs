//! Keeps virtual time still until the jobs already written down have been done.
//!
//! On the machine's own time it does nothing. In virtual time, each job holds a claim from the
//! moment it is pushed until a worker has finished it, or the write that pushed it is given up;
//! otherwise the clock could jump over the very work that was just asked for. For the same reason a
//! changed timer holds virtual time until the sweeper, if there is one, has looked at the timers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use passerelle_clock::{Busy, Clock};
use tokio::sync::Notify;

/// The jobs that virtual time must wait for. Cheap to clone; share one between every store and
/// worker that live on the same clock.
#[derive(Clone)]
pub struct HeldJobs {
    clock: Clock,
    held: Arc<Mutex<Held>>,
    released: Arc<Notify>,
    timers: Arc<Mutex<Option<Busy>>>,
}

/// The jobs held, in the order in which they were pushed.
#[derive(Default)]
struct Held {
    next: u64,
    jobs: BTreeMap<u64, (String, Busy)>,
}

impl HeldJobs {
    /// An empty set on this clock.
    pub fn new(clock: Clock) -> HeldJobs {
        HeldJobs { clock, held: Arc::default(), released: Arc::default(), timers: Arc::default() }
    }

    /// Holds virtual time for this job. Twice is once. Nothing on the machine's own time.
    pub fn hold(&self, job_id: &str) {
        if self.clock.is_virtual() {
            let claim = self.clock.busy();
            let mut held = self.lock();
            if held.jobs.values().any(|(id, _)| id == job_id) {
                return;
            }
            let place = held.next;
            held.next += 1;
            held.jobs.insert(place, (job_id.to_owned(), claim));
        }
    }

    /// The job has finished, or will never exist. Unknown jobs are ignored.
    pub fn release(&self, job_id: &str) {
        let claim = {
            let mut held = self.lock();
            let place = held.jobs.iter().find(|(_, (id, _))| id == job_id).map(|(place, _)| *place);
            place.and_then(|place| held.jobs.remove(&place))
        };
        // Dropped outside the lock: releasing may wake a sleeper.
        drop(claim);
        self.released.notify_waiters();
    }

    /// Waits until every job pushed before this one has finished: in virtual time jobs run one by
    /// one, in the order in which they were asked for, so that the same story can be lived twice.
    /// On the machine's own time, and for a job that is not held, there is nothing to wait for.
    pub async fn turn(&self, job_id: &str) {
        loop {
            let released = self.released.notified();
            tokio::pin!(released);
            released.as_mut().enable();
            let waits = {
                let held = self.lock();
                let is_held = held.jobs.values().any(|(id, _)| id == job_id);
                is_held && held.jobs.values().next().is_some_and(|(first, _)| first != job_id)
            };
            if !waits {
                return;
            }
            released.await;
        }
    }

    /// A timer has changed and a sweeper watches: virtual time waits until it has taken the claim.
    pub(crate) fn hold_timers(&self) {
        if self.clock.is_virtual() {
            let claim = self.clock.busy();
            let earlier = self.timers.lock().unwrap_or_else(PoisonError::into_inner).replace(claim);
            drop(earlier);
        }
    }

    /// For the sweeper: take the claim *before* reading when the next timer is due, drop it once
    /// asleep until then. A change made meanwhile makes a claim of its own.
    pub fn take_timers(&self) -> Option<Busy> {
        self.timers.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The clock these jobs live on.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// How many jobs hold virtual time now.
    pub fn count(&self) -> usize {
        self.lock().jobs.len()
    }

    /// Lets every job go: the store they were in is gone (a test that drops its world).
    pub fn release_all(&self) {
        let claims = std::mem::take(&mut self.lock().jobs);
        drop(claims);
        self.released.notify_waiters();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
