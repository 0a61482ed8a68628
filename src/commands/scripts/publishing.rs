//! `scripts publish`, `versions` and `rollback`: what the next callers of a running service hear.

use std::{
    io::{Write, stdout},
    path::Path,
};

use passerelle_app::{App, Published, RolledBack, publish_edition, roll_back_scripts};
use passerelle_app::{Chance, NewEdition};
use passerelle_clock::Clock;
use passerelle_domain::{ids::OrganisationId, people::Member};
use passerelle_store::{
    lines, staff,
    voice_publications::{self, EVERY_SCRIPT},
};

use crate::commands::{
    cases::zone_of,
    command_line::{OrganisationArg, ScriptsCommand},
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out one of the three.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(super) async fn run(settings: &Settings, command: &ScriptsCommand) -> anyhow::Result<Exit> {
    match command {
        ScriptsCommand::Publish { folder, by, organisation } => {
            let folder = folder.as_deref().or(settings.scripts_folder.as_deref());
            let folder =
                folder.ok_or_else(|| wrong_use("say which folder with --folder, or the setting scripts_folder"))?;
            let edition = super::folder::read(folder)?;
            let (app, owner, by) = begin(settings, organisation, by.as_deref()).await?;
            let exit = publish(&app, owner, by, folder, &edition).await;
            app.db.close().await;
            exit
        }
        ScriptsCommand::Versions(organisation) => {
            let (app, owner, _) = begin(settings, organisation, None).await?;
            let exit = versions(&app, owner).await;
            app.db.close().await;
            exit
        }
        ScriptsCommand::Rollback { name, number, by, organisation } => {
            let (name, version) = what_is_meant(name.as_deref(), *number);
            let (app, owner, by) = begin(settings, organisation, by.as_deref()).await?;
            let exit = roll_back(&app, owner, by, name, version).await;
            app.db.close().await;
            exit
        }
        // These ask nothing of the database.
        ScriptsCommand::Check(_)
        | ScriptsCommand::Draw { .. }
        | ScriptsCommand::Try { .. }
        | ScriptsCommand::Transcripts { .. } => Ok(Exit::Success),
    }
}

async fn begin(
    settings: &Settings,
    organisation: &OrganisationArg,
    by: Option<&str>,
) -> anyhow::Result<(App, OrganisationId, Option<Member>)> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let owner = organisation_meant(&app, settings, organisation).await?;
    let by = match by {
        Some(by) => Some(staff_member(&app, owner, by).await?),
        None => None,
    };
    Ok((app, owner, by))
}

async fn publish(
    app: &App,
    owner: OrganisationId,
    by: Option<Member>,
    folder: &Path,
    edition: &NewEdition,
) -> anyhow::Result<Exit> {
    let mut out = stdout();
    match publish_edition(app, owner, by, edition).await? {
        Published::Number(number) => {
            writeln!(
                out,
                "Version {number} is published from {}: new calls begin with it, calls in progress end with theirs. `passerelle scripts rollback` takes it back.",
                folder.display()
            )?;
            Ok(Exit::Success)
        }
        Published::Unchanged(number) => {
            writeln!(out, "Version {number} says the same and is in use: nothing has changed.")?;
            Ok(Exit::Success)
        }
        Published::Refused(problems) => refused(&problems),
    }
}

fn refused(problems: &[String]) -> anyhow::Result<Exit> {
    let mut out = stdout();
    for problem in problems {
        writeln!(out, "{problem}")?;
    }
    writeln!(out, "Nothing has changed: with this, somebody could be left alone.")?;
    Ok(Exit::Failure)
}

async fn versions(app: &App, owner: OrganisationId) -> anyhow::Result<Exit> {
    let mut read = app.db.read().await?;
    let zone = zone_of(&lines::of_organisation(&mut read, owner).await?);
    let uses = voice_publications::uses(&mut read, owner).await?;
    let used_for = |number: i64| {
        let names: Vec<&str> = uses
            .iter()
            .filter(|(_, used)| *used == number)
            .map(|(script, _)| if script == EVERY_SCRIPT { "every script" } else { script.as_str() })
            .collect();
        if names.is_empty() { String::new() } else { format!("  in use: {}", names.join(", ")) }
    };
    let staff = staff::of_organisation(&mut read, &app.secrets, owner).await?;
    let mut out = stdout();
    for publication in voice_publications::of_organisation(&mut read, owner).await? {
        let author = publication.author.strip_prefix("member:");
        let author = author.and_then(|id| staff.iter().find(|member| member.id.to_string() == id));
        let author = author.map_or(publication.author.as_str(), |member| member.key.as_str());
        let at = publication.published_at.with_timezone(&zone).format("%Y-%m-%d %H:%M");
        writeln!(
            out,
            "{}  {at}  by {author}  {}{}",
            publication.number,
            publication.version,
            used_for(publication.number)
        )?;
    }
    let shipped = if uses.is_empty() { "  in use: every script".to_owned() } else { used_for(0) };
    writeln!(out, "0  what the program ships{shipped}")?;
    Ok(Exit::Success)
}

/// `rollback 3` is about every script, as `rollback` is.
fn what_is_meant(name: Option<&str>, version: Option<i64>) -> (Option<&str>, Option<i64>) {
    match name.and_then(|name| name.parse::<i64>().ok()) {
        Some(number) if version.is_none() => (None, Some(number)),
        Some(_) | None => (name, version),
    }
}

async fn roll_back(
    app: &App,
    owner: OrganisationId,
    by: Option<Member>,
    name: Option<&str>,
    version: Option<i64>,
) -> anyhow::Result<Exit> {
    let mut out = stdout();
    let what = name.unwrap_or("every script");
    match roll_back_scripts(app, owner, by, name, version).await? {
        RolledBack::Done { from, to } => {
            writeln!(out, "New calls begin with version {to} of {what}, and no longer with {from}.")?;
        }
        RolledBack::Unchanged(number) => writeln!(out, "Version {number} of {what} is in use: nothing has changed.")?,
        RolledBack::NothingBefore => {
            return Err(wrong_use("what the program ships is in use: nothing lies before it"));
        }
        RolledBack::NoSuchNumber => {
            return Err(wrong_use("there is no version of this number; see `passerelle scripts versions`"));
        }
        RolledBack::NoSuchScript => return Err(wrong_use(format!("there is no script {what} in that version"))),
        RolledBack::Refused(problems) => return refused(&problems),
    }
    Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rollback_typed_then_a_number_alone_is_a_version() {
        let cases = [
            ((None, None), (None, None)),
            ((Some("3"), None), (None, Some(3))),
            ((Some("callback"), None), (Some("callback"), None)),
            ((Some("callback"), Some(0)), (Some("callback"), Some(0))),
        ];
        for ((name, version), meant) in cases {
            assert_eq!(what_is_meant(name, version), meant);
        }
    }
}
