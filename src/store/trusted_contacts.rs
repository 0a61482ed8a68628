//! Contacts a person trusts, in her order. Their names and numbers are sealed.

use passerelle_domain::{ids::PersonId, people::TrustedContact, phone_number::PhoneNumber};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    SAVE = "
        INSERT INTO trusted_contacts (id, organisation_id, person_id, position, record, sealed)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET position = excluded.position, record = excluded.record, sealed = excluded.sealed";
    OF_PERSON = "SELECT record, sealed FROM trusted_contacts WHERE person_id = $1 ORDER BY position, id LIMIT 50";
}

const FIELD: &str = "trusted_contacts.number";

type Row = (Json<TrustedContact>, String);

/// What is sealed of a contact.
#[derive(Serialize)]
struct Seal<'a> {
    name: &'a str,
    phone: Option<&'a PhoneNumber>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Sealed {
    Contact {
        name: String,
        phone: Option<PhoneNumber>,
    },
    /// As it was kept when the name stood in the record.
    Phone(Option<PhoneNumber>),
}

/// Writes a contact, new or changed.
///
/// # Errors
/// `Conflict` when the person has another contact at this position.
pub async fn save(tx: &mut Tx, secrets: &Secrets, contact: &TrustedContact) -> Result<(), StoreError> {
    let sealed = sealed::seal(secrets, FIELD, &Seal { name: &contact.name, phone: contact.phone.as_ref() })?;
    let position = i64::from(contact.position);
    execute!(tx, SAVE, contact.id.0, contact.organisation_id.0, contact.person_id.0, position, Json(contact), sealed)?;
    Ok(())
}

/// The contacts of a person, in her order. Those who must not be contacted are among them.
pub async fn of_person(
    db: &mut impl Access,
    secrets: &Secrets,
    person: PersonId,
) -> Result<Vec<TrustedContact>, StoreError> {
    let rows = fetch_all!(db, Row, OF_PERSON, person.0)?;
    let read = |(Json(mut contact), sealed): Row| -> Result<TrustedContact, StoreError> {
        match sealed::open(secrets, FIELD, &sealed)? {
            Sealed::Contact { name, phone } => (contact.name, contact.phone) = (name, phone),
            Sealed::Phone(phone) => contact.phone = phone,
        }
        Ok(contact)
    };
    rows.into_iter().map(read).collect()
}
