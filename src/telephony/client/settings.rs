//! How to reach the carrier.

use crate::profile::{AuthKind, PathStyle};
use passerelle_clock::Clock;
use std::fmt;
use std::time::Duration;

/// Carriers start one call a second for each account and queue the rest without telling.
const DEFAULT_CALLS_PER_SECOND: f64 = 1.0;
/// One message a second suits every kind of sender number.
const DEFAULT_MESSAGES_PER_SECOND: f64 = 1.0;
/// Longer than the carrier's own slowest answers; past it the outcome is doubtful and must be looked up.
const DEFAULT_REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// How we prove who we are to the carrier's API.
#[derive(Clone, PartialEq, Eq)]
pub enum Auth {
    /// Account and token, or API key and secret.
    Basic {
        /// The account or the key.
        user: String,
        /// The token or the secret.
        secret: String,
    },
    /// One token.
    Bearer(String),
}

impl Auth {
    /// The proof a carrier wants; `user` is not used by carriers that want one token.
    pub fn new(kind: AuthKind, user: impl Into<String>, secret: impl Into<String>) -> Auth {
        match kind {
            AuthKind::Basic => Auth::Basic { user: user.into(), secret: secret.into() },
            AuthKind::Bearer => Auth::Bearer(secret.into()),
        }
    }
}

/// Secrets are never shown.
impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Auth::Basic { .. } => f.write_str("Basic(…)"),
            Auth::Bearer(_) => f.write_str("Bearer(…)"),
        }
    }
}

/// How to reach the carrier, and how fast.
#[derive(Clone)]
pub struct ClientSettings {
    /// Address of the API without the dated path: `https://api.twilio.com`.
    pub api_url: String,
    /// The account that pays; opaque.
    pub account_sid: String,
    /// Proof of who we are.
    pub auth: Auth,
    /// How the paths are spelt: see [`crate::profile::CarrierProfile::path_style`].
    pub path_style: PathStyle,
    /// The carrier's application that placed calls belong to; one carrier wants it named.
    pub application_sid: Option<String>,
    /// Calls placed a second, over all clones of the client.
    pub calls_per_second: f64,
    /// Messages sent a second, by everybody who sends for this account: see [`super::CarrierClient::message_spacing`].
    pub messages_per_second: f64,
    /// Longest wait for one answer.
    pub request_timeout: Duration,
    /// The time to wait on.
    pub clock: Clock,
}

impl ClientSettings {
    /// Settings with the usual rates and timeout.
    pub fn new(api_url: impl Into<String>, account_sid: impl Into<String>, auth: Auth, clock: Clock) -> ClientSettings {
        ClientSettings {
            api_url: api_url.into(),
            account_sid: account_sid.into(),
            auth,
            path_style: PathStyle::Dated,
            application_sid: None,
            calls_per_second: DEFAULT_CALLS_PER_SECOND,
            messages_per_second: DEFAULT_MESSAGES_PER_SECOND,
            request_timeout: DEFAULT_REQUEST_TIMEOUT,
            clock,
        }
    }
}

impl fmt::Debug for ClientSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSettings")
            .field("api_url", &self.api_url)
            .field("account_sid", &self.account_sid)
            .field("auth", &self.auth)
            .field("calls_per_second", &self.calls_per_second)
            .field("messages_per_second", &self.messages_per_second)
            .finish_non_exhaustive()
    }
}
