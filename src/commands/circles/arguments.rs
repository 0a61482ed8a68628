//! What may be typed after `favours` and `news`.

use clap::Subcommand;
use passerelle_domain::favour::FavourKind;

use crate::commands::command_line::OrganisationArg;

/// `favours`.
#[derive(Subcommand)]
pub(crate) enum FavoursCommand {
    /// Ask the neighbours of a person for a small favour: a few at a time, the first yes has it.
    ///
    /// Their texts hold her first name and her part of town, nothing else. She must have agreed to visits. When nobody says
    /// yes, a coordinator is told.
    Ask {
        /// Reference of the person.
        person: String,
        /// errand, small_repair, outing, paper or company.
        #[arg(long, value_parser = read_kind)]
        kind: FavourKind,
        /// Reference of the staff member who asks, and who is told who said yes.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// List the favours asked for.
    List(OrganisationArg),
}

/// `news`.
#[derive(Subcommand)]
pub(crate) enum NewsCommand {
    /// Send one text to everybody who is connected. Who sent STOP receives nothing.
    Send {
        /// What it says; about a hundred characters.
        words: String,
        /// Reference of the line that writes.
        #[arg(long, value_name = "LINE")]
        line: String,
        /// Reference of the staff member who writes it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

fn read_kind(text: &str) -> Result<FavourKind, String> {
    FavourKind::parse(text).ok_or_else(|| format!("one of {}", FavourKind::ALL.map(FavourKind::as_str).join(", ")))
}
