//! Staff members. Numbers and addresses are sealed, and numbers are found by keyed hash.

use passerelle_domain::{
    ids::{OrganisationId, StaffId},
    people::Staff,
    phone_number::PhoneNumber,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    SAVE = "
        INSERT INTO staff (id, organisation_id, key, number_index, email_index, record, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET key = excluded.key, number_index = excluded.number_index,
            email_index = excluded.email_index, record = excluded.record, sealed = excluded.sealed";
    BY_ID = "SELECT record, sealed FROM staff WHERE id = $1";
    BY_KEY = "SELECT record, sealed FROM staff WHERE organisation_id = $1 AND key = $2";
    BY_NUMBER = "
        SELECT record, sealed FROM staff WHERE organisation_id = $1 AND number_index = $2 ORDER BY id LIMIT 10";
    BY_EMAIL = "SELECT record, sealed FROM staff WHERE email_index = $1 ORDER BY id LIMIT 10";
    OF_ORGANISATION = "
        SELECT record, sealed FROM staff WHERE organisation_id = $1 ORDER BY key, id LIMIT 5000";
}

const FIELD: &str = "staff.contact";

type Row = (Json<Staff>, String);
type Contact = (Option<PhoneNumber>, Option<String>);

fn read(secrets: &Secrets, (Json(mut staff), contact): Row) -> Result<Staff, StoreError> {
    let (phone, email): Contact = sealed::open(secrets, FIELD, &contact)?;
    staff.phone = phone;
    staff.email = email;
    Ok(staff)
}

/// Writes a staff member, new or changed.
///
/// # Errors
/// `Conflict` when another one has the same key.
pub async fn save(tx: &mut Tx, secrets: &Secrets, staff: &Staff) -> Result<(), StoreError> {
    let contact = sealed::seal(secrets, FIELD, &(&staff.phone, &staff.email))?;
    let index = staff.phone.as_ref().map(|phone| sealed::number_index(secrets, phone.as_str()));
    let email = staff.email.as_ref().map(|email| email_index(secrets, email));
    let owner = staff.organisation_id.0;
    execute!(tx, SAVE, staff.id.0, owner, &staff.key, index.as_deref(), email.as_deref(), Json(staff), contact)?;
    Ok(())
}

/// Addresses are typed in capitals and with spaces around.
fn email_index(secrets: &Secrets, email: &str) -> String {
    secrets.blind_index("staff.email", &email.trim().to_lowercase())
}

/// The staff member with this id.
pub async fn by_id(db: &mut impl Access, secrets: &Secrets, id: StaffId) -> Result<Option<Staff>, StoreError> {
    fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| read(secrets, row)).transpose()
}

/// The staff member of this reference.
pub async fn by_key(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    key: &str,
) -> Result<Option<Staff>, StoreError> {
    fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| read(secrets, row)).transpose()
}

/// Those of the organisation with this number who have not left, at most ten.
pub async fn by_number(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    number: &PhoneNumber,
) -> Result<Vec<Staff>, StoreError> {
    let index = sealed::number_index(secrets, number.as_str());
    let found: Result<Vec<Staff>, StoreError> =
        fetch_all!(db, Row, BY_NUMBER, owner.0, index)?.into_iter().map(|row| read(secrets, row)).collect();
    Ok(found?.into_iter().filter(|staff| !staff.has_left).collect())
}

/// Those of any organisation with this address who have not left, at most ten.
pub async fn by_email(db: &mut impl Access, secrets: &Secrets, email: &str) -> Result<Vec<Staff>, StoreError> {
    let found: Result<Vec<Staff>, StoreError> =
        fetch_all!(db, Row, BY_EMAIL, email_index(secrets, email))?.into_iter().map(|row| read(secrets, row)).collect();
    Ok(found?.into_iter().filter(|staff| !staff.has_left).collect())
}

/// Every staff member of an organisation, at most 5000.
pub async fn of_organisation(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
) -> Result<Vec<Staff>, StoreError> {
    fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| read(secrets, row)).collect()
}
