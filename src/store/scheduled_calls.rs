//! Dated calls. One occurrence of a series exists once, whoever makes it and however often.

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    code::Code,
    ids::{OrganisationId, PersonId, ScheduledCallId, SeriesId, VolunteerId},
    scheduled_call::ScheduledCall,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO scheduled_calls
            (id, organisation_id, series_id, local_on, person_id, volunteer_id, code, state, is_live, starts_at, record,
             usual_volunteer_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (series_id, local_on) WHERE state <> 'cancelled' DO NOTHING";
    UPDATE = "
        UPDATE scheduled_calls SET volunteer_id = $2, state = $3, is_live = $4, starts_at = $5, record = $6,
            usual_volunteer_id = $7
        WHERE id = $1";
    BY_ID = "SELECT record FROM scheduled_calls WHERE id = $1";
    BY_CODE = "
        SELECT record FROM scheduled_calls
        WHERE organisation_id = $1 AND code = $2 AND starts_at >= $3 AND starts_at < $4 ORDER BY starts_at DESC, id LIMIT 10";
    OF_PERSON = "
        SELECT record FROM scheduled_calls WHERE person_id = $1 AND starts_at >= $2 AND starts_at < $3
        ORDER BY starts_at, id LIMIT 200";
    OF_VOLUNTEER = "
        SELECT record FROM scheduled_calls WHERE volunteer_id = $1 AND starts_at >= $2 AND starts_at < $3
        ORDER BY starts_at, id LIMIT 500";
    OF_USUAL = "
        SELECT record FROM scheduled_calls WHERE (usual_volunteer_id = $1 OR volunteer_id = $1) AND starts_at >= $2
        ORDER BY starts_at, id LIMIT 1000";
    TO_COVER = "
        SELECT record FROM scheduled_calls
        WHERE organisation_id = $1 AND volunteer_id IS NULL AND is_live AND starts_at >= $2 AND starts_at < $3
            AND state IN ('planned', 'offered', 'seeking_substitute', 'confirmed')
        ORDER BY starts_at, id LIMIT 1000";
    LOAD = "
        SELECT volunteer_id, starts_at FROM scheduled_calls
        WHERE organisation_id = $1 AND volunteer_id IS NOT NULL AND starts_at >= $2 AND starts_at < $3
            AND state <> 'cancelled' LIMIT 100000";
    TOLD_LOAD = "
        SELECT volunteer_id, starts_at FROM scheduled_calls
        WHERE organisation_id = $1 AND volunteer_id IS NOT NULL AND starts_at >= $2 AND starts_at < $3
            AND state <> 'cancelled'
            AND (state <> 'planned' OR usual_volunteer_id = volunteer_id) LIMIT 100000";
    BETWEEN = "
        SELECT record FROM scheduled_calls WHERE organisation_id = $1 AND starts_at >= $2 AND starts_at < $3
        ORDER BY starts_at, id LIMIT 5000";
    TALKED = "
        SELECT person_id, volunteer_id, MAX(starts_at) AS last_at FROM scheduled_calls
        WHERE organisation_id = $1 AND volunteer_id IS NOT NULL AND starts_at >= $2 AND starts_at < $3
            AND state IN ('awaiting_outcome', 'settled')
        GROUP BY person_id, volunteer_id ORDER BY person_id, volunteer_id LIMIT 500000";
    TURNS = "
        SELECT person_id, usual_volunteer_id, MAX(starts_at) AS last_at FROM scheduled_calls
        WHERE organisation_id = $1 AND usual_volunteer_id IS NOT NULL AND starts_at >= $2 AND starts_at < $3
            AND state <> 'cancelled'
        GROUP BY person_id, usual_volunteer_id ORDER BY person_id, usual_volunteer_id LIMIT 500000";
    OF_SERIES = "
        SELECT record FROM scheduled_calls WHERE series_id = $1 AND local_on >= $2 AND local_on <= $3
        ORDER BY local_on, starts_at, id LIMIT 2000";
    LIVE_OF_SERIES = "SELECT record FROM scheduled_calls WHERE series_id = $1 AND is_live ORDER BY starts_at, id LIMIT 500";
}

type Row = (Json<ScheduledCall>,);

fn records(rows: Vec<Row>) -> Vec<ScheduledCall> {
    rows.into_iter().map(|row| row.0.0).collect()
}

/// Makes a dated call. False when this occurrence exists already: nothing is changed.
pub async fn insert(tx: &mut Tx, call: &ScheduledCall) -> Result<bool, StoreError> {
    let volunteer = call.counted_on().map(|id| id.0);
    let made = execute!(
        tx,
        INSERT,
        call.id.0,
        call.organisation_id.0,
        call.series_id.0,
        call.local_on,
        call.person_id.0,
        volunteer,
        call.code.as_str(),
        call.state.as_str(),
        call.state.is_live(),
        call.starts_at,
        Json(call),
        call.usual_volunteer.map(|id| id.0),
    )?;
    Ok(made == 1)
}

/// Writes a changed call.
pub async fn update(tx: &mut Tx, call: &ScheduledCall) -> Result<(), StoreError> {
    let (volunteer, usual) = (call.counted_on().map(|id| id.0), call.usual_volunteer.map(|id| id.0));
    let (state, is_live) = (call.state.as_str(), call.state.is_live());
    execute!(tx, UPDATE, call.id.0, volunteer, state, is_live, call.starts_at, Json(call), usual)?;
    Ok(())
}

/// The call with this id.
pub async fn by_id(db: &mut impl Access, id: ScheduledCallId) -> Result<Option<ScheduledCall>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The calls named by this code that start within `[from, to)`, latest first, at most ten. A code
/// is short and calls are many: who asks knows which one is theirs.
pub async fn by_code(
    db: &mut impl Access,
    owner: OrganisationId,
    code: &Code,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<ScheduledCall>, StoreError> {
    Ok(records(fetch_all!(db, Row, BY_CODE, owner.0, code.as_str(), from, to)?))
}

/// A person's calls that start within `[from, to)`.
pub async fn of_person(
    db: &mut impl Access,
    person: PersonId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<ScheduledCall>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_PERSON, person.0, from, to)?))
}

/// A volunteer's calls that start within `[from, to)`.
pub async fn of_volunteer(
    db: &mut impl Access,
    volunteer: VolunteerId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<ScheduledCall>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_VOLUNTEER, volunteer.0, from, to)?))
}

/// The calls from `from` on of which this is the usual volunteer, or whoever makes them, at most 1000.
pub async fn concerning(
    db: &mut impl Access,
    volunteer: VolunteerId,
    from: DateTime<Utc>,
) -> Result<Vec<ScheduledCall>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_USUAL, volunteer.0, from)?))
}

/// The calls to cover: nobody is counted on for them, and they start within `[from, to)`.
pub async fn to_cover(
    db: &mut impl Access,
    owner: OrganisationId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<ScheduledCall>, StoreError> {
    Ok(records(fetch_all!(db, Row, TO_COVER, owner.0, from, to)?))
}

/// Who calls when within `[from, to)`: (volunteer, start) of every call that is not cancelled.
pub async fn load(
    db: &mut impl Access,
    owner: OrganisationId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<(VolunteerId, DateTime<Utc>)>, StoreError> {
    let rows = fetch_all!(db, (Uuid, DateTime<Utc>), LOAD, owner.0, from, to)?;
    Ok(rows.into_iter().map(|(volunteer, at)| (VolunteerId(volunteer), at)).collect())
}

/// The same without the calls that only the plan of the week gave to somebody, who was not told yet.
pub async fn told_load(
    db: &mut impl Access,
    owner: OrganisationId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<(VolunteerId, DateTime<Utc>)>, StoreError> {
    let rows = fetch_all!(db, (Uuid, DateTime<Utc>), TOLD_LOAD, owner.0, from, to)?;
    Ok(rows.into_iter().map(|(volunteer, at)| (VolunteerId(volunteer), at)).collect())
}

/// An organisation's calls that start within `[from, to)`, in order, at most 5000.
pub async fn between(
    db: &mut impl Access,
    owner: OrganisationId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<ScheduledCall>, StoreError> {
    Ok(records(fetch_all!(db, Row, BETWEEN, owner.0, from, to)?))
}

/// The calls of a series whose local date is within `[from, to]`, those that were cancelled too, in order.
pub async fn of_series(
    db: &mut impl Access,
    series: SeriesId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<ScheduledCall>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_SERIES, series.0, from, to)?))
}

/// The calls of a series in which something must still happen.
pub async fn live_of_series(db: &mut impl Access, series: SeriesId) -> Result<Vec<ScheduledCall>, StoreError> {
    Ok(records(fetch_all!(db, Row, LIVE_OF_SERIES, series.0)?))
}

/// Who talked with whom in a call that started within `[from, to)`, and when the last such call was.
pub async fn talked(
    db: &mut impl Access,
    owner: OrganisationId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<(PersonId, VolunteerId, DateTime<Utc>)>, StoreError> {
    let rows = fetch_all!(db, (Uuid, Uuid, DateTime<Utc>), TALKED, owner.0, from, to)?;
    Ok(rows.into_iter().map(|(person, volunteer, at)| (PersonId(person), VolunteerId(volunteer), at)).collect())
}

/// Whose turn it was to call whom within `[from, to)`, and when last: who was asked first has had their turn, even when
/// somebody else called her.
pub async fn turns(
    db: &mut impl Access,
    owner: OrganisationId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<(PersonId, VolunteerId, DateTime<Utc>)>, StoreError> {
    let rows = fetch_all!(db, (Uuid, Uuid, DateTime<Utc>), TURNS, owner.0, from, to)?;
    Ok(rows.into_iter().map(|(person, volunteer, at)| (PersonId(person), VolunteerId(volunteer), at)).collect())
}
