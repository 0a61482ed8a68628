//! `favours` and `news`: what the outer circles of helpers are asked and told. References and codes only.

mod arguments;

use std::io::{Write, stdout};

use anyhow::bail;
use passerelle_app::{App, AskedFavour, Chance, SentNews, ask_favour, send_news};
use passerelle_clock::Clock;
use passerelle_domain::ids::OrganisationId;
use passerelle_store::{favours, lines, people};

pub(crate) use arguments::{FavoursCommand, NewsCommand};

use super::{
    calls::volunteer_keys,
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out `favours ask` or `favours list`.
///
/// # Errors
/// Something typed is wrong, nobody may come to her, or the database failed.
pub(crate) async fn run_favours(settings: &Settings, command: &FavoursCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    match command {
        FavoursCommand::Ask { person, kind, by, organisation } => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            let by = staff_member(&app, owner, by).await?;
            let found = people::by_key(&mut app.db.read().await?, &app.secrets, owner, person).await?;
            let found = found.ok_or_else(|| wrong_use(format!("nobody has the reference {person}")))?;
            match ask_favour(&app, owner, found.id, *kind, by).await? {
                AskedFavour::Asking(favour) => {
                    writeln!(stdout(), "{}: neighbours are asked, a few at a time.", favour.code)?;
                }
                AskedFavour::Refused(why) => bail!("nobody may come to {person} now: {why}"),
                AskedFavour::Unknown => bail!("nobody has the reference {person}"),
            }
        }
        FavoursCommand::List(organisation) => {
            let owner = organisation_meant(&app, settings, organisation).await?;
            list(&app, owner).await?;
        }
    }
    app.db.close().await;
    Ok(Exit::Success)
}

async fn list(app: &App, owner: OrganisationId) -> anyhow::Result<()> {
    let names = volunteer_keys(app, owner).await?;
    let all = favours::of_organisation(&mut app.db.read().await?, owner).await?;
    let mut out = stdout();
    if all.is_empty() {
        writeln!(out, "No favour was asked for.")?;
    }
    for favour in all {
        let taker = favour.taker.and_then(|id| names.get(&id)).map_or("-", String::as_str);
        let (kind, state) = (favour.kind.as_str(), favour.state.as_str());
        writeln!(out, "{}  {kind}  {state}  waves {}  by {taker}", favour.code, favour.waves)?;
    }
    Ok(())
}

/// Carries out `news send`.
///
/// # Errors
/// Something typed is wrong, the words are too long, or the database failed.
pub(crate) async fn run_news(settings: &Settings, command: &NewsCommand) -> anyhow::Result<Exit> {
    let NewsCommand::Send { words, line, by, organisation } = command;
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let owner = organisation_meant(&app, settings, organisation).await?;
    let by = staff_member(&app, owner, by).await?;
    let all = lines::of_organisation(&mut app.db.read().await?, owner).await?;
    let found = all.into_iter().find(|known| known.key == *line);
    let line = found.ok_or_else(|| wrong_use(format!("no line has the reference {line}")))?;
    match send_news(&app, owner, line.id, words, by).await? {
        SentNews::Leaving(readers) => writeln!(stdout(), "Leaving to {readers}.")?,
        SentNews::TooLong => bail!("with the way out and the name of the service this is more than one text"),
        SentNews::Unknown => bail!("no such line"),
    }
    app.db.close().await;
    Ok(Exit::Success)
}
