//! The figures an association shows to those who fund it: what each one means, how it is counted, and which are not told.
//!
//! Pure: facts in, figures out. The facts of a finished month are gathered once and kept with its figures, so that the same
//! month says the same for ever; longer periods are counted from the facts of their months. Every figure is a selection of
//! facts, so that it can always show what it counts.
//!
//! # Source
//! Domain notes 2.13 and story K9.

mod facts;
mod figures;
mod period;
mod secrecy;
mod selection;

pub use facts::{CallFact, CallFate, CaseFact, Facts, PersonFact, VolunteerFact};
pub use figures::{Figure, GroupFigures, Shown, count};
pub use period::{KEPT_AFTER_DAYS, Period};
pub use selection::{Group, Source, selected};

use serde::{Deserialize, Serialize};

/// Which definitions the figures follow; it grows when the meaning of one changes, and what is kept keeps its own.
pub const DEFINITIONS: u32 = 1;

/// A figure of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Indicator {
    /// People who have a file at the end of the period.
    PeopleRegistered,
    /// Those of them who agree to be called.
    PeopleAgreeing,
    /// People whose file was made within it.
    PeopleNew,
    /// People with whom somebody talked at least once.
    PeopleTalked,
    /// Calls that were to take place and were not called off.
    CallsPlanned,
    /// Calls in which they talked.
    CallsDone,
    /// Calls whose protocol ended without a conversation.
    CallsMissed,
    /// Calls done, reached by the first attempt.
    ReachedFirst,
    /// By the second.
    ReachedSecond,
    /// By a later one.
    ReachedLater,
    /// She rang back by herself.
    CalledBack,
    /// Calls done whose first attempt began within five minutes of the promised hour.
    CallsOnTime,
    /// Minutes of conversation, as the telephone counts them.
    Minutes,
    /// Cases opened.
    CasesOpened,
    /// Cases closed.
    CasesClosed,
    /// Cases closed after the emergency services were called by a human.
    Emergencies,
    /// Median minutes until somebody took a case that was closed.
    MinutesToTake,
    /// Median minutes until it was closed.
    MinutesToClose,
    /// Volunteers who talked with somebody at least once.
    VolunteersActive,
    /// Volunteers who began their first calls.
    VolunteersNew,
    /// Volunteers who left.
    VolunteersLeft,
}

impl Indicator {
    /// Every figure, in the order of a report.
    pub const ALL: [Indicator; 21] = [
        Indicator::PeopleRegistered,
        Indicator::PeopleAgreeing,
        Indicator::PeopleNew,
        Indicator::PeopleTalked,
        Indicator::CallsPlanned,
        Indicator::CallsDone,
        Indicator::CallsMissed,
        Indicator::ReachedFirst,
        Indicator::ReachedSecond,
        Indicator::ReachedLater,
        Indicator::CalledBack,
        Indicator::CallsOnTime,
        Indicator::Minutes,
        Indicator::CasesOpened,
        Indicator::CasesClosed,
        Indicator::Emergencies,
        Indicator::MinutesToTake,
        Indicator::MinutesToClose,
        Indicator::VolunteersActive,
        Indicator::VolunteersNew,
        Indicator::VolunteersLeft,
    ];

    /// The name in the API, in files and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Indicator::PeopleRegistered => "people_registered",
            Indicator::PeopleAgreeing => "people_agreeing",
            Indicator::PeopleNew => "people_new",
            Indicator::PeopleTalked => "people_talked",
            Indicator::CallsPlanned => "calls_planned",
            Indicator::CallsDone => "calls_done",
            Indicator::CallsMissed => "calls_missed",
            Indicator::ReachedFirst => "reached_first",
            Indicator::ReachedSecond => "reached_second",
            Indicator::ReachedLater => "reached_later",
            Indicator::CalledBack => "called_back",
            Indicator::CallsOnTime => "calls_on_time",
            Indicator::Minutes => "minutes",
            Indicator::CasesOpened => "cases_opened",
            Indicator::CasesClosed => "cases_closed",
            Indicator::Emergencies => "emergencies",
            Indicator::MinutesToTake => "minutes_to_take",
            Indicator::MinutesToClose => "minutes_to_close",
            Indicator::VolunteersActive => "volunteers_active",
            Indicator::VolunteersNew => "volunteers_new",
            Indicator::VolunteersLeft => "volunteers_left",
        }
    }

    /// The figure of this name.
    pub fn parse(text: &str) -> Option<Indicator> {
        Indicator::ALL.into_iter().find(|indicator| indicator.as_str() == text)
    }

    /// The figure is a number of people or of volunteers: one of them is one in it.
    fn counts_people(self) -> bool {
        match self {
            Indicator::PeopleRegistered
            | Indicator::PeopleAgreeing
            | Indicator::PeopleNew
            | Indicator::PeopleTalked
            | Indicator::VolunteersActive
            | Indicator::VolunteersNew
            | Indicator::VolunteersLeft => true,
            Indicator::CallsPlanned
            | Indicator::CallsDone
            | Indicator::CallsMissed
            | Indicator::ReachedFirst
            | Indicator::ReachedSecond
            | Indicator::ReachedLater
            | Indicator::CalledBack
            | Indicator::CallsOnTime
            | Indicator::Minutes
            | Indicator::CasesOpened
            | Indicator::CasesClosed
            | Indicator::Emergencies
            | Indicator::MinutesToTake
            | Indicator::MinutesToClose => false,
        }
    }

    /// The figure of a whole is the sum of those of its territories.
    fn is_sum(self) -> bool {
        !self.is_median()
    }

    /// The middle of some durations.
    pub fn is_median(self) -> bool {
        matches!(self, Indicator::MinutesToTake | Indicator::MinutesToClose)
    }

    /// It tells how many there are on the last day: months do not add up.
    fn is_of_the_last_day(self) -> bool {
        matches!(self, Indicator::PeopleRegistered | Indicator::PeopleAgreeing)
    }

    /// Partners are told of people, not of who volunteers.
    fn is_of_volunteers(self) -> bool {
        matches!(self, Indicator::VolunteersActive | Indicator::VolunteersNew | Indicator::VolunteersLeft)
    }
}

#[cfg(test)]
mod tests;
