//! Somebody who rings a line, known only by a pseudonym for ninety days.
//!
//! The listening line keeps no identity. A keyed pseudonym of the number lets it notice that somebody rings often, so
//! that a set time and a listener can be offered (never a block), and keep a pause that a listener asked for. It changes
//! with the period, and nothing links one period to the next.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{people::Member, weekly_hours::WeeklyHours};

/// How long a pseudonym lasts, in days.
///
/// # Source
/// Domain notes, section 3.3: 90 days, rotating key.
pub const PERIOD_DAYS: i64 = 90;
/// Whoever rings this often in thirty days may be offered a plan.
pub const FREQUENT_CALLS: i64 = 10;
/// Calls are counted over this.
pub const FREQUENT_WITHIN: TimeDelta = TimeDelta::days(30);
/// How long a pause lasts after a conversation that was not respectful.
pub const PAUSE: TimeDelta = TimeDelta::hours(24);

/// The name of the period of `at`, which enters the pseudonym.
pub fn period_of(at: DateTime<Utc>) -> String {
    let day = at.timestamp().div_euclid(86_400);
    format!("period {}", day.div_euclid(PERIOD_DAYS))
}

/// When that period ends, and with it whatever is kept under its pseudonyms.
pub fn period_ends_at(at: DateTime<Utc>) -> DateTime<Utc> {
    let day = at.timestamp().div_euclid(86_400);
    let end = (day.div_euclid(PERIOD_DAYS) + 1) * PERIOD_DAYS;
    DateTime::from_timestamp(end * 86_400, 0).unwrap_or(at + TimeDelta::days(PERIOD_DAYS))
}

/// Letters and digits of a pseudonym that people read and type.
const SHORT_NAME_CHARS: usize = 10;

/// What coordinators see and type of a pseudonym: ten letters and digits of it.
pub fn short_name(pseudonym: &str) -> String {
    pseudonym.chars().filter(char::is_ascii_alphanumeric).take(SHORT_NAME_CHARS).collect()
}

/// A set time with a listener of their own, agreed on with somebody who rings often. Outside it they are answered like
/// everybody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallerPlan {
    /// Under which pseudonym.
    pub pseudonym: String,
    /// Who listens.
    pub listener: Member,
    /// When, local time.
    pub hours: WeeklyHours,
    /// The clock of those hours.
    pub zone: Tz,
    /// When it was agreed on.
    pub agreed_at: DateTime<Utc>,
    /// When the pseudonym is forgotten.
    pub expires_at: DateTime<Utc>,
}

impl CallerPlan {
    /// Whether now is the set time.
    pub fn is_now(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at && self.hours.contains(now, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;
    use uuid::Uuid;

    use super::*;
    use crate::ids::StaffId;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn ninety_days_then_another_period_and_its_end_is_where_the_next_one_begins() {
        let start = at("2026-11-26T10:00:00Z");
        let end = period_ends_at(start);
        assert!(end > start && end - start <= TimeDelta::days(PERIOD_DAYS));
        assert_eq!(period_of(end - TimeDelta::seconds(1)), period_of(start));
        assert_ne!(period_of(end), period_of(start));
        assert_eq!(period_ends_at(end), end + TimeDelta::days(PERIOD_DAYS));
    }

    #[test]
    fn pseudonym_then_a_name_that_can_be_read_and_typed() {
        assert_eq!(short_name("a/B+9c0dEfGhIjK="), "aB9c0dEfGh");
        assert_eq!(short_name("ab=="), "ab");
    }

    #[test]
    fn set_time_then_only_then_and_only_until_the_pseudonym_is_forgotten() {
        let plan = CallerPlan {
            pseudonym: "p".into(),
            listener: Member::Staff(StaffId(Uuid::nil())),
            hours: WeeklyHours::parse("thu 15:00-15:30").unwrap(),
            zone: Paris,
            agreed_at: at("2026-11-20T10:00:00Z"),
            expires_at: at("2026-12-10T00:00:00Z"),
        };
        for (now, expected) in [
            ("2026-11-26T14:10:00Z", true),
            ("2026-11-26T14:30:00Z", false),
            ("2026-11-27T14:10:00Z", false),
            ("2026-12-17T14:10:00Z", false),
        ] {
            assert_eq!(plan.is_now(at(now)), expected, "{now}");
        }
    }
}
