//! What the carrier sends us: decoding of forms, queries and JSON into typed requests.
//!
//! Carriers add parameters without notice, repeat them, leave them empty and write numbers as text. So unknown names
//! are ignored, empty means absent, a strange value becomes `None` or `Unknown`, and only the identifier of the call or
//! message is required. Identifiers are opaque text: their shape differs between carriers.
//!
//! # Source
//! Telephony notes, sections 1 and 3.5.

mod message;
mod status;
mod voice;

pub use message::{MessageRequest, MessageStatusRequest, OptOut};
pub use status::{AnsweredBy, CallStatus, Direction, MessageStatus, RecordingStatus};
pub use voice::VoiceRequest;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Header that is the same on every retry of one webhook: keep it to notice repeats.
pub const IDEMPOTENCY_HEADER: &str = "I-Twilio-Idempotency-Token";

/// More parameters than any carrier sends; it bounds the work done on a hostile request.
const MAX_PARAMETERS: usize = 500;

/// Deprecated names that may come without the current one.
const OLD_NAMES: [(&str, &str); 3] =
    [("SmsSid", "MessageSid"), ("SmsMessageSid", "MessageSid"), ("SmsStatus", "MessageStatus")];

/// Why a request cannot be read. Holds no part of the request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeProblem {
    /// The body is neither a form nor JSON.
    #[error("the request's content type is not understood")]
    UnsupportedType,
    /// The body says it is JSON and is not an object.
    #[error("the request's body cannot be read")]
    Malformed,
    /// The identifier of the call or message is missing.
    #[error("the request lacks the identifier it is about")]
    Incomplete,
}

/// Reads one request from its body and its query.
///
/// A name in the body hides the same name in the query; of several values the first counts (so a value appended by
/// somebody else never replaces the carrier's).
///
/// # Errors
/// See [`DecodeProblem`].
pub fn decode<T: DeserializeOwned>(
    content_type: Option<&str>,
    query: Option<&str>,
    body: &[u8],
) -> Result<T, DecodeProblem> {
    let mut fields = body_fields(content_type, body)?;
    add_pairs(&mut fields, query.unwrap_or("").as_bytes());
    for (old, current) in OLD_NAMES {
        if !fields.contains_key(current)
            && let Some(value) = fields.get(old).cloned()
        {
            fields.insert(current.to_owned(), value);
        }
    }
    T::deserialize(Value::Object(fields)).map_err(|_| DecodeProblem::Incomplete)
}

fn body_fields(content_type: Option<&str>, body: &[u8]) -> Result<Map<String, Value>, DecodeProblem> {
    let essence = content_type.and_then(|t| t.split(';').next()).unwrap_or("").trim().to_ascii_lowercase();
    if body.is_empty() {
        return Ok(Map::new());
    }
    match essence.as_str() {
        "application/x-www-form-urlencoded" | "" => {
            let mut fields = Map::new();
            add_pairs(&mut fields, body);
            Ok(fields)
        }
        "application/json" => serde_json::from_slice(body).map_err(|_| DecodeProblem::Malformed),
        _ => Err(DecodeProblem::UnsupportedType),
    }
}

fn add_pairs(fields: &mut Map<String, Value>, encoded: &[u8]) {
    for (name, value) in form_urlencoded::parse(encoded).take(MAX_PARAMETERS) {
        if !fields.contains_key(name.as_ref()) {
            fields.insert(name.into_owned(), Value::String(value.into_owned()));
        }
    }
}

#[cfg(test)]
mod tests;
