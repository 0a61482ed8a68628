//! Who rings the lines, under pseudonyms. No number is here, and none can be found from what is.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    caller::CallerPlan,
    ids::{CallId, OrganisationId},
    people::Member,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_optional, statements};
use crate::{StoreError, Tx};

statements! {
    MARK = "
        INSERT INTO caller_marks (call_id, organisation_id, pseudonym, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (call_id) DO NOTHING";
    OF_CALL = "SELECT pseudonym FROM caller_marks WHERE call_id = $1";
    FREQUENT = "
        SELECT pseudonym, COUNT(*) AS calls, MAX(at) AS last_at FROM caller_marks
        WHERE organisation_id = $1 AND at >= $2 GROUP BY pseudonym HAVING COUNT(*) >= $3
        ORDER BY COUNT(*) DESC, pseudonym LIMIT 200";
    FORGET_MARKS = "DELETE FROM caller_marks WHERE at < $1";
    FORGET_PAUSES = "DELETE FROM caller_pauses WHERE at < $1";
    SAVE_PLAN = "
        INSERT INTO caller_plans (organisation_id, pseudonym, expires_at, record) VALUES ($1, $2, $3, $4)
        ON CONFLICT (organisation_id, pseudonym) DO UPDATE SET expires_at = excluded.expires_at,
            record = excluded.record";
    FORGET_PLANS = "DELETE FROM caller_plans WHERE expires_at <= $1";
    PLAN_OF = "SELECT record FROM caller_plans WHERE organisation_id = $1 AND pseudonym = $2";
    PAUSE = "
        INSERT INTO caller_pauses (call_id, organisation_id, pseudonym, asked_by, at, until_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (call_id) DO NOTHING";
    PAUSED_UNTIL = "
        SELECT until_at FROM caller_pauses WHERE organisation_id = $1 AND pseudonym = $2 AND until_at > $3
        ORDER BY until_at DESC LIMIT 1";
    LIFT = "UPDATE caller_pauses SET until_at = $3 WHERE organisation_id = $1 AND pseudonym = $2 AND until_at > $3";
}

/// Somebody who rings often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrequentCaller {
    /// Under which pseudonym.
    pub pseudonym: String,
    /// How often.
    pub calls: i64,
    /// When last.
    pub last_at: DateTime<Utc>,
}

/// Remembers who rang, once a conversation, and forgets whoever rang before `forget_before`, with what was agreed on under
/// pseudonyms that have ended.
pub async fn mark(
    tx: &mut Tx,
    call: CallId,
    owner: OrganisationId,
    pseudonym: &str,
    now: DateTime<Utc>,
    forget_before: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(tx, MARK, call.0, owner.0, pseudonym, now)?;
    execute!(tx, FORGET_MARKS, forget_before)?;
    execute!(tx, FORGET_PAUSES, forget_before)?;
    execute!(tx, FORGET_PLANS, now)?;
    Ok(())
}

/// The pseudonym of whoever began a conversation.
pub async fn of_call(db: &mut impl Access, call: CallId) -> Result<Option<String>, StoreError> {
    scalar_optional!(db, String, OF_CALL, call.0)
}

/// Who rang at least `calls` times since `since`, most often first, at most 200.
pub async fn frequent(
    db: &mut impl Access,
    owner: OrganisationId,
    since: DateTime<Utc>,
    calls: i64,
) -> Result<Vec<FrequentCaller>, StoreError> {
    let rows = fetch_all!(db, (String, i64, DateTime<Utc>), FREQUENT, owner.0, since, calls)?;
    Ok(rows.into_iter().map(|(pseudonym, calls, last_at)| FrequentCaller { pseudonym, calls, last_at }).collect())
}

/// Keeps what was agreed on with somebody; it replaces what was before.
pub async fn save_plan(tx: &mut Tx, owner: OrganisationId, plan: &CallerPlan) -> Result<(), StoreError> {
    execute!(tx, SAVE_PLAN, owner.0, &plan.pseudonym, plan.expires_at, Json(plan))?;
    Ok(())
}

/// What was agreed on with somebody.
pub async fn plan_of(
    db: &mut impl Access,
    owner: OrganisationId,
    pseudonym: &str,
) -> Result<Option<CallerPlan>, StoreError> {
    Ok(fetch_optional!(db, (Json<CallerPlan>,), PLAN_OF, owner.0, pseudonym)?.map(|row| row.0.0))
}

/// Begins a pause, once a conversation.
pub async fn pause(
    tx: &mut Tx,
    call: CallId,
    owner: OrganisationId,
    pseudonym: &str,
    asked_by: Member,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(tx, PAUSE, call.0, owner.0, pseudonym, asked_by.uuid(), now, until)?;
    Ok(())
}

/// Until when somebody is in a pause.
pub async fn paused_until(
    db: &mut impl Access,
    owner: OrganisationId,
    pseudonym: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    scalar_optional!(db, DateTime<Utc>, PAUSED_UNTIL, owner.0, pseudonym, now)
}

/// Ends the pauses of somebody. False when there was none.
pub async fn lift_pause(
    tx: &mut Tx,
    owner: OrganisationId,
    pseudonym: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, LIFT, owner.0, pseudonym, now)? > 0)
}
