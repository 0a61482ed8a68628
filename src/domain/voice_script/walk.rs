//! One step through a script: follows targets until the line has something to wait for.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Awaiting, Effect, Goto, Hangup, Input, Limits, Listen, Node, Say, Script, Session, Spoken, Then, Turn, ask_code,
    bridge, menu, offer_callback, record, ring,
};

/// Most nodes entered for one input: more means that the script goes round in circles.
const MAX_HOPS: u16 = 32;

/// Said when the script fails and a person can still be searched for.
pub(super) const TECHNICAL_PROBLEM: &str = "technical_problem";
/// Said when the script fails and nobody can be searched for on this leg.
pub(super) const TECHNICAL_GOODBYE: &str = "technical_goodbye";

/// What a room decides: go to another node, or wait on the line.
pub(super) enum Next {
    /// Enter this node.
    To(String),
    /// Wait; the session then expects what is named.
    Wait(Awaiting, Then),
    /// The script makes no sense here: say sorry, find a person.
    Lost,
}

impl Next {
    /// Goes to the named node.
    pub(super) fn to(target: &str) -> Next {
        Next::To(target.to_owned())
    }
}

/// A turn in the making.
pub(super) struct Walk<'a> {
    pub(super) script: &'a Script,
    pub(super) session: Session,
    pub(super) now: DateTime<Utc>,
    spoken: Vec<Spoken>,
    effects: Vec<Effect>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(script: &'a Script, session: Session, now: DateTime<Utc>) -> Walk<'a> {
        Walk { script, session, now, spoken: Vec::new(), effects: Vec::new() }
    }

    pub(super) fn limits(&self) -> &'a Limits {
        &self.script.limits
    }

    pub(super) fn say(&mut self, text: &str) {
        self.spoken.push(Spoken { text: text.to_owned() });
    }

    pub(super) fn record(&mut self, effect: &Option<Effect>) {
        self.effects.extend(effect.clone());
    }

    /// Whole seconds since `then`, zero when it lies ahead: clocks of two machines may differ a little.
    pub(super) fn seconds_since(&self, then: DateTime<Utc>) -> u32 {
        u32::try_from((self.now - then).max(TimeDelta::zero()).num_seconds()).unwrap_or(u32::MAX)
    }

    /// Enters nodes until one waits, within [`MAX_HOPS`].
    pub(super) fn follow(mut self, first: Next) -> Turn {
        let mut next = first;
        for _ in 0..MAX_HOPS {
            next = match next {
                Next::Wait(awaiting, then) => return self.finish(awaiting, then),
                Next::To(target) => self.enter(target),
                Next::Lost => self.rescue(),
            };
        }
        self.give_up()
    }

    fn enter(&mut self, target: String) -> Next {
        self.session.node = target;
        self.session.tries = 0;
        self.session.repeats = 0;
        self.session.entered_at = self.now;
        match self.script.nodes.get(&self.session.node) {
            None => Next::Lost,
            Some(Node::Say(node)) => self.enter_say(node),
            Some(Node::Goto(node)) => self.enter_goto(node),
            Some(Node::Listen(node)) => {
                self.say(&node.text);
                self.listen_wait()
            }
            Some(Node::Hangup(node)) => self.enter_hangup(node),
            Some(Node::Menu(node)) => menu::enter(self, node),
            Some(Node::Ring(node)) => ring::enter(self, node),
            Some(Node::Record(node)) => record::enter(self, node),
            Some(Node::OfferCallback(node)) => offer_callback::enter(self, node),
            Some(Node::AskCode(node)) => ask_code::enter(self, node),
            Some(Node::Bridge(node)) => bridge::enter(self, node),
        }
    }

    /// Lets the current node decide what an input means.
    pub(super) fn react(&mut self, input: &Input) -> Next {
        match self.script.nodes.get(&self.session.node) {
            None => Next::Lost,
            // These never wait: an input here means that the last answer was lost. Say it again.
            Some(Node::Say(_) | Node::Goto(_) | Node::Hangup(_)) => Next::To(self.session.node.clone()),
            Some(Node::Listen(node)) => self.react_listen(node, input),
            Some(Node::Menu(node)) => menu::react(self, node, input),
            Some(Node::Ring(node)) => ring::react(self, node, input),
            Some(Node::Record(node)) => record::react(self, node, input),
            Some(Node::OfferCallback(node)) => offer_callback::react(self, node, input),
            Some(Node::AskCode(node)) => ask_code::react(self, node, input),
            Some(Node::Bridge(node)) => bridge::react(self, node, input),
        }
    }

    /// What is asked here, once more, as if it had not been asked yet. Whoever waits for a person goes on waiting.
    pub(super) fn say_where_we_are(&mut self) -> Next {
        match self.script.nodes.get(&self.session.node) {
            Some(Node::Ring(node)) => ring::react(self, node, &Input::HoldEnded),
            Some(
                Node::Say(_)
                | Node::Goto(_)
                | Node::Hangup(_)
                | Node::Listen(_)
                | Node::Menu(_)
                | Node::Record(_)
                | Node::OfferCallback(_)
                | Node::AskCode(_)
                | Node::Bridge(_),
            )
            | None => Next::To(self.session.node.clone()),
        }
    }

    fn enter_say(&mut self, node: &Say) -> Next {
        self.say(&node.text);
        self.record(&node.effect);
        Next::to(&node.next)
    }

    fn enter_goto(&self, node: &Goto) -> Next {
        let holds = |fact: &str, is: &str| self.session.facts.get(fact).is_some_and(|value| value == is);
        let chosen = node.when.iter().find(|when| holds(&when.fact, &when.is));
        Next::to(chosen.map_or(&node.to, |when| &when.to))
    }

    fn enter_hangup(&mut self, node: &Hangup) -> Next {
        if let Some(text) = &node.text {
            self.say(text);
        }
        self.record(&node.effect);
        Next::Wait(Awaiting::Nothing, Then::Hangup)
    }

    fn listen_wait(&self) -> Next {
        Next::Wait(
            Awaiting::Answer,
            Then::Gather {
                timeout_s: self.limits().answer_timeout_s,
                num_digits: 1,
                keys: Vec::new(),
                hints: Vec::new(),
                speech: true,
            },
        )
    }

    fn react_listen(&self, node: &Listen, input: &Input) -> Next {
        match input {
            Input::Key(key) if key == "0" => Next::to(&self.script.person),
            Input::Key(_) | Input::Speech(_) => Next::to(&node.heard),
            Input::Silence => Next::to(&node.silence),
            Input::Start
            | Input::ListenerReserved
            | Input::NobodyFree { .. }
            | Input::RingEnded { .. }
            | Input::HoldEnded
            | Input::Recorded { .. }
            | Input::Number(_)
            | Input::CodeChecked { .. }
            | Input::BridgeEnded(_)
            | Input::HungUp => self.listen_wait(),
        }
    }

    /// Says sorry and looks for a person, once; a second trouble ends the call with a promise.
    fn rescue(&mut self) -> Next {
        let person_is_rung = matches!(self.script.nodes.get(&self.script.person), Some(Node::Ring(_)));
        if person_is_rung && !self.session.apologised {
            self.session.apologised = true;
            self.say(TECHNICAL_PROBLEM);
            Next::to(&self.script.person)
        } else {
            self.say(TECHNICAL_GOODBYE);
            self.effects.push(Effect::TeamTakesOver);
            Next::Wait(Awaiting::Nothing, Then::Hangup)
        }
    }

    /// Ends the call with an apology and a promise: the team has to take it.
    pub(super) fn give_up(mut self) -> Turn {
        self.spoken.clear();
        self.say(TECHNICAL_GOODBYE);
        self.effects.push(Effect::TeamTakesOver);
        self.finish(Awaiting::Nothing, Then::Hangup)
    }

    /// Ends the call without a word: nobody is on the line any more.
    pub(super) fn hung_up(mut self) -> Turn {
        match self.script.nodes.get(&self.session.node) {
            Some(Node::Menu(menu)) => self.record(&menu.hung_up),
            Some(Node::OfferCallback(_)) => offer_callback::hung_up(&mut self),
            Some(
                Node::Say(_)
                | Node::Goto(_)
                | Node::Hangup(_)
                | Node::Listen(_)
                | Node::Ring(_)
                | Node::Record(_)
                | Node::AskCode(_)
                | Node::Bridge(_),
            )
            | None => {}
        }
        self.finish(Awaiting::Nothing, Then::Hangup)
    }

    pub(super) fn finish(mut self, awaiting: Awaiting, then: Then) -> Turn {
        self.session.awaiting = awaiting;
        Turn { session: self.session, spoken: self.spoken, effects: self.effects, then }
    }
}
