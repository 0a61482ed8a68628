//! Texts by REST: create, fetch, list.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{Fields, PAGE_SIZE, Refused, bare, calls::instant, page};
use crate::{
    directory::{is_e164, is_french_landline},
    records::MessageRecord,
    texts::{Outgoing, callback_target},
    webhooks::rfc2822,
    world::World,
};

/// The longest text the carrier takes.
const MAX_BODY_CHARS: usize = 1600;
/// The longest sender name.
const MAX_SENDER_CHARS: usize = 11;

/// `POST Messages.json`.
pub(super) async fn create(State(world): State<Arc<World>>, body: Bytes) -> Result<(StatusCode, Json<Value>), Refused> {
    let fields = Fields::read(&body);
    let to = fields.get("To").ok_or(Refused::bad(21604, "The 'To' phone number is required"))?;
    if !is_e164(to) {
        return Err(Refused::bad(21211, "The 'To' number is not a valid phone number"));
    }
    let from = fields
        .get("From")
        .or_else(|| fields.get("MessagingServiceSid"))
        .ok_or(Refused::bad(21603, "A 'From' phone number is required"))?;
    if !(world.line(from).is_some() || is_sender_name(from) || from.starts_with("MG")) {
        return Err(Refused::bad(21606, "The 'From' number is not a valid message-capable number"));
    }
    let text = fields.get("Body").ok_or(Refused::bad(21602, "Message body is required"))?;
    if text.chars().count() > MAX_BODY_CHARS {
        return Err(Refused::bad(21617, "The message body exceeds 1600 characters"));
    }
    if is_french_landline(to) {
        return Err(Refused::bad(21614, "The 'To' number is not a valid mobile number"));
    }
    if world.state().directory.has_opted_out(from, to) {
        return Err(Refused::bad(21610, "Attempt to send to an unsubscribed recipient"));
    }
    let sid = world.send_text(Outgoing {
        from: from.into(),
        to: to.into(),
        body: text.into(),
        callback: callback_target(world.habits, fields.get("StatusCallback"), None),
    });
    let message = find(&world, &sid).ok_or_else(Refused::not_found)?;
    Ok((StatusCode::CREATED, Json(show(&world, &message))))
}

/// Letters, digits and spaces, not digits only.
fn is_sender_name(from: &str) -> bool {
    from.chars().count() <= MAX_SENDER_CHARS
        && from.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ')
        && from.chars().any(|c| c.is_ascii_alphabetic())
}

fn find(world: &World, sid: &str) -> Option<MessageRecord> {
    world.state().messages.iter().rev().find(|message| message.sid == sid).cloned()
}

/// `GET Messages/{sid}.json`.
pub(super) async fn fetch(
    State(world): State<Arc<World>>,
    Path((_, sid)): Path<(String, String)>,
) -> Result<Json<Value>, Refused> {
    find(&world, bare(&sid)).map(|message| Json(show(&world, &message))).ok_or_else(Refused::not_found)
}

/// `GET Messages.json`, newest first, filtered by `To`, `From`, `DateSent>` and `DateSent<`.
pub(super) async fn list(State(world): State<Arc<World>>, RawQuery(query): RawQuery) -> Json<Value> {
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let (after, before) = (instant(&fields, "DateSent>"), instant(&fields, "DateSent<"));
    let state = world.state();
    let entries = state.messages.iter().rev().filter(|message| {
        fields.get("To").is_none_or(|to| message.to == to)
            && fields.get("From").is_none_or(|from| message.from == from)
            && after.is_none_or(|after| message.created_at >= after)
            && before.is_none_or(|before| message.created_at <= before)
    });
    let entries = entries.take(PAGE_SIZE).map(|message| show(&world, message)).collect();
    page("messages", entries)
}

fn show(world: &World, message: &MessageRecord) -> Value {
    json!({
        "sid": message.sid,
        "account_sid": world.account_sid,
        "api_version": "2010-04-01",
        "from": message.from.as_str(),
        "to": message.to.as_str(),
        "body": message.body.as_str(),
        "direction": if message.inbound { "inbound" } else { "outbound-api" },
        "status": message.status,
        "error_code": message.error_code,
        "error_message": null,
        "num_segments": "1",
        "num_media": "0",
        "date_created": rfc2822(message.created_at),
        "date_sent": message.sent_at.map(rfc2822),
        "uri": format!("/2010-04-01/Accounts/{}/Messages/{}.json", world.account_sid, message.sid),
    })
}
