//! `retention`: what has passed its time, counted, and gone unless it is a dry run. The service does the same every night.

use std::io::{Write, stdout};

use clap::Args;
use passerelle_app::{Chance, keep_time};
use passerelle_clock::Clock;

use super::{
    command_line::OrganisationArg, exit::Exit, organisation::organisation_meant, service::build_app, settings::Settings,
};

/// `retention`.
#[derive(Args)]
pub(crate) struct RetentionArgs {
    /// Count only: nothing goes.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    organisation: OrganisationArg,
}

/// Carries out `retention`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, args: &RetentionArgs) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let owner = organisation_meant(&app, settings, &args.organisation).await?;
    let passed = keep_time(&app, owner, args.dry_run).await?;
    let mut out = stdout();
    writeln!(out, "{}", if args.dry_run { "Would go:" } else { "Gone:" })?;
    writeln!(out, "  texts and emails   {:>6}  (what they said; that they were sent stays)", passed.texts)?;
    writeln!(out, "  answers of the API {:>6}", passed.answers)?;
    writeln!(out, "  referrals          {:>6}", passed.referrals)?;
    writeln!(out, "  caller pseudonyms  {:>6}", passed.pseudonyms)?;
    writeln!(out, "  lines of the log   {:>6}", passed.log_lines)?;
    writeln!(out, "To look at:")?;
    writeln!(
        out,
        "  files unused for two years  {}  (somebody rings her, or `people erase`)",
        passed.files_to_look_at
    )?;
    app.db.close().await;
    Ok(Exit::Success)
}
