//! What a rehearsal begins with.

use std::{net::SocketAddr, path::PathBuf};

use chrono::{DateTime, Utc};
use passerelle_open_id::OpenIdSettings;
use passerelle_telephony::Carrier;

/// The account of every rehearsal: no real carrier knows it.
pub const ACCOUNT_SID: &str = "AC00000000000000000000000000000000";
/// The token that signs in every rehearsal.
pub const AUTH_TOKEN: &str = "rehearsal-token-that-opens-nothing";

/// What signs in rehearsals of a carrier that does not sign with the token.
pub(crate) const SIGNING_KEY: &str = "PSKrehearsal-key-that-opens-nothing";
/// The private key in rehearsals of a carrier that signs with Ed25519.
pub(crate) const ED25519_SEED: [u8; 32] = *b"a rehearsal opens nothing at all";

/// The account in a rehearsal of `carrier`, in the shape of its identifiers.
pub(crate) fn account_sid(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Simulated | Carrier::Twilio => ACCOUNT_SID,
        Carrier::SignalWire | Carrier::Telnyx | Carrier::Somleng => "00000000-0000-4000-8000-000000000000",
    }
}

/// What a rehearsal begins with.
#[derive(Clone)]
pub struct RehearsalSettings {
    /// `sqlite://…` or `postgres://…`; migrated when needed.
    pub database_url: String,
    /// Where the web server listens: loopback; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where emails are written.
    pub mail_folder: PathBuf,
    /// A mail server instead of the folder, as in the setting `smtp_url`.
    pub mail_server: Option<String>,
    /// Where the staff may sign in instead of by password.
    pub open_id: Option<OpenIdSettings>,
    /// The first instant (UTC).
    pub start: DateTime<Utc>,
    /// The same seed lives the same story.
    pub seed: u64,
    /// Name of the association.
    pub organisation: String,
    /// Its CSV files: (name, content). Empty: the database holds it already.
    pub files: Vec<(String, String)>,
    /// How many texts a second the carrier takes; `None`: everything at once.
    pub messages_per_second: Option<f64>,
    /// In which carrier's way the simulated one does things.
    pub carrier: Carrier,
    /// Numbers the carrier answers for: each line's number and SMS number.
    pub line_numbers: Vec<(String, String)>,
}

impl RehearsalSettings {
    /// The numbers of the lines in `lines.csv`: (number, SMS sender).
    pub fn numbers_of(files: &[(String, String)]) -> Vec<(String, String)> {
        let Some((_, lines)) = files.iter().find(|(name, _)| name == "lines.csv") else { return Vec::new() };
        let mut reader = csv::Reader::from_reader(lines.as_bytes());
        let Ok(headers) = reader.headers().cloned() else { return Vec::new() };
        let column = |name: &str| headers.iter().position(|header| header == name);
        let (Some(number), Some(sender)) = (column("number"), column("sms_sender")) else { return Vec::new() };
        let check = column("check_number");
        let rows = reader.records().filter_map(Result::ok);
        rows.flat_map(|row| {
            let sender = row.get(sender).unwrap_or_default().to_owned();
            let shown = [Some(number), check].into_iter().flatten().filter_map(|place| row.get(place));
            let shown: Vec<_> =
                shown.filter(|shown| !shown.is_empty()).map(|shown| (shown.to_owned(), sender.clone())).collect();
            shown
        })
        .collect()
    }
}

/// Why a rehearsal could not begin.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The database could not be opened or migrated.
    #[error("database: {0}")]
    Store(#[from] passerelle_store::StoreError),
    /// A use case failed.
    #[error("{0}")]
    App(#[from] passerelle_app::AppError),
    /// The scripts do not pass their check.
    #[error("{0}")]
    Scripts(#[from] passerelle_app::ScriptBookError),
    /// The simulated carrier could not be started.
    #[error("simulated carrier: {0}")]
    Simulator(#[from] passerelle_simulator::StartError),
    /// The carrier's client could not be made.
    #[error("carrier: {0}")]
    Carrier(#[from] passerelle_telephony::client::SetupError),
    /// The carrier's public key is no key.
    #[error("carrier: {0}")]
    PublicKey(#[from] passerelle_telephony::signature::BadPublicKey),
    /// The mail folder cannot be used.
    #[error("mail: {0}")]
    Mail(#[from] passerelle_notify::MailSetupError),
    /// The identity provider's client could not be made.
    #[error("{0}")]
    OpenId(#[from] passerelle_open_id::SetupError),
    /// The web server cannot listen.
    #[error("the web server cannot listen: {0}")]
    Listen(#[from] std::io::Error),
    /// The service did not answer a coordinator.
    #[error("the service did not answer a coordinator: {0}")]
    Api(#[from] reqwest::Error),
    /// A file of the association cannot be read.
    #[error("a file of the association cannot be read: {0}")]
    File(#[from] csv::Error),
    /// Rows of the association were refused.
    #[error("the association was not imported whole:\n{0}")]
    Import(String),
}
