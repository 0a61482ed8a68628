//! Every way through a script, as transcripts: read them as the person on the telephone would hear them.
//!
//! The ways are found by trying. At each wait everything that may happen there is tried: every key, a wrong one, words,
//! silence, a listener who is free, busy or does not come. A way is told when something in it was never told before,
//! so each turning of the script is there at least once and no call is there twice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Conversation, Node, Script, Then, sample_facts};
use crate::words::Words;

/// Inputs of one call: more means that the script goes round in circles.
const MAX_INPUTS: usize = 120;
/// Calls told of one script: more is more than anybody reads.
const MAX_CALLS: usize = 400;
/// Nobody is free, again and again, until the script gives up the search.
const NOBODY: &str = "busy, and busy again";

/// A turning: where the call stood, whether a key, words or silence came, and what followed. Two keys with the same
/// consequence are one turning.
type Turning = (String, &'static str, String);

/// All the ways through a script in one language, with sample facts.
#[must_use]
pub fn transcripts(script: &Script, words: &Words, language: &str) -> String {
    let mut told = Told { text: String::new(), calls: 0, last: Vec::new(), turnings: BTreeSet::new() };
    for changed in circumstances(script) {
        let mut facts = sample_facts(language);
        facts.insert("language".to_owned(), language.to_owned());
        facts.extend(changed.iter().map(|(name, value)| (name.clone(), value.clone())));
        let call = Conversation::begin(script, words, facts, DateTime::<Utc>::UNIX_EPOCH);
        let mut explorer = Explorer { words, language, changed: &changed, seen: BTreeSet::new(), told: &mut told };
        explorer.explore(&call, &mut Vec::new());
    }
    told.text
}

/// The sample facts, and then each fact on which the script turns, with each of its other values.
pub(super) fn circumstances(script: &Script) -> Vec<BTreeMap<String, String>> {
    let samples = sample_facts("fr");
    let mut all = vec![BTreeMap::new()];
    let mut add = |fact: &str, value: &str| {
        let changed = BTreeMap::from([(fact.to_owned(), value.to_owned())]);
        if samples.get(fact).is_none_or(|usual| usual != value) && !all.contains(&changed) {
            all.push(changed);
        }
    };
    for node in script.nodes.values() {
        match node {
            Node::Goto(goto) => goto.when.iter().for_each(|when| add(&when.fact, &when.is)),
            Node::OfferCallback(_) => add("caller_number", "withheld"),
            Node::Say(_)
            | Node::Menu(_)
            | Node::Listen(_)
            | Node::Ring(_)
            | Node::Record(_)
            | Node::AskCode(_)
            | Node::Bridge(_)
            | Node::Hangup(_) => {}
        }
    }
    all
}

struct Told {
    text: String,
    calls: usize,
    last: Vec<String>,
    turnings: BTreeSet<Turning>,
}

struct Explorer<'a, 't> {
    words: &'a Words,
    language: &'a str,
    changed: &'a BTreeMap<String, String>,
    /// Turnings tried under these circumstances.
    seen: BTreeSet<Turning>,
    told: &'t mut Told,
}

impl Explorer<'_, '_> {
    fn explore(&mut self, call: &Conversation<'_>, way: &mut Vec<(String, Turning)>) {
        if call.has_ended() {
            return self.tell(call, way);
        }
        if way.len() >= MAX_INPUTS || self.told.calls >= MAX_CALLS {
            return;
        }
        let mut is_new = false;
        for input in self.inputs(call) {
            let Some((after, turning)) = take(call, &input) else { continue };
            // Somebody may hang up anywhere: told where the script has something to say about it.
            if input == "hangup" && noted(&after) == noted(call) {
                continue;
            }
            if self.seen.insert(turning.clone()) {
                is_new = true;
                way.push((input, turning));
                self.explore(&after, way);
                way.pop();
            }
        }
        if !is_new {
            self.finish(call.clone(), way);
        }
    }

    /// Nothing here is new: the shortest end.
    fn finish(&mut self, mut call: Conversation<'_>, way: &[(String, Turning)]) {
        for _ in 0..MAX_INPUTS {
            if call.has_ended() {
                return self.tell(&call, way);
            }
            let Some((after, _)) = take(&call, shortest(&call.then)) else { return };
            call = after;
        }
    }

    fn tell(&mut self, call: &Conversation<'_>, way: &[(String, Turning)]) {
        let before = self.told.turnings.len();
        self.told.turnings.extend(way.iter().map(|(_, turning)| turning.clone()));
        if self.told.turnings.len() == before && !way.is_empty() {
            return;
        }
        self.told.calls += 1;
        let lines: Vec<String> = call.transcript().lines().map(str::to_owned).collect();
        let shared = lines.iter().zip(&self.told.last).take_while(|(line, last)| line == last).count();
        let facts: Vec<String> = self.changed.iter().map(|(fact, value)| format!("{fact} is {value}")).collect();
        let circumstances = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
        self.told.text.push_str(&format!("# Call {}{circumstances}\n", self.told.calls));
        if shared > 0 {
            self.told.text.push_str("… as in the call before, then\n");
        }
        for line in &lines[shared..] {
            self.told.text.push_str(line);
            self.told.text.push('\n');
        }
        self.told.text.push('\n');
        self.told.last = lines;
    }

    /// Everything that may happen at this wait. Whoever has asked for a repeat asks for it again, and whoever was not
    /// understood answers well or badly: what else may be done is told from the first hearing.
    fn inputs(&self, call: &Conversation<'_>) -> Vec<String> {
        let of = |inputs: &[&str]| inputs.iter().map(|input| (*input).to_owned()).collect::<Vec<_>>();
        match &call.then {
            Then::Gather { .. } if call.session.repeats > 0 => of(&["*"]),
            Then::Gather { keys, speech, .. } if call.session.tries > 0 => {
                let mut inputs: Vec<String> = keys.iter().take(1).cloned().collect();
                inputs.extend(of(if *speech { &["", "7", "hmm"] } else { &["", "7"] }));
                inputs
            }
            Then::Gather { keys, hints, speech, .. } => {
                let mut inputs = keys.clone();
                inputs.extend(of(&["", "7", "hangup"]));
                if *speech {
                    inputs.extend(hints.iter().filter_map(|id| self.first_word(id)));
                    inputs.extend(
                        ["words_greeting", "words_person", "words_repeat"].iter().filter_map(|id| self.first_word(id)),
                    );
                    inputs.push("hmm".to_owned());
                }
                inputs
            }
            Then::GatherNumber { max_digits, .. } if *max_digits < 10 => {
                of(&["123456789"[..usize::from(*max_digits)].as_ref(), ""])
            }
            Then::GatherNumber { .. } => of(&["0199001234", "0199", ""]),
            Then::CheckCode { .. } => of(&["right", "wrong"]),
            Then::FindListener => of(&["free", "busy 200", NOBODY]),
            Then::RingListener { .. } => of(&["talked", ""]),
            Then::Hold { .. } => of(&["", "1"]),
            Then::Record { .. } => of(&["20", ""]),
            Then::Bridge { .. } => of(&["talked", "no answer", "machine", "somebody else"]),
            Then::Hangup => Vec::new(),
        }
    }

    fn first_word(&self, id: &str) -> Option<String> {
        let said = self.words.render(self.language, id, &BTreeMap::new()).ok()?;
        said.split(',').next().map(|word| word.trim().to_owned())
    }
}

fn shortest(then: &Then) -> &'static str {
    match then {
        Then::Gather { .. } | Then::GatherNumber { .. } | Then::Hold { .. } => "",
        Then::CheckCode { .. } => "right",
        Then::FindListener => "free",
        Then::RingListener { .. } | Then::Bridge { .. } => "talked",
        Then::Record { .. } => "20",
        Then::Hangup => "hangup",
    }
}

/// What one input leads to, and the turning that it is.
fn take<'w>(call: &Conversation<'w>, input: &str) -> Option<(Conversation<'w>, Turning)> {
    let mut after = call.clone();
    if input == NOBODY {
        for _ in 0..MAX_INPUTS {
            if after.session.node != call.session.node {
                break;
            }
            after.answer(if matches!(after.then, Then::FindListener) { "busy" } else { "" }).ok()?;
        }
    } else {
        after.answer(input).ok()?;
    }
    let (from, to) = (&call.session, &after.session);
    let place = format!("{} {:?} {} {}", from.node, from.awaiting, from.tries, from.repeats);
    let kind = match input {
        "" => "silence",
        _ if input.chars().all(|key| "0123456789*".contains(key)) => "key",
        _ => "words",
    };
    if input == NOBODY {
        // The long wait is told once from each place.
        return Some((after.clone(), (from.node.clone(), NOBODY, to.node.clone())));
    }
    // Without the hours: what was said and done after the answer itself.
    let lines = after.transcript()[call.transcript().len()..].lines().skip(1);
    let followed: Vec<&str> = lines.filter_map(|line| line.split_once(' ')).map(|(_, what)| what).collect();
    let led = format!("{} {:?} {} {} {}", to.node, to.awaiting, to.tries, to.repeats, followed.join("\n"));
    Some((after.clone(), (place, kind, led)))
}

fn noted(call: &Conversation<'_>) -> usize {
    call.transcript().lines().filter(|line| line.contains(" noted: ")).count()
}

#[cfg(test)]
mod tests;
