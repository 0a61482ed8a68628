//! `people`: files, what was agreed to, pauses. References and states only: a terminal may be recorded.

mod erasure;
mod wishes;

use std::{
    fs::File,
    io::{Write, stdout},
};

use anyhow::Context as _;
use passerelle_app::{
    App, Chance, ConsentChange, PausedPerson, PersonFile, change_consent, export_person, list_people, pause_person,
    read_person, resume_person,
};
use passerelle_clock::Clock;
use passerelle_domain::{
    consent::{Purpose, may},
    ids::{OrganisationId, PersonId},
    pause::Pause,
    people::Member,
};
use passerelle_store::people;

pub(crate) use {
    erasure::{EraseArgs, ErasuresArgs},
    wishes::WishesArgs,
};

use super::{
    cases::check::rule_out,
    command_line::PeopleCommand,
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out `people list`, `show`, `export`, `erase`, `erasures`, `consent`, `pause` or `resume`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &PeopleCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let (by, organisation) = match command {
        PeopleCommand::List { by, organisation }
        | PeopleCommand::Show { by, organisation, .. }
        | PeopleCommand::Export { by, organisation, .. }
        | PeopleCommand::Consent { by, organisation, .. }
        | PeopleCommand::Pause { by, organisation, .. }
        | PeopleCommand::Resume { by, organisation, .. } => (by, organisation),
        PeopleCommand::Wishes(args) => (&args.by, &args.organisation),
        PeopleCommand::RuleOut(args) => (&args.by, &args.organisation),
        PeopleCommand::Erase(args) => (&args.by, &args.organisation),
        PeopleCommand::Erasures(args) => (&args.by, &args.organisation),
    };
    let owner = organisation_meant(&app, settings, organisation).await?;
    let by = staff_member(&app, owner, by).await?;
    match command {
        PeopleCommand::List { .. } => list(&app, owner, by).await?,
        PeopleCommand::RuleOut(args) => {
            let id = person_named(&app, owner, &args.key).await?;
            rule_out(&app, owner, id, args, by).await?;
        }
        PeopleCommand::Show { key, .. } => {
            let id = person_named(&app, owner, key).await?;
            if let Some(file) = read_person(&app, owner, id, by).await? {
                show(&app, &file)?;
            }
        }
        PeopleCommand::Export { key, to, .. } => {
            let id = person_named(&app, owner, key).await?;
            if let Some(export) = export_person(&app, owner, id, by).await? {
                // Made anew, so that nothing is overwritten and no earlier reader keeps an eye on it.
                let file = File::create_new(to).with_context(|| format!("{} cannot be made", to.display()))?;
                serde_json::to_writer_pretty(file, &export)?;
                writeln!(stdout(), "{key}: written to {}.", to.display())?;
            }
        }
        PeopleCommand::Consent { key, scope, answer, way, wording, .. } => {
            let id = person_named(&app, owner, key).await?;
            let change = ConsentChange {
                scope: scope.clone(),
                answer: *answer,
                way: *way,
                by: Some(by),
                wording: wording.clone(),
            };
            if let Some(state) = change_consent(&app, owner, id, &change).await? {
                writeln!(stdout(), "{key}: {scope} is {}.", state.as_str())?;
            }
        }
        PeopleCommand::Pause { key, reason, from, to, .. } => {
            let id = person_named(&app, owner, key).await?;
            let pause = Pause { reason: *reason, from_on: *from, to_on: *to, is_reminded: false };
            tell_pauses(key, pause_person(&app, owner, id, &pause, by).await?)?;
        }
        PeopleCommand::Wishes(args) => {
            let id = person_named(&app, owner, &args.key).await?;
            wishes::note(&app, owner, id, args, by).await?;
        }
        PeopleCommand::Erase(args) => {
            let exit = erasure::erase(&app, owner, args, by).await?;
            app.db.close().await;
            return Ok(exit);
        }
        PeopleCommand::Erasures(args) => erasure::list(&app, owner, args).await?,
        PeopleCommand::Resume { key, on, .. } => {
            let id = person_named(&app, owner, key).await?;
            tell_pauses(key, resume_person(&app, owner, id, *on, by).await?)?;
        }
    }
    app.db.close().await;
    Ok(Exit::Success)
}

async fn person_named(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<PersonId> {
    let found = people::by_key(&mut app.db.read().await?, &app.secrets, owner, key).await?;
    Ok(found.ok_or_else(|| wrong_use(format!("nobody has the reference {key}")))?.id)
}

async fn list(app: &App, owner: OrganisationId, by: Member) -> anyhow::Result<()> {
    let (mut out, now) = (stdout(), app.clock.now());
    let mut after = None;
    loop {
        let page = list_people(app, owner, after, by).await?.unwrap_or_default();
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        for person in &page {
            let away = person.pause_at(now).map(|pause| format!("  away until {}", pause.to_on)).unwrap_or_default();
            writeln!(out, "{}  calls {}{away}", person.key, person.consents.calls.as_str())?;
        }
    }
}

fn show(app: &App, file: &PersonFile) -> anyhow::Result<()> {
    let (person, mut out) = (&file.person, stdout());
    let now = app.clock.now();
    writeln!(out, "{}  {}  {}", person.key, person.territory.name, person.territory.zone.name())?;
    writeln!(
        out,
        "calls    from {} to {}, {} telephone(s)",
        person.calls_from.format("%H:%M"),
        person.calls_to.format("%H:%M"),
        person.phones.len(),
    )?;
    for (scope, state) in person.consents.all() {
        writeln!(out, "consent  {scope}  {}", state.as_str())?;
    }
    for change in &file.consent_changes {
        let at = change.at.with_timezone(&person.territory.zone).format("%Y-%m-%d %H:%M");
        writeln!(out, "said     {at}  {}  {} -> {}  by {}", change.scope, change.before, change.after, change.way)?;
    }
    for pause in &person.pauses {
        writeln!(out, "pause    {}  from {} to {}", pause.reason.as_str(), pause.from_on, pause.to_on)?;
    }
    for contact in &file.contacts {
        let asked = match may(person, Purpose::AskContact(contact), now) {
            Ok(()) => "may be asked".to_owned(),
            Err(refused) => refused.to_string(),
        };
        writeln!(out, "contact  {}  {}  {asked}", contact.position, contact.relation)?;
    }
    Ok(())
}

fn tell_pauses(key: &str, outcome: PausedPerson) -> anyhow::Result<()> {
    let mut out = stdout();
    match outcome {
        PausedPerson::Noted(pauses) if pauses.is_empty() => writeln!(out, "{key} is not away.")?,
        PausedPerson::Noted(pauses) => {
            for pause in pauses {
                writeln!(out, "{key} is away from {} to {}: {}.", pause.from_on, pause.to_on, pause.reason.as_str())?;
            }
        }
        PausedPerson::WrongDates => {
            return Err(wrong_use(
                "the last day is neither past nor before the first, and a pause lasts a year at most".to_owned(),
            ));
        }
        PausedPerson::Unknown => return Err(wrong_use(format!("nobody has the reference {key}"))),
    }
    Ok(())
}
