//! How people behave who are rung by the service, or ring its line.

use rand::Rng;
use rand_distr::{Distribution, Exp};

use super::{
    RandomPerson,
    reading::{key_for, keys_named, last_menu},
};
use crate::{AfterCall, AnsweredBy, CallBack, Direction, PromptAnswer, PromptContext, RingAnswer, RingContext};

/// Nobody is certain to be reached, whatever the hour.
const BEST_CHANCE: f64 = 0.98;
/// Those who ring back do so within two hours.
const CALLBACK_WITHIN_S: f64 = 7_200.0;
/// Those who mean to talk do not hang up within the greeting.
const LEAST_PATIENCE_S: f64 = 20.0;

impl RandomPerson {
    pub(super) fn senior_rung(&mut self, context: &RingContext, chance: &mut impl Rng) -> RingAnswer {
        let reach = &self.parameters.reach;
        if self.is_dead_number() {
            return RingAnswer::OutOfService;
        }
        if chance.random::<f64>() < reach.busy.value {
            return RingAnswer::Busy;
        }
        let by_attempt = &reach.appointment.value;
        let base = by_attempt.get(self.attempts_in_vain).or(by_attempt.last()).copied().unwrap_or(0.5);
        let reached = chance.random::<f64>() < (base * self.hour_multiplier(context.at)).min(BEST_CHANCE);
        if !reached {
            self.attempts_in_vain += 1;
            return self.unanswered(chance);
        }
        let after_s = self.parameters.person.reach_phone_s.value.sample(chance);
        if chance.random::<f64>() < reach.third_person.value {
            return RingAnswer::SomeoneElse { after_s };
        }
        self.attempts_in_vain = 0;
        RingAnswer::Answers { after_s }
    }

    pub(super) fn senior_prompted(&self, context: &PromptContext, chance: &mut impl Rng) -> PromptAnswer {
        let person = &self.parameters.person;
        let key = self.senior_key(context, chance);
        let speed = chance.random::<f64>();
        let after_s = if speed < person.key_never.value {
            return PromptAnswer::Silence;
        } else if speed < person.key_never.value + person.key_within_20s.value {
            chance.random_range(8.0..20.0)
        } else {
            chance.random_range(1.0..8.0)
        };
        let key = if chance.random::<f64>() < person.key_wrong.value {
            char::from(b'4' + chance.random_range(0..4u8))
        } else {
            match key {
                Some(key) => key,
                None => return PromptAnswer::Silence,
            }
        };
        PromptAnswer::Keys { digits: key.to_string(), after_s }
    }

    /// What a senior or caller means to press. Without a key 1 there is nothing they want to choose: such a sentence
    /// offers only to correct or to stop.
    fn senior_key(&self, context: &PromptContext, chance: &mut impl Rng) -> Option<char> {
        let menu = last_menu(&context.heard);
        let heard = menu.as_str();
        let keys = keys_named(heard);
        let says = |words: &[&str]| words.iter().any(|word| heard.contains(word));
        let wish = chance.random::<f64>();
        if !keys.contains(&'1') {
            return None;
        }
        if context.someone_else {
            return key_for(heard, &["sinon", "otherwise", "if not"]).or(keys.last().copied());
        }
        let (person, inbound) = (&self.parameters.person, &self.parameters.inbound);
        let rarely = |first: f64, first_words: &[&str], second: f64, second_words: &[&str]| {
            if wish < first {
                key_for(heard, first_words)
            } else if wish < first + second {
                key_for(heard, second_words)
            } else {
                None
            }
        };
        let rare_wish = if says(&["tout va bien", "all is well", "en sécurité", "are safe"]) {
            let help = ["aide maintenant", "help now", "sentez mal", "feel unwell", "besoin d'aide", "need help"];
            let callback = ["rappel", "call you back", "fatigue", "tires you"];
            rarely(person.needs_help.value, &help, person.wants_callback.value, &callback)
        } else if says(&["parler avec quelqu'un", "talk with someone"]) {
            let practical = ["aide pratique", "practical help"];
            rarely(inbound.urgent.value, &["urgent"], inbound.practical.value, &practical)
        } else {
            None
        };
        if rare_wish.is_some() {
            return rare_wish;
        }
        let offers_callback = ["être rappelé", "vous rappeler avant", "be called back", "call you back before"];
        if says(&offers_callback) && chance.random::<f64>() >= inbound.accepts_callback.value {
            return None;
        }
        keys.first().copied()
    }

    /// A missed call with a message left is often returned.
    pub(super) fn senior_after_call(&self, context: &AfterCall, chance: &mut impl Rng) -> Option<CallBack> {
        let was_missed = context.direction != Direction::Inbound
            && (context.answered_by == Some(AnsweredBy::Machine) || context.answered_by.is_none());
        let rings_back = chance.random::<f64>() < self.parameters.reach.callback_within_2h.value;
        let is_reachable = !self.is_dead_number();
        (was_missed && rings_back && is_reachable)
            .then(|| CallBack { after_s: chance.random_range(60.0..CALLBACK_WITHIN_S), to: context.shown.to_string() })
    }

    pub(super) fn caller_patience_s(&self, context: &RingContext, chance: &mut impl Rng) -> Option<f64> {
        if context.direction != Direction::Inbound {
            return None;
        }
        let inbound = &self.parameters.inbound;
        if chance.random::<f64>() < inbound.silent.value {
            return Some(chance.random_range(1.0..6.0));
        }
        let patience = Exp::new(1.0 / inbound.patience_s.value).map(|e| e.sample(chance));
        // Nobody dials a number to hang up within the greeting, apart from those above.
        Some(patience.unwrap_or(inbound.patience_s.value).max(LEAST_PATIENCE_S))
    }
}
