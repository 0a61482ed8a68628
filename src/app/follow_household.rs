//! A household and its team: every act asks who does it, in the transaction in which it is done, and leaves a line in the
//! audit. Whoever left the team a moment ago has no access any more.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    household::{Action, Household, Standing, TeamRole, Visit, may as may_do},
    ids::{HouseholdId, OrganisationId, PersonId},
    people::{Member, StaffRole},
};
use passerelle_store::{Access, Tx, households, notes, notes::Note, people, transact};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
};

/// What everybody of the team writes.
pub(crate) const NOTES: &str = "household";
/// The social part.
pub(crate) const SOCIAL_PART: &str = "household_social";
/// The goals, the last ones count.
pub(crate) const GOALS: &str = "household_goals";

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub struct HouseholdCaller {
    /// Of which organisation.
    pub organisation_id: OrganisationId,
    /// Who.
    pub member: Member,
    /// What they do, when staff.
    pub staff_role: Option<StaffRole>,
}

/// What became of an act.
#[derive(Debug, Clone, PartialEq)]
pub enum Followed<T> {
    /// It is done.
    Done(T),
    /// The matrix does not allow it.
    Forbidden,
    /// It cannot be, and why.
    Refused(&'static str),
    /// There is no such household, for whoever asks.
    Unknown,
}

/// The file of a household, as far as whoever asks may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseholdFile {
    /// The household.
    pub household: Household,
    /// The team.
    pub team: Vec<(Uuid, TeamRole)>,
    /// The plan of visits.
    pub visits: Vec<Visit>,
    /// The goals.
    pub goals: Option<Vec<String>>,
    /// Notes: one's own, or everybody's.
    pub notes: Option<Vec<Note>>,
    /// The social part.
    pub social_part: Option<Vec<Note>>,
}

async fn standing(
    db: &mut impl Access,
    id: HouseholdId,
    caller: &HouseholdCaller,
) -> Outcome<Option<(Household, Standing)>> {
    let found = households::by_id(db, id).await?;
    let Some(household) = found.filter(|household| household.organisation_id == caller.organisation_id) else {
        return Ok(None);
    };
    let in_team = households::role_of(db, id, caller.member.uuid()).await?;
    let standing = Standing::of(in_team, caller.staff_role);
    Ok((standing != Standing::Stranger).then_some((household, standing)))
}

/// Whether `caller` may do `action`: the household, or the answer to give.
pub(crate) async fn allowed<T>(
    tx: &mut Tx,
    id: HouseholdId,
    caller: &HouseholdCaller,
    action: Action,
) -> Outcome<Result<Household, Followed<T>>> {
    Ok(match standing(tx, id, caller).await? {
        None => Err(Followed::Unknown),
        Some((_, standing)) if !may_do(standing, action) => Err(Followed::Forbidden),
        Some((household, _)) => Ok(household),
    })
}

pub(crate) async fn keep_trace(
    app: &App,
    tx: &mut Tx,
    household: &Household,
    caller: &HouseholdCaller,
    verb: &str,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let trace = Trace {
        organisation_id: household.organisation_id,
        actor: &format!("member:{}", caller.member.uuid()),
        verb,
        noun: "household",
        noun_id: household.id.0,
        detail: json!({}),
    };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}

pub(crate) fn about(household: &Household, noun: &'static str) -> notes::Subject {
    notes::Subject { organisation_id: household.organisation_id, noun, id: household.id.0 }
}

/// Adds a household, by a coordinator. The same reference for the same person again is the same household.
///
/// # Errors
/// Trouble of the database.
pub async fn add_household(
    app: &App,
    caller: &HouseholdCaller,
    key: &str,
    person: PersonId,
) -> Outcome<Followed<Household>> {
    let now = app.clock.now();
    if caller.staff_role != Some(StaffRole::Coordinator) {
        return Ok(Followed::Forbidden);
    }
    if key.is_empty() || !key.chars().all(|sign| sign.is_alphanumeric() || "-_".contains(sign)) {
        return Ok(Followed::Refused("A reference has letters, digits, - or _."));
    }
    transact!(app.db, |tx| {
        let owner = caller.organisation_id;
        let found = people::by_id(tx, &app.secrets, person).await?;
        if found.is_none_or(|person| person.organisation_id != owner) {
            return Ok(Followed::Refused("Nobody of the association has this id."));
        }
        if let Some(known) = households::by_key(tx, owner, key).await? {
            let is_same = known.person_id == person;
            return Ok(if is_same { Followed::Done(known) } else { Followed::Refused("Another household has it.") });
        }
        let id = HouseholdId(app.chance.new_id(now));
        let household = Household { id, organisation_id: owner, key: key.to_owned(), person_id: person };
        households::insert(tx, &household).await?;
        keep_trace(app, tx, &household, caller, "added", now).await?;
        Ok::<_, AppError>(Followed::Done(household))
    })
    .await
}

/// The households that `caller` may see: a coordinator all of them, anybody else those of their teams.
///
/// # Errors
/// Trouble of the database.
pub async fn list_households(app: &App, caller: &HouseholdCaller) -> Outcome<Vec<Household>> {
    let mut read = app.db.read().await?;
    if caller.staff_role == Some(StaffRole::Coordinator) {
        return Ok(households::of_organisation(&mut read, caller.organisation_id).await?);
    }
    let of_member = households::of_member(&mut read, caller.member.uuid()).await?;
    Ok(of_member.into_iter().filter(|household| household.organisation_id == caller.organisation_id).collect())
}

/// The file of a household, as far as `caller` may see it; the audit says who looked, before it is given.
///
/// # Errors
/// Trouble of the database.
pub async fn read_household(app: &App, caller: &HouseholdCaller, id: HouseholdId) -> Outcome<Followed<HouseholdFile>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some((household, standing)) = standing(tx, id, caller).await? else { return Ok(Followed::Unknown) };
        let sees = |action| may_do(standing, action);
        keep_trace(app, tx, &household, caller, if sees(Action::SeeSocialPart) { "viewed_all" } else { "viewed" }, now)
            .await?;
        let mut file = HouseholdFile {
            team: households::team(tx, id).await?,
            visits: households::visits(tx, id).await?,
            goals: None,
            notes: None,
            social_part: None,
            household,
        };
        if sees(Action::SeeNotes) {
            let all = notes::of(tx, &app.secrets, about(&file.household, NOTES)).await?;
            let is_seen = |note: &Note| sees(Action::SeeSocialPart) || note.by == caller.member.uuid();
            file.notes = Some(all.into_iter().filter(is_seen).collect());
            let goals = notes::of(tx, &app.secrets, about(&file.household, GOALS)).await?;
            file.goals =
                Some(goals.last().map(|last| last.text.lines().map(str::to_owned).collect()).unwrap_or_default());
        }
        if sees(Action::SeeSocialPart) {
            file.social_part = Some(notes::of(tx, &app.secrets, about(&file.household, SOCIAL_PART)).await?);
        }
        Ok::<_, AppError>(Followed::Done(file))
    })
    .await
}
