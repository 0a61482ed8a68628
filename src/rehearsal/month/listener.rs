//! Somebody who listens: as the simulation draws listeners, but with callers who misuse the line.

use std::{collections::HashSet, sync::Arc};

use passerelle_simulator::{
    AfterCall, CallBack, KeysInTalk, MessageContext, Person, PromptAnswer, PromptContext, RandomPerson, RecordContext,
    Reply, RingAnswer, RingContext, TalkAnswer, TalkContext, VoiceMessage, draw,
};
use rand::Rng;

/// A listener ends such a call in this time, in seconds. Assumption: it is soon heard what it is.
const MISUSE_TALK_S: std::ops::Range<f64> = 15.0..90.0;
/// Star, then nine: the call ends with a sentence.
const END_KEYS: &str = "*9";

/// Somebody who listens on the line.
pub(super) struct MonthListener {
    pub(super) habits: RandomPerson,
    /// The numbers of those who misuse the line.
    pub(super) misusers: Arc<HashSet<String>>,
    pub(super) seed: u64,
}

impl Person for MonthListener {
    fn ring(&mut self, context: &RingContext) -> RingAnswer {
        self.habits.ring(context)
    }

    fn prompted(&mut self, context: &PromptContext) -> PromptAnswer {
        self.habits.prompted(context)
    }

    fn bridged(&mut self, context: &TalkContext) -> TalkAnswer {
        let usual = self.habits.bridged(context);
        if !self.misusers.contains(&*context.with) {
            return usual;
        }
        let after_s = draw(self.seed, "misuse", context.ordinal).random_range(MISUSE_TALK_S);
        TalkAnswer { keys: vec![KeysInTalk { after_s, keys: END_KEYS.to_owned() }], ..usual }
    }

    fn records(&mut self, context: &RecordContext) -> VoiceMessage {
        self.habits.records(context)
    }

    fn message(&mut self, context: &MessageContext) -> Vec<Reply> {
        self.habits.message(context)
    }

    fn after_call(&mut self, context: &AfterCall) -> Option<CallBack> {
        self.habits.after_call(context)
    }

    fn patience_s(&mut self, context: &RingContext) -> Option<f64> {
        self.habits.patience_s(context)
    }
}
