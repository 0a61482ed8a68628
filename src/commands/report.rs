//! `report`: the figures of a month, a quarter or a year, as the console tells them. References only, never a name.

use std::io::{Write, stdout};

use anyhow::bail;
use clap::Args;
use passerelle_app::{App, AskedReport, Chance, KeptReport, Report, keep_report, show_report};
use passerelle_clock::Clock;
use passerelle_domain::{
    ids::OrganisationId,
    indicators::{Figure, Group, Indicator, Period, Shown},
    small_cells::LEAST_TOLD,
};

use super::{
    command_line::OrganisationArg,
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// `report`.
#[derive(Args)]
pub(crate) struct ReportArgs {
    /// A month, such as 2026-10.
    #[arg(long, value_name = "YEAR-MONTH", group = "period", required = true)]
    month: Option<String>,
    /// A quarter, such as 2026-Q4.
    #[arg(long, value_name = "YEAR-QUARTER", group = "period")]
    quarter: Option<String>,
    /// A year, such as 2026.
    #[arg(long, value_name = "YEAR", group = "period")]
    year: Option<String>,
    /// An earlier edition; without it the last one.
    #[arg(long, value_name = "NUMBER", conflicts_with = "keep")]
    edition: Option<u32>,
    /// Keep the figures first: another edition, when the records say something else than the last one.
    #[arg(long, requires = "by")]
    keep: bool,
    /// Reference of the staff member who keeps them.
    #[arg(long, value_name = "STAFF_KEY")]
    by: Option<String>,
    #[command(flatten)]
    organisation: OrganisationArg,
}

impl ReportArgs {
    fn period(&self) -> anyhow::Result<Period> {
        let asked =
            [(&self.month, "--month 2026-10"), (&self.quarter, "--quarter 2026-Q4"), (&self.year, "--year 2026")];
        let (text, example) = asked
            .into_iter()
            .find_map(|(text, example)| text.as_ref().map(|text| (text, example)))
            .ok_or_else(|| wrong_use("say which period: --month, --quarter or --year"))?;
        let period = Period::parse(text).filter(|period| match period {
            Period::Month(..) => self.month.is_some(),
            Period::Quarter(..) => self.quarter.is_some(),
            Period::Year(_) => self.year.is_some(),
        });
        period.ok_or_else(|| wrong_use(format!("{text} is no such period: write for example {example}")))
    }
}

/// Carries out `report`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, args: &ReportArgs) -> anyhow::Result<Exit> {
    let period = args.period()?;
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let owner = organisation_meant(&app, settings, &args.organisation).await?;
    if let (true, Some(by)) = (args.keep, &args.by) {
        keep(&app, owner, period, by).await?;
    }
    match show_report(&app, owner, period, args.edition).await? {
        AskedReport::Shown(report) => write_out(&report)?,
        AskedReport::NotBegun => bail!("{period} has not begun"),
        AskedReport::NoSuchEdition => bail!("{period} has no such edition"),
    }
    app.db.close().await;
    Ok(Exit::Success)
}

async fn keep(app: &App, owner: OrganisationId, period: Period, by: &str) -> anyhow::Result<()> {
    let by = staff_member(app, owner, by).await?;
    match keep_report(app, owner, period, Some(by), true).await? {
        KeptReport::Kept(_) | KeptReport::Same(_) => Ok(()),
        KeptReport::NotOver => bail!("{period} is not over: figures are kept two days after the end"),
        KeptReport::Empty => bail!("nothing happened in {period}"),
    }
}

fn write_out(report: &Report) -> anyhow::Result<()> {
    let mut out = stdout();
    let standing = match &report.edition {
        Some(edition) => format!("edition {} of {}", edition.number, edition.made_at.format("%Y-%m-%d")),
        None => "not kept, may still change".to_owned(),
    };
    writeln!(out, "Report of {}, {standing}", report.period)?;
    let names = report.groups.iter().map(|group| format!("{:>14}", name(&group.group)));
    writeln!(out, "{:<20}{}", "", names.collect::<String>())?;
    for indicator in Indicator::ALL {
        let figures = report.groups.iter().map(|group| group.of(indicator).map(written).unwrap_or_default());
        let cells: String = figures.map(|text| format!("{text:>14}")).collect();
        writeln!(out, "{:<20}{cells}", indicator.as_str())?;
    }
    Ok(())
}

fn name(group: &Group) -> String {
    match group {
        Group::All => "all".to_owned(),
        Group::Territory(name) | Group::Partner(name) => name.clone(),
        Group::SeveralPartners => "several".to_owned(),
        Group::NoPartner => "no_partner".to_owned(),
    }
}

fn written(figure: &Figure) -> String {
    match figure.shown {
        Shown::Told => figure.value.to_string(),
        Shown::UnderFive => format!("<{LEAST_TOLD}"),
        Shown::Withheld => "-".to_owned(),
        Shown::Nothing => String::new(),
    }
}
