//! Volunteers and people who are never put together.

use passerelle_domain::{
    exclusion::Exclusion,
    ids::{OrganisationId, PersonId, VolunteerId},
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO exclusions (id, organisation_id, volunteer_id, person_id, record) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (person_id, volunteer_id) DO UPDATE SET record = excluded.record";
    DELETE = "DELETE FROM exclusions WHERE person_id = $1 AND volunteer_id = $2";
    OF_PAIR = "SELECT record FROM exclusions WHERE person_id = $1 AND volunteer_id = $2";
    OF_PERSON = "SELECT record FROM exclusions WHERE person_id = $1 ORDER BY id LIMIT 1000";
    OF_VOLUNTEER = "SELECT record FROM exclusions WHERE volunteer_id = $1 ORDER BY id LIMIT 1000";
    OF_ORGANISATION = "SELECT record FROM exclusions WHERE organisation_id = $1 ORDER BY id LIMIT 20000";
}

type Row = (Json<Exclusion>,);

fn records(rows: Vec<Row>) -> Vec<Exclusion> {
    rows.into_iter().map(|row| row.0.0).collect()
}

/// Writes an exclusion; the same two again change its reason only.
pub async fn save(tx: &mut Tx, exclusion: &Exclusion) -> Result<(), StoreError> {
    let (owner, volunteer) = (exclusion.organisation_id.0, exclusion.volunteer_id.0);
    execute!(tx, SAVE, exclusion.id.0, owner, volunteer, exclusion.person_id.0, Json(exclusion))?;
    Ok(())
}

/// Takes an exclusion back. False when there was none.
pub async fn delete(tx: &mut Tx, person: PersonId, volunteer: VolunteerId) -> Result<bool, StoreError> {
    Ok(execute!(tx, DELETE, person.0, volunteer.0)? == 1)
}

/// The exclusion of these two, if there is one.
pub async fn of_pair(
    db: &mut impl Access,
    person: PersonId,
    volunteer: VolunteerId,
) -> Result<Option<Exclusion>, StoreError> {
    Ok(fetch_optional!(db, Row, OF_PAIR, person.0, volunteer.0)?.map(|row| row.0.0))
}

/// Who never calls this person.
pub async fn of_person(db: &mut impl Access, person: PersonId) -> Result<Vec<Exclusion>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_PERSON, person.0)?))
}

/// Whom this volunteer never calls.
pub async fn of_volunteer(db: &mut impl Access, volunteer: VolunteerId) -> Result<Vec<Exclusion>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_VOLUNTEER, volunteer.0)?))
}

/// Every exclusion of an organisation, at most 20000.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Exclusion>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?))
}
