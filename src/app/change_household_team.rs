//! Who is of a household's team: joining it, and leaving it with all access.

use passerelle_domain::{
    household::{Action, TeamRole},
    ids::{HouseholdId, StaffId, VolunteerId},
    people::StaffRole,
};
use passerelle_store::{households, staff, transact, volunteers};
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    follow_household::{Followed, HouseholdCaller, allowed, keep_trace},
};

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
