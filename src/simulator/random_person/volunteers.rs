//! How volunteers behave.

use rand::Rng;

use super::{
    RandomPerson,
    reading::{is_english, key_for, keys_named, last_menu},
    staff::reply,
};
use crate::{MessageContext, PromptAnswer, PromptContext, Reply, RingAnswer};

impl RandomPerson {
    pub(super) fn volunteer_rung(&mut self, chance: &mut impl Rng) -> RingAnswer {
        let volunteer = &self.parameters.volunteer;
        let no_show =
            if self.has_confirmed { volunteer.no_show_confirmed.value } else { volunteer.no_show_unconfirmed.value };
        if chance.random::<f64>() < no_show {
            return self.unanswered(chance);
        }
        RingAnswer::Answers { after_s: volunteer.reach_phone_s.value.sample(chance) }
    }

    pub(super) fn volunteer_prompted(&self, context: &PromptContext, chance: &mut impl Rng) -> PromptAnswer {
        let volunteer = &self.parameters.volunteer;
        let heard = last_menu(&context.heard);
        let keys = keys_named(&heard);
        let Some(first) = keys.first().copied() else {
            return PromptAnswer::Silence;
        };
        let after_s = chance.random_range(1.0..5.0);
        let mood = chance.random::<f64>();
        let is_brief = heard.contains("Prêt") || heard.contains("Ready");
        let key = if is_brief {
            if mood < volunteer.ready_when_rung.value {
                first
            } else if mood < volunteer.ready_when_rung.value + volunteer.later_when_rung.value {
                keys.get(1).copied().unwrap_or(first)
            } else {
                keys.last().copied().unwrap_or(first)
            }
        } else if mood < volunteer.outcome_by_key.value {
            self.outcome_key(&heard, chance).unwrap_or(first)
        } else {
            return PromptAnswer::HangUp { after_s };
        };
        PromptAnswer::Keys { digits: key.to_string(), after_s }
    }

    /// Now and then a volunteer is worried after a call.
    fn outcome_key(&self, heard: &str, chance: &mut impl Rng) -> Option<char> {
        let volunteer = &self.parameters.volunteer;
        let worry = chance.random::<f64>();
        if worry < volunteer.outcome_urgent.value {
            key_for(heard, &["urgent"])
        } else if worry < volunteer.outcome_urgent.value + volunteer.outcome_worry.value {
            key_for(heard, &["inquiète", "worries you"])
        } else {
            None
        }
    }

    pub(super) fn volunteer_texted(&mut self, context: &MessageContext, chance: &mut impl Rng) -> Option<Reply> {
        let volunteer = &self.parameters.volunteer;
        let body = context.body.as_str();
        let (yes, no) = if is_english(body) { ("YES", "NO") } else { ("OUI", "NON") };
        // Two questions at once: they mean the first one named.
        let which = [("code: ", 1), ("exemple ", 2), ("e.g. ", 2)];
        let named = which.iter().find_map(|(before, words)| Some((body.split_once(before)?.1, words)));
        if let (Some((rest, words)), true) = (named, body.contains("code")) {
            let answer: Vec<&str> = rest.split_whitespace().take(*words + usize::from(*words == 1)).collect();
            return Some(reply(&answer.join(" "), volunteer.sms_answer_min.value, chance));
        }
        let asks = body.contains(&format!(" {yes}"));
        let will = chance.random::<f64>();
        if asks && (body.contains("Premier OUI") || body.contains("First YES")) {
            if will >= volunteer.substitution_accepted.value {
                return None;
            }
            return Some(reply(yes, volunteer.substitution_answer_min.value, chance));
        }
        if body.contains("1 tout va bien")
            || body.contains("1 bien")
            || body.contains("1 all is well")
            || body.contains("1 well")
        {
            let answers = will < volunteer.outcome_after_reminder.value;
            return answers.then(|| reply("1", volunteer.sms_answer_min.value, chance));
        }
        if !asks || will < volunteer.sms_silent.value {
            return None;
        }
        self.has_confirmed = will < volunteer.sms_silent.value + volunteer.sms_yes.value;
        let word = if self.has_confirmed { yes } else { no };
        Some(reply(word, self.parameters.volunteer.sms_answer_min.value, chance))
    }
}
