//! What `passerelle households` is given.

use clap::{Args, Subcommand};
use passerelle_domain::household::TeamRole;

use crate::commands::command_line::OrganisationArg;

/// Which household, and who asks.
#[derive(Args)]
pub(crate) struct HouseholdArg {
    /// The association's reference of the household.
    pub(crate) key: String,
    /// Reference of the coordinator who does it; the audit keeps it.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// `households`.
#[derive(Subcommand)]
pub(crate) enum HouseholdsCommand {
    /// Add a household.
    Add {
        #[command(flatten)]
        household: HouseholdArg,
        /// Reference of the person who is visited.
        #[arg(long, value_name = "PERSON_KEY")]
        person: String,
    },
    /// A volunteer or a social worker joins the team.
    Join {
        #[command(flatten)]
        household: HouseholdArg,
        /// Reference of the volunteer or staff member.
        #[arg(long, value_name = "KEY")]
        member: String,
        /// volunteer or social_worker.
        #[arg(long, value_parser = read_role)]
        role: TeamRole,
    },
    /// A member leaves the team: their access ends at once.
    Leave {
        #[command(flatten)]
        household: HouseholdArg,
        /// Reference of the volunteer or staff member.
        #[arg(long, value_name = "KEY")]
        member: String,
    },
    /// Show the team and the plan of visits. No note is shown.
    Show(HouseholdArg),
    /// Give a volunteer a token for the API: the households they follow, and nothing else.
    Token {
        /// Reference of the volunteer.
        volunteer: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

fn read_role(text: &str) -> Result<TeamRole, String> {
    TeamRole::parse(text).ok_or_else(|| "one of volunteer, social_worker".to_owned())
}
