//! `voicemails`: the messages left on the lines.

use std::{
    fs::OpenOptions,
    io::{Write, stdout},
    path::Path,
};

use anyhow::{Context, bail};
use passerelle_app::{App, Chance, ListenedVoicemail, handle_voicemail, listen_to_voicemail};
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

/// Carries out `voicemails list`, `voicemails listen` or `voicemails handle`.
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
        VoicemailsCommand::Listen { code, to, by, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let by = staff_member(&app, owner, by).await?;
            let read = read_code(code)?;
            match listen_to_voicemail(&app, owner, &read, by).await? {
                ListenedVoicemail::Sound(sound) => {
                    write_privately(to, &sound)?;
                    writeln!(stdout(), "{read} is in {}. Delete the file once you have listened.", to.display())?;
                }
                ListenedVoicemail::NotHere(sound) => bail!("the sound of {read} is not here: {}", sound.as_str()),
                ListenedVoicemail::Unknown => bail!("no message has the code {read}"),
            }
        }
        VoicemailsCommand::Handle { code, by, answer, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let by = staff_member(&app, owner, by).await?;
            let read = read_code(code)?;
            if !handle_voicemail(&app, owner, &read, by, *answer).await? {
                bail!("no message has the code {read}");
            }
            writeln!(stdout(), "{read} is handled.")?;
        }
    }
    app.db.close().await;
    Ok(Exit::Success)
}

fn read_code(code: &str) -> anyhow::Result<Code> {
    Code::parse(code).ok_or_else(|| wrong_use(format!("{code} is no code; a code looks like A7K2")))
}

/// Makes a new file that only its owner may read; one that exists is never overwritten.
fn write_privately(file: &Path, sound: &[u8]) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(file).with_context(|| format!("{} cannot be made", file.display()))?;
    opened.write_all(sound).with_context(|| format!("{} cannot be written", file.display()))
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
            "{}  line {line}  left {}  to be answered before {}  {} s  {}  sound {}",
            message.code,
            message.left_at.with_timezone(&zone).format("%Y-%m-%d %H:%M"),
            message.due_at.with_timezone(&zone).format("%Y-%m-%d %H:%M"),
            message.seconds,
            message.state.as_str(),
            message.sound.as_str(),
        )?;
    }
    Ok(())
}
