//! What a simulator is started with, and what can be changed while it runs.

use std::{fmt, net::SocketAddr, ops::Range};

use passerelle_clock::Clock;

use crate::CarrierHabits;

/// What a simulator is started with.
pub struct SimulatorSettings {
    /// The time everything happens in.
    pub clock: Clock,
    /// Where the REST interface listens: loopback only; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The account of the application, `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// The secret that signs webhooks and opens the REST interface.
    pub auth_token: String,
    /// Where all draws come from: the same seed gives the same run.
    pub seed: u64,
    /// The numbers the application rents.
    pub lines: Vec<LineSettings>,
    /// How reliably status callbacks arrive at first.
    pub delivery: CallbackDelivery,
    /// In which carrier's way things are done.
    pub habits: CarrierHabits,
}

impl fmt::Debug for SimulatorSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimulatorSettings")
            .field("listen", &self.listen)
            .field("seed", &self.seed)
            .field("lines", &self.lines.len())
            .field("delivery", &self.delivery)
            .field("carrier", &self.habits.carrier)
            .finish_non_exhaustive()
    }
}

/// One number rented by the application and where the carrier asks what to do with it.
#[derive(Clone, Default)]
pub struct LineSettings {
    /// E.164.
    pub number: String,
    /// Asked for a document when somebody rings the line.
    pub voice_url: String,
    /// Asked instead when the voice URL fails.
    pub voice_fallback_url: Option<String>,
    /// Told once, at the end of an inbound call.
    pub status_callback_url: Option<String>,
    /// Told of inbound texts.
    pub sms_url: Option<String>,
}

/// How status callbacks go astray. The default is perfect delivery, in order, each awaited before the call goes on.
///
/// Voice documents are never touched by this: only status callbacks are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallbackDelivery {
    /// Every callback arrives this many seconds late (drawn in the range), without holding up the call.
    pub late: Option<Range<f64>>,
    /// Chance (0 to 1) that a callback is sent twice, with the same idempotency token.
    pub doubled: f64,
    /// Chance (0 to 1) that a callback is held back until the next one of its call or message has been sent.
    pub shuffled: f64,
    /// Chance (0 to 1) that a callback never arrives.
    pub lost: f64,
}

/// Trouble on the carrier's side. Each kind stays until [`crate::Simulator::clear_faults`] or until its count is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Every REST request is answered 503 (code 20503) and does nothing.
    RestUnavailable,
    /// Every REST request that writes is carried out, then the connection is dropped without an answer: the client
    /// cannot know. Reading still works, so that the application can look up what happened.
    RestTimeoutAfterDoing,
    /// The next `n` REST requests that write are kept back, undone, until the troubles are cleared; then they are
    /// carried out. A client that goes away meanwhile takes its request with it. In virtual time the client's own
    /// guard keeps the clock still as long.
    HoldRequests {
        /// How many requests.
        n: u32,
    },
    /// Every REST request that writes is carried out at once, and its answer kept back until the troubles are cleared.
    HoldAnswers,
    /// The next `n` REST requests are answered 429 (code 20429) and do nothing.
    Throttle {
        /// How many requests.
        n: u32,
    },
    /// The next `n` outgoing legs fail before ringing (status `failed`).
    CallsFail {
        /// How many legs.
        n: u32,
    },
    /// No call in progress can be led elsewhere: answered 400 (code 21220), and it goes on. Ending one still works.
    UpdatesRefused,
    /// No recording can be deleted: answered 503 (code 20503), and the sound stays.
    DeletionsRefused,
    /// The sound of no recording is given: answered 503 (code 20503).
    SoundsRefused,
    /// No recording is announced, neither by its callback nor, when the caller has hung up, by the action
    /// of its document.
    RecordingsUnannounced,
    /// The application cannot be reached: every webhook fails as if nobody listened.
    WebhooksUnreachable,
    /// The next `n` texts end as `undelivered` with a code: 30003 (out of reach), 30005 (unknown), 30006 (landline)…
    TextsUndelivered {
        /// How many texts.
        n: u32,
        /// Why, in the carrier's own code.
        code: u32,
    },
}

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Asked to listen on an address other machines can reach.
    #[error("the simulated carrier listens on loopback only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The address could not be bound.
    #[error("the simulated carrier could not listen: {0}")]
    Listen(#[from] std::io::Error),
    /// The HTTP client could not be built.
    #[error("the simulated carrier could not build its HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}
