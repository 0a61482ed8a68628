//! `work`: the workers only.

use passerelle_app::Chance;
use passerelle_clock::Clock;
use tokio_util::sync::CancellationToken;

use super::{
    exit::{Exit, wrong_use},
    rehearsal_desk::live_rehearsals,
    serve::{stop_on_signal, warn_of_rehearsal},
    service::build_app,
    settings::Settings,
};

/// Works until told to stop.
///
/// # Errors
/// A part that could not be started.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<Exit> {
    if settings.carrier_access.is_none() {
        return Err(wrong_use(
            "setting carrier_api_url is missing: workers in a process of their own need a simulated carrier in a process of its own; start `passerelle simulate` and use the settings it prints",
        ));
    }
    let shutdown = CancellationToken::new();
    stop_on_signal(shutdown.clone())?;
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    warn_of_rehearsal(settings);
    tracing::info!(carrier = settings.carrier.as_str(), "working");
    tokio::join!(passerelle_jobs::run(app.clone(), shutdown.clone()), live_rehearsals(app.clone(), shutdown));
    app.db.close().await;
    tracing::info!("stopped");
    Ok(Exit::Success)
}
