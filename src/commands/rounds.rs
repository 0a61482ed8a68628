//! `rounds`: the weekly rounds over the residents of a residence, their tasks and the bulletin.

mod arguments;

use std::{
    fs,
    io::{Write, stdout},
};

use anyhow::bail;
use passerelle_app::{
    App, Chance, ImportedList, NextResident, RecordedResident, SavedResidence, TakenTask, ToldInitiative,
    WantedResidence, import_residents, next_resident, record_resident, save_residence, take_task, tell_initiative,
    write_bulletin,
};
use passerelle_clock::Clock;
use passerelle_domain::{
    code::Code,
    contact_round::ContactStatus,
    follow_up::Triage,
    ids::{OrganisationId, ResidentId},
    people::Member,
};

use arguments::ResidenceArg;
pub(crate) use arguments::RoundsCommand;

use super::{
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out a subcommand of `rounds`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &RoundsCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let exit = carry_out(&app, settings, command).await?;
    app.db.close().await;
    Ok(exit)
}

async fn carry_out(app: &App, settings: &Settings, command: &RoundsCommand) -> anyhow::Result<Exit> {
    let mut out = stdout();
    match command {
        RoundsCommand::Import { residence, file, name, line, facilitator } => {
            let (owner, by) = who(app, settings, residence).await?;
            let file = fs::read(file).map_err(|error| wrong_use(format!("{}: {error}", file.display())))?;
            let (key, name) = (residence.key.clone(), name.clone());
            let wanted = WantedResidence { key, name, line: line.clone(), facilitator: facilitator.clone() };
            if let SavedResidence::Refused(why) = save_residence(app, owner, &wanted, by).await? {
                return Err(wrong_use(why));
            }
            let ImportedList::Read(report) = import_residents(app, owner, &residence.key, &file, by).await? else {
                bail!("nothing of this list is taken: it has a column that is unknown, missing or doubled");
            };
            for row in report.refused() {
                writeln!(out, "line {}: {}", row.line, row.fate)?;
            }
            writeln!(out, "{}", report.counts())?;
            return Ok(if report.is_clean() { Exit::Success } else { Exit::Failure });
        }
        RoundsCommand::Next(residence) => {
            let (owner, by) = who(app, settings, residence).await?;
            match next_resident(app, owner, &residence.key, by).await? {
                NextResident::Kept(resident, until) => {
                    let tenant = &resident.tenant;
                    writeln!(out, "resident   {}  {}", resident.id, resident.reference)?;
                    writeln!(out, "call       {} {} {}", tenant.title, tenant.first_name, tenant.last_name)?;
                    writeln!(out, "number     {}", tenant.phone.as_str())?;
                    writeln!(out, "kept until {} UTC", until.format("%H:%M"))?;
                }
                NextResident::NoneNow => writeln!(out, "Nobody is to be called now.")?,
                NextResident::Unknown => return Err(unknown(&residence.key)),
            }
        }
        RoundsCommand::Record { residence, resident, result, need, urgency } => {
            let (owner, by) = who(app, settings, residence).await?;
            let need = need.map(|need| Triage { need, urgency: *urgency });
            let id = ResidentId(*resident);
            match record_resident(app, owner, &residence.key, id, *result, need, by).await? {
                RecordedResident::Noted(status, task) => {
                    writeln!(out, "{}.", status.map_or("to be called again", ContactStatus::as_str))?;
                    if let Some(code) = task {
                        writeln!(out, "The need is task {code}.")?;
                    }
                }
                RecordedResident::HeldByAnother => bail!("somebody else has them on the telephone"),
                RecordedResident::Unknown => return Err(wrong_use("there is no such residence or resident")),
            }
        }
        RoundsCommand::Take { residence, task, resident } => {
            let (owner, by) = who(app, settings, residence).await?;
            let code = Code::parse(task).ok_or_else(|| wrong_use("a code looks like A7K2"))?;
            match take_task(app, owner, &residence.key, &code, resident, by).await? {
                TakenTask::Taken(_) => writeln!(out, "{resident} has {code}.")?,
                TakenTask::TooLate => bail!("somebody has it, or it is done"),
                TakenTask::Unknown => return Err(wrong_use("there is no such residence, task or neighbour")),
            }
        }
        RoundsCommand::Initiative { residence, text } => {
            let (owner, by) = who(app, settings, residence).await?;
            match tell_initiative(app, owner, &residence.key, text, by).await? {
                ToldInitiative::Noted => writeln!(out, "It stands in this week's bulletin.")?,
                ToldInitiative::Unfit(why) => bail!("this cannot stand in a bulletin: {why}"),
                ToldInitiative::Unknown => return Err(unknown(&residence.key)),
            }
        }
        RoundsCommand::Bulletin { key, on, organisation } => {
            let owner = organisation_meant(app, settings, organisation).await?;
            let bulletin = write_bulletin(app, owner, key, *on).await?.ok_or_else(|| unknown(key))?;
            writeln!(out, "{}, week of {}", bulletin.residence, bulletin.week)?;
            for (status, count) in &bulletin.by_status {
                writeln!(out, "{:<24} {count}", status.as_str())?;
            }
            writeln!(out, "{:<24} {}", "without_status", bulletin.without_status)?;
            writeln!(out, "needs {}, taken {}, done {}", bulletin.needs, bulletin.taken, bulletin.done)?;
            for initiative in &bulletin.initiatives {
                writeln!(out, "- {initiative}")?;
            }
        }
    }
    Ok(Exit::Success)
}

fn unknown(key: &str) -> anyhow::Error {
    wrong_use(format!("no residence has the reference {key}, or that week never began"))
}

async fn who(app: &App, settings: &Settings, arg: &ResidenceArg) -> anyhow::Result<(OrganisationId, Member)> {
    let owner = organisation_meant(app, settings, &arg.organisation).await?;
    Ok((owner, staff_member(app, owner, &arg.by).await?))
}
