//! `follow-ups`: what callers of the listening lines still need. Codes and states only.

use std::io::{Write, stdout};

use anyhow::bail;
use passerelle_app::{App, Chance, complete_follow_up};
use passerelle_clock::Clock;
use passerelle_domain::{code::Code, ids::OrganisationId};
use passerelle_store::{follow_ups, lines};

use super::{
    cases::zone_of,
    command_line::FollowUpsCommand,
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out `follow-ups list` or `follow-ups done`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &FollowUpsCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    match command {
        FollowUpsCommand::List(organisation) => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            list(&app, owner).await?;
        }
        FollowUpsCommand::Done { code, by, account, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let by = staff_member(&app, owner, by).await?;
            let read =
                Code::parse(code).ok_or_else(|| wrong_use(format!("{code} is no code; a code looks like A7K2")))?;
            match complete_follow_up(&app, owner, &read, by, account).await? {
                Some(follow_up) => writeln!(stdout(), "{read} is {}.", follow_up.state.as_str())?,
                None => bail!("no follow-up has the code {read}"),
            }
        }
    }
    app.db.close().await;
    Ok(Exit::Success)
}

async fn list(app: &App, owner: OrganisationId) -> anyhow::Result<()> {
    let mut read = app.db.read().await?;
    let lines = lines::of_organisation(&mut read, owner).await?;
    let zone = zone_of(&lines);
    let live = follow_ups::live(&mut read, owner).await?;
    let mut out = stdout();
    if live.is_empty() {
        writeln!(out, "Nothing is left to follow up.")?;
    }
    for follow_up in live {
        let line = lines.iter().find(|line| line.id == follow_up.line_id).map_or("?", |line| line.key.as_str());
        let (need, urgency) =
            follow_up.triage.map_or(("?", "?"), |triage| (triage.need.as_str(), triage.urgency.as_str()));
        let due = follow_up
            .due_at
            .map_or("-".to_owned(), |due_at| due_at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string());
        writeln!(
            out,
            "{}  line {line}  {}  need {need}  urgency {urgency}  before {due}{}",
            follow_up.code,
            follow_up.state.as_str(),
            if follow_up.case_id.is_some() { "  a case is open" } else { "" },
        )?;
    }
    Ok(())
}
