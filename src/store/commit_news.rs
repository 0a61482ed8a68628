//! What a write must tell others once it is durable: jobs to run, timers to look at again.

use crate::{HeldJobs, Wake};

/// What one write changed that somebody waits for. Dropping it untold gives the jobs up: they
/// stop holding virtual time, because the write that pushed them did not happen.
pub(crate) struct CommitNews {
    held_jobs: HeldJobs,
    job_ids: Vec<String>,
    queues: Vec<&'static str>,
    timers_changed: bool,
}

impl CommitNews {
    pub(crate) fn new(held_jobs: HeldJobs) -> CommitNews {
        CommitNews { held_jobs, job_ids: Vec::new(), queues: Vec::new(), timers_changed: false }
    }

    /// A job was pushed; virtual time waits for it from now on.
    pub(crate) fn job_pushed(&mut self, queue: &'static str, job_id: String) {
        self.held_jobs.hold(&job_id);
        self.job_ids.push(job_id);
        if !self.queues.contains(&queue) {
            self.queues.push(queue);
        }
    }

    /// A timer was set or cleared.
    pub(crate) fn timers_changed(&mut self) {
        self.timers_changed = true;
    }

    /// The write is durable: wake those who wait.
    pub(crate) fn tell(mut self, wake: &Wake) {
        self.job_ids.clear();
        for queue in &self.queues {
            wake.queue_here_and_elsewhere(queue);
        }
        if self.timers_changed {
            if wake.has_timer_watchers() {
                self.held_jobs.hold_timers();
            }
            wake.timers_here_and_elsewhere();
        }
    }
}

impl Drop for CommitNews {
    fn drop(&mut self) {
        for job_id in &self.job_ids {
            self.held_jobs.release(job_id);
        }
    }
}
