//! The state all parts of the simulator share, and the small operations on it. No lock is held across an await.

use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_clock::{Busy, Clock};
use tokio::sync::{broadcast, mpsc, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    CallRecord, CallbackDelivery, CarrierHabits, Fault, Happening, Heard, LineSettings, ReceivedText, SimulatorEvent,
    TranscriptLine,
    callbacks::HeldCallback,
    chance,
    directory::Directory,
    habits::Habits,
    leg::{Note, Room},
    records::{MessageRecord, RecordingRecord},
};

/// How many events a slow listener may lag behind before it misses some.
const EVENTS_KEPT: usize = 8192;

/// Everything shared.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) account_sid: String,
    pub(crate) auth_token: String,
    pub(crate) settled: CarrierHabits,
    /// In which carrier's way things are done.
    pub(crate) habits: &'static Habits,
    pub(crate) seed: u64,
    /// When this run began: part of every identifier, so that two runs on one database never collide on real time.
    started_at: DateTime<Utc>,
    pub(crate) lines: Vec<LineSettings>,
    /// `http://127.0.0.1:port`, without a final slash.
    pub(crate) api_url: String,
    pub(crate) http: reqwest::Client,
    events: broadcast::Sender<SimulatorEvent>,
    state: Mutex<State>,
    /// Changes whenever the troubles are cleared.
    clearings: watch::Sender<()>,
    /// REST requests kept back by a trouble now.
    held_requests: AtomicUsize,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// The parts that change.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) directory: Directory,
    pub(crate) calls: BTreeMap<String, CallRecord>,
    /// Identifiers in order of creation.
    pub(crate) calls_in_order: Vec<String>,
    pub(crate) mailboxes: HashMap<String, mpsc::UnboundedSender<Note>>,
    pub(crate) messages: Vec<MessageRecord>,
    pub(crate) handsets: HashMap<String, Vec<ReceivedText>>,
    pub(crate) recordings: HashMap<String, RecordingRecord>,
    /// Rooms in which somebody is, by name.
    pub(crate) rooms: HashMap<String, Room>,
    pub(crate) delivery: CallbackDelivery,
    pub(crate) held: HashMap<String, HeldCallback>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) webhook_timeout: Option<Duration>,
    /// How many times faster than read aloud the line speaks; `None` is once.
    pub(crate) speech_pace: Option<f64>,
    ordinals: HashMap<String, u64>,
}

/// What a world is made of.
pub(crate) struct Foundations {
    pub(crate) clock: Clock,
    pub(crate) account_sid: String,
    pub(crate) auth_token: String,
    pub(crate) habits: CarrierHabits,
    pub(crate) seed: u64,
    pub(crate) lines: Vec<LineSettings>,
    pub(crate) api_url: String,
    pub(crate) http: reqwest::Client,
    pub(crate) delivery: CallbackDelivery,
}

impl World {
    pub(crate) fn new(parts: Foundations) -> Arc<World> {
        let state = State { delivery: parts.delivery, ..State::default() };
        Arc::new(World {
            started_at: parts.clock.now(),
            clock: parts.clock,
            account_sid: parts.account_sid,
            auth_token: parts.auth_token,
            habits: parts.habits.table(),
            settled: parts.habits,
            seed: parts.seed,
            lines: parts.lines,
            api_url: parts.api_url,
            http: parts.http,
            events: broadcast::channel(EVENTS_KEPT).0,
            state: Mutex::new(state),
            clearings: watch::Sender::new(()),
            held_requests: AtomicUsize::new(0),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        })
    }

    /// The shared state. A panic elsewhere leaves plain records behind: they stay readable.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Runs a task until it ends or the simulator is shut down.
    ///
    /// A task that must not let time go by before it has begun takes its guard before this call.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = task => {}
            }
        });
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    pub(crate) async fn shutdown(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.state().mailboxes.clear();
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<SimulatorEvent> {
        self.events.subscribe()
    }

    /// Tells whoever listens; nobody listening is fine.
    pub(crate) fn tell(&self, what: Happening) {
        let _ = self.events.send(SimulatorEvent { at: self.now(), what });
    }

    pub(crate) fn warn(&self, sid: &str, code: u32, note: impl Into<String>) {
        let note = note.into();
        tracing::warn!(sid, code, note, "the simulated carrier complains");
        self.tell(Happening::Warning { sid: sid.to_owned(), code, note });
    }

    /// Counts a subject: 0, 1, 2…
    pub(crate) fn next_ordinal(&self, subject: &str) -> u64 {
        let mut state = self.state();
        let count = state.ordinals.entry(subject.to_owned()).or_default();
        *count += 1;
        *count - 1
    }

    /// An identifier that depends on what it names and how often, not on the order in which tasks ran.
    pub(crate) fn new_sid(&self, prefix: &str, subject: &str) -> String {
        let subject = format!("{prefix}|{subject}|{}", self.started_at.timestamp_micros());
        self.habits.shaped(chance::sid(prefix, self.seed, &subject, self.next_ordinal(&subject)))
    }

    pub(crate) fn line(&self, number: &str) -> Option<&LineSettings> {
        self.lines.iter().find(|line| line.number == number)
    }

    pub(crate) fn change_call(&self, sid: &str, change: impl FnOnce(&mut CallRecord)) {
        if let Some(call) = self.state().calls.get_mut(sid) {
            change(call);
        }
    }

    pub(crate) fn call(&self, sid: &str) -> Option<CallRecord> {
        self.state().calls.get(sid).cloned()
    }

    pub(crate) fn write_down(&self, sid: &str, heard: Heard) {
        let at = self.now();
        self.change_call(sid, |call| call.transcript.push(TranscriptLine { at, heard }));
    }

    /// Puts a note in a leg's mailbox with a guard, so that time waits until the leg has read it. False when the leg
    /// is over.
    pub(crate) fn send(&self, sid: &str, what: crate::leg::What) -> bool {
        let note = Note { what, busy: self.clock.busy() };
        let mailbox = self.state().mailboxes.get(sid).cloned();
        mailbox.is_some_and(|mailbox| mailbox.send(note).is_ok())
    }

    /// Ends all troubles, and lets go what they kept back.
    pub(crate) fn clear_faults(&self) {
        self.state().faults.clear();
        self.clearings.send_replace(());
    }

    /// Tells when the troubles are cleared from now on.
    pub(crate) fn watch_clearings(&self) -> watch::Receiver<()> {
        self.clearings.subscribe()
    }

    /// Keeps a REST request back until the troubles are cleared or the simulator stops. Whoever waits for the answer
    /// may go away: this is then dropped.
    pub(crate) async fn hold_back(&self, clearings: &mut watch::Receiver<()>) {
        let _counted = Counted::one_more(&self.held_requests);
        tokio::select! {
            _ = clearings.changed() => {}
            () = self.stop.cancelled() => {}
        }
    }

    /// How many times faster than read aloud the line speaks.
    pub(crate) fn speech_pace(&self) -> f64 {
        self.state().speech_pace.unwrap_or(1.0)
    }

    pub(crate) fn held_requests(&self) -> usize {
        self.held_requests.load(Ordering::SeqCst)
    }

    /// Uses up one of a counted fault, when there is one of this kind.
    pub(crate) fn use_fault(&self, wanted: impl Fn(&mut Fault) -> Option<&mut u32>) -> bool {
        let mut state = self.state();
        let Some(index) = state.faults.iter_mut().position(|fault| wanted(fault).is_some_and(|n| *n > 0)) else {
            return false;
        };
        if let Some(left) = wanted(&mut state.faults[index]) {
            *left -= 1;
            if *left == 0 {
                state.faults.remove(index);
            }
        }
        true
    }

    /// Does something later, holding no guard until then.
    pub(crate) fn later<F>(
        self: &Arc<Self>,
        seconds_from_now: f64,
        task: impl FnOnce(Arc<World>, Busy) -> F + Send + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let at = self.now() + seconds(seconds_from_now);
        let world = Arc::clone(self);
        // The guard lives until the sleeper is registered: otherwise a fast clock could pass the instant unseen.
        let guard = self.clock.busy();
        self.spawn(async move {
            let clock = world.clock.clone();
            let busy = wait_released(guard, clock.sleep_until(at)).await;
            task(world, busy).await;
        });
    }
}

/// Counts itself as long as it lives.
struct Counted<'a>(&'a AtomicUsize);

impl Counted<'_> {
    fn one_more(count: &AtomicUsize) -> Counted<'_> {
        count.fetch_add(1, Ordering::SeqCst);
        Counted(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Waits for `waiting`, giving the guard back only once `waiting` has been polled and thus registered with the clock.
pub(crate) async fn wait_released<F: Future>(guard: Busy, waiting: F) -> F::Output {
    let mut waiting = std::pin::pin!(waiting);
    let first = std::future::poll_fn(|context| std::task::Poll::Ready(waiting.as_mut().poll(context))).await;
    match first {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => {
            drop(guard);
            waiting.await
        }
    }
}

/// Seconds as a duration, in whole milliseconds, never negative; absurd values are cut to ten years.
pub(crate) fn seconds(value: f64) -> TimeDelta {
    const TEN_YEARS_S: f64 = 315_360_000.0;
    let bounded = if value.is_nan() { 0.0 } else { value.clamp(0.0, TEN_YEARS_S) };
    TimeDelta::milliseconds((bounded * 1000.0).round() as i64)
}
