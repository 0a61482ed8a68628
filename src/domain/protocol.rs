//! The no-answer protocol: how often and when a person is tried, and what happens then.
//!
//! Protocols are data: three are shipped, an association adds its own, and the nearest wins (the person's, then the
//! series', then the association's). A scheduled call freezes its own when it is made, so that a later change of
//! the rules never changes a call in progress.
//!
//! # Source
//! Domain notes 2.8.

mod text;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use text::ProtocolError;

use crate::{case::CaseLevel, local_time};

/// Seconds a telephone may ring: fewer and she has not reached it, more and most carriers give up.
pub const RING_S: std::ops::RangeInclusive<u32> = 15..=60;
/// Attempts of one protocol.
pub const MOST_ATTEMPTS: usize = 8;
/// Minutes after which an engaged line is a worry, when nothing else is said.
const ENGAGED_WORRY_MIN: i64 = 180;

/// When one attempt is made, counted from the hour that was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptAt {
    /// Minutes after the promised hour.
    AfterMinutes(i64),
    /// The same day at this local time.
    SameDayAt(NaiveTime),
    /// The next day at this local time.
    NextDayAt(NaiveTime),
}

/// On which attempts an answering machine hears the neutral message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum MachineMessage {
    /// The first and the last one.
    #[default]
    FirstAndLast,
    /// The first one.
    First,
    /// The last one.
    Last,
    /// None.
    Never,
}

impl MachineMessage {
    /// Every policy with its name.
    pub const ALL: [(&'static str, MachineMessage); 4] = [
        ("first_and_last", MachineMessage::FirstAndLast),
        ("first", MachineMessage::First),
        ("last", MachineMessage::Last),
        ("never", MachineMessage::Never),
    ];
}

/// Whether a trusted contact is asked at once when a serious missed contact opens a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ContactPolicy {
    /// A human decides.
    #[default]
    Never,
    /// When she is fragile.
    Fragile,
    /// Whoever she is.
    Always,
}

impl ContactPolicy {
    /// Every policy with its name.
    pub const ALL: [(&'static str, ContactPolicy); 3] =
        [("never", ContactPolicy::Never), ("fragile", ContactPolicy::Fragile), ("always", ContactPolicy::Always)];
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
    /// When a machine hears the neutral message.
    #[serde(default)]
    pub machine_message: MachineMessage,
    /// A busy line is tried again after this, without counting as an attempt.
    pub busy_retry_min: i64,
    /// How often a busy line is tried again before it counts.
    pub busy_retries: u32,
    /// A line engaged for this long is a worry: the telephone may be off the hook.
    #[serde(default = "engaged_worry_min")]
    pub engaged_worry_min: i64,
    /// Level of the case that opens after the last attempt.
    pub level: CaseLevel,
    /// Minutes a page about it waits before the next coordinator is paged; none: what its level says.
    #[serde(default)]
    pub acknowledge_within_min: Option<i64>,
    /// Whether her first trusted contact is asked at once, if she agreed to that.
    #[serde(default)]
    pub ask_contact: ContactPolicy,
}

fn engaged_worry_min() -> i64 {
    ENGAGED_WORRY_MIN
}

fn hour(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

impl Protocol {
    /// The protocols every association has, in the order of the table.
    pub fn shipped() -> [Protocol; 3] {
        [Protocol::weekly(), Protocol::daily(), Protocol::heat_wave()]
    }

    /// A weekly convivial call: T, a quarter of an hour later, two hours later, the next day at 11.
    pub fn weekly() -> Protocol {
        Protocol {
            name: "weekly".into(),
            attempts: vec![
                AttemptAt::AfterMinutes(0),
                AttemptAt::AfterMinutes(15),
                AttemptAt::AfterMinutes(120),
                AttemptAt::NextDayAt(hour(11, 0)),
            ],
            person_ring_s: 40,
            machine_message: MachineMessage::FirstAndLast,
            busy_retry_min: 5,
            busy_retries: 3,
            engaged_worry_min: ENGAGED_WORRY_MIN,
            level: CaseLevel::Worry,
            acknowledge_within_min: None,
            ask_contact: ContactPolicy::Fragile,
        }
    }

    /// A daily call, or a fragile person: everything within four hours.
    pub fn daily() -> Protocol {
        Protocol {
            name: "daily".into(),
            attempts: [0, 15, 105, 240].map(AttemptAt::AfterMinutes).to_vec(),
            machine_message: MachineMessage::Last,
            level: CaseLevel::Serious,
            ask_contact: ContactPolicy::Always,
            ..Protocol::weekly()
        }
    }

    /// A heat wave, orange or red: the promised hour (ten in the morning), 11:45 and 14:00. Somebody must have taken the
    /// alert a quarter of an hour later.
    pub fn heat_wave() -> Protocol {
        Protocol {
            name: "heat_wave".into(),
            attempts: [0, 105, 240].map(AttemptAt::AfterMinutes).to_vec(),
            machine_message: MachineMessage::First,
            level: CaseLevel::Serious,
            acknowledge_within_min: Some(15),
            ..Protocol::weekly()
        }
    }

    /// The shipped protocol named `text`.
    pub fn named(text: &str) -> Option<Protocol> {
        Protocol::shipped().into_iter().find(|protocol| protocol.name == text.trim().to_lowercase())
    }

    /// When the attempt after `made` attempts is due, for a call promised at `promised_at` to
    /// somebody who lives in `zone`. `None` when the protocol is exhausted.
    pub fn attempt_due_at(&self, made: usize, promised_at: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let day = local_time::local_date(promised_at, zone);
        self.attempts.get(made).map(|attempt| match attempt {
            AttemptAt::AfterMinutes(minutes) => promised_at + TimeDelta::minutes(*minutes),
            AttemptAt::SameDayAt(time) => local_time::instant_of(day, *time, zone),
            AttemptAt::NextDayAt(time) => {
                local_time::instant_of(day.checked_add_days(Days::new(1)).unwrap_or(day), *time, zone)
            }
        })
    }

    /// Whether a machine that answers the attempt after `made` attempts hears the neutral message.
    pub fn leaves_message(&self, made: usize) -> bool {
        let is_first = made == 0;
        let is_last = made + 1 == self.attempts.len();
        match self.machine_message {
            MachineMessage::FirstAndLast => is_first || is_last,
            MachineMessage::First => is_first,
            MachineMessage::Last => is_last,
            MachineMessage::Never => false,
        }
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
        let heat: Vec<String> = (0..5)
            .map_while(|made| Protocol::heat_wave().attempt_due_at(made, ten, Paris))
            .map(|at| at.with_timezone(&Paris).format("%H:%M").to_string())
            .collect();
        assert_eq!(heat, ["10:00", "11:45", "14:00"]);
        for protocol in Protocol::shipped() {
            assert_eq!((protocol.person_ring_s, protocol.busy_retry_min, protocol.busy_retries), (40, 5, 3));
            assert_eq!(protocol.engaged_worry_min, 180);
            assert_eq!(Protocol::named(&protocol.name), Some(protocol));
        }
        let levels = Protocol::shipped().map(|protocol| (protocol.level, protocol.acknowledge_within_min));
        assert_eq!(levels, [(CaseLevel::Worry, None), (CaseLevel::Serious, None), (CaseLevel::Serious, Some(15))]);
    }

    #[test]
    fn machine_answers_then_the_message_on_the_attempts_of_the_policy() {
        let of = |protocol: Protocol| (0..4).map(|made| protocol.leaves_message(made)).collect::<Vec<_>>();
        assert_eq!(of(Protocol::weekly()), [true, false, false, true]);
        assert_eq!(of(Protocol::daily()), [false, false, false, true]);
        assert_eq!(of(Protocol::heat_wave()), [true, false, false, false]);
        let never = Protocol { machine_message: MachineMessage::Never, ..Protocol::weekly() };
        assert_eq!(of(never), [false; 4]);
    }
}
