//! How much time a volunteer gave in a year: what their page shows, and what a certificate says.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use passerelle_domain::{
    call_series::CallKind,
    local_time,
    people::Volunteer,
    scheduled_call::{ScheduledCall, State},
};
use passerelle_store::{Access, attempts, scheduled_calls};

use crate::{App, error::Outcome};

/// Nobody talks longer: an attempt that never ended is not counted as a day.
const LONGEST: TimeDelta = TimeDelta::hours(3);

/// A year of a volunteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedYear {
    /// Which.
    pub year: i32,
    /// By month, January first: conversations, and minutes of them.
    pub months: Vec<(u32, i64)>,
}

impl CountedYear {
    /// The year of an instant on a volunteer's calendar.
    pub fn current(volunteer: &Volunteer, now: DateTime<Utc>) -> i32 {
        local_time::local_date(now, volunteer.territory.zone).year()
    }

    /// Conversations and visits.
    pub fn calls(&self) -> u32 {
        self.months.iter().map(|(calls, _)| calls).sum()
    }

    /// Minutes.
    pub fn minutes(&self) -> i64 {
        self.months.iter().map(|(_, minutes)| minutes).sum()
    }
}

/// Counts the conversations a volunteer had in a year on their own calendar, from the ring of their telephone to its end; a visit
/// counts what was planned.
///
/// # Errors
/// Trouble of the database.
pub async fn count_own_hours(app: &App, volunteer: &Volunteer, year: i32) -> Outcome<CountedYear> {
    let zone = volunteer.territory.zone;
    let mut read = app.db.read().await?;
    let mut months = Vec::new();
    for month in 0..12 {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default() + Months::new(month);
        let from = local_time::instant_of(first, NaiveTime::MIN, zone);
        let to = local_time::instant_of(first + Months::new(1), NaiveTime::MIN, zone);
        let (mut calls, mut minutes) = (0, 0);
        for call in scheduled_calls::of_volunteer(&mut read, volunteer.id, from, to).await? {
            if let Some(talked) = talked_for(&mut read, volunteer, &call).await? {
                calls += 1;
                minutes += talked.num_minutes();
            }
        }
        months.push((calls, minutes));
    }
    Ok(CountedYear { year, months })
}

/// How long a volunteer was busy with a call that took place; `None` when it did not.
async fn talked_for(read: &mut impl Access, volunteer: &Volunteer, call: &ScheduledCall) -> Outcome<Option<TimeDelta>> {
    let is_done = matches!(call.state, State::AwaitingOutcome | State::Settled);
    if !is_done || call.volunteer != Some(volunteer.id) {
        return Ok(None);
    }
    if call.kind == CallKind::Visit {
        return Ok(Some(TimeDelta::minutes(i64::from(call.duration_min))));
    }
    let made = attempts::of_call(read, call.id).await?;
    let talked = made.into_iter().find(|attempt| attempt.result.as_deref() == Some("talked"));
    let span = |attempt: attempts::AttemptRow| -> Option<TimeDelta> {
        let ended_at: DateTime<Utc> = attempt.ended_at?;
        Some((ended_at - attempt.began_at).clamp(TimeDelta::zero(), LONGEST))
    };
    Ok(talked.and_then(span))
}
