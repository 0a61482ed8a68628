//! Which organisation a command is about.

use passerelle_app::App;
use passerelle_domain::{ids::OrganisationId, people::Member};
use passerelle_store::{organisations, staff};

use super::{command_line::OrganisationArg, exit::wrong_use, settings::Settings};

/// The name meant: the one typed, the one of the settings, or the only one of the database.
///
/// # Errors
/// Nothing says which one.
pub(crate) async fn name_meant(app: &App, settings: &Settings, arg: &OrganisationArg) -> anyhow::Result<String> {
    if let Some(name) = arg.organisation.as_ref().or(settings.organisation.as_ref()) {
        return Ok(name.trim().to_owned());
    }
    let all = organisations::all(&mut app.db.read().await?).await?;
    match all.as_slice() {
        [(_, name)] => Ok(name.clone()),
        [] => Err(wrong_use("there is no organisation yet: say its name with --organisation")),
        several => {
            let names: Vec<&str> = several.iter().map(|(_, name)| name.as_str()).collect();
            Err(wrong_use(format!("say which one with --organisation: {}", names.join(", "))))
        }
    }
}

/// The organisation meant; it must exist.
///
/// # Errors
/// Nothing says which one, or there is none of that name.
pub(crate) async fn organisation_meant(
    app: &App,
    settings: &Settings,
    arg: &OrganisationArg,
) -> anyhow::Result<OrganisationId> {
    let name = name_meant(app, settings, arg).await?;
    let found = organisations::by_name(&mut app.db.read().await?, &name).await?;
    found.ok_or_else(|| wrong_use(format!("there is no organisation named {name}")))
}

/// The staff member of a reference.
///
/// # Errors
/// Nobody has it.
pub(crate) async fn staff_member(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<Member> {
    let found = staff::by_key(&mut app.db.read().await?, &app.secrets, owner, key).await?;
    let here = found.filter(|staff| !staff.has_left);
    let member = here.ok_or_else(|| wrong_use(format!("no staff member has the reference {key}")))?;
    Ok(Member::Staff(member.id))
}
