//! The no-answer protocol: how often and when a person is tried, and what happens then.
//!
//! Protocols are data. A scheduled call freezes its own when it is made, so that a later change of
//! the rules never changes a call in progress.
//!
//! # Source
//! Domain notes 2.8.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{case::CaseLevel, local_time};

/// When one attempt is made, counted from the hour that was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptAt {
    /// Minutes after the promised hour.
    AfterMinutes(i64),
    /// The next day at this local time.
    NextDayAt(NaiveTime),
}

/// A no-answer protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocol {
    /// Name in imports.
    pub name: String,
    /// When each attempt is made; the first is the promised hour itself.
    pub attempts: Vec<AttemptAt>,
    /// How long the person's telephone rings: people walk slowly.
    pub person_ring_s: u32,
    /// A busy line is tried again after this, without counting as an attempt.
    pub busy_retry_min: i64,
    /// How often a busy line is tried again before it counts.
    pub busy_retries: u32,
    /// Level of the case that opens after the last attempt.
    pub level: CaseLevel,
}

impl Protocol {
    /// A weekly convivial call: T, a quarter of an hour later, two hours later, the next day at 11.
    pub fn weekly() -> Protocol {
        let eleven = NaiveTime::from_hms_opt(11, 0, 0).unwrap_or_default();
        Protocol {
            name: "weekly".into(),
            attempts: vec![
                AttemptAt::AfterMinutes(0),
                AttemptAt::AfterMinutes(15),
                AttemptAt::AfterMinutes(120),
                AttemptAt::NextDayAt(eleven),
            ],
            person_ring_s: 40,
            busy_retry_min: 5,
            busy_retries: 3,
            level: CaseLevel::Worry,
        }
    }

    /// A daily call, or a fragile person: everything within four hours.
    pub fn daily() -> Protocol {
        Protocol {
            name: "daily".into(),
            attempts: [0, 15, 105, 240].map(AttemptAt::AfterMinutes).to_vec(),
            level: CaseLevel::Serious,
            ..Protocol::weekly()
        }
    }

    /// A heat wave: three rounds, from ten in the morning to two in the afternoon when the hour is ten.
    pub fn heat_wave() -> Protocol {
        Protocol {
            name: "heat_wave".into(),
            attempts: [0, 105, 240].map(AttemptAt::AfterMinutes).to_vec(),
            ..Protocol::daily()
        }
    }

    /// The protocol named `text` in imports.
    pub fn named(text: &str) -> Option<Protocol> {
        match text.trim().to_lowercase().as_str() {
            "weekly" | "" => Some(Protocol::weekly()),
            "daily" => Some(Protocol::daily()),
            "heat_wave" => Some(Protocol::heat_wave()),
            _ => None,
        }
    }

    /// When the attempt after `made` attempts is due, for a call promised at `promised_at` to
    /// somebody who lives in `zone`. `None` when the protocol is exhausted.
    pub fn attempt_due_at(&self, made: usize, promised_at: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        self.attempts.get(made).map(|attempt| match attempt {
            AttemptAt::AfterMinutes(minutes) => promised_at + TimeDelta::minutes(*minutes),
            AttemptAt::NextDayAt(time) => {
                let day = local_time::local_date(promised_at, zone);
                local_time::instant_of(day.checked_add_days(Days::new(1)).unwrap_or(day), *time, zone)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};

    use super::*;

    #[test]
    fn protocols_then_every_number_of_the_table() {
        let promised = DateTime::parse_from_rfc3339("2027-03-27T14:00:00Z").unwrap().to_utc();
        let due = |protocol: &Protocol, zone| {
            (0..5)
                .map_while(|made| protocol.attempt_due_at(made, promised, zone))
                .map(|at| at.format("%d %H:%M").to_string())
                .collect::<Vec<_>>()
        };
        // The clocks change in Paris on the night between: eleven there is then nine UTC.
        assert_eq!(due(&Protocol::weekly(), Paris), ["27 14:00", "27 14:15", "27 16:00", "28 09:00"]);
        assert_eq!(due(&Protocol::weekly(), Martinique), ["27 14:00", "27 14:15", "27 16:00", "28 15:00"]);
        assert_eq!(due(&Protocol::daily(), Paris), ["27 14:00", "27 14:15", "27 15:45", "27 18:00"]);
        let ten = DateTime::parse_from_rfc3339("2027-07-27T08:00:00Z").unwrap().to_utc();
        let rounds = (0..4).map_while(|made| Protocol::heat_wave().attempt_due_at(made, ten, Paris));
        let rounds = rounds.map(|at| at.with_timezone(&Paris).format("%H:%M").to_string()).collect::<Vec<_>>();
        assert_eq!(rounds, ["10:00", "11:45", "14:00"]);
        assert_eq!(Protocol::weekly().person_ring_s, 40);
        assert_eq!(Protocol::weekly().level, CaseLevel::Worry);
        assert_eq!(Protocol::daily().level, CaseLevel::Serious);
    }
}
