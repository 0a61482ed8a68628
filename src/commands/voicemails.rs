//! `voicemails`: the messages left on the lines.

use std::io::{Write, stdout};

use anyhow::bail;
use passerelle_app::{App, Chance, handle_voicemail};
use passerelle_clock::Clock;
use passerelle_domain::{code::Code, ids::OrganisationId};
use passerelle_store::{lines, voicemails};

use super::{
    cases::zone_of,
    command_line::VoicemailsCommand,
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out `voicemails list` or `voicemails handle`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &VoicemailsCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    match command {
        VoicemailsCommand::List(organisation) => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            list(&app, owner).await?;
        }
        VoicemailsCommand::Handle { code, by, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let by = staff_member(&app, owner, by).await?;
            let read =
                Code::parse(code).ok_or_else(|| wrong_use(format!("{code} is no code; a code looks like A7K2")))?;
            if !handle_voicemail(&app, owner, &read, by).await? {
                bail!("no message has the code {read}");
            }
            writeln!(stdout(), "{read} is handled.")?;
        }
    }
    app.db.close().await;
    Ok(Exit::Success)
}

async fn list(app: &App, owner: OrganisationId) -> anyhow::Result<()> {
    let mut read = app.db.read().await?;
    let lines = lines::of_organisation(&mut read, owner).await?;
    let zone = zone_of(&lines);
    let waiting = voicemails::unhandled(&mut read, &app.secrets, owner).await?;
    let mut out = stdout();
    if waiting.is_empty() {
        writeln!(out, "No message waits.")?;
    }
    for message in waiting {
        let line = lines.iter().find(|line| line.id == message.line_id).map_or("?", |line| line.key.as_str());
        writeln!(
            out,
            "{}  line {line}  left {}  to be answered before {}  {} s  {}",
            message.code,
            message.left_at.with_timezone(&zone).format("%Y-%m-%d %H:%M"),
            message.due_at.with_timezone(&zone).format("%Y-%m-%d %H:%M"),
            message.seconds,
            message.state.as_str(),
        )?;
    }
    Ok(())
}
