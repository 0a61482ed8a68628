//! `passerelle demo`: a sample association lives its day on a simulated carrier, on a clock that
//! runs faster. Nobody is really called, nothing is kept.

pub(super) mod association;
mod narrate;
mod people;

use std::net::SocketAddr;

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_app::{Summary, summarise};
use passerelle_rehearsal::{Coordinators, Rehearsal, RehearsalSettings};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use self::narrate::Narrator;
use super::{command_line::DemoArgs, exit::wrong_use, rehearsal_desk::live_rehearsals};

/// The demo opens on a Thursday at nine in Paris, unless told otherwise.
const OPENS_AT: &str = "2026-11-26T08:00:00Z";
/// The day before is lived quickly first: yesterday's calls are what is missed today.
const EVE: TimeDelta = TimeDelta::hours(18);
/// How often a coordinator looks at what is open.
const COORDINATORS_LOOK_EVERY: TimeDelta = TimeDelta::minutes(2);
/// A demo without an end lasts at most this long.
const LONGEST: TimeDelta = TimeDelta::days(365);
/// Between two looks at the hour, simulated.
const PROGRESS_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Where the page is shown when nobody says otherwise.
const USUAL_PORT: u16 = 8080;
/// Real credentials: with any of them set, a demo does not begin.
const CREDENTIALS: [&str; 4] = [
    "PASSERELLE_CARRIER",
    "PASSERELLE_CARRIER_API_URL",
    "PASSERELLE_CARRIER_ACCOUNT_SID",
    "PASSERELLE_CARRIER_AUTH_TOKEN",
];

/// Runs the demo until its hours are over, or Ctrl-C.
///
/// # Errors
/// Wrong use when a real carrier is set, or the numbers given are none; a failure when a part
/// cannot be started.
pub(crate) async fn run(args: DemoArgs) -> anyhow::Result<()> {
    refuse_real_carrier()?;
    if !(args.speed > 0.0 && args.speed.is_finite()) {
        return Err(wrong_use("--speed takes a number above 0, for example 60"));
    }
    if args.listen.is_some_and(|listen| !listen.ip().is_loopback()) {
        return Err(wrong_use("--listen of a demo is an address of this machine, for example 127.0.0.1:8080"));
    }
    let hours = match args.hours {
        Some(hours) if hours > 0.0 && hours.is_finite() => Some(TimeDelta::seconds((hours * 3600.0) as i64)),
        Some(_) => return Err(wrong_use("--hours takes a number above 0, for example 3")),
        None => None,
    };
    let opens_at = args.start.or_else(|| OPENS_AT.parse().ok()).unwrap_or_default();
    let folder = Folder::make("demo", args.seed)?;
    let service = start(&args, &folder, opens_at).await?;
    let lived = live(&service, &args, opens_at, hours).await;
    service.stop().await;
    lived
}

/// The usual port, or one that nobody has: somebody who only looks must not have to configure anything.
fn usual_or_free_address() -> SocketAddr {
    let usual = SocketAddr::from(([127, 0, 0, 1], USUAL_PORT));
    let is_free = std::net::TcpListener::bind(usual).is_ok();
    if is_free { usual } else { SocketAddr::from(([127, 0, 0, 1], 0)) }
}

/// Nobody is really called: a rehearsal does not begin where a real carrier could be reached.
pub(super) fn refuse_real_carrier() -> anyhow::Result<()> {
    for name in CREDENTIALS {
        let is_simulated = |value: &std::ffi::OsStr| name == "PASSERELLE_CARRIER" && value == "simulated";
        if std::env::var_os(name).is_some_and(|value| !value.is_empty() && !is_simulated(&value)) {
            return Err(wrong_use(format!(
                "{name} is set: a demo or a rehearsal never runs beside a real carrier's credentials; unset it first"
            )));
        }
    }
    Ok(())
}

async fn start(args: &DemoArgs, folder: &Folder, opens_at: DateTime<Utc>) -> anyhow::Result<Rehearsal> {
    let files = association::files();
    let settings = RehearsalSettings {
        database_url: format!("sqlite://{}", folder.0.join("demo.db").display()),
        listen: args.listen.unwrap_or_else(usual_or_free_address),
        mail_folder: folder.0.join("mail"),
        mail_server: None,
        open_id: None,
        start: opens_at - EVE,
        seed: args.seed,
        organisation: association::NAME.to_owned(),
        messages_per_second: None,
        carrier: passerelle_telephony::Carrier::Simulated,
        line_numbers: RehearsalSettings::numbers_of(&files),
        files,
    };
    Ok(Rehearsal::start(settings).await?)
}

async fn live(
    service: &Rehearsal,
    args: &DemoArgs,
    opens_at: DateTime<Utc>,
    hours: Option<TimeDelta>,
) -> anyhow::Result<()> {
    let names = people::populate(service, args.seed, opens_at).await?;
    // Calls are made before time moves, so that it is known who will be called on the eve.
    service.driver.run_until(opens_at - EVE + TimeDelta::seconds(1)).await;
    let out = people::choose_who_is_out(service, opens_at - EVE, opens_at).await?;
    let narrator = Narrator::new(names, chrono_tz::Europe::Paris, args.json, opens_at, service.app.clock.clone());
    welcome(service, args, out.as_deref());
    let stop = CancellationToken::new();
    let teller = narrator.clone();
    let closed = move |code: &str, words: &str| teller.say("✔", &format!("alerte {code} close : {words}"));
    let coordinators = Coordinators::new(service, args.seed, COORDINATORS_LOOK_EVERY, Box::new(closed));
    let working = tokio::spawn(coordinators.work(stop.clone()));
    let rehearsing = tokio::spawn(live_rehearsals(service.app.clone(), stop.clone()));
    let telling = tokio::spawn(tell(service.simulator.events(), narrator.clone(), stop.clone()));
    service.driver.run_until(opens_at).await;
    let ends_at = opens_at + hours.unwrap_or(LONGEST);
    tokio::select! {
        () = run_paced(service, &narrator, ends_at, args.speed) => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    stop.cancel();
    let summary = summarise(&service.app, service.organisation, opens_at).await?;
    let _ = tokio::join!(working, telling, rehearsing);
    show(&summary, args.json, service.driver.now() - opens_at);
    Ok(())
}

async fn run_paced(service: &Rehearsal, narrator: &Narrator, ends_at: DateTime<Utc>, speed: f64) {
    while service.driver.now() < ends_at {
        let next = (service.driver.now() + PROGRESS_EVERY).min(ends_at);
        service.driver.run_paced_until(next, speed).await;
        narrator.progress();
    }
}

async fn tell(
    mut events: tokio::sync::broadcast::Receiver<passerelle_simulator::SimulatorEvent>,
    narrator: Narrator,
    stop: CancellationToken,
) {
    loop {
        tokio::select! {
            biased;
            event = events.recv() => match event {
                Ok(event) => narrator.happened(&event),
                Err(RecvError::Lagged(missed)) => narrator.say("…", &format!("{missed} événements passés sous silence")),
                Err(RecvError::Closed) => return,
            },
            () = stop.cancelled() => return,
        }
    }
}

#[expect(clippy::print_stdout, reason = "what the demo shows")]
fn welcome(service: &Rehearsal, args: &DemoArgs, out: Option<&str>) {
    if args.json {
        return;
    }
    println!("Passerelle : une journée de l'association « {} », inventée, sans appeler personne.", association::NAME);
    println!("Les appels et les alertes en direct : {}", service.web_url);
    println!("Une seconde vaut {} secondes. Ctrl-C pour finir.", args.speed);
    if let Some(name) = out {
        println!("La veille est vécue d'abord, très vite. {name} n'y répond pas : on verra ce qui se passe.");
    }
    println!();
}

/// The summary: one object with `--json`, a few lines otherwise.
#[expect(clippy::print_stdout, reason = "what the demo shows")]
fn show(summary: &Summary, json: bool, lived: TimeDelta) {
    if json {
        match serde_json::to_string(summary) {
            Ok(text) => println!("{text}"),
            Err(error) => eprintln!("passerelle: the summary could not be written: {error}"),
        }
        return;
    }
    let outcomes: Vec<String> = summary.outcomes.iter().map(|(name, count)| format!("{name} {count}")).collect();
    println!();
    println!("En {} h {:02} simulées :", lived.num_hours(), lived.num_minutes() % 60);
    println!(
        "  ligne d'écoute   {} répondus, {} messages, {} rappels promis, {} raccrochés",
        summary.inbound_answered, summary.inbound_voicemail, summary.callbacks, summary.inbound_abandoned
    );
    println!("  convivialité     {} conversations ({})", summary.convivial_bridged, outcomes.join(", "));
    println!(
        "  alertes          {} ouvertes ({} contacts manqués), {} prises, {} closes",
        summary.cases_opened, summary.missed, summary.cases_acknowledged, summary.cases_closed
    );
    println!("  messages         {} SMS, {} courriels", summary.sms_sent, summary.emails_sent);
    println!("  minuteurs en retard : {}", summary.timers_overdue);
}

/// A folder that goes away with the demo, or the rehearsal.
pub(super) struct Folder(pub(super) std::path::PathBuf);

impl Folder {
    /// A new one; `name` says whose.
    pub(super) fn make(name: &str, seed: u64) -> anyhow::Result<Folder> {
        let path = std::env::temp_dir().join(format!("passerelle-{name}-{}-{seed}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left in the temporary folder is swept by the system.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
