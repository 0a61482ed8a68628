//! What a series of calls cannot be, and why a change of it is refused. An answer, not an error.

use chrono::{NaiveDate, NaiveTime};

use crate::{
    call_series::{CallSeries, PairingPolicy, RecurrenceError},
    people::Person,
};

/// Fewest members of a small team: one alone is a pair.
pub const LEAST_TEAM: usize = 2;
/// Most members of a small team.
pub const MOST_TEAM: usize = 12;

/// Why something is refused. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeriesRefusal {
    /// The rule cannot be.
    #[error("rrule: {0}")]
    Rule(#[from] RecurrenceError),
    /// At that hour she wants no call.
    #[error("local_time: inside her quiet hours")]
    QuietHours,
    /// A pair has its volunteer.
    #[error("volunteer: missing: a pair has its usual volunteer")]
    PairWithoutVolunteer,
    /// They are never put together: a conflict of interest, or a wish.
    #[error("volunteer: never put together with this person")]
    KeptApart,
    /// The volunteer is not with the association any more.
    #[error("volunteer: has left")]
    VolunteerHasLeft,
    /// The volunteer is of an outer circle.
    #[error("volunteer: helps in another way than by calling")]
    AnotherCircle,
    /// The volunteer wants no more people.
    #[error("volunteer: follows as many people as they want already")]
    FollowsEnough,
    /// A small team is two to twelve.
    #[error("team: a small team has {LEAST_TEAM} to {MOST_TEAM} members")]
    TeamSize,
    /// No protocol has that name.
    #[error("protocol: none has that name")]
    UnknownProtocol,
    /// The last date comes before the first.
    #[error("ends_on: before the first day")]
    EndsBeforeItStarts,
    /// An exception before the first day, or after the last.
    #[error("exceptions: {0} is before the first day or after the last")]
    OutsideTheSeries(NaiveDate),
    /// An exception at an hour at which she wants no call.
    #[error("exceptions: the hour of {0} is inside her quiet hours")]
    ExceptionInQuietHours(NaiveDate),
    /// The series has ended.
    #[error("the series has ended: make a new one")]
    HasEnded,
    /// That hour has passed.
    #[error("that hour has passed")]
    HasPassed,
    /// Nothing to skip or move on that day.
    #[error("there is no call on {0}")]
    NoCallThatDay(NaiveDate),
    /// A second call on one day.
    #[error("there is a call on {0} already")]
    DateTaken(NaiveDate),
    /// The telephones have rung for it, or it is over.
    #[error("the call of {0} is under way or over")]
    UnderWay(NaiveDate),
}

/// Whether she may be called at `time`.
pub fn is_her_hour(person: &Person, time: NaiveTime) -> bool {
    time >= person.calls_from && time < person.calls_to
}

/// Refuses a series that cannot be, for this person, on the date `today` of her clocks.
///
/// # Errors
/// The first reason found.
pub fn check(series: &CallSeries, person: &Person, today: NaiveDate) -> Result<(), SeriesRefusal> {
    series.rule.check_from(series.starts_on, today)?;
    if series.ends_on.is_some_and(|last| last < series.starts_on) {
        return Err(SeriesRefusal::EndsBeforeItStarts);
    }
    if !is_her_hour(person, series.local_time) {
        return Err(SeriesRefusal::QuietHours);
    }
    match series.pairing {
        PairingPolicy::Pair if series.volunteer_id.is_none() => return Err(SeriesRefusal::PairWithoutVolunteer),
        // Lists of earlier versions had a small team without members: the usual volunteer alone.
        PairingPolicy::SmallTeam if series.team.is_empty() && series.volunteer_id.is_some() => {}
        PairingPolicy::SmallTeam if !(LEAST_TEAM..=MOST_TEAM).contains(&series.team.len()) => {
            return Err(SeriesRefusal::TeamSize);
        }
        PairingPolicy::Pair | PairingPolicy::SmallTeam | PairingPolicy::Pool => {}
    }
    let is_outside = |day: NaiveDate| day < series.starts_on || series.ends_on.is_some_and(|last| day > last);
    for (day, at) in series.exceptions.iter() {
        let Some(at) = at else { continue };
        if is_outside(day) {
            return Err(SeriesRefusal::OutsideTheSeries(day));
        }
        if !is_her_hour(person, at) {
            return Err(SeriesRefusal::ExceptionInQuietHours(day));
        }
    }
    Ok(())
}
