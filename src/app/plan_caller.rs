//! A set time and a listener of their own for somebody who rings often: agreed on with them, never a block.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    caller::{self, CallerPlan, short_name},
    code::Code,
    ids::{LineId, OrganisationId},
    people::Member,
    weekly_hours::WeeklyHours,
};
pub use passerelle_store::callers::KnownCaller;
use passerelle_store::{Tx, callers, follow_ups, lines, staff, transact, volunteers};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
};

/// What is agreed on.
#[derive(Debug, Clone)]
pub struct AgreedPlan<'a> {
    /// With whom: the name of a [`KnownCaller`], or the code of a conversation (`A7K2`) that the listener was asked about.
    pub caller: &'a str,
    /// The reference of the volunteer or staff member who listens.
    pub listener: &'a str,
    /// When, on the clock of the line.
    pub hours: WeeklyHours,
}

/// Why nothing was agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanRefused {
    /// Nobody is known under that name, and no conversation has that code.
    NoSuchCaller,
    /// No volunteer and no staff member has that reference.
    NoSuchListener,
    /// There is not one hour in it.
    NoHours,
}

/// Who rings often and what was agreed on with whom, the most frequent first.
///
/// # Errors
/// Trouble of the database.
pub async fn list_callers(app: &App, owner: OrganisationId) -> Outcome<Vec<KnownCaller>> {
    Ok(callers::known(&mut app.db.read().await?, owner, app.clock.now()).await?)
}

/// Keeps what was agreed on with somebody who rings often, in the name of `by`; it replaces what was before, and ends with
/// the pseudonym. The same again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn plan_caller(
    app: &App,
    owner: OrganisationId,
    agreed: &AgreedPlan<'_>,
    by: Member,
) -> Outcome<Result<CallerPlan, PlanRefused>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if agreed.hours.is_empty() {
            return Ok(Err(PlanRefused::NoHours));
        }
        let Some((pseudonym, line)) = caller_named(tx, owner, agreed.caller, now).await? else {
            return Ok(Err(PlanRefused::NoSuchCaller));
        };
        let Some(listener) = member_named(app, tx, owner, agreed.listener).await? else {
            return Ok(Err(PlanRefused::NoSuchListener));
        };
        let lines = lines::of_organisation(tx, owner).await?;
        let of_caller = lines.iter().find(|known| Some(known.id) == line).or(lines.first());
        let zone = of_caller.map_or(chrono_tz::UTC, |line| line.hours.zone);
        let plan = CallerPlan {
            pseudonym,
            listener,
            hours: agreed.hours.clone(),
            zone,
            agreed_at: now,
            expires_at: caller::period_ends_at(now),
        };
        callers::save_plan(tx, owner, &plan).await?;
        trace(app, tx, owner, "planned", &plan.pseudonym, by, now).await?;
        Ok::<_, AppError>(Ok(plan))
    })
    .await
}

/// Ends what was agreed on with somebody, in the name of `by`. False when there was nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn end_caller_plan(app: &App, owner: OrganisationId, caller: &str, by: Member) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some((pseudonym, _)) = caller_named(tx, owner, caller, now).await? else { return Ok(false) };
        let has_ended = callers::end_plan(tx, owner, &pseudonym).await?;
        if has_ended {
            trace(app, tx, owner, "plan_ended", &pseudonym, by, now).await?;
        }
        Ok::<_, AppError>(has_ended)
    })
    .await
}

/// The pseudonym of a name or of a conversation, with the line of that conversation.
async fn caller_named(
    tx: &mut Tx,
    owner: OrganisationId,
    name: &str,
    now: DateTime<Utc>,
) -> Outcome<Option<(String, Option<LineId>)>> {
    let known = callers::known(tx, owner, now).await?;
    if let Some(caller) = known.into_iter().find(|caller| caller.name() == name.trim()) {
        return Ok(Some((caller.pseudonym, None)));
    }
    let Some(code) = Code::parse(name) else { return Ok(None) };
    let Some(follow_up) = follow_ups::by_code(tx, owner, &code).await? else { return Ok(None) };
    Ok(callers::of_call(tx, follow_up.call_id).await?.map(|pseudonym| (pseudonym, Some(follow_up.line_id))))
}

async fn member_named(app: &App, tx: &mut Tx, owner: OrganisationId, key: &str) -> Outcome<Option<Member>> {
    if let Some(staff) = staff::by_key(tx, &app.secrets, owner, key.trim()).await? {
        return Ok(Some(Member::Staff(staff.id)));
    }
    let volunteer = volunteers::by_key(tx, &app.secrets, owner, key.trim()).await?;
    Ok(volunteer.map(|volunteer| Member::Volunteer(volunteer.id)))
}

/// The audit names the caller as coordinators do.
async fn trace(
    app: &App,
    tx: &mut Tx,
    owner: OrganisationId,
    verb: &str,
    pseudonym: &str,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let trace = Trace {
        organisation_id: owner,
        actor: &format!("member:{}", by.uuid()),
        verb,
        noun: "caller",
        noun_id: Uuid::nil(),
        detail: json!({ "caller": short_name(pseudonym) }),
    };
    Ok(leave_trace(app, tx, trace, now).await?)
}
