//! How long callers waited before somebody answered.

use chrono::{DateTime, Utc};
use passerelle_domain::ids::{CallId, LineId};

use crate::access::Access;
use crate::statements::{execute, scalar_all, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO waits (line_id, call_id, answered_at, waited_s) VALUES ($1, $2, $3, $4)
        ON CONFLICT (call_id) DO NOTHING";
    LATEST = "SELECT waited_s FROM waits WHERE line_id = $1 AND answered_at >= $2 ORDER BY answered_at DESC LIMIT 20";
    FORGET = "DELETE FROM waits WHERE line_id = $1 AND answered_at < $2";
}

/// Remembers that a caller was answered after `waited_s` seconds; once a conversation.
pub async fn insert(
    tx: &mut Tx,
    line: LineId,
    call: CallId,
    answered_at: DateTime<Utc>,
    waited_s: u32,
) -> Result<(), StoreError> {
    execute!(tx, INSERT, line.0, call.0, answered_at, i64::from(waited_s))?;
    Ok(())
}

/// The waits of the last callers answered since `since`, newest first, at most twenty; seconds.
pub async fn latest(db: &mut impl Access, line: LineId, since: DateTime<Utc>) -> Result<Vec<u32>, StoreError> {
    let waits = scalar_all!(db, i64, LATEST, line.0, since)?;
    Ok(waits.into_iter().map(|waited_s| u32::try_from(waited_s).unwrap_or(u32::MAX)).collect())
}

/// Forgets what is older than `before`.
pub async fn forget(tx: &mut Tx, line: LineId, before: DateTime<Utc>) -> Result<(), StoreError> {
    execute!(tx, FORGET, line.0, before)?;
    Ok(())
}
