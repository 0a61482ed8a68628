//! What we answer to the carrier: documents of typed verbs, written by an XML writer.
//!
//! Nothing is ever joined as text, so a name with `&` or `<` cannot break a call. Every verb that makes the carrier ask
//! again says `method="POST"`, because one carrier would use GET by default and lose the form.
//!
//! Invariants of a rendered document: it begins with the XML declaration, holds only characters that XML allows, and is
//! under [`MAX_DOCUMENT_BYTES`].
//!
//! This module does not know which verbs a carrier lacks: see [`crate::profile`].
//!
//! To add a verb: a struct in `verbs`, a variant of [`Verb`], an arm in `render`, a line in the test's table.
//!
//! # Source
//! Telephony notes, section 3.

mod gather;
mod render;
mod verbs;

pub use gather::{Gather, GatherInput, Prompt, SpeechTimeout};
pub use verbs::{
    CallEvent, Conference, Dial, MachineDetection, Number, Pause, Play, Record, Redirect, Reject, RejectReason, Say,
};

/// The content type of every rendered document.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";
/// The carrier refuses documents over 64 KB; the margin is for what it adds while processing.
pub const MAX_DOCUMENT_BYTES: usize = 60 * 1024;
/// The carrier refuses to speak more than this in one verb (voices with marks take 3,000 characters).
pub const MAX_SAY_CHARS: usize = 3000;

/// One instruction to the carrier.
#[derive(Debug, Clone, PartialEq)]
pub enum Verb {
    /// Speak.
    Say(Say),
    /// Play a sound file.
    Play(Play),
    /// Stay silent.
    Pause(Pause),
    /// Wait for keys or words.
    Gather(Gather),
    /// Ring other telephones and connect the first that answers, or enter a room.
    Dial(Dial),
    /// Record a message. Nothing after it runs.
    Record(Record),
    /// Ask another URL what to do next. Nothing after it runs.
    Redirect(Redirect),
    /// End the call.
    Hangup,
    /// Refuse the call without answering it. Only as the first verb.
    Reject(Reject),
}

/// An answer to the carrier. An empty document is a valid answer to a message.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// Carried out in order.
    pub verbs: Vec<Verb>,
}

impl Document {
    /// A document without verbs.
    pub fn new() -> Document {
        Document::default()
    }

    /// The same document with one more verb at its end.
    #[must_use]
    pub fn with(mut self, verb: impl Into<Verb>) -> Document {
        self.verbs.push(verb.into());
        self
    }

    /// The XML text, ready to send as [`CONTENT_TYPE`].
    ///
    /// A document over [`MAX_DOCUMENT_BYTES`], which no correct script makes, loses verbs from its beginning until it
    /// fits: the last verbs decide what happens next, and a call without a next step would be cut.
    pub fn render(&self) -> String {
        let mut verbs = self.verbs.as_slice();
        loop {
            let text = render::document(verbs);
            if text.len() <= MAX_DOCUMENT_BYTES || verbs.is_empty() {
                return text;
            }
            tracing::error!(document_bytes = text.len(), "a TwiML document is too long and loses its first verb");
            verbs = &verbs[1..];
        }
    }
}

impl<V: Into<Verb>> FromIterator<V> for Document {
    fn from_iter<I: IntoIterator<Item = V>>(verbs: I) -> Document {
        Document { verbs: verbs.into_iter().map(Into::into).collect() }
    }
}

impl From<Prompt> for Verb {
    fn from(prompt: Prompt) -> Verb {
        match prompt {
            Prompt::Say(say) => Verb::Say(say),
            Prompt::Play(play) => Verb::Play(play),
            Prompt::Pause(pause) => Verb::Pause(pause),
        }
    }
}

macro_rules! into_verb {
    ($($verb:ident),+) => { $(
        impl From<$verb> for Verb {
            fn from(verb: $verb) -> Verb {
                Verb::$verb(verb)
            }
        }
    )+ };
}
into_verb!(Say, Play, Pause, Gather, Dial, Record, Redirect, Reject);

#[cfg(test)]
mod tests;
