//! Visits to a household: planned, and told by whoever went.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    consent::{Purpose, may},
    household::{Action, TOLD_WITHIN, Visit},
    ids::{HouseholdId, VisitId},
    matter::MatterKind,
};
use passerelle_store::{households, people, transact};
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    follow_household::{Followed, HouseholdCaller, allowed, keep_trace},
    open_case::{Subject, open_case},
    schedule::{is_due, set_timer},
};

/// Plans a visit of a member of the team, if the person wants visits and is there. The same one again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn plan_visit(
    app: &App,
    caller: &HouseholdCaller,
    id: HouseholdId,
    member: Uuid,
    at: DateTime<Utc>,
) -> Outcome<Followed<()>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let household = match allowed(tx, id, caller, Action::PlanVisit).await? {
            Ok(household) => household,
            Err(answer) => return Ok(answer),
        };
        if at <= now {
            return Ok(Followed::Refused("This hour is over."));
        }
        if households::role_of(tx, id, member).await?.is_none() {
            return Ok(Followed::Refused("Nobody of the team has this id."));
        }
        let person = people::by_id(tx, &app.secrets, household.person_id).await?;
        let person = person.ok_or(AppError::dangling("household"))?;
        if may(&person, Purpose::Visit, at).is_err() {
            return Ok(Followed::Refused("She has not said yes to visits, or is away."));
        }
        let visit_id = VisitId(app.chance.new_id(now));
        let visit =
            Visit { id: visit_id, household_id: id, member_id: member, planned_at: at, is_done: None, is_late: false };
        if households::plan_visit(tx, &visit).await? {
            set_timer(tx, MatterKind::HouseholdVisit, visit_id.0, Some(at + TOLD_WITHIN), now).await?;
            keep_trace(app, tx, &household, caller, "visit_planned", now).await?;
        }
        Ok::<_, AppError>(Followed::Done(()))
    })
    .await
}

/// Whoever went tells whether the visit took place.
///
/// # Errors
/// Trouble of the database.
pub async fn tell_visit(
    app: &App,
    caller: &HouseholdCaller,
    id: HouseholdId,
    visit: VisitId,
    is_done: bool,
) -> Outcome<Followed<()>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let household = match allowed(tx, id, caller, Action::TellVisit).await? {
            Ok(household) => household,
            Err(answer) => return Ok(answer),
        };
        let visits = households::visits(tx, id).await?;
        let Some(visit) = visits.into_iter().find(|known| known.id == visit) else { return Ok(Followed::Unknown) };
        if visit.member_id != caller.member.uuid() {
            return Ok(Followed::Forbidden);
        }
        if visit.planned_at > now {
            return Ok(Followed::Refused("This visit has not begun."));
        }
        households::tell_visit(tx, visit.id, is_done).await?;
        set_timer(tx, MatterKind::HouseholdVisit, visit.id.0, None, now).await?;
        keep_trace(app, tx, &household, caller, "visit_told", now).await?;
        Ok::<_, AppError>(Followed::Done(()))
    })
    .await
}

/// Nobody told of a visit in time: a human asks how she is. Of a visit that she no longer wants, or that fell into a pause,
/// nothing is to be told.
pub(crate) async fn advance_household_visit(app: &App, id: VisitId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::HouseholdVisit, id.0, now).await? {
            return Ok(());
        }
        set_timer(tx, MatterKind::HouseholdVisit, id.0, None, now).await?;
        let untold = households::visit_by_id(tx, id).await?.filter(|visit| visit.is_done.is_none() && !visit.is_late);
        let Some(visit) = untold else { return Ok(()) };
        let dangling = || AppError::dangling("visit");
        let household = households::by_id(tx, visit.household_id).await?.ok_or_else(dangling)?;
        let person = people::by_id(tx, &app.secrets, household.person_id).await?.ok_or_else(dangling)?;
        if may(&person, Purpose::Visit, visit.planned_at).is_err() {
            households::tell_visit(tx, id, false).await?;
            return Ok(());
        }
        households::mark_visit_late(tx, id).await?;
        let subject = Subject {
            organisation_id: household.organisation_id,
            line_id: person.line_id,
            person_id: Some(person.id),
            scheduled_call_id: None,
            callback_id: None,
            voicemail_id: None,
            call_id: None,
            attempts: 0,
            silent_since: visit.planned_at,
        };
        open_case(app, tx, CaseKind::VisitMissed, CaseLevel::Worry, subject, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}
