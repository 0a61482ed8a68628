//! Who rings the lines, under pseudonyms. No number is here, and none can be found from what is.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    caller::{self, CallerPlan},
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
    PLANS = "
        SELECT record FROM caller_plans WHERE organisation_id = $1 AND expires_at > $2 ORDER BY pseudonym LIMIT 200";
    END_PLAN = "DELETE FROM caller_plans WHERE organisation_id = $1 AND pseudonym = $2";
    PAUSE = "
        INSERT INTO caller_pauses (call_id, organisation_id, pseudonym, asked_by, at, until_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (call_id) DO NOTHING";
    PAUSED_UNTIL = "
        SELECT until_at FROM caller_pauses WHERE organisation_id = $1 AND pseudonym = $2 AND until_at > $3
        ORDER BY until_at DESC LIMIT 1";
    LIFT = "UPDATE caller_pauses SET until_at = $3 WHERE organisation_id = $1 AND pseudonym = $2 AND until_at > $3";
}

/// Somebody who rings often, or with whom something was agreed on. No number is known.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownCaller {
    /// Under which pseudonym.
    pub pseudonym: String,
    /// How often they rang in [`caller::FREQUENT_WITHIN`]; 0 when less than [`caller::FREQUENT_CALLS`] times.
    pub calls: i64,
    /// When last, if they ring often.
    pub last_at: Option<DateTime<Utc>>,
    /// What was agreed on.
    pub plan: Option<CallerPlan>,
    /// Until when they are in a pause.
    pub paused_until: Option<DateTime<Utc>>,
}

impl KnownCaller {
    /// What coordinators see and type.
    pub fn name(&self) -> String {
        caller::short_name(&self.pseudonym)
    }
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

/// Who rings often and what was agreed on with whom, the most frequent first; at most 200 of each.
pub async fn known(
    db: &mut impl Access,
    owner: OrganisationId,
    now: DateTime<Utc>,
) -> Result<Vec<KnownCaller>, StoreError> {
    let since = now - caller::FREQUENT_WITHIN;
    let rows = fetch_all!(db, (String, i64, DateTime<Utc>), FREQUENT, owner.0, since, caller::FREQUENT_CALLS)?;
    let frequent = |(pseudonym, calls, last_at)| KnownCaller {
        pseudonym,
        calls,
        last_at: Some(last_at),
        plan: None,
        paused_until: None,
    };
    let mut known: Vec<KnownCaller> = rows.into_iter().map(frequent).collect();
    for plan in plans(db, owner, now).await? {
        match known.iter_mut().find(|caller| caller.pseudonym == plan.pseudonym) {
            Some(caller) => caller.plan = Some(plan),
            None => known.push(KnownCaller {
                pseudonym: plan.pseudonym.clone(),
                calls: 0,
                last_at: None,
                plan: Some(plan),
                paused_until: None,
            }),
        }
    }
    for caller in &mut known {
        caller.paused_until = paused_until(db, owner, &caller.pseudonym, now).await?;
    }
    Ok(known)
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

/// What was agreed on with everybody.
async fn plans(db: &mut impl Access, owner: OrganisationId, now: DateTime<Utc>) -> Result<Vec<CallerPlan>, StoreError> {
    let rows = fetch_all!(db, (Json<CallerPlan>,), PLANS, owner.0, now)?;
    Ok(rows.into_iter().map(|row| row.0.0).collect())
}

/// Ends what was agreed on with somebody. False when there was nothing.
pub async fn end_plan(tx: &mut Tx, owner: OrganisationId, pseudonym: &str) -> Result<bool, StoreError> {
    Ok(execute!(tx, END_PLAN, owner.0, pseudonym)? > 0)
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
