//! Volunteers. Numbers and addresses are sealed, and numbers are found by keyed hash.

use passerelle_domain::{
    ids::{OrganisationId, VolunteerId},
    people::Volunteer,
    phone_number::PhoneNumber,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    SAVE = "
        INSERT INTO volunteers (id, organisation_id, key, number_index, record, sealed) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET key = excluded.key, number_index = excluded.number_index,
            record = excluded.record, sealed = excluded.sealed";
    BY_ID = "SELECT record, sealed FROM volunteers WHERE id = $1";
    BY_KEY = "SELECT record, sealed FROM volunteers WHERE organisation_id = $1 AND key = $2";
    BY_NUMBER = "
        SELECT record, sealed FROM volunteers WHERE organisation_id = $1 AND number_index = $2 ORDER BY id LIMIT 10";
    ACTIVE = "
        SELECT record, sealed FROM volunteers WHERE organisation_id = $1 ORDER BY key, id LIMIT 5000";
}

const FIELD: &str = "volunteers.contact";

type Row = (Json<Volunteer>, String);
type Contact = (Option<PhoneNumber>, Option<String>);

fn read(secrets: &Secrets, (Json(mut volunteer), contact): Row) -> Result<Volunteer, StoreError> {
    let (phone, email): Contact = sealed::open(secrets, FIELD, &contact)?;
    volunteer.phone = phone;
    volunteer.email = email;
    Ok(volunteer)
}

/// Writes a volunteer, new or changed.
///
/// # Errors
/// `Conflict` when another one has the same key.
pub async fn save(tx: &mut Tx, secrets: &Secrets, volunteer: &Volunteer) -> Result<(), StoreError> {
    let contact = sealed::seal(secrets, FIELD, &(&volunteer.phone, &volunteer.email))?;
    let index = volunteer.phone.as_ref().map(|phone| sealed::number_index(secrets, phone.as_str()));
    execute!(
        tx,
        SAVE,
        volunteer.id.0,
        volunteer.organisation_id.0,
        &volunteer.key,
        index.as_deref(),
        Json(volunteer),
        contact
    )?;
    Ok(())
}

/// The volunteer with this id.
pub async fn by_id(db: &mut impl Access, secrets: &Secrets, id: VolunteerId) -> Result<Option<Volunteer>, StoreError> {
    fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| read(secrets, row)).transpose()
}

/// The volunteer of this reference.
pub async fn by_key(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    key: &str,
) -> Result<Option<Volunteer>, StoreError> {
    fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| read(secrets, row)).transpose()
}

/// Those of the organisation with this number, at most ten.
pub async fn by_number(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    number: &PhoneNumber,
) -> Result<Vec<Volunteer>, StoreError> {
    let index = sealed::number_index(secrets, number.as_str());
    fetch_all!(db, Row, BY_NUMBER, owner.0, index)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// Every volunteer of an organisation, at most 5000.
pub async fn of_organisation(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
) -> Result<Vec<Volunteer>, StoreError> {
    fetch_all!(db, Row, ACTIVE, owner.0)?.into_iter().map(|row| read(secrets, row)).collect()
}
