//! Recurrences of calls.

use passerelle_domain::{
    call_series::CallSeries,
    ids::{OrganisationId, PersonId, SeriesId},
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO call_series (id, organisation_id, key, person_id, is_live, record) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET key = excluded.key, is_live = excluded.is_live, record = excluded.record";
    BY_ID = "SELECT record FROM call_series WHERE id = $1";
    BY_KEY = "SELECT record FROM call_series WHERE organisation_id = $1 AND key = $2";
    ACTIVE = "
        SELECT record FROM call_series WHERE organisation_id = $1 AND is_live AND id > $2 ORDER BY id LIMIT 1000";
    OF_PERSON = "SELECT record FROM call_series WHERE person_id = $1 ORDER BY id LIMIT 100";
    OF_ORGANISATION = "SELECT record FROM call_series WHERE organisation_id = $1 ORDER BY key, id LIMIT 20000";
}

type Row = (Json<CallSeries>,);

/// Writes a series, new or changed.
///
/// # Errors
/// `Conflict` when another series has the same key.
pub async fn save(tx: &mut Tx, series: &CallSeries) -> Result<(), StoreError> {
    let (owner, person) = (series.organisation_id.0, series.person_id.0);
    execute!(tx, SAVE, series.id.0, owner, &series.key, person, series.is_active, Json(series))?;
    Ok(())
}

/// The series with this id.
pub async fn by_id(db: &mut impl Access, id: SeriesId) -> Result<Option<CallSeries>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The series of this reference.
pub async fn by_key(db: &mut impl Access, owner: OrganisationId, key: &str) -> Result<Option<CallSeries>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| row.0.0))
}

/// The series of an organisation that make calls, after the series `after`, at most 1000.
pub async fn active(
    db: &mut impl Access,
    owner: OrganisationId,
    after: SeriesId,
) -> Result<Vec<CallSeries>, StoreError> {
    Ok(fetch_all!(db, Row, ACTIVE, owner.0, after.0)?.into_iter().map(|row| row.0.0).collect())
}

/// The series of a person.
pub async fn of_person(db: &mut impl Access, person: PersonId) -> Result<Vec<CallSeries>, StoreError> {
    Ok(fetch_all!(db, Row, OF_PERSON, person.0)?.into_iter().map(|row| row.0.0).collect())
}

/// Every series of an organisation, by key, at most 20,000; those that ended too.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<CallSeries>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| row.0.0).collect())
}
