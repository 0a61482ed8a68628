//! `staff contacts`, `staff verify` and `staff digest`: whether messages reach the team, and what it is told in the morning.

use std::io::Write;

use anyhow::bail;
use chrono::NaiveTime;
use clap::{Args, Subcommand, ValueEnum};
use passerelle_app::{App, CodeAsked, choose_digest, send_contact_code, verify_contact};
use passerelle_domain::{
    contact::{CodeVerdict, Contact, Contacts},
    ids::OrganisationId,
    message::Channel,
    people::Member,
};
use passerelle_store::{staff, volunteers};

use crate::commands::{
    command_line::OrganisationArg,
    exit::wrong_use,
    organisation::{organisation_meant, staff_member},
    settings::Settings,
};

/// How to reach the team.
#[derive(Subcommand)]
pub(crate) enum ContactsCommand {
    /// List whose number or address does not receive messages, or was never verified.
    ///
    /// By reference; numbers and addresses are not printed.
    Contacts {
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Verify that a staff member or a volunteer reads their texts or emails.
    ///
    /// Without --code, a code of six digits is sent to them, good for ten minutes. With --code, it is checked.
    Verify(VerifyArgs),
    /// Choose when a coordinator receives the morning email, and whether at all.
    Digest(DigestArgs),
}

/// `staff verify`.
#[derive(Args)]
pub(crate) struct VerifyArgs {
    /// The association's reference of the staff member or volunteer.
    key: String,
    /// By which channel.
    #[arg(long, value_enum)]
    by: By,
    /// The code they received.
    #[arg(long)]
    code: Option<String>,
    #[command(flatten)]
    organisation: OrganisationArg,
}

/// `staff digest`.
#[derive(Args)]
pub(crate) struct DigestArgs {
    /// The association's reference of the coordinator.
    key: String,
    /// At this local hour.
    #[arg(long, value_name = "HH:MM", value_parser = read_hour, required_unless_present = "off", conflicts_with = "off")]
    at: Option<NaiveTime>,
    /// On mornings with nothing to tell as well.
    #[arg(long)]
    quiet_days: bool,
    /// No morning email.
    #[arg(long)]
    off: bool,
    #[command(flatten)]
    organisation: OrganisationArg,
}

/// A way to reach somebody.
#[derive(Clone, Copy, ValueEnum)]
enum By {
    /// By text.
    Sms,
    /// By email.
    Email,
}

fn read_hour(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| "an hour such as 08:45".to_owned())
}

/// Carries out one of them.
pub(super) async fn run(
    app: &App,
    settings: &Settings,
    command: &ContactsCommand,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    match command {
        ContactsCommand::Contacts { organisation } => {
            let owner = organisation_meant(app, settings, organisation).await?;
            list(app, owner, out).await
        }
        ContactsCommand::Verify(args) => {
            let owner = organisation_meant(app, settings, &args.organisation).await?;
            verify(app, owner, args, out).await
        }
        ContactsCommand::Digest(args) => {
            let owner = organisation_meant(app, settings, &args.organisation).await?;
            let Member::Staff(id) = staff_member(app, owner, &args.key).await? else {
                bail!("{} is no staff member", args.key);
            };
            if !choose_digest(app, id, args.at, args.quiet_days).await? {
                bail!("{} is no coordinator with an email address, or there is no line yet", args.key);
            }
            writeln!(out, "Noted.")?;
            Ok(())
        }
    }
}

async fn list(app: &App, owner: OrganisationId, out: &mut impl Write) -> anyhow::Result<()> {
    let mut read = app.db.read().await?;
    let staff = staff::of_organisation(&mut read, &app.secrets, owner).await?;
    let volunteers = volunteers::of_organisation(&mut read, &app.secrets, owner).await?;
    let staff = staff.into_iter().map(|one| (one.key, one.contacts, one.phone.is_some(), one.email.is_some()));
    let volunteers =
        volunteers.into_iter().map(|one| (one.key, one.contacts, one.phone.is_some(), one.email.is_some()));
    for (key, contacts, has_phone, has_email) in staff.chain(volunteers) {
        let Contacts { phone, email } = &contacts;
        let phone = if has_phone { state_of(phone) } else { "none".to_owned() };
        let email = if has_email { state_of(email) } else { "none".to_owned() };
        writeln!(out, "{key}: telephone {phone}, email {email}")?;
    }
    Ok(())
}

fn state_of(contact: &Contact) -> String {
    match (contact.trouble, contact.verified_at) {
        (Some(trouble), _) => {
            let code = trouble.code.map(|code| format!(" {code}")).unwrap_or_default();
            format!("NOT REACHED since {} ({}{code})", trouble.since.format("%Y-%m-%d"), trouble.failure.as_str())
        }
        (None, Some(_)) => "verified".to_owned(),
        (None, None) => "not verified".to_owned(),
    }
}

async fn verify(app: &App, owner: OrganisationId, args: &VerifyArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let channel = match args.by {
        By::Sms => Channel::Sms,
        By::Email => Channel::Email,
    };
    let member = member_of(app, owner, &args.key).await?;
    let Some(code) = &args.code else {
        match send_contact_code(app, owner, member, channel).await? {
            CodeAsked::Sent => writeln!(out, "A code leaves now; it is good for ten minutes.")?,
            CodeAsked::NoSuchContact => {
                bail!("{} cannot be reached that way: see `passerelle staff contacts`", args.key)
            }
            CodeAsked::TooSoon => bail!("a code was just sent, or too many wrong ones were typed; try again later"),
        }
        return Ok(());
    };
    match verify_contact(app, owner, member, channel, code).await? {
        CodeVerdict::Verified => writeln!(out, "Verified.")?,
        CodeVerdict::Wrong(left) => bail!("this is not the code; {left} tries are left"),
        CodeVerdict::Expired => bail!("no code waits, or it is older than ten minutes: ask for a new one"),
        CodeVerdict::Paused => bail!("too many wrong codes: ask for a new one in half an hour"),
    }
    Ok(())
}

async fn member_of(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<Member> {
    let mut read = app.db.read().await?;
    if let Some(member) = staff::by_key(&mut read, &app.secrets, owner, key).await? {
        return Ok(Member::Staff(member.id));
    }
    let found = volunteers::by_key(&mut read, &app.secrets, owner, key).await?;
    let found = found.ok_or_else(|| wrong_use(format!("nobody of the team has the reference {key}")))?;
    Ok(Member::Volunteer(found.id))
}
