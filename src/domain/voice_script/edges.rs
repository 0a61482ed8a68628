//! The ways out of a node, for everything that looks at a script as a graph.

use super::{Node, Script};

/// One way out of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edge<'a> {
    /// What leads there, in a few words.
    pub(super) label: String,
    /// Node it leads to.
    pub(super) to: &'a str,
    /// Whether a caller who does nothing may be led this way.
    pub(super) is_silent: bool,
}

fn silent<'a>(label: &str, to: &'a str) -> Edge<'a> {
    Edge { label: label.to_owned(), to, is_silent: true }
}

fn chosen<'a>(label: &str, to: &'a str) -> Edge<'a> {
    Edge { label: label.to_owned(), to, is_silent: false }
}

/// Every way out of the node, key `0` included.
pub(super) fn edges<'a>(script: &'a Script, node: &'a Node) -> Vec<Edge<'a>> {
    match node {
        Node::Say(say) => vec![silent("then", &say.next)],
        Node::Goto(goto) => {
            let facts = goto.when.iter().map(|when| silent(&format!("{} is {}", when.fact, when.is), &when.to));
            facts.chain([silent("otherwise", &goto.to)]).collect()
        }
        Node::Menu(menu) => {
            let keys = menu.choices.iter().map(|choice| chosen(&format!("key {}", choice.key), &choice.to));
            let person = menu.person.as_ref().unwrap_or(&script.person);
            keys.chain([
                silent("silence", &menu.silence),
                chosen("not understood", &menu.error),
                chosen("key 0", person),
            ])
            .collect()
        }
        Node::Listen(listen) => {
            vec![chosen("speech", &listen.heard), silent("silence", &listen.silence), chosen("key 0", &script.person)]
        }
        Node::Ring(ring) => vec![
            chosen("talked", &ring.answered),
            silent("waited too long", &ring.exhausted),
            chosen("key 1 while waiting", &ring.callback),
        ],
        Node::Record(record) => {
            vec![chosen("message", &record.saved), silent("nothing said", &record.empty)]
        }
        Node::OfferCallback(offer) => vec![
            chosen("promised", &offer.next),
            silent("otherwise", &offer.otherwise),
            silent("number withheld", &offer.withheld),
            chosen("key 0", offer.person.as_ref().unwrap_or(&script.person)),
        ],
        Node::AskCode(code) => vec![
            chosen("right code", &code.right),
            chosen("wrong twice", &code.wrong),
            silent("silence", &code.silence),
            chosen("key 0", &script.person),
        ],
        Node::Bridge(bridge) => {
            let other = bridge.someone_else.iter().map(|to| chosen("somebody else", to));
            [chosen("talked", &bridge.talked), silent("not reached", &bridge.not_reached)]
                .into_iter()
                .chain(other)
                .collect()
        }
        Node::Hangup(_) => Vec::new(),
    }
}

/// Every text id a node speaks, whispers or says on the other leg.
pub(super) fn texts(node: &Node) -> Vec<&str> {
    match node {
        Node::Say(say) => vec![&say.text],
        Node::Goto(_) => Vec::new(),
        Node::Menu(menu) => {
            [Some(&menu.text), menu.repeat.as_ref()].into_iter().flatten().map(String::as_str).collect()
        }
        Node::Listen(listen) => vec![&listen.text],
        Node::Ring(ring) if !ring.queue => vec![&ring.whisper, &ring.hold_first],
        Node::Ring(ring) => {
            vec![&ring.whisper, &ring.hold_first, &ring.hold_update, &ring.hold_update_unknown]
        }
        Node::Record(record) => vec![&record.text],
        Node::OfferCallback(offer) => vec![
            &offer.text,
            &offer.confirmed,
            &offer.number,
            &offer.number_again,
            &offer.number_check,
            &offer.number_confirmed,
            &offer.number_unheard,
        ],
        Node::AskCode(code) => vec![&code.text, &code.again],
        Node::Bridge(bridge) => {
            let spoken = bridge.dialing.iter().chain([&bridge.intro]).chain(&bridge.intro_instead);
            spoken.map(String::as_str).collect()
        }
        Node::Hangup(hangup) => hangup.text.iter().map(String::as_str).collect(),
    }
}
