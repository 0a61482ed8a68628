//! What the service says over HTTP: the carrier's webhooks, health and metrics, the API, and the
//! board of a rehearsal.
//!
//! Handlers extract, call one use case, render. Two promises are kept here: a webhook without a
//! right signature has no effect at all, and a voice webhook always speaks.
//!
//! The table of addresses is on this page, in [`router`]; those of the API are in `api.rs` and the files beside it, and those of
//! the console in `console.rs`.

mod answer_once;
mod api;
mod board;
mod caller;
mod case_link;
mod console;
mod description;
mod extract;
mod health;
mod messages;
mod observe;
mod operations;
mod page;
mod problem;
mod rooms;
mod schema;
mod signed;
mod sounds;
mod voice;
mod volunteer_page;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{any, get},
};
use passerelle_app::App;
use passerelle_domain::ids::OrganisationId;
use passerelle_telephony::signature::Verifier;

pub use console::{ConsoleDoor, console_doors};
pub use observe::{Metrics, install_metrics};

/// Nothing a carrier sends is larger; more is refused with 413.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// What the handlers share. Cheap to clone.
#[derive(Clone)]
pub struct WebState(Arc<Shared>);

struct Shared {
    app: App,
    verifier: Verifier,
    metrics: Option<Metrics>,
    board_of: Option<OrganisationId>,
}

impl WebState {
    /// `verifier` tells the carrier's requests from everybody else's.
    pub fn new(app: App, verifier: Verifier, metrics: Option<Metrics>) -> WebState {
        WebState(Arc::new(Shared { app, verifier, metrics, board_of: None }))
    }

    /// Shows the board of an organisation at `/`. Only for rehearsals: the page asks no password, so
    /// with a real carrier it is never shown.
    #[must_use]
    pub fn with_board_of(self, organisation: OrganisationId) -> WebState {
        let shared = &self.0;
        let board_of = shared.app.is_simulated.then_some(organisation);
        WebState(Arc::new(Shared {
            app: shared.app.clone(),
            verifier: shared.verifier.clone(),
            metrics: shared.metrics.clone(),
            board_of,
        }))
    }

    fn app(&self) -> &App {
        &self.0.app
    }
}

/// Every address of the service.
pub fn router(state: WebState) -> Router {
    let voice = Router::new()
        // Carriers post; one gets. Both are accepted, both are signed.
        .route("/webhooks/voice/incoming", any(voice::incoming))
        .route("/webhooks/voice/status", any(voice::number_status))
        .route("/webhooks/voice/fallback", any(voice::fallback))
        .route("/webhooks/voice/calls/{call}/steps/{step}", any(voice::step))
        .route("/webhooks/voice/calls/{call}/recording", any(voice::recording))
        .route("/webhooks/voice/legs/{leg}/whisper", any(voice::whisper))
        .route("/webhooks/voice/legs/{leg}/whisper-again", any(voice::whisper_again))
        .route("/webhooks/voice/legs/{leg}/acceptance", any(voice::acceptance))
        .route("/webhooks/voice/legs/{leg}/introduction", any(voice::introduction))
        .route("/webhooks/voice/legs/{leg}/room/{visit}", any(rooms::enter))
        .route("/webhooks/voice/legs/{leg}/aside/{visit}", any(rooms::aside))
        .route("/webhooks/voice/legs/{leg}/aside-again/{visit}", any(rooms::aside_again))
        .route("/webhooks/voice/legs/{leg}/after-room", any(rooms::after))
        .route("/webhooks/voice/legs/{leg}/announced", any(rooms::announced))
        .route("/webhooks/voice/legs/{leg}/join", any(rooms::join))
        .route("/webhooks/voice/legs/{leg}/left-talk", any(rooms::left_talk))
        .route("/webhooks/voice/legs/{leg}/neutral-message", any(voice::neutral_message))
        .route("/webhooks/voice/legs/{leg}/status", any(voice::leg_status))
        .route("/webhooks/voice/legs/{leg}/machine", any(voice::machine));
    let messages = Router::new()
        .route("/webhooks/messages/incoming", any(messages::incoming))
        .route("/webhooks/messages/{message}/status", any(messages::status));
    Router::new()
        .merge(console::routes(&state))
        .merge(volunteer_page::routes())
        .merge(voice)
        .merge(messages)
        .merge(api::routes(&state))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(observe::metrics))
        .route("/sounds/{file}", get(sounds::sound))
        .route("/take/{token}", get(case_link::page).post(case_link::take))
        .route("/", get(board::page))
        .route("/board/events", get(board::events))
        .method_not_allowed_fallback(extract::no_such_method)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(state)
}
