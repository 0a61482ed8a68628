//! The legs a `<Dial>` makes: read from the document, placed, ended.

use url::Url;

use super::{Instructions, Leg, MachineDetection, Moment, NewLeg, Part, Subscription, What, place};
use crate::{
    CallStatus, Direction, Private,
    directory::is_e164,
    twiml::Element,
    webhooks::{Method, Target},
};

/// The carrier dials at most ten phones at once.
pub(super) const MAX_NUMBERS: usize = 10;
/// From one dialled phone to the next: they never start at the very same instant, so that a run repeats itself.
const STAGGER_S: f64 = 0.02;

impl Leg {
    /// The number shown to the callees: one of the lines or the caller's own, else the carrier refuses (13214).
    pub(super) fn caller_id(&self, element: &Element) -> Option<Private> {
        let own = match self.direction {
            Direction::Inbound => self.record().map(|call| call.from).unwrap_or_default(),
            Direction::OutboundApi | Direction::OutboundDial => self.shown.clone(),
        };
        let Some(wanted) = element.filled("callerId") else {
            return Some(own);
        };
        if self.world.line(wanted).is_some() || *wanted == *self.number || *wanted == *own {
            return Some(wanted.into());
        }
        self.world.warn(&self.sid, 13214, "<Dial> with a callerId that is neither a line nor the caller");
        None
    }

    pub(super) fn read_numbers(&self, element: &Element) -> Vec<Element> {
        let mut numbers: Vec<Element> = Vec::new();
        for noun in &element.children {
            if noun.name == "Number" {
                numbers.push(noun.clone());
            } else {
                self.world.warn(
                    &self.sid,
                    12200,
                    format!("<{}> in <Dial> is not simulated and was ignored", noun.name),
                );
            }
        }
        if element.children.is_empty() {
            numbers.push(element.clone());
        }
        numbers.retain(|number| {
            let is_number = is_e164(&number.words());
            if !is_number {
                self.world.warn(&self.sid, 13223, "<Dial> with something that is no E.164 number");
            }
            is_number
        });
        numbers.truncate(MAX_NUMBERS);
        numbers
    }

    pub(super) fn place_callees(
        &mut self,
        numbers: &[Element],
        base: Option<&Url>,
        caller_id: &Private,
    ) -> Vec<String> {
        let mut sids = Vec::new();
        for (index, number) in numbers.iter().enumerate() {
            let is_noun = number.name == "Number";
            let reads_attributes = is_noun && self.world.habits.screens_numbers;
            let noun = |name: &str| number.filled(name).filter(|_| reads_attributes);
            let target = |name: &str, method: &str| {
                let url = self.resolve(base, noun(name)?)?;
                Some(Target { url, method: Method::read(self.world.habits, noun(method)) })
            };
            let detects = self.world.habits.detects_machines;
            let detection = noun("machineDetection").filter(|_| detects).map(|mode| MachineDetection {
                until_greeting_ends: mode == "DetectMessageEnd",
                callback: target("amdStatusCallback", "amdStatusCallbackMethod"),
                is_async: true,
            });
            let subscription = target("statusCallback", "statusCallbackMethod").map(|target| Subscription {
                target,
                moments: Moment::read_all(noun("statusCallbackEvent").into_iter()),
            });
            let screen = target("url", "method").map(|t| Instructions::fetched(t.url, t.method));
            let to = Private::from(number.words());
            let new = NewLeg {
                from: caller_id.clone(),
                to: to.clone(),
                number: to,
                direction: Direction::OutboundDial,
                parent: Some(self.sid.clone()),
                subscription,
                fallback: None,
                time_limit_s: None,
                starts_in_s: STAGGER_S * (index + 1) as f64,
            };
            let placed = place(&self.world, new, Part::Callee { screen, detection });
            self.callees.push(placed.sid.clone());
            sids.push(placed.sid);
        }
        sids
    }

    /// Hangs up a callee and waits until it is over. The callee only has callbacks to send, so no virtual time goes by.
    /// Other notes read meanwhile are kept for the next wait.
    pub(super) async fn end_callee(&mut self, sid: &str, unanswered: CallStatus) {
        if !self.world.send(sid, What::HangUp(unanswered)) {
            self.callees.retain(|callee| callee != sid);
        }
        while self.callees.iter().any(|callee| callee == sid) {
            let held = self.busy.take().unwrap_or_else(|| self.world.clock.busy());
            let (what, busy) = self.wait_for_mail(held, None).await;
            self.busy = Some(busy);
            match what {
                Some(What::CalleeGone { sid: gone }) => self.callees.retain(|callee| *callee != gone),
                Some(other) => self.stash.push_back(other),
                None => {}
            }
        }
    }

    pub(super) async fn end_callees(&mut self, unanswered: CallStatus) {
        for sid in self.callees.clone() {
            self.end_callee(&sid, unanswered).await;
        }
    }
}
