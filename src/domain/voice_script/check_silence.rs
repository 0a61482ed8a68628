//! Rules for whoever does nothing, or asks for a person: found soon, and never sent away.

use std::collections::BTreeSet;

use super::{
    Node, Script,
    check::{Report, Rule},
    edges::edges,
    voice::Speech,
};

pub(super) fn check(script: &Script, speech: Speech<'_>, languages: &[&str], report: &mut Report<'_>) {
    for (name, value, least, most) in script.limits.guarded() {
        if !(least..=most).contains(&value) {
            report.add(
                &script.name,
                Rule::Limit,
                format!("`{name}` is {value}; people need it between {least} and {most}."),
            );
        }
    }
    // Whoever we ring ourselves may be left with a goodbye: only a line that people ring owes a person.
    if matches!(script.nodes.get(&script.person), Some(Node::Ring(_))) {
        sent_away(script, report);
        no_person_by_key(script, report);
    }
    for language in languages {
        quick_to_a_person(script, speech, language, report);
    }
}

/// Doing nothing, from the very start, must not end in a goodbye before anything was tried.
fn sent_away(script: &Script, report: &mut Report<'_>) {
    for name in goodbyes(script, &script.start) {
        report.add(
            name,
            Rule::SentAway,
            "Somebody who does nothing is sent away here; lead silence to a person or to a message.".into(),
        );
    }
}

/// Key `0` asks for a person: it leads to one, or out of hours to a message.
fn no_person_by_key(script: &Script, report: &mut Report<'_>) {
    for (name, node) in &script.nodes {
        let person = match node {
            Node::Menu(menu) => menu.person.as_deref(),
            Node::OfferCallback(offer) => offer.person.as_deref(),
            Node::Say(_)
            | Node::Goto(_)
            | Node::Listen(_)
            | Node::AskCode(_)
            | Node::Ring(_)
            | Node::Record(_)
            | Node::Bridge(_)
            | Node::Hangup(_) => None,
        };
        if person.is_some_and(|person| !goodbyes(script, person).is_empty()) {
            report.add(name, Rule::SentAway, "Key 0 ends in a goodbye; lead it to a person or to a message.".into());
        }
    }
}

/// Hang-ups reached by doing nothing before a person was searched for or a message could be left.
fn goodbyes<'s>(script: &'s Script, from: &'s str) -> BTreeSet<&'s str> {
    let mut waiting = vec![from];
    let mut seen = BTreeSet::new();
    let mut found = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        let Some((name, node)) = script.nodes.get_key_value(name).filter(|(name, _)| seen.insert(name.as_str())) else {
            continue;
        };
        match node {
            Node::Hangup(_) => {
                found.insert(name.as_str());
            }
            Node::Ring(_) | Node::Record(_) | Node::Bridge(_) => {}
            Node::Say(_)
            | Node::Goto(_)
            | Node::Menu(_)
            | Node::Listen(_)
            | Node::AskCode(_)
            | Node::OfferCallback(_) => {
                waiting.extend(edges(script, node).iter().filter(|edge| edge.is_silent).map(|edge| edge.to));
            }
        }
    }
    found
}

/// Walks the script as somebody who does nothing, by every fact, until a person is searched for.
fn quick_to_a_person(script: &Script, speech: Speech<'_>, language: &str, report: &mut Report<'_>) {
    let limit_s = script.limits.person_within_s;
    let mut waiting = vec![(script.start.as_str(), 0_u32)];
    // Each hop either follows a fact or goes on: more hops than nodes means a circle, told elsewhere.
    let mut hops_left = script.nodes.len() * script.nodes.len() + 1;
    while let Some((name, elapsed_s)) = waiting.pop() {
        hops_left = hops_left.saturating_sub(1);
        let Some(node) = script.nodes.get(name) else {
            continue;
        };
        if hops_left == 0 {
            return;
        }
        if matches!(node, Node::Ring(_)) && elapsed_s > limit_s {
            report.add(name, Rule::SlowToPerson, format!(
                "Doing nothing leads here after {elapsed_s} s in {language}; shorten what is said before, to {limit_s} s.",
            ));
        }
        if let Some(spent_s) = seconds_of_silence(script, speech, language, node) {
            let onward = edges(script, node).into_iter().filter(|edge| edge.is_silent);
            waiting.extend(onward.map(|edge| (edge.to, elapsed_s.saturating_add(spent_s))));
        }
    }
}

/// Seconds spent in a node by doing nothing; nothing when the walk stops here.
fn seconds_of_silence(script: &Script, speech: Speech<'_>, language: &str, node: &Node) -> Option<u32> {
    let say_s = |text: &str| speech.lasts_s(language, text).unwrap_or_default();
    let answer_s = script.limits.answer_timeout_s;
    match node {
        Node::Say(say) => Some(say_s(&say.text)),
        Node::Goto(_) => Some(0),
        Node::Menu(menu) => {
            let again_s = say_s(menu.repeat.as_ref().unwrap_or(&menu.text)) + answer_s;
            Some(say_s(&menu.text) + answer_s + u32::from(menu.silence_repeats) * again_s)
        }
        Node::Listen(listen) => Some(say_s(&listen.text) + answer_s),
        Node::AskCode(code) => Some(say_s(&code.text) + script.limits.number_timeout_s),
        Node::Ring(_) | Node::Record(_) | Node::OfferCallback(_) | Node::Bridge(_) | Node::Hangup(_) => None,
    }
}
