//! `cases`: the open ones, their history, closing one and opening it again. Codes and states only, but for the emergency
//! sheet: a terminal may be recorded.

mod arguments;
pub(crate) mod check;
mod history;
mod sheet;

use std::{
    collections::HashMap,
    io::{Write, stdout},
};

use anyhow::bail;
use chrono_tz::Tz;
use passerelle_app::{App, Chance, ClosedCase, OpenCase, ReopenedCase, close_case, list_open_cases, reopen_case};
use passerelle_clock::Clock;
use passerelle_domain::{case::CaseOutcome, code::Code, ids::OrganisationId, people::Member};
use passerelle_store::{lines, staff};

pub(crate) use arguments::CasesCommand;

use super::{
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
        CasesCommand::Reopen { code, by, why, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let by = staff_member(&app, owner, by).await?;
            reopen(&app, owner, code, by, why).await?;
        }
        CasesCommand::Show { code, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            history::show(&app, owner, &code_of(code)?).await?;
        }
        CasesCommand::Sheet { code, by, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            sheet::show(&app, owner, &code_of(code)?, by).await?;
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
    let open = list_open_cases(app, owner).await?;
    let mut out = stdout();
    if open.is_empty() {
        writeln!(out, "No case is open.")?;
    }
    for OpenCase { case, .. } in open {
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
    let read = code_of(code)?;
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

async fn reopen(app: &App, owner: OrganisationId, code: &str, by: Member, why: &str) -> anyhow::Result<()> {
    let read = code_of(code)?;
    match reopen_case(app, owner, &read, by, why).await? {
        ReopenedCase::Reopened(case) => writeln!(stdout(), "{} is open again, and yours.", case.code)?,
        ReopenedCase::IsOpen => writeln!(stdout(), "{read} is open already. Nothing has changed.")?,
        ReopenedCase::Unknown => bail!("no case has the code {read}"),
    }
    Ok(())
}

fn code_of(code: &str) -> anyhow::Result<Code> {
    Code::parse(code).ok_or_else(|| wrong_use(format!("{code} is no code; a code looks like A7K2")))
}

/// Hours are shown on the clock of the first line.
pub(crate) fn zone_of(lines: &[passerelle_domain::line::Line]) -> Tz {
    lines.first().map_or(chrono_tz::UTC, |line| line.hours.zone)
}
