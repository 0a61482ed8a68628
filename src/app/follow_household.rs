//! A household and its team: every act asks who does it, in the transaction in which it is done, and leaves a line in the
//! audit. Whoever left the team a moment ago has no access any more.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    consent::{Purpose, may},
    household::{
        Action, Household, MOST_GOAL_CHARS, MOST_GOALS, MOST_NOTE_CHARS, Standing, TeamRole, Visit, may as may_do,
    },
    ids::{HouseholdId, OrganisationId, PersonId, StaffId, VisitId, VolunteerId},
    people::{Member, StaffRole},
};
use passerelle_store::{Access, Tx, households, notes, notes::Note, people, staff, transact, volunteers};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
};

/// What everybody of the team writes.
const NOTES: &str = "household";
/// The social part.
const SOCIAL_PART: &str = "household_social";
/// The goals, the last ones count.
const GOALS: &str = "household_goals";

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
async fn allowed<T>(
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

async fn keep_trace(
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

fn about(household: &Household, noun: &'static str) -> notes::Subject {
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

/// A member joins the team of a household. Volunteers must have charter and training behind them; the social part is for
/// social workers alone.
///
/// # Errors
/// Trouble of the database.
pub async fn join_household_team(
    app: &App,
    caller: &HouseholdCaller,
    id: HouseholdId,
    member: Uuid,
    role: TeamRole,
) -> Outcome<Followed<()>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let household = match allowed(tx, id, caller, Action::ChangeTeam).await? {
            Ok(household) => household,
            Err(answer) => return Ok(answer),
        };
        let owner = household.organisation_id;
        let is_fit = match role {
            TeamRole::Volunteer => volunteers::by_id(tx, &app.secrets, VolunteerId(member))
                .await?
                .is_some_and(|volunteer| volunteer.organisation_id == owner && volunteer.may_call()),
            TeamRole::SocialWorker => staff::by_id(tx, &app.secrets, StaffId(member))
                .await?
                .is_some_and(|staff| staff.organisation_id == owner && staff.role == StaffRole::SocialWorker),
        };
        if !is_fit {
            return Ok(Followed::Refused("A volunteer with charter and training, or a social worker of the staff."));
        }
        households::join_team(tx, id, member, role).await?;
        keep_trace(app, tx, &household, caller, "team_joined", now).await?;
        Ok::<_, AppError>(Followed::Done(()))
    })
    .await
}

/// A member leaves the team: their access and their coming visits end in this transaction.
///
/// # Errors
/// Trouble of the database.
pub async fn leave_household_team(
    app: &App,
    caller: &HouseholdCaller,
    id: HouseholdId,
    member: Uuid,
) -> Outcome<Followed<()>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let household = match allowed(tx, id, caller, Action::ChangeTeam).await? {
            Ok(household) => household,
            Err(answer) => return Ok(answer),
        };
        if !households::leave_team(tx, id, member, now).await? {
            return Ok(Followed::Unknown);
        }
        keep_trace(app, tx, &household, caller, "team_left", now).await?;
        Ok::<_, AppError>(Followed::Done(()))
    })
    .await
}

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

/// Writes a note, in the social part when `is_social`. Kept sealed; written once, never changed.
///
/// # Errors
/// Trouble of the database.
pub async fn write_household_note(
    app: &App,
    caller: &HouseholdCaller,
    id: HouseholdId,
    text: &str,
    is_social: bool,
) -> Outcome<Followed<()>> {
    let now = app.clock.now();
    let (action, noun) = if is_social { (Action::WriteSocialPart, SOCIAL_PART) } else { (Action::WriteNote, NOTES) };
    let text = text.trim();
    transact!(app.db, |tx| {
        let household = match allowed(tx, id, caller, action).await? {
            Ok(household) => household,
            Err(answer) => return Ok(answer),
        };
        if text.is_empty() || text.chars().count() > MOST_NOTE_CHARS {
            return Ok(Followed::Refused("A note has 1 to 2000 characters."));
        }
        let note = app.chance.new_id(now);
        notes::insert(tx, &app.secrets, note, about(&household, noun), caller.member, text, now).await?;
        let verb = if is_social { "wrote_social_part" } else { "wrote_note" };
        keep_trace(app, tx, &household, caller, verb, now).await?;
        Ok::<_, AppError>(Followed::Done(()))
    })
    .await
}

/// Sets the goals of a household; the earlier ones are kept as they were written.
///
/// # Errors
/// Trouble of the database.
pub async fn set_household_goals(
    app: &App,
    caller: &HouseholdCaller,
    id: HouseholdId,
    goals: &[String],
) -> Outcome<Followed<()>> {
    let now = app.clock.now();
    let goals: Vec<String> = goals.iter().map(|goal| goal.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    transact!(app.db, |tx| {
        let household = match allowed(tx, id, caller, Action::SetGoals).await? {
            Ok(household) => household,
            Err(answer) => return Ok(answer),
        };
        let is_goal = |goal: &String| !goal.is_empty() && goal.chars().count() <= MOST_GOAL_CHARS;
        if goals.len() > MOST_GOALS || !goals.iter().all(is_goal) {
            return Ok(Followed::Refused("At most 12 goals of at most 200 characters."));
        }
        let (note, text) = (app.chance.new_id(now), goals.join("\n"));
        notes::insert(tx, &app.secrets, note, about(&household, GOALS), caller.member, &text, now).await?;
        keep_trace(app, tx, &household, caller, "set_goals", now).await?;
        Ok::<_, AppError>(Followed::Done(()))
    })
    .await
}
