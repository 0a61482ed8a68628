//! How attempts are written in a list, and what a protocol cannot be.

use chrono::NaiveTime;

use super::{AttemptAt, MOST_ATTEMPTS, Protocol, RING_S};

/// Minutes in a day: what is later is written as the next day.
const MOST_MINUTES: i64 = 24 * 60;
/// Between two attempts and the like.
const BETWEEN: char = '|';

/// Why a protocol is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// An attempt that could not be read, by its place.
    #[error("attempts: part {0} is not understood: write for example 0|15|120|next_day 11:00")]
    NotUnderstood(usize),
    /// None, or too many.
    #[error("attempts: 1 to {MOST_ATTEMPTS}")]
    Count,
    /// The first is the promised hour.
    #[error("attempts: the first one is the promised hour: 0")]
    FirstIsPromised,
    /// One comes before the one above it.
    #[error("attempts: part {0} comes before an earlier one")]
    OutOfOrder(usize),
    /// She needs time to reach the telephone, and carriers give up.
    #[error("ring_s: must be a number from 15 to 60")]
    RingTime,
    /// Minutes before an engaged line is tried again.
    #[error("busy_retry_min: must be a number from 1 to 30")]
    BusyRetry,
    /// How often an engaged line is tried again.
    #[error("busy_retries: must be a number from 0 to 10")]
    BusyRetries,
    /// Minutes of an engaged line.
    #[error("engaged_worry_min: must be a number from 30 to 1440")]
    EngagedWorry,
    /// Minutes a page waits.
    #[error("acknowledge_within_min: must be a number from 5 to 1440")]
    Acknowledge,
}

impl AttemptAt {
    /// Reads `15`, `11:45` or `next_day 11:00`.
    fn parse(text: &str) -> Option<AttemptAt> {
        let hour = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        let text = text.trim();
        if let Some(text) = text.strip_prefix("next_day") {
            return Some(AttemptAt::NextDayAt(hour(text)?));
        }
        if text.contains(':') {
            return Some(AttemptAt::SameDayAt(hour(text)?));
        }
        let minutes = text.parse::<i64>().ok()?;
        (0..MOST_MINUTES).contains(&minutes).then_some(AttemptAt::AfterMinutes(minutes))
    }

    /// Whether it certainly comes after `before`. Minutes and hours of one day cannot be compared without the promised
    /// hour: what is then too early is made after the pause that every attempt keeps.
    fn may_follow(self, before: AttemptAt) -> bool {
        use AttemptAt::{AfterMinutes, NextDayAt, SameDayAt};
        match (before, self) {
            (AfterMinutes(before), AfterMinutes(after)) => after > before,
            (SameDayAt(before), SameDayAt(after)) | (NextDayAt(before), NextDayAt(after)) => after > before,
            (AfterMinutes(_), SameDayAt(_)) | (_, NextDayAt(_)) => true,
            (SameDayAt(_), AfterMinutes(_)) | (NextDayAt(_), AfterMinutes(_) | SameDayAt(_)) => false,
        }
    }
}

impl std::fmt::Display for AttemptAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AttemptAt::AfterMinutes(minutes) => write!(f, "{minutes}"),
            AttemptAt::SameDayAt(time) => write!(f, "{}", time.format("%H:%M")),
            AttemptAt::NextDayAt(time) => write!(f, "next_day {}", time.format("%H:%M")),
        }
    }
}

impl Protocol {
    /// Reads attempts such as `0|15|120|next_day 11:00`: minutes after the promised hour, an hour of the same day, an hour
    /// of the next.
    ///
    /// # Errors
    /// [`ProtocolError`] tells the part that is wrong by its place.
    pub fn read_attempts(text: &str) -> Result<Vec<AttemptAt>, ProtocolError> {
        let parts = text.split(BETWEEN).enumerate();
        parts.map(|(place, part)| AttemptAt::parse(part).ok_or(ProtocolError::NotUnderstood(place + 1))).collect()
    }

    /// The attempts as they are written in a list.
    pub fn attempts_text(&self) -> String {
        self.attempts.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
    }

    /// Refuses a protocol that cannot be.
    ///
    /// # Errors
    /// The first reason found.
    pub fn check(&self) -> Result<(), ProtocolError> {
        if !(1..=MOST_ATTEMPTS).contains(&self.attempts.len()) {
            return Err(ProtocolError::Count);
        }
        if self.attempts.first() != Some(&AttemptAt::AfterMinutes(0)) {
            return Err(ProtocolError::FirstIsPromised);
        }
        let wrong = self.attempts.windows(2).position(|two| !two[1].may_follow(two[0]));
        if let Some(place) = wrong {
            return Err(ProtocolError::OutOfOrder(place + 2));
        }
        if !RING_S.contains(&self.person_ring_s) {
            return Err(ProtocolError::RingTime);
        }
        if !(1..=30).contains(&self.busy_retry_min) {
            return Err(ProtocolError::BusyRetry);
        }
        if self.busy_retries > 10 {
            return Err(ProtocolError::BusyRetries);
        }
        if !(30..=MOST_MINUTES).contains(&self.engaged_worry_min) {
            return Err(ProtocolError::EngagedWorry);
        }
        match self.acknowledge_within_min {
            Some(minutes) if !(5..=MOST_MINUTES).contains(&minutes) => Err(ProtocolError::Acknowledge),
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_written_then_read_and_written_again() {
        for protocol in Protocol::shipped() {
            assert_eq!(protocol.check(), Ok(()));
            assert_eq!(Protocol::read_attempts(&protocol.attempts_text()), Ok(protocol.attempts));
        }
        assert_eq!(Protocol::weekly().attempts_text(), "0|15|120|next_day 11:00");
        assert_eq!(Protocol::heat_wave().attempts_text(), "0|105|240");
    }

    #[test]
    fn protocols_that_cannot_be_then_refused_with_the_reason() {
        use ProtocolError::*;
        let with = |attempts: &str| {
            Protocol::read_attempts(attempts).and_then(|attempts| Protocol { attempts, ..Protocol::weekly() }.check())
        };
        for (attempts, error) in [
            ("", NotUnderstood(1)),
            ("0|soon", NotUnderstood(2)),
            ("0|1440", NotUnderstood(2)),
            ("0|next_day", NotUnderstood(2)),
            ("5", FirstIsPromised),
            ("0|15|15", OutOfOrder(3)),
            ("0|14:00|11:45", OutOfOrder(3)),
            ("0|next_day 11:00|15", OutOfOrder(3)),
            ("0|1|2|3|4|5|6|7|8", Count),
        ] {
            assert_eq!(with(attempts), Err(error), "{attempts}");
        }
        for (protocol, error) in [
            (Protocol { person_ring_s: 14, ..Protocol::weekly() }, RingTime),
            (Protocol { person_ring_s: 61, ..Protocol::weekly() }, RingTime),
            (Protocol { busy_retry_min: 0, ..Protocol::weekly() }, BusyRetry),
            (Protocol { busy_retries: 11, ..Protocol::weekly() }, BusyRetries),
            (Protocol { engaged_worry_min: 10, ..Protocol::weekly() }, EngagedWorry),
            (Protocol { acknowledge_within_min: Some(1), ..Protocol::weekly() }, Acknowledge),
        ] {
            assert_eq!(protocol.check(), Err(error));
        }
    }
}
