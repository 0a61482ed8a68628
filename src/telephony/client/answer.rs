//! The carrier's JSON, read with tolerance.

use super::error::CarrierError;
use crate::tolerant;
use crate::webhook::{AnsweredBy, CallStatus, Direction, MessageStatus};
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// A success whose body cannot be read: the thing was done, and we do not know its identifier.
pub(super) struct Unread;

impl From<Unread> for CarrierError {
    fn from(_: Unread) -> CarrierError {
        CarrierError::Ambiguous("unreadable answer")
    }
}

#[derive(Deserialize, Default)]
pub(super) struct Problem {
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub(super) code: Option<u32>,
    #[serde(default, deserialize_with = "tolerant::text")]
    pub(super) message: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Call {
    #[serde(deserialize_with = "tolerant::required_text")]
    pub(super) sid: String,
    #[serde(default, deserialize_with = "tolerant::text")]
    pub(super) parent_call_sid: Option<String>,
    #[serde(default, deserialize_with = "tolerant::text_or_empty")]
    pub(super) to: String,
    #[serde(default, deserialize_with = "tolerant::text_or_empty")]
    pub(super) from: String,
    #[serde(default, deserialize_with = "tolerant::word")]
    pub(super) status: CallStatus,
    #[serde(default, deserialize_with = "tolerant::word")]
    pub(super) direction: Direction,
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub(super) duration: Option<u32>,
    #[serde(default, deserialize_with = "tolerant::instant")]
    pub(super) date_created: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "tolerant::instant")]
    pub(super) start_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "tolerant::instant")]
    pub(super) end_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub(super) answered_by: Option<AnsweredBy>,
}

#[derive(Deserialize)]
pub(super) struct CallPage {
    #[serde(default)]
    pub(super) calls: Vec<Call>,
    #[serde(default, deserialize_with = "tolerant::text")]
    pub(super) next_page_uri: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Message {
    #[serde(deserialize_with = "tolerant::required_text")]
    pub(super) sid: String,
    #[serde(default, deserialize_with = "tolerant::text_or_empty")]
    pub(super) to: String,
    #[serde(default, deserialize_with = "tolerant::text_or_empty")]
    pub(super) from: String,
    #[serde(default, deserialize_with = "tolerant::text_or_empty")]
    pub(super) body: String,
    #[serde(default, deserialize_with = "tolerant::word")]
    pub(super) status: MessageStatus,
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub(super) error_code: Option<u32>,
    #[serde(default, deserialize_with = "tolerant::instant")]
    pub(super) date_created: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "tolerant::instant")]
    pub(super) date_sent: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
pub(super) struct MessagePage {
    #[serde(default)]
    pub(super) messages: Vec<Message>,
    #[serde(default, deserialize_with = "tolerant::text")]
    pub(super) next_page_uri: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Recording {
    #[serde(deserialize_with = "tolerant::required_text")]
    pub(super) sid: String,
    #[serde(default, deserialize_with = "tolerant::text_or_empty")]
    pub(super) call_sid: String,
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub(super) duration: Option<u32>,
    #[serde(default, deserialize_with = "tolerant::text")]
    pub(super) media_url: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RecordingPage {
    #[serde(default)]
    pub(super) recordings: Vec<Recording>,
    #[serde(default, deserialize_with = "tolerant::text")]
    pub(super) next_page_uri: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Account {
    #[serde(default, deserialize_with = "tolerant::text_or_empty")]
    pub(super) sid: String,
    #[serde(default, deserialize_with = "tolerant::text_or_empty")]
    pub(super) friendly_name: String,
    #[serde(default, deserialize_with = "tolerant::text_or_empty")]
    pub(super) status: String,
}
