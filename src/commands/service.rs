//! Joins the parts of a service from the settings.

use std::net::SocketAddr;

use anyhow::Context;
use passerelle_app::{App, AppParts, Chance, PublicUrls, ScriptBook, publish_scripts, shipped_scripts, shipped_words};
use passerelle_clock::Clock;
use passerelle_notify::Mailer;
use passerelle_open_id::OpenId;
use passerelle_store::{Db, DbSettings, HeldJobs, Secrets};
use passerelle_telephony::{CarrierClient, ClientSettings, Voices, client::Auth};

use super::{
    exit::wrong_use,
    settings::{CarrierAccess, Settings},
};

/// Where nobody listens: a command that never telephones needs no carrier.
const NO_CARRIER: &str = "http://127.0.0.1:9";

/// A service for a command that neither serves nor works: the database is opened and brought up
/// to date. Without a carrier in the settings its calls would go nowhere.
///
/// # Errors
/// A part that cannot be made, in words for whoever installs it.
pub(crate) async fn build_app(settings: &Settings, clock: Clock, chance: Chance) -> anyhow::Result<App> {
    let db = open_store(settings, clock.clone()).await?;
    let access = settings.carrier_access.clone().unwrap_or_else(|| CarrierAccess {
        api_url: NO_CARRIER.to_owned(),
        account_sid: String::new(),
        auth_tokens: vec![String::new()],
        public_keys: Vec::new(),
        application_sid: None,
    });
    join_parts(settings, db, &access, settings.listen, clock, chance).await
}

/// Opens the database and brings it up to date.
///
/// # Errors
/// It cannot be reached, or its tables cannot be brought up to date.
pub(crate) async fn open_store(settings: &Settings, clock: Clock) -> anyhow::Result<Db> {
    let db = Db::open(&db_settings(settings, clock)).await.context("the database could not be opened")?;
    db.migrate().await.context("the database could not be brought up to date")?;
    Ok(db)
}

/// How the database is opened.
pub(crate) fn db_settings(settings: &Settings, clock: Clock) -> DbSettings {
    let mut opening = DbSettings::new(&settings.database_url, HeldJobs::new(clock));
    opening.postgres_connections = settings.postgres_connections;
    opening
}

/// Joins the parts over an open database and publishes the shipped scripts. `bound` is where the
/// web server listens, or will.
///
/// # Errors
/// A part that cannot be made.
pub(crate) async fn join_parts(
    settings: &Settings,
    db: Db,
    access: &CarrierAccess,
    bound: SocketAddr,
    clock: Clock,
    chance: Chance,
) -> anyhow::Result<App> {
    let app = App::new(AppParts {
        db,
        secrets: Secrets::new(&settings.secret_key),
        carrier: carrier_client(settings, access, clock.clone())?,
        clock,
        chance,
        profile: settings.carrier.profile(),
        voices: Voices::new(settings.carrier.profile(), settings.voices.clone()),
        mailer: mailer(settings)?,
        open_id: open_id(settings)?,
        scripts: ScriptBook::read(shipped_scripts(), shipped_words())?,
        urls: PublicUrls::new(&settings.public_url(bound)),
        is_simulated: settings.is_simulated(),
    });
    publish_scripts(&app).await.context("the voice scripts could not be published")?;
    Ok(app)
}

/// The carrier's REST interface.
///
/// # Errors
/// The settings do not make a client.
pub(crate) fn carrier_client(
    settings: &Settings,
    access: &CarrierAccess,
    clock: Clock,
) -> anyhow::Result<CarrierClient> {
    let profile = settings.carrier.profile();
    let secret = access.auth_tokens.first().map(String::as_str).unwrap_or_default();
    let auth = Auth::new(profile.auth_kind, access.account_sid.as_str(), secret);
    let mut client = ClientSettings::new(&access.api_url, &access.account_sid, auth, clock);
    client.path_style = profile.path_style;
    client.application_sid = access.application_sid.clone();
    client.calls_per_second = settings.carrier_calls_per_second;
    client.messages_per_second = settings.carrier_messages_per_second;
    CarrierClient::new(client).context("the carrier's interface could not be prepared")
}

/// Where emails go.
///
/// # Errors
/// A setting of the mailer is wrong; its value is not told.
pub(crate) fn mailer(settings: &Settings) -> anyhow::Result<Mailer> {
    let mailer = match &settings.smtp_url {
        Some(url) => Mailer::smtp(url, &settings.mail_from),
        None => Mailer::folder(&settings.mail_folder, &settings.mail_from),
    };
    mailer.map_err(|problem| wrong_use(format!("setting smtp_url or mail_from is wrong: {problem}")))
}

/// Where the staff may sign in instead of by password.
fn open_id(settings: &Settings) -> anyhow::Result<Option<OpenId>> {
    settings.open_id.clone().map(OpenId::new).transpose().context("signing in by OpenID Connect could not be prepared")
}
