//! `calls`: the calls of a day. Codes, states and references only: a terminal may be recorded.

use std::{
    collections::HashMap,
    io::{Write, stdout},
};

use anyhow::bail;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_app::{App, Chance, prefer_to_wait};
use passerelle_clock::Clock;
use passerelle_domain::{
    code::Code,
    ids::{OrganisationId, VolunteerId},
    local_time,
    people::Member,
    scheduled_call::{ScheduledCall, State},
};
use passerelle_store::{lines, scheduled_calls, volunteers};

use super::{
    cases::zone_of,
    command_line::CallsCommand,
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out `calls list` or `calls wait`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &CallsCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    match command {
        CallsCommand::List { on, days, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            list(&app, owner, *on, *days).await?;
        }
        CallsCommand::Wait { code, by, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let by = staff_member(&app, owner, by).await?;
            wait(&app, owner, code, by).await?;
        }
    }
    app.db.close().await;
    Ok(Exit::Success)
}

async fn wait(app: &App, owner: OrganisationId, code: &str, by: Member) -> anyhow::Result<()> {
    let code = Code::parse(code).ok_or_else(|| wrong_use(format!("{code} is no code of a call")))?;
    match prefer_to_wait(app, owner, &code, by).await? {
        Some(call) if call.state == State::Cancelled => {
            writeln!(stdout(), "Noted: call {code} is called off, the next one is her volunteer's.")?;
            Ok(())
        }
        Some(_) => bail!("nobody else was to make call {code}, or its hour has come"),
        None => bail!("no coming call has the code {code}"),
    }
}

async fn list(app: &App, owner: OrganisationId, on: Option<NaiveDate>, days: u32) -> anyhow::Result<()> {
    let mut read = app.db.read().await?;
    let zone = zone_of(&lines::of_organisation(&mut read, owner).await?);
    let first = on.unwrap_or_else(|| local_time::local_date(app.clock.now(), zone));
    let midnight = |day| local_time::instant_of(day, NaiveTime::MIN, zone);
    let end = first.checked_add_signed(TimeDelta::days(i64::from(days))).unwrap_or(first);
    let calls = scheduled_calls::between(&mut read, owner, midnight(first), midnight(end)).await?;
    drop(read);
    let names = volunteer_keys(app, owner).await?;
    let mut out = stdout();
    if calls.is_empty() {
        writeln!(out, "No call.")?;
    }
    for call in calls {
        writeln!(out, "{}", line(&call, zone, &names))?;
    }
    Ok(())
}

/// References of the volunteers, by identifier.
pub(super) async fn volunteer_keys(app: &App, owner: OrganisationId) -> anyhow::Result<HashMap<VolunteerId, String>> {
    let mut read = app.db.read().await?;
    let all = volunteers::of_organisation(&mut read, &app.secrets, owner).await?;
    Ok(all.into_iter().map(|volunteer| (volunteer.id, volunteer.key)).collect())
}

/// One call on one line; its hour on the clocks of `zone`.
pub(super) fn line(call: &ScheduledCall, zone: Tz, names: &HashMap<VolunteerId, String>) -> String {
    let hour = |at: DateTime<Utc>| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
    let volunteer = call.volunteer.or(call.cover.planned).or(call.usual_volunteer);
    let volunteer = volunteer.map_or("nobody yet", |id| names.get(&id).map_or("?", String::as_str));
    let end = match (call.outcome, call.taken_back_because) {
        (_, Some(reason)) => format!("  {}", reason.as_str()),
        (Some(outcome), None) => format!("  {}", outcome.as_str()),
        (None, None) => String::new(),
    };
    format!(
        "{}  {}  {}  {volunteer}{}{end}",
        hour(call.starts_at),
        call.code,
        call.state.as_str(),
        if call.is_promised { " (said yes)" } else { "" },
    )
}
