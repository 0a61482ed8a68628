//! A conversation on paper: a script, its words, and what is typed in turn, as a transcript.
//!
//! Serves `scripts try` and the golden transcripts. Time moves by what is said and waited for.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use super::{BridgeResult, Input, Script, Session, Then, Turn, begin, check_texts::spoken_s, step};
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
        let shown = if typed.is_empty() { "(nothing)" } else { typed };
        self.line("you", shown);
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

    fn play(&mut self, turn: Turn) {
        for effect in &turn.effects {
            self.line("noted", &format!("{effect:?}"));
        }
        self.session = turn.session;
        self.then = turn.then;
        for spoken in turn.spoken {
            self.speak("voice", &spoken.text);
        }
        match self.then.clone() {
            Then::Gather { .. } | Then::GatherNumber { .. } => {}
            Then::CheckCode { .. } => self.line("line", "looks whether the code is right"),
            Then::FindListener => self.line("line", "looks for a free listener"),
            Then::RingListener { whisper, .. } => {
                self.line("line", "rings a listener, who hears:");
                self.speak("to listener", &whisper);
            }
            Then::Hold { seconds, .. } => self.line("line", &format!("holds for {seconds} s")),
            Then::Record { .. } => self.line("line", "records after the tone"),
            Then::Bridge { dialing, intro, .. } => {
                if let Some(text) = dialing {
                    self.speak("voice", &text);
                }
                self.line("line", "rings the other person, who hears on answer:");
                self.speak("to other", &intro);
            }
            Then::Hangup => self.line("line", "hangs up"),
        }
    }

    fn speak(&mut self, who: &str, text: &str) {
        let language = self.session.facts.get("language").map_or(FALLBACK_LANGUAGE, String::as_str);
        let sentence =
            self.words.render(language, text, &self.session.facts).unwrap_or_else(|error| format!("[{error}]"));
        self.line(who, &sentence);
        self.now += TimeDelta::seconds(i64::from(spoken_s(&sentence)));
    }

    fn line(&mut self, who: &str, what: &str) {
        let elapsed_s = (self.now - self.started_at).num_seconds();
        let (minutes, seconds) = (elapsed_s / 60, elapsed_s % 60);
        self.transcript.push_str(&format!("{minutes}:{seconds:02} {who}: {what}\n"));
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
