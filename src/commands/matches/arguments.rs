//! What may be typed after `matches`.

use clap::Subcommand;
use passerelle_domain::{
    consent::Way,
    matches::{NoReason, Side},
    matching::WeeklySlot,
};

use crate::commands::command_line::OrganisationArg;

/// `matches`.
#[derive(Subcommand)]
pub(crate) enum MatchesCommand {
    /// Rank the volunteers who might call a person every week, with reasons, and say why not the others.
    ///
    /// Nothing is decided and nobody is asked; the audit says who looked.
    Propose {
        /// Reference of the person.
        person: String,
        /// At this day and hour of hers only (`tue 15:00`).
        #[arg(long, value_parser = read_slot)]
        slot: Option<WeeklySlot>,
        /// Reference of the staff member who looks.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Ask a volunteer whether they would call a person, then the person.
    ///
    /// Both yes: the calls begin, as a trial of three. Refused when this volunteer would not be proposed.
    Ask {
        /// Reference of the person.
        person: String,
        /// Reference of the volunteer.
        volunteer: String,
        /// At this day and hour of hers (`tue 15:00`); without it, the first that suits both.
        #[arg(long, value_parser = read_slot)]
        slot: Option<WeeklySlot>,
        /// Reference of the staff member who decides.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Note what one of the two said when somebody asked.
    Answer {
        /// Code of the match, such as A7K2.
        code: String,
        /// volunteer or person.
        #[arg(long, value_parser = read_side)]
        side: Side,
        /// yes or no.
        #[arg(long, value_parser = read_yes, action = clap::ArgAction::Set)]
        yes: bool,
        /// word (on the telephone) or staff (in another way).
        #[arg(long, value_parser = read_way, default_value = "word")]
        way: Way,
        /// Why, when it is a no: not_given, hour, too_much, few_in_common, voice, somebody_else.
        #[arg(long, value_parser = read_reason, default_value = "not_given")]
        reason: NoReason,
        /// Reference of the staff member who asked.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Confirm a match: they go on. A trial may be confirmed before both were asked.
    Confirm {
        /// Code of the match.
        code: String,
        /// Reference of the staff member who decides.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Note a no, at any point: it ends the match kindly, and the two are not proposed to each other again.
    Refuse {
        /// Code of the match.
        code: String,
        /// Who said no: volunteer or person.
        #[arg(long, value_parser = read_side)]
        side: Side,
        /// Why: not_given, hour, too_much, few_in_common, voice, somebody_else.
        #[arg(long, value_parser = read_reason, default_value = "not_given")]
        reason: NoReason,
        /// Reference of the staff member who notes it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// End a match that is not confirmed, for a reason of yours; both are told kindly.
    Withdraw {
        /// Code of the match.
        code: String,
        /// Reference of the staff member who decides.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// After a no: let these two be proposed to each other again.
    Lift {
        /// Code of the match.
        code: String,
        /// Reference of the staff member who decides.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// List the matches under way.
    List {
        /// Those that are confirmed or over too.
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Show one match: what both said, and how.
    Show {
        /// Code of the match.
        code: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Who waits for somebody to call her, since when, and why nobody fits.
    Waiting {
        /// Reference of the staff member who looks.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

impl MatchesCommand {
    /// Whose matches.
    pub(crate) fn organisation(&self) -> &OrganisationArg {
        match self {
            MatchesCommand::Propose { organisation, .. }
            | MatchesCommand::Ask { organisation, .. }
            | MatchesCommand::Answer { organisation, .. }
            | MatchesCommand::Confirm { organisation, .. }
            | MatchesCommand::Refuse { organisation, .. }
            | MatchesCommand::Withdraw { organisation, .. }
            | MatchesCommand::Lift { organisation, .. }
            | MatchesCommand::List { organisation, .. }
            | MatchesCommand::Show { organisation, .. }
            | MatchesCommand::Waiting { organisation, .. } => organisation,
        }
    }
}

fn read_slot(text: &str) -> Result<WeeklySlot, String> {
    WeeklySlot::parse(text).map_err(|error| error.to_string())
}

fn read_side(text: &str) -> Result<Side, String> {
    Side::parse(text).ok_or_else(|| "one of volunteer, person".to_owned())
}

fn read_yes(text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("one of yes, no".to_owned()),
    }
}

fn read_way(text: &str) -> Result<Way, String> {
    Way::told(text).ok_or_else(|| "one of word, staff".to_owned())
}

fn read_reason(text: &str) -> Result<NoReason, String> {
    NoReason::parse(text).ok_or_else(|| format!("one of {}", NoReason::ALL.map(NoReason::as_str).join(", ")))
}
