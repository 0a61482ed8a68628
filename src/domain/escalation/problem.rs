//! Why a policy is refused, in plain words.

use chrono::{DateTime, Utc};

/// Why a policy is refused. Levels are 0 to 3, steps are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyProblem {
    /// A name that could not stand in an address.
    #[error("name: 1 to 64 letters, digits, - or _")]
    Name,
    /// Nothing in it.
    #[error("levels: there is none")]
    NoLevels,
    /// A level twice.
    #[error("level {0}: there are two chains for it")]
    LevelTwice(u8),
    /// A line that is not there.
    #[error("lines: no line has the reference {0}")]
    UnknownLine(String),
    /// Another policy for the same cases.
    #[error("the policy {0} is for the same cases: name other kinds or lines, or change that one")]
    SameCases(String),
    /// A chain without a step, or with more than anybody can follow.
    #[error("level {level}: 1 to {most} steps")]
    Steps {
        /// Its level.
        level: u8,
        /// How many are allowed.
        most: usize,
    },
    /// Rounds out of range.
    #[error("level {level}: rounds must be a number from 1 to {most}")]
    Rounds {
        /// Its level.
        level: u8,
        /// How many are allowed.
        most: u32,
    },
    /// Repetitions out of range.
    #[error("level {level}, step {step}: repeats must be a number from 0 to {most}")]
    Repeats {
        /// Its level.
        level: u8,
        /// Its place.
        step: usize,
        /// How many are allowed.
        most: u32,
    },
    /// A wait out of range.
    #[error("level {level}, {what}: must be a number of seconds from {least} to {most}")]
    Wait {
        /// Its level.
        level: u8,
        /// Which wait.
        what: String,
        /// At least.
        least: i64,
        /// At most.
        most: i64,
    },
    /// How long an acknowledgement holds, out of range.
    #[error("level {level}: acknowledgement_holds_min must be a number from 1 to {most}")]
    Holds {
        /// Its level.
        level: u8,
        /// Minutes.
        most: i64,
    },
    /// A step that can never be reached, because the ones before it leave nobody to page.
    #[error("level {level}, step {step}: it can never be reached: the steps before it have paged the whole roster")]
    NeverReached {
        /// Its level.
        level: u8,
        /// Its place.
        step: usize,
    },
    /// A step that names nobody.
    #[error("level {level}, step {step}: nobody has the reference {key}")]
    NamesNobody {
        /// Its level.
        level: u8,
        /// Its place.
        step: usize,
        /// The reference.
        key: String,
    },
    /// A step that names somebody who has left.
    #[error("level {level}, step {step}: {key} has left")]
    HasLeft {
        /// Its level.
        level: u8,
        /// Its place.
        step: usize,
        /// The reference.
        key: String,
    },
    /// A step, or the end of the chain, without a channel.
    #[error("level {level}, {what}: no channel: write sms, email or voice")]
    NoChannel {
        /// Its level.
        level: u8,
        /// Where.
        what: String,
    },
    /// Somebody who is named has none of the channels of the step.
    #[error("level {level}, step {step}: {key} cannot be reached by any of its channels")]
    NotReachable {
        /// Its level.
        level: u8,
        /// Its place.
        step: usize,
        /// The reference.
        key: String,
    },
    /// Only those on call are paged, and at some hour nobody is.
    #[error("level {level}: it pages only who is on call, and nobody is on line {line} from {from}", from = from.format("%Y-%m-%d %H:%M UTC"))]
    NobodyOnCall {
        /// Its level.
        level: u8,
        /// The line.
        line: String,
        /// The beginning of the first gap.
        from: DateTime<Utc>,
    },
    /// The roster is paged, and nobody is ever on it.
    #[error("level {level}: nobody is ever on call on line {line}")]
    NobodyEver {
        /// Its level.
        level: u8,
        /// The line.
        line: String,
    },
    /// What is more serious is slower.
    #[error("level {level}: it is slower than level {lower} to {what}: what is more serious must not wait longer")]
    Slower {
        /// The more serious level.
        level: u8,
        /// The less serious level.
        lower: u8,
        /// To do what.
        what: &'static str,
    },
    /// An acknowledgement that expires before the next page.
    #[error("level {level}: an acknowledgement expires before the next page would come")]
    ExpiresTooSoon {
        /// Its level.
        level: u8,
    },
    /// Paging hours that make somebody in danger wait.
    #[error("level {level}: paging hours would leave it waiting: levels 2 and 3 are paged at any hour")]
    LeftWaiting {
        /// Its level.
        level: u8,
    },
}
