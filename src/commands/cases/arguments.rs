//! What `passerelle cases` is given.

use clap::Subcommand;
use passerelle_domain::case::CaseOutcome;

use crate::commands::command_line::OrganisationArg;

/// `cases`.
#[derive(Subcommand)]
pub(crate) enum CasesCommand {
    /// List the open cases, the most serious first. No name is shown.
    List(OrganisationArg),
    /// Have somebody asked how the person of a case is: a trusted contact, the caretaker, or somebody of the team who goes.
    Check(super::check::CheckArgs),
    /// Close a case with an outcome, in the name of a staff member.
    ///
    /// After `moved` or `deceased` nobody is rung about the person any more.
    Close {
        /// Code of the case, such as A7K2.
        code: String,
        /// How it was settled.
        #[arg(long, value_parser = read_outcome)]
        outcome: CaseOutcome,
        /// Reference of the staff member who checked.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        /// Who did what, and at what time; needed for something immediate. Kept encrypted.
        #[arg(long, value_name = "TEXT", default_value = "")]
        account: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Open a case again that was closed too soon, and hold it. How it had ended stays in its history.
    Reopen {
        /// Code of the case, such as A7K2.
        code: String,
        /// Reference of the staff member who opens it again.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        /// Why, in words. Kept encrypted.
        #[arg(long, value_name = "TEXT", default_value = "")]
        why: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Tell everything that happened to a case, oldest first. No name and no number is shown.
    Show {
        /// Code of the case, such as A7K2.
        code: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Show where a person lives, whom to ask and which number to dial. A human dials; the audit says who looked.
    Sheet {
        /// Code of the case, such as A7K2.
        code: String,
        /// Reference of the staff member who looks.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

fn read_outcome(text: &str) -> Result<CaseOutcome, String> {
    CaseOutcome::parse(text).ok_or_else(|| {
        let codes: Vec<&str> = CaseOutcome::ALL.into_iter().map(CaseOutcome::as_str).collect();
        format!("one of {}", codes.join(", "))
    })
}
