//! What may be typed after `escalation`.

use std::path::PathBuf;

use clap::Subcommand;

use crate::commands::command_line::OrganisationArg;

/// `escalation`.
#[derive(Subcommand)]
pub(crate) enum EscalationCommand {
    /// The association's own policies, by name.
    List {
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Print a policy as the file that `check` and `save` read; without a name, the standard one.
    Show {
        /// Its name.
        name: Option<String>,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Say everything that is wrong with a policy, and change nothing. Ends with 1 when something is.
    Check {
        /// The file, in TOML.
        file: PathBuf,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Save a policy, new or changed, unless something is wrong with it.
    ///
    /// It holds for the cases that open from now on; those that are open keep what they opened with.
    Save {
        /// The file, in TOML.
        file: PathBuf,
        /// Reference of the staff member who decides.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Take a policy away: cases that open from now on follow the standard chains again.
    Remove {
        /// Its name.
        name: String,
        /// Reference of the staff member who decides.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

impl EscalationCommand {
    pub(super) fn organisation(&self) -> &OrganisationArg {
        match self {
            EscalationCommand::List { organisation }
            | EscalationCommand::Show { organisation, .. }
            | EscalationCommand::Check { organisation, .. }
            | EscalationCommand::Save { organisation, .. }
            | EscalationCommand::Remove { organisation, .. } => organisation,
        }
    }
}
