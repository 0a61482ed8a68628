//! Whether the process lives, and whether it can work.

use axum::{extract::State, http::StatusCode};

use crate::WebState;

/// The process answers.
pub(crate) async fn live() -> &'static str {
    "live\n"
}

/// The database answers as well: traffic may come.
pub(crate) async fn ready(State(state): State<WebState>) -> (StatusCode, &'static str) {
    match state.app().db.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
