//! How listeners and coordinators behave, and who ends a conversation.

use rand::Rng;

use super::{
    RandomPerson, Role,
    reading::{alert_code, asks_triage, completion_asked, keys_named, last_menu},
};
use crate::{
    Direction, MessageContext, PromptAnswer, PromptContext, Reply, RingAnswer, TalkContext, parameters::Lognormal,
};

/// Seconds in a minute, for figures in minutes.
const MINUTE_S: f64 = 60.0;
/// Somebody on duty reacts in this time.
const STAFF_REACTION_S: std::ops::Range<f64> = 0.8..3.0;
/// A conversation with a voicemail.
const MACHINE_TALK_S: std::ops::Range<f64> = 3.0..20.0;

impl RandomPerson {
    pub(super) fn rung_on_duty(&self, answers: f64, reach_phone_s: Lognormal, chance: &mut impl Rng) -> RingAnswer {
        if chance.random::<f64>() < answers {
            RingAnswer::Answers { after_s: reach_phone_s.sample(chance) }
        } else {
            self.unanswered(chance)
        }
    }

    pub(super) fn staff_prompted(&self, context: &PromptContext, chance: &mut impl Rng) -> PromptAnswer {
        let keys = keys_named(&last_menu(&context.heard));
        let Some(first) = keys.first().copied() else {
            return PromptAnswer::Silence;
        };
        PromptAnswer::Keys { digits: first.to_string(), after_s: chance.random_range(STAFF_REACTION_S) }
    }

    pub(super) fn coordinator_texted(&self, context: &MessageContext, chance: &mut impl Rng) -> Option<Reply> {
        let coordinator = &self.parameters.coordinator;
        let body = context.body.as_str();
        if let Some(answer) = completion_asked(body) {
            return Some(reply(&answer, coordinator.sees_to_it_min.value, chance));
        }
        let code = alert_code(body)?;
        let takes = if body.contains("TAKE") { "TAKE" } else { "PRENDS" };
        if !body.contains(takes) || chance.random::<f64>() >= coordinator.takes_alert.value {
            return None;
        }
        Some(reply(&format!("{takes} {code}"), coordinator.takes_alert_min.value, chance))
    }

    /// Two digits after a call: what was needed, and how soon.
    pub(super) fn listener_texted(&self, context: &MessageContext, chance: &mut impl Rng) -> Option<Reply> {
        let listener = &self.parameters.listener;
        if !asks_triage(context.body.as_str()) || chance.random::<f64>() >= listener.tells_triage.value {
            return None;
        }
        let theme = chance.random::<f64>();
        let (health, practical) = (listener.health.value, listener.practical.value);
        let need = match theme {
            theme if theme < health => 2,
            theme if theme < health + practical => chance.random_range(3..=4),
            theme if theme < health + practical + listener.safety.value => 5,
            _ => 1,
        };
        let urgency = match chance.random::<f64>() {
            urgency if urgency < listener.immediate.value => 3,
            urgency if need > 1 && urgency < 0.5 => 2,
            _ => 1,
        };
        Some(reply(&format!("{need} {urgency}"), listener.tells_triage_min.value, chance))
    }

    /// Who ends the conversation: the person on a convivial call, the caller on the listening line and when called back, a
    /// coordinator always. One of the two always does.
    pub(super) fn talk_s(&self, context: &TalkContext, chance: &mut impl Rng) -> Option<f64> {
        let duration = &self.parameters.duration;
        let calls = context.direction == Direction::Inbound;
        if context.with_machine {
            return Some(chance.random_range(MACHINE_TALK_S));
        }
        let minutes = match self.role {
            // Whoever calls for the association lets the other hang up: the question of how it went comes after.
            Role::Volunteer | Role::Listener => return None,
            Role::Senior if !calls => duration.convivial_min.value,
            Role::Senior | Role::Caller => duration.listening_min.value,
            Role::Coordinator => self.parameters.coordinator.talk_min.value,
        };
        Some(minutes.sample(chance) * MINUTE_S)
    }
}

/// An answer after a delay in minutes.
pub(super) fn reply(body: &str, delay_min: Lognormal, chance: &mut impl Rng) -> Reply {
    Reply { after_s: delay_min.sample(chance) * MINUTE_S, body: body.to_owned() }
}
