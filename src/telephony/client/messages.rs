//! Sending and finding text messages.

use super::CarrierClient;
use super::answer;
use super::calls::{PAGE_SIZE, instant};
use super::error::CarrierError;
use super::snapshot::MessageSnapshot;
use super::transport::Params;
use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::phone_number::PhoneNumber;
use std::fmt;
use url::Url;

/// The carrier keeps a message at most this long, in seconds.
const MAX_VALIDITY_PERIOD_S: u32 = 36_000;

/// A text message to send.
#[derive(Clone, PartialEq, Eq)]
pub struct SendMessage {
    /// The recipient.
    pub to: PhoneNumber,
    /// A number of the organisation, or up to eleven letters and digits (nobody can answer those).
    pub from: String,
    /// The text, at most 1,600 characters.
    pub body: String,
    /// Told about the message's delivery; absolute, without personal data.
    pub status_callback: Option<String>,
    /// Seconds after which a message not yet sent is worthless, 1 to 36,000.
    pub validity_period_s: Option<u32>,
}

/// The text is personal.
impl fmt::Debug for SendMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendMessage")
            .field("to", &self.to)
            .field("chars", &self.body.chars().count())
            .finish_non_exhaustive()
    }
}

/// Which messages to list; what is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FindMessages {
    /// The recipient.
    pub to: Option<PhoneNumber>,
    /// The sender shown.
    pub from: Option<String>,
    /// Sent at this instant or later. A message still queued at the carrier is not sent and is left out.
    pub since: Option<DateTime<Utc>>,
    /// How many pages to read at most; at least one is.
    pub page_limit: u32,
}

impl CarrierClient {
    /// The time the carrier wants between two messages; zero when it takes everything at once. Whoever sends keeps to it:
    /// which message leaves next is not for this client to say.
    pub fn message_spacing(&self) -> TimeDelta {
        self.0.message_spacing
    }

    /// Asks the carrier to send a message, at once: whoever asks keeps to [`CarrierClient::message_spacing`]. Never sent
    /// twice by itself, except after a 429, which was not processed.
    ///
    /// # Errors
    /// [`CarrierError`]; after [`CarrierError::Ambiguous`] use [`CarrierClient::find_sent_message`].
    ///
    /// # Source
    /// Telephony notes, section 4.2.
    pub async fn send_message(&self, message: &SendMessage) -> Result<MessageSnapshot, CarrierError> {
        let mut form: Params =
            vec![("To", message.to.to_string()), ("From", message.from.clone()), ("Body", message.body.clone())];
        form.extend(message.status_callback.clone().map(|callback| ("StatusCallback", callback)));
        let validity = message.validity_period_s.map(|period| period.clamp(1, MAX_VALIDITY_PERIOD_S));
        form.extend(validity.map(|period| ("ValidityPeriod", period.to_string())));
        let sent: answer::Message = self.post(self.resource_url(&["Messages"]), &form).await?;
        Ok(sent.into())
    }

    /// One message as the carrier sees it now.
    ///
    /// # Errors
    /// [`CarrierError`]; [`CarrierError::is_not_found`] when the carrier does not know it.
    pub async fn fetch_message(&self, sid: &str) -> Result<MessageSnapshot, CarrierError> {
        let message: answer::Message = self.get(self.resource_url(&["Messages", sid]), &Params::new()).await?;
        Ok(message.into())
    }

    /// Lists messages, newest first.
    ///
    /// # Errors
    /// [`CarrierError`].
    pub async fn find_messages(&self, wanted: &FindMessages) -> Result<Vec<MessageSnapshot>, CarrierError> {
        let mut query = Params::new();
        query.extend(wanted.to.as_ref().map(|to| ("To", to.to_string())));
        query.extend(wanted.from.clone().map(|from| ("From", from)));
        query.extend(wanted.since.map(|since| ("DateSent>", instant(since))));
        query.push(("PageSize", PAGE_SIZE.to_string()));

        let mut found = Vec::new();
        let mut page: answer::MessagePage = self.get(self.resource_url(&["Messages"]), &query).await?;
        for pages in 1.. {
            found.extend(page.messages.drain(..).map(MessageSnapshot::from));
            match page.next_page_uri.take() {
                Some(next) if pages < wanted.page_limit => {
                    page = self.get(self.next_page_url(&next)?, &Params::new()).await?;
                }
                Some(_) | None => break,
            }
        }
        Ok(found)
    }

    /// Where the next page is. An answer must not be able to send our secret to another host.
    pub(super) fn next_page_url(&self, uri: &str) -> Result<Url, CarrierError> {
        match self.0.api_url.join(uri) {
            Ok(url) if url.origin() == self.0.api_url.origin() => Ok(url),
            Ok(_) | Err(_) => Err(CarrierError::Ambiguous("unreadable answer")),
        }
    }
}
