//! Keeps virtual time still until the jobs already written down have been done.
//!
//! On the machine's own time it does nothing. In virtual time, each job holds a claim from the
//! moment it is pushed until a worker has finished it, or the write that pushed it is given up;
//! otherwise the clock could jump over the very work that was just asked for. For the same reason a
//! changed timer holds virtual time until the sweeper, if there is one, has looked at the timers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use passerelle_clock::{Busy, Clock};

/// The jobs that virtual time must wait for. Cheap to clone; share one between every store and
/// worker that live on the same clock.
#[derive(Clone)]
pub struct HeldJobs {
    clock: Clock,
    held: Arc<Mutex<HashMap<String, Busy>>>,
    timers: Arc<Mutex<Option<Busy>>>,
}

impl HeldJobs {
    /// An empty set on this clock.
    pub fn new(clock: Clock) -> HeldJobs {
        HeldJobs {
            clock,
            held: Arc::default(),
            timers: Arc::default(),
        }
    }

    /// Holds virtual time for this job. Twice is once. Nothing on the machine's own time.
    pub fn hold(&self, job_id: &str) {
        if self.clock.is_virtual() {
            let claim = self.clock.busy();
            self.lock().insert(job_id.to_owned(), claim);
        }
    }

    /// The job has finished, or will never exist. Unknown jobs are ignored.
    pub fn release(&self, job_id: &str) {
        let claim = self.lock().remove(job_id);
        // Dropped outside the lock: releasing may wake a sleeper.
        drop(claim);
    }

    /// A timer has changed and a sweeper watches: virtual time waits until it has taken the claim.
    pub(crate) fn hold_timers(&self) {
        if self.clock.is_virtual() {
            let claim = self.clock.busy();
            let earlier = self
                .timers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .replace(claim);
            drop(earlier);
        }
    }

    /// For the sweeper: take the claim *before* reading when the next timer is due, drop it once
    /// asleep until then. A change made meanwhile makes a claim of its own.
    pub fn take_timers(&self) -> Option<Busy> {
        self.timers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// The clock these jobs live on.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// How many jobs hold virtual time now.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// Lets every job go: the store they were in is gone (a test that drops its world).
    pub fn release_all(&self) {
        let claims = std::mem::take(&mut *self.lock());
        drop(claims);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Busy>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
