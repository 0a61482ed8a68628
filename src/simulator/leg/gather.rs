//! `<Gather>`: prompts, then keys or words, or silence.

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::{Go, Input, Instructions, Intent, Leg, documents::Flow, verbs::Prompt};
use crate::{
    GatherAsked, Happening, Heard, Private, PromptAnswer, PromptContext,
    habits::Habits,
    twiml::Element,
    webhooks::{Method, Params, param},
    world::seconds,
};

/// Older fingers on a landline: from one key to the next.
pub(super) const KEY_INTERVAL_S: f64 = 0.6;
/// `timeout="auto"` and the silence that ends speech.
const AUTO_TIMEOUT_S: f64 = 2.0;
/// The carrier's default silence.
const DEFAULT_TIMEOUT_S: f64 = 5.0;
/// Speech recognition gives a certainty; here always the same.
const CONFIDENCE: &str = "0.92";

/// What a gather ended with.
enum Gathered {
    Digits { digits: String, finished_on: Option<char> },
    Words(String),
    Nothing,
}

impl Leg {
    pub(super) async fn gather(&mut self, element: &Element, base: Option<&Url>) -> Go<Flow> {
        let asked = read_gather(self.world.habits, element);
        if let Some(known) = self.world.habits.only_verbs
            && let Some(unknown) = element.children.iter().find(|child| !known.contains(&child.name.as_str()))
        {
            self.world.warn(&self.sid, 12200, format!("<{}> is not allowed within <Gather>", unknown.name));
            return Ok(Flow::HangUp);
        }
        let pace = self.world.speech_pace();
        let prompts: Vec<Prompt> = element.children.iter().filter_map(|child| Prompt::read(child, pace)).collect();
        let prompts_s: f64 = prompts.iter().map(Prompt::lasts_s).sum();
        let prompts_end = self.now() + seconds(prompts_s);
        let silence_end = prompts_end + seconds(asked.timeout_s);

        self.decide(&asked, &prompts, prompts_end);
        let may_interrupt = |intent: &Intent| match intent.input {
            Input::Keys(_) => asked.keys,
            Input::Speech(_) => asked.speech && (element.flag("bargeIn", true) || intent.at >= prompts_end),
        };
        let input_at = self.intent.as_ref().filter(|intent| may_interrupt(intent)).map(|intent| intent.at);
        self.let_hear_until(&prompts, input_at).await?;

        let gathered = match input_at.filter(|at| *at <= silence_end) {
            Some(at) => self.take_input(&asked, at).await?,
            None => {
                self.rest_until(silence_end).await?;
                // Keys that were pressed at the wrong time or in the wrong way are lost; later ones are still to come.
                let now = self.now();
                self.intent = self.intent.take().filter(|intent| intent.at > now);
                Gathered::Nothing
            }
        };
        Ok(self.after_gather(element, base, &asked, gathered))
    }

    /// Asks the person what they will do, unless they are already about to do something.
    fn decide(&mut self, asked: &GatherAsked, prompts: &[Prompt], prompts_end: DateTime<Utc>) {
        let now = self.now();
        if self.intent.as_ref().is_some_and(|intent| intent.at > now) || self.is_machine() {
            return;
        }
        self.intent = None;
        let mut heard = self.heard.clone();
        heard.extend(prompts.iter().filter_map(|prompt| match prompt {
            Prompt::Words { text, .. } => Some(Private::from(text.as_str())),
            Prompt::Sound { .. } | Prompt::Nothing { .. } => None,
        }));
        let context = PromptContext {
            at: now,
            heard,
            gather: asked.clone(),
            someone_else: self.is_someone_else(),
            direction: self.direction,
            ordinal: self.world.state().directory.next_ordinal(&self.number, "prompt"),
        };
        let answer = self.ask_person(|person| person.prompted(&context)).unwrap_or(PromptAnswer::Silence);
        let at = |after_s: f64| {
            let moment = if after_s < 0.0 { prompts_end - seconds(-after_s) } else { prompts_end + seconds(after_s) };
            moment.max(now + TimeDelta::milliseconds(1))
        };
        match answer {
            PromptAnswer::Keys { digits, after_s } => {
                self.intent = Some(Intent { at: at(after_s), input: Input::Keys(digits) });
            }
            PromptAnswer::Speech { text, after_s } => {
                self.intent = Some(Intent { at: at(after_s), input: Input::Speech(text) });
            }
            PromptAnswer::HangUp { after_s } => {
                let moment = at(after_s);
                self.hangs_up_at = Some(self.hangs_up_at.map_or(moment, |earlier| earlier.min(moment)));
            }
            PromptAnswer::Silence => {}
        }
    }

    async fn let_hear_until(&mut self, prompts: &[Prompt], input_at: Option<DateTime<Utc>>) -> Go<()> {
        for prompt in prompts {
            if input_at.is_some_and(|at| at <= self.now()) {
                return Ok(());
            }
            self.let_hear(prompt);
            let end = self.now() + seconds(prompt.lasts_s());
            self.rest_until(input_at.map_or(end, |at| at.min(end))).await?;
        }
        Ok(())
    }

    async fn take_input(&mut self, asked: &GatherAsked, at: DateTime<Utc>) -> Go<Gathered> {
        self.rest_until(at).await?;
        let Some(intent) = self.intent.take() else {
            return Ok(Gathered::Nothing);
        };
        self.heard.clear();
        match intent.input {
            Input::Keys(keys) => self.take_keys(asked, &keys).await,
            Input::Speech(text) => {
                let said = Private::from(text.as_str());
                self.write_and_tell(Heard::Spoke(said.clone()), |sid| Happening::Spoke { sid, text: said });
                self.rest(text.split_whitespace().count() as f64 * 0.5 + AUTO_TIMEOUT_S).await?;
                Ok(if text.trim().is_empty() { Gathered::Nothing } else { Gathered::Words(text) })
            }
        }
    }

    /// Keys one after another until there are enough, the finishing key, or a silence.
    async fn take_keys(&mut self, asked: &GatherAsked, keys: &str) -> Go<Gathered> {
        let mut digits = String::new();
        let mut finished_on = None;
        for (index, key) in keys.chars().enumerate() {
            if index > 0 {
                self.rest(KEY_INTERVAL_S).await?;
            }
            let pressed = Private::from(key.to_string());
            self.write_and_tell(Heard::Pressed(pressed.clone()), |sid| Happening::KeyPressed { sid, keys: pressed });
            if asked.finish_on_key == Some(key) {
                finished_on = Some(key);
                break;
            }
            digits.push(key);
            if asked.num_digits.is_some_and(|enough| digits.len() >= enough) {
                return Ok(Gathered::Digits { digits, finished_on });
            }
        }
        if finished_on.is_none() {
            self.rest(asked.timeout_s).await?;
        }
        Ok(if digits.is_empty() { Gathered::Nothing } else { Gathered::Digits { digits, finished_on } })
    }

    fn after_gather(&self, element: &Element, base: Option<&Url>, asked: &GatherAsked, gathered: Gathered) -> Flow {
        let mut extra = Params::new();
        match gathered {
            Gathered::Digits { digits, finished_on } => {
                param(&mut extra, "Digits", digits);
                param(&mut extra, "FinishedOnKey", finished_on.map(String::from).unwrap_or_default());
                param(&mut extra, "msg", "Gather End");
            }
            Gathered::Words(text) => {
                param(&mut extra, "SpeechResult", text);
                param(&mut extra, "Confidence", CONFIDENCE);
                param(&mut extra, "Language", element.filled("language").unwrap_or("en-US"));
            }
            Gathered::Nothing if self.world.habits.reports_silence && element.flag("actionOnEmptyResult", false) => {
                if asked.keys {
                    param(&mut extra, "Digits", "");
                }
                if asked.speech {
                    param(&mut extra, "SpeechResult", "");
                }
                param(&mut extra, "msg", "Gather End");
            }
            Gathered::Nothing => return Flow::Next,
        }
        // Without an action the carrier asks the current document's URL again.
        let url = match (element.filled("action"), base) {
            (Some(action), base) => self.resolve(base, action),
            (None, Some(base)) => Some(base.clone()),
            (None, None) => None,
        };
        let method = Method::read(self.world.habits, element.filled("method"));
        match url {
            Some(url) => Flow::Goto(Instructions { extra, ..Instructions::fetched(url, method) }),
            None => Flow::HangUp,
        }
    }
}

fn read_gather(habits: &Habits, element: &Element) -> GatherAsked {
    let input = element.filled("input").unwrap_or("dtmf");
    let timeout_s = match element.filled("timeout") {
        Some("auto") => AUTO_TIMEOUT_S,
        Some(_) | None => element.number("timeout", DEFAULT_TIMEOUT_S).max(0.0),
    };
    let finish_on_key = match element.attribute("finishOnKey") {
        None => Some('#'),
        Some(keys) => keys.trim().chars().next(),
    };
    let num_digits = element.filled("numDigits").and_then(|n| n.parse().ok()).filter(|n| *n > 0);
    GatherAsked {
        // Who recognises no words hears keys, whatever is asked.
        keys: !habits.recognises_speech || input.split_whitespace().any(|word| word == "dtmf"),
        speech: habits.recognises_speech && input.split_whitespace().any(|word| word == "speech"),
        num_digits,
        finish_on_key,
        timeout_s,
    }
}
