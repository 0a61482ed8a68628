//! Visits to a household: planned, and told by whoever went.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    consent::{Purpose, may},
    household::{Action, Visit},
    ids::{HouseholdId, VisitId},
};
use passerelle_store::{households, people, transact};
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    follow_household::{Followed, HouseholdCaller, allowed, keep_trace},
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
        let visit = Visit { id: visit_id, household_id: id, member_id: member, planned_at: at, is_done: None };
        if households::plan_visit(tx, &visit).await? {
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
        keep_trace(app, tx, &household, caller, "visit_told", now).await?;
        Ok::<_, AppError>(Followed::Done(()))
    })
    .await
}
