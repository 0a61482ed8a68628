//! People drawn from [`Parameters`], one role each.
//!
//! Every draw depends on the seed, the number and the ordinal of the contact alone.

mod reading;
mod seniors;
mod staff;
mod volunteers;

use std::sync::Arc;

use chrono::{DateTime, Timelike, Utc};
use chrono_tz::Tz;
use rand::Rng;

use crate::{
    AfterCall, CallBack, MessageContext, Parameters, Person, PromptAnswer, PromptContext, RecordContext, Reply,
    RingAnswer, RingContext, TalkAnswer, TalkContext, VoiceMessage, directory::is_french_landline, draw,
};

/// What somebody is to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Accompanied: rung by volunteers and by check calls; may ring the line.
    Senior,
    /// Calls people; answers reminders and substitution requests by text.
    Volunteer,
    /// On duty on the listening line.
    Listener,
    /// Takes alerts by text or key. Closing them is not done here.
    Coordinator,
    /// Rings the line.
    Caller,
}

/// Somebody drawn from the parameters.
pub struct RandomPerson {
    role: Role,
    number: String,
    seed: u64,
    parameters: Arc<Parameters>,
    zone: Tz,
    /// Attempts in vain since the last time this person was reached.
    attempts_in_vain: usize,
    /// A volunteer who said yes to the last reminder.
    has_confirmed: bool,
}

impl std::fmt::Debug for RandomPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RandomPerson").field("role", &self.role).finish_non_exhaustive()
    }
}

impl RandomPerson {
    /// Somebody with this number (E.164), in the parameters' own time zone.
    pub fn new(role: Role, number: &str, seed: u64, parameters: Arc<Parameters>) -> RandomPerson {
        let zone = parameters.time_zone;
        RandomPerson {
            role,
            number: number.to_owned(),
            seed,
            parameters,
            zone,
            attempts_in_vain: 0,
            has_confirmed: false,
        }
    }

    /// The same person living in another zone: hours of the day are theirs.
    pub fn in_zone(self, zone: Tz) -> RandomPerson {
        RandomPerson { zone, ..self }
    }

    fn draw(&self, about: &str, ordinal: u64) -> impl Rng + use<> {
        draw(self.seed, &format!("{about}|{}", self.number), ordinal)
    }

    /// How the hour changes the chance to be reached; outside 9 to 19 h as at its nearest end.
    fn hour_multiplier(&self, at: DateTime<Utc>) -> f64 {
        let hour = at.with_timezone(&self.zone).hour() as usize;
        let by_hour = &self.parameters.reach.hour_from_9.value;
        let index = hour.saturating_sub(9).min(by_hour.len().saturating_sub(1));
        by_hour.get(index).copied().unwrap_or(1.0)
    }

    /// The number is wrong or dead, for good.
    fn is_dead_number(&self) -> bool {
        self.draw("dead", 0).random::<f64>() < self.parameters.person.dead_number.value
    }

    /// What picks up when nobody does.
    fn unanswered(&self, chance: &mut impl Rng) -> RingAnswer {
        let person = &self.parameters.person;
        let share =
            if is_french_landline(&self.number) { person.machine_landline.value } else { person.machine_mobile.value };
        // Having a machine belongs to the number, not to the call.
        if self.draw("machine", 0).random::<f64>() < share {
            RingAnswer::Machine { after_s: chance.random_range(18.0..25.0), greeting_s: chance.random_range(4.0..12.0) }
        } else {
            RingAnswer::NoAnswer
        }
    }
}

impl Person for RandomPerson {
    fn ring(&mut self, context: &RingContext) -> RingAnswer {
        let mut chance = self.draw("ring", context.ordinal);
        match self.role {
            Role::Senior | Role::Caller => self.senior_rung(context, &mut chance),
            Role::Volunteer => self.volunteer_rung(&mut chance),
            Role::Listener => {
                let listener = &self.parameters.listener;
                self.rung_on_duty(listener.answers.value, listener.reach_phone_s.value, &mut chance)
            }
            Role::Coordinator => {
                let coordinator = &self.parameters.coordinator;
                self.rung_on_duty(coordinator.answers.value, coordinator.reach_phone_s.value, &mut chance)
            }
        }
    }

    fn prompted(&mut self, context: &PromptContext) -> PromptAnswer {
        let mut chance = self.draw("prompt", context.ordinal);
        match self.role {
            Role::Senior | Role::Caller => self.senior_prompted(context, &mut chance),
            Role::Volunteer => self.volunteer_prompted(context, &mut chance),
            Role::Listener | Role::Coordinator => self.staff_prompted(context, &mut chance),
        }
    }

    fn bridged(&mut self, context: &TalkContext) -> TalkAnswer {
        let mut chance = self.draw("talk", context.ordinal);
        TalkAnswer { hangs_up_after_s: self.talk_s(context, &mut chance), keys: Vec::new() }
    }

    fn records(&mut self, context: &RecordContext) -> VoiceMessage {
        let mut chance = self.draw("record", context.at.timestamp().unsigned_abs());
        if chance.random::<f64>() < self.parameters.inbound.leaves_message.value {
            let seconds = chance.random_range(8.0..45.0_f64).min(context.max_length_s);
            VoiceMessage { seconds, hangs_up: true }
        } else {
            VoiceMessage { seconds: 0.0, hangs_up: true }
        }
    }

    fn message(&mut self, context: &MessageContext) -> Vec<Reply> {
        let mut chance = self.draw("message", context.ordinal);
        let reply = match self.role {
            Role::Volunteer => self.volunteer_texted(context, &mut chance),
            Role::Coordinator => self.coordinator_texted(context, &mut chance),
            Role::Listener => self.listener_texted(context, &mut chance),
            Role::Senior | Role::Caller => None,
        };
        reply.into_iter().collect()
    }

    fn after_call(&mut self, context: &AfterCall) -> Option<CallBack> {
        let mut chance = self.draw("after", context.ordinal);
        match self.role {
            Role::Senior => self.senior_after_call(context, &mut chance),
            Role::Volunteer | Role::Listener | Role::Coordinator | Role::Caller => None,
        }
    }

    fn patience_s(&mut self, context: &RingContext) -> Option<f64> {
        let mut chance = self.draw("patience", context.ordinal);
        match self.role {
            Role::Senior | Role::Caller => self.caller_patience_s(context, &mut chance),
            Role::Volunteer | Role::Listener | Role::Coordinator => None,
        }
    }
}

#[cfg(test)]
mod tests;
