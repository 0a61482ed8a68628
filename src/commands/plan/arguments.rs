//! What `passerelle plan` is given.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `plan`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) solve: Option<SolveArgs>,
    #[command(subcommand)]
    pub(crate) command: Option<PlanCommand>,
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
