//! Days lived ahead on the simulator. The record is the rehearsal; its stage stands beside it, so that only one process lives it.

use passerelle_domain::{
    code::Code,
    day_rehearsal::{DayRehearsal, Stage},
    ids::OrganisationId,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO day_rehearsals (id, organisation_id, code, asked_at, stage, record)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, code) DO NOTHING";
    CLAIM = "UPDATE day_rehearsals SET stage = $2, record = $3 WHERE id = $1 AND stage = 'asked'";
    UPDATE = "UPDATE day_rehearsals SET stage = $2, record = $3 WHERE id = $1 AND stage = 'running'";
    FIRST_ASKED = "SELECT record FROM day_rehearsals WHERE stage = 'asked' ORDER BY asked_at, id LIMIT 1";
    BY_CODE = "SELECT record FROM day_rehearsals WHERE organisation_id = $1 AND code = $2";
    OF_ORGANISATION = "
        SELECT record FROM day_rehearsals WHERE organisation_id = $1 ORDER BY asked_at DESC, id DESC LIMIT 100";
    DELETE = "DELETE FROM day_rehearsals WHERE id = $1";
}

type Row = (Json<DayRehearsal>,);

fn stage(rehearsal: &DayRehearsal) -> &'static str {
    match rehearsal.stage {
        Stage::Asked => "asked",
        Stage::Running { .. } => "running",
        Stage::Done { .. } | Stage::Failed { .. } => "over",
    }
}

/// Adds a rehearsal. False when its code is taken: nothing has changed.
///
/// # Errors
/// Trouble of the database.
pub async fn insert(tx: &mut Tx, rehearsal: &DayRehearsal) -> Result<bool, StoreError> {
    let DayRehearsal { id, organisation_id, code, asked_at, .. } = rehearsal;
    let written =
        execute!(tx, INSERT, id, organisation_id.0, code.as_str(), asked_at, stage(rehearsal), Json(rehearsal))?;
    Ok(written == 1)
}

/// Writes a rehearsal that is asked as it is now. False when somebody else has it already.
///
/// # Errors
/// Trouble of the database.
pub async fn claim(tx: &mut Tx, rehearsal: &DayRehearsal) -> Result<bool, StoreError> {
    Ok(execute!(tx, CLAIM, rehearsal.id, stage(rehearsal), Json(rehearsal))? == 1)
}

/// Writes a rehearsal that is running as it is now; one that is over stays as it is.
///
/// # Errors
/// Trouble of the database.
pub async fn update(tx: &mut Tx, rehearsal: &DayRehearsal) -> Result<(), StoreError> {
    execute!(tx, UPDATE, rehearsal.id, stage(rehearsal), Json(rehearsal))?;
    Ok(())
}

/// The rehearsal that has waited longest for somebody to live it.
///
/// # Errors
/// Trouble of the database.
pub async fn first_asked(db: &mut impl Access) -> Result<Option<DayRehearsal>, StoreError> {
    Ok(fetch_optional!(db, Row, FIRST_ASKED)?.map(|row| row.0.0))
}

/// The rehearsal of this code.
///
/// # Errors
/// Trouble of the database.
pub async fn by_code(
    db: &mut impl Access,
    owner: OrganisationId,
    code: &Code,
) -> Result<Option<DayRehearsal>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_CODE, owner.0, code.as_str())?.map(|row| row.0.0))
}

/// The rehearsals of an organisation, the last first, at most 100.
///
/// # Errors
/// Trouble of the database.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<DayRehearsal>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| row.0.0).collect())
}

/// Forgets a rehearsal.
///
/// # Errors
/// Trouble of the database.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    execute!(tx, DELETE, id)?;
    Ok(())
}
