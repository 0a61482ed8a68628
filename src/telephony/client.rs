//! The carrier's REST API: placing calls, sending messages, and finding out afterwards what was really done.
//!
//! The API has no idempotency key, so the whole point of this module is to be exact about doubt. Every failure says
//! whether the carrier certainly did nothing ([`CarrierError::is_definitely_not_done`]) or may have done it; in doubt
//! nothing is repeated here, and [`CarrierClient::find_placed_call`] or [`CarrierClient::find_sent_message`] look for it.
//!
//! Personal data appears in no log, error or `Debug` output of this module.
//!
//! # Source
//! Telephony notes, section 4.

mod answer;
mod calls;
mod error;
mod lookup;
mod messages;
mod pace;
mod recordings;
mod settings;
mod snapshot;
mod transport;

#[cfg(test)]
mod documented_parameters;
#[cfg(test)]
mod tests;

pub use calls::{CallChange, FindCalls, PlaceCall, PlacedMachineDetection};
pub use error::{CarrierError, SetupError};
pub use lookup::{CallIntent, MessageIntent};
pub use messages::{FindMessages, SendMessage};
pub use settings::{Auth, ClientSettings};
pub use snapshot::{AccountSnapshot, CallSnapshot, MessageSnapshot, RecordingSnapshot};

use chrono::TimeDelta;
use pace::{Pacer, spacing};
use passerelle_clock::Clock;
use std::sync::Arc;
use url::Url;

/// A handle on one account at one carrier. Clones share the connections and the pace.
#[derive(Clone)]
pub struct CarrierClient(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    api_url: Url,
    settings: ClientSettings,
    clock: Clock,
    call_pace: Pacer,
    message_spacing: TimeDelta,
}

impl CarrierClient {
    /// Prepares a client; nothing is sent yet.
    ///
    /// # Errors
    /// [`SetupError`] when the address is not an HTTP URL, a rate is not positive, or no root certificates are found.
    pub fn new(settings: ClientSettings) -> Result<CarrierClient, SetupError> {
        let (api_url, http) = transport::prepare(&settings)?;
        Ok(CarrierClient(Arc::new(Inner {
            http,
            api_url,
            clock: settings.clock.clone(),
            call_pace: Pacer::new(settings.calls_per_second)?,
            message_spacing: spacing(settings.messages_per_second)?,
            settings,
        })))
    }

    /// The account that calls are placed from.
    pub fn account_sid(&self) -> &str {
        &self.0.settings.account_sid
    }
}

impl std::fmt::Debug for CarrierClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CarrierClient").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}
