//! Placing, changing and finding calls.

use super::CarrierClient;
use super::answer;
use super::error::CarrierError;
use super::snapshot::{AccountSnapshot, CallSnapshot};
use super::transport::Params;
use crate::twiml::{CallEvent, MachineDetection};
use chrono::{DateTime, SecondsFormat, Utc};
use passerelle_domain::phone_number::PhoneNumber;

/// Longest ringing the carrier takes, in seconds.
const MAX_RING_TIMEOUT_S: u32 = 600;
/// How long a machine detection may listen, in seconds.
const MACHINE_DETECTION_TIMEOUT_S: u32 = 30;
/// Rows asked for at once; the carrier takes 1 to 1,000.
pub(super) const PAGE_SIZE: u32 = 100;

/// A call to place. URLs are absolute and hold no personal data: the carrier logs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceCall {
    /// Who is called.
    pub to: PhoneNumber,
    /// The number shown; one of the organisation's own.
    pub from: PhoneNumber,
    /// Asked what to do when the call is answered.
    pub url: String,
    /// Asked instead when `url` fails.
    pub fallback_url: Option<String>,
    /// Told about every step of the call. Carries our own identifier of the attempt, so that a call whose creation
    /// was in doubt makes itself known.
    pub status_callback: Option<String>,
    /// Seconds of ringing, at most 600.
    pub ring_timeout_s: u32,
    /// Seconds after which the call is cut.
    pub time_limit_s: Option<u32>,
    /// Whether to find out, without delaying the conversation, if a machine answers.
    pub machine_detection: Option<PlacedMachineDetection>,
}

/// Machine detection of a placed call. It runs beside the call: a silence after "allô" would make people hang up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedMachineDetection {
    /// What to wait for.
    pub mode: MachineDetection,
    /// Told who answered.
    pub status_callback: String,
}

/// A change of a call in progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallChange {
    /// Leave what it is doing and ask this URL.
    Redirect {
        /// Absolute.
        url: String,
    },
    /// Hang up, whatever its state.
    Complete,
    /// Hang up only if it is queued or rings; an answered call goes on.
    Cancel,
}

/// Which calls to list; what is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FindCalls {
    /// Who was called.
    pub to: Option<PhoneNumber>,
    /// The number shown.
    pub from: Option<PhoneNumber>,
    /// Started at this instant or later. A call still queued at the carrier has not started and is left out.
    pub since: Option<DateTime<Utc>>,
    /// Legs begun by a `<Dial>` of this call.
    pub parent_call_sid: Option<String>,
    /// How many pages to read at most; at least one is.
    pub page_limit: u32,
}

impl CarrierClient {
    /// Waits until a call may be placed at the carrier's pace. To be awaited *before* the intent to place one is
    /// marked as leaving: a long queue must not look like an answer that got lost.
    pub async fn turn_to_call(&self) {
        self.0.call_pace.wait(&self.0.clock).await;
    }

    /// Asks the carrier to place a call, at once: [`CarrierClient::turn_to_call`] comes first. Never sent twice by
    /// itself, except after a 429, which was not processed.
    ///
    /// # Errors
    /// [`CarrierError`]; after [`CarrierError::Ambiguous`] use [`CarrierClient::find_placed_call`].
    ///
    /// # Source
    /// Telephony notes, section 4.2.
    pub async fn place_call(&self, call: &PlaceCall) -> Result<CallSnapshot, CarrierError> {
        let mut form = placing_form(call);
        let application_sid = self.0.settings.application_sid.clone();
        form.extend(application_sid.map(|sid| ("ApplicationSid", sid)));
        let placed: answer::Call = self.post(self.resource_url(&["Calls"]), &form).await?;
        Ok(placed.into())
    }

    /// Changes a call in progress. Repeating it is harmless.
    ///
    /// # Errors
    /// [`CarrierError`]; [`CarrierError::is_call_already_over`] when there is nothing left to change.
    pub async fn update_call(&self, sid: &str, change: &CallChange) -> Result<CallSnapshot, CarrierError> {
        let form = match change {
            CallChange::Redirect { url } => {
                vec![("Url", url.clone()), ("Method", "POST".to_owned())]
            }
            CallChange::Complete => vec![("Status", "completed".to_owned())],
            CallChange::Cancel => vec![("Status", "canceled".to_owned())],
        };
        let changed: answer::Call = self.post(self.resource_url(&["Calls", sid]), &form).await?;
        Ok(changed.into())
    }

    /// One call as the carrier sees it now.
    ///
    /// # Errors
    /// [`CarrierError`]; [`CarrierError::is_not_found`] when the carrier does not know it.
    pub async fn fetch_call(&self, sid: &str) -> Result<CallSnapshot, CarrierError> {
        let call: answer::Call = self.get(self.resource_url(&["Calls", sid]), &Params::new()).await?;
        Ok(call.into())
    }

    /// Lists calls, newest first.
    ///
    /// # Errors
    /// [`CarrierError`].
    pub async fn find_calls(&self, wanted: &FindCalls) -> Result<Vec<CallSnapshot>, CarrierError> {
        let mut query = Params::new();
        query.extend(wanted.to.as_ref().map(|to| ("To", to.to_string())));
        query.extend(wanted.from.as_ref().map(|from| ("From", from.to_string())));
        query.extend(wanted.since.map(|since| ("StartTime>", instant(since))));
        query.extend(wanted.parent_call_sid.clone().map(|sid| ("ParentCallSid", sid)));
        query.push(("PageSize", PAGE_SIZE.to_string()));

        let mut found = Vec::new();
        let mut page: answer::CallPage = self.get(self.resource_url(&["Calls"]), &query).await?;
        for pages in 1.. {
            found.extend(page.calls.drain(..).map(CallSnapshot::from));
            match page.next_page_uri.take() {
                Some(next) if pages < wanted.page_limit => {
                    page = self.get(self.next_page_url(&next)?, &Params::new()).await?;
                }
                Some(_) | None => break,
            }
        }
        Ok(found)
    }

    /// The account itself, to check that the settings are right. API keys may not read it.
    ///
    /// # Errors
    /// [`CarrierError`].
    pub async fn fetch_account(&self) -> Result<AccountSnapshot, CarrierError> {
        let account: answer::Account = self.get(self.resource_url(&[]), &Params::new()).await?;
        Ok(account.into())
    }
}

fn placing_form(call: &PlaceCall) -> Params {
    let post = || "POST".to_owned();
    let mut form: Params = vec![
        ("To", call.to.to_string()),
        ("From", call.from.to_string()),
        ("Url", call.url.clone()),
        ("Method", post()),
        ("Timeout", call.ring_timeout_s.clamp(1, MAX_RING_TIMEOUT_S).to_string()),
    ];
    form.extend(call.time_limit_s.map(|limit| ("TimeLimit", limit.max(1).to_string())));
    if let Some(fallback_url) = &call.fallback_url {
        form.push(("FallbackUrl", fallback_url.clone()));
        form.push(("FallbackMethod", post()));
    }
    if let Some(callback) = &call.status_callback {
        form.push(("StatusCallback", callback.clone()));
        form.push(("StatusCallbackMethod", post()));
        form.extend(CallEvent::ALL.map(|event| ("StatusCallbackEvent", event.as_str().to_owned())));
    }
    if let Some(detection) = &call.machine_detection {
        form.push(("MachineDetection", detection.mode.as_str().to_owned()));
        form.push(("MachineDetectionTimeout", MACHINE_DETECTION_TIMEOUT_S.to_string()));
        form.push(("AsyncAmd", "true".to_owned()));
        form.push(("AsyncAmdStatusCallback", detection.status_callback.clone()));
        form.push(("AsyncAmdStatusCallbackMethod", post()));
    }
    form
}

/// An instant as the carrier's filters want it.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
