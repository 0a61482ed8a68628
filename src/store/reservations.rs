//! Reservations: whoever is about to be dialled is taken first, so that no two callers ring one
//! listener. One row a member; a reservation ends when it is released or its time is over.

use chrono::{DateTime, Utc};
use passerelle_domain::{ids::CallId, people::Member};
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, scalar_optional, statements};
use crate::{StoreError, Tx};

statements! {
    // The condition of the update is the lock: of two callers at once, one gets the row.
    TAKE = "
        INSERT INTO reservations (member_id, call_id, until_at, last_used_at, missed) VALUES ($1, $2, $3, $4, 0)
        ON CONFLICT (member_id) DO UPDATE SET call_id = excluded.call_id, until_at = excluded.until_at,
            last_used_at = excluded.last_used_at
        WHERE (reservations.until_at <= $4 OR reservations.call_id = excluded.call_id)
            AND (reservations.paused_until IS NULL OR reservations.paused_until <= $4)";
    EXTEND = "UPDATE reservations SET until_at = $3 WHERE member_id = $1 AND call_id = $2";
    RELEASE = "UPDATE reservations SET until_at = $2 WHERE call_id = $1 AND until_at > $2";
    RELEASE_MEMBER = "UPDATE reservations SET until_at = $3 WHERE member_id = $1 AND call_id = $2 AND until_at > $3";
    ALL_MEMBERS = "SELECT member_id, last_used_at, until_at, paused_until FROM reservations LIMIT 5000";
    MISSED = "UPDATE reservations SET missed = missed + 1 WHERE member_id = $1 RETURNING missed";
    ANSWERED = "UPDATE reservations SET missed = 0 WHERE member_id = $1 AND missed > 0";
    PAUSE = "
        INSERT INTO reservations (member_id, call_id, until_at, last_used_at, missed, paused_until)
        VALUES ($1, $1, $2, $2, 0, $3)
        ON CONFLICT (member_id) DO UPDATE SET paused_until = excluded.paused_until, missed = 0";
    RESUME = "
        UPDATE reservations SET paused_until = NULL, missed = 0 WHERE member_id = $1 AND paused_until > $2";
}

/// How somebody who may be rung stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub member: Uuid,
    /// When they were last rung.
    pub last_used_at: DateTime<Utc>,
    /// Until when they are taken.
    pub until: DateTime<Utc>,
    /// Until when they are left in peace, if they are.
    pub paused_until: Option<DateTime<Utc>>,
}

impl Standing {
    /// Whether they are left in peace at `now`: at their own wish, or because they did not answer.
    pub fn is_paused(&self, now: DateTime<Utc>) -> bool {
        self.paused_until.is_some_and(|until| until > now)
    }
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

/// Everybody ever reserved or paused, at most 5000.
pub async fn all(db: &mut impl Access) -> Result<Vec<Standing>, StoreError> {
    type Row = (Uuid, DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>);
    let rows = fetch_all!(db, Row, ALL_MEMBERS)?;
    let standing = |(member, last_used_at, until, paused_until)| Standing { member, last_used_at, until, paused_until };
    Ok(rows.into_iter().map(standing).collect())
}

/// `member` was rung and did not take the call. Returns how often in a row.
pub async fn missed(tx: &mut Tx, member: Member) -> Result<i64, StoreError> {
    Ok(scalar_optional!(tx, i64, MISSED, member.uuid())?.unwrap_or_default())
}

/// `member` took a call: what was missed before does not count any more.
pub async fn answered(tx: &mut Tx, member: Member) -> Result<(), StoreError> {
    execute!(tx, ANSWERED, member.uuid())?;
    Ok(())
}

/// Leaves `member` in peace until `until`. A conversation in progress goes on.
pub async fn pause(tx: &mut Tx, member: Member, until: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), StoreError> {
    execute!(tx, PAUSE, member.uuid(), now, until)?;
    Ok(())
}

/// Ends a pause. False when there was none.
pub async fn resume(tx: &mut Tx, member: Member, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(execute!(tx, RESUME, member.uuid(), now)? > 0)
}
