//! Promises to call back. The number is sealed, and erased once the promise is kept.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    callback::Callback,
    code::Code,
    ids::{CallbackId, LineId, OrganisationId},
    phone_number::PhoneNumber,
    slots::SLOT,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_all, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    SAVE = "
        INSERT INTO callbacks (id, organisation_id, line_id, code, state, is_live, due_at, number_index, record, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (id) DO UPDATE SET state = excluded.state, is_live = excluded.is_live, due_at = excluded.due_at,
            number_index = excluded.number_index, record = excluded.record, sealed = excluded.sealed";
    BY_ID = "SELECT record, sealed FROM callbacks WHERE id = $1";
    LIVE_BY_NUMBER = "
        SELECT record, sealed FROM callbacks WHERE organisation_id = $1 AND number_index = $2 AND is_live
        ORDER BY due_at, id LIMIT 10";
    BY_CODE = "
        SELECT record, sealed FROM callbacks WHERE organisation_id = $1 AND code = $2 ORDER BY due_at DESC, id LIMIT 1";
    DUE_ON_LINE = "SELECT due_at FROM callbacks WHERE line_id = $1 AND is_live AND due_at >= $2 ORDER BY due_at LIMIT 1000";
    LIVE = "
        SELECT record, sealed FROM callbacks WHERE organisation_id = $1 AND is_live ORDER BY due_at, id LIMIT 1000";
}

const FIELD: &str = "callbacks.number";

type Row = (Json<Callback>, String);

fn read(secrets: &Secrets, (Json(mut callback), number): Row) -> Result<Callback, StoreError> {
    callback.number = sealed::open::<Option<PhoneNumber>>(secrets, FIELD, &number)?;
    Ok(callback)
}

/// Writes a promise, new or changed.
pub async fn save(tx: &mut Tx, secrets: &Secrets, callback: &Callback) -> Result<(), StoreError> {
    let number = sealed::seal(secrets, FIELD, &callback.number)?;
    let index = callback.number.as_ref().map(|number| sealed::number_index(secrets, number.as_str()));
    execute!(
        tx,
        SAVE,
        callback.id.0,
        callback.organisation_id.0,
        callback.line_id.0,
        callback.code.as_str(),
        callback.state.as_str(),
        callback.state.is_live(),
        callback.due_at,
        index.as_deref(),
        Json(callback),
        number,
    )?;
    Ok(())
}

/// The promise with this id.
pub async fn by_id(db: &mut impl Access, secrets: &Secrets, id: CallbackId) -> Result<Option<Callback>, StoreError> {
    fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| read(secrets, row)).transpose()
}

/// The latest promise named by this code.
pub async fn by_code(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    code: &Code,
) -> Result<Option<Callback>, StoreError> {
    fetch_optional!(db, Row, BY_CODE, owner.0, code.as_str())?.map(|row| read(secrets, row)).transpose()
}

/// The promises still to be kept to this number.
pub async fn live_by_number(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    number: &PhoneNumber,
) -> Result<Vec<Callback>, StoreError> {
    let index = sealed::number_index(secrets, number.as_str());
    fetch_all!(db, Row, LIVE_BY_NUMBER, owner.0, index)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// The promises still to be kept, the first due first, at most 1000.
pub async fn live(db: &mut impl Access, secrets: &Secrets, owner: OrganisationId) -> Result<Vec<Callback>, StoreError> {
    fetch_all!(db, Row, LIVE, owner.0)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// The beginnings of the slots that are promised on a line: nobody else is offered them.
pub async fn slots_taken(
    db: &mut impl Access,
    line: LineId,
    now: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let due = scalar_all!(db, DateTime<Utc>, DUE_ON_LINE, line.0, now)?;
    Ok(due.into_iter().map(|due_at| due_at - SLOT).collect())
}
