//! Starts and stops the parts.

use passerelle_app::{
    App, AppParts, Chance, PublicUrls, ScriptBook, import_files, publish_scripts, shipped_scripts, shipped_words,
};
use passerelle_clock::{Clock, Driver};
use passerelle_domain::ids::OrganisationId;
use passerelle_notify::Mailer;
use passerelle_open_id::OpenId;
use passerelle_simulator::{CallbackDelivery, CarrierHabits, LineSettings, Simulator, SimulatorSettings};
use passerelle_store::{Db, DbSettings, HeldJobs, Secrets, organisations};
use passerelle_telephony::{Carrier, CarrierClient, ClientSettings, Voices, client::Auth, signature::Verifier};
use passerelle_web::{WebState, install_metrics, router};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    AUTH_TOKEN, RehearsalError, RehearsalSettings,
    settings::{ED25519_SEED, SIGNING_KEY, account_sid},
};

/// The key of what a rehearsal seals: nothing in it is anybody's.
pub(crate) const SECRET_KEY: &str = "a rehearsal seals what is nobody's";
/// So many texts a second that none waits for another.
const EVERYTHING_AT_ONCE: f64 = 1e9;
/// The application that calls belong to, where a carrier wants one named.
const APPLICATION_SID: &str = "1494404757140276705";
/// Who emails of a rehearsal come from.
const MAIL_FROM: &str = "Passerelle <repetition@example.org>";

/// A whole service on virtual time.
pub struct Rehearsal {
    /// The use cases.
    pub app: App,
    /// The carrier, and the people behind the telephones.
    pub simulator: Simulator,
    /// Moves the time.
    pub driver: Driver,
    /// The association.
    pub organisation: OrganisationId,
    /// Where the service listens.
    pub web_url: String,
    shutdown: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Rehearsal {
    /// Starts everything: imports the association, and is ready when it returns. Time stands still
    /// until the driver moves it.
    ///
    /// # Errors
    /// [`RehearsalError`] says which part could not be started.
    pub async fn start(settings: RehearsalSettings) -> Result<Rehearsal, RehearsalError> {
        let (clock, driver) = Clock::virtual_at(settings.start);
        let busy = clock.busy();
        let listener = TcpListener::bind(settings.listen).await?;
        let web_url = format!("http://{}", listener.local_addr()?);
        let simulator = Simulator::start(simulator_settings(&settings, &clock, &web_url)).await?;
        let app = build_app(&settings, &clock, &simulator, &web_url).await?;
        publish_scripts(&app).await?;
        if !settings.files.is_empty() {
            let report = import_files(&app, &settings.organisation, &settings.files).await?;
            if !report.is_clean() {
                return Err(RehearsalError::Import(report.to_string()));
            }
        }
        let organisation = {
            let mut read = app.db.read().await?;
            organisations::by_name(&mut read, &settings.organisation).await?
        };
        let organisation =
            organisation.ok_or_else(|| RehearsalError::Import("the association is not in the database".into()))?;
        let tokens = vec![AUTH_TOKEN.to_owned(), SIGNING_KEY.to_owned()];
        let verifier = Verifier::new(app.profile, tokens, &[simulator.public_key()])?;
        let state = WebState::new(app.clone(), verifier, install_metrics()).with_board_of(organisation);
        let shutdown = CancellationToken::new();
        let tasks = vec![
            tokio::spawn(serve(listener, router(state), shutdown.clone())),
            tokio::spawn(passerelle_jobs::run(app.clone(), shutdown.clone())),
        ];
        drop(busy);
        Ok(Rehearsal { app, simulator, driver, organisation, web_url, shutdown, tasks })
    }

    /// Stops the service as an orderly stop does: running jobs finish.
    pub async fn stop(self) {
        self.shutdown.cancel();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the rehearsal ended badly");
            }
        }
        self.simulator.shutdown().await;
        self.app.db.close().await;
    }
}

async fn serve(listener: TcpListener, router: axum::Router, shutdown: CancellationToken) {
    // A board left open in a browser keeps its connection for ever: it is not waited for.
    let serving = axum::serve(listener, router);
    tokio::select! {
        outcome = serving => {
            if let Err(error) = outcome {
                tracing::error!(%error, "the web server stopped");
            }
        }
        () = shutdown.cancelled() => {}
    }
}

fn simulator_settings(settings: &RehearsalSettings, clock: &Clock, web_url: &str) -> SimulatorSettings {
    let mut lines = Vec::new();
    for (number, sms_sender) in &settings.line_numbers {
        let line = |number: &String| LineSettings {
            number: number.clone(),
            voice_url: format!("{web_url}/webhooks/voice/incoming"),
            voice_fallback_url: Some(format!("{web_url}/webhooks/voice/fallback")),
            status_callback_url: Some(format!("{web_url}/webhooks/voice/status")),
            sms_url: Some(format!("{web_url}/webhooks/messages/incoming")),
        };
        lines.push(line(number));
        if sms_sender != number {
            lines.push(line(sms_sender));
        }
    }
    SimulatorSettings {
        clock: clock.clone(),
        listen: ([127, 0, 0, 1], 0).into(),
        account_sid: account_sid(settings.carrier).to_owned(),
        auth_token: AUTH_TOKEN.to_owned(),
        seed: settings.seed,
        lines,
        delivery: CallbackDelivery::default(),
        habits: CarrierHabits {
            carrier: settings.carrier,
            signing_key: (settings.carrier == Carrier::SignalWire).then(|| SIGNING_KEY.to_owned()),
            ed25519_seed: ED25519_SEED,
            // As the documentation asks of whoever installs the service.
            is_told_to_post: true,
        },
    }
}

async fn build_app(
    settings: &RehearsalSettings,
    clock: &Clock,
    simulator: &Simulator,
    web_url: &str,
) -> Result<App, RehearsalError> {
    let database = DbSettings::new(&settings.database_url, HeldJobs::new(clock.clone()));
    let db = Db::open(&DbSettings { is_throwaway: true, ..database }).await?;
    db.migrate().await?;
    let profile = settings.carrier.profile();
    let account_sid = account_sid(settings.carrier);
    let auth = Auth::new(profile.auth_kind, account_sid, AUTH_TOKEN);
    let mut client = ClientSettings::new(simulator.api_url(), account_sid, auth, clock.clone());
    client.messages_per_second = settings.messages_per_second.unwrap_or(EVERYTHING_AT_ONCE);
    client.path_style = profile.path_style;
    client.application_sid = profile.needs_application.then(|| APPLICATION_SID.to_owned());
    Ok(App::new(AppParts {
        db,
        secrets: Secrets::new(SECRET_KEY),
        clock: clock.clone(),
        chance: Chance::seeded(settings.seed),
        carrier: CarrierClient::new(client)?,
        profile,
        voices: Voices::new(profile, Vec::new()),
        mailer: match &settings.mail_server {
            Some(url) => Mailer::smtp(url, MAIL_FROM)?,
            None => Mailer::folder(&settings.mail_folder, MAIL_FROM)?,
        },
        open_id: settings.open_id.clone().map(OpenId::new).transpose()?,
        scripts: ScriptBook::read(shipped_scripts(), shipped_words())?,
        urls: PublicUrls::new(web_url),
        is_simulated: true,
    }))
}
