//! One leg of a call: a task with a mailbox, from the first ring to the last callback.
//!
//! A leg either works, holding its guard in `busy`, or waits in [`Leg::wait`], holding none. There is no third way.

mod callees;
mod dial;
mod documents;
mod gather;
mod life;
mod progress;
mod record;
mod ringing;
mod room;
mod talk;
mod verbs;

use std::{collections::VecDeque, sync::Arc};

use chrono::{DateTime, Utc};
use passerelle_clock::Busy;
use tokio::sync::{mpsc, watch};

pub(crate) use documents::{Instructions, read_url};
pub(crate) use life::{NewLeg, Part, place};
pub(crate) use progress::{Moment, Subscription};
pub(crate) use ringing::MachineDetection;
pub(crate) use room::Room;

use crate::{
    AnsweredBy, CallRecord, CallStatus, Direction, Private,
    directory::{SharedPerson, ask},
    person::Person,
    webhooks::Target,
    world::{World, seconds, wait_released},
};

/// Something another part of the simulator tells a leg.
pub(crate) struct Note {
    pub(crate) what: What,
    /// Keeps time still until the leg has taken over.
    pub(crate) busy: Busy,
}

/// What a leg is told.
pub(crate) enum What {
    /// Abandon the current verb and follow this (REST update).
    FollowNow(Box<Instructions>),
    /// End; the status is the one of a leg that was never answered.
    HangUp(CallStatus),
    /// To a callee: you are put through to this leg.
    PutThrough { with: String, with_machine: bool },
    /// To the leg that dials: this callee picked up and refused nothing.
    CalleeAccepted { sid: String },
    /// To the leg that dials: this callee is over, or was led elsewhere.
    CalleeGone { sid: String },
    /// To a leg in a room: you hear this leg now.
    Met { with: String, with_machine: bool },
    /// To a leg in a room: it is over.
    RoomOver,
}

/// Why a leg leaves what it was doing.
pub(crate) enum Interrupt {
    /// A new document must be followed.
    FollowNow(Box<Instructions>),
    /// The leg ends; the status is the one of a leg that was never answered.
    Over(CallStatus),
}

/// What a leg does next after a verb or a document.
pub(crate) type Go<T> = Result<T, Interrupt>;

/// Keys or words already decided by the person, which fall at an instant whatever the line is doing then.
pub(crate) struct Intent {
    pub(crate) at: DateTime<Utc>,
    pub(crate) input: Input,
}

/// What the person gives the line.
pub(crate) enum Input {
    Keys(String),
    Speech(String),
}

/// One leg.
pub(crate) struct Leg {
    world: Arc<World>,
    sid: String,
    /// The phone at the far end: the caller's for an inbound leg, the called one otherwise.
    number: Private,
    /// What that phone shows or dialled.
    shown: Private,
    direction: Direction,
    parent: Option<String>,
    person: Option<SharedPerson>,
    mailbox: mpsc::UnboundedReceiver<Note>,
    busy: Option<Busy>,
    /// Notes read while waiting for a particular one; see `Leg::end_callee`.
    stash: VecDeque<What>,
    hangs_up_at: Option<DateTime<Utc>>,
    limit_at: Option<DateTime<Utc>>,
    time_limit_s: Option<f64>,
    heard: Vec<Private>,
    intent: Option<Intent>,
    /// The last conversation: it goes on when the two are moved into a room.
    talk: Option<talk::Talk>,
    answered_by: Option<AnsweredBy>,
    is_answered: bool,
    was_bridged: bool,
    has_left_parent: bool,
    subscription: Option<Subscription>,
    sequence: u32,
    fallback: Option<Target>,
    callees: Vec<String>,
    /// Dropped with the leg, which is how a handle sees the end.
    _alive: watch::Sender<()>,
}

impl Leg {
    fn now(&self) -> DateTime<Utc> {
        self.world.now()
    }

    fn record(&self) -> Option<CallRecord> {
        self.world.call(&self.sid)
    }

    fn status(&self) -> CallStatus {
        self.record().map_or(CallStatus::Completed, |call| call.status)
    }

    fn is_machine(&self) -> bool {
        self.answered_by == Some(AnsweredBy::Machine)
    }

    fn is_someone_else(&self) -> bool {
        self.answered_by == Some(AnsweredBy::SomeoneElse)
    }

    /// Asks the person on the phone, unless there is none or a machine has picked up.
    fn ask_person<T>(&self, question: impl FnOnce(&mut dyn Person) -> T) -> Option<T> {
        if self.is_machine() {
            return None;
        }
        self.person.as_ref().map(|person| question(ask(person).as_mut()))
    }

    /// The only place where a leg waits: for an instant (`None`: for ever), a note, or the moment this side hangs up.
    ///
    /// Gives the guard back while waiting and holds one again afterwards. `Ok(None)` means the instant has come.
    async fn wait(&mut self, until: Option<DateTime<Utc>>) -> Go<Option<What>> {
        if let Some(what) = self.stash.pop_front() {
            return self.read(what);
        }
        let end = [self.hangs_up_at, self.limit_at].into_iter().flatten().min();
        let due = [until, end].into_iter().flatten().min();
        let held = self.busy.take().unwrap_or_else(|| self.world.clock.busy());
        let (note, busy) = self.wait_for_mail(held, due).await;
        self.busy = Some(busy);
        match note {
            Some(what) => self.read(what),
            None if until.is_some() && until <= end.or(until) => Ok(None),
            None => Err(Interrupt::Over(CallStatus::NoAnswer)),
        }
    }

    async fn wait_for_mail(&mut self, held: Busy, due: Option<DateTime<Utc>>) -> (Option<What>, Busy) {
        let clock = self.world.clock.clone();
        let mailbox = &mut self.mailbox;
        let waiting = async {
            let mail = async {
                match mailbox.recv().await {
                    Some(note) => (Some(note.what), note.busy),
                    // The registry went away: the simulator is shutting down.
                    None => std::future::pending().await,
                }
            };
            match due {
                None => mail.await,
                Some(due) => tokio::select! {
                    biased;
                    note = mail => note,
                    busy = clock.sleep_until(due) => (None, busy),
                },
            }
        };
        wait_released(held, waiting).await
    }

    fn read(&self, what: What) -> Go<Option<What>> {
        match what {
            What::FollowNow(instructions) => Err(Interrupt::FollowNow(instructions)),
            What::HangUp(status) => Err(Interrupt::Over(status)),
            What::PutThrough { .. }
            | What::CalleeAccepted { .. }
            | What::CalleeGone { .. }
            | What::Met { .. }
            | What::RoomOver => Ok(Some(what)),
        }
    }

    /// Lets an instant come, whatever callees say meanwhile: what they say no longer matters.
    async fn rest_until(&mut self, until: DateTime<Utc>) -> Go<()> {
        while self.wait(Some(until)).await?.is_some() {}
        Ok(())
    }

    /// Lets seconds go by.
    async fn rest(&mut self, duration_s: f64) -> Go<()> {
        let until = self.now() + seconds(duration_s);
        self.rest_until(until).await
    }
}
