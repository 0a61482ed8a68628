//! `volunteers circle`: how near a helper is.

use clap::Args;
use passerelle_domain::wishes::HelperCircle;

use crate::commands::command_line::OrganisationArg;

/// `volunteers circle`.
#[derive(Args)]
pub(crate) struct CircleArgs {
    /// Reference of the volunteer.
    pub(crate) key: String,
    /// active (calls people), neighbour (asked for a small favour), or connected (receives the news).
    #[arg(value_parser = read_circle)]
    pub(crate) circle: HelperCircle,
    /// Reference of the staff member who decides.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

fn read_circle(text: &str) -> Result<HelperCircle, String> {
    HelperCircle::parse(text)
        .ok_or_else(|| format!("one of {}", HelperCircle::ALL.map(HelperCircle::as_str).join(", ")))
}
