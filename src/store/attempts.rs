//! Attempts at reaching a person: the proof of what was tried, when and with what result.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::{AttemptId, CallId, OrganisationId, ScheduledCallId},
    leg::Leg,
};
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO attempts (id, organisation_id, scheduled_call_id, call_id, began_at) VALUES ($1, $2, $3, $4, $5)";
    END = "UPDATE attempts SET ended_at = $2, result = $3 WHERE id = $1 AND ended_at IS NULL";
    OF_CALL = "
        SELECT id, call_id, began_at, ended_at, result FROM attempts
        WHERE scheduled_call_id = $1 ORDER BY began_at, id LIMIT 200";
    BEGUN = "
        SELECT scheduled_call_id, call_id, began_at, result FROM attempts
        WHERE organisation_id = $1 AND began_at >= $2 AND began_at < $3 ORDER BY began_at, id LIMIT 100000";
    TALKS = "
        SELECT attempts.scheduled_call_id, legs.record FROM attempts
        JOIN legs ON legs.call_id = attempts.call_id
        WHERE attempts.organisation_id = $1 AND attempts.began_at >= $2 AND attempts.began_at < $3
            AND attempts.result = 'talked'
        ORDER BY attempts.began_at, attempts.id, legs.made_at, legs.id LIMIT 100000";
}

/// One attempt, as kept.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AttemptRow {
    /// Which.
    pub id: Uuid,
    /// The conversation with the caller.
    pub call_id: Uuid,
    /// When the caller was rung.
    pub began_at: DateTime<Utc>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it ended (`talked`, `no_answer`…).
    pub result: Option<String>,
}

/// An attempt as figures count it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct BegunAttempt {
    /// For which call.
    pub scheduled_call_id: Uuid,
    /// The conversation with the caller.
    pub call_id: Uuid,
    /// When the caller was rung.
    pub began_at: DateTime<Utc>,
    /// How it ended, once it has.
    pub result: Option<String>,
}

/// The attempts of an organisation that began within `[from, to)`, oldest first.
pub async fn begun(
    db: &mut impl Access,
    owner: OrganisationId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<BegunAttempt>, StoreError> {
    fetch_all!(db, BegunAttempt, BEGUN, owner.0, from, to)
}

/// The telephones of the attempts that began within `[from, to)` and ended in a talk, without their numbers.
pub async fn telephones_of_talks(
    db: &mut impl Access,
    owner: OrganisationId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<(ScheduledCallId, Leg)>, StoreError> {
    let rows = fetch_all!(db, (Uuid, Json<Leg>), TALKS, owner.0, from, to)?;
    Ok(rows.into_iter().map(|(call, Json(leg))| (ScheduledCallId(call), leg)).collect())
}

/// Begins an attempt.
pub async fn insert(
    tx: &mut Tx,
    id: AttemptId,
    owner: OrganisationId,
    scheduled_call: ScheduledCallId,
    call: CallId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(tx, INSERT, id.0, owner.0, scheduled_call.0, call.0, now)?;
    Ok(())
}

/// Ends an attempt. False when it had ended before: its first result stays.
pub async fn end(tx: &mut Tx, id: AttemptId, result: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(execute!(tx, END, id.0, now, result)? == 1)
}

/// The attempts of a scheduled call, oldest first.
pub async fn of_call(db: &mut impl Access, call: ScheduledCallId) -> Result<Vec<AttemptRow>, StoreError> {
    fetch_all!(db, AttemptRow, OF_CALL, call.0)
}
