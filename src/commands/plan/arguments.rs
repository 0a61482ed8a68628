//! What `passerelle plan` is given.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{ArgGroup, Args, Subcommand};

use super::super::command_line::OrganisationArg;

/// `plan`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) solve: Option<SolveArgs>,
    #[command(subcommand)]
    pub(crate) command: Option<PlanCommand>,
}

impl PlanArgs {
    /// Whether it is about the association's own weeks, so that settings and a database are needed.
    pub(crate) fn is_live(&self) -> bool {
        matches!(self.command, Some(PlanCommand::Week(_) | PlanCommand::WhatIf(_)))
    }
}

/// What `plan` does.
#[derive(Subcommand)]
pub(crate) enum PlanCommand {
    /// Give each call a volunteer and a time, and say what is left and why.
    ///
    /// Without a time limit the same file gives the same answer on every machine. Ends with 1 when a file cannot be
    /// read, understood or written.
    Solve(SolveArgs),
    /// Judge an answer: its score, or the rules it breaks.
    ///
    /// Ends with 1 when it breaks one.
    Score(ScoreArgs),
    /// Invent a week to try planning on: towns, volunteers and seniors of every kind.
    ///
    /// The same numbers give the same week for ever.
    Generate(GenerateArgs),
    /// Plan the association's own coming weeks now: the week that is running and the next one.
    ///
    /// It is done by itself every night, and some minutes after somebody leaves or is away. Nobody is told before it is time to
    /// ask; what was told or promised does not move. Prints how many calls were given, and those left with the reason.
    Week(WeekArgs),
    /// See what the coming weeks would be like if somebody left, were away, had other hours or another cap.
    ///
    /// Nothing is written. Prints which calls would change hands, and which nobody would make and why.
    WhatIf(WhatIfArgs),
}

/// `plan week`.
#[derive(Args)]
pub(crate) struct WeekArgs {
    /// Plan the week of this day and the next one.
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<NaiveDate>,
    /// Write nothing: only say what would be.
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// `plan what-if`.
#[derive(Args)]
#[command(group(ArgGroup::new("what").required(true).args(["without", "absent", "with_availability", "cap"])))]
pub(crate) struct WhatIfArgs {
    /// This volunteer is there no more; with --from and --until, not within these days.
    #[arg(long, value_name = "VOLUNTEER")]
    pub(crate) without: Option<String>,
    /// First day without the volunteer.
    #[arg(long, value_name = "DATE", requires = "without")]
    pub(crate) from: Option<NaiveDate>,
    /// Last day without the volunteer.
    #[arg(long, value_name = "DATE", requires = "without")]
    pub(crate) until: Option<NaiveDate>,
    /// This volunteer is away on these days, both included: people who prefer to wait do so.
    #[arg(long, num_args = 3, value_names = ["VOLUNTEER", "FROM", "UNTIL"])]
    pub(crate) absent: Option<Vec<String>>,
    /// This volunteer is available at these hours too, for example "TU 14:00-16:00".
    #[arg(long, num_args = 2, value_names = ["VOLUNTEER", "HOURS"])]
    pub(crate) with_availability: Option<Vec<String>>,
    /// This volunteer accepts so many calls a week.
    #[arg(long, num_args = 2, value_names = ["VOLUNTEER", "CALLS"])]
    pub(crate) cap: Option<Vec<String>>,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// `plan solve`.
#[derive(Args)]
pub(crate) struct SolveArgs {
    /// The week to plan.
    #[arg(long, value_name = "FILE")]
    pub(crate) instance: PathBuf,
    /// Where the plan is written; a file that is there is replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) answer: PathBuf,
    /// Work for so many seconds in all. Without it, for a fixed number of steps a call.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) time_limit: Option<f64>,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `plan score`.
#[derive(Args)]
pub(crate) struct ScoreArgs {
    /// The week.
    #[arg(long, value_name = "FILE")]
    pub(crate) instance: PathBuf,
    /// The plan to judge.
    #[arg(long, value_name = "FILE")]
    pub(crate) answer: PathBuf,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `plan generate`.
#[derive(Args)]
pub(crate) struct GenerateArgs {
    /// How many seniors.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(crate) seniors: u32,
    /// How many volunteers.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(crate) volunteers: u32,
    /// Where chance comes from.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Where the week is written; a file that is there is replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) instance: PathBuf,
}
