//! A script as a picture: a Mermaid flowchart, which most wikis and code hosts show as a diagram.

use std::fmt::Write;

use super::{Node, Script, edges::edges};

/// The flowchart's text. Nodes are numbered, so that any name of a node is drawable.
#[must_use]
pub fn draw(script: &Script) -> String {
    let number = |name: &str| script.nodes.keys().position(|key| key == name);
    let mut picture = String::from("flowchart TD\n");
    for (index, (name, node)) in script.nodes.iter().enumerate() {
        let (open, close) = shape(node);
        // Writing into a String cannot fail.
        let _ = writeln!(picture, "    n{index}{open}\"{}<br/>{}\"{close}", plain(name), kind(node));
    }
    if let Some(start) = number(&script.start) {
        let _ = writeln!(picture, "    begin((call)) --> n{start}");
    }
    for (index, node) in script.nodes.values().enumerate() {
        for edge in edges(script, node) {
            match number(edge.to) {
                Some(to) => {
                    let arrow = if edge.is_silent { "-->" } else { "-.->" };
                    let _ = writeln!(picture, "    n{index} {arrow}|{}| n{to}", plain(&edge.label));
                }
                None => {
                    let _ = writeln!(picture, "    n{index} --x unknown[\"{} ?\"]", plain(edge.to));
                }
            }
        }
    }
    picture
}

/// What a node is, in a word or two.
pub(super) fn kind(node: &Node) -> &'static str {
    match node {
        Node::Say(_) => "say",
        Node::Goto(_) => "goto",
        Node::Menu(_) => "menu",
        Node::Listen(_) => "listen",
        Node::Ring(_) => "ring",
        Node::Record(_) => "record",
        Node::OfferCallback(_) => "offer callback",
        Node::AskCode(_) => "ask code",
        Node::Bridge(_) => "bridge",
        Node::Hangup(_) => "hang up",
    }
}

fn shape(node: &Node) -> (&'static str, &'static str) {
    match node {
        Node::Goto(_) => ("{", "}"),
        Node::Menu(_) | Node::Listen(_) | Node::OfferCallback(_) | Node::AskCode(_) => ("{{", "}}"),
        Node::Ring(_) | Node::Bridge(_) => ("[[", "]]"),
        Node::Hangup(_) => ("([", "])"),
        Node::Say(_) | Node::Record(_) => ("[", "]"),
    }
}

/// Without the few characters that end a Mermaid label.
fn plain(text: &str) -> String {
    text.replace(['"', '|', '[', ']', '{', '}', '\n'], " ")
}
