//! Webhooks about conversations in rooms: the way in, aside, and the way out. They always speak, like the others.

use axum::{
    extract::{Path, State},
    response::Response,
};
use passerelle_app::{after_room, announce_joining, apologise, enter_room, join_talk, leave_talk, step_aside};
use passerelle_domain::ids::LegId;
use passerelle_telephony::webhook::{CallStatus, VoiceRequest};

use crate::{
    WebState,
    signed::Signed,
    voice::{Request, id, speaking, twiml},
};

fn visit_of(leg: &str, visit: &str) -> Option<(LegId, u32)> {
    id(leg).map(LegId).zip(visit.parse().ok())
}

fn has_hung_up(voice: &VoiceRequest) -> bool {
    voice.call_status.is_some_and(CallStatus::is_final)
}

pub(crate) async fn enter(
    State(state): State<WebState>,
    Path((leg, visit)): Path<(String, String)>,
    Signed(request): Request,
) -> Response {
    let Some((leg, visit)) = visit_of(&leg, &visit) else { return twiml(apologise(state.app())) };
    let app = state.app().clone();
    let digits = request.as_ref().and_then(|voice| voice.digits.clone());
    speaking(&state, &request, None, async move { enter_room(&app, leg, visit, digits.as_deref()).await }).await
}

pub(crate) async fn aside(
    State(state): State<WebState>,
    Path((leg, visit)): Path<(String, String)>,
    Signed(request): Request,
) -> Response {
    stepping_aside(&state, (&leg, &visit), request, false).await
}

pub(crate) async fn aside_again(
    State(state): State<WebState>,
    Path((leg, visit)): Path<(String, String)>,
    Signed(request): Request,
) -> Response {
    stepping_aside(&state, (&leg, &visit), request, true).await
}

async fn stepping_aside(
    state: &WebState,
    (leg, visit): (&str, &str),
    request: Option<VoiceRequest>,
    again: bool,
) -> Response {
    let Some((leg, visit)) = visit_of(leg, visit) else { return twiml(apologise(state.app())) };
    let app = state.app().clone();
    let is_gone = request.as_ref().is_some_and(has_hung_up);
    speaking(state, &request, None, async move { step_aside(&app, leg, visit, again, is_gone).await }).await
}

pub(crate) async fn after(
    State(state): State<WebState>,
    Path(leg): Path<String>,
    Signed(request): Request,
) -> Response {
    let Some(leg) = id(&leg).map(LegId) else { return twiml(apologise(state.app())) };
    let app = state.app().clone();
    let is_gone = request.as_ref().is_some_and(has_hung_up);
    speaking(&state, &request, None, async move { after_room(&app, leg, is_gone).await }).await
}

pub(crate) async fn announced(
    State(state): State<WebState>,
    Path(leg): Path<String>,
    Signed(request): Request,
) -> Response {
    let Some(leg) = id(&leg).map(LegId) else { return twiml(apologise(state.app())) };
    let app = state.app().clone();
    speaking(&state, &request, None, async move { announce_joining(&app, leg).await }).await
}

pub(crate) async fn join(State(state): State<WebState>, Path(leg): Path<String>, Signed(request): Request) -> Response {
    let Some(leg) = id(&leg).map(LegId) else { return twiml(apologise(state.app())) };
    let app = state.app().clone();
    speaking(&state, &request, None, async move { join_talk(&app, leg).await }).await
}

pub(crate) async fn left_talk(
    State(state): State<WebState>,
    Path(leg): Path<String>,
    Signed(request): Request,
) -> Response {
    let Some(leg) = id(&leg).map(LegId) else { return twiml(apologise(state.app())) };
    let app = state.app().clone();
    speaking(&state, &request, None, async move { leave_talk(&app, leg).await }).await
}
