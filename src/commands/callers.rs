//! `callers`: who rings the listening lines often, and what was agreed on with them. Pseudonyms only.

use std::io::{Write, stdout};

use anyhow::bail;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use passerelle_app::{AgreedPlan, App, Chance, PlanRefused, end_caller_plan, list_callers, plan_caller};
use passerelle_clock::Clock;
use passerelle_domain::{ids::OrganisationId, weekly_hours::WeeklyHours};
use passerelle_store::lines;

use super::{
    cases::zone_of,
    command_line::CallersCommand,
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out `callers list`, `callers plan` or `callers end-plan`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &CallersCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    match command {
        CallersCommand::List(organisation) => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            list(&app, owner).await?;
        }
        CallersCommand::Plan { caller, listener, hours, by, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let by = staff_member(&app, owner, by).await?;
            let hours = WeeklyHours::parse(hours).map_err(|error| wrong_use(error.to_string()))?;
            match plan_caller(&app, owner, &AgreedPlan { caller, listener, hours }, by).await? {
                Ok(plan) => {
                    let end = shown(plan.expires_at, plan.zone);
                    writeln!(
                        stdout(),
                        "{caller} is answered by {listener}: {}, until {end}.",
                        String::from(plan.hours)
                    )?;
                }
                Err(PlanRefused::NoSuchCaller) => bail!("nobody is known under the name {caller}"),
                Err(PlanRefused::NoSuchListener) => {
                    return Err(wrong_use(format!("no volunteer and no staff member has the reference {listener}")));
                }
                Err(PlanRefused::NoHours) => return Err(wrong_use("there is not one hour in it")),
            }
        }
        CallersCommand::EndPlan { caller, by, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let by = staff_member(&app, owner, by).await?;
            if !end_caller_plan(&app, owner, caller, by).await? {
                bail!("nothing was agreed on with {caller}");
            }
            writeln!(stdout(), "{caller} is answered like everybody.")?;
        }
    }
    app.db.close().await;
    Ok(Exit::Success)
}

async fn list(app: &App, owner: OrganisationId) -> anyhow::Result<()> {
    let zone = zone_of(&lines::of_organisation(&mut app.db.read().await?, owner).await?);
    let callers = list_callers(app, owner).await?;
    let mut out = stdout();
    if callers.is_empty() {
        writeln!(out, "Nobody rang ten times in the last thirty days.")?;
    }
    for caller in callers {
        let name = caller.name();
        let last = caller.last_at.map_or("-".to_owned(), |at| shown(at, zone));
        let plan = caller.plan.map_or("-".to_owned(), |plan| String::from(plan.hours));
        let pause =
            caller.paused_until.map_or(String::new(), |until| format!("  in a pause until {}", shown(until, zone)));
        writeln!(out, "{name}  calls {}  last {last}  set time {plan}{pause}", caller.calls)?;
    }
    Ok(())
}

fn shown(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}
