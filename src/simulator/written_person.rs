//! A person whose part is written in advance, for tests and rehearsals.

use std::collections::VecDeque;

use crate::{
    AfterCall, CallBack, CallStatus, KeysInTalk, MessageContext, Person, PromptAnswer, PromptContext, RecordContext,
    Reply, RingAnswer, RingContext, TalkAnswer, TalkContext, VoiceMessage,
};

/// A person whose part is written: how they answer, what they press, how long they talk, what they text back.
///
/// Said nothing of, a part is plain: the phone is answered after 6 s, no key is pressed, the other side hangs up,
/// texts stay unanswered.
///
/// ```
/// use passerelle_simulator::WrittenPerson;
/// let karim = WrittenPerson::new().answers_after(9.0).on_hearing("Appuyez sur 1", "1").talks_for(600.0)
///     .replies("OUI").after(60.0);
/// ```
#[derive(Debug)]
pub struct WrittenPerson {
    rings: VecDeque<RingAnswer>,
    usual_ring: RingAnswer,
    rules: Vec<(String, Move)>,
    moves: VecDeque<Move>,
    reaction_s: f64,
    talk: TalkAnswer,
    message_s: f64,
    hangs_up_after_message: bool,
    replies: Vec<WrittenReply>,
    patience_s: Option<f64>,
    call_back: Option<CallBack>,
    last_delay: LastDelay,
}

#[derive(Clone, Debug)]
enum Move {
    Presses(String, f64),
    Says(String, f64),
    Waits,
    HangsUp(f64),
}

#[derive(Debug)]
struct WrittenReply {
    on: Option<String>,
    body: String,
    after_s: f64,
}

/// What a following [`WrittenPerson::after`] delays.
#[derive(Clone, Copy, Debug, PartialEq)]
enum LastDelay {
    Nothing,
    Move,
    Rule,
    Reply,
}

/// From the end of a prompt to the first key, unless written otherwise.
const REACTION_S: f64 = 2.0;
/// From a text to its answer, unless written otherwise.
const REPLY_S: f64 = 60.0;

impl Default for WrittenPerson {
    fn default() -> Self {
        WrittenPerson {
            rings: VecDeque::new(),
            usual_ring: RingAnswer::Answers { after_s: 6.0 },
            rules: Vec::new(),
            moves: VecDeque::new(),
            reaction_s: REACTION_S,
            talk: TalkAnswer::default(),
            message_s: 0.0,
            hangs_up_after_message: false,
            replies: Vec::new(),
            patience_s: None,
            call_back: None,
            last_delay: LastDelay::Nothing,
        }
    }
}

impl WrittenPerson {
    /// A plain part.
    pub fn new() -> WrittenPerson {
        WrittenPerson::default()
    }

    fn usually(mut self, ring: RingAnswer) -> WrittenPerson {
        self.usual_ring = ring;
        self
    }

    /// Answers every call after these seconds of ringing.
    pub fn answers_after(self, seconds: f64) -> WrittenPerson {
        self.usually(RingAnswer::Answers { after_s: seconds })
    }

    /// Never answers.
    pub fn never_answers(self) -> WrittenPerson {
        self.usually(RingAnswer::NoAnswer)
    }

    /// The phone is always engaged.
    pub fn busy(self) -> WrittenPerson {
        self.usually(RingAnswer::Busy)
    }

    /// A machine answers after 20 s, with a greeting of 8 s.
    pub fn machine(self) -> WrittenPerson {
        self.usually(RingAnswer::Machine { after_s: 20.0, greeting_s: 8.0 })
    }

    /// Somebody else of the household answers after 8 s.
    pub fn someone_else_answers(self) -> WrittenPerson {
        self.usually(RingAnswer::SomeoneElse { after_s: 8.0 })
    }

    /// The number does not exist.
    pub fn out_of_service(self) -> WrittenPerson {
        self.usually(RingAnswer::OutOfService)
    }

    /// What happens at the next ring only; said several times, at the following ones in order.
    pub fn at_next_ring(mut self, ring: RingAnswer) -> WrittenPerson {
        self.rings.push_back(ring);
        self
    }

    /// At the next wait not covered by [`WrittenPerson::on_hearing`], presses these keys.
    pub fn presses(mut self, keys: &str) -> WrittenPerson {
        self.moves.push_back(Move::Presses(keys.to_owned(), self.reaction_s));
        self.last_delay = LastDelay::Move;
        self
    }

    /// At the next wait not covered by a rule, says this.
    pub fn says(mut self, words: &str) -> WrittenPerson {
        self.moves.push_back(Move::Says(words.to_owned(), self.reaction_s));
        self.last_delay = LastDelay::Move;
        self
    }

    /// At the next wait not covered by a rule, does nothing.
    pub fn stays_silent(mut self) -> WrittenPerson {
        self.moves.push_back(Move::Waits);
        self.last_delay = LastDelay::Nothing;
        self
    }

    /// At the next wait not covered by a rule, hangs up.
    pub fn hangs_up(mut self) -> WrittenPerson {
        self.moves.push_back(Move::HangsUp(self.reaction_s));
        self.last_delay = LastDelay::Move;
        self
    }

    /// Whenever these words are among those heard since the last input, presses these keys. Earlier rules win.
    pub fn on_hearing(mut self, words: &str, keys: &str) -> WrittenPerson {
        self.rules.push((words.to_owned(), Move::Presses(keys.to_owned(), self.reaction_s)));
        self.last_delay = LastDelay::Rule;
        self
    }

    /// Whenever these words are heard, says this.
    pub fn on_hearing_says(mut self, words: &str, speech: &str) -> WrittenPerson {
        self.rules.push((words.to_owned(), Move::Says(speech.to_owned(), self.reaction_s)));
        self.last_delay = LastDelay::Rule;
        self
    }

    /// Whenever these words are heard, hangs up.
    pub fn on_hearing_hangs_up(mut self, words: &str) -> WrittenPerson {
        self.rules.push((words.to_owned(), Move::HangsUp(self.reaction_s)));
        self.last_delay = LastDelay::Rule;
        self
    }

    /// Seconds from the end of a prompt to the first key, for everything written after this (2 s otherwise).
    pub fn reacts_in(mut self, seconds: f64) -> WrittenPerson {
        self.reaction_s = seconds;
        self
    }

    /// Hangs up this long after being put through; otherwise the other side does.
    pub fn talks_for(mut self, seconds: f64) -> WrittenPerson {
        self.talk.hangs_up_after_s = Some(seconds);
        self
    }

    /// Presses these keys this long after being put through; said several times, one after the other.
    pub fn presses_in_talk(mut self, keys: &str, seconds: f64) -> WrittenPerson {
        self.talk.keys.push(KeysInTalk { after_s: seconds, keys: keys.to_owned() });
        self
    }

    /// Leaves a message of this length when recorded, then falls silent.
    pub fn leaves_message(mut self, seconds: f64) -> WrittenPerson {
        self.message_s = seconds;
        self.hangs_up_after_message = false;
        self
    }

    /// Leaves a message of this length when recorded, then hangs up.
    pub fn leaves_message_and_hangs_up(mut self, seconds: f64) -> WrittenPerson {
        self.message_s = seconds;
        self.hangs_up_after_message = true;
        self
    }

    /// Answers the next text so, after 60 s; said several times, the following texts in order.
    pub fn replies(mut self, body: &str) -> WrittenPerson {
        self.replies.push(WrittenReply { on: None, body: body.to_owned(), after_s: REPLY_S });
        self.last_delay = LastDelay::Reply;
        self
    }

    /// Answers every text that holds these words so, after 60 s.
    pub fn replies_on(mut self, words: &str, body: &str) -> WrittenPerson {
        self.replies.push(WrittenReply { on: Some(words.to_owned()), body: body.to_owned(), after_s: REPLY_S });
        self.last_delay = LastDelay::Reply;
        self
    }

    /// Changes the delay of the move, rule or reply written just before.
    pub fn after(mut self, seconds: f64) -> WrittenPerson {
        match self.last_delay {
            LastDelay::Nothing => {}
            LastDelay::Move => delay(self.moves.back_mut(), seconds),
            LastDelay::Rule => delay(self.rules.last_mut().map(|(_, step)| step), seconds),
            LastDelay::Reply => {
                if let Some(reply) = self.replies.last_mut() {
                    reply.after_s = seconds;
                }
            }
        }
        self
    }

    /// Hangs up when nobody was put through within these seconds.
    pub fn hangs_up_after(mut self, seconds: f64) -> WrittenPerson {
        self.patience_s = Some(seconds);
        self
    }

    /// Rings this number back once, this long after the first missed call.
    pub fn calls_back(mut self, to: &str, seconds: f64) -> WrittenPerson {
        self.call_back = Some(CallBack { after_s: seconds, to: to.to_owned() });
        self
    }
}

fn delay(step: Option<&mut Move>, seconds: f64) {
    match step {
        Some(Move::Presses(_, after_s) | Move::Says(_, after_s) | Move::HangsUp(after_s)) => *after_s = seconds,
        Some(Move::Waits) | None => {}
    }
}

impl Person for WrittenPerson {
    fn ring(&mut self, _: &RingContext) -> RingAnswer {
        self.rings.pop_front().unwrap_or_else(|| self.usual_ring.clone())
    }

    fn prompted(&mut self, context: &PromptContext) -> PromptAnswer {
        let heard = context.all_heard();
        let rule = self.rules.iter().find(|(words, _)| heard.contains(words.as_str())).map(|(_, step)| step.clone());
        match rule.or_else(|| self.moves.pop_front()) {
            Some(Move::Presses(digits, after_s)) => PromptAnswer::Keys { digits, after_s },
            Some(Move::Says(text, after_s)) => PromptAnswer::Speech { text, after_s },
            Some(Move::HangsUp(after_s)) => PromptAnswer::HangUp { after_s },
            Some(Move::Waits) | None => PromptAnswer::Silence,
        }
    }

    fn bridged(&mut self, _: &TalkContext) -> TalkAnswer {
        self.talk.clone()
    }

    fn records(&mut self, _: &RecordContext) -> VoiceMessage {
        VoiceMessage { seconds: self.message_s, hangs_up: self.hangs_up_after_message }
    }

    fn message(&mut self, context: &MessageContext) -> Vec<Reply> {
        let as_reply = |written: &WrittenReply| Reply { after_s: written.after_s, body: written.body.clone() };
        let on_words =
            self.replies.iter().find(|reply| reply.on.as_deref().is_some_and(|on| context.body.contains(on)));
        if let Some(reply) = on_words {
            return vec![as_reply(reply)];
        }
        let next = self.replies.iter().position(|reply| reply.on.is_none());
        next.map(|index| as_reply(&self.replies.remove(index))).into_iter().collect()
    }

    fn after_call(&mut self, context: &AfterCall) -> Option<CallBack> {
        if context.status == CallStatus::NoAnswer { self.call_back.take() } else { None }
    }

    fn patience_s(&mut self, _: &RingContext) -> Option<f64> {
        self.patience_s
    }
}
