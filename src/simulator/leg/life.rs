//! The life of a leg: created, played, finished.

use std::sync::Arc;

use chrono::TimeDelta;
use tokio::sync::{mpsc, watch};

use super::{Go, Instructions, Interrupt, Leg, MachineDetection, Moment, Subscription, What};
use crate::{
    AfterCall, CallRecord, CallStatus, Direction, Happening, LineSettings, Private,
    directory::ask,
    leg::documents::Finished,
    webhooks::Target,
    world::{World, seconds},
};

/// A leg can be led elsewhere by REST at most this often: a loop between the application and itself must end.
const MAX_UPDATES: usize = 1_000;
/// From the request to lead a leg elsewhere until it asks for its new document.
const UPDATE_S: f64 = 0.02;

/// What a leg is created with.
pub(crate) struct NewLeg {
    /// The number shown; `anonymous` when withheld.
    pub(crate) from: Private,
    pub(crate) to: Private,
    /// The phone at the far end.
    pub(crate) number: Private,
    pub(crate) direction: Direction,
    pub(crate) parent: Option<String>,
    pub(crate) subscription: Option<Subscription>,
    pub(crate) fallback: Option<Target>,
    pub(crate) time_limit_s: Option<f64>,
    /// Seconds before the network begins.
    pub(crate) starts_in_s: f64,
}

/// What a leg is there for.
pub(crate) enum Part {
    /// A person dialled a line.
    Inbound { line: LineSettings },
    /// The application asked by REST.
    Api { instructions: Instructions, ring_timeout_s: f64, detection: Option<MachineDetection> },
    /// A `<Number>` of another leg's `<Dial>`.
    Callee { screen: Option<Instructions>, detection: Option<MachineDetection> },
}

/// A leg that now lives on its own.
pub(crate) struct Placed {
    pub(crate) sid: String,
    /// Closed when the leg is over.
    pub(crate) alive: watch::Receiver<()>,
}

/// Creates a leg and lets it live. Time stands still until it has begun to wait.
pub(crate) fn place(world: &Arc<World>, new: NewLeg, part: Part) -> Placed {
    let busy = world.clock.busy();
    let sid = world.new_sid("CA", &format!("{}|{}|{}", new.direction.wire(), new.number, new.from));
    let (sender, mailbox) = mpsc::unbounded_channel();
    let (alive, watched) = watch::channel(());
    let record = CallRecord {
        sid: sid.clone(),
        parent: new.parent.clone(),
        from: new.from.clone(),
        to: new.to.clone(),
        direction: new.direction,
        status: match new.direction {
            Direction::Inbound => CallStatus::Ringing,
            Direction::OutboundApi | Direction::OutboundDial => CallStatus::Queued,
        },
        started_at: world.now(),
        rang_at: None,
        answered_at: None,
        answered_by: None,
        bridged_at: None,
        ended_at: None,
        transcript: Vec::new(),
    };
    let person = {
        let mut state = world.state();
        state.calls.insert(sid.clone(), record);
        state.calls_in_order.push(sid.clone());
        state.mailboxes.insert(sid.clone(), sender);
        state.directory.person(&new.number)
    };
    world.tell(Happening::CallPlaced {
        sid: sid.clone(),
        parent: new.parent.clone(),
        from: new.from.clone(),
        to: new.to.clone(),
        direction: new.direction,
    });
    let leg = Leg {
        world: Arc::clone(world),
        sid: sid.clone(),
        number: new.number,
        shown: match new.direction {
            Direction::Inbound => new.to,
            Direction::OutboundApi | Direction::OutboundDial => new.from,
        },
        direction: new.direction,
        parent: new.parent,
        person,
        mailbox,
        busy: Some(busy),
        stash: Default::default(),
        hangs_up_at: None,
        limit_at: None,
        time_limit_s: new.time_limit_s,
        heard: Vec::new(),
        intent: None,
        talk: None,
        answered_by: None,
        is_answered: false,
        was_bridged: false,
        has_left_parent: false,
        subscription: new.subscription,
        sequence: 0,
        fallback: new.fallback,
        callees: Vec::new(),
        _alive: alive,
    };
    world.spawn(leg.live(part, new.starts_in_s));
    Placed { sid, alive: watched }
}

/// Less than a millisecond that belongs to the leg. Two legs placed at the same instant then never act at the same
/// instant, and their order depends on what they are, not on which thread was faster.
fn own_microseconds(sid: &str) -> TimeDelta {
    let digits = sid.get(sid.len().saturating_sub(8)..).and_then(|tail| i64::from_str_radix(tail, 16).ok());
    TimeDelta::microseconds(digits.unwrap_or_default() % 1_000)
}

impl Leg {
    async fn live(mut self, part: Part, starts_in_s: f64) {
        let begins_at = self.now() + seconds(starts_in_s) + own_microseconds(&self.sid);
        let mut outcome = match self.rest_until(begins_at).await {
            Ok(()) => self.play(part).await,
            Err(interrupt) => Err(interrupt),
        };
        let mut updates = 0;
        while let Err(Interrupt::FollowNow(instructions)) = outcome {
            updates += 1;
            if updates > MAX_UPDATES {
                self.world.warn(&self.sid, 11200, "the call was updated too often");
                outcome = Ok(());
                break;
            }
            self.leave_parent();
            self.intent = None;
            if self.was_bridged && !self.is_machine() {
                // That instant was the end of a conversation which is over; patience, in contrast, lasts.
                self.hangs_up_at = None;
            }
            outcome = self.follow_update(*instructions).await;
        }
        let unanswered = match outcome {
            Err(Interrupt::Over(status)) => status,
            Ok(()) | Err(Interrupt::FollowNow(_)) => CallStatus::NoAnswer,
        };
        self.finish(unanswered).await;
    }

    /// The leg that dialled this one hears of it first.
    async fn follow_update(&mut self, instructions: Instructions) -> Go<()> {
        self.rest(UPDATE_S).await?;
        self.follow(instructions).await.map(|_| ())
    }

    async fn play(&mut self, part: Part) -> Go<()> {
        match part {
            Part::Inbound { line } => {
                self.begin_inbound();
                let instructions = self.line_instructions(&line)?;
                self.follow(instructions).await?;
            }
            Part::Api { mut instructions, ring_timeout_s, detection } => {
                self.ring_out(ring_timeout_s).await?;
                if let Some(detection) = detection {
                    self.detect_machine(detection, &mut instructions).await?;
                }
                self.follow(instructions).await?;
            }
            Part::Callee { screen, detection } => {
                // The leg that dials has the timer: this one rings until it is told otherwise.
                self.ring_out(f64::INFINITY).await?;
                if let Some(detection) = detection {
                    self.detect_machine_meanwhile(detection);
                }
                if let Some(screen) = screen
                    && self.follow(screen).await? == Finished::HungUp
                {
                    return Ok(());
                }
                self.talk_as_callee().await?;
            }
        }
        Ok(())
    }

    /// Sets the final state once; asking again changes nothing.
    pub(super) fn mark_over(&mut self, unanswered: CallStatus) {
        let status = if self.is_answered { CallStatus::Completed } else { unanswered };
        let now = self.now();
        self.world.change_call(&self.sid, |call| {
            if !call.status.is_final() {
                call.status = status;
                call.ended_at = Some(now);
            }
        });
        self.world.state().directory.release(&self.number, &self.sid);
    }

    /// Everything the end of a leg brings. The leg that dials is told last, so that one works after the other.
    async fn finish(mut self, unanswered: CallStatus) {
        self.mark_over(unanswered);
        self.end_callees(CallStatus::Canceled).await;
        self.world.tell(Happening::CallEnded { sid: self.sid.clone(), status: self.status() });
        self.tell_moment(Moment::Completed).await;
        self.world.deliver_held(&self.sid).await;
        self.call_back_later();
        self.world.state().mailboxes.remove(&self.sid);
        self.leave_parent();
    }

    /// Tells the leg that dialled this one that it must do without it.
    fn leave_parent(&mut self) {
        if let (Direction::OutboundDial, Some(parent)) = (self.direction, &self.parent) {
            self.world.send(parent, What::CalleeGone { sid: self.sid.clone() });
            self.has_left_parent = true;
        }
    }

    fn call_back_later(&self) {
        let (Some(person), Some(call)) = (&self.person, self.record()) else {
            return;
        };
        let context = AfterCall {
            at: self.now(),
            shown: self.shown.clone(),
            direction: self.direction,
            status: call.status,
            answered_by: self.answered_by,
            bridged: self.was_bridged,
            ordinal: self.world.state().directory.next_ordinal(&self.number, "after_call"),
        };
        let Some(call_back) = ask(person).after_call(&context) else {
            return;
        };
        let number = self.number.to_string();
        self.world.later(seconds(call_back.after_s).as_seconds_f64(), move |world, busy| async move {
            // Whoever is on the phone by then has no need to call.
            if !world.state().directory.is_in_use(&number) {
                crate::simulator::dial_line(&world, &number, &call_back.to, false);
            }
            drop(busy);
        });
    }
}
