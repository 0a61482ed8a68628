//! `cases check` and `people rule-out`: who is asked about somebody, and who never is.

use std::io::{Write, stdout};

use anyhow::bail;
use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use clap::Args;
use passerelle_app::{App, CheckedCase, WantedCheck, check_case, rule_out_contact};
use passerelle_domain::{
    case_check::{CheckKind, NotAsked},
    code::Code,
    ids::{OrganisationId, PersonId},
    local_time,
    people::Member,
};
use passerelle_store::{lines, volunteers};

use super::zone_of;
use crate::commands::{command_line::OrganisationArg, exit::wrong_use, organisation::staff_member};

/// What may be typed after `cases check`.
#[derive(Args)]
pub(crate) struct CheckArgs {
    /// Code of the case, such as A7K2.
    pub(crate) code: String,
    /// trusted_contact, caretaker or home.
    #[arg(long, value_parser = read_kind)]
    pub(crate) ask: CheckKind,
    /// Reference of the volunteer who goes, for home.
    #[arg(long, value_name = "VOLUNTEER_KEY")]
    pub(crate) volunteer: Option<String>,
    /// Reference of the staff member who goes, for home.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) staff: Option<String>,
    /// An answer is due before this hour (`18:00`), today or tomorrow on the clock of the line.
    #[arg(long, value_name = "HOUR", value_parser = read_hour)]
    pub(crate) before: Option<NaiveTime>,
    /// Reference of the staff member who holds the case.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// What may be typed after `people rule-out`.
#[derive(Args)]
pub(crate) struct RuleOutArgs {
    /// The association's reference of the person.
    pub(crate) key: String,
    /// Position of the contact, as `people show` tells it.
    #[arg(long)]
    pub(crate) position: u32,
    /// Reference of the staff member who decides.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

fn read_kind(text: &str) -> Result<CheckKind, String> {
    CheckKind::parse(text).ok_or_else(|| "trusted_contact, caretaker or home".to_owned())
}

fn read_hour(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M").map_err(|_| "an hour such as 18:00".to_owned())
}

/// The next time the clocks of `zone` show this hour.
fn next_at(now: DateTime<Utc>, hour: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let today = local_time::local_date(now, zone);
    let at = |day| local_time::instant_of(day, hour, zone);
    Some(at(today)).filter(|at| *at > now).unwrap_or_else(|| at(today.succ_opt().unwrap_or(today)))
}

/// Has somebody asked about the person of a case.
pub(crate) async fn check(app: &App, owner: OrganisationId, args: &CheckArgs) -> anyhow::Result<()> {
    let code = Code::parse(&args.code)
        .ok_or_else(|| wrong_use(format!("{} is no code; a code looks like A7K2", args.code)))?;
    let by = staff_member(app, owner, &args.by).await?;
    let member = match (&args.volunteer, &args.staff) {
        (Some(key), _) => {
            let found = volunteers::by_key(&mut app.db.read().await?, &app.secrets, owner, key).await?;
            let found = found.ok_or_else(|| wrong_use(format!("no volunteer has the reference {key}")))?;
            Some(Member::Volunteer(found.id))
        }
        (None, Some(key)) => Some(staff_member(app, owner, key).await?),
        (None, None) => None,
    };
    let zone = zone_of(&lines::of_organisation(&mut app.db.read().await?, owner).await?);
    let before = args.before.map(|hour| next_at(app.clock.now(), hour, zone));
    let wanted = WantedCheck { kind: args.ask, member, before };
    match check_case(app, owner, &code, wanted, by).await? {
        CheckedCase::Asked(check) => {
            let due_at = check.due_at.with_timezone(&zone).format("%Y-%m-%d %H:%M");
            writeln!(stdout(), "{code}: being asked ({}); looked at again at {due_at}.", args.ask.as_str())?;
            Ok(())
        }
        CheckedCase::NotAsked(NotAsked::NoConsent) => bail!("nobody is asked: she has not agreed to it"),
        CheckedCase::NotAsked(NotAsked::Nobody) => bail!("nobody is asked: there is no such contact, or none is left"),
        CheckedCase::NotAsked(NotAsked::RuledOut) => bail!("nobody is asked: that number is never contacted"),
        CheckedCase::NotAsked(NotAsked::NoTelephone) => {
            bail!("nobody is asked: no telephone can be written to or rung")
        }
        CheckedCase::Incomplete => bail!("home needs --volunteer or --staff, and --before"),
        CheckedCase::NotTheHolder => bail!("only whoever holds {code} does that"),
        CheckedCase::NotForThisCase => bail!("{code} is closed, or nobody is asked about such a case"),
        CheckedCase::Unknown => bail!("no case has the code {code}"),
    }
}

/// A contact is never contacted, from this moment on.
pub(crate) async fn rule_out(
    app: &App,
    owner: OrganisationId,
    person: PersonId,
    args: &RuleOutArgs,
    by: Member,
) -> anyhow::Result<()> {
    if !rule_out_contact(app, owner, person, args.position, by).await? {
        bail!("{} has no contact at position {}", args.key, args.position);
    }
    writeln!(stdout(), "{}: contact {} is never contacted.", args.key, args.position)?;
    Ok(())
}
