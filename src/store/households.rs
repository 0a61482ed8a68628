//! Households, their teams, the visits planned, and the tokens of the volunteers who follow them.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    household::{Household, TeamRole, Visit},
    ids::{HouseholdId, OrganisationId, VisitId, VolunteerId},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_optional, statements};
use crate::{Secrets, StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO households (id, organisation_id, key, record) VALUES ($1, $2, $3, $4)
        ON CONFLICT (organisation_id, key) DO NOTHING";
    BY_ID = "SELECT record FROM households WHERE id = $1";
    BY_KEY = "SELECT record FROM households WHERE organisation_id = $1 AND key = $2";
    OF_ORGANISATION = "SELECT record FROM households WHERE organisation_id = $1 ORDER BY key, id LIMIT 20000";
    OF_MEMBER = "
        SELECT households.record FROM household_team
        JOIN households ON households.id = household_team.household_id
        WHERE household_team.member_id = $1 ORDER BY households.key LIMIT 1000";
    JOIN_TEAM = "
        INSERT INTO household_team (household_id, member_id, role) VALUES ($1, $2, $3)
        ON CONFLICT (household_id, member_id) DO UPDATE SET role = excluded.role";
    LEAVE_TEAM = "DELETE FROM household_team WHERE household_id = $1 AND member_id = $2";
    LEAVE_EVERY_TEAM = "DELETE FROM household_team WHERE member_id = $1";
    TEAM = "SELECT member_id, role FROM household_team WHERE household_id = $1 ORDER BY member_id LIMIT 100";
    ROLE_OF = "SELECT role FROM household_team WHERE household_id = $1 AND member_id = $2";
    PLAN_VISIT = "
        INSERT INTO household_visits (id, household_id, member_id, planned_at, is_done) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (household_id, member_id, planned_at) DO NOTHING";
    TELL_VISIT = "UPDATE household_visits SET is_done = $2 WHERE id = $1";
    CANCEL_VISITS = "
        DELETE FROM household_visits WHERE household_id = $1 AND member_id = $2 AND is_done IS NULL AND planned_at > $3";
    CANCEL_EVERY_VISIT = "DELETE FROM household_visits WHERE member_id = $1 AND is_done IS NULL AND planned_at > $2";
    VISITS = "
        SELECT id, household_id, member_id, planned_at, is_done, is_late FROM household_visits WHERE household_id = $1
        ORDER BY planned_at, id LIMIT 1000";
    VISIT_BY_ID = "
        SELECT id, household_id, member_id, planned_at, is_done, is_late FROM household_visits WHERE id = $1";
    VISIT_IS_LATE = "UPDATE household_visits SET is_late = $2 WHERE id = $1";
    GIVE_TOKEN = "
        INSERT INTO volunteer_tokens (token_hash, volunteer_id, made_at) VALUES ($1, $2, $3)
        ON CONFLICT (token_hash) DO NOTHING";
    TOKEN_HOLDER = "SELECT volunteer_id FROM volunteer_tokens WHERE token_hash = $1";
    TAKE_TOKENS = "DELETE FROM volunteer_tokens WHERE volunteer_id = $1";
}

const TOKEN: &str = "volunteer_tokens.token";

type Row = (Json<Household>,);
type VisitRow = (Uuid, Uuid, Uuid, DateTime<Utc>, Option<bool>, bool);

fn records(rows: Vec<Row>) -> Vec<Household> {
    rows.into_iter().map(|row| row.0.0).collect()
}

/// Adds a household. False when one has the reference.
pub async fn insert(tx: &mut Tx, household: &Household) -> Result<bool, StoreError> {
    let (id, owner) = (household.id.0, household.organisation_id.0);
    Ok(execute!(tx, INSERT, id, owner, &household.key, Json(household))? == 1)
}

/// The household with this id.
pub async fn by_id(db: &mut impl Access, id: HouseholdId) -> Result<Option<Household>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The household of this reference.
pub async fn by_key(db: &mut impl Access, owner: OrganisationId, key: &str) -> Result<Option<Household>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| row.0.0))
}

/// The households of an organisation, by reference, at most 20,000.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Household>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?))
}

/// The households whose team a member is of, by reference, at most 1000.
pub async fn of_member(db: &mut impl Access, member: Uuid) -> Result<Vec<Household>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_MEMBER, member)?))
}

/// A member joins a team, or is something else in it.
pub async fn join_team(tx: &mut Tx, id: HouseholdId, member: Uuid, role: TeamRole) -> Result<(), StoreError> {
    execute!(tx, JOIN_TEAM, id.0, member, role.as_str())?;
    Ok(())
}

/// A member leaves a team, and their coming visits are taken back. False when they were not of it.
pub async fn leave_team(tx: &mut Tx, id: HouseholdId, member: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    execute!(tx, CANCEL_VISITS, id.0, member, now)?;
    Ok(execute!(tx, LEAVE_TEAM, id.0, member)? == 1)
}

/// A volunteer has left the association: every team, their coming visits and their tokens go with them.
pub async fn forget_volunteer(tx: &mut Tx, volunteer: VolunteerId, now: DateTime<Utc>) -> Result<(), StoreError> {
    execute!(tx, CANCEL_EVERY_VISIT, volunteer.0, now)?;
    execute!(tx, LEAVE_EVERY_TEAM, volunteer.0)?;
    execute!(tx, TAKE_TOKENS, volunteer.0)?;
    Ok(())
}

/// Who is of a team, and as what.
pub async fn team(db: &mut impl Access, id: HouseholdId) -> Result<Vec<(Uuid, TeamRole)>, StoreError> {
    let rows = fetch_all!(db, (Uuid, String), TEAM, id.0)?;
    Ok(rows.into_iter().filter_map(|(member, role)| Some((member, TeamRole::parse(&role)?))).collect())
}

/// What a member is in a team.
pub async fn role_of(db: &mut impl Access, id: HouseholdId, member: Uuid) -> Result<Option<TeamRole>, StoreError> {
    let role = scalar_optional!(db, String, ROLE_OF, id.0, member)?;
    Ok(role.as_deref().and_then(TeamRole::parse))
}

/// Plans a visit. False when the same one is planned.
pub async fn plan_visit(tx: &mut Tx, visit: &Visit) -> Result<bool, StoreError> {
    let (id, household) = (visit.id.0, visit.household_id.0);
    Ok(execute!(tx, PLAN_VISIT, id, household, visit.member_id, visit.planned_at, visit.is_done)? == 1)
}

/// Notes whether a visit took place.
pub async fn tell_visit(tx: &mut Tx, id: VisitId, is_done: bool) -> Result<(), StoreError> {
    execute!(tx, TELL_VISIT, id.0, Some(is_done))?;
    Ok(())
}

/// The visits of a household, in order, at most 1000.
pub async fn visits(db: &mut impl Access, id: HouseholdId) -> Result<Vec<Visit>, StoreError> {
    Ok(fetch_all!(db, VisitRow, VISITS, id.0)?.into_iter().map(visit_of).collect())
}

/// The visit with this id; `None` once it was taken back.
pub async fn visit_by_id(db: &mut impl Access, id: VisitId) -> Result<Option<Visit>, StoreError> {
    Ok(fetch_optional!(db, VisitRow, VISIT_BY_ID, id.0)?.map(visit_of))
}

/// Notes that nobody told of a visit in time.
pub async fn mark_visit_late(tx: &mut Tx, id: VisitId) -> Result<(), StoreError> {
    execute!(tx, VISIT_IS_LATE, id.0, true)?;
    Ok(())
}

fn visit_of((visit, household, member_id, planned_at, is_done, is_late): VisitRow) -> Visit {
    let (id, household_id) = (VisitId(visit), HouseholdId(household));
    Visit { id, household_id, member_id, planned_at, is_done, is_late }
}

/// Lets `token` stand for a volunteer, for the households they follow. The same token again changes nothing.
pub async fn give_token(
    tx: &mut Tx,
    secrets: &Secrets,
    token: &str,
    volunteer: VolunteerId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(tx, GIVE_TOKEN, secrets.blind_index(TOKEN, token), volunteer.0, now)?;
    Ok(())
}

/// Which volunteer `token` stands for.
pub async fn token_holder(
    db: &mut impl Access,
    secrets: &Secrets,
    token: &str,
) -> Result<Option<VolunteerId>, StoreError> {
    Ok(scalar_optional!(db, Uuid, TOKEN_HOLDER, secrets.blind_index(TOKEN, token))?.map(VolunteerId))
}
