//! Checks of cases: who was asked how she is, and what they said. No number is kept here.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case_check::CaseCheck,
    ids::{CaseCheckId, CaseId, OrganisationId, PersonId},
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO case_checks (id, organisation_id, case_id, person_id, state, is_live, made_at, record)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (id) DO UPDATE SET state = excluded.state, is_live = excluded.is_live, record = excluded.record";
    BY_ID = "SELECT record FROM case_checks WHERE id = $1";
    OF_CASE = "SELECT record FROM case_checks WHERE case_id = $1 ORDER BY made_at, id LIMIT 200";
    LIVE_OF_PERSON = "SELECT record FROM case_checks WHERE person_id = $1 AND is_live ORDER BY made_at, id LIMIT 200";
    SINCE = "
        SELECT record FROM case_checks WHERE organisation_id = $1 AND made_at >= $2
        ORDER BY made_at DESC, id DESC LIMIT 2000";
}

type Row = (Json<CaseCheck>,);

fn records(rows: Vec<Row>) -> Vec<CaseCheck> {
    rows.into_iter().map(|row| row.0.0).collect()
}

/// Writes a check, new or changed.
pub async fn save(tx: &mut Tx, check: &CaseCheck) -> Result<(), StoreError> {
    let (state, is_live) = (check.state.as_str(), check.state.is_live());
    let (owner, case, person) = (check.organisation_id.0, check.case_id.0, check.person_id.0);
    execute!(tx, SAVE, check.id.0, owner, case, person, state, is_live, check.made_at, Json(check))?;
    Ok(())
}

/// The check with this id.
pub async fn by_id(db: &mut impl Access, id: CaseCheckId) -> Result<Option<CaseCheck>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The checks of a case, oldest first, at most 200.
pub async fn of_case(db: &mut impl Access, case: CaseId) -> Result<Vec<CaseCheck>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_CASE, case.0)?))
}

/// The checks about a person that still wait for an answer, oldest first, at most 200.
pub async fn live_of_person(db: &mut impl Access, person: PersonId) -> Result<Vec<CaseCheck>, StoreError> {
    Ok(records(fetch_all!(db, Row, LIVE_OF_PERSON, person.0)?))
}

/// The checks of an organisation since `since`, latest first, at most 2000.
pub async fn since(
    db: &mut impl Access,
    owner: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<CaseCheck>, StoreError> {
    Ok(records(fetch_all!(db, Row, SINCE, owner.0, since)?))
}
