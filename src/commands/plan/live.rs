//! `plan week` and `plan what-if`: the association's own weeks. References and codes only: a terminal may be recorded.

use std::{
    collections::{BTreeMap, HashMap},
    io::{Write, stdout},
};

use anyhow::Context;
use chrono::NaiveDate;
use chrono_tz::Tz;
use passerelle_app::{App, Chance, PlannedCall, WhatIf, plan_week, what_if};
use passerelle_clock::Clock;
use passerelle_domain::{
    ids::{OrganisationId, VolunteerId},
    scheduled_call::ScheduledCall,
    week_plan::LeftBecause,
    weekly_hours::WeeklyHours,
};
use passerelle_store::{lines, volunteers};

use super::{
    super::{
        calls::volunteer_keys,
        cases::zone_of,
        exit::{Exit, wrong_use},
        organisation::organisation_meant,
        service::build_app,
        settings::Settings,
    },
    arguments::{PlanArgs, PlanCommand, WeekArgs, WhatIfArgs},
};

/// Carries out `plan week` and `plan what-if`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run_live(settings: &Settings, args: PlanArgs) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    match args.command {
        Some(PlanCommand::Week(args)) => week(&app, settings, &args).await?,
        Some(PlanCommand::WhatIf(args)) => try_out(&app, settings, &args).await?,
        Some(PlanCommand::Solve(_) | PlanCommand::Score(_) | PlanCommand::Generate(_)) | None => {}
    }
    app.db.close().await;
    Ok(Exit::Success)
}

async fn week(app: &App, settings: &Settings, args: &WeekArgs) -> anyhow::Result<()> {
    let owner = organisation_meant(app, settings, &args.organisation).await?;
    let planned = plan_week(app, owner, args.from, args.dry_run).await?;
    let (zone, names) = (zone_meant(app, owner).await?, volunteer_keys(app, owner).await?);
    let mut out = stdout();
    let run = &planned.run;
    let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
    writeln!(out, "From {} to {}: {} calls wait for somebody", day(run.from), day(run.until), run.open)?;
    let given = if args.dry_run { "would be given" } else { "given" };
    writeln!(out, "{:>6} stay as they were planned\n{:>6} {given}\n{:>6} left", run.kept, run.given, run.left)?;
    for planned in planned.calls.iter().filter(|planned| !planned.is_kept) {
        writeln!(out, "{}  {}", line(&planned.call, zone), fate(planned, &names))?;
    }
    let mut reasons: BTreeMap<LeftBecause, usize> = BTreeMap::new();
    planned.calls.iter().filter_map(|planned| planned.who.err()).for_each(|why| *reasons.entry(why).or_default() += 1);
    for (why, calls) in reasons {
        writeln!(out, "{calls:>6} left: {}", in_words(why))?;
    }
    Ok(())
}

async fn try_out(app: &App, settings: &Settings, args: &WhatIfArgs) -> anyhow::Result<()> {
    let owner = organisation_meant(app, settings, &args.organisation).await?;
    let what = asked(app, owner, args).await?;
    let seen = what_if(app, owner, what).await?.context("the volunteer is there no more")?;
    let (zone, names) = (zone_meant(app, owner).await?, volunteer_keys(app, owner).await?);
    let mut out = stdout();
    let ((made, left), (made_after, left_after)) = (seen.before, seen.after);
    writeln!(out, "As it is      {made} calls made, {left} left")?;
    writeln!(out, "If it were so {made_after} calls made, {left_after} left; {} change", seen.changed.len())?;
    for changed in &seen.changed {
        let before = who(changed.before, 0, &names);
        let after = changed.after.map_or("waits".to_owned(), |after| who(after, changed.left_out, &names));
        writeln!(out, "{}  {before} -> {after}", line(&changed.call, zone))?;
    }
    Ok(())
}

/// What was typed, with the volunteers it names.
async fn asked(app: &App, owner: OrganisationId, args: &WhatIfArgs) -> anyhow::Result<WhatIf> {
    let given = |values: &Option<Vec<String>>, place: usize| -> String {
        values.as_ref().and_then(|values| values.get(place)).cloned().unwrap_or_default()
    };
    if let Some(key) = &args.without {
        let volunteer = volunteer_of(app, owner, key).await?;
        return Ok(WhatIf::Without { volunteer, from: args.from, until: args.until });
    }
    if args.absent.is_some() {
        let volunteer = volunteer_of(app, owner, &given(&args.absent, 0)).await?;
        let (from, until) = (date(&given(&args.absent, 1))?, date(&given(&args.absent, 2))?);
        return Ok(WhatIf::Absent { volunteer, from, until });
    }
    if args.with_availability.is_some() {
        let volunteer = volunteer_of(app, owner, &given(&args.with_availability, 0)).await?;
        let hours = WeeklyHours::parse(&given(&args.with_availability, 1));
        let hours = hours.map_err(|error| wrong_use(error.to_string()))?;
        return Ok(WhatIf::WithAvailability { volunteer, hours });
    }
    let volunteer = volunteer_of(app, owner, &given(&args.cap, 0)).await?;
    let calls = given(&args.cap, 1).parse().map_err(|_| wrong_use("--cap takes a volunteer and a number of calls"))?;
    Ok(WhatIf::Cap { volunteer, calls })
}

async fn volunteer_of(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<VolunteerId> {
    let found = volunteers::by_key(&mut app.db.read().await?, &app.secrets, owner, key).await?;
    Ok(found.ok_or_else(|| wrong_use(format!("no volunteer has the reference {key}")))?.id)
}

fn date(text: &str) -> anyhow::Result<NaiveDate> {
    text.parse().map_err(|_| wrong_use(format!("{text} is no date: write for example 2026-12-24")))
}

async fn zone_meant(app: &App, owner: OrganisationId) -> anyhow::Result<Tz> {
    Ok(zone_of(&lines::of_organisation(&mut app.db.read().await?, owner).await?))
}

fn line(call: &ScheduledCall, zone: Tz) -> String {
    format!("{}  {}", call.starts_at.with_timezone(&zone).format("%Y-%m-%d %H:%M"), call.code)
}

fn fate(planned: &PlannedCall, names: &HashMap<VolunteerId, String>) -> String {
    who(planned.who, planned.left_out, names)
}

fn who(who: Result<VolunteerId, LeftBecause>, left_out: u32, names: &HashMap<VolunteerId, String>) -> String {
    match who {
        Ok(id) => names.get(&id).map_or("?".to_owned(), Clone::clone),
        Err(why) if left_out > 0 => format!("nobody ({}, {left_out})", why.as_str()),
        Err(why) => format!("nobody ({})", why.as_str()),
    }
}

fn in_words(why: LeftBecause) -> &'static str {
    match why {
        LeftBecause::Nobody => "nobody may call (charter, training, STOP)",
        LeftBecause::Language => "nobody who may speaks the language",
        LeftBecause::Team => "nobody of those is of the small team",
        LeftBecause::Excluded => "all of those are kept apart from the person, or said no",
        LeftBecause::Distance => "nobody of those serves the territory",
        LeftBecause::Hours => "nobody of those is available at the hour",
        LeftBecause::Away => "all of those are away on the day",
        LeftBecause::Supervision => "those meet nobody new before a supervision session",
        LeftBecause::Cap => "those have as many calls, or follow as many people, as they accept",
        LeftBecause::Busy => "those have other calls at the hour",
        LeftBecause::Refused => {
            "somebody could, but the rules refused it when it was written: the next plan tries again"
        }
    }
}
