//! `<Dial>`: rings one or several phones, puts the first that accepts through, and says what came of it.

use chrono::{DateTime, Utc};
use url::Url;

use super::{Go, Instructions, Interrupt, Leg, What, callees::MAX_NUMBERS, documents::Flow};
use crate::{
    CallStatus, Happening,
    twiml::Element,
    webhooks::{Method, Params, param},
    world::seconds,
};

/// The carrier's default patience with ringing phones.
const DEFAULT_RING_S: f64 = 30.0;
/// The carrier's default longest conversation.
const DEFAULT_TIME_LIMIT_S: f64 = 14_400.0;

/// What one `<Dial>` has done so far.
#[derive(Default)]
struct Dialling {
    sids: Vec<String>,
    winner: Option<String>,
}

impl Leg {
    pub(super) async fn dial(&mut self, element: &Element, base: Option<&Url>) -> Go<Flow> {
        let room = element.children.iter().find(|noun| noun.name == "Conference");
        if let Some(room) = room.filter(|_| self.world.habits.has_rooms) {
            return self.enter_room(element, room, base).await;
        }
        if !self.world.habits.screens_numbers || !element.flag("answerOnBridge", false) {
            self.mark_answered();
        }
        let mut dialling = Dialling::default();
        let interrupt = match self.ring_and_talk(element, base, &mut dialling).await {
            Ok(()) => {
                let status = self.dial_status(&dialling);
                return Ok(self.after_dial(element, base, &dialling, status));
            }
            Err(interrupt) => interrupt,
        };
        self.end_callees(CallStatus::Canceled).await;
        if let Some(winner) = &dialling.winner {
            self.world.tell(Happening::Unbridged { sid: self.sid.clone(), with: winner.clone() });
        }
        if let Interrupt::Over(unanswered) = interrupt {
            self.mark_over(unanswered);
            self.ask_action_in_vain(element, base, &dialling).await;
        }
        Err(interrupt)
    }

    async fn ring_and_talk(&mut self, element: &Element, base: Option<&Url>, dialling: &mut Dialling) -> Go<()> {
        let Some(caller_id) = self.caller_id(element) else {
            return Ok(());
        };
        let numbers = self.read_numbers(element);
        let group_size = if element.flag("sequential", false) { 1 } else { MAX_NUMBERS };
        let (shortest_s, longest_s) = self.world.habits.ring_s;
        let ring_s = element.number("timeout", DEFAULT_RING_S).clamp(shortest_s, longest_s);
        for group in numbers.chunks(group_size) {
            dialling.sids.extend(self.place_callees(group, base, &caller_id));
            let give_up_at = self.now() + seconds(ring_s);
            if let Some(winner) = self.first_to_accept(give_up_at).await? {
                dialling.winner = Some(winner.clone());
                for other in self.callees.clone() {
                    if other != winner {
                        self.end_callee(&other, CallStatus::Canceled).await;
                    }
                }
                return self.talk_with(&winner, element).await;
            }
        }
        Ok(())
    }

    /// Waits for the first callee that picks up and refuses nothing. Ringing phones are given up at `give_up_at`; one
    /// that listens to its document by then is waited for.
    async fn first_to_accept(&mut self, give_up_at: DateTime<Utc>) -> Go<Option<String>> {
        let mut give_up_at = Some(give_up_at);
        while !self.callees.is_empty() {
            match self.wait(give_up_at).await? {
                None => {
                    give_up_at = None;
                    for sid in self.callees.clone() {
                        if self.world.call(&sid).is_none_or(|call| call.answered_at.is_none()) {
                            self.end_callee(&sid, CallStatus::NoAnswer).await;
                        }
                    }
                }
                Some(What::CalleeAccepted { sid }) if self.callees.contains(&sid) => {
                    return Ok(Some(sid));
                }
                Some(What::CalleeGone { sid }) => self.callees.retain(|callee| *callee != sid),
                Some(
                    What::CalleeAccepted { .. }
                    | What::PutThrough { .. }
                    | What::Met { .. }
                    | What::RoomOver
                    | What::FollowNow(_)
                    | What::HangUp(_),
                ) => {}
            }
        }
        Ok(None)
    }

    /// The conversation, until one side hangs up, the time is over, or the caller presses the star key.
    async fn talk_with(&mut self, winner: &str, element: &Element) -> Go<()> {
        self.mark_answered();
        self.world.tell(Happening::Bridged { sid: self.sid.clone(), with: winner.to_owned() });
        let with_machine =
            self.world.call(winner).is_some_and(|call| call.answered_by == Some(crate::AnsweredBy::Machine));
        self.begin_talk(winner, with_machine);
        let star_at = self.star_at().filter(|_| element.flag("hangupOnStar", false));
        let what = What::PutThrough { with: self.sid.clone(), with_machine: self.is_machine() };
        self.world.send(winner, what);
        let limit_at = self.now() + seconds(element.number("timeLimit", DEFAULT_TIME_LIMIT_S).max(0.0));
        let end_at = star_at.map_or(limit_at, |star_at| star_at.min(limit_at));
        while self.callees.iter().any(|callee| callee == winner) {
            match self.wait(Some(end_at)).await? {
                None => {
                    if star_at == Some(end_at) {
                        self.press_in_talk(true);
                    }
                    self.end_callee(winner, CallStatus::Completed).await;
                }
                Some(What::CalleeGone { sid }) => self.callees.retain(|callee| *callee != sid),
                Some(
                    What::CalleeAccepted { .. }
                    | What::PutThrough { .. }
                    | What::Met { .. }
                    | What::RoomOver
                    | What::FollowNow(_)
                    | What::HangUp(_),
                ) => {}
            }
        }
        if !self.is_machine() {
            self.hangs_up_at = None;
        }
        self.heard.clear();
        self.world.tell(Happening::Unbridged { sid: self.sid.clone(), with: winner.to_owned() });
        Ok(())
    }

    /// What came of a `<Dial>`. A callee that picked up and refused counts as no answer: `DialBridged` tells more.
    fn dial_status(&self, dialling: &Dialling) -> CallStatus {
        if dialling.winner.is_some() {
            return CallStatus::Completed;
        }
        let statuses: Vec<CallStatus> =
            dialling.sids.iter().filter_map(|sid| self.world.call(sid)).map(|call| call.status).collect();
        let rang = |status: &CallStatus| {
            matches!(
                status,
                CallStatus::NoAnswer | CallStatus::Completed | CallStatus::Canceled | CallStatus::InProgress
            )
        };
        if statuses.iter().any(rang) {
            CallStatus::NoAnswer
        } else if statuses.contains(&CallStatus::Busy) {
            CallStatus::Busy
        } else {
            CallStatus::Failed
        }
    }

    fn action(
        &self,
        element: &Element,
        base: Option<&Url>,
        dialling: &Dialling,
        status: CallStatus,
    ) -> Option<Instructions> {
        let url = self.resolve(base, element.filled("action")?)?;
        let mut extra = Params::new();
        param(&mut extra, "DialCallStatus", status.wire());
        let last = dialling.sids.last().filter(|_| self.world.habits.screens_numbers);
        if let Some(sid) = dialling.winner.as_ref().or(last) {
            param(&mut extra, "DialCallSid", sid);
        }
        let winner = dialling.winner.as_ref().and_then(|sid| self.world.call(sid));
        if self.world.habits.screens_numbers {
            param(&mut extra, "DialBridged", if winner.is_some() { "true" } else { "false" });
        }
        if let Some((answered_at, ended_at)) = winner.and_then(|w| Some((w.answered_at?, w.ended_at))) {
            let duration = ended_at.unwrap_or_else(|| self.now()) - answered_at;
            param(&mut extra, "DialCallDuration", duration.num_seconds().to_string());
        }
        Some(Instructions {
            extra,
            ..Instructions::fetched(url, Method::read(self.world.habits, element.filled("method")))
        })
    }

    fn after_dial(&self, element: &Element, base: Option<&Url>, dialling: &Dialling, status: CallStatus) -> Flow {
        self.action(element, base, dialling, status).map_or(Flow::Next, Flow::Goto)
    }

    /// The carrier asks the action even when the caller has gone, so that the application knows how it ended; nobody
    /// is left to follow the answer.
    async fn ask_action_in_vain(&mut self, element: &Element, base: Option<&Url>, dialling: &Dialling) {
        if !self.world.habits.screens_numbers {
            // Its switch ends with the caller.
            return;
        }
        let status = if dialling.winner.is_some() { CallStatus::Completed } else { CallStatus::Canceled };
        let Some(instructions) = self.action(element, base, dialling, status) else {
            return;
        };
        self.ask_in_vain(instructions).await;
    }
}
