//! Spacing of requests, so that the carrier does not queue our calls out of our sight.

use super::error::SetupError;
use chrono::{DateTime, TimeDelta, Utc};
use passerelle_clock::Clock;
use std::sync::{Mutex, PoisonError};

/// The time between two requests; none when more are allowed than anybody could count.
pub(super) fn spacing(per_second: f64) -> Result<TimeDelta, SetupError> {
    if !per_second.is_finite() || per_second <= 0.0 {
        return Err(SetupError::BadRate);
    }
    Ok(TimeDelta::microseconds((1_000_000.0 / per_second).round() as i64))
}

/// Gives each request its turn, one `1 / rate` after the other.
///
/// In virtual time nothing waits: whoever waits for virtual time must hold no guard, and the callers of a client may
/// well hold one. The turns are still counted.
pub(super) struct Pacer {
    spacing: TimeDelta,
    next_turn_at: Mutex<Option<DateTime<Utc>>>,
}

impl Pacer {
    pub(super) fn new(per_second: f64) -> Result<Pacer, SetupError> {
        Ok(Pacer { spacing: spacing(per_second)?, next_turn_at: Mutex::new(None) })
    }

    /// Takes the next turn and waits for it. A caller that gives up waiting leaves its turn unused.
    pub(super) async fn wait(&self, clock: &Clock) {
        let at = self.take_turn(clock.now());
        if !clock.is_virtual() {
            drop(clock.sleep_until(at).await);
        }
    }

    fn take_turn(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let mut next_turn_at = self.next_turn_at.lock().unwrap_or_else(PoisonError::into_inner);
        let at = next_turn_at.map_or(now, |next| next.max(now));
        *next_turn_at = Some(at + self.spacing);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(s: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + s, 0).unwrap()
    }

    #[test]
    fn three_requests_at_once_then_turns_are_a_second_apart() {
        let pacer = Pacer::new(1.0).unwrap();
        let turns: Vec<_> = (0..3).map(|_| pacer.take_turn(second(0))).collect();
        assert_eq!(turns, [second(0), second(1), second(2)]);
    }

    #[test]
    fn a_request_after_a_quiet_time_then_it_does_not_wait() {
        let pacer = Pacer::new(1.0).unwrap();
        pacer.take_turn(second(0));
        assert_eq!(pacer.take_turn(second(60)), second(60));
    }

    #[test]
    fn a_rate_that_is_no_positive_number_then_it_is_refused() {
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(Pacer::new(rate), Err(SetupError::BadRate)), "{rate}");
        }
    }

    #[tokio::test]
    async fn virtual_time_held_by_the_caller_then_pacing_does_not_wait() {
        let (clock, _driver) = Clock::virtual_at(second(0));
        let _busy = clock.busy();
        let pacer = Pacer::new(0.001).unwrap();
        pacer.wait(&clock).await;
        pacer.wait(&clock).await;
        assert_eq!(clock.now(), second(0));
    }
}
