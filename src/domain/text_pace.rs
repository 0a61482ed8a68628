//! The carrier's pace: texts are handed over one after the other, the most urgent first.
//!
//! Pure. A carrier takes so many texts a second. What it gets faster it queues, out of our sight and in the order in which it
//! came: a page behind two hundred reminders. So texts wait here instead, and each time one may leave it is the most urgent of
//! those that wait ([`crate::message::Message::lane`]). The pace is shared by every process, so it lives in the database, and it
//! waits by a timer: a text that waits occupies no worker.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A machine that was busy for so long makes up for it; what it missed before is not sent in one go.
pub const CATCHES_UP: TimeDelta = TimeDelta::milliseconds(500);

/// How far the texts have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TextPace {
    /// No text leaves before.
    pub free_at: DateTime<Utc>,
    /// Texts wait; the first of them leaves then.
    pub is_waited_for: bool,
}

impl TextPace {
    /// Its identity, the same in every installation: there is one.
    pub const ID: Uuid = Uuid::from_u128(1);

    /// A text is about to leave, `spacing` between two of them. False: it waits, behind those that wait already.
    pub fn lets_through(&mut self, spacing: TimeDelta, now: DateTime<Utc>) -> bool {
        let leaves = !self.is_waited_for && self.free_at <= now;
        if leaves {
            self.free_at = now + spacing;
        } else {
            self.is_waited_for = true;
        }
        leaves
    }

    /// How many of those that wait may leave at `now`.
    pub fn room(&self, spacing: TimeDelta, now: DateTime<Utc>) -> usize {
        let late = now - self.caught_up_from(now);
        match (late.num_microseconds(), spacing.num_microseconds()) {
            (Some(late_us), Some(spacing_us)) if late_us >= 0 && spacing_us > 0 => {
                1 + usize::try_from(late_us / spacing_us).unwrap_or_default()
            }
            _ => usize::from(late >= TimeDelta::zero()),
        }
    }

    /// So many have left at `now`; whether more wait.
    pub fn left(&mut self, texts: usize, more_wait: bool, spacing: TimeDelta, now: DateTime<Utc>) {
        let times = i32::try_from(texts).unwrap_or(i32::MAX);
        self.free_at = self.caught_up_from(now) + spacing * times;
        self.is_waited_for = more_wait;
    }

    /// When to look at those that wait; `None` when none does.
    pub fn timer_at(&self) -> Option<DateTime<Utc>> {
        self.is_waited_for.then_some(self.free_at)
    }

    fn caught_up_from(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.free_at.max(now - CATCHES_UP)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + ms).unwrap()
    }

    const SECOND: TimeDelta = TimeDelta::seconds(1);

    #[test]
    fn alone_then_it_leaves_and_the_next_a_second_later() {
        let mut pace = TextPace::default();
        assert!(pace.lets_through(SECOND, at(0)));
        assert_eq!(pace.timer_at(), None, "nobody waits");
        assert!(!pace.lets_through(SECOND, at(300)));
        assert_eq!(pace.timer_at(), Some(at(1_000)));
        assert!(!pace.lets_through(SECOND, at(1_000)), "those that wait go before");
        assert_eq!(pace.room(SECOND, at(999)), 0);
        assert_eq!(pace.room(SECOND, at(1_010)), 1);
        pace.left(1, true, SECOND, at(1_010));
        assert_eq!(pace.timer_at(), Some(at(2_000)), "no time is lost by a look that comes late");
        pace.left(1, false, SECOND, at(2_000));
        assert_eq!((pace.timer_at(), pace.free_at), (None, at(3_000)));
        assert!(pace.lets_through(SECOND, at(60_000)));
    }

    #[test]
    fn looked_at_late_then_what_was_missed_leaves_but_not_what_was_missed_for_long() {
        let fast = TimeDelta::milliseconds(10);
        let cases = [(0, 1), (9, 1), (10, 2), (30, 4), (500, 51), (60_000, 51)];
        for (late_ms, room) in cases {
            let pace = TextPace { free_at: at(0), is_waited_for: true };
            assert_eq!(pace.room(fast, at(late_ms)), room, "{late_ms} ms late");
        }
        let slow = TextPace { free_at: at(0), is_waited_for: true };
        assert_eq!(slow.room(SECOND, at(3_600_000)), 1);
    }

    proptest! {
        #[test]
        fn any_looks_then_never_faster_than_the_pace(pauses in prop::collection::vec(0i64..3_000, 1..60), asks in prop::collection::vec(any::<bool>(), 60)) {
            let (mut pace, mut now, mut left) = (TextPace::default(), at(0), Vec::new());
            let mut waiting = 0usize;
            for (pause, asks) in pauses.into_iter().zip(asks) {
                now += TimeDelta::milliseconds(pause);
                if asks {
                    match pace.lets_through(SECOND, now) {
                        true => left.push(now),
                        false => waiting += 1,
                    }
                } else if pace.timer_at().is_some_and(|due_at| due_at <= now) {
                    let leave = pace.room(SECOND, now).min(waiting);
                    waiting -= leave;
                    left.extend(std::iter::repeat_n(now, leave));
                    pace.left(leave, waiting > 0, SECOND, now);
                }
                prop_assert_eq!(pace.timer_at().is_some(), waiting > 0);
            }
            for several in left.windows(4) {
                prop_assert!(several[3] - several[0] >= SECOND * 3 - CATCHES_UP, "{several:?}");
            }
        }
    }
}
