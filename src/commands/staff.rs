//! `staff`: the first people of an installation, and their tokens.

pub(crate) mod contacts;

use std::io::{Write, stdout};

use anyhow::bail;
use passerelle_app::{App, Chance, invite_staff, remove_staff};
use passerelle_clock::Clock;
use passerelle_domain::{
    api_scope::ApiScopes,
    ids::{OrganisationId, StaffId},
    people::{Language, Member, Staff, StaffRole},
    phone_number::{DialRegion, PhoneNumber},
};
use passerelle_store::{StoreError, Tx, api_tokens, event_log, organisations, staff, transact, volunteers};
use serde_json::json;
use uuid::Uuid;

use super::{
    command_line::{StaffAddArgs, StaffCommand},
    exit::{Exit, wrong_use},
    organisation::{name_meant, organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Longest reference, as in an import.
const MAX_KEY_CHARS: usize = 64;

/// Carries out `staff add`, `staff token` or `staff remove`.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &StaffCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let mut out = stdout();
    match command {
        StaffCommand::Add(args) => {
            let member = add(&app, settings, args).await?;
            writeln!(out, "Added with the reference {}.", member.key)?;
            if args.token {
                writeln!(
                    out,
                    "{}",
                    give_token(&app, member.organisation_id, member.id, &ApiScopes::Everything).await?
                )?;
            }
        }
        StaffCommand::Contacts(command) => contacts::run(&app, settings, command, &mut out).await?,
        StaffCommand::Token { key, scopes, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let Member::Staff(id) = staff_member(&app, owner, key).await? else {
                bail!("{key} is no staff member");
            };
            let scopes = match scopes.as_slice() {
                [] => ApiScopes::Everything,
                some => ApiScopes::Only(some.iter().copied().collect()),
            };
            writeln!(out, "{}", give_token(&app, owner, id, &scopes).await?)?;
        }
        StaffCommand::Invite { key, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let Member::Staff(id) = staff_member(&app, owner, key).await? else {
                bail!("{key} is no staff member");
            };
            let Some(invited) = invite_staff(&app, owner, id, None).await? else { bail!("{key} has left") };
            writeln!(out, "{}", invited.link)?;
            writeln!(
                out,
                "{}",
                if invited.is_emailed { "It was emailed to them." } else { "Give it to them yourself." }
            )?;
        }
        StaffCommand::Remove { key, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let removed = remove_staff(&app, owner, key, None).await?;
            let member = removed.ok_or_else(|| wrong_use(format!("no staff member has the reference {key}")))?;
            writeln!(out, "{} has left: no shift, no token and no alert is theirs any more.", member.key)?;
        }
    }
    app.db.close().await;
    Ok(Exit::Success)
}

async fn add(app: &App, settings: &Settings, args: &StaffAddArgs) -> anyhow::Result<Staff> {
    let now = app.clock.now();
    let draft = read(args, app.is_simulated)?;
    let name = name_meant(app, settings, &args.organisation).await?;
    let (new_owner, new_id) = (OrganisationId(app.chance.new_id(now)), StaffId(app.chance.new_id(now)));
    let entry = app.chance.new_id(now);
    let added = transact!(app.db, |tx| {
        let owner = organisations::find_or_make(tx, new_owner, &name).await?;
        if staff::by_key(tx, &app.secrets, owner, &draft.key).await?.is_some()
            || volunteers::by_key(tx, &app.secrets, owner, &draft.key).await?.is_some()
        {
            return Ok(None);
        }
        let member = Staff { id: new_id, organisation_id: owner, ..draft.clone() };
        staff::save(tx, &app.secrets, &member).await?;
        leave_trace(tx, app, entry, owner, member.id, "added").await?;
        Ok::<_, StoreError>(Some(member))
    })
    .await?;
    match added {
        Some(member) => Ok(member),
        None => bail!(
            "somebody has the reference {} already; choose another with --key, or change them by importing staff.csv",
            draft.key
        ),
    }
}

/// What was typed, without its identifiers.
fn read(args: &StaffAddArgs, is_simulated: bool) -> anyhow::Result<Staff> {
    let phone = args.phone.as_deref().map(|text| read_phone(text, is_simulated)).transpose()?;
    let is_rung = matches!(args.role, StaffRole::Coordinator | StaffRole::Listener);
    if is_rung && phone.is_none() {
        return Err(wrong_use("--phone is missing: listeners and coordinators are rung there"));
    }
    let email = args.email.trim();
    if !email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()) {
        return Err(wrong_use("--email must be an address such as nadia@example.org"));
    }
    let key = args.key.clone().unwrap_or_else(|| key_of(&args.first_name, &args.last_name));
    let is_key = !key.is_empty()
        && key.len() <= MAX_KEY_CHARS
        && key.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_'));
    if !is_key {
        return Err(wrong_use("--key must be 1 to 64 letters, digits, - or _"));
    }
    let language = Language::parse(&args.language).ok_or_else(|| wrong_use("--language must be fr or en"))?;
    Ok(Staff {
        id: StaffId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        key,
        first_name: args.first_name.trim().to_owned(),
        last_name: args.last_name.trim().to_owned(),
        role: args.role,
        language,
        skills: Vec::new(),
        languages: Vec::new(),
        territories: Vec::new(),
        partner_code: None,
        partner: None,
        page_by: Vec::new(),
        has_left: false,
        sms_stopped: false,
        contacts: passerelle_domain::contact::Contacts::default(),
        phone,
        email: Some(email.to_owned()),
    })
}

fn read_phone(text: &str, is_simulated: bool) -> anyhow::Result<PhoneNumber> {
    let number = PhoneNumber::parse(text, DialRegion::Metropolitan)
        .map_err(|problem| wrong_use(format!("--phone is wrong: {problem}")))?;
    if !is_simulated && number.is_fictional() {
        return Err(wrong_use("--phone is a number kept for rehearsals"));
    }
    Ok(number)
}

/// `Marie-Line`, `Nérée` gives `marie-line-n-r-e`: signs outside ASCII become dashes.
fn key_of(first_name: &str, last_name: &str) -> String {
    let plain: String = format!("{first_name} {last_name}")
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() { sign.to_ascii_lowercase() } else { ' ' })
        .collect();
    let key = plain.split_whitespace().collect::<Vec<_>>().join("-");
    key.chars().take(MAX_KEY_CHARS).collect()
}

/// A new token, of which only a keyed hash is kept.
async fn give_token(app: &App, owner: OrganisationId, staff: StaffId, scopes: &ApiScopes) -> anyhow::Result<String> {
    let now = app.clock.now();
    let token = app.chance.new_secret();
    let entry = app.chance.new_id(now);
    transact!(app.db, |tx| {
        api_tokens::insert_for(tx, &app.secrets, &token, staff, scopes, now).await?;
        leave_trace(tx, app, entry, owner, staff, "given_token").await
    })
    .await?;
    Ok(token)
}

/// Whoever may use the command line of the machine is the operator.
async fn leave_trace(
    tx: &mut Tx,
    app: &App,
    entry: Uuid,
    owner: OrganisationId,
    staff: StaffId,
    verb: &str,
) -> Result<(), StoreError> {
    let now = app.clock.now();
    let line = event_log::LogEntry::new(entry, Some(owner.0), now, "operator", verb, "staff", staff.0, json!({}));
    event_log::append(tx, &line).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_then_a_reference_an_import_would_take() {
        for (first, last, key) in [
            ("Nadia", "Ferhat", "nadia-ferhat"),
            (" Jean  Luc ", "d'Artagnan", "jean-luc-d-artagnan"),
            ("Zo\u{eb}", "Le Goff", "zo-le-goff"),
        ] {
            assert_eq!(key_of(first, last), key);
        }
    }
}
