//! Both said yes: their series is made, or hers is given to this volunteer.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    absence::WhenAway,
    call_series::{CallKind, CallSeries, HORIZON_DAYS, PairingPolicy, Recurrence},
    capacity::{Commitment, REST, room_for},
    ids::SeriesId,
    local_time,
    matches::{EndedBecause, Match},
    matching::{CALL_MIN, FITS_WEEKS},
    matter::MatterKind,
    people::{Person, Volunteer},
    scheduled_call::State,
    series_exceptions::SeriesExceptions,
    series_holidays::SeriesHolidays,
    series_plan::Promised,
    series_refusal::{self, SeriesRefusal},
};
use passerelle_store::{Tx, call_series, people, scheduled_calls, volunteers};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    schedule::set_timer,
    series_edit::{EditedSeries, Editing, keep_trace},
    volunteer_standing::unfit_as_usual,
};

/// Calls this far away share a day, a week or a first week with another, on any clock.
const AROUND: TimeDelta = TimeDelta::days(8);

/// Begins the calls of a trial. The rules are asked once more, since days went by; answers why it cannot be, if so, and
/// nothing was made then.
pub(crate) async fn begin_calls(
    app: &App,
    tx: &mut Tx,
    paired: &mut Match,
    now: DateTime<Utc>,
) -> Outcome<Option<EndedBecause>> {
    let person = people::by_id(tx, &app.secrets, paired.person_id).await?.ok_or(AppError::dangling("match"))?;
    let volunteer = volunteers::by_id(tx, &app.secrets, paired.volunteer_id).await?;
    let volunteer = volunteer.ok_or(AppError::dangling("match"))?;
    if !volunteer.may_call() {
        return Ok(Some(EndedBecause::VolunteerLeft));
    }
    match unfit_as_usual(tx, &volunteer, person.id).await? {
        None => {}
        Some(SeriesRefusal::KeptApart) => return Ok(Some(EndedBecause::KeptApart)),
        Some(SeriesRefusal::VolunteerHasLeft | SeriesRefusal::AnotherCircle) => {
            return Ok(Some(EndedBecause::VolunteerLeft));
        }
        Some(_) => return Ok(Some(EndedBecause::NoRoom)),
    }
    if let Some(series) = paired.renews {
        return give_series(app, tx, paired, series, now).await;
    }
    if !has_room(tx, paired, &volunteer, now).await? {
        return Ok(Some(EndedBecause::NoRoom));
    }
    let Some(series) = new_series(app, paired, &person, now) else { return Ok(Some(EndedBecause::NoRoom)) };
    if series_refusal::check(&series, &person, local_time::local_date(now, series.zone)).is_err() {
        return Ok(Some(EndedBecause::NoRoom));
    }
    call_series::save(tx, &series).await?;
    set_timer(tx, MatterKind::Series, series.id.0, Some(now), now).await?;
    keep_trace(app, tx, &series, paired.asked_by, "made", json!({ "match": paired.id }), now).await?;
    paired.series_id = Some(series.id);
    Ok(None)
}

/// Room at the hour of the match in each of the first weeks, by how long every call of the volunteer really lasts.
async fn has_room(tx: &mut Tx, paired: &Match, volunteer: &Volunteer, now: DateTime<Utc>) -> Outcome<bool> {
    let Some(slot) = paired.slot else { return Ok(true) };
    let ahead = TimeDelta::days(HORIZON_DAYS) + AROUND;
    let calls = scheduled_calls::of_volunteer(tx, volunteer.id, now - AROUND, now + ahead).await?;
    let mut taken: Vec<Commitment> = calls
        .iter()
        .filter(|call| call.state != State::Cancelled && !call.is_only_proposed())
        .map(|call| Commitment { starts_at: call.starts_at, duration_min: call.duration_min })
        .collect();
    let first = slot.first_after(local_time::local_date(now, paired.zone));
    for week in 0..FITS_WEEKS {
        let day = first + chrono::Days::new(7 * week);
        let starts_at = local_time::instant_of(day, slot.local_time, paired.zone);
        let call = Commitment { starts_at, duration_min: CALL_MIN };
        if room_for(volunteer, &taken, call, REST).is_err() {
            return Ok(false);
        }
        taken.push(call);
    }
    Ok(true)
}

async fn give_series(
    app: &App,
    tx: &mut Tx,
    paired: &mut Match,
    series: SeriesId,
    now: DateTime<Utc>,
) -> Outcome<Option<EndedBecause>> {
    let Ok(mut editing) = Editing::load(app, tx, paired.organisation_id, series).await? else {
        return Ok(Some(EndedBecause::SeriesEnded));
    };
    if editing.series.volunteer_id.is_some() {
        return Ok(Some(EndedBecause::SeriesEnded));
    }
    editing.series.volunteer_id = Some(paired.volunteer_id);
    editing.series.pairing = PairingPolicy::Pair;
    if editing.check(now).is_err() {
        return Ok(Some(EndedBecause::NoRoom));
    }
    let detail = json!({ "match": paired.id, "changed": ["volunteer"] });
    let edited = editing.finish(app, tx, Promised::Keep, paired.asked_by, "changed", detail).await?;
    match edited {
        EditedSeries::Done(series, _) => paired.series_id = Some(series.id),
        EditedSeries::Refused(_) | EditedSeries::Unknown => return Ok(Some(EndedBecause::SeriesEnded)),
    }
    Ok(None)
}

/// One call a week, always by this volunteer.
fn new_series(app: &App, paired: &Match, person: &Person, now: DateTime<Utc>) -> Option<CallSeries> {
    let slot = paired.slot?;
    let today = local_time::local_date(now, paired.zone);
    Some(CallSeries {
        id: SeriesId(app.chance.new_id(now)),
        organisation_id: paired.organisation_id,
        key: format!("match-{}-{}", paired.code.as_str().to_lowercase(), today.format("%Y%m%d")),
        person_id: person.id,
        volunteer_id: Some(paired.volunteer_id),
        team: Vec::new(),
        rule: Recurrence::parse(&slot.rule()).ok()?,
        local_time: slot.local_time,
        zone: paired.zone,
        starts_on: slot.first_after(today),
        ends_on: None,
        duration_min: CALL_MIN,
        pairing: PairingPolicy::Pair,
        kind: CallKind::ConvivialCall,
        when_away: WhenAway::default(),
        protocol: None,
        holidays: SeriesHolidays::default(),
        exceptions: SeriesExceptions::default(),
        needs_replanning: false,
        end: None,
        is_ending_told: false,
        wrong_number: None,
        without_since: None,
        materialised_to: None,
        is_active: true,
    })
}
