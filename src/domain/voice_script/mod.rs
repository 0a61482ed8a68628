//! Voice scripts: what the telephone says, what it waits for, and where each answer leads.
//!
//! A [`Script`] is data (TOML): nodes, choices, targets, limits. Its sentences live apart, in
//! [`crate::words::Words`]. A [`Session`] is where one call stands in its script. The interpreter is
//! one pure function, [`step`]: `(script, session, input, now) → Turn`, and a [`Turn`] says what to
//! speak, what to record, and what to do on the line next ([`Then`]).
//!
//! This module deliberately knows nothing of carriers, of databases, of who is on duty: it asks
//! ([`Then::FindListener`]) and is told ([`Input::ListenerReserved`], [`Input::NobodyFree`]).
//!
//! Invariants: `step` is total (it never panics and never loops without a named limit); doing nothing
//! always leads onward, to a person, a message or a spoken promise; a script that points nowhere says
//! it is sorry and looks for a person.
//!
//! To add a kind of node: a struct in `nodes.rs` and a variant of [`Node`], a room of its own beside
//! `menu.rs` with `enter` and `react`, its edges in `edges.rs`; the compiler then points at what is left.

mod ask_code;
mod bridge;
#[cfg(test)]
mod broken_scripts;
#[cfg(test)]
mod cases;
mod check;
mod check_graph;
mod check_silence;
mod check_texts;
mod conversation;
mod draw;
mod draw_svg;
mod edges;
mod edition;
mod emergency;
#[cfg(test)]
mod examples;
mod facts;
#[cfg(test)]
mod flows;
mod heard;
mod input;
mod limits;
mod menu;
mod nodes;
mod offer_callback;
mod outline;
#[cfg(test)]
mod properties;
mod record;
mod remarks;
mod ring;
mod script;
mod sentences;
mod session;
mod step;
mod transcripts;
mod turn;
mod voice;
mod walk;

pub use check::{Problem, Rule, check};
pub use conversation::{Conversation, Hearer, LineAct, Moment, NotUnderstood, What};
pub use draw::draw;
pub use draw_svg::{draw_svg, draw_svg_in};
pub use edition::{Edition, EditionError, EditionTexts, VoiceTexts};
pub use facts::{KNOWN_FACTS, sample_facts};
pub use input::{BridgeResult, Input};
pub use limits::Limits;
pub use nodes::{
    AskCode, Bridge, Choice, CodeName, Goto, Hangup, Listen, Menu, OfferCallback, Record, Ring, Say, When,
};
pub use outline::{OutlineStep, Situation, outline, situations};
pub use record::SHORTEST_MESSAGE_S;
pub use remarks::{Remark, remarks};
pub use script::{Node, Script, ScriptError};
pub use sentences::{
    Difference, Level, MOST_SENTENCE_CHARS, NewSentence, SentenceProblem, Written, check_sentence, differences,
    flows_that_differ, sentences_of, tidy_sentence, with_sentences, written_sentences,
};
pub use session::{Awaiting, Session};
pub use step::{begin, step};
pub use transcripts::transcripts;
pub use turn::{CallOutcomeKey, CheckAnswer, ContactAnswer, Effect, PageAnswer, Spoken, Then, Turn};
pub use voice::{Sound, Sounds, Voice};
