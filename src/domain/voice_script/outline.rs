//! A script as a list: each step with what it says and where it leads, for whoever does not look at the picture.

use std::collections::BTreeMap;

use super::{Node, Script, draw::kind, draw_svg::in_reading_order, edges, sample_facts, transcripts::circumstances};

/// A step of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineStep {
    /// Name of the node.
    pub name: String,
    /// What it is, in a word or two of English, as in the drawing: `menu`, `hang up`.
    pub kind: &'static str,
    /// Ids of the texts it says.
    pub texts: Vec<String>,
    /// Ids of the words it understands, besides those that every menu understands.
    pub understood: Vec<String>,
    /// What may happen, as in the drawing (`key 1`, `silence`), and the node it leads to.
    pub ways: Vec<(String, String)>,
}

/// The steps of a script in the order in which a call meets them.
#[must_use]
pub fn outline(script: &Script) -> Vec<OutlineStep> {
    let steps = in_reading_order(script).into_iter().filter_map(|name| {
        let node = script.nodes.get(name)?;
        let ways = edges::edges(script, node).into_iter().map(|edge| (edge.label, edge.to.to_owned())).collect();
        let mut texts: Vec<String> = Vec::new();
        for text in edges::texts(node) {
            if !texts.iter().any(|known| known == text) {
                texts.push(text.to_owned());
            }
        }
        let understood = match node {
            Node::Menu(menu) => menu.choices.iter().filter_map(|choice| choice.word.clone()).collect(),
            Node::Say(_)
            | Node::Goto(_)
            | Node::Listen(_)
            | Node::Ring(_)
            | Node::Record(_)
            | Node::OfferCallback(_)
            | Node::AskCode(_)
            | Node::Bridge(_)
            | Node::Hangup(_) => Vec::new(),
        };
        Some(OutlineStep { name: name.to_owned(), kind: kind(node), texts, understood, ways })
    });
    steps.collect()
}

/// Something that a script asks about a call, and what the answer may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// Name of the fact.
    pub fact: String,
    /// Its usual value first, then the others on which the script turns.
    pub values: Vec<String>,
}

/// Everything a script asks about a call: whether the line is open, whether the number is withheld.
#[must_use]
pub fn situations(script: &Script) -> Vec<Situation> {
    let samples = sample_facts("fr");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (fact, value) in circumstances(script).into_iter().flatten() {
        let usual = samples.get(&fact).cloned().unwrap_or_default();
        found.entry(fact).or_insert_with(|| vec![usual]).push(value);
    }
    found.into_iter().map(|(fact, values)| Situation { fact, values }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice_script::examples;

    #[test]
    fn script_outlined_then_every_step_from_the_first_on() {
        let script = examples::listening_line();
        let steps = outline(&script);
        assert_eq!(steps.len(), script.nodes.len());
        assert_eq!(steps[0].name, script.start);
        assert!(steps.iter().any(|step| step.kind == "menu" && step.ways.iter().any(|(label, _)| label == "key 1")));
        let asked = situations(&script);
        assert!(asked.iter().any(|one| one.fact == "line_open" && one.values[0] == "yes"), "{asked:?}");
        assert!(asked.iter().all(|one| one.values.len() > 1));
    }
}
