//! From the first ring to the answer, and what machine detection makes of it.

use rand::Rng;

use super::{Go, Instructions, Interrupt, Leg, Moment};
use crate::{
    AnsweredBy, CallStatus, Fault, Happening, RingAnswer, RingContext, chance,
    directory::ask,
    leg::documents::Source,
    webhooks::{Target, param},
    world::seconds,
};

/// From the request to the first ring.
const NETWORK_DELAY_S: f64 = 0.8;
/// From the request to an engaged tone, or to the news that the number does not exist.
const REFUSAL_DELAY_S: f64 = 1.5;
/// A voicemail takes a message of at most this length after its greeting.
const MACHINE_RECORDS_S: f64 = 60.0;
/// How long detection listens before it believes in a human.
const HUMAN_DETECTED_S: f64 = 2.4;
/// How long detection listens before it believes in a machine.
const MACHINE_DETECTED_S: f64 = 3.6;

/// Machine detection as asked for a leg.
#[derive(Clone)]
pub(crate) struct MachineDetection {
    /// Wait for the end of the greeting (`DetectMessageEnd`).
    pub(crate) until_greeting_ends: bool,
    /// Told when the result is known; `None` means the document waits for it.
    pub(crate) callback: Option<Target>,
    /// The document does not wait for the result.
    pub(crate) is_async: bool,
}

impl Leg {
    fn ring_context(&self, ordinal: u64) -> RingContext {
        RingContext {
            at: self.now(),
            shown: self.shown.clone(),
            number: self.number.clone(),
            direction: self.direction,
            ordinal,
        }
    }

    /// The caller listens to the ringing tone; how patient they are is known from now on.
    pub(super) fn begin_inbound(&mut self) {
        self.world.state().directory.occupy(&self.number, &self.sid);
        self.answered_by = Some(AnsweredBy::Person);
        let now = self.now();
        self.world.change_call(&self.sid, |call| call.rang_at = Some(now));
        let (from, to) = self.record().map(|call| (call.from, call.to)).unwrap_or_default();
        self.world.tell(Happening::CallRinging { sid: self.sid.clone(), from, to });
        self.set_patience();
    }

    fn set_patience(&mut self) {
        let ordinal = self.world.state().directory.next_ordinal(&self.number, "patience");
        let context = self.ring_context(ordinal);
        let patience = self.ask_person(|person| person.patience_s(&context)).flatten();
        self.hangs_up_at = patience.map(|s| self.now() + seconds(s));
    }

    /// Rings the phone until somebody or something picks up.
    pub(super) async fn ring_out(&mut self, timeout_s: f64) -> Go<()> {
        self.set_status(CallStatus::Initiated);
        self.tell_moment(Moment::Initiated).await;
        let fails = self.world.use_fault(|fault| match fault {
            Fault::CallsFail { n } => Some(n),
            Fault::RestUnavailable
            | Fault::RestTimeoutAfterDoing
            | Fault::HoldRequests { .. }
            | Fault::HoldAnswers
            | Fault::WebhooksUnreachable
            | Fault::UpdatesRefused
            | Fault::DeletionsRefused
            | Fault::SoundsRefused
            | Fault::RecordingsUnannounced
            | Fault::Throttle { .. }
            | Fault::TextsUndelivered { .. } => None,
        });
        let Some(person) = self.person.clone().filter(|_| !fails) else {
            self.rest(REFUSAL_DELAY_S).await?;
            return Err(Interrupt::Over(CallStatus::Failed));
        };
        self.rest(NETWORK_DELAY_S).await?;
        if !self.world.state().directory.occupy(&self.number, &self.sid) {
            self.rest(REFUSAL_DELAY_S).await?;
            return Err(Interrupt::Over(CallStatus::Busy));
        }
        let ordinal = self.world.state().directory.next_ordinal(&self.number, "ring");
        let answer = ask(&person).ring(&self.ring_context(ordinal));
        let (after_s, by) = match answer {
            RingAnswer::OutOfService => {
                self.rest(REFUSAL_DELAY_S).await?;
                return Err(Interrupt::Over(CallStatus::Failed));
            }
            RingAnswer::Busy => {
                self.rest(REFUSAL_DELAY_S).await?;
                return Err(Interrupt::Over(CallStatus::Busy));
            }
            RingAnswer::NoAnswer => (f64::INFINITY, None),
            RingAnswer::Answers { after_s } => (after_s, Some((AnsweredBy::Person, 0.0))),
            RingAnswer::SomeoneElse { after_s } => (after_s, Some((AnsweredBy::SomeoneElse, 0.0))),
            RingAnswer::Machine { after_s, greeting_s } => (after_s, Some((AnsweredBy::Machine, greeting_s))),
        };
        self.begin_ringing().await;
        match by.filter(|_| after_s <= timeout_s) {
            Some((by, greeting_s)) => {
                self.rest(after_s).await?;
                self.pick_up(by, greeting_s).await;
                Ok(())
            }
            None if timeout_s.is_finite() => {
                self.rest(timeout_s).await?;
                Err(Interrupt::Over(CallStatus::NoAnswer))
            }
            // Whoever dials decides when to give up.
            None => loop {
                self.wait(None).await?;
            },
        }
    }

    async fn begin_ringing(&mut self) {
        let now = self.now();
        self.world.change_call(&self.sid, |call| {
            call.status = CallStatus::Ringing;
            call.rang_at = Some(now);
        });
        self.world.state().directory.count_ring(&self.number, &self.sid);
        let (from, to) = (self.shown.clone(), self.number.clone());
        self.world.tell(Happening::CallRinging { sid: self.sid.clone(), from, to });
        self.tell_moment(Moment::Ringing).await;
    }

    /// Somebody or something picks up the ringing phone.
    async fn pick_up(&mut self, by: AnsweredBy, greeting_s: f64) {
        self.answered_by = Some(by);
        self.mark_answered();
        if by == AnsweredBy::Machine {
            self.hangs_up_at = Some(self.now() + seconds(greeting_s + MACHINE_RECORDS_S));
        } else if self.parent.is_none() {
            self.set_patience();
        }
        self.tell_moment(Moment::Answered).await;
    }

    /// From now on the call is in progress; asking again changes nothing.
    pub(super) fn mark_answered(&mut self) {
        if self.is_answered {
            return;
        }
        self.is_answered = true;
        let (now, by) = (self.now(), self.answered_by.unwrap_or(AnsweredBy::Person));
        self.limit_at = self.time_limit_s.map(|s| now + seconds(s));
        self.world.change_call(&self.sid, |call| {
            call.status = CallStatus::InProgress;
            call.answered_at = Some(now);
            call.answered_by = Some(by);
        });
        self.world.tell(Happening::CallAnswered { sid: self.sid.clone(), by });
    }

    pub(super) fn set_status(&self, status: CallStatus) {
        self.world.change_call(&self.sid, |call| call.status = status);
    }

    /// Detection for a call placed by REST: before its document, or meanwhile.
    pub(super) async fn detect_machine(
        &mut self,
        detection: MachineDetection,
        instructions: &mut Instructions,
    ) -> Go<()> {
        if detection.is_async {
            self.detect_machine_meanwhile(detection);
            return Ok(());
        }
        let (result, after_s) = self.detection_result(&detection);
        self.rest(after_s).await?;
        if let Source::Fetched(_) = instructions.source {
            param(&mut instructions.extra, "AnsweredBy", result);
            param(&mut instructions.extra, "MachineDetectionDuration", ((after_s * 1000.0) as u64).to_string());
        }
        Ok(())
    }

    /// Detection that tells its result by callback while the call goes on. A call over before then gets none.
    pub(super) fn detect_machine_meanwhile(&self, detection: MachineDetection) {
        let (result, after_s) = self.detection_result(&detection);
        let Some(target) = detection.callback else {
            return;
        };
        let mut params = Vec::new();
        param(&mut params, "CallSid", &self.sid);
        param(&mut params, "AccountSid", &self.world.account_sid);
        param(&mut params, "AnsweredBy", result);
        param(&mut params, "MachineDetectionDuration", ((after_s * 1000.0) as u64).to_string());
        let sid = self.sid.clone();
        self.world.later(after_s, move |world, busy| async move {
            if world.call(&sid).is_some_and(|call| !call.status.is_final()) {
                let token = world.idempotency_token(&format!("{sid}|detection"));
                if !world.post_callback(&target, &params, &token).await {
                    world.warn(&sid, 15003, "the machine detection callback was not accepted");
                }
            }
            drop(busy);
        });
    }

    fn detection_result(&self, detection: &MachineDetection) -> (&'static str, f64) {
        let jitter = chance::draw(self.world.seed, &format!("detection|{}", self.sid), 0).random_range(0.0..0.8);
        if !self.is_machine() {
            return ("human", HUMAN_DETECTED_S + jitter);
        }
        if !detection.until_greeting_ends {
            return ("machine_start", MACHINE_DETECTED_S + jitter);
        }
        let ends_at = self.hangs_up_at.map(|at| (at - self.now()).as_seconds_f64() - MACHINE_RECORDS_S);
        ("machine_end_beep", ends_at.unwrap_or(MACHINE_DETECTED_S).max(MACHINE_DETECTED_S))
    }
}
