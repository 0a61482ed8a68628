//! Whether the process lives, and whether it can work.

use axum::{extract::State, http::StatusCode};
use passerelle_domain::circuit::Provider;
use passerelle_store::{StoreError, circuits};

use crate::WebState;

/// The process answers.
pub(crate) async fn live() -> &'static str {
    "live\n"
}

/// The database answers as well: traffic may come. A carrier or a mail server that is down is told, and keeps no traffic away:
/// whoever calls must still be answered.
pub(crate) async fn ready(State(state): State<WebState>) -> (StatusCode, String) {
    match providers(&state).await {
        Ok(providers) => (StatusCode::OK, format!("ready\n{providers}")),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n".to_owned())
        }
    }
}

async fn providers(state: &WebState) -> Result<String, StoreError> {
    let db = &state.app().db;
    db.ping().await?;
    let mut read = db.read().await?;
    let mut lines = String::new();
    for provider in Provider::ALL {
        if let Some(since) = circuits::of(&mut read, provider).await?.down_since() {
            let since = since.format("%Y-%m-%dT%H:%M:%SZ");
            lines.push_str(&format!("{}: down since {since}, what is to be sent is kept\n", provider.as_str()));
        }
    }
    Ok(lines)
}
