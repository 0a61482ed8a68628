//! Attempts at reaching a person: the proof of what was tried, when and with what result.

use chrono::{DateTime, Utc};
use passerelle_domain::ids::{AttemptId, CallId, OrganisationId, ScheduledCallId};
use sqlx::FromRow;
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
