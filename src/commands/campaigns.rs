//! `campaigns`: a partner's list, the next household to call, how it ended, the figures.

mod arguments;

use std::{
    fs,
    io::{Write, stdout},
};

use anyhow::{Context, bail};
use passerelle_app::{
    App, CampaignFigures, Chance, ClosedCampaign, ImportedList, NextHousehold, RecordedHousehold, SavedCampaign,
    ToldHousehold, WantedCampaign, close_campaign, count_campaign, household_tasks, import_campaign, next_household,
    record_household, save_campaign,
};
use passerelle_clock::Clock;
use passerelle_domain::{
    campaign::EntryOutcome,
    ids::{CampaignEntryId, OrganisationId},
    people::Member,
};
use passerelle_store::campaigns;

pub(crate) use arguments::CampaignsCommand;
use arguments::{CampaignArg, ImportListArgs, RecordArgs};

use super::{
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out a subcommand of `campaigns`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &CampaignsCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let exit = match command {
        CampaignsCommand::List(organisation) => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            list(&app, owner).await?;
            Exit::Success
        }
        CampaignsCommand::Show { key, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let figures = count_campaign(&app, owner, key).await?;
            show(&figures.ok_or_else(|| unknown(key))?)?;
            Exit::Success
        }
        CampaignsCommand::Import(args) => {
            let (owner, by) = who(&app, settings, &args.campaign).await?;
            import(&app, owner, by, args).await?
        }
        CampaignsCommand::Next(campaign) => {
            let (owner, by) = who(&app, settings, campaign).await?;
            next(&app, owner, by, &campaign.key).await?;
            Exit::Success
        }
        CampaignsCommand::Record(args) => {
            let (owner, by) = who(&app, settings, &args.campaign).await?;
            record(&app, owner, by, args).await?;
            Exit::Success
        }
        CampaignsCommand::Tasks(campaign) => {
            let (owner, by) = who(&app, settings, campaign).await?;
            tasks(&app, owner, by, &campaign.key).await?;
            Exit::Success
        }
        CampaignsCommand::Close(campaign) => {
            let (owner, by) = who(&app, settings, campaign).await?;
            close(&app, owner, by, &campaign.key).await?;
            Exit::Success
        }
    };
    app.db.close().await;
    Ok(exit)
}

fn unknown(key: &str) -> anyhow::Error {
    wrong_use(format!("no campaign has the reference {key}"))
}

async fn who(app: &App, settings: &Settings, arg: &CampaignArg) -> anyhow::Result<(OrganisationId, Member)> {
    let owner = organisation_meant(app, settings, &arg.organisation).await?;
    Ok((owner, staff_member(app, owner, &arg.by).await?))
}

async fn list(app: &App, owner: OrganisationId) -> anyhow::Result<()> {
    let mut out = stdout();
    for campaign in campaigns::of_organisation(&mut app.db.read().await?, owner).await? {
        let state = campaign.state.as_str();
        writeln!(out, "{}  of {}  {state}  until {}", campaign.key, campaign.partner, campaign.ends_on)?;
    }
    Ok(())
}

fn show(figures: &CampaignFigures) -> anyhow::Result<()> {
    let (campaign, left, mut out) = (&figures.campaign, figures.unsettled, stdout());
    let state = campaign.state.as_str();
    writeln!(out, "{}  of {}  {state}  until {}", campaign.key, campaign.partner, campaign.ends_on)?;
    let names: Vec<&str> = EntryOutcome::ALL.into_iter().map(EntryOutcome::as_str).chain(["without_outcome"]).collect();
    for (name, count) in names.iter().zip(figures.totals()) {
        writeln!(out, "{name:<18} {count:>6}")?;
    }
    writeln!(out, "{:<18} {:>6}", "listed", figures.listed())?;
    writeln!(
        out,
        "To call again: {} ({} late). Tasks: {} ({} late).",
        left.recalls, left.late_recalls, left.tasks, left.late_tasks
    )?;
    for (residence, counts) in &figures.by_residence {
        let counts: Vec<String> = names.iter().zip(counts).map(|(name, count)| format!("{name} {count}")).collect();
        writeln!(out, "{residence}: {}", counts.join(", "))?;
    }
    Ok(())
}

async fn import(app: &App, owner: OrganisationId, by: Member, args: &ImportListArgs) -> anyhow::Result<Exit> {
    let file = fs::read(&args.file).map_err(|error| wrong_use(format!("{}: {error}", args.file.display())))?;
    let read = |path| fs::read_to_string(path).with_context(|| "the script could not be read");
    let wanted = WantedCampaign {
        key: args.campaign.key.clone(),
        partner: args.partner.clone(),
        line: args.line.clone(),
        ends_on: args.ends_on,
        responsible: args.responsible.clone(),
        way: args.way,
        words: args.script.as_ref().map(read).transpose()?,
        least_age: args.least_age,
        recall_within_days: args.recall_within,
    };
    if let SavedCampaign::Refused(why) = save_campaign(app, owner, &wanted, by).await? {
        return Err(wrong_use(why));
    }
    let mut out = stdout();
    match import_campaign(app, owner, &wanted.key, &file, by).await? {
        ImportedList::Read(report) => {
            for row in report.refused() {
                writeln!(out, "line {}: {}", row.line, row.fate)?;
            }
            writeln!(out, "{}", report.counts())?;
            Ok(if report.is_clean() { Exit::Success } else { Exit::Failure })
        }
        ImportedList::Refused(why) => bail!("nothing of this list is taken: {why}"),
        ImportedList::Closed => bail!("this campaign is closed"),
        ImportedList::Unknown => Err(unknown(&wanted.key)),
    }
}

async fn next(app: &App, owner: OrganisationId, by: Member, key: &str) -> anyhow::Result<()> {
    let mut out = stdout();
    match next_household(app, owner, key, by).await? {
        NextHousehold::Kept(kept, until) => {
            let (campaign, entry) = *kept;
            let local =
                |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&campaign.zone).format("%H:%M").to_string();
            let Some(tenant) = &entry.tenant else { bail!("this household has nobody") };
            writeln!(out, "household  {}", entry.id)?;
            writeln!(out, "reference  {}  {}", entry.reference, entry.residence)?;
            writeln!(out, "call       {} {} {}", tenant.title, tenant.first_name, tenant.last_name)?;
            writeln!(out, "number     {}", tenant.phone.as_str())?;
            let kind = if entry.is_recall() { "called again, for she was fragile" } else { "first conversation" };
            writeln!(out, "{kind}; {} call(s) in vain; kept until {}", entry.attempts, local(until))?;
            writeln!(out, "\n{}", campaign.script.words)?;
        }
        NextHousehold::Later(at) => {
            writeln!(out, "Nobody is to be called before {} UTC.", at.format("%Y-%m-%d %H:%M"))?
        }
        NextHousehold::NoneLeft => writeln!(out, "Nobody is left to call.")?,
        NextHousehold::Unknown => return Err(unknown(key)),
    }
    Ok(())
}

async fn record(app: &App, owner: OrganisationId, by: Member, args: &RecordArgs) -> anyhow::Result<()> {
    let told = ToldHousehold { outcome: args.outcome, weekly_calls: args.weekly_calls, hour: args.day.zip(args.hour) };
    let key = &args.campaign.key;
    match record_household(app, owner, key, CampaignEntryId(args.household), &told, by).await? {
        RecordedHousehold::Noted(entry) => {
            let outcome = entry.outcome.map_or("to be called again", EntryOutcome::as_str);
            writeln!(stdout(), "{}: {outcome}.", entry.reference)?;
            Ok(())
        }
        RecordedHousehold::HeldByAnother => bail!("somebody else has this household on the telephone"),
        RecordedHousehold::HourRefused(why) => Err(wrong_use(format!("that hour cannot be: {why}"))),
        RecordedHousehold::Closed => bail!("this campaign is closed"),
        RecordedHousehold::Unknown => Err(wrong_use("no household of this campaign has that id")),
    }
}

async fn tasks(app: &App, owner: OrganisationId, by: Member, key: &str) -> anyhow::Result<()> {
    let found = household_tasks(app, owner, key, by).await?.ok_or_else(|| unknown(key))?;
    let mut out = stdout();
    for entry in found {
        let (Some(task), outcome) = (entry.open_task(), entry.outcome) else { continue };
        let outcome = outcome.map_or("without_outcome", EntryOutcome::as_str);
        let before = task.by.format("%Y-%m-%d %H:%M");
        writeln!(out, "{}  {}  {}  {outcome}  before {before} UTC", entry.id, entry.reference, entry.residence)?;
    }
    Ok(())
}

async fn close(app: &App, owner: OrganisationId, by: Member, key: &str) -> anyhow::Result<()> {
    match close_campaign(app, owner, key, by).await? {
        ClosedCampaign::Closed(_) => writeln!(stdout(), "{key} is closed.")?,
        ClosedCampaign::Unsettled(left) => bail!(
            "{} household(s) have no outcome, {} are to be called again, {} have a task",
            left.without_outcome,
            left.recalls,
            left.tasks
        ),
        ClosedCampaign::Unknown => return Err(unknown(key)),
    }
    Ok(())
}
