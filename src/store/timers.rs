//! The one timer of each matter in progress: the instant at which something must happen if nothing
//! else happens first.
//!
//! Whoever claims a due timer holds it under a *lease*: if the matter has not moved when the lease
//! ends (the job was lost, the process died), the timer can be claimed again. Moving a matter sets
//! or clears its timer, which ends the lease.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, scalar_one, statements};
use crate::{Kind, StoreError, Tx};

statements! {
    SET = "
        INSERT INTO timers (matter_kind, matter_id, due_at, claimable_at, fires) VALUES ($1, $2, $3, $4, 0)
        ON CONFLICT (matter_kind, matter_id)
        DO UPDATE SET due_at = excluded.due_at, claimable_at = excluded.claimable_at, fires = 0";
    CLEAR = "DELETE FROM timers WHERE matter_kind = $1 AND matter_id = $2";
    OF_MATTER = "SELECT matter_kind, matter_id, due_at, fires FROM timers WHERE matter_kind = $1 AND matter_id = $2";
    HURRY_TELEPHONES = "
        UPDATE timers SET due_at = $1, claimable_at = $1 WHERE matter_kind = 'leg' AND due_at > $1
        AND EXISTS (SELECT 1 FROM legs WHERE legs.id = timers.matter_id AND legs.state IN ('ringing', 'in_progress'))";
    NEXT = "SELECT MIN(claimable_at) FROM timers";
    OVERDUE = "
        SELECT matter_kind, matter_id, due_at, fires FROM timers
        WHERE due_at < $1 ORDER BY due_at, matter_kind, matter_id LIMIT $2";
}

// Between choosing the due timers and marking them another process could choose the same ones:
// PostgreSQL locks them and skips those another process has locked. On SQLite there is one writer.
const CLAIM_ON_SQLITE: &str = "
    WITH due AS MATERIALIZED (
        SELECT matter_kind, matter_id FROM timers WHERE claimable_at <= $1 ORDER BY claimable_at LIMIT $2
    )
    UPDATE timers SET claimable_at = $3, fires = fires + 1 FROM due
    WHERE timers.matter_kind = due.matter_kind AND timers.matter_id = due.matter_id
    RETURNING timers.matter_kind, timers.matter_id, timers.due_at, timers.fires";
const CLAIM_ON_POSTGRES: &str = "
    WITH due AS MATERIALIZED (
        SELECT matter_kind, matter_id FROM timers WHERE claimable_at <= $1 ORDER BY claimable_at LIMIT $2
        FOR UPDATE SKIP LOCKED
    )
    UPDATE timers SET claimable_at = $3, fires = fires + 1 FROM due
    WHERE timers.matter_kind = due.matter_kind AND timers.matter_id = due.matter_id
    RETURNING timers.matter_kind, timers.matter_id, timers.due_at, timers.fires";

/// The most overdue timers reported at once: beyond, the number matters more than the list.
const OVERDUE_LIMIT: i64 = 100;

/// A timer of a matter.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Timer {
    /// The noun of the matter (`scheduled_call`, `case`…).
    pub matter_kind: String,
    /// Which one.
    pub matter_id: Uuid,
    /// When it is due (UTC).
    pub due_at: DateTime<Utc>,
    /// How often it was claimed since it was last set. More than once means a job was lost or failed.
    pub fires: i64,
}

/// Sets the matter's timer; an earlier one, leased or not, is replaced.
pub async fn set(tx: &mut Tx, matter_kind: &str, matter_id: Uuid, due_at: DateTime<Utc>) -> Result<(), StoreError> {
    execute!(tx, SET, matter_kind, matter_id, due_at, due_at)?;
    tx.news.timers_changed();
    Ok(())
}

/// Sets the matter's timer as if it had been claimed already until `lease_until`: the caller pushes
/// its job in the same transaction. If that job is lost, the timer is claimed when the lease ends.
pub async fn set_leased(
    tx: &mut Tx,
    matter_kind: &str,
    matter_id: Uuid,
    due_at: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(tx, SET, matter_kind, matter_id, due_at, lease_until)?;
    tx.news.timers_changed();
    Ok(())
}

/// Removes the matter's timer: nothing waits for this matter any more. None is fine.
pub async fn clear(tx: &mut Tx, matter_kind: &str, matter_id: Uuid) -> Result<(), StoreError> {
    execute!(tx, CLEAR, matter_kind, matter_id)?;
    tx.news.timers_changed();
    Ok(())
}

/// Makes the timers of all telephones that ring or talk due at `now`. Returns how many.
pub async fn hurry_telephones(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let hurried = execute!(tx, HURRY_TELEPHONES, now)?;
    tx.news.timers_changed();
    Ok(hurried)
}

/// The matter's timer, if it has one.
pub async fn of_matter(db: &mut impl Access, matter_kind: &str, matter_id: Uuid) -> Result<Option<Timer>, StoreError> {
    crate::statements::fetch_optional!(db, Timer, OF_MATTER, matter_kind, matter_id)
}

/// The next instant at which a timer can be claimed (it may be past), or `None` without timers.
pub async fn next_due(db: &mut impl Access) -> Result<Option<DateTime<Utc>>, StoreError> {
    scalar_one!(db, Option<DateTime<Utc>>, NEXT)
}

/// Claims up to `limit` timers due at `now`, earliest first, each until `lease_until`.
/// A timer claimed is not given again before its lease ends or it is set anew.
pub async fn claim_due(
    tx: &mut Tx,
    now: DateTime<Utc>,
    limit: u32,
    lease_until: DateTime<Utc>,
) -> Result<Vec<Timer>, StoreError> {
    let claim = match tx.kind() {
        Kind::Sqlite => CLAIM_ON_SQLITE,
        Kind::Postgres => CLAIM_ON_POSTGRES,
    };
    let mut timers = fetch_all!(tx, Timer, claim, now, i64::from(limit), lease_until)?;
    timers.sort_by(|a, b| (a.due_at, &a.matter_kind, a.matter_id).cmp(&(b.due_at, &b.matter_kind, b.matter_id)));
    Ok(timers)
}

/// Timers that were due more than `grace` before `now` and whose matter still has not moved,
/// oldest first, at most 100. In a healthy service there are none.
pub async fn overdue(db: &mut impl Access, now: DateTime<Utc>, grace: TimeDelta) -> Result<Vec<Timer>, StoreError> {
    fetch_all!(db, Timer, OVERDUE, now - grace, OVERDUE_LIMIT)
}

#[cfg(test)]
mod tests;
