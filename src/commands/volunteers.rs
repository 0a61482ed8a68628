//! `volunteers`: the steps of their lives, their absences, who is kept apart, and the calls to cover. References, states and
//! codes only: a terminal may be recorded.

mod circle;

use std::io::{Write, stdout};

use anyhow::bail;
use chrono::TimeDelta;
use passerelle_app::{
    App, Chance, LivedStep, NotedAbsence, cancel_absence, exclude_volunteer, lift_exclusion, live_volunteer,
    note_absence, set_circle,
};
use passerelle_clock::Clock;
use passerelle_domain::{
    call_series::HORIZON_DAYS,
    ids::OrganisationId,
    local_time,
    people::{Person, Volunteer},
    wishes::HelperCircle,
};
use passerelle_store::{absences, lines, people, scheduled_calls, volunteers};

pub(crate) use circle::CircleArgs;

use super::{
    cases::zone_of,
    command_line::VolunteersCommand,
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out a subcommand of `volunteers`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &VolunteersCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let owner = organisation_meant(&app, settings, command.organisation()).await?;
    carry_out(&app, owner, command).await?;
    app.db.close().await;
    Ok(Exit::Success)
}

async fn carry_out(app: &App, owner: OrganisationId, command: &VolunteersCommand) -> anyhow::Result<()> {
    let mut out = stdout();
    match command {
        VolunteersCommand::List(_) => list(app, owner).await?,
        VolunteersCommand::Show { key, .. } => show(app, &volunteer_named(app, owner, key).await?).await?,
        VolunteersCommand::Step { key, step, on, by, .. } => {
            let (volunteer, by) = (volunteer_named(app, owner, key).await?, staff_member(app, owner, by).await?);
            match live_volunteer(app, owner, volunteer.id, *step, *on, by).await? {
                LivedStep::Made(volunteer) => writeln!(out, "{key} is {}.", volunteer.status.as_str())?,
                LivedStep::Refused(why) => bail!("{} is not made now: {why}", step.as_str()),
                LivedStep::Unknown => bail!("no volunteer has the reference {key}"),
            }
        }
        VolunteersCommand::Away { key, from, to, by, .. } => {
            let (volunteer, by) = (volunteer_named(app, owner, key).await?, staff_member(app, owner, by).await?);
            match note_absence(app, owner, volunteer.id, (*from, to.unwrap_or(*from)), by).await? {
                NotedAbsence::Noted(absence) => {
                    writeln!(out, "{key} is away from {} to {}.", absence.from_on, absence.to_on)?;
                }
                NotedAbsence::NotADate => bail!("these days are over, upside down, or more than half a year"),
                NotedAbsence::Unknown => bail!("{key} has left"),
            }
        }
        VolunteersCommand::Back { key, by, .. } => {
            let (volunteer, by) = (volunteer_named(app, owner, key).await?, staff_member(app, owner, by).await?);
            let today = local_time::local_date(app.clock.now(), volunteer.territory.zone);
            let told = absences::of_volunteer(&mut app.db.read().await?, volunteer.id, today).await?;
            let Some(first) = told.into_iter().find(|absence| absence.is_open(today)) else {
                bail!("{key} has no absence that is not over");
            };
            cancel_absence(app, owner, first.id, by).await?;
            writeln!(out, "{key} is not away from {} to {} any more.", first.from_on, first.to_on)?;
        }
        VolunteersCommand::KeepApart { key, person, reason, by, .. } => {
            let (volunteer, by) = (volunteer_named(app, owner, key).await?, staff_member(app, owner, by).await?);
            let person = person_named(app, owner, person).await?;
            exclude_volunteer(app, owner, (volunteer.id, person.id), *reason, by).await?;
            writeln!(out, "{key} never calls {}.", person.key)?;
        }
        VolunteersCommand::LetTogether { key, person, by, .. } => {
            let (volunteer, by) = (volunteer_named(app, owner, key).await?, staff_member(app, owner, by).await?);
            let person = person_named(app, owner, person).await?;
            if !lift_exclusion(app, owner, (volunteer.id, person.id), by).await? {
                bail!("{key} and {} were not kept apart", person.key);
            }
            writeln!(out, "{key} may call {}.", person.key)?;
        }
        VolunteersCommand::Circle(args) => {
            let (volunteer, by) =
                (volunteer_named(app, owner, &args.key).await?, staff_member(app, owner, &args.by).await?);
            set_circle(app, owner, volunteer.id, args.circle, by).await?;
            writeln!(out, "{} is {}.", args.key, args.circle.as_str())?;
        }
        VolunteersCommand::ToCover(_) => to_cover(app, owner).await?,
    }
    Ok(())
}

async fn volunteer_named(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<Volunteer> {
    let found = volunteers::by_key(&mut app.db.read().await?, &app.secrets, owner, key).await?;
    found.ok_or_else(|| wrong_use(format!("no volunteer has the reference {key}")))
}

async fn person_named(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<Person> {
    let found = people::by_key(&mut app.db.read().await?, &app.secrets, owner, key).await?;
    found.ok_or_else(|| wrong_use(format!("nobody accompanied has the reference {key}")))
}

async fn list(app: &App, owner: OrganisationId) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut out = stdout();
    for volunteer in volunteers::of_organisation(&mut app.db.read().await?, &app.secrets, owner).await? {
        let today = local_time::local_date(now, volunteer.territory.zone);
        let note = match (volunteer.may_call(), volunteer.needs_supervision(today)) {
            (false, _) => "  calls nobody",
            (true, true) => "  needs supervision",
            (true, false) => "",
        };
        let circle = match volunteer.circle {
            HelperCircle::Active => String::new(),
            circle => format!("  {}", circle.as_str()),
        };
        writeln!(out, "{}  {}{note}{circle}", volunteer.key, volunteer.status.as_str())?;
    }
    Ok(())
}

async fn show(app: &App, volunteer: &Volunteer) -> anyhow::Result<()> {
    let today = local_time::local_date(app.clock.now(), volunteer.territory.zone);
    let mut out = stdout();
    writeln!(out, "{}  {}", volunteer.key, volunteer.status.as_str())?;
    for made in &volunteer.life.steps {
        writeln!(out, "  {}  {}", made.on, made.step.as_str())?;
    }
    let told = absences::of_volunteer(&mut app.db.read().await?, volunteer.id, today).await?;
    for absence in told.into_iter().filter(|absence| absence.is_open(today)) {
        writeln!(out, "  away from {} to {}", absence.from_on, absence.to_on)?;
    }
    Ok(())
}

async fn to_cover(app: &App, owner: OrganisationId) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut read = app.db.read().await?;
    let zone = zone_of(&lines::of_organisation(&mut read, owner).await?);
    let calls = scheduled_calls::to_cover(&mut read, owner, now, now + TimeDelta::days(HORIZON_DAYS + 1)).await?;
    let mut out = stdout();
    if calls.is_empty() {
        writeln!(out, "Every coming call has a volunteer.")?;
    }
    for call in calls {
        let at = call.starts_at.with_timezone(&zone).format("%Y-%m-%d %H:%M");
        writeln!(out, "{}  {at}  {}", call.code, call.state.as_str())?;
    }
    Ok(())
}
