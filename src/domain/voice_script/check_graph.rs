//! Rules on the shape of a script: where its targets lead.

use std::collections::BTreeSet;

use super::{
    KNOWN_FACTS, Limits, Node, Script,
    check::{Report, Rule},
    edges::{Edge, edges},
};

pub(super) fn check(script: &Script, report: &mut Report<'_>) {
    targets(script, report);
    reachable(script, report);
    endings(script, report);
    circles(script, report);
    for (name, node) in &script.nodes {
        match node {
            Node::Menu(menu) => {
                choices(menu, name, report);
                if hangs_up_without_a_word(script, &menu.silence) {
                    silent_hangup(name, report);
                }
            }
            Node::Listen(listen) if hangs_up_without_a_word(script, &listen.silence) => {
                silent_hangup(name, report);
            }
            Node::Goto(goto) => {
                for when in goto.when.iter().filter(|when| !KNOWN_FACTS.contains(&when.fact.as_str())) {
                    report.add(
                        name,
                        Rule::UnknownFact,
                        format!("The program gives no fact `{}`; use one of: {}.", when.fact, KNOWN_FACTS.join(", "),),
                    );
                }
            }
            Node::Say(_)
            | Node::Listen(_)
            | Node::Ring(_)
            | Node::Record(_)
            | Node::OfferCallback(_)
            | Node::AskCode(_)
            | Node::Bridge(_)
            | Node::Hangup(_) => {}
        }
    }
}

fn targets(script: &Script, report: &mut Report<'_>) {
    let whole = [("start", &script.start), ("person", &script.person)];
    for (field, target) in whole.into_iter().filter(|(_, target)| !script.nodes.contains_key(*target)) {
        report.add(
            &script.name,
            Rule::UnknownTarget,
            format!("`{field}` names `{target}`, which does not exist; write that node or correct the name.",),
        );
    }
    for (name, node) in &script.nodes {
        for edge in edges(script, node).iter().filter(|edge| !script.nodes.contains_key(edge.to)) {
            report.add(
                name,
                Rule::UnknownTarget,
                format!(
                    "“{}” leads to `{}`, which does not exist; write that node or correct the name.",
                    edge.label, edge.to,
                ),
            );
        }
    }
}

fn reachable(script: &Script, report: &mut Report<'_>) {
    let mut reached = closure(script, &script.start, |_| true);
    // In any trouble the interpreter goes to `person`, so that node is always in use.
    reached.extend(closure(script, &script.person, |_| true));
    for name in script.nodes.keys().filter(|name| !reached.contains(name.as_str())) {
        report.add(name, Rule::Unreachable, "Nothing leads here; lead to this node or remove it.".into());
    }
}

fn endings(script: &Script, report: &mut Report<'_>) {
    let ends = |name: &str| matches!(script.nodes.get(name), Some(Node::Hangup(_)));
    for name in script.nodes.keys() {
        if !closure(script, name, |_| true).into_iter().any(ends) {
            report.add(name, Rule::NoEnding, "No way leads from here to a `hangup`; add one.".into());
        }
    }
}

/// Circles walked by doing nothing. Each is told once, at its first node in alphabetical order.
fn circles(script: &Script, report: &mut Report<'_>) {
    let by_silence = |name: &str| -> BTreeSet<&str> {
        let node = script.nodes.get(name);
        let ways = node.into_iter().flat_map(|node| edges(script, node)).filter(|edge| edge.is_silent);
        ways.flat_map(|edge| closure(script, edge.to, |edge| edge.is_silent)).collect()
    };
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for name in script.nodes.keys() {
        let ahead = by_silence(name);
        if told.contains(name.as_str()) || !ahead.contains(name.as_str()) {
            continue;
        }
        let circle: Vec<&str> = ahead.into_iter().filter(|other| by_silence(other).contains(name.as_str())).collect();
        let waits =
            circle.iter().any(|member| !matches!(script.nodes.get(*member), Some(Node::Say(_) | Node::Goto(_))));
        let way = circle.join(", ");
        told.extend(circle);
        if waits {
            report.add(name, Rule::SilenceWithoutExit, format!(
                "Somebody who does nothing goes round for ever ({way}); lead silence to a person, a message or a goodbye.",
            ));
        } else {
            report.add(
                name,
                Rule::EndlessLoop,
                format!("These nodes never wait for anything and go round for ever ({way}); break the circle.",),
            );
        }
    }
}

fn choices(menu: &super::Menu, name: &str, report: &mut Report<'_>) {
    // Key 9, to stop these calls, comes on top of the three.
    let counted = menu.choices.iter().filter(|choice| choice.key != "9").count();
    if counted > Limits::MAX_CHOICES {
        report.add(
            name,
            Rule::TooManyChoices,
            format!("{counted} choices are too many to remember; keep {}, or split the menu.", Limits::MAX_CHOICES,),
        );
    }
    let mut seen = BTreeSet::new();
    for key in menu.choices.iter().map(|choice| choice.key.as_str()) {
        if !matches!(key.as_bytes(), [b'1'..=b'9']) {
            report.add(
                name,
                Rule::Key,
                format!("`{key}` cannot be a choice: use 1 to 9; 0 is a person and * repeats, everywhere.",),
            );
        }
        if !seen.insert(key) {
            report.add(name, Rule::Key, format!("Key {key} is given twice; keep one."));
        }
    }
}

fn silent_hangup(name: &str, report: &mut Report<'_>) {
    report.add(
        name,
        Rule::SilentHangup,
        "Silence hangs up without a word; lead it to a person, a message, or a `hangup` with a text.".into(),
    );
}

/// Whether this target ends the call before anything more is said.
fn hangs_up_without_a_word(script: &Script, target: &str) -> bool {
    let mut waiting = vec![target];
    let mut seen = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if !seen.insert(name) {
            continue;
        }
        match script.nodes.get(name) {
            Some(Node::Hangup(hangup)) if hangup.text.is_none() => return true,
            Some(node @ Node::Goto(_)) => waiting.extend(edges(script, node).iter().map(|edge| edge.to)),
            Some(_) | None => {}
        }
    }
    false
}

/// The node and all that follows from it by the edges wanted.
fn closure<'a>(script: &'a Script, from: &'a str, wanted: impl Fn(&Edge<'a>) -> bool) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(name) = waiting.pop() {
        let Some((name, node)) = script.nodes.get_key_value(name) else {
            continue;
        };
        if reached.insert(name.as_str()) {
            waiting.extend(edges(script, node).iter().filter(|edge| wanted(edge)).map(|edge| edge.to));
        }
    }
    reached
}
