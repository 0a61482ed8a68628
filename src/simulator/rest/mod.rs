//! The carrier's REST interface: the part Passerelle uses, with the carrier's refusals.

mod calls;
mod listener;
mod messages;
mod recordings;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{ConnectInfo, Path, Request, State},
    http::{Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::Engine as _;
use serde_json::{Value, json};

use crate::{Fault, world::World};
use listener::{CuttableListener, Scissors};

/// Serves until the world stops.
pub(crate) fn serve(world: &Arc<World>, listener: tokio::net::TcpListener) {
    let service = router(Arc::clone(world)).into_make_service_with_connect_info::<Scissors>();
    world.spawn(async move {
        // A shutdown drops this future and with it the listener; the gate refuses on connections still open.
        if let Err(problem) = axum::serve(CuttableListener::new(listener), service).await {
            tracing::error!(%problem, "the simulated carrier stopped listening");
        }
    });
}

fn router(world: Arc<World>) -> Router {
    let habits = world.habits;
    let list = |noun: &str| format!("/{noun}{}", habits.suffix);
    let mut account = Router::new()
        .route(&list("Calls"), get(calls::list).post(calls::create))
        .route("/Calls/{sid}", get(calls::fetch).post(calls::update))
        .route("/Recordings.json", get(recordings::list))
        .route("/Recordings/{sid}", get(recordings::fetch).delete(recordings::delete))
        .fallback(async || Refused::not_found());
    if habits.carries_texts {
        account = account
            .route(&list("Messages"), get(messages::list).post(messages::create))
            .route("/Messages/{sid}", get(messages::fetch));
    }
    let path = format!("{}/Accounts/{{account}}", habits.path);
    Router::new()
        .route(&path, get(account_itself).post(async || Refused::not_found()))
        .nest(&path, account)
        .route("/sounds/{sid}", get(recordings::sound))
        .fallback(async || Refused::not_found())
        .layer(middleware::from_fn_with_state(Arc::clone(&world), gate))
        .with_state(world)
}

/// What every request passes: troubles first, then the password, then the account in the path.
async fn gate(
    State(world): State<Arc<World>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
    next: Next,
) -> Response {
    let _busy = world.clock.busy();
    // Watched before the troubles are read: one that ends in between keeps nothing back.
    let mut clearings = world.watch_clearings();
    if world.is_stopped() || has_fault(&world, Fault::RestUnavailable) {
        return Refused::new(503, 20503, "Service unavailable").into_response();
    }
    let throttled = world.use_fault(|fault| match fault {
        Fault::Throttle { n } => Some(n),
        Fault::RestUnavailable
        | Fault::RestTimeoutAfterDoing
        | Fault::HoldRequests { .. }
        | Fault::HoldAnswers
        | Fault::WebhooksUnreachable
        | Fault::UpdatesRefused
        | Fault::DeletionsRefused
        | Fault::SoundsRefused
        | Fault::RecordingsUnannounced
        | Fault::CallsFail { .. }
        | Fault::TextsUndelivered { .. } => None,
    });
    if throttled {
        return Refused::new(429, 20429, "Too many requests").into_response();
    }
    let password = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    // The address of a sound opens it by itself, for as long as it is good.
    if habits_serve_sounds(&world) && request.uri().path().starts_with("/sounds/") {
        return next.run(request).await;
    }
    if !is_authorised(&world, password) {
        return Refused::new(401, 20003, "Authenticate").into_response();
    }
    let mut segments = request.uri().path().split('/').skip_while(|segment| *segment != "Accounts").skip(1);
    let account = segments.next().map(|segment| segment.trim_end_matches(".json").to_owned());
    if account.as_deref() != Some(world.account_sid.as_str()) {
        return Refused::not_found().into_response();
    }
    let writes = request.method() == Method::POST || request.method() == Method::DELETE;
    let is_held = writes
        && world.use_fault(|fault| match fault {
            Fault::HoldRequests { n } => Some(n),
            Fault::RestUnavailable
            | Fault::RestTimeoutAfterDoing
            | Fault::HoldAnswers
            | Fault::WebhooksUnreachable
            | Fault::UpdatesRefused
            | Fault::DeletionsRefused
            | Fault::SoundsRefused
            | Fault::RecordingsUnannounced
            | Fault::Throttle { .. }
            | Fault::CallsFail { .. }
            | Fault::TextsUndelivered { .. } => None,
        });
    if is_held {
        world.hold_back(&mut clearings).await;
    }
    let answer = next.run(request).await;
    if writes && has_fault(&world, Fault::HoldAnswers) {
        world.hold_back(&mut clearings).await;
    }
    if writes && has_fault(&world, Fault::RestTimeoutAfterDoing) {
        // The work is done; the client never hears of it.
        scissors.cut();
    }
    answer
}

fn has_fault(world: &World, fault: Fault) -> bool {
    world.state().faults.contains(&fault)
}

fn habits_serve_sounds(world: &World) -> bool {
    world.habits.sound_address_lasts_s.is_some()
}

fn is_authorised(world: &World, header: Option<&str>) -> bool {
    if world.habits.wants_bearer {
        return header.and_then(|value| value.strip_prefix("Bearer ")) == Some(world.auth_token.as_str());
    }
    let expected = format!("{}:{}", world.account_sid, world.auth_token);
    header
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|encoded| base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok())
        .is_some_and(|given| given == expected.as_bytes())
}

async fn account_itself(State(world): State<Arc<World>>, Path(_): Path<String>) -> Json<Value> {
    Json(json!({
        "sid": world.account_sid,
        "friendly_name": "Simulated carrier",
        "status": "active",
        "type": "Full",
        "uri": format!("/2010-04-01/Accounts/{}.json", world.account_sid),
    }))
}

/// A refusal in the carrier's shape.
pub(super) struct Refused {
    status: StatusCode,
    code: u32,
    message: &'static str,
}

impl Refused {
    pub(super) fn new(status: u16, code: u32, message: &'static str) -> Refused {
        Refused { status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), code, message }
    }

    pub(super) fn bad(code: u32, message: &'static str) -> Refused {
        Refused::new(400, code, message)
    }

    pub(super) fn not_found() -> Refused {
        Refused::new(404, 20404, "The requested resource was not found")
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status.as_u16(),
        });
        (self.status, Json(body)).into_response()
    }
}

/// A form whose names may repeat.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn read(body: &[u8]) -> Fields {
        Fields(form_urlencoded::parse(body).into_owned().collect())
    }

    /// The first value under a name, when it says something.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let values = self.0.iter().filter(|(key, _)| key == name);
        values.map(|(_, value)| value.trim()).find(|value| !value.is_empty())
    }

    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The identifier in a path such as `CA….json`.
pub(super) fn bare(sid: &str) -> &str {
    sid.trim_end_matches(".json")
}

/// How many entries a list shows at most.
pub(super) const PAGE_SIZE: usize = 1000;

/// The frame of a list.
pub(super) fn page(noun: &str, entries: Vec<Value>) -> Json<Value> {
    let mut frame = json!({ "page": 0, "page_size": PAGE_SIZE, "next_page_uri": null });
    frame[noun] = Value::Array(entries);
    Json(frame)
}
