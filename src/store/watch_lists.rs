//! Watch lists, who is on them, and the checks that were done.

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    ids::{OrganisationId, PersonId, WatchListId},
    people::Member,
    watch_list::{CheckResult, WatchList, WatchedPerson},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO watch_lists (id, organisation_id, key, partner, is_live, record) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET is_live = excluded.is_live, record = excluded.record";
    BY_ID = "SELECT record FROM watch_lists WHERE id = $1";
    BY_KEY = "SELECT record FROM watch_lists WHERE organisation_id = $1 AND key = $2";
    OF_ORGANISATION = "SELECT record FROM watch_lists WHERE organisation_id = $1 ORDER BY key, id LIMIT 1000";
    OF_PARTNER = "
        SELECT record FROM watch_lists WHERE organisation_id = $1 AND partner = $2 ORDER BY key, id LIMIT 1000";
    WATCH = "
        INSERT INTO watched_people (list_id, person_id, organisation_id, reference, is_watched, due_on, not_before)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (list_id, person_id) DO UPDATE SET is_watched = excluded.is_watched, due_on = excluded.due_on,
            not_before = excluded.not_before";
    ON_LIST = "
        SELECT list_id, person_id, organisation_id, reference, is_watched, due_on, not_before FROM watched_people
        WHERE list_id = $1 ORDER BY reference LIMIT 20000";
    OF_PERSON = "
        SELECT list_id, person_id, organisation_id, reference, is_watched, due_on, not_before FROM watched_people
        WHERE person_id = $1 ORDER BY list_id LIMIT 100";
    OF_REFERENCE = "
        SELECT list_id, person_id, organisation_id, reference, is_watched, due_on, not_before FROM watched_people
        WHERE list_id = $1 AND reference = $2";
    PAST = "
        SELECT list_id, person_id, organisation_id, reference, is_watched, due_on, not_before FROM watched_people
        WHERE list_id = $1 AND is_watched AND due_on < $2 ORDER BY due_on, person_id LIMIT 5000";
    DUE = "
        SELECT person_id, MIN(due_on) FROM watched_people
        WHERE organisation_id = $1 AND is_watched AND due_on <= $2
            AND (held_until IS NULL OR held_until <= $3) AND (not_before IS NULL OR not_before <= $3)
        GROUP BY person_id ORDER BY 2, 1 LIMIT 100 OFFSET $4";
    HELD_BY = "
        SELECT person_id FROM watched_people WHERE organisation_id = $1 AND held_by = $2 AND held_until > $3
        ORDER BY person_id LIMIT 1";
    HOLDER = "SELECT held_by FROM watched_people WHERE person_id = $1 AND held_until > $2 ORDER BY list_id LIMIT 1";
    HOLD = "UPDATE watched_people SET held_by = $2, held_until = $3 WHERE person_id = $1";
    LET_GO = "UPDATE watched_people SET held_by = NULL, held_until = NULL WHERE person_id = $1";
    KEEP_CHECK = "
        INSERT INTO watch_checks (id, list_id, person_id, due_on, done_at, by_member, result)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (list_id, person_id, due_on) DO NOTHING";
    CHECKS_OF = "
        SELECT person_id, due_on, done_at, result FROM watch_checks WHERE list_id = $1 AND due_on >= $2
        ORDER BY due_on, person_id LIMIT 20000";
}

type Row = (Json<WatchList>,);
type WatchedRow = (Uuid, Uuid, Uuid, String, bool, NaiveDate, Option<DateTime<Utc>>);

fn records(rows: Vec<Row>) -> Vec<WatchList> {
    rows.into_iter().map(|row| row.0.0).collect()
}

fn watched(row: WatchedRow) -> WatchedPerson {
    let (list, person, owner, reference, is_watched, due_on, not_before) = row;
    WatchedPerson {
        list_id: WatchListId(list),
        person_id: PersonId(person),
        organisation_id: OrganisationId(owner),
        reference,
        is_watched,
        due_on,
        not_before,
    }
}

/// A check that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneCheck {
    /// Who was asked after.
    pub person_id: PersonId,
    /// For which date.
    pub due_on: NaiveDate,
    /// When.
    pub done_at: DateTime<Utc>,
    /// `well` or `worry`.
    pub result: String,
}

/// Writes a list, new or changed.
///
/// # Errors
/// `Conflict` when another one has the same key.
pub async fn save(tx: &mut Tx, list: &WatchList) -> Result<(), StoreError> {
    execute!(tx, SAVE, list.id.0, list.organisation_id.0, &list.key, &list.partner, true, Json(list))?;
    Ok(())
}

/// The list with this id.
pub async fn by_id(db: &mut impl Access, id: WatchListId) -> Result<Option<WatchList>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The list of this reference.
pub async fn by_key(db: &mut impl Access, owner: OrganisationId, key: &str) -> Result<Option<WatchList>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| row.0.0))
}

/// The lists of an organisation, by reference, at most 1000.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<WatchList>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?))
}

/// The lists of a partner, by reference, at most 1000.
pub async fn of_partner(
    db: &mut impl Access,
    owner: OrganisationId,
    partner: &str,
) -> Result<Vec<WatchList>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_PARTNER, owner.0, partner)?))
}

/// Writes somebody on a list, new or changed. The reference is kept as it was first.
///
/// # Errors
/// `Conflict` when somebody else of the list has the reference.
pub async fn watch(tx: &mut Tx, one: &WatchedPerson) -> Result<(), StoreError> {
    let (list, person, owner) = (one.list_id.0, one.person_id.0, one.organisation_id.0);
    execute!(tx, WATCH, list, person, owner, &one.reference, one.is_watched, one.due_on, one.not_before)?;
    Ok(())
}

/// Everybody who is or was on a list, by reference, at most 20,000.
pub async fn on_list(db: &mut impl Access, list: WatchListId) -> Result<Vec<WatchedPerson>, StoreError> {
    Ok(fetch_all!(db, WatchedRow, ON_LIST, list.0)?.into_iter().map(watched).collect())
}

/// A person on every list she is or was on.
pub async fn of_person(db: &mut impl Access, person: PersonId) -> Result<Vec<WatchedPerson>, StoreError> {
    Ok(fetch_all!(db, WatchedRow, OF_PERSON, person.0)?.into_iter().map(watched).collect())
}

/// Whom a reference of a list names.
pub async fn of_reference(
    db: &mut impl Access,
    list: WatchListId,
    reference: &str,
) -> Result<Option<WatchedPerson>, StoreError> {
    Ok(fetch_optional!(db, WatchedRow, OF_REFERENCE, list.0, reference)?.map(watched))
}

/// Those of a list whose date is before `today`, at most 5000.
pub async fn past(db: &mut impl Access, list: WatchListId, today: NaiveDate) -> Result<Vec<WatchedPerson>, StoreError> {
    Ok(fetch_all!(db, WatchedRow, PAST, list.0, today)?.into_iter().map(watched).collect())
}

/// People with a date up to `day` whom nobody holds, the first due first; a hundred after the first `skipped`.
pub async fn due(
    db: &mut impl Access,
    owner: OrganisationId,
    day: NaiveDate,
    now: DateTime<Utc>,
    skipped: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(db, (Uuid, NaiveDate), DUE, owner.0, day, now, skipped)?;
    Ok(rows.into_iter().map(|(person, _)| PersonId(person)).collect())
}

/// Whom `member` holds now.
pub async fn held_by(
    db: &mut impl Access,
    owner: OrganisationId,
    member: Member,
    now: DateTime<Utc>,
) -> Result<Option<PersonId>, StoreError> {
    Ok(scalar_optional!(db, Uuid, HELD_BY, owner.0, member.uuid(), now)?.map(PersonId))
}

/// Who holds a person now.
pub async fn holder(db: &mut impl Access, person: PersonId, now: DateTime<Utc>) -> Result<Option<Uuid>, StoreError> {
    scalar_optional!(db, Uuid, HOLDER, person.0, now)
}

/// Keeps a person for `member` until `until`, on all her lists at once.
pub async fn hold(tx: &mut Tx, person: PersonId, member: Member, until: DateTime<Utc>) -> Result<(), StoreError> {
    execute!(tx, HOLD, person.0, member.uuid(), until)?;
    Ok(())
}

/// Nobody holds her any more.
pub async fn let_go(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    execute!(tx, LET_GO, person.0)?;
    Ok(())
}

/// Keeps a check that was done for the date `due_on`. Again changes nothing.
pub async fn keep_check(
    tx: &mut Tx,
    id: Uuid,
    one: &WatchedPerson,
    due_on: NaiveDate,
    result: CheckResult,
    by: Member,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (list, person) = (one.list_id.0, one.person_id.0);
    execute!(tx, KEEP_CHECK, id, list, person, due_on, now, by.uuid(), result.as_str())?;
    Ok(())
}

/// The checks of a list done for dates from `from` on, at most 20,000.
pub async fn checks(db: &mut impl Access, list: WatchListId, from: NaiveDate) -> Result<Vec<DoneCheck>, StoreError> {
    let rows = fetch_all!(db, (Uuid, NaiveDate, DateTime<Utc>, String), CHECKS_OF, list.0, from)?;
    let read = |(person, due_on, done_at, result)| DoneCheck { person_id: PersonId(person), due_on, done_at, result };
    Ok(rows.into_iter().map(read).collect())
}
