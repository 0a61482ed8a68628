//! Requests about text messages.

use super::status::MessageStatus;
use crate::tolerant;
use passerelle_domain::phone_number::CallerId;
use serde::Deserialize;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// What the carrier itself understood of an opt-out word. When present, the carrier has answered and we must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptOut {
    /// The person wants no more messages.
    Stop,
    /// The person wants messages again.
    Start,
    /// The person asked for help.
    Help,
    /// A word this version does not know.
    Unknown,
}

impl FromStr for OptOut {
    type Err = Infallible;
    fn from_str(word: &str) -> Result<Self, Infallible> {
        Ok(match word {
            "STOP" => OptOut::Stop,
            "START" => OptOut::Start,
            "HELP" => OptOut::Help,
            _ => OptOut::Unknown,
        })
    }
}

/// A text message somebody sent to one of our numbers.
///
/// # Source
/// Telephony notes, section 1.8.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MessageRequest {
    /// The carrier's identifier; opaque. Read from `SmsSid` when a carrier still uses the old name.
    #[serde(deserialize_with = "tolerant::required_text")]
    pub message_sid: String,
    /// The carrier's identifier of our account.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub account_sid: Option<String>,
    /// Who wrote, exactly as sent; may be letters or a short code.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub from: Option<String>,
    /// Our number, exactly as sent.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub to: Option<String>,
    /// What was written; may be empty.
    #[serde(default, deserialize_with = "tolerant::text_or_empty")]
    pub body: String,
    /// Number of pictures and other attachments, which we do not fetch.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub num_media: Option<u32>,
    /// What the carrier itself understood and answered.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub opt_out_type: Option<OptOut>,
}

impl MessageRequest {
    /// Who wrote, as far as the carrier knows.
    pub fn sender(&self) -> CallerId {
        CallerId::from_wire(self.from.as_deref().unwrap_or(""))
    }

    /// Which of our numbers received it.
    pub fn recipient(&self) -> CallerId {
        CallerId::from_wire(self.to.as_deref().unwrap_or(""))
    }
}

/// Only the identifier: numbers and words are personal.
impl fmt::Debug for MessageRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageRequest").field("message_sid", &self.message_sid).finish_non_exhaustive()
    }
}

/// News of a message we sent. May come twice and out of order; `delivered` may never come.
///
/// # Source
/// Telephony notes, section 1.8.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MessageStatusRequest {
    /// The carrier's identifier; opaque.
    #[serde(deserialize_with = "tolerant::required_text")]
    pub message_sid: String,
    /// Where the message is now.
    #[serde(default, deserialize_with = "tolerant::word")]
    pub message_status: MessageStatus,
    /// The carrier's identifier of our account.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub account_sid: Option<String>,
    /// Why it failed, as the carrier's number.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub error_code: Option<u32>,
}

/// Only the identifier and the state.
impl fmt::Debug for MessageStatusRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageStatusRequest")
            .field("message_sid", &self.message_sid)
            .field("message_status", &self.message_status)
            .field("error_code", &self.error_code)
            .finish_non_exhaustive()
    }
}
