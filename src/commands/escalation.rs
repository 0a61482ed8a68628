//! `escalation`: who is paged about a case, by what, and how long is waited.

mod arguments;

use std::{
    io::{Write, stdout},
    path::Path,
};

use anyhow::{Context, bail};
use passerelle_app::{App, Chance, SavedEscalation, check_escalation, remove_escalation, save_escalation};
use passerelle_clock::Clock;
use passerelle_domain::{
    escalation::{EscalationPolicy, PolicyProblem},
    ids::OrganisationId,
};
use passerelle_store::escalation_policies;

pub(crate) use arguments::EscalationCommand;

use super::{
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out `escalation …`.
///
/// # Errors
/// Something typed is wrong, the file cannot be read, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &EscalationCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let owner = organisation_meant(&app, settings, command.organisation()).await?;
    let exit = carry_out(&app, owner, command).await?;
    app.db.close().await;
    Ok(exit)
}

async fn carry_out(app: &App, owner: OrganisationId, command: &EscalationCommand) -> anyhow::Result<Exit> {
    let mut out = stdout();
    match command {
        EscalationCommand::List { .. } => {
            let all = escalation_policies::of_organisation(&mut app.db.read().await?, owner).await?;
            if all.is_empty() {
                writeln!(out, "No policy: every case follows the standard chains (`passerelle escalation show`).")?;
            }
            for policy in all {
                writeln!(out, "{}", line(&policy))?;
            }
        }
        EscalationCommand::Show { name, .. } => {
            let policy = match name {
                None => EscalationPolicy::standard(),
                Some(name) => escalation_policies::by_key(&mut app.db.read().await?, owner, name)
                    .await?
                    .ok_or_else(|| wrong_use(format!("no policy has the name {name}")))?,
            };
            write!(out, "{}", policy.to_toml()?)?;
        }
        EscalationCommand::Check { file, .. } => {
            let policy = read(file)?;
            let problems = check_escalation(&app.db, &app.secrets, owner, &policy, app.clock.now()).await?;
            if !problems.is_empty() {
                return tell(&problems);
            }
            writeln!(out, "{} can work.", policy.name)?;
        }
        EscalationCommand::Save { file, by, .. } => {
            let policy = read(file)?;
            let by = staff_member(app, owner, by).await?;
            match save_escalation(app, owner, &policy, by).await? {
                SavedEscalation::Saved => {
                    writeln!(out, "{} holds for the cases that open from now on.", policy.name)?;
                }
                SavedEscalation::Refused(problems) => return tell(&problems),
            }
        }
        EscalationCommand::Remove { name, by, .. } => {
            let by = staff_member(app, owner, by).await?;
            if !remove_escalation(app, owner, name, by).await? {
                bail!("no policy has the name {name}");
            }
            writeln!(out, "{name} is removed.")?;
        }
    }
    Ok(Exit::Success)
}

fn tell(problems: &[PolicyProblem]) -> anyhow::Result<Exit> {
    let mut out = stdout();
    for problem in problems {
        writeln!(out, "{problem}")?;
    }
    writeln!(out, "Nothing has changed.")?;
    Ok(Exit::Failure)
}

fn read(file: &Path) -> anyhow::Result<EscalationPolicy> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    EscalationPolicy::from_toml(&text).with_context(|| format!("{} is no escalation policy", file.display()))
}

/// Its name, its levels, and what it is for.
fn line(policy: &EscalationPolicy) -> String {
    let levels: Vec<String> = policy.levels.iter().map(|chain| chain.level.number().to_string()).collect();
    let kinds: Vec<&str> = policy.kinds.iter().map(|kind| kind.as_str()).collect();
    let all = |list: String| if list.is_empty() { "all".to_owned() } else { list };
    format!(
        "{}  levels {}  kinds {}  lines {}",
        policy.name,
        levels.join(","),
        all(kinds.join(",")),
        all(policy.lines.join(","))
    )
}
