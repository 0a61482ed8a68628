//! The plain verbs, and which verb is followed how.

use url::Url;

use super::{Go, Interrupt, Leg, documents::Flow};
use crate::{CallStatus, Direction, Happening, Heard, Private, leg::Instructions, twiml::Element, webhooks::Method};

/// French read aloud to older people: 120 words a minute.
const SECONDS_A_WORD: f64 = 0.5;
/// A sound's length is not known here; a jingle or a short message lasts about this.
const PLAY_S: f64 = 5.0;
/// `loop="0"` means until the end of the call; the carrier itself stops at this many.
const MAX_REPEATS: f64 = 1000.0;

/// Something the line lets the person hear.
pub(super) enum Prompt {
    Words { text: String, lasts_s: f64 },
    Sound { url: String, lasts_s: f64 },
    Nothing { lasts_s: f64 },
}

impl Prompt {
    /// Reads `<Say>`, `<Play>` and `<Pause>`; words are said so many times faster.
    pub(super) fn read(element: &Element, speech_pace: f64) -> Option<Prompt> {
        let repeats = match element.number("loop", 1.0) {
            n if n <= 0.0 => MAX_REPEATS,
            n => n.min(MAX_REPEATS),
        };
        match element.name.as_str() {
            "Say" => {
                let text = element.words();
                let words = text.split_whitespace().count() as f64;
                let lasts_s = words * SECONDS_A_WORD / speech_pace * repeats;
                Some(Prompt::Words { text, lasts_s })
            }
            "Play" => Some(Prompt::Sound { url: element.words(), lasts_s: PLAY_S * repeats }),
            "Pause" => Some(Prompt::Nothing { lasts_s: element.number("length", 1.0).max(0.0) }),
            _ => None,
        }
    }

    pub(super) fn lasts_s(&self) -> f64 {
        match self {
            Prompt::Words { lasts_s, .. } | Prompt::Sound { lasts_s, .. } | Prompt::Nothing { lasts_s } => *lasts_s,
        }
    }
}

impl Leg {
    /// Follows the verbs of one document in order.
    pub(super) async fn run(&mut self, verbs: &[Element], base: Option<&Url>) -> Go<Flow> {
        for verb in verbs {
            if self.world.habits.only_verbs.is_some_and(|known| !known.contains(&verb.name.as_str())) {
                self.world.warn(
                    &self.sid,
                    12200,
                    format!("verb <{}> is not known: the document is abandoned", verb.name),
                );
                return Ok(Flow::HangUp);
            }
            match self.run_verb(verb, base).await? {
                Flow::Next => {}
                elsewhere @ (Flow::Goto(_) | Flow::HangUp) => return Ok(elsewhere),
            }
        }
        Ok(Flow::Next)
    }

    async fn run_verb(&mut self, verb: &Element, base: Option<&Url>) -> Go<Flow> {
        match verb.name.as_str() {
            "Say" | "Play" | "Pause" => {
                if verb.name != "Pause" {
                    self.mark_answered();
                }
                if let Some(prompt) = Prompt::read(verb, self.world.speech_pace()) {
                    self.let_hear(&prompt);
                    self.rest(prompt.lasts_s()).await?;
                }
                Ok(Flow::Next)
            }
            "Gather" => {
                self.mark_answered();
                self.gather(verb, base).await
            }
            "Record" => {
                self.mark_answered();
                self.record_message(verb, base).await
            }
            "Dial" if self.direction == Direction::OutboundDial && !self.has_left_parent => {
                self.world.warn(&self.sid, 13201, "<Dial> is not allowed in the document of a <Number>");
                Ok(Flow::Next)
            }
            "Dial" => self.dial(verb, base).await,
            "Redirect" => Ok(self.resolve(base, &verb.words()).map_or(Flow::HangUp, |url| {
                Flow::Goto(Instructions::fetched(url, Method::read(self.world.habits, verb.filled("method"))))
            })),
            "Hangup" => Ok(Flow::HangUp),
            "Reject" if !self.is_answered => Err(Interrupt::Over(match verb.filled("reason") {
                Some("busy") => CallStatus::Busy,
                Some(_) | None => CallStatus::NoAnswer,
            })),
            "Reject" => Ok(Flow::HangUp),
            unknown => {
                self.world.warn(&self.sid, 12200, format!("verb <{unknown}> is not known and was ignored"));
                Ok(Flow::Next)
            }
        }
    }

    /// The person begins to hear a prompt.
    pub(super) fn let_hear(&mut self, prompt: &Prompt) {
        match prompt {
            Prompt::Words { text, .. } => {
                let text = Private::from(text.as_str());
                self.heard.push(text.clone());
                self.write_and_tell(Heard::Said(text.clone()), |sid| Happening::Heard { sid, text });
            }
            Prompt::Sound { url, .. } => {
                let url = url.clone();
                self.write_and_tell(Heard::Played(url.clone()), |sid| Happening::Played { sid, url });
            }
            Prompt::Nothing { .. } => {}
        }
    }

    pub(super) fn write_and_tell(&self, heard: Heard, what: impl FnOnce(String) -> Happening) {
        self.world.write_down(&self.sid, heard);
        self.world.tell(what(self.sid.clone()));
    }
}
