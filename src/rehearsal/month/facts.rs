//! What the telephones did, beside what the service kept of it.
//!
//! Plain facts, so that a test can write them by hand. They name calls by the carrier's identifiers; numbers are here
//! only to find the telephone of a promise again, and are never shown.

use std::fmt;

use chrono::{DateTime, Utc};
use passerelle_domain::{call::InboundEnd, callback::CallbackState, code::Code, ids::CallbackId};

/// Everything the figures and the promises are computed from.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Everybody who rang, in order.
    pub(super) callers: Vec<CallerFact>,
    /// Every time a listener's telephone was to ring.
    pub(super) rings: Vec<RingFact>,
    /// Every promise to call back.
    pub(super) promises: Vec<PromiseFact>,
    /// What was seen while time went by.
    pub(super) looks: Looks,
    /// Longest wait from the first search to a person or to something else, in seconds.
    pub(super) bound_s: i64,
    /// Without a key, a person is looked for within this of the first word, in seconds.
    pub(super) person_within_s: i64,
}

/// Somebody who rang the line.
#[derive(Clone, Default)]
pub(super) struct CallerFact {
    /// The carrier's identifier.
    pub(super) sid: String,
    /// `None` when withheld.
    pub(super) number: Option<String>,
    /// When the line answered.
    pub(super) answered_at: Option<DateTime<Utc>>,
    /// When a person was first looked for.
    pub(super) searched_at: Option<DateTime<Utc>>,
    /// A key was pressed before that.
    pub(super) has_pressed: bool,
    /// When something else than waiting was first offered after that: a call back, a message.
    pub(super) offered_at: Option<DateTime<Utc>>,
    /// When a conversation began.
    pub(super) talked_at: Option<DateTime<Utc>>,
    /// When the telephone was put down.
    pub(super) ended_at: Option<DateTime<Utc>>,
    /// A call back was promised aloud.
    pub(super) heard_promise: bool,
    /// A message was spoken after the tone.
    pub(super) recorded: bool,
    /// The service knows of the call, and that it is over.
    pub(super) is_over: bool,
    /// How the service thinks that it ended.
    pub(super) end: Option<InboundEnd>,
    /// The promise kept.
    pub(super) promise: Option<CallbackId>,
    /// A message is kept.
    pub(super) has_message: bool,
}

/// A listener's telephone was to ring.
#[derive(Clone)]
pub(super) struct RingFact {
    pub(super) sid: String,
    pub(super) telephone: String,
    pub(super) started_at: DateTime<Utc>,
    /// When a conversation began.
    pub(super) talked_at: Option<DateTime<Utc>>,
    /// `None` while it goes on.
    pub(super) ended_at: Option<DateTime<Utc>>,
    /// The telephone was in use.
    pub(super) was_engaged: bool,
}

/// A promise, and what became of the telephone it was made to.
#[derive(Debug, Clone)]
pub(super) struct PromiseFact {
    pub(super) code: Code,
    pub(super) promised_at: DateTime<Utc>,
    pub(super) due_at: DateTime<Utc>,
    pub(super) state: CallbackState,
    pub(super) has_case: bool,
    /// How often that telephone was rung for it.
    pub(super) rings: usize,
    /// When it talked with a listener for it: rung by us.
    pub(super) called_back_at: Option<DateTime<Utc>>,
    /// When it talked with a listener after the promise: it rang us.
    pub(super) rang_again_at: Option<DateTime<Utc>>,
}

/// What was seen while time went by: each must stay zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Looks {
    /// Matters in progress that nothing would ever wake.
    pub(super) without_timer: usize,
    /// Timers that nobody looked after.
    pub(super) overdue: usize,
    /// Promises to a number that had one already.
    pub(super) doubled_promises: usize,
}

// Neither shows a number.
impl fmt::Debug for CallerFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallerFact").field("sid", &self.sid).field("end", &self.end).finish_non_exhaustive()
    }
}

impl fmt::Debug for RingFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RingFact").field("sid", &self.sid).finish_non_exhaustive()
    }
}
