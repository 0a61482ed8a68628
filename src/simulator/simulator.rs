//! The handle on a running simulator.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use passerelle_telephony::signature::Ed25519Signer;
use tokio::sync::{broadcast, watch};

use crate::{
    CallRecord, CallbackDelivery, Direction, Fault, Person, Private, ReceivedText, RecordingRecord, SimulatorEvent,
    SimulatorSettings, StartError, TranscriptLine,
    leg::{Moment, NewLeg, Part, Subscription, place, read_url},
    rest,
    webhooks::{Method, Target},
    world::{Foundations, World},
};

/// From the last key dialled to the carrier's request.
const DIALLING_S: f64 = 0.5;
/// The carrier waits this long for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A running simulated carrier. Clones are handles on the same one. It runs until [`Simulator::shutdown`].
#[derive(Clone)]
pub struct Simulator {
    world: Arc<World>,
    address: SocketAddr,
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Simulator {
    /// Listens on loopback and serves the carrier's REST interface.
    ///
    /// # Errors
    /// [`StartError::NotLoopback`] for an address other machines can reach; [`StartError::Listen`] when it is taken.
    pub async fn start(settings: SimulatorSettings) -> Result<Simulator, StartError> {
        if !settings.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(settings.listen));
        }
        passerelle_telephony::install_tls_provider();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .user_agent(settings.habits.table().user_agent)
            .no_proxy()
            .build()?;
        let listener = tokio::net::TcpListener::bind(settings.listen).await?;
        let address = listener.local_addr()?;
        let world = World::new(Foundations {
            clock: settings.clock,
            account_sid: settings.account_sid,
            auth_token: settings.auth_token,
            habits: settings.habits,
            seed: settings.seed,
            lines: settings.lines,
            api_url: format!("http://{address}"),
            http,
            delivery: settings.delivery,
        });
        rest::serve(&world, listener);
        Ok(Simulator { world, address })
    }

    /// Where the REST interface is, without a final slash: the carrier API URL of the application.
    pub fn api_url(&self) -> String {
        format!("{}{}", self.world.api_url, self.world.habits.path.trim_end_matches("/2010-04-01"))
    }

    /// The public key of a carrier that signs with Ed25519, in base64.
    pub fn public_key(&self) -> String {
        Ed25519Signer::new(self.world.settled.ed25519_seed).public_key()
    }

    /// Puts a person behind a number (E.164). A second person on the same number replaces the first for later calls.
    pub fn add_person(&self, number: &str, person: Box<dyn Person>) {
        self.world.state().directory.add(number, person);
    }

    /// That person dials a line now. A phone without a person behind it may dial too: it only listens.
    pub fn dial(&self, from: &str, to_line: &str) -> CallHandle {
        dial_line(&self.world, from, to_line, false)
    }

    /// As [`Simulator::dial`], with the number withheld: the application sees `anonymous`.
    pub fn dial_withheld(&self, from: &str, to_line: &str) -> CallHandle {
        dial_line(&self.world, from, to_line, true)
    }

    /// That person dials a line at an instant (at once when it is past), whoever they talk with by then.
    pub fn dial_at(&self, at: DateTime<Utc>, from: &str, to_line: &str) {
        let wait_s = (at - self.world.now()).as_seconds_f64();
        let (from, to) = (from.to_owned(), to_line.to_owned());
        self.world.later(wait_s, move |world, busy| async move {
            dial_line(&world, &from, &to, false);
            drop(busy);
        });
    }

    /// As [`Simulator::dial_at`], unless their telephone is in use by then: whoever talks has no need to call. Their
    /// number is withheld when told so.
    pub fn dial_if_free_at(&self, at: DateTime<Utc>, from: &str, to_line: &str, is_withheld: bool) {
        let wait_s = (at - self.world.now()).as_seconds_f64();
        let (from, to) = (from.to_owned(), to_line.to_owned());
        self.world.later(wait_s, move |world, busy| async move {
            if !world.state().directory.is_in_use(&from) {
                dial_line(&world, &from, &to, is_withheld);
            }
            drop(busy);
        });
    }

    /// That person sends a text to a line. Returns the message's identifier once the application has answered.
    pub async fn text(&self, from: &str, to_line: &str, body: &str) -> String {
        let _busy = self.world.clock.busy();
        self.world.text_from_person(from, to_line, body).await
    }

    /// That person sends a text to a line at an instant (at once when it is past).
    pub fn text_at(&self, at: DateTime<Utc>, from: &str, to_line: &str, body: &str) {
        let wait_s = (at - self.world.now()).as_seconds_f64();
        let (from, to, body) = (from.to_owned(), to_line.to_owned(), body.to_owned());
        self.world.later(wait_s, move |world, busy| async move {
            world.text_from_person(&from, &to, &body).await;
            drop(busy);
        });
    }

    /// The texts a handset received, oldest first.
    pub fn texts_to(&self, number: &str) -> Vec<ReceivedText> {
        self.world.state().handsets.get(number).cloned().unwrap_or_default()
    }

    /// Every leg, in order of creation.
    pub fn calls(&self) -> Vec<CallRecord> {
        let state = self.world.state();
        state.calls_in_order.iter().filter_map(|sid| state.calls.get(sid)).cloned().collect()
    }

    /// One leg.
    pub fn call(&self, sid: &str) -> Option<CallRecord> {
        self.world.call(sid)
    }

    /// What was said and done on a leg; empty for an unknown one.
    pub fn transcript(&self, sid: &str) -> Vec<TranscriptLine> {
        self.world.call(sid).map(|call| call.transcript).unwrap_or_default()
    }

    /// How many legs are not over.
    pub fn active_calls(&self) -> usize {
        self.world.state().calls.values().filter(|call| !call.status.is_final()).count()
    }

    /// The legs that really rang a phone, in order. A call that found it engaged or failed is not among them.
    pub fn rung(&self, number: &str) -> Vec<String> {
        self.world.state().directory.rung(number).to_vec()
    }

    /// How often a phone really rang.
    pub fn times_rung(&self, number: &str) -> usize {
        self.world.state().directory.rung(number).len()
    }

    /// What happens from now on. A listener that lags 8,192 events behind misses some.
    pub fn events(&self) -> broadcast::Receiver<SimulatorEvent> {
        self.world.listen()
    }

    /// How reliably status callbacks arrive from now on.
    pub fn set_delivery(&self, delivery: CallbackDelivery) {
        self.world.state().delivery = delivery;
    }

    /// Adds a trouble; a trouble of the same kind is replaced.
    pub fn set_fault(&self, fault: Fault) {
        let mut state = self.world.state();
        state.faults.retain(|old| std::mem::discriminant(old) != std::mem::discriminant(&fault));
        state.faults.push(fault);
    }

    /// Ends all troubles.
    pub fn clear_faults(&self) {
        self.world.clear_faults();
    }

    /// How many REST requests a trouble keeps back now ([`Fault::HoldRequests`], [`Fault::HoldAnswers`]).
    pub fn held_requests(&self) -> usize {
        self.world.held_requests()
    }

    /// How long the application has for a document (real time; the carrier's 15 s otherwise).
    pub fn set_webhook_timeout(&self, timeout: Duration) {
        self.world.state().webhook_timeout = Some(timeout);
    }

    /// How many times faster than people speak the line says its prompts from now on (1 otherwise): for whoever has
    /// no virtual time and no patience. Absurd values are ignored.
    pub fn set_speech_pace(&self, times_faster: f64) {
        self.world.state().speech_pace = Some(times_faster).filter(|pace| pace.is_finite() && *pace > 0.0);
    }

    /// Every recording ever made, deleted ones too, oldest first.
    pub fn recordings(&self) -> Vec<RecordingRecord> {
        let mut recordings: Vec<_> = self.world.state().recordings.values().cloned().collect();
        recordings.sort_by(|a, b| (a.created_at, &a.sid).cmp(&(b.created_at, &b.sid)));
        recordings
    }

    /// Whether this recording still exists at the carrier.
    pub fn has_recording(&self, sid: &str) -> bool {
        self.world.state().recordings.get(sid).is_some_and(|recording| !recording.is_deleted)
    }

    /// Cuts everything off: no more callbacks, no more answers. A second shutdown does nothing.
    pub async fn shutdown(&self) {
        self.world.shutdown().await;
    }
}

/// A call a person has dialled.
#[derive(Clone, Debug)]
pub struct CallHandle {
    sid: String,
    world: WorldHandle,
    alive: watch::Receiver<()>,
}

#[derive(Clone)]
struct WorldHandle(Arc<World>);

impl std::fmt::Debug for WorldHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("World")
    }
}

impl CallHandle {
    /// The carrier's identifier.
    pub fn sid(&self) -> &str {
        &self.sid
    }

    /// The leg as it stands.
    pub fn record(&self) -> Option<CallRecord> {
        self.world.0.call(&self.sid)
    }

    /// Waits until the leg is over and its last callback sent. Hold no guard meanwhile: in virtual time somebody must
    /// drive the clock.
    pub async fn ended(mut self) -> Option<CallRecord> {
        while self.alive.changed().await.is_ok() {}
        self.record()
    }
}

/// A person dials a line. An unknown line gives a call that fails.
pub(crate) fn dial_line(world: &Arc<World>, from: &str, to_line: &str, is_withheld: bool) -> CallHandle {
    let line = world.line(to_line).cloned().unwrap_or_default();
    let callback = line.status_callback_url.as_deref().and_then(read_url);
    let new = NewLeg {
        from: if is_withheld { "anonymous".into() } else { from.into() },
        to: to_line.into(),
        number: Private::from(from),
        direction: Direction::Inbound,
        parent: None,
        subscription: callback
            .map(|url| Subscription { target: Target { url, method: Method::Post }, moments: vec![Moment::Completed] }),
        fallback: None,
        time_limit_s: None,
        starts_in_s: DIALLING_S,
    };
    let placed = place(world, new, Part::Inbound { line });
    CallHandle { sid: placed.sid, world: WorldHandle(Arc::clone(world)), alive: placed.alive }
}
