//! `series`: the recurring calls, and what a coordinator changes in them. References and codes only.

use std::io::{Write, stdout};

use anyhow::bail;
use chrono::TimeDelta;
use passerelle_app::{
    App, Chance, EditedSeries, SeriesChange, add_occurrence, change_series, end_series, move_occurrence,
    skip_occurrence,
};
use passerelle_clock::Clock;
use passerelle_domain::{
    call_series::CallSeries,
    ids::{OrganisationId, SeriesId, VolunteerId},
    local_time,
    people::Member,
    protocol_name::ProtocolName,
};
use passerelle_store::{call_series, scheduled_calls, volunteers};

use super::{
    calls::{line, volunteer_keys},
    command_line::{SeriesArg, SeriesChangeArgs, SeriesCommand},
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out `series …`.
///
/// # Errors
/// Something typed is wrong, what is asked cannot be, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &SeriesCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    match command {
        SeriesCommand::List { ended, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            list(&app, owner, *ended).await?;
        }
        SeriesCommand::Show { key, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            show(&app, owner, key).await?;
        }
        SeriesCommand::Change(args) => change(&app, settings, args).await?,
        SeriesCommand::Skip { series, first, last } => {
            let (owner, id, by) = meant(&app, settings, series).await?;
            told(skip_occurrence(&app, owner, id, (*first, last.unwrap_or(*first)), by).await?)?;
        }
        SeriesCommand::Move { series, from, to, at } => {
            let (owner, id, by) = meant(&app, settings, series).await?;
            told(move_occurrence(&app, owner, id, *from, (*to, *at), by).await?)?;
        }
        SeriesCommand::Add { series, on, at } => {
            let (owner, id, by) = meant(&app, settings, series).await?;
            told(add_occurrence(&app, owner, id, (*on, *at), by).await?)?;
        }
        SeriesCommand::End { series, reason, last } => {
            let (owner, id, by) = meant(&app, settings, series).await?;
            told(end_series(&app, owner, id, *reason, *last, by).await?)?;
        }
    }
    app.db.close().await;
    Ok(Exit::Success)
}

async fn change(app: &App, settings: &Settings, args: &SeriesChangeArgs) -> anyhow::Result<()> {
    let (owner, id, by) = meant(app, settings, &args.series).await?;
    let volunteer = match &args.volunteer {
        Some(key) => Some(volunteer(app, owner, key).await?),
        None => None,
    };
    let team = match &args.team {
        Some(keys) => {
            let mut team = Vec::new();
            for key in keys {
                team.push(self::volunteer(app, owner, key).await?);
            }
            Some(team)
        }
        None => None,
    };
    let change = SeriesChange {
        rule: args.rrule.clone(),
        local_time: args.time,
        zone: args.timezone,
        starts_on: args.starts_on,
        duration_min: args.duration,
        pairing: args.pairing,
        volunteer,
        team,
        holidays: args.holidays,
        protocol: args.protocol.clone().map(ProtocolName),
    };
    told(change_series(app, owner, id, &change, args.promised, by).await?)
}

async fn volunteer(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<VolunteerId> {
    let found = volunteers::by_key(&mut app.db.read().await?, &app.secrets, owner, key).await?;
    Ok(found.ok_or_else(|| wrong_use(format!("no volunteer has the reference {key}")))?.id)
}

async fn series_of(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<CallSeries> {
    let found = call_series::by_key(&mut app.db.read().await?, owner, key).await?;
    found.ok_or_else(|| wrong_use(format!("no series has the reference {key}")))
}

async fn meant(
    app: &App,
    settings: &Settings,
    series: &SeriesArg,
) -> anyhow::Result<(OrganisationId, SeriesId, Member)> {
    let owner = organisation_meant(app, settings, &series.organisation).await?;
    let by = staff_member(app, owner, &series.by).await?;
    Ok((owner, series_of(app, owner, &series.key).await?.id, by))
}

fn told(edited: EditedSeries) -> anyhow::Result<()> {
    match edited {
        EditedSeries::Done(series, done) => {
            let end = if series.is_active { "" } else { "  The series has ended." };
            writeln!(
                stdout(),
                "Done. Calls made: {}, taken back: {}; promised ones moved: {}, taken back: {}.{end}",
                done.made,
                done.dropped,
                done.moved,
                done.withdrawn
            )?;
            Ok(())
        }
        EditedSeries::Refused(refusal) => bail!("{refusal}; nothing has changed"),
        EditedSeries::Unknown => bail!("no such series"),
    }
}

async fn list(app: &App, owner: OrganisationId, ended: bool) -> anyhow::Result<()> {
    let all = call_series::of_organisation(&mut app.db.read().await?, owner).await?;
    let names = volunteer_keys(app, owner).await?;
    let mut out = stdout();
    let mut shown = all.into_iter().filter(|series| ended || series.is_active).peekable();
    if shown.peek().is_none() {
        writeln!(out, "No series.")?;
    }
    for series in shown {
        let who: Vec<&str> = series.volunteers().map(|id| names.get(&id).map_or("?", String::as_str)).collect();
        let state = match (&series.end, series.wrong_number.is_some()) {
            (Some(end), _) => format!("  ends: {}", end.reason.as_str()),
            (None, true) => "  waits for a right number".to_owned(),
            (None, false) => String::new(),
        };
        writeln!(
            out,
            "{}  {} {} {}  {} {}{state}",
            series.key,
            series.rule.as_str(),
            series.local_time.format("%H:%M"),
            series.zone,
            series.pairing.as_str(),
            who.join(","),
        )?;
    }
    Ok(())
}

async fn show(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<()> {
    let series = series_of(app, owner, key).await?;
    let names = volunteer_keys(app, owner).await?;
    let now = app.clock.now();
    let today = local_time::local_date(now, series.zone);
    let to = today + TimeDelta::days(2 * passerelle_domain::call_series::HORIZON_DAYS);
    let calls = scheduled_calls::of_series(&mut app.db.read().await?, series.id, today, to).await?;
    let mut out = stdout();
    let last = series.ends_on.map_or("-".to_owned(), |day| day.to_string());
    writeln!(out, "rule        {}", series.rule.as_str())?;
    writeln!(out, "hour        {} {}", series.local_time.format("%H:%M"), series.zone)?;
    writeln!(out, "from, to    {}, {last}", series.starts_on)?;
    writeln!(out, "who calls   {}", series.pairing.as_str())?;
    writeln!(out, "holidays    {}", series.holidays.as_str())?;
    writeln!(out, "exceptions  {}", series.exceptions)?;
    let protocol = series.protocol.as_ref().map_or("-", |name| name.0.as_str());
    writeln!(out, "protocol    {protocol}")?;
    if let Some(end) = &series.end {
        writeln!(out, "end         {}, told {}", end.reason.as_str(), end.at.format("%Y-%m-%d"))?;
    }
    for call in calls {
        writeln!(out, "{}", line(&call, series.zone, &names))?;
    }
    Ok(())
}
