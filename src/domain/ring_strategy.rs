//! In what order, and how many at once, the listeners of a line are rung.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// More telephones than this no carrier rings at once.
pub const MOST_AT_ONCE: u8 = 10;

/// How listeners are rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum RingStrategy {
    /// One at a time, the one who was rung the longest ago first.
    #[default]
    LongestIdle,
    /// One at a time, in the order of the shifts.
    Ordered,
    /// So many at once, those who were rung the longest ago first; then as many others.
    Waves(u8),
    /// Everybody who is free at once, as far as the carrier can.
    All,
}

/// A strategy that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write longest_idle, ordered, waves(2) to waves(10), or all")]
pub struct UnknownStrategy;

impl RingStrategy {
    /// How many telephones ring at once at most.
    pub fn at_once(self) -> usize {
        match self {
            RingStrategy::LongestIdle | RingStrategy::Ordered => 1,
            RingStrategy::Waves(size) => usize::from(size),
            RingStrategy::All => usize::from(MOST_AT_ONCE),
        }
    }

    /// Whether the order of the shifts decides, rather than who was rung the longest ago.
    pub fn is_by_order(self) -> bool {
        self == RingStrategy::Ordered
    }
}

impl FromStr for RingStrategy {
    type Err = UnknownStrategy;

    fn from_str(text: &str) -> Result<Self, UnknownStrategy> {
        let text = text.trim().to_lowercase();
        match text.as_str() {
            "longest_idle" => return Ok(RingStrategy::LongestIdle),
            "ordered" => return Ok(RingStrategy::Ordered),
            "all" => return Ok(RingStrategy::All),
            _ => {}
        }
        let size = text.strip_prefix("waves(").and_then(|rest| rest.strip_suffix(')')).ok_or(UnknownStrategy)?;
        let size = size.trim().parse().map_err(|_| UnknownStrategy)?;
        if (2..=MOST_AT_ONCE).contains(&size) { Ok(RingStrategy::Waves(size)) } else { Err(UnknownStrategy) }
    }
}

impl fmt::Display for RingStrategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RingStrategy::LongestIdle => f.write_str("longest_idle"),
            RingStrategy::Ordered => f.write_str("ordered"),
            RingStrategy::Waves(size) => write!(f, "waves({size})"),
            RingStrategy::All => f.write_str("all"),
        }
    }
}

impl TryFrom<String> for RingStrategy {
    type Error = UnknownStrategy;

    fn try_from(text: String) -> Result<Self, UnknownStrategy> {
        text.parse()
    }
}

impl From<RingStrategy> for String {
    fn from(strategy: RingStrategy) -> String {
        strategy.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_then_read_as_the_same_strategy() {
        for (text, at_once) in [("longest_idle", 1), ("ordered", 1), ("waves(3)", 3), ("all", 10)] {
            let strategy: RingStrategy = text.parse().unwrap();
            assert_eq!((strategy.to_string().as_str(), strategy.at_once()), (text, at_once));
        }
    }

    #[test]
    fn what_no_carrier_can_ring_then_refused() {
        for text in ["", "random", "waves", "waves()", "waves(1)", "waves(11)", "waves(-2)", "waves(2"] {
            assert_eq!(text.parse::<RingStrategy>(), Err(UnknownStrategy), "{text}");
        }
    }
}
