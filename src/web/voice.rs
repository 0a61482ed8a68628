//! Webhooks about calls. They always speak: whatever fails inside, the answer is a document with an
//! apology and a way to a person.

use std::time::Duration;

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use passerelle_app::{
    AppError, IncomingCall, LegReport, StepInput, accept_call, answer_incoming_call, apologise, introduce_callee,
    play_fallback, play_neutral_message, record_leg_report, record_machine, record_recording, record_status_by_sid,
    take_step, whisper_to_listener,
};
use passerelle_domain::ids::{CallId, LegId};
use passerelle_telephony::{
    twiml::CONTENT_TYPE,
    webhook::{CallStatus, RecordingStatus, VoiceRequest},
};
use uuid::Uuid;

use crate::{WebState, signed::Signed};

/// The most patient carrier waits fifteen seconds, the least patient five: an apology comes first.
const ANSWER_WITHIN: Duration = Duration::from_millis(4_500);
/// Looking up who is on duty for an apology takes no longer than this.
const FALLBACK_WITHIN: Duration = Duration::from_millis(400);

pub(crate) type Request = Signed<VoiceRequest>;

pub(crate) fn twiml(document: String) -> Response {
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], document).into_response()
}

pub(crate) fn id(text: &str) -> Option<Uuid> {
    Uuid::parse_str(text).ok()
}

/// Runs what answers with a document; a failure, a panic or a delay becomes an apology and a way to
/// a person.
pub(crate) async fn speaking<F>(
    state: &WebState,
    request: &Option<VoiceRequest>,
    call: Option<CallId>,
    work: F,
) -> Response
where
    F: Future<Output = Result<String, AppError>> + Send + 'static,
{
    // A task of its own: a panic stays inside, and a write is never dropped half-way.
    match tokio::time::timeout(ANSWER_WITHIN, tokio::spawn(work)).await {
        Ok(Ok(Ok(document))) => return twiml(document),
        Ok(Ok(Err(trouble))) => tracing::error!(%trouble, "a voice webhook failed; the caller hears an apology"),
        Ok(Err(_)) => tracing::error!("a voice webhook panicked; the caller hears an apology"),
        Err(_) => tracing::error!("a voice webhook took too long; the caller hears an apology"),
    }
    metrics::counter!("passerelle_voice_apologies_total").increment(1);
    let sid = request.as_ref().map(|request| request.call_sid.as_str());
    let called = request.as_ref().and_then(|request| request.to.as_deref());
    let fallback = play_fallback(state.app(), call, sid, called);
    let document = tokio::time::timeout(FALLBACK_WITHIN, fallback).await;
    twiml(document.unwrap_or_else(|_| apologise(state.app())))
}

/// What is only told to us: 204 once it is kept, 503 when it could not be.
fn noted(outcome: Result<(), AppError>) -> Response {
    match outcome {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(trouble) => {
            tracing::error!(%trouble, "a callback could not be kept; the carrier will be asked instead");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

pub(crate) async fn incoming(State(state): State<WebState>, Signed(request): Request) -> Response {
    let Some(voice) = request.clone() else { return twiml(apologise(state.app())) };
    let app = state.app().clone();
    let incoming =
        IncomingCall { from: voice.caller(), to: voice.to.clone().unwrap_or_default(), carrier_sid: voice.call_sid };
    speaking(&state, &request, None, async move { answer_incoming_call(&app, &incoming).await }).await
}

pub(crate) async fn step(
    State(state): State<WebState>,
    Path((call, step)): Path<(String, String)>,
    Signed(request): Request,
) -> Response {
    let (Some(call), Ok(step), Some(voice)) = (id(&call).map(CallId), step.parse::<u32>(), request.clone()) else {
        return twiml(apologise(state.app()));
    };
    let app = state.app().clone();
    let input = StepInput {
        carrier_sid: Some(voice.call_sid),
        has_hung_up: voice.call_status.is_some_and(CallStatus::is_final),
        digits: voice.digits,
        speech: voice.speech_result,
        dial_status: voice.dial_call_status,
        dial_bridged: voice.dial_bridged,
        recording_sid: voice.recording_sid,
        recording_url: voice.recording_url,
        recording_s: voice.recording_duration_s,
    };
    speaking(&state, &request, Some(call), async move { take_step(&app, call, step, &input).await }).await
}

pub(crate) async fn whisper(
    State(state): State<WebState>,
    Path(leg): Path<String>,
    Signed(request): Request,
) -> Response {
    whispering(&state, &leg, request, false).await
}

pub(crate) async fn whisper_again(
    State(state): State<WebState>,
    Path(leg): Path<String>,
    Signed(request): Request,
) -> Response {
    whispering(&state, &leg, request, true).await
}

async fn whispering(state: &WebState, leg: &str, request: Option<VoiceRequest>, again: bool) -> Response {
    let Some(leg) = id(leg).map(LegId) else { return twiml(apologise(state.app())) };
    let app = state.app().clone();
    speaking(state, &request, None, async move { whisper_to_listener(&app, leg, again).await }).await
}

pub(crate) async fn acceptance(
    State(state): State<WebState>,
    Path(leg): Path<String>,
    Signed(request): Request,
) -> Response {
    let Some(leg) = id(&leg).map(LegId) else { return twiml(apologise(state.app())) };
    let app = state.app().clone();
    let digits = request.as_ref().and_then(|voice| voice.digits.clone());
    speaking(&state, &request, None, async move { accept_call(&app, leg, digits.as_deref()).await }).await
}

pub(crate) async fn introduction(
    State(state): State<WebState>,
    Path(leg): Path<String>,
    Signed(request): Request,
) -> Response {
    let Some(leg) = id(&leg).map(LegId) else { return twiml(apologise(state.app())) };
    let app = state.app().clone();
    speaking(&state, &request, None, async move { introduce_callee(&app, leg).await }).await
}

pub(crate) async fn neutral_message(
    State(state): State<WebState>,
    Path(leg): Path<String>,
    Signed(request): Request,
) -> Response {
    let Some(leg) = id(&leg).map(LegId) else { return twiml(apologise(state.app())) };
    let app = state.app().clone();
    speaking(&state, &request, None, async move { play_neutral_message(&app, leg).await }).await
}

/// The carrier could not follow us: an apology and a way to a person.
pub(crate) async fn fallback(State(state): State<WebState>, Signed(request): Request) -> Response {
    let sid = request.as_ref().map(|voice| voice.call_sid.as_str());
    let called = request.as_ref().and_then(|voice| voice.to.as_deref());
    let error_code = request.as_ref().and_then(|voice| voice.error_code);
    tracing::error!(error_code, "the carrier asked for the fallback document");
    twiml(play_fallback(state.app(), None, sid, called).await)
}

pub(crate) async fn leg_status(
    State(state): State<WebState>,
    Path(leg): Path<String>,
    Signed(request): Request,
) -> Response {
    let (Some(leg), Some(voice)) = (id(&leg).map(LegId), request) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    noted(record_leg_report(state.app(), leg, report(&voice)).await)
}

/// The callback configured with the number itself: it names no leg of ours.
pub(crate) async fn number_status(State(state): State<WebState>, Signed(request): Request) -> Response {
    match request {
        Some(voice) => noted(record_status_by_sid(state.app(), report(&voice)).await),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

fn report(voice: &VoiceRequest) -> LegReport<'_> {
    LegReport {
        sid: &voice.call_sid,
        status: voice.call_status.unwrap_or(CallStatus::Unknown),
        sequence: voice.sequence_number.map(i64::from),
    }
}

pub(crate) async fn machine(
    State(state): State<WebState>,
    Path(leg): Path<String>,
    Signed(request): Request,
) -> Response {
    let answered_by = request.and_then(|voice| voice.answered_by);
    match (id(&leg).map(LegId), answered_by) {
        (Some(leg), Some(answered_by)) => noted(record_machine(state.app(), leg, answered_by).await),
        _ => StatusCode::NO_CONTENT.into_response(),
    }
}

pub(crate) async fn recording(
    State(state): State<WebState>,
    Path(call): Path<String>,
    Signed(request): Request,
) -> Response {
    let (Some(call), Some(voice)) = (id(&call).map(CallId), request) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let Some(sid) = &voice.recording_sid else { return StatusCode::NO_CONTENT.into_response() };
    let has_sound = match voice.recording_status {
        Some(RecordingStatus::InProgress | RecordingStatus::Absent | RecordingStatus::Failed) => false,
        Some(RecordingStatus::Completed | RecordingStatus::Unknown) | None => true,
    };
    if !has_sound {
        return StatusCode::NO_CONTENT.into_response();
    }
    let url = voice.recording_url.as_deref();
    noted(record_recording(state.app(), call, sid, url, voice.recording_duration_s).await)
}
