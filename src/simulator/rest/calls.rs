//! Calls by REST: create, update, fetch, list.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::StatusCode,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

use super::{Fields, PAGE_SIZE, Refused, bare, page};
use crate::{
    AnsweredBy, CallRecord, CallStatus, Direction, Fault, Happening, Private,
    directory::is_e164,
    leg::{Instructions, MachineDetection, Moment, NewLeg, Part, Subscription, What, place, read_url},
    texts::callback_target,
    webhooks::{Method, rfc2822},
    world::World,
};

/// The carrier's default patience with a ringing phone, and the few seconds it adds.
const DEFAULT_RING_S: f64 = 60.0;
const RING_MARGIN_S: f64 = 5.0;
const DEFAULT_TIME_LIMIT_S: f64 = 14_400.0;
/// A call waits this long in the carrier's queue before it is dialled.
const QUEUE_S: f64 = 0.3;

/// `POST Calls.json`.
pub(super) async fn create(State(world): State<Arc<World>>, body: Bytes) -> Result<(StatusCode, Json<Value>), Refused> {
    let fields = Fields::read(&body);
    let to = fields.get("To").ok_or(Refused::bad(21201, "No 'To' number is specified"))?;
    if !is_e164(to) {
        return Err(Refused::bad(21211, "The 'To' number is not a valid phone number"));
    }
    let from = fields.get("From").ok_or(Refused::bad(21213, "No 'From' number is specified"))?;
    if !is_e164(from) {
        return Err(Refused::bad(21212, "The 'From' number is not a valid phone number"));
    }
    if world.line(from).is_none() {
        return Err(Refused::bad(21210, "The 'From' number is not verified for this account"));
    }
    let instructions = read_instructions(&world, &fields)?.ok_or(Refused::bad(21205, "Url is not valid"))?;
    let target = |url: &str, method: &str| callback_target(world.habits, fields.get(url), fields.get(method));
    let callback = target("StatusCallback", "StatusCallbackMethod");
    let detection =
        fields.get("MachineDetection").filter(|_| world.habits.detects_machines).map(|mode| MachineDetection {
            until_greeting_ends: mode == "DetectMessageEnd",
            callback: target("AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod"),
            is_async: fields.get("AsyncAmd") == Some("true"),
        });
    let new = NewLeg {
        from: Private::from(from),
        to: to.into(),
        number: to.into(),
        direction: Direction::OutboundApi,
        parent: None,
        subscription: callback
            .map(|target| Subscription { target, moments: Moment::read_all(fields.all("StatusCallbackEvent")) }),
        fallback: target("FallbackUrl", "FallbackMethod"),
        time_limit_s: Some(seconds_field(&fields, "TimeLimit").unwrap_or(DEFAULT_TIME_LIMIT_S)),
        starts_in_s: QUEUE_S,
    };
    let ring_timeout_s = seconds_field(&fields, "Timeout").unwrap_or(DEFAULT_RING_S) + RING_MARGIN_S;
    let placed = place(&world, new, Part::Api { instructions, ring_timeout_s, detection });
    let call = world.call(&placed.sid).ok_or_else(Refused::not_found)?;
    Ok((StatusCode::CREATED, Json(show(&world, &call))))
}

fn seconds_field(fields: &Fields, name: &str) -> Option<f64> {
    fields.get(name).and_then(|value| value.parse::<u32>().ok()).map(f64::from)
}

fn read_instructions(world: &World, fields: &Fields) -> Result<Option<Instructions>, Refused> {
    if let Some(document) = fields.get("Twiml") {
        return Ok(Some(Instructions::given(document)));
    }
    let Some(text) = fields.get("Url") else {
        return Ok(None);
    };
    let url = read_url(text).ok_or(Refused::bad(21205, "Url is not valid"))?;
    Ok(Some(Instructions::fetched(url, Method::read(world.habits, fields.get("Method")))))
}

/// `POST Calls/{sid}.json`: a new document, or the end.
pub(super) async fn update(
    State(world): State<Arc<World>>,
    Path((_, sid)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, Refused> {
    let sid = bare(&sid);
    let fields = Fields::read(&body);
    let call = world.call(sid).ok_or_else(Refused::not_found)?;
    let not_in_progress = || Refused::bad(21220, "Call is not in-progress. Cannot redirect.");
    if call.status.is_final() {
        return Err(not_in_progress());
    }
    let is_waiting = match call.status {
        CallStatus::Queued | CallStatus::Initiated | CallStatus::Ringing => true,
        CallStatus::InProgress
        | CallStatus::Completed
        | CallStatus::Busy
        | CallStatus::Failed
        | CallStatus::NoAnswer
        | CallStatus::Canceled => false,
    };
    match fields.get("Status") {
        Some("completed") => {
            world.send(sid, What::HangUp(CallStatus::Canceled));
        }
        Some("canceled") if is_waiting => {
            world.send(sid, What::HangUp(CallStatus::Canceled));
        }
        Some(_) => return Err(not_in_progress()),
        None => {
            let instructions = read_instructions(&world, &fields)?.ok_or(Refused::bad(21205, "Url is not valid"))?;
            if is_waiting || world.state().faults.contains(&Fault::UpdatesRefused) {
                return Err(not_in_progress());
            }
            world.tell(Happening::CallUpdated { sid: sid.to_owned() });
            world.send(sid, What::FollowNow(Box::new(instructions)));
        }
    }
    Ok(Json(show(&world, &call)))
}

/// `GET Calls/{sid}.json`.
pub(super) async fn fetch(
    State(world): State<Arc<World>>,
    Path((_, sid)): Path<(String, String)>,
) -> Result<Json<Value>, Refused> {
    world.call(bare(&sid)).map(|call| Json(show(&world, &call))).ok_or_else(Refused::not_found)
}

/// `GET Calls.json`, newest first, filtered by `To`, `From`, `ParentCallSid`, `Status`, `StartTime`, `StartTime>` and
/// `StartTime<`.
pub(super) async fn list(State(world): State<Arc<World>>, RawQuery(query): RawQuery) -> Json<Value> {
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    // The names are `StartTime>` and `StartTime<`; their value follows an equals sign, hence the look of `>=`.
    let (after, before) = (instant(&fields, "StartTime>"), instant(&fields, "StartTime<"));
    let on = fields.get("StartTime").and_then(|text| text.get(..10)?.parse::<NaiveDate>().ok());
    let state = world.state();
    let entries = state.calls_in_order.iter().rev().filter_map(|sid| state.calls.get(sid)).filter(|call| {
        fields.get("To").is_none_or(|to| call.to == to)
            && fields.get("From").is_none_or(|from| call.from == from)
            && fields.get("ParentCallSid").is_none_or(|parent| call.parent.as_deref() == Some(parent))
            && fields.get("Status").is_none_or(|status| call.status.wire() == status)
            && after.is_none_or(|after| call.started_at >= after)
            && before.is_none_or(|before| call.started_at <= before)
            && on.is_none_or(|on| call.started_at.date_naive() == on)
    });
    let entries = entries.take(PAGE_SIZE).map(|call| show(&world, call)).collect();
    page("calls", entries)
}

/// An instant or a date (from its midnight, UTC).
pub(super) fn instant(fields: &Fields, name: &str) -> Option<DateTime<Utc>> {
    let text = fields.get(name)?;
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .ok()
        .or_else(|| Some(text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc()))
}

fn show(world: &World, call: &CallRecord) -> Value {
    json!({
        "sid": call.sid,
        "account_sid": world.account_sid,
        "api_version": "2010-04-01",
        "parent_call_sid": call.parent,
        "from": call.from.as_str(),
        "to": call.to.as_str(),
        "direction": call.direction.wire(),
        "status": call.status.wire(),
        "answered_by": call.answered_by.map(|by| match by {
            AnsweredBy::Person | AnsweredBy::SomeoneElse => "human",
            AnsweredBy::Machine => "machine_start",
        }),
        "date_created": rfc2822(call.started_at),
        "date_updated": rfc2822(world.now()),
        "start_time": call.answered_at.or(call.rang_at).map(rfc2822),
        "end_time": call.ended_at.map(rfc2822),
        "duration": call.ended_at.map(|_| call.duration_s().to_string()),
        "price": null,
        "uri": format!("{}/Accounts/{}/Calls/{}{}", world.habits.path, world.account_sid, call.sid, world.habits.suffix),
    })
}
