//! `households`: who follows whom. References, hours and roles only: a terminal may be recorded.

mod arguments;

use std::io::{Write, stdout};

use anyhow::bail;
use passerelle_app::{
    App, Chance, Followed, HouseholdCaller, add_household, give_volunteer_token, join_household_team,
    leave_household_team, read_household,
};
use passerelle_clock::Clock;
use passerelle_domain::{ids::OrganisationId, people::Member};
use passerelle_store::{households, people, staff, volunteers};
use uuid::Uuid;

use arguments::HouseholdArg;
pub(crate) use arguments::HouseholdsCommand;

use super::{
    exit::{Exit, wrong_use},
    organisation::organisation_meant,
    service::build_app,
    settings::Settings,
};

/// Carries out a subcommand of `households`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &HouseholdsCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    carry_out(&app, settings, command).await?;
    app.db.close().await;
    Ok(Exit::Success)
}

async fn carry_out(app: &App, settings: &Settings, command: &HouseholdsCommand) -> anyhow::Result<()> {
    let mut out = stdout();
    match command {
        HouseholdsCommand::Add { household, person } => {
            let caller = who(app, settings, household).await?;
            let owner = caller.organisation_id;
            let found = people::by_key(&mut app.db.read().await?, &app.secrets, owner, person).await?;
            let person = found.ok_or_else(|| wrong_use(format!("nobody has the reference {person}")))?;
            let added = done(add_household(app, &caller, &household.key, person.id).await?)?;
            writeln!(out, "{} is followed.", added.key)?;
        }
        HouseholdsCommand::Join { household, member, role } => {
            let caller = who(app, settings, household).await?;
            let id = household_named(app, caller.organisation_id, &household.key).await?;
            let found = member_named(app, caller.organisation_id, member).await?;
            done(join_household_team(app, &caller, id, found, *role).await?)?;
            writeln!(out, "{member} is {} of {}.", role.as_str(), household.key)?;
        }
        HouseholdsCommand::Leave { household, member } => {
            let caller = who(app, settings, household).await?;
            let id = household_named(app, caller.organisation_id, &household.key).await?;
            let found = member_named(app, caller.organisation_id, member).await?;
            done(leave_household_team(app, &caller, id, found).await?)?;
            writeln!(out, "{member} has no access to {} any more.", household.key)?;
        }
        HouseholdsCommand::Show(household) => {
            let caller = who(app, settings, household).await?;
            let id = household_named(app, caller.organisation_id, &household.key).await?;
            let file = done(read_household(app, &caller, id).await?)?;
            for (member, role) in &file.team {
                writeln!(out, "team   {member}  {}", role.as_str())?;
            }
            for visit in &file.visits {
                let told = visit.is_done.map_or("not told yet", |done| if done { "done" } else { "not done" });
                let at = visit.planned_at.format("%Y-%m-%d %H:%M");
                writeln!(out, "visit  {at} UTC  {}  {told}", visit.member_id)?;
            }
        }
        HouseholdsCommand::Token { volunteer, organisation } => {
            let owner = organisation_meant(app, settings, organisation).await?;
            let found = volunteers::by_key(&mut app.db.read().await?, &app.secrets, owner, volunteer).await?;
            let found = found.ok_or_else(|| wrong_use(format!("no volunteer has the reference {volunteer}")))?;
            match give_volunteer_token(app, owner, found.id).await? {
                Some(token) => writeln!(out, "{token}")?,
                None => bail!("{volunteer} has left"),
            }
        }
    }
    Ok(())
}

fn done<T>(outcome: Followed<T>) -> anyhow::Result<T> {
    match outcome {
        Followed::Done(value) => Ok(value),
        Followed::Forbidden => bail!("a coordinator does this"),
        Followed::Refused(why) => Err(wrong_use(why)),
        Followed::Unknown => Err(wrong_use("there is no such household, or nobody of that reference in its team")),
    }
}

async fn who(app: &App, settings: &Settings, arg: &HouseholdArg) -> anyhow::Result<HouseholdCaller> {
    let owner = organisation_meant(app, settings, &arg.organisation).await?;
    let found = staff::by_key(&mut app.db.read().await?, &app.secrets, owner, &arg.by).await?;
    let staff = found.ok_or_else(|| wrong_use(format!("no staff member has the reference {}", arg.by)))?;
    let staff_role = Some(staff.role);
    Ok(HouseholdCaller { organisation_id: owner, member: Member::Staff(staff.id), staff_role })
}

async fn household_named(
    app: &App,
    owner: OrganisationId,
    key: &str,
) -> anyhow::Result<passerelle_domain::ids::HouseholdId> {
    let found = households::by_key(&mut app.db.read().await?, owner, key).await?;
    Ok(found.ok_or_else(|| wrong_use(format!("no household has the reference {key}")))?.id)
}

async fn member_named(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<Uuid> {
    let mut read = app.db.read().await?;
    if let Some(volunteer) = volunteers::by_key(&mut read, &app.secrets, owner, key).await? {
        return Ok(volunteer.id.0);
    }
    let found = staff::by_key(&mut read, &app.secrets, owner, key).await?;
    Ok(found.ok_or_else(|| wrong_use(format!("no volunteer or staff member has the reference {key}")))?.id.0)
}
