//! `cases sheet`: what is needed to send help. A human dials.

use std::io::{Write, stdout};

use anyhow::bail;
use passerelle_app::{App, EmergencySheet, SheetAnswer, emergency_sheet};
use passerelle_domain::{code::Code, ids::OrganisationId, people::Language};
use passerelle_store::staff;

use crate::commands::exit::wrong_use;

pub(super) async fn show(app: &App, owner: OrganisationId, code: &Code, by: &str) -> anyhow::Result<()> {
    let found = staff::by_key(&mut app.db.read().await?, &app.secrets, owner, by).await?;
    let Some(reader) = found else { return Err(wrong_use(format!("no staff member has the reference {by}"))) };
    match emergency_sheet(app, owner, code, &reader).await? {
        SheetAnswer::Sheet(sheet) => write_sheet(&sheet, reader.language),
        SheetAnswer::NotAllowed => bail!("this sheet is for coordinators, and for whoever holds the case"),
        SheetAnswer::Unknown => bail!("no case has the code {code}"),
    }
}

fn write_sheet(sheet: &EmergencySheet, language: Language) -> anyhow::Result<()> {
    let mut out = stdout();
    let local = sheet.at.with_timezone(&sheet.zone).format("%Y-%m-%d %H:%M");
    writeln!(out, "{}  level {}  it is {local} where she lives", sheet.case.code, sheet.case.level.number())?;
    match &sheet.person {
        None => writeln!(out, "Nobody knows who it is about.")?,
        Some(person) => {
            writeln!(out, "{} {} {}", person.title, person.first_name, person.last_name)?;
            for (name, value) in [("address", &person.home.address), ("access", &person.home.access)] {
                writeln!(out, "{name}: {}", if value.is_empty() { "unknown" } else { value })?;
            }
            for phone in &person.phones {
                writeln!(out, "telephone: {}", phone.as_str())?;
            }
        }
    }
    for contact in &sheet.contacts {
        let phone = contact.phone.as_ref().map_or("no number", |phone| phone.as_str());
        writeln!(out, "to ask: {} ({})  {phone}", contact.name, contact.relation)?;
    }
    for name in &sheet.not_to_contact {
        writeln!(out, "NEVER contact: {name}")?;
    }
    for number in &sheet.numbers {
        let closed = if number.answers_now { "" } else { "  (closed at this hour)" };
        writeln!(out, "{}  {}{closed}", number.helpline.number, number.helpline.purpose(language))?;
    }
    Ok(())
}
