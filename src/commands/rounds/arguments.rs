//! What `passerelle rounds` is given.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use passerelle_domain::{
    contact_round::ContactResult,
    follow_up::{Need, Urgency},
};
use uuid::Uuid;

use crate::commands::command_line::OrganisationArg;

/// Which residence, and who asks.
#[derive(Args)]
pub(crate) struct ResidenceArg {
    /// The association's reference of the residence.
    pub(crate) key: String,
    /// Reference of the staff member who does it; the audit keeps it.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// `rounds`.
#[derive(Subcommand)]
pub(crate) enum RoundsCommand {
    /// Take who lives in a residence, which is made at first. A week's round begins at once, and every week.
    ///
    /// The file has the columns of a campaign's list (docs/import.md); `reference` is the dwelling.
    Import {
        #[command(flatten)]
        residence: ResidenceArg,
        /// The list.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// Name of the residence; needed at first.
        #[arg(long)]
        name: Option<String>,
        /// Reference of the line whose clock and roster count; needed at first.
        #[arg(long, value_name = "LINE_KEY")]
        line: Option<String>,
        /// Reference of the staff member who looks after it; needed at first.
        #[arg(long, value_name = "STAFF_KEY")]
        facilitator: Option<String>,
    },
    /// Keep the next resident of the week for whoever calls, and show the number.
    Next(ResidenceArg),
    /// Tell how a resident was reached, and what they need.
    Record {
        #[command(flatten)]
        residence: ResidenceArg,
        /// Which one, as `next` shows it.
        #[arg(long, value_name = "ID")]
        resident: Uuid,
        /// reached, message_left, not_reached or asked_not_to_be_called.
        #[arg(long, value_parser = read_result)]
        result: ContactResult,
        /// listening, health, supply, administrative or safety: it becomes a task.
        #[arg(long, value_parser = read_need)]
        need: Option<Need>,
        /// routine, same_day or immediate.
        #[arg(long, value_parser = read_urgency, default_value = "routine")]
        urgency: Urgency,
    },
    /// A neighbour takes a task.
    Take {
        #[command(flatten)]
        residence: ResidenceArg,
        /// Code of the task, such as A7K2.
        #[arg(long)]
        task: String,
        /// Reference of the neighbour's dwelling.
        #[arg(long, value_name = "REFERENCE")]
        resident: String,
    },
    /// Put an initiative into this week's bulletin. It names nobody.
    Initiative {
        #[command(flatten)]
        residence: ResidenceArg,
        /// The words.
        #[arg(long)]
        text: String,
    },
    /// Show the bulletin of a week: counts and initiatives.
    Bulletin {
        /// The association's reference of the residence.
        key: String,
        /// A day of the week; without it, today.
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

fn read_result(text: &str) -> Result<ContactResult, String> {
    let known = || ContactResult::ALL.map(ContactResult::as_str).join(", ");
    ContactResult::parse(text).ok_or_else(|| format!("one of {}", known()))
}

fn read_need(text: &str) -> Result<Need, String> {
    let found = Need::ALL.into_iter().find(|need| need.as_str() == text);
    found.ok_or_else(|| format!("one of {}", Need::ALL.map(Need::as_str).join(", ")))
}

fn read_urgency(text: &str) -> Result<Urgency, String> {
    let found = Urgency::ALL.into_iter().find(|urgency| urgency.as_str() == text);
    found.ok_or_else(|| format!("one of {}", Urgency::ALL.map(Urgency::as_str).join(", ")))
}
