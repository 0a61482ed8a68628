//! Conversations with our voice scripts, and what was answered to each of their steps. An answer may
//! hold a number to dial, or one read back to whoever typed it: it is sealed, and forgotten when the
//! conversation is over.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::Call,
    ids::{CallId, OrganisationId},
    line::Line,
    phone_number::PhoneNumber,
};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_optional, statements};
use crate::{Kind, Secrets, StoreError, Tx, sealed};

statements! {
    INSERT = "
        INSERT INTO calls (id, organisation_id, line_id, carrier_sid, is_live, began_at, record, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPDATE = "UPDATE calls SET is_live = $2, record = $3, sealed = $4 WHERE id = $1";
    BY_ID = "SELECT record, sealed FROM calls WHERE id = $1";
    BY_ID_WITH_LINE = "
        SELECT calls.record, calls.sealed, lines.record AS line FROM calls
        JOIN lines ON lines.id = calls.line_id WHERE calls.id = $1";
    BY_SID = "SELECT record, sealed FROM calls WHERE carrier_sid = $1";
    SINCE = "
        SELECT record, sealed FROM calls WHERE organisation_id = $1 AND began_at >= $2 ORDER BY began_at, id LIMIT 20000";
    KEEP_STEP = "INSERT INTO call_steps (call_id, step, answer) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    STEP = "SELECT answer FROM call_steps WHERE call_id = $1 AND step = $2";
    FORGET_STEPS = "DELETE FROM call_steps WHERE call_id = $1";
}

// A step is what the service does most, in the middle of somebody's silence: what it writes goes to
// the database at once. SQLite takes two statements in one text, PostgreSQL one inside the other.
const TAKE_STEP_ON_SQLITE: &str = "
    UPDATE calls SET is_live = $2, record = $3, sealed = $4 WHERE id = $1;
    INSERT INTO call_steps (call_id, step, answer) VALUES ($1, $5, $6) ON CONFLICT DO NOTHING";
const TAKE_STEP_ON_POSTGRES: &str = "
    WITH taken AS (
        INSERT INTO call_steps (call_id, step, answer) VALUES ($1, $5, $6) ON CONFLICT DO NOTHING
    )
    UPDATE calls SET is_live = $2, record = $3, sealed = $4 WHERE id = $1";

const FIELD: &str = "calls.personal";
const ANSWER: &str = "call_steps.answer";

type Row = (Json<Call>, String);

/// What of a conversation is somebody's own.
#[derive(Serialize, Deserialize)]
struct Personal<'c> {
    number: Cow<'c, Option<PhoneNumber>>,
    facts: Cow<'c, BTreeMap<String, String>>,
    typed_number: Cow<'c, Option<String>>,
}

pub(crate) fn read(secrets: &Secrets, (Json(mut call), personal): Row) -> Result<Call, StoreError> {
    let personal: Personal<'_> = sealed::open(secrets, FIELD, &personal)?;
    call.number = personal.number.into_owned();
    call.session.facts = personal.facts.into_owned();
    call.session.typed_number = personal.typed_number.into_owned();
    Ok(call)
}

fn sealed_part(secrets: &Secrets, call: &Call) -> Result<String, StoreError> {
    let personal = Personal {
        number: Cow::Borrowed(&call.number),
        facts: Cow::Borrowed(&call.session.facts),
        typed_number: Cow::Borrowed(&call.session.typed_number),
    };
    sealed::seal(secrets, FIELD, &personal)
}

/// Begins a conversation; `carrier_sid` is known when the carrier rang us.
///
/// # Errors
/// `Conflict` on `carrier_sid` when the carrier's first request arrives twice.
pub async fn insert(tx: &mut Tx, secrets: &Secrets, call: &Call, carrier_sid: Option<&str>) -> Result<(), StoreError> {
    let personal = sealed_part(secrets, call)?;
    let (owner, line) = (call.organisation_id.0, call.line_id.0);
    execute!(tx, INSERT, call.id.0, owner, line, carrier_sid, call.is_live(), call.began_at, Json(call), personal)?;
    Ok(())
}

/// Writes a changed conversation.
pub async fn update(tx: &mut Tx, secrets: &Secrets, call: &Call) -> Result<(), StoreError> {
    execute!(tx, UPDATE, call.id.0, call.is_live(), Json(call), sealed_part(secrets, call)?)?;
    Ok(())
}

/// The conversation with this id.
pub async fn by_id(db: &mut impl Access, secrets: &Secrets, id: CallId) -> Result<Option<Call>, StoreError> {
    fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| read(secrets, row)).transpose()
}

/// The conversation with this id, and its line.
pub async fn with_line(
    db: &mut impl Access,
    secrets: &Secrets,
    id: CallId,
) -> Result<Option<(Call, Line)>, StoreError> {
    fetch_optional!(db, (Json<Call>, String, Json<Line>), BY_ID_WITH_LINE, id.0)?
        .map(|(call, personal, Json(line))| Ok((read(secrets, (call, personal))?, line)))
        .transpose()
}

/// The conversation that began with this carrier call.
pub async fn by_sid(db: &mut impl Access, secrets: &Secrets, sid: &str) -> Result<Option<Call>, StoreError> {
    fetch_optional!(db, Row, BY_SID, sid)?.map(|row| read(secrets, row)).transpose()
}

/// An organisation's conversations since `since`, oldest first, at most 20000.
pub async fn since(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<Call>, StoreError> {
    fetch_all!(db, Row, SINCE, owner.0, since)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// Keeps what was answered to a step; the first answer stays.
pub async fn keep_step(
    tx: &mut Tx,
    secrets: &Secrets,
    call: CallId,
    step: u32,
    answer: &str,
) -> Result<(), StoreError> {
    let sealed = secrets.seal(ANSWER, answer)?;
    execute!(tx, KEEP_STEP, call.0, i64::from(step), sealed)?;
    Ok(())
}

/// Writes a conversation changed by the step `step`, and what was answered to it; the first answer
/// stays. The same as [`update`] and [`keep_step`] in one round trip.
pub async fn take_step(tx: &mut Tx, secrets: &Secrets, call: &Call, step: u32, answer: &str) -> Result<(), StoreError> {
    let take = match tx.kind() {
        Kind::Sqlite => TAKE_STEP_ON_SQLITE,
        Kind::Postgres => TAKE_STEP_ON_POSTGRES,
    };
    let (personal, answer) = (sealed_part(secrets, call)?, secrets.seal(ANSWER, answer)?);
    execute!(tx, take, call.id.0, call.is_live(), Json(call), personal, i64::from(step), answer)?;
    Ok(())
}

/// What was answered to a step, if it was taken and the conversation is not over.
pub async fn step(
    db: &mut impl Access,
    secrets: &Secrets,
    call: CallId,
    step: u32,
) -> Result<Option<String>, StoreError> {
    scalar_optional!(db, String, STEP, call.0, i64::from(step))?.map(|sealed| secrets.open(ANSWER, &sealed)).transpose()
}

/// Forgets what was answered: nobody is left to ask for it again.
pub async fn forget_steps(tx: &mut Tx, call: CallId) -> Result<(), StoreError> {
    execute!(tx, FORGET_STEPS, call.0)?;
    Ok(())
}
