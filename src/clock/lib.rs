//! The time everything else is given.
//!
//! Only the program makes a clock; every other part receives one. There are two kinds: the
//! machine's own time, and a *virtual* time for tests, the demo and rehearsals, which stands still
//! while anybody is working and jumps to the next instant somebody waits for when nobody is.
//!
//! This crate knows nothing of calls or people. Its invariant: in virtual time, `now` never moves
//! while a [`Busy`] guard lives, and sleepers wake one at a time in the order of their instants, so
//! the same program given the same inputs lives the same story, however fast the machine is.

mod virtual_time;

use std::sync::Arc;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

pub use virtual_time::Driver;
use virtual_time::VirtualTime;

/// A cheap handle on the time of this process.
#[derive(Clone)]
pub struct Clock(Kind);

#[derive(Clone)]
enum Kind {
    System,
    Virtual(Arc<VirtualTime>),
}

/// A claim that real work is under way: while it lives, virtual time stands still.
/// On the machine's own time it does nothing.
#[must_use = "virtual time moves on as soon as the guard is dropped"]
pub struct Busy(Option<Arc<VirtualTime>>);

impl Clock {
    /// The machine's own time.
    pub fn system() -> Clock {
        Clock(Kind::System)
    }

    /// A virtual time that starts at `start` (UTC) and the driver that moves it.
    pub fn virtual_at(start: DateTime<Utc>) -> (Clock, Driver) {
        let time = Arc::new(VirtualTime::new(to_microseconds(start)));
        (Clock(Kind::Virtual(Arc::clone(&time))), Driver::new(time))
    }

    /// The present instant (UTC), cut to microseconds because PostgreSQL keeps no more.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
            Kind::System => to_microseconds(Utc::now()),
            Kind::Virtual(time) => time.now(),
        }
    }

    /// Waits until `now` is at or after `at`. Hold the returned guard while doing the work you woke
    /// for. Dropping the future forgets the sleeper.
    pub async fn sleep_until(&self, at: DateTime<Utc>) -> Busy {
        match &self.0 {
            Kind::System => {
                let wait = (at - self.now()).to_std().unwrap_or_default();
                tokio::time::sleep(wait).await;
                Busy(None)
            }
            Kind::Virtual(time) => VirtualTime::sleep_until(time, to_microseconds(at)).await,
        }
    }

    /// Waits for `duration`; the guard is as in [`Clock::sleep_until`].
    pub async fn sleep(&self, duration: TimeDelta) -> Busy {
        self.sleep_until(self.now() + duration).await
    }

    /// Claims that real work is under way until the guard is dropped.
    pub fn busy(&self) -> Busy {
        match &self.0 {
            Kind::System => Busy(None),
            Kind::Virtual(time) => VirtualTime::busy(time),
        }
    }

    /// True when time is virtual: nothing then waits for the machine's time.
    pub fn is_virtual(&self) -> bool {
        matches!(self.0, Kind::Virtual(_))
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_virtual() { "Clock::Virtual" } else { "Clock::System" })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(time) = self.0.take() {
            time.release();
        }
    }
}

/// Cuts an instant to whole microseconds, the precision both databases keep.
fn to_microseconds(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(at)
}
