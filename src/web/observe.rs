//! Metrics in Prometheus' text format. No personal data: counts, durations, kinds.

use std::sync::OnceLock;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use passerelle_domain::circuit::Provider;
use passerelle_store::{circuits, laws, legs, messages, timers};

use crate::WebState;

/// A timer later than this is counted as overdue.
const GRACE: TimeDelta = TimeDelta::minutes(2);

/// The recorder of this process.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

/// Installs the recorder of this process, once; `None` when something else records already.
pub fn install_metrics() -> Option<Metrics> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    HANDLE.get_or_init(|| PrometheusBuilder::new().install_recorder().ok()).clone().map(Metrics)
}

/// What happened since the start, and how things stand now.
pub(crate) async fn metrics(State(state): State<WebState>) -> Response {
    let Some(metrics) = &state.0.metrics else { return StatusCode::NOT_FOUND.into_response() };
    if let Err(error) = measure(&state).await {
        tracing::warn!(%error, "the state of the matters could not be measured");
    }
    metrics.0.run_upkeep();
    metrics.0.render().into_response()
}

async fn measure(state: &WebState) -> Result<(), passerelle_store::StoreError> {
    let app = state.app();
    let mut read = app.db.read().await?;
    let gauge = |count: i64| i32::try_from(count).map_or(f64::MAX, f64::from);
    metrics::gauge!("passerelle_live_legs").set(gauge(legs::live_count(&mut read).await?));
    let overdue = timers::overdue(&mut read, app.clock.now(), GRACE).await?.len();
    metrics::gauge!("passerelle_timers_overdue").set(gauge(overdue as i64));
    let lost = laws::live_without_timer(&mut read).await?.len();
    metrics::gauge!("passerelle_matters_without_timer").set(gauge(lost as i64));
    for provider in Provider::ALL {
        let is_down = circuits::of(&mut read, provider).await?.down_since().is_some();
        metrics::gauge!("passerelle_provider_down", "provider" => provider.as_str()).set(gauge(is_down.into()));
        let kept = messages::held_count(&mut read, provider).await?;
        metrics::gauge!("passerelle_messages_kept", "provider" => provider.as_str()).set(gauge(kept));
    }
    Ok(())
}
