//! Matters that a human must settle.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{Case, CaseState},
    code::Code,
    ids::{CaseId, OrganisationId, PersonId},
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_one, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO cases (id, organisation_id, code, state, is_live, level, person_id, opened_at, record)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id) DO UPDATE SET state = excluded.state, is_live = excluded.is_live, level = excluded.level,
            record = excluded.record";
    BY_ID = "SELECT record FROM cases WHERE id = $1";
    BY_CODE = "
        SELECT record FROM cases WHERE organisation_id = $1 AND code = $2 ORDER BY opened_at DESC, id LIMIT 1";
    CODE_IS_TAKEN = "SELECT COUNT(*) FROM cases WHERE organisation_id = $1 AND code = $2 AND is_live";
    OPEN = "
        SELECT record FROM cases WHERE organisation_id = $1 AND is_live
        ORDER BY level DESC, opened_at, id LIMIT 1000";
    OPEN_OF_PERSON = "SELECT record FROM cases WHERE person_id = $1 AND is_live ORDER BY level DESC, opened_at, id LIMIT 50";
    OF_PERSON_SINCE = "
        SELECT record FROM cases WHERE person_id = $1 AND opened_at >= $2 ORDER BY opened_at DESC, id LIMIT 200";
    SINCE = "SELECT record FROM cases WHERE organisation_id = $1 AND opened_at >= $2 ORDER BY opened_at, id LIMIT 5000";
    OPENED = "
        SELECT record FROM cases WHERE organisation_id = $1 AND opened_at >= $2 AND opened_at < $3
        ORDER BY opened_at, id LIMIT 100000";
}

type Row = (Json<Case>,);

fn records(rows: Vec<Row>) -> Vec<Case> {
    rows.into_iter().map(|row| row.0.0).collect()
}

/// Writes a case, new or changed.
///
/// # Errors
/// `Conflict` on `live_code` when another open case has the same code: take another one.
pub async fn save(tx: &mut Tx, case: &Case) -> Result<(), StoreError> {
    let is_live = case.state != CaseState::Closed;
    execute!(
        tx,
        SAVE,
        case.id.0,
        case.organisation_id.0,
        case.code.as_str(),
        case.state.as_str(),
        is_live,
        i64::from(case.level.number()),
        case.person_id.map(|id| id.0),
        case.opened_at,
        Json(case),
    )?;
    Ok(())
}

/// The case with this id.
pub async fn by_id(db: &mut impl Access, id: CaseId) -> Result<Option<Case>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The latest case named by this code.
pub async fn by_code(db: &mut impl Access, owner: OrganisationId, code: &Code) -> Result<Option<Case>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_CODE, owner.0, code.as_str())?.map(|row| row.0.0))
}

/// Whether an open case has this code.
pub async fn code_is_taken(db: &mut impl Access, owner: OrganisationId, code: &Code) -> Result<bool, StoreError> {
    Ok(scalar_one!(db, i64, CODE_IS_TAKEN, owner.0, code.as_str())? > 0)
}

/// The open cases, the most serious first, then the oldest, at most 1000.
pub async fn open(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Case>, StoreError> {
    Ok(records(fetch_all!(db, Row, OPEN, owner.0)?))
}

/// The open cases about a person.
pub async fn open_of_person(db: &mut impl Access, person: PersonId) -> Result<Vec<Case>, StoreError> {
    Ok(records(fetch_all!(db, Row, OPEN_OF_PERSON, person.0)?))
}

/// The cases opened within `[from, to)`, oldest first.
pub async fn opened(
    db: &mut impl Access,
    owner: OrganisationId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Case>, StoreError> {
    Ok(records(fetch_all!(db, Row, OPENED, owner.0, from, to)?))
}

/// The cases about a person opened since `since`, closed or not, the latest first, at most 200.
pub async fn of_person_since(
    db: &mut impl Access,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<Vec<Case>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_PERSON_SINCE, person.0, since)?))
}

/// The cases opened since `since`, oldest first, at most 5000.
pub async fn since(db: &mut impl Access, owner: OrganisationId, since: DateTime<Utc>) -> Result<Vec<Case>, StoreError> {
    Ok(records(fetch_all!(db, Row, SINCE, owner.0, since)?))
}
