//! A conversation on paper: a script, its words, and what is typed in turn, as a transcript.
//!
//! Serves `scripts try` and the golden transcripts. Time moves by what is said and waited for.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use super::{BridgeResult, Effect, Input, Script, Session, Then, Turn, begin, check_texts::spoken_s, step};
use crate::words::{FALLBACK_LANGUAGE, Words};

/// A conversation in progress.
#[derive(Debug, Clone)]
pub struct Conversation<'a> {
    script: Arc<Script>,
    words: &'a Words,
    pub(super) session: Session,
    pub(super) then: Then,
    started_at: DateTime<Utc>,
    now: DateTime<Utc>,
    transcript: String,
    moments: Vec<Moment>,
}

/// Something that happens in a conversation on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Whole seconds since the call began.
    pub at_s: i64,
    /// What happens.
    pub what: What,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An answer was given; empty for silence.
    Typed(String),
    /// The application is told.
    Noted(Effect),
    /// A sentence is said.
    Says {
        /// To whom.
        to: Hearer,
        /// Text id.
        text: String,
        /// The sentence as it is heard; in brackets, why it cannot be said.
        sentence: String,
        /// How long it takes.
        lasts_s: u32,
    },
    /// Something is done on the line.
    Does(LineAct),
}

/// Who hears a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hearer {
    /// Whoever is on the line.
    Caller,
    /// The listener who is rung.
    Listener,
    /// The person who is rung.
    Other,
}

/// What is done on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineAct {
    /// A code that was typed is looked at.
    LooksAtCode,
    /// A free listener is looked for.
    LooksForListener,
    /// A listener is rung.
    RingsListener,
    /// The caller is kept company for so many seconds.
    Holds(u32),
    /// A message is recorded.
    Records,
    /// The other person is rung.
    RingsOther,
    /// The call ends.
    HangsUp,
}

impl LineAct {
    fn words(self) -> String {
        match self {
            LineAct::LooksAtCode => "looks whether the code is right".to_owned(),
            LineAct::LooksForListener => "looks for a free listener".to_owned(),
            LineAct::RingsListener => "rings a listener, who hears:".to_owned(),
            LineAct::Holds(seconds) => format!("holds for {seconds} s"),
            LineAct::Records => "records after the tone".to_owned(),
            LineAct::RingsOther => "rings the other person, who hears on answer:".to_owned(),
            LineAct::HangsUp => "hangs up".to_owned(),
        }
    }
}

/// What was typed means nothing at this point.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not understood here; type {expected}")]
pub struct NotUnderstood {
    /// What may be typed, in a few words.
    pub expected: &'static str,
}

impl<'a> Conversation<'a> {
    /// Begins and plays the first turn. `facts` as the application would give them.
    #[must_use]
    pub fn begin(
        script: &Script,
        words: &'a Words,
        facts: BTreeMap<String, String>,
        now: DateTime<Utc>,
    ) -> Conversation<'a> {
        let script = script.clone().hearing(words);
        let session = begin(&script, facts, now);
        let turn = step(&script, session, Input::Start, now);
        let mut conversation = Conversation {
            session: turn.session.clone(),
            then: turn.then.clone(),
            script: Arc::new(script),
            words,
            started_at: now,
            now,
            transcript: String::new(),
            moments: Vec::new(),
        };
        conversation.play(turn);
        conversation
    }

    /// Types one answer; see [`Conversation::expected`] for what it may be. `hangup` always works.
    ///
    /// # Errors
    /// [`NotUnderstood`] when it means nothing here; the conversation is unchanged.
    pub fn answer(&mut self, typed: &str) -> Result<(), NotUnderstood> {
        let typed = typed.trim();
        let input = meaning(&self.then, typed).ok_or(NotUnderstood { expected: self.expected() })?;
        self.happens(What::Typed(typed.to_owned()));
        self.now += waited(&self.then, &input);
        let turn = step(&self.script, self.session.clone(), input, self.now);
        self.play(turn);
        Ok(())
    }

    /// What may be typed now.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        match self.then {
            Then::Gather { .. } => "a key, a few words, or nothing for silence",
            Then::GatherNumber { .. } => "the digits of a number, or nothing for silence",
            Then::CheckCode { .. } => "`right` or `wrong`",
            Then::FindListener => "`free`, `busy`, or `busy` and the seconds of the estimated wait",
            Then::RingListener { .. } => "`talked`, or nothing when the listener does not take the call",
            Then::Hold { .. } => "nothing to go on waiting, or a key",
            Then::Record { .. } => "the seconds of the message, or nothing for no message",
            Then::Bridge { .. } => "`talked`, `no answer`, `busy`, `machine`, `somebody else` or `failed`",
            Then::Hangup => "nothing more: the call is over",
        }
    }

    /// Whether the call is over.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.session.has_ended()
    }

    /// Everything so far, one line an event, with minutes and seconds since the start.
    #[must_use]
    pub fn transcript(&self) -> &str {
        &self.transcript
    }

    /// The same, moment by moment.
    #[must_use]
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// What the line waits for now.
    #[must_use]
    pub fn waits_for(&self) -> &Then {
        &self.then
    }

    fn play(&mut self, turn: Turn) {
        for effect in turn.effects {
            self.happens(What::Noted(effect));
        }
        self.session = turn.session;
        self.then = turn.then;
        for spoken in turn.spoken {
            self.speak(Hearer::Caller, &spoken.text);
        }
        match self.then.clone() {
            Then::Gather { .. } | Then::GatherNumber { .. } => {}
            Then::CheckCode { .. } => self.happens(What::Does(LineAct::LooksAtCode)),
            Then::FindListener => self.happens(What::Does(LineAct::LooksForListener)),
            Then::RingListener { whisper, .. } => {
                self.happens(What::Does(LineAct::RingsListener));
                self.speak(Hearer::Listener, &whisper);
            }
            Then::Hold { seconds, .. } => self.happens(What::Does(LineAct::Holds(seconds))),
            Then::Record { .. } => self.happens(What::Does(LineAct::Records)),
            Then::Bridge { dialing, intro, .. } => {
                if let Some(text) = dialing {
                    self.speak(Hearer::Caller, &text);
                }
                self.happens(What::Does(LineAct::RingsOther));
                self.speak(Hearer::Other, &intro);
            }
            Then::Hangup => self.happens(What::Does(LineAct::HangsUp)),
        }
    }

    fn speak(&mut self, to: Hearer, text: &str) {
        let language = self.session.facts.get("language").map_or(FALLBACK_LANGUAGE, String::as_str);
        let sentence =
            self.words.render(language, text, &self.session.facts).unwrap_or_else(|error| format!("[{error}]"));
        let lasts_s = spoken_s(&sentence);
        self.happens(What::Says { to, text: text.to_owned(), sentence, lasts_s });
        self.now += TimeDelta::seconds(i64::from(lasts_s));
    }

    fn happens(&mut self, what: What) {
        let at_s = (self.now - self.started_at).num_seconds();
        let (who, told) = match &what {
            What::Typed(typed) if typed.is_empty() => ("you", "(nothing)".to_owned()),
            What::Typed(typed) => ("you", typed.clone()),
            What::Noted(effect) => ("noted", format!("{effect:?}")),
            What::Says { to: Hearer::Caller, sentence, .. } => ("voice", sentence.clone()),
            What::Says { to: Hearer::Listener, sentence, .. } => ("to listener", sentence.clone()),
            What::Says { to: Hearer::Other, sentence, .. } => ("to other", sentence.clone()),
            What::Does(act) => ("line", act.words()),
        };
        let (minutes, seconds) = (at_s / 60, at_s % 60);
        self.transcript.push_str(&format!("{minutes}:{seconds:02} {who}: {told}\n"));
        self.moments.push(Moment { at_s, what });
    }
}

fn meaning(then: &Then, typed: &str) -> Option<Input> {
    let is_keys = |text: &str| !text.is_empty() && text.chars().all(|key| "0123456789*#".contains(key));
    if typed == "hangup" {
        return Some(Input::HungUp);
    }
    match then {
        Then::Gather { .. } if typed.is_empty() => Some(Input::Silence),
        Then::Gather { .. } if is_keys(typed) => Some(Input::Key(typed.to_owned())),
        Then::Gather { .. } => Some(Input::Speech(typed.to_owned())),
        Then::GatherNumber { .. } if typed.is_empty() => Some(Input::Silence),
        Then::GatherNumber { .. } => Some(Input::Number(typed.to_owned())),
        Then::CheckCode { .. } => match typed {
            "right" => Some(Input::CodeChecked { is_right: true }),
            "wrong" => Some(Input::CodeChecked { is_right: false }),
            _ => None,
        },
        Then::FindListener if typed == "free" => Some(Input::ListenerReserved),
        Then::FindListener => {
            let rest = typed.strip_prefix("busy")?.trim();
            let estimate_s = if rest.is_empty() { None } else { Some(rest.parse().ok()?) };
            Some(Input::NobodyFree { estimate_s })
        }
        Then::RingListener { .. } => match typed {
            "talked" => Some(Input::RingEnded { talked: true }),
            "" => Some(Input::RingEnded { talked: false }),
            _ => None,
        },
        Then::Hold { .. } if typed.is_empty() => Some(Input::HoldEnded),
        Then::Hold { .. } => is_keys(typed).then(|| Input::Key(typed.to_owned())),
        Then::Record { .. } if typed.is_empty() => Some(Input::Recorded { seconds: 0 }),
        Then::Record { .. } => Some(Input::Recorded { seconds: typed.parse().ok()? }),
        Then::Bridge { .. } => Some(Input::BridgeEnded(match typed {
            "talked" => BridgeResult::Talked,
            "no answer" => BridgeResult::NoAnswer,
            "busy" => BridgeResult::Busy,
            "machine" => BridgeResult::Machine,
            "somebody else" => BridgeResult::SomeoneElse,
            "failed" => BridgeResult::Failed,
            _ => return None,
        })),
        Then::Hangup => None,
    }
}

/// How long the line waited for this input, on paper.
fn waited(then: &Then, input: &Input) -> TimeDelta {
    /// Somebody who answers takes a moment.
    const ANSWER_S: u32 = 2;
    /// A conversation on paper is short.
    const CONVERSATION_S: u32 = 600;
    let seconds = match (then, input) {
        (Then::Gather { timeout_s, .. } | Then::GatherNumber { timeout_s, .. }, Input::Silence) => *timeout_s,
        (Then::Hold { seconds, .. }, Input::HoldEnded) => *seconds,
        (_, Input::RingEnded { talked: true } | Input::BridgeEnded(BridgeResult::Talked)) => CONVERSATION_S,
        (Then::RingListener { ring_timeout_s, .. } | Then::Bridge { ring_timeout_s, .. }, _) => *ring_timeout_s,
        (_, Input::Recorded { seconds }) => *seconds,
        (Then::FindListener | Then::CheckCode { .. }, _) => 0,
        (_, _) => ANSWER_S,
    };
    TimeDelta::seconds(i64::from(seconds))
}
