//! What `passerelle watch-lists` is given.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use passerelle_domain::watch_list::CheckResult;

use crate::commands::command_line::OrganisationArg;

/// Which list, and who asks.
#[derive(Args)]
pub(crate) struct WatchListArg {
    /// The association's reference of the list.
    pub(crate) key: String,
    /// Reference of the staff member who does it; the audit keeps it.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// `watch-lists`.
#[derive(Subcommand)]
pub(crate) enum WatchListsCommand {
    /// List the watch lists by reference.
    List(OrganisationArg),
    /// Take a partner's list of people, which is made at first.
    ///
    /// The file has the columns of a campaign's list (docs/import.md). Who is known by number and name is watched as she is;
    /// the others get a file without any consent, and are called once they said yes.
    Import {
        #[command(flatten)]
        list: WatchListArg,
        /// The partner's list.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// Reference of the partner; needed at first.
        #[arg(long, value_name = "PARTNER_KEY")]
        partner: Option<String>,
        /// Reference of the line whose clock and roster count; needed at first.
        #[arg(long, value_name = "LINE_KEY")]
        line: Option<String>,
        /// Days between two checks, 1 to 92; needed at first.
        #[arg(long, value_name = "DAYS")]
        every: Option<u32>,
        /// The first date; without it, tomorrow.
        #[arg(long, value_name = "DATE")]
        first_on: Option<NaiveDate>,
    },
    /// Keep the next person to ask after, on any list, and show her number. One call is for all her lists.
    Next {
        /// Reference of the staff member who calls.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Tell how a person is.
    Record {
        /// Reference of the person.
        #[arg(long, value_name = "PERSON_KEY")]
        person: String,
        /// well, worry or not_reached.
        #[arg(long, value_parser = read_result)]
        result: CheckResult,
        /// Reference of the staff member who called.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Show everybody on a list, with the last check and the next date. No name is shown.
    Show {
        /// The association's reference of the list.
        key: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Take a person off a list; her other lists go on.
    Remove {
        #[command(flatten)]
        list: WatchListArg,
        /// Reference of the person.
        #[arg(long, value_name = "PERSON_KEY")]
        person: String,
    },
}

fn read_result(text: &str) -> Result<CheckResult, String> {
    CheckResult::parse(text).ok_or_else(|| format!("one of {}", CheckResult::ALL.map(CheckResult::as_str).join(", ")))
}
