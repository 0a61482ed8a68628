//! Persons accompanied. Their numbers are sealed, and found by keyed hash. Whoever was erased is found by nothing here.

use passerelle_domain::{
    home::Home,
    ids::{LineId, OrganisationId, PersonId},
    people::Person,
    phone_number::PhoneNumber,
};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_one, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    SAVE = "
        INSERT INTO people (id, organisation_id, key, line_id, is_live, record, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET key = excluded.key, line_id = excluded.line_id, is_live = excluded.is_live,
            record = excluded.record, sealed = excluded.sealed";
    FORGET_NUMBERS = "DELETE FROM person_numbers WHERE person_id = $1";
    ADD_NUMBER = "INSERT INTO person_numbers (number_index, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    BY_ID = "SELECT record, sealed FROM people WHERE id = $1 AND erased_at IS NULL";
    BY_KEY = "SELECT record, sealed FROM people WHERE organisation_id = $1 AND key = $2 AND erased_at IS NULL";
    BY_NUMBER = "
        SELECT people.record, people.sealed FROM people
        JOIN person_numbers ON person_numbers.person_id = people.id
        WHERE people.organisation_id = $1 AND person_numbers.number_index = $2 ORDER BY people.id LIMIT 10";
    OF_ORGANISATION = "
        SELECT record, sealed FROM people WHERE organisation_id = $1 AND key > $2 AND erased_at IS NULL
        ORDER BY key LIMIT 1000";
    NAMES = "
        SELECT id, key, record ->> 'first_name' AS first_name, record ->> 'last_name' AS last_name FROM people
        WHERE organisation_id = $1 AND erased_at IS NULL ORDER BY key LIMIT 100000";
    COUNT_BY_LINE = "
        SELECT line_id, COUNT(*) FROM people WHERE organisation_id = $1 AND erased_at IS NULL
        GROUP BY line_id ORDER BY line_id LIMIT 10000";
    COUNT = "SELECT COUNT(*) FROM people WHERE organisation_id = $1 AND erased_at IS NULL";
}

const FIELD: &str = "people.numbers";

type Row = (Json<Person>, String);

/// What is sealed of a person.
#[derive(Serialize)]
struct Seal<'a> {
    phones: &'a [PhoneNumber],
    home: &'a Home,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Sealed {
    Contact {
        phones: Vec<PhoneNumber>,
        home: Home,
    },
    /// As it was kept before homes were.
    Phones(Vec<PhoneNumber>),
}

fn read(secrets: &Secrets, (Json(mut person), sealed): Row) -> Result<Person, StoreError> {
    (person.phones, person.home) = match sealed::open(secrets, FIELD, &sealed)? {
        Sealed::Contact { phones, home } => (phones, home),
        Sealed::Phones(phones) => (phones, Home::default()),
    };
    Ok(person)
}

/// Writes a person, new or changed.
///
/// # Errors
/// `Conflict` when another person has the same key.
pub async fn save(tx: &mut Tx, secrets: &Secrets, person: &Person) -> Result<(), StoreError> {
    let sealed = sealed::seal(secrets, FIELD, &Seal { phones: &person.phones, home: &person.home })?;
    let (owner, line, is_live) = (person.organisation_id.0, person.line_id.0, person.due_at().is_some());
    execute!(tx, SAVE, person.id.0, owner, &person.key, line, is_live, Json(person), sealed)?;
    execute!(tx, FORGET_NUMBERS, person.id.0)?;
    for phone in &person.phones {
        execute!(tx, ADD_NUMBER, sealed::number_index(secrets, phone.as_str()), person.id.0)?;
    }
    Ok(())
}

/// The person with this id.
pub async fn by_id(db: &mut impl Access, secrets: &Secrets, id: PersonId) -> Result<Option<Person>, StoreError> {
    fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| read(secrets, row)).transpose()
}

/// The person of this reference.
pub async fn by_key(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    key: &str,
) -> Result<Option<Person>, StoreError> {
    fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| read(secrets, row)).transpose()
}

/// Everybody of the organisation with this number, at most ten: a couple shares one.
pub async fn by_number(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    number: &PhoneNumber,
) -> Result<Vec<Person>, StoreError> {
    let index = sealed::number_index(secrets, number.as_str());
    fetch_all!(db, Row, BY_NUMBER, owner.0, index)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// The people of an organisation whose key comes after `after`, in the order of keys, at most 1000
/// at a time; begin with an empty key.
pub async fn of_organisation(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    after: &str,
) -> Result<Vec<Person>, StoreError> {
    fetch_all!(db, Row, OF_ORGANISATION, owner.0, after)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// How somebody is named: enough to find her.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct NameRow {
    /// Who.
    pub id: uuid::Uuid,
    /// The association's own reference.
    pub key: String,
    /// First name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
}

/// The names of everybody an organisation accompanies, in the order of keys, at most 100,000. Nothing is unsealed: ten
/// thousand names are read in the time of a few files.
pub async fn names(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<NameRow>, StoreError> {
    fetch_all!(db, NameRow, NAMES, owner.0)
}

/// How many people an organisation accompanies on each of its lines that has some.
pub async fn count_by_line(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<(LineId, i64)>, StoreError> {
    let rows = fetch_all!(db, (uuid::Uuid, i64), COUNT_BY_LINE, owner.0)?;
    Ok(rows.into_iter().map(|(line, count)| (LineId(line), count)).collect())
}

/// How many people an organisation accompanies.
pub async fn count(db: &mut impl Access, owner: OrganisationId) -> Result<i64, StoreError> {
    scalar_one!(db, i64, COUNT, owner.0)
}
