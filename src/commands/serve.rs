//! `serve`: the web server, and the workers unless they run elsewhere.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use passerelle_app::{App, Chance, review_telephones};
use passerelle_clock::Clock;
use passerelle_domain::ids::OrganisationId;
use passerelle_store::organisations;
use passerelle_telephony::signature::Verifier;
use passerelle_web::{WebState, install_metrics};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    command_line::ServeArgs,
    exit::Exit,
    rehearsal_desk::live_rehearsals,
    service::{join_parts, open_store},
    settings::{CarrierAccess, Settings},
    simulated_carrier::SimulatedCarrier,
};

/// How long requests in progress may take once the service is told to stop; a page left open in a
/// browser keeps its connection for ever and is not waited for.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// Serves until told to stop.
///
/// # Errors
/// A part that could not be started, or a web server that failed.
pub(crate) async fn run(settings: &Settings, args: &ServeArgs) -> anyhow::Result<Exit> {
    let shutdown = CancellationToken::new();
    stop_on_signal(shutdown.clone())?;
    let clock = Clock::system();
    let chance = Chance::from_machine();
    // The port first: a second service started by mistake must stop before it touches anything.
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("nothing can listen on {}; is another service there?", settings.listen))?;
    let bound = listener.local_addr()?;
    let db = open_store(settings, clock.clone()).await?;
    let (access, simulated) = match settings.carrier_access.clone() {
        Some(access) => (access, None),
        None => {
            let token = chance.new_secret();
            let simulated = SimulatedCarrier::start(settings, &db, bound, token, clock.clone()).await?;
            (simulated.access.clone(), Some(Arc::new(simulated)))
        }
    };
    let app = join_parts(settings, db, &access, bound, clock, chance).await?;
    warn_of_rehearsal(settings);
    let telephones = review_telephones(&app).await?;
    if telephones > 0 {
        tracing::info!(telephones, "telephones were in progress at the last stop; the carrier is asked about them");
    }

    let tasks = TaskTracker::new();
    if let Some(simulated) = &simulated {
        tasks.spawn(Arc::clone(simulated).keep_people(app.clone(), shutdown.clone()));
    }
    if !args.no_workers {
        tasks.spawn(passerelle_jobs::run(app.clone(), shutdown.clone()));
        tasks.spawn(live_rehearsals(app.clone(), shutdown.clone()));
    }
    tracing::info!(
        address = %bound,
        public_url = app.urls.base(),
        carrier = settings.carrier.as_str(),
        workers = !args.no_workers,
        "ready"
    );
    let routes = routes(&app, settings, access).await?;
    let served = serve_web(listener, routes, shutdown.clone()).await;
    shutdown.cancel();
    tasks.close();
    tasks.wait().await;
    if let Some(simulated) = simulated {
        simulated.simulator.shutdown().await;
    }
    app.db.close().await;
    tracing::info!("stopped");
    served.map(|()| Exit::Success)
}

async fn routes(app: &App, settings: &Settings, access: CarrierAccess) -> anyhow::Result<axum::Router> {
    let verifier = Verifier::new(app.profile, access.auth_tokens, &access.public_keys)?;
    let mut state = WebState::new(app.clone(), verifier, install_metrics());
    // The board asks no password: it is for rehearsals only.
    if let Some(organisation) = organisation_rehearsing(app, settings).await? {
        state = state.with_board_of(organisation);
    }
    Ok(passerelle_web::router(state))
}

/// The organisation of the settings, or the only one, while the carrier is simulated.
async fn organisation_rehearsing(app: &App, settings: &Settings) -> anyhow::Result<Option<OrganisationId>> {
    if !settings.is_simulated() {
        return Ok(None);
    }
    let mut read = app.db.read().await?;
    if let Some(name) = &settings.organisation {
        return Ok(organisations::by_name(&mut read, name).await?);
    }
    let all = organisations::all(&mut read).await?;
    Ok(match all.as_slice() {
        [(only, _)] => Some(*only),
        [] | [_, _, ..] => None,
    })
}

async fn serve_web(listener: TcpListener, routes: axum::Router, shutdown: CancellationToken) -> anyhow::Result<()> {
    let stopping = shutdown.clone();
    let serving = axum::serve(listener, routes).with_graceful_shutdown(shutdown.cancelled_owned());
    let last_moment = async {
        stopping.cancelled().await;
        tokio::time::sleep(STOP_WITHIN).await;
    };
    tokio::select! {
        outcome = serving => outcome.context("the web server failed"),
        () = last_moment => Ok(()),
    }
}

/// Says once what makes this no service for real people.
pub(crate) fn warn_of_rehearsal(settings: &Settings) {
    if settings.is_simulated() {
        tracing::warn!("the carrier is simulated: nobody is really called; set carrier to change that");
    }
    if settings.has_rehearsal_key {
        tracing::warn!(
            "no secret_key is set: what is kept is protected by a key known to everybody; enter nothing real"
        );
    }
}

/// Cancels `shutdown` at the first Ctrl-C or SIGTERM; the second one ends the program at once.
///
/// # Errors
/// The signals cannot be listened to.
pub(crate) fn stop_on_signal(shutdown: CancellationToken) -> anyhow::Result<()> {
    let mut signals = Signals::listen()?;
    tokio::spawn(async move {
        signals.next().await;
        tracing::info!("stopping");
        shutdown.cancel();
        signals.next().await;
        std::process::exit(1);
    });
    Ok(())
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> anyhow::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> anyhow::Result<Signals> {
        Ok(Signals)
    }

    async fn next(&mut self) {
        // When Ctrl-C cannot be listened to, the program is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
