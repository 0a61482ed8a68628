//! Somebody who rings the line: as the simulation draws callers, but for those who misuse it.

use passerelle_simulator::{
    AfterCall, CallBack, Direction, MessageContext, Person, PromptAnswer, PromptContext, RandomPerson, RecordContext,
    Reply, RingAnswer, RingContext, TalkAnswer, TalkContext, VoiceMessage, draw,
};
use rand::Rng;

/// A listener ends such a call in this time, in seconds. Assumption: the standard sentence is soon said.
const MISUSE_TALK_S: std::ops::Range<f64> = 15.0..90.0;

/// Somebody who rings the line.
pub(super) struct MonthCaller {
    pub(super) habits: RandomPerson,
    pub(super) misuses: bool,
    pub(super) seed: u64,
}

impl Person for MonthCaller {
    fn ring(&mut self, context: &RingContext) -> RingAnswer {
        self.habits.ring(context)
    }

    fn prompted(&mut self, context: &PromptContext) -> PromptAnswer {
        self.habits.prompted(context)
    }

    fn bridged(&mut self, context: &TalkContext) -> TalkAnswer {
        let usual = self.habits.bridged(context);
        if !self.misuses || context.direction != Direction::Inbound {
            return usual;
        }
        let seconds = draw(self.seed, "misuse", context.ordinal).random_range(MISUSE_TALK_S);
        TalkAnswer { hangs_up_after_s: Some(seconds), ..usual }
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
