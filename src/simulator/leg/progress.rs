//! What the carrier tells the application about the progress of a leg.

use crate::{
    CallStatus, Direction,
    callbacks::Callback,
    leg::Leg,
    webhooks::{Params, Target, param, rfc2822},
};

/// A moment the application may ask to be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    Initiated,
    Ringing,
    Answered,
    Completed,
}

impl Moment {
    /// Reads the carrier's words, separated by spaces; unknown words are ignored, nothing means the end only.
    pub(crate) fn read_all<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Moment> {
        let moments: Vec<Moment> = words
            .flat_map(str::split_whitespace)
            .filter_map(|word| match word {
                "initiated" => Some(Moment::Initiated),
                "ringing" => Some(Moment::Ringing),
                "answered" => Some(Moment::Answered),
                "completed" => Some(Moment::Completed),
                _ => None,
            })
            .collect();
        if moments.is_empty() { vec![Moment::Completed] } else { moments }
    }
}

/// Where the progress of a leg is told, and which moments.
#[derive(Clone)]
pub(crate) struct Subscription {
    pub(crate) target: Target,
    pub(crate) moments: Vec<Moment>,
}

impl Leg {
    /// The parameters of every request about this leg.
    pub(super) fn standard_params(&self) -> Params {
        let mut params = Params::new();
        let (from, to) = match self.direction {
            Direction::Inbound => (self.caller_shown(), self.shown.to_string()),
            Direction::OutboundApi | Direction::OutboundDial => (self.shown.to_string(), self.number.to_string()),
        };
        param(&mut params, "CallSid", &self.sid);
        param(&mut params, "AccountSid", &self.world.account_sid);
        param(&mut params, "From", &from);
        param(&mut params, "To", &to);
        param(&mut params, "Caller", &from);
        param(&mut params, "Called", &to);
        param(&mut params, "CallStatus", self.status().wire());
        param(&mut params, "ApiVersion", "2010-04-01");
        param(&mut params, "Direction", self.direction.wire());
        // Present and empty, as they are in France: a signature must cover them all the same.
        for side in ["From", "To", "Caller", "Called"] {
            for part in ["City", "State", "Zip"] {
                param(&mut params, &format!("{side}{part}"), "");
            }
            param(&mut params, &format!("{side}Country"), "FR");
        }
        if let Some(parent) = &self.parent {
            param(&mut params, "ParentCallSid", parent);
        }
        for (name, value) in self.world.habits.extra_parameters {
            param(&mut params, name, *value);
        }
        params
    }

    /// The caller's number as shown, which is `anonymous` when it is withheld.
    fn caller_shown(&self) -> String {
        self.record().map_or_else(String::new, |call| call.from.to_string())
    }

    /// Tells a moment to whoever subscribed to it. The sequence counts the callbacks sent, from 0.
    pub(super) async fn tell_moment(&mut self, moment: Moment) {
        let Some(subscription) = self.subscription.clone() else {
            return;
        };
        let is_told = moment != Moment::Initiated || self.world.habits.tells_initiated;
        if !is_told || !subscription.moments.contains(&moment) {
            return;
        }
        let status = match moment {
            Moment::Initiated => CallStatus::Initiated,
            Moment::Ringing => CallStatus::Ringing,
            Moment::Answered => CallStatus::InProgress,
            Moment::Completed => self.status(),
        };
        let mut params = self.standard_params();
        if let Some((_, value)) = params.iter_mut().find(|(name, _)| name == "CallStatus") {
            *value = status.wire().to_owned();
        }
        let sequence = self.sequence;
        self.sequence += 1;
        param(&mut params, "Timestamp", rfc2822(self.now()));
        param(&mut params, "CallbackSource", "call-progress-events");
        let told = if self.world.habits.counts_callbacks { sequence } else { 0 };
        param(&mut params, "SequenceNumber", told.to_string());
        if moment == Moment::Completed {
            self.add_final_params(&mut params, status);
        }
        let callback = Callback {
            sid: self.sid.clone(),
            status: status.wire().to_owned(),
            sequence,
            target: subscription.target,
            params,
        };
        self.world.deliver(callback).await;
    }

    fn add_final_params(&self, params: &mut Params, status: CallStatus) {
        let duration_s = self.record().map_or(0, |call| call.duration_s());
        param(params, "CallDuration", duration_s.to_string());
        param(params, "Duration", (duration_s as u64).div_ceil(60).to_string());
        let sip = match status {
            CallStatus::Completed => "200",
            CallStatus::Busy => "486",
            CallStatus::Failed => "404",
            CallStatus::Queued
            | CallStatus::Initiated
            | CallStatus::Ringing
            | CallStatus::InProgress
            | CallStatus::NoAnswer
            | CallStatus::Canceled => "487",
        };
        param(params, "SipResponseCode", sip);
    }
}
