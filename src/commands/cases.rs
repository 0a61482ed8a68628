//! `cases`: the open ones, and closing one. Codes and states only: a terminal may be recorded.

pub(crate) mod check;

use std::{
    collections::HashMap,
    io::{Write, stdout},
};

use anyhow::bail;
use chrono_tz::Tz;
use passerelle_app::{App, Chance, ClosedCase, close_case};
use passerelle_clock::Clock;
use passerelle_domain::{case::CaseOutcome, code::Code, ids::OrganisationId, people::Member};
use passerelle_store::{cases, lines, staff};

use super::{
    command_line::CasesCommand,
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out `cases list`, `check` or `close`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &CasesCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    match command {
        CasesCommand::List(organisation) => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            list(&app, owner).await?;
        }
        CasesCommand::Check(args) => {
            let owner = organisation_meant(&app, settings, &args.organisation).await?;
            check::check(&app, owner, args).await?;
        }
        CasesCommand::Close { code, outcome, by, account, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let by = staff_member(&app, owner, by).await?;
            close(&app, owner, code, *outcome, by, account).await?;
        }
    }
    app.db.close().await;
    Ok(Exit::Success)
}

async fn list(app: &App, owner: OrganisationId) -> anyhow::Result<()> {
    let mut read = app.db.read().await?;
    let zone = zone_of(&lines::of_organisation(&mut read, owner).await?);
    let keys: HashMap<_, _> = staff::of_organisation(&mut read, &app.secrets, owner)
        .await?
        .into_iter()
        .map(|member| (Member::Staff(member.id), member.key))
        .collect();
    let open = cases::open(&mut read, owner).await?;
    let mut out = stdout();
    if open.is_empty() {
        writeln!(out, "No case is open.")?;
    }
    for case in open {
        let holder = case.holder.map_or("nobody", |holder| keys.get(&holder).map_or("a volunteer", String::as_str));
        writeln!(
            out,
            "{}  level {}  {}  since {}  held by {holder}{}",
            case.code,
            case.level.number(),
            case.kind.as_str(),
            case.opened_at.with_timezone(&zone).format("%Y-%m-%d %H:%M"),
            if case.is_exhausted { "  everybody was paged in vain" } else { "" },
        )?;
    }
    Ok(())
}

async fn close(
    app: &App,
    owner: OrganisationId,
    code: &str,
    outcome: CaseOutcome,
    by: Member,
    account: &str,
) -> anyhow::Result<()> {
    let read = Code::parse(code).ok_or_else(|| wrong_use(format!("{code} is no code; a code looks like A7K2")))?;
    let mut out = stdout();
    match close_case(app, owner, &read, outcome, by, account).await? {
        ClosedCase::Closed(case) => writeln!(out, "{} is closed: {}.", case.code, outcome.as_str())?,
        ClosedCase::AlreadyClosed(case) => {
            let how = case.closure.map_or("closed", |closure| closure.outcome.as_str());
            writeln!(out, "{} was closed before: {how}. Nothing has changed.", case.code)?;
        }
        ClosedCase::NeedsAccount => {
            bail!("something immediate is closed with --account \"who did what, at what time\"; nothing has changed")
        }
        ClosedCase::Unknown => bail!("no case has the code {read}"),
    }
    Ok(())
}

/// Hours are shown on the clock of the first line.
pub(crate) fn zone_of(lines: &[passerelle_domain::line::Line]) -> Tz {
    lines.first().map_or(chrono_tz::UTC, |line| line.hours.zone)
}
