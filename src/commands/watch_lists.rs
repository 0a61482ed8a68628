//! `watch-lists`: whom a partner wants asked after, who is next, how she is.

mod arguments;

use std::{
    fs,
    io::{Write, stdout},
};

use anyhow::bail;
use passerelle_app::{
    App, Chance, ImportedList, RecordedCheck, SavedWatchList, WantedWatchList, import_watch_list, next_check,
    record_check, report_watch_list, save_watch_list, stop_watching,
};
use passerelle_clock::Clock;
use passerelle_domain::{ids::OrganisationId, people::Member, people::Person};
use passerelle_store::{people, watch_lists};

use arguments::WatchListArg;
pub(crate) use arguments::WatchListsCommand;

use super::{
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out a subcommand of `watch-lists`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &WatchListsCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let exit = carry_out(&app, settings, command).await?;
    app.db.close().await;
    Ok(exit)
}

async fn carry_out(app: &App, settings: &Settings, command: &WatchListsCommand) -> anyhow::Result<Exit> {
    let mut out = stdout();
    match command {
        WatchListsCommand::List(organisation) => {
            let owner = organisation_meant(app, settings, organisation).await?;
            for list in watch_lists::of_organisation(&mut app.db.read().await?, owner).await? {
                writeln!(out, "{}  of {}  every {} days", list.key, list.partner, list.every_days)?;
            }
        }
        WatchListsCommand::Import { list, file, partner, line, every, first_on } => {
            let (owner, by) = who(app, settings, list).await?;
            let file = fs::read(file).map_err(|error| wrong_use(format!("{}: {error}", file.display())))?;
            let (key, partner, line) = (list.key.clone(), partner.clone(), line.clone());
            let wanted = WantedWatchList { key, partner, line, every_days: *every };
            if let SavedWatchList::Refused(why) = save_watch_list(app, owner, &wanted, by).await? {
                return Err(wrong_use(why));
            }
            let ImportedList::Read(report) = import_watch_list(app, owner, &list.key, &file, *first_on, by).await?
            else {
                bail!("nothing of this list is taken: it has a column that is unknown, missing or doubled");
            };
            for row in report.refused() {
                writeln!(out, "line {}: {}", row.line, row.fate)?;
            }
            writeln!(out, "{}", report.counts())?;
            return Ok(if report.is_clean() { Exit::Success } else { Exit::Failure });
        }
        WatchListsCommand::Next { by, organisation } => {
            let owner = organisation_meant(app, settings, organisation).await?;
            let by = staff_member(app, owner, by).await?;
            match next_check(app, owner, by).await? {
                Some((person, until)) => {
                    writeln!(out, "person   {}", person.key)?;
                    writeln!(out, "call     {} {} {}", person.title, person.first_name, person.last_name)?;
                    for phone in &person.phones {
                        writeln!(out, "number   {}", phone.as_str())?;
                    }
                    let until = until.with_timezone(&person.territory.zone);
                    writeln!(out, "kept until {}, her time", until.format("%H:%M"))?;
                }
                None => writeln!(out, "Nobody is to be asked after now.")?,
            }
        }
        WatchListsCommand::Record { person, result, by, organisation } => {
            let owner = organisation_meant(app, settings, organisation).await?;
            let by = staff_member(app, owner, by).await?;
            let found = person_named(app, owner, person).await?;
            match record_check(app, owner, found.id, *result, by).await? {
                RecordedCheck::Noted(lists) => writeln!(out, "{person}: {}, for {lists} list(s).", result.as_str())?,
                RecordedCheck::HeldByAnother => bail!("somebody else has her on the telephone"),
                RecordedCheck::Unknown => bail!("{person} is on no watch list"),
            }
        }
        WatchListsCommand::Show { key, organisation } => {
            let owner = organisation_meant(app, settings, organisation).await?;
            let report = report_watch_list(app, owner, key).await?;
            let (_, people) = report.ok_or_else(|| unknown(key))?;
            for one in people {
                let last = one.last.map_or("never".to_owned(), |(due_on, result)| format!("{due_on} {result}"));
                let status = serde_json::to_value(one.status)?;
                let status = status.as_str().unwrap_or_default();
                writeln!(out, "{}  {status}  next {}  last {last}", one.reference, one.due_on)?;
            }
        }
        WatchListsCommand::Remove { list, person } => {
            let (owner, by) = who(app, settings, list).await?;
            let found = person_named(app, owner, person).await?;
            if !stop_watching(app, owner, &list.key, found.id, by).await? {
                bail!("{person} is not on this list");
            }
            writeln!(out, "{person} is on {} no more.", list.key)?;
        }
    }
    Ok(Exit::Success)
}

fn unknown(key: &str) -> anyhow::Error {
    wrong_use(format!("no watch list has the reference {key}"))
}

async fn who(app: &App, settings: &Settings, arg: &WatchListArg) -> anyhow::Result<(OrganisationId, Member)> {
    let owner = organisation_meant(app, settings, &arg.organisation).await?;
    Ok((owner, staff_member(app, owner, &arg.by).await?))
}

async fn person_named(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<Person> {
    let found = people::by_key(&mut app.db.read().await?, &app.secrets, owner, key).await?;
    found.ok_or_else(|| wrong_use(format!("nobody has the reference {key}")))
}
