//! What `passerelle campaigns` is given.

use std::path::PathBuf;

use chrono::{NaiveDate, NaiveTime, Weekday};
use clap::{Args, Subcommand};
use passerelle_domain::{
    campaign::{CallWay, EntryOutcome},
    consent::Answer,
};
use uuid::Uuid;

use crate::commands::command_line::OrganisationArg;

/// Which campaign, and who asks.
#[derive(Args)]
pub(crate) struct CampaignArg {
    /// The association's reference of the campaign.
    pub(crate) key: String,
    /// Reference of the staff member who does it; the audit keeps it.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// `campaigns`.
#[derive(Subcommand)]
pub(crate) enum CampaignsCommand {
    /// List the campaigns by reference.
    List(OrganisationArg),
    /// Take a partner's list of households into a campaign, which is made at first.
    ///
    /// The file is CSV, UTF-8 or Latin-1, with the columns of docs/import.md and no other. Each refused row is told with its line and
    /// reason; the same file again changes nothing. Ends with 1 when a row was refused.
    Import(Box<ImportListArgs>),
    /// Keep the next household for whoever calls, and show its number and the words to say.
    ///
    /// Nobody else gets it for 45 minutes. Again shows the same one until `record`.
    Next(CampaignArg),
    /// Tell how a call ended.
    Record(RecordArgs),
    /// Show the figures, by residence.
    Show {
        /// The association's reference of the campaign.
        key: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// List the households that a named human sees to: never reached, or in need of help. No name is shown.
    Tasks(CampaignArg),
    /// Close a campaign: every household has its outcome, and nothing is left to do.
    Close(CampaignArg),
}

/// `campaigns import`.
#[derive(Args)]
pub(crate) struct ImportListArgs {
    #[command(flatten)]
    pub(crate) campaign: CampaignArg,
    /// The partner's list.
    #[arg(long, value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Reference of the partner whose list it is; needed at first.
    #[arg(long, value_name = "PARTNER_KEY")]
    pub(crate) partner: Option<String>,
    /// Reference of the line whose clock and roster count; needed at first.
    #[arg(long, value_name = "LINE_KEY")]
    pub(crate) line: Option<String>,
    /// Last day of calls; needed at first.
    #[arg(long, value_name = "DATE")]
    pub(crate) ends_on: Option<NaiveDate>,
    /// Reference of the staff member who sees to those never reached; needed at first.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) responsible: Option<String>,
    /// Who calls: staff, or robot for those who agreed to automatic checks.
    #[arg(long, value_parser = read_way)]
    pub(crate) way: Option<CallWay>,
    /// A text file with the words to say.
    #[arg(long, value_name = "FILE")]
    pub(crate) script: Option<PathBuf>,
    /// Refuse rows whose `birth_date` tells a younger age.
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(u32).range(1..=110))]
    pub(crate) least_age: Option<u32>,
    /// Somebody fragile is called again within so many days.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=31))]
    pub(crate) recall_within: Option<u32>,
}

/// `campaigns record`.
#[derive(Args)]
pub(crate) struct RecordArgs {
    #[command(flatten)]
    pub(crate) campaign: CampaignArg,
    /// Which household, as `next` and `tasks` show it.
    #[arg(long, value_name = "ID")]
    pub(crate) household: Uuid,
    /// reached_ok, reached_fragile, reached_help, refused, no_answer, wrong_number or deceased_or_moved.
    #[arg(long, value_parser = read_outcome)]
    pub(crate) outcome: EntryOutcome,
    /// What they answered when weekly calls were proposed: asked, yes or no.
    #[arg(long, value_parser = read_answer)]
    pub(crate) weekly_calls: Option<Answer>,
    /// The weekday they would like, such as thu.
    #[arg(long, requires = "hour")]
    pub(crate) day: Option<Weekday>,
    /// The hour they would like, such as 15:00.
    #[arg(long, requires = "day", value_parser = read_hour)]
    pub(crate) hour: Option<NaiveTime>,
}

fn read_way(text: &str) -> Result<CallWay, String> {
    CallWay::parse(text).ok_or_else(|| "one of staff, robot".to_owned())
}

fn read_outcome(text: &str) -> Result<EntryOutcome, String> {
    EntryOutcome::parse(text)
        .ok_or_else(|| format!("one of {}", EntryOutcome::ALL.map(EntryOutcome::as_str).join(", ")))
}

fn read_answer(text: &str) -> Result<Answer, String> {
    Answer::parse(text).ok_or_else(|| "one of asked, yes, no".to_owned())
}

fn read_hour(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| "write for example 15:00".to_owned())
}
