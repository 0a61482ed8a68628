//! Reservations: whoever is about to be dialled is taken first, so that no two callers ring one
//! listener. One row a member; a reservation ends when it is released or its time is over.

use chrono::{DateTime, Utc};
use passerelle_domain::{ids::CallId, people::Member};
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, statements};
use crate::{StoreError, Tx};

statements! {
    // The condition of the update is the lock: of two callers at once, one gets the row.
    TAKE = "
        INSERT INTO reservations (member_id, call_id, until_at, last_used_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (member_id) DO UPDATE SET call_id = excluded.call_id, until_at = excluded.until_at,
            last_used_at = excluded.last_used_at
        WHERE reservations.until_at <= $4 OR reservations.call_id = excluded.call_id";
    EXTEND = "UPDATE reservations SET until_at = $3 WHERE member_id = $1 AND call_id = $2";
    RELEASE = "UPDATE reservations SET until_at = $2 WHERE call_id = $1 AND until_at > $2";
    RELEASE_MEMBER = "UPDATE reservations SET until_at = $3 WHERE member_id = $1 AND call_id = $2 AND until_at > $3";
    LAST_USED = "SELECT member_id, last_used_at, until_at FROM reservations LIMIT 5000";
}

/// Takes `member` for `call` until `until`. False when somebody else has them.
pub async fn take(
    tx: &mut Tx,
    member: Member,
    call: CallId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, TAKE, member.uuid(), call.0, until, now)? == 1)
}

/// Keeps `member` longer for the same call.
pub async fn extend(tx: &mut Tx, member: Member, call: CallId, until: DateTime<Utc>) -> Result<(), StoreError> {
    execute!(tx, EXTEND, member.uuid(), call.0, until)?;
    Ok(())
}

/// Lets go of everybody taken for `call`.
pub async fn release(tx: &mut Tx, call: CallId, now: DateTime<Utc>) -> Result<(), StoreError> {
    execute!(tx, RELEASE, call.0, now)?;
    Ok(())
}

/// Lets go of `member`, if they are still taken for `call`.
pub async fn release_member(tx: &mut Tx, member: Member, call: CallId, now: DateTime<Utc>) -> Result<(), StoreError> {
    execute!(tx, RELEASE_MEMBER, member.uuid(), call.0, now)?;
    Ok(())
}

/// Everybody ever reserved: (member, last taken at, taken until).
pub async fn all(db: &mut impl Access) -> Result<Vec<(Uuid, DateTime<Utc>, DateTime<Utc>)>, StoreError> {
    fetch_all!(db, (Uuid, DateTime<Utc>, DateTime<Utc>), LAST_USED)
}
