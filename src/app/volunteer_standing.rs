//! Whether a volunteer may and can take one call: asked wherever somebody is offered a call, says yes, or is rung.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    absence::Absence,
    capacity::{Commitment, NoRoom, REST, room_for},
    ids::{PersonId, VolunteerId},
    local_time,
    people::{Volunteer, VolunteerStatus},
    scheduled_call::{ScheduledCall, State},
    series_refusal::SeriesRefusal,
    wishes::HelperCircle,
};
use passerelle_store::{StoreError, Tx, absences, call_series, exclusions, scheduled_calls, volunteers};

use crate::{App, error::Outcome};

/// Calls this far away share a day, a week or a first week with another, on any clock.
const AROUND: TimeDelta = TimeDelta::days(8);

/// Why a volunteer does not take a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Charter, training or telephone missing; paused; left.
    NotReady,
    /// Never put together with this person.
    Excluded,
    /// Told that they are away on that day.
    Away,
    /// The day or the week is full, or another call is too near.
    NoRoom(NoRoom),
}

/// Why this volunteer cannot take this call; `None` when they can. A series of their own was planned by a coordinator: its
/// calls may follow each other closely, and those not yet asked for take no room from each other.
pub(crate) async fn unfit_for(
    app: &App,
    tx: &mut Tx,
    volunteer: VolunteerId,
    call: &ScheduledCall,
) -> Outcome<Option<Unfit>> {
    let Some(volunteer) = volunteers::by_id(tx, &app.secrets, volunteer).await? else {
        return Ok(Some(Unfit::NotReady));
    };
    if !volunteer.may_call() {
        return Ok(Some(Unfit::NotReady));
    }
    if exclusions::of_pair(tx, call.person_id, volunteer.id).await?.is_some() {
        return Ok(Some(Unfit::Excluded));
    }
    if is_away(tx, &volunteer, call.starts_at).await? {
        return Ok(Some(Unfit::Away));
    }
    Ok(no_room(tx, &volunteer, call, call.starts_at).await?.map(Unfit::NoRoom))
}

/// Why there is no room for this call, would it begin at `starts_at`.
pub(crate) async fn no_room(
    tx: &mut Tx,
    volunteer: &Volunteer,
    call: &ScheduledCall,
    starts_at: DateTime<Utc>,
) -> Outcome<Option<NoRoom>> {
    let is_own = call.usual_volunteer == Some(volunteer.id);
    let around = scheduled_calls::of_volunteer(tx, volunteer.id, starts_at - AROUND, starts_at + AROUND).await?;
    let counts = |other: &ScheduledCall| {
        other.id != call.id && other.state != State::Cancelled && !(is_own && other.state == State::Planned)
    };
    let taken: Vec<Commitment> = around.iter().filter(|other| counts(other)).map(commitment).collect();
    let wanted = Commitment { starts_at, duration_min: call.duration_min };
    let rest = if is_own { TimeDelta::zero() } else { REST };
    Ok(room_for(volunteer, &taken, wanted, rest).err())
}

fn commitment(call: &ScheduledCall) -> Commitment {
    Commitment { starts_at: call.starts_at, duration_min: call.duration_min }
}

/// Whether the volunteer is away, on their own calendar, when a call begins.
pub(crate) async fn is_away(tx: &mut Tx, volunteer: &Volunteer, starts_at: DateTime<Utc>) -> Outcome<bool> {
    let day = local_time::local_date(starts_at, volunteer.territory.zone);
    let told = absences::of_volunteer(tx, volunteer.id, day).await?;
    Ok(volunteer.status == VolunteerStatus::Paused || told.iter().any(|absence| absence.covers(day)))
}

/// Those of an organisation who are away when a call begins, from the absences that are not over.
pub(crate) fn away_at(absences: &[Absence], volunteer: &Volunteer, starts_at: DateTime<Utc>) -> bool {
    let day = local_time::local_date(starts_at, volunteer.territory.zone);
    absences.iter().any(|absence| absence.volunteer_id == volunteer.id && absence.covers(day))
}

/// The people a volunteer follows: those whose series are theirs.
pub(crate) async fn followed_by(tx: &mut Tx, volunteer: VolunteerId) -> Result<HashSet<PersonId>, StoreError> {
    Ok(call_series::of_volunteer(tx, volunteer).await?.into_iter().map(|series| series.person_id).collect())
}

/// Why a volunteer cannot be the usual one of a person; `None` when nothing speaks against it.
pub(crate) async fn unfit_as_usual(
    tx: &mut Tx,
    volunteer: &Volunteer,
    person: PersonId,
) -> Result<Option<SeriesRefusal>, StoreError> {
    if exclusions::of_pair(tx, person, volunteer.id).await?.is_some() {
        return Ok(Some(SeriesRefusal::KeptApart));
    }
    if volunteer.circle != HelperCircle::Active {
        return Ok(Some(SeriesRefusal::AnotherCircle));
    }
    if !volunteer.is_here() {
        return Ok(Some(SeriesRefusal::VolunteerHasLeft));
    }
    let followed = followed_by(tx, volunteer.id).await?;
    let is_full = volunteer.max_people.is_some_and(|most| followed.len() >= most as usize);
    Ok((is_full && !followed.contains(&person)).then_some(SeriesRefusal::FollowsEnough))
}
