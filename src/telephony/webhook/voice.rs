//! Requests about calls.

use super::status::{AnsweredBy, CallStatus, Direction, RecordingStatus};
use crate::tolerant;
use chrono::{DateTime, Utc};
use passerelle_domain::phone_number::CallerId;
use serde::Deserialize;
use std::fmt;

/// Any request about a call: an incoming call, keys, the end of a `<Dial>`, a recording, a change of status.
///
/// One type for all, because carriers send one bag of parameters; the URL says which kind it is.
///
/// # Source
/// Telephony notes, sections 1.3 to 1.5 and 1.7.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VoiceRequest {
    /// The carrier's identifier of this leg; opaque.
    #[serde(deserialize_with = "tolerant::required_text")]
    pub call_sid: String,
    /// The carrier's identifier of our account.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub account_sid: Option<String>,
    /// Who calls, exactly as sent. See [`VoiceRequest::caller`].
    #[serde(default, deserialize_with = "tolerant::text")]
    pub from: Option<String>,
    /// Who is called, exactly as sent.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub to: Option<String>,
    /// Where this leg is in its life.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub call_status: Option<CallStatus>,
    /// Who began the call.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub direction: Option<Direction>,
    /// The leg whose `<Dial>` began this one.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub parent_call_sid: Option<String>,
    /// The number that was forwarded to us.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub forwarded_from: Option<String>,
    /// Keys pressed; `hangup` after a recording ended by hanging up.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub digits: Option<String>,
    /// Words recognised.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub speech_result: Option<String>,
    /// How sure the recognition is, 0 to 1; not always sent.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub confidence: Option<f32>,
    /// How a `<Dial>` ended.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub dial_call_status: Option<CallStatus>,
    /// The leg that a `<Dial>` reached.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub dial_call_sid: Option<String>,
    /// Seconds that leg lasted.
    #[serde(default, rename = "DialCallDuration", deserialize_with = "tolerant::parsed")]
    pub dial_call_duration_s: Option<u32>,
    /// True when the two parties were really connected.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub dial_bridged: Option<bool>,
    /// Where a recording can be fetched, perhaps not yet.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub recording_url: Option<String>,
    /// The carrier's identifier of the recording.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub recording_sid: Option<String>,
    /// Seconds recorded.
    #[serde(default, rename = "RecordingDuration", deserialize_with = "tolerant::parsed")]
    pub recording_duration_s: Option<u32>,
    /// Where the recording is in its life.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub recording_status: Option<RecordingStatus>,
    /// Seconds the leg lasted; with the final status.
    #[serde(default, rename = "CallDuration", deserialize_with = "tolerant::parsed")]
    pub call_duration_s: Option<u32>,
    /// Order of status changes of this leg, from 0; one carrier always sends 0.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub sequence_number: Option<u32>,
    /// When the change happened, by the carrier's clock.
    #[serde(default, deserialize_with = "tolerant::instant")]
    pub timestamp: Option<DateTime<Utc>>,
    /// Who answered, when that was asked.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub answered_by: Option<AnsweredBy>,
    /// How the network answered (404 unreachable, 487 given up).
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub sip_response_code: Option<u16>,
    /// Why the carrier gave up on another of our URLs and came to the fallback, or why a recording failed.
    #[serde(default, deserialize_with = "tolerant::parsed")]
    pub error_code: Option<u32>,
    /// The URL it gave up on.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub error_url: Option<String>,
}

impl VoiceRequest {
    /// Who calls, as far as the carrier knows.
    pub fn caller(&self) -> CallerId {
        CallerId::from_wire(self.from.as_deref().unwrap_or(""))
    }

    /// Who is called, as far as the carrier knows.
    pub fn called(&self) -> CallerId {
        CallerId::from_wire(self.to.as_deref().unwrap_or(""))
    }
}

/// Only identifiers and states: numbers, keys and words are personal.
impl fmt::Debug for VoiceRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VoiceRequest")
            .field("call_sid", &self.call_sid)
            .field("call_status", &self.call_status)
            .field("direction", &self.direction)
            .field("dial_call_status", &self.dial_call_status)
            .field("sequence_number", &self.sequence_number)
            .finish_non_exhaustive()
    }
}
