//! Settings: `passerelle.toml`, and the environment, which wins.
//!
//! A wrong or unknown setting stops the program before it does anything, with the name of the
//! setting and what it expects. The value of a secret is never shown.
//!
//! To add a setting: a line in `table.rs`, its field here, and `docs/settings.md` made anew (the
//! test that finds it stale says how).

mod given;
mod page;
mod table;
#[cfg(test)]
mod tests;
mod values;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use passerelle_notify::Mailer;
use passerelle_open_id::{ANSWERS_WITHIN, OpenIdSettings};
use passerelle_telephony::{Carrier, Voices, profile::SignatureScheme};

use given::Given;
pub(crate) use page::page;
use values::{
    is_on_this_machine, read_database_url, read_http_url, read_issuer, read_public_keys, read_public_url, read_rate,
    read_smtp_url, read_tokens,
};

/// The key of rehearsals. It protects nothing: it stands in the program's own text.
const REHEARSAL_KEY: &str = "passerelle rehearsal key, known to everybody";
/// The account of the simulated carrier that runs in a process of its own.
pub(crate) const REHEARSAL_ACCOUNT_SID: &str = "AC00000000000000000000000000000000";
/// Its token, known to everybody: it opens nothing but a simulation on this machine.
pub(crate) const REHEARSAL_AUTH_TOKEN: &str = "rehearsal-token-known-to-everybody";
/// A shorter key could be guessed.
const MIN_SECRET_KEY_CHARS: usize = 32;
/// Longest name of an organisation.
const MAX_NAME_CHARS: usize = 200;
/// Longest name on a button.
const MAX_BUTTON_CHARS: usize = 60;
/// Who emails come from when they only go to a folder.
const FOLDER_SENDER: &str = "passerelle@localhost";

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON document a line.
    Json,
}

/// How the carrier is reached.
#[derive(Clone)]
pub(crate) struct CarrierAccess {
    /// Address of its API.
    pub(crate) api_url: String,
    /// The account.
    pub(crate) account_sid: String,
    /// The first one opens the API; all are accepted on webhooks. Never empty.
    pub(crate) auth_tokens: Vec<String>,
    /// What the webhooks are signed with by a carrier that does not use the token.
    pub(crate) public_keys: Vec<String>,
    /// The carrier's application that placed calls belong to, where it wants one named.
    pub(crate) application_sid: Option<String>,
}

/// The settings, read and checked. Not `Debug`: they hold secrets.
#[derive(Clone)]
pub(crate) struct Settings {
    /// Where everything is kept.
    pub(crate) database_url: String,
    /// Connections of this process to PostgreSQL.
    pub(crate) postgres_connections: u32,
    /// Where the web server listens.
    pub(crate) listen: SocketAddr,
    /// Where others find it, without a slash at its end; see [`Settings::public_url`].
    public_url: Option<String>,
    /// Who carries the calls.
    pub(crate) carrier: Carrier,
    /// How it is reached; `None` when it is simulated inside the process that serves.
    pub(crate) carrier_access: Option<CarrierAccess>,
    /// Calls asked for in a second, at most.
    pub(crate) carrier_calls_per_second: f64,
    /// Messages asked for in a second, at most.
    pub(crate) carrier_messages_per_second: f64,
    /// Voices chosen: (language, voice).
    pub(crate) voices: Vec<(String, String)>,
    /// The mail server; `None` writes to the folder.
    pub(crate) smtp_url: Option<String>,
    /// Where emails are written without a server.
    pub(crate) mail_folder: PathBuf,
    /// Who emails come from.
    pub(crate) mail_from: String,
    /// Where the staff may sign in instead of by password.
    pub(crate) open_id: Option<OpenIdSettings>,
    /// Protects what is personal in the database.
    pub(crate) secret_key: String,
    /// The key is the one everybody knows.
    pub(crate) has_rehearsal_key: bool,
    /// How much is logged.
    pub(crate) log: String,
    /// How it is written.
    pub(crate) log_format: LogFormat,
    /// The association's own voice scripts.
    pub(crate) scripts_folder: Option<PathBuf>,
    /// The organisation meant when none is named.
    pub(crate) organisation: Option<String>,
}

impl Settings {
    /// Reads the settings of this process.
    ///
    /// # Errors
    /// A refusal that names every wrong setting.
    pub(crate) fn load(file: Option<&Path>) -> anyhow::Result<Settings> {
        let environment = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()));
        Settings::read(file, environment)
    }

    /// Reads the settings of a file and of an environment, given as (variable, value).
    ///
    /// # Errors
    /// A refusal that names every wrong setting.
    pub(crate) fn read(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> anyhow::Result<Settings> {
        let mut given = Given::read(file, environment)?;
        let settings = Settings::of(&mut given);
        given.finish()?;
        settings.ok_or_else(|| anyhow::anyhow!("a setting was neither read nor refused"))
    }

    /// `None` when something was refused. Reads everything first, so that all refusals come together.
    fn of(given: &mut Given) -> Option<Settings> {
        let carrier = given.value("carrier", |text| text.parse::<Carrier>().ok());
        let is_real = carrier.is_some_and(|carrier| carrier != Carrier::Simulated);
        let access = carrier.and_then(|carrier| carrier_access(given, carrier));
        let public_url = if is_real {
            given.needed("public_url", |text| read_public_url(text, true)).map(Some)
        } else {
            Some(given.value("public_url", |text| read_public_url(text, false)))
        };
        let secret_key = if is_real || given.is_set("secret_key") {
            given.needed("secret_key", |text| (text.chars().count() >= MIN_SECRET_KEY_CHARS).then(|| text.to_owned()))
        } else {
            Some(REHEARSAL_KEY.to_owned())
        };
        let smtp_url = given.value("smtp_url", read_smtp_url);
        let mail_from = if given.is_set("smtp_url") || given.is_set("mail_from") {
            given.needed("mail_from", |text| Mailer::folder("", text).is_ok().then(|| text.to_owned()))
        } else {
            Some(FOLDER_SENDER.to_owned())
        };
        let open_id = open_id(given);
        let database_url = given.value("database_url", read_database_url);
        let postgres_connections =
            given.value("postgres_connections", |text| text.parse().ok().filter(|count| (2..=500).contains(count)));
        let listen = given.value("listen", |text| text.parse().ok());
        let calls = given.value("carrier_calls_per_second", read_rate);
        let messages = given.value("carrier_messages_per_second", read_rate);
        let voices = if given.is_set("voices") { given.needed("voices", Voices::read) } else { Some(Vec::new()) };
        let mail_folder = given.value("mail_folder", |text| Some(PathBuf::from(text)));
        let log = given.value("log", |text| super::logs::is_filter(text).then(|| text.to_owned()));
        let log_format = given.value("log_format", |text| match text {
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => None,
        });
        let scripts_folder = given.value("scripts_folder", |text| Some(PathBuf::from(text)));
        let organisation =
            given.value("organisation", |text| (text.chars().count() <= MAX_NAME_CHARS).then(|| text.to_owned()));
        Some(Settings {
            database_url: database_url?,
            postgres_connections: postgres_connections?,
            listen: listen?,
            public_url: public_url?,
            carrier: carrier?,
            carrier_access: access?,
            carrier_calls_per_second: calls?,
            carrier_messages_per_second: messages?,
            voices: voices?,
            smtp_url,
            mail_folder: mail_folder?,
            mail_from: mail_from?,
            open_id: open_id?,
            has_rehearsal_key: !is_real && !given.is_set("secret_key"),
            secret_key: secret_key?,
            log: log?,
            log_format: log_format?,
            scripts_folder,
            organisation,
        })
    }

    /// Whether no real telephone can ring.
    pub(crate) fn is_simulated(&self) -> bool {
        self.carrier == Carrier::Simulated
    }

    /// Where the carrier and the browsers find a service that listens on `bound`.
    pub(crate) fn public_url(&self, bound: SocketAddr) -> String {
        self.public_url.clone().unwrap_or_else(|| {
            let ip = if bound.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { bound.ip() };
            format!("http://{}", SocketAddr::new(ip, bound.port()))
        })
    }
}

/// The provider of identities; `Some(None)` when there is none, `None` when refused.
fn open_id(given: &mut Given) -> Option<Option<OpenIdSettings>> {
    const NAMES: [&str; 3] = ["oidc_issuer", "oidc_client_id", "oidc_client_secret"];
    let name = given.value("oidc_name", |text| (text.chars().count() <= MAX_BUTTON_CHARS).then(|| text.to_owned()));
    if !NAMES.iter().any(|name| given.is_set(name)) {
        return name.map(|_| None);
    }
    // One without the others is a mistake, not a wish for no provider.
    let issuer = given.needed("oidc_issuer", read_issuer);
    let client_id = given.needed("oidc_client_id", |text| Some(text.to_owned()));
    let client_secret = given.needed("oidc_client_secret", |text| Some(text.to_owned()));
    let (issuer, client_id, client_secret, name) = (issuer?, client_id?, client_secret?, name?);
    Some(Some(OpenIdSettings { issuer, client_id, client_secret, name, answers_within: ANSWERS_WITHIN }))
}

/// How the carrier is reached; `Some(None)` when it is simulated inside, `None` when refused.
fn carrier_access(given: &mut Given, carrier: Carrier) -> Option<Option<CarrierAccess>> {
    if carrier == Carrier::Simulated {
        return simulated_access(given);
    }
    let account_sid = given.needed("carrier_account_sid", |text| Some(text.to_owned()));
    let auth_tokens = given.needed("carrier_auth_token", read_tokens);
    let api_url = match (given.is_set("carrier_api_url"), carrier.profile().default_api_url) {
        (false, Some(usual)) => Some(usual.to_owned()),
        // Tokens travel to this address: never in clear.
        (true, _) | (false, None) => {
            given.needed("carrier_api_url", |text| read_http_url(text).filter(|url| url.starts_with("https://")))
        }
    };
    let public_keys = match carrier.profile().signature_scheme {
        SignatureScheme::Ed25519 => given.needed("carrier_public_key", read_public_keys),
        SignatureScheme::HmacSha1 => Some(Vec::new()),
    };
    let application_sid = if carrier.profile().needs_application {
        given.needed("carrier_application_sid", |text| Some(Some(text.to_owned())))
    } else {
        Some(None)
    };
    Some(Some(CarrierAccess {
        application_sid: application_sid?,
        api_url: api_url?,
        account_sid: account_sid?,
        auth_tokens: auth_tokens?,
        public_keys: public_keys?,
    }))
}

/// A rehearsal beside the credentials of a real account would be one forgotten setting away from
/// ringing real people: it is refused.
fn simulated_access(given: &mut Given) -> Option<Option<CarrierAccess>> {
    let api_url = given.value("carrier_api_url", |text| read_http_url(text).filter(|url| is_on_this_machine(url)));
    let must_be = |given: &mut Given, name: &str, known: &str| {
        let is_fine = !given.is_set(name) || given.value(name, |text| (text == known).then_some(())).is_some();
        is_fine.then(|| known.to_owned())
    };
    let account_sid = must_be(given, "carrier_account_sid", REHEARSAL_ACCOUNT_SID);
    let auth_token = must_be(given, "carrier_auth_token", REHEARSAL_AUTH_TOKEN);
    let (account_sid, auth_token) = (account_sid?, auth_token?);
    if given.is_set("carrier_api_url") && api_url.is_none() {
        return None;
    }
    Some(api_url.map(|api_url| CarrierAccess {
        api_url,
        account_sid,
        auth_tokens: vec![auth_token],
        public_keys: Vec::new(),
        application_sid: None,
    }))
}
