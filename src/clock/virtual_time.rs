//! Virtual time: a heap of sleepers, a count of busy guards, and a driver that wakes the earliest
//! sleeper when the count is zero.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, oneshot};

use crate::Busy;

/// How often the runtime is asked to run everybody else before silence is believed: work handed
/// from task to task through a channel is then seen by its receiver first.
const YIELDS_BEFORE_IDLE: u32 = 8;

/// In paced runs, how far real time goes between two moves of virtual time.
const PACE_TICK: Duration = Duration::from_millis(50);

pub(crate) struct VirtualTime {
    state: Mutex<State>,
    changed: Notify,
}

struct State {
    now: DateTime<Utc>,
    busy: usize,
    /// Grows with every guard taken and every sleeper registered, so that silence can be proved.
    generation: u64,
    sleepers: BTreeMap<(DateTime<Utc>, u64), oneshot::Sender<Busy>>,
}

impl VirtualTime {
    pub(crate) fn new(now: DateTime<Utc>) -> VirtualTime {
        let state = State { now, busy: 0, generation: 0, sleepers: BTreeMap::new() };
        VirtualTime { state: Mutex::new(state), changed: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves plain numbers behind: they stay usable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.state().now
    }

    pub(crate) fn busy(time: &Arc<VirtualTime>) -> Busy {
        let mut state = time.state();
        state.busy += 1;
        state.generation += 1;
        Busy(Some(Arc::clone(time)))
    }

    pub(crate) fn release(&self) {
        let mut state = self.state();
        state.busy -= 1;
        if state.busy == 0 {
            self.changed.notify_waiters();
        }
    }

    pub(crate) async fn sleep_until(time: &Arc<VirtualTime>, at: DateTime<Utc>) -> Busy {
        let (sender, receiver) = oneshot::channel();
        let key = {
            let mut state = time.state();
            if at <= state.now {
                drop(state);
                return VirtualTime::busy(time);
            }
            state.generation += 1;
            let key = (at, state.generation);
            state.sleepers.insert(key, sender);
            key
        };
        time.changed.notify_waiters();
        let forget = ForgetSleeper { time, key };
        let woken = receiver.await;
        drop(forget);
        // The sender is only dropped unsent when the whole virtual time goes away.
        woken.unwrap_or(Busy(None))
    }

    fn next_wake(&self) -> Option<DateTime<Utc>> {
        self.state().sleepers.keys().next().map(|(at, _)| *at)
    }

    /// Moves `now` to the earliest sleeper at or before `limit` and wakes it.
    fn wake_next(time: &Arc<VirtualTime>, limit: DateTime<Utc>) -> bool {
        let (sender, busy) = {
            let mut state = time.state();
            let Some(entry) = state.sleepers.first_entry() else { return false };
            let (at, _) = *entry.key();
            if at > limit {
                return false;
            }
            let sender = entry.remove();
            state.now = state.now.max(at);
            state.busy += 1;
            (sender, Busy(Some(Arc::clone(time))))
        };
        // A sleeper that went away in the meantime gives the guard back, which is dropped here.
        drop(sender.send(busy));
        true
    }

    fn move_to(&self, at: DateTime<Utc>) {
        let mut state = self.state();
        state.now = state.now.max(at);
    }
}

struct ForgetSleeper<'a> {
    time: &'a VirtualTime,
    key: (DateTime<Utc>, u64),
}

impl Drop for ForgetSleeper<'_> {
    fn drop(&mut self) {
        self.time.state().sleepers.remove(&self.key);
    }
}

/// Moves a virtual time. One driver an application: tests, the demo and rehearsals own it.
pub struct Driver(Arc<VirtualTime>);

impl Driver {
    pub(crate) fn new(time: Arc<VirtualTime>) -> Driver {
        Driver(time)
    }

    /// The present virtual instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }

    /// The earliest instant somebody waits for, if any.
    pub fn next_wake(&self) -> Option<DateTime<Utc>> {
        self.0.next_wake()
    }

    /// How many guards live now; a test that hangs prints it.
    pub fn busy_count(&self) -> usize {
        self.0.state().busy
    }

    /// Waits until nobody is busy and everything handed from task to task has been taken over.
    pub async fn idle(&self) {
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let before = {
                let state = self.0.state();
                (state.busy, state.generation)
            };
            if before.0 > 0 {
                changed.await;
                continue;
            }
            for _ in 0..YIELDS_BEFORE_IDLE {
                tokio::task::yield_now().await;
            }
            let state = self.0.state();
            if (state.busy, state.generation) == before {
                return;
            }
        }
    }

    /// Wakes the earliest sleeper due at or before `limit` once nobody is busy. False when there is
    /// none: everything has then happened, and `now` is `limit`.
    pub async fn step(&self, limit: DateTime<Utc>) -> bool {
        self.idle().await;
        if VirtualTime::wake_next(&self.0, limit) {
            return true;
        }
        self.0.move_to(limit);
        false
    }

    /// Lets everything due up to `limit` happen, as fast as the machine can.
    pub async fn run_until(&self, limit: DateTime<Utc>) {
        while self.step(limit).await {}
        self.idle().await;
    }

    /// Lets `duration` of virtual time go by.
    pub async fn run_for(&self, duration: TimeDelta) {
        self.run_until(self.now() + duration).await;
    }

    /// Lets everything up to `limit` happen, `speed` virtual seconds in one real second. Real time
    /// only sets the pace: the order of events is that of [`Driver::run_until`].
    pub async fn run_paced_until(&self, limit: DateTime<Utc>, speed: f64) {
        let tick = TimeDelta::from_std(PACE_TICK).unwrap_or(TimeDelta::milliseconds(50));
        let leap = TimeDelta::microseconds((tick.num_microseconds().unwrap_or(50_000) as f64 * speed) as i64);
        let mut beat = tokio::time::interval(PACE_TICK);
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while self.now() < limit {
            beat.tick().await;
            let target = (self.now() + leap).min(limit);
            self.run_until(target).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as StdMutex;

    use crate::Clock;

    use super::*;

    fn start() -> DateTime<Utc> {
        DateTime::parse_from_rfc3339("2027-03-25T10:00:00Z").unwrap().to_utc()
    }

    #[tokio::test]
    async fn two_sleepers_then_they_wake_in_the_order_of_their_instants() {
        let (clock, driver) = Clock::virtual_at(start());
        let seen = Arc::new(StdMutex::new(Vec::new()));
        for minutes in [20, 5] {
            let (clock, seen) = (clock.clone(), Arc::clone(&seen));
            tokio::spawn(async move {
                let _busy = clock.sleep(TimeDelta::minutes(minutes)).await;
                seen.lock().unwrap().push((minutes, clock.now()));
            });
        }
        driver.run_for(TimeDelta::hours(1)).await;
        let expected = vec![(5, start() + TimeDelta::minutes(5)), (20, start() + TimeDelta::minutes(20))];
        assert_eq!(*seen.lock().unwrap(), expected);
        assert_eq!(clock.now(), start() + TimeDelta::hours(1));
    }

    #[tokio::test]
    async fn somebody_busy_then_time_stands_still() {
        let (clock, driver) = Clock::virtual_at(start());
        let busy = clock.busy();
        let (release, wait) = oneshot::channel::<()>();
        let worker = tokio::spawn(async move {
            wait.await.unwrap();
            drop(busy);
        });
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep(TimeDelta::seconds(1)).await }
        });
        let driving = tokio::spawn(async move {
            driver.run_for(TimeDelta::seconds(2)).await;
            driver.now()
        });
        tokio::task::yield_now().await;
        assert_eq!(clock.now(), start());
        release.send(()).unwrap();
        worker.await.unwrap();
        drop(sleeper.await.unwrap());
        assert_eq!(driving.await.unwrap(), start() + TimeDelta::seconds(2));
    }

    #[tokio::test]
    async fn sleeper_dropped_then_it_is_forgotten() {
        let (clock, driver) = Clock::virtual_at(start());
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep(TimeDelta::seconds(9)).await }
        });
        driver.idle().await;
        assert!(driver.next_wake().is_some());
        sleeper.abort();
        let _ = sleeper.await;
        assert_eq!(driver.next_wake(), None);
    }

    #[tokio::test]
    async fn instant_already_past_then_no_wait() {
        let (clock, _driver) = Clock::virtual_at(start());
        drop(clock.sleep_until(start() - TimeDelta::days(1)).await);
        assert_eq!(clock.now(), start());
    }

    #[tokio::test]
    async fn paced_run_then_everything_due_has_happened() {
        let (clock, driver) = Clock::virtual_at(start());
        let woken = tokio::spawn({
            let clock = clock.clone();
            async move {
                let _busy = clock.sleep(TimeDelta::seconds(30)).await;
                clock.now()
            }
        });
        driver.run_paced_until(start() + TimeDelta::minutes(1), 1200.0).await;
        assert_eq!(woken.await.unwrap(), start() + TimeDelta::seconds(30));
    }
}
