//! What each kind of node holds.

use serde::{Deserialize, Serialize};

use super::Effect;

/// Speaks a text, then goes to `next`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// Text spoken.
    pub text: String,
    /// Node after the text.
    pub next: String,
    /// What the application is told when this is spoken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
}

/// The first `when` that holds decides, otherwise `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goto {
    /// Tried in order.
    #[serde(default)]
    pub when: Vec<When>,
    /// Where to go when none holds.
    pub to: String,
}

/// Holds when the fact has exactly this value. A fact that was not given holds for no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Name of the fact.
    pub fact: String,
    /// Value expected.
    pub is: String,
    /// Node when it holds.
    pub to: String,
}

/// A question answered by one key or one word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Menu {
    /// The question.
    pub text: String,
    /// Shorter, slower wording used when repeating; the question itself when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<String>,
    /// At most [`super::Limits::MAX_CHOICES`], key `9` (stop these calls) apart.
    pub choices: Vec<Choice>,
    /// Node when nothing is pressed or said.
    pub silence: String,
    /// How many times silence gets a repeat before it leads to `silence`.
    #[serde(default)]
    pub silence_repeats: u8,
    /// Node after two answers that were not understood.
    pub error: String,
    /// Node of key `0` when it is not the script's `person` (nobody is there out of hours).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Whether words are listened for. Not on a leg where a machine may be speaking: its greeting
    /// must never be taken for a yes.
    #[serde(default = "yes")]
    pub speech: bool,
    /// What the application is told when the line is hung up here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hung_up: Option<Effect>,
}

/// One possible answer to a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Key, `1` to `9`.
    pub key: String,
    /// Text id of the accepted words, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// Node this answer leads to.
    pub to: String,
    /// What the application is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
}

/// Lets the caller speak, without keeping what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// What is asked.
    pub text: String,
    /// Node after any word or key.
    pub heard: String,
    /// Node after silence.
    pub silence: String,
}

/// Looks for a free listener again and again, until one talks or `max_wait_s` is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ring {
    /// What the listener hears before pressing 1.
    pub whisper: String,
    /// How long one listener's telephone rings.
    #[serde(default = "listener_ring_timeout_s")]
    pub ring_timeout_s: u32,
    /// Whether a caller waits when nobody is free. Otherwise `exhausted` comes at once.
    #[serde(default = "yes")]
    pub queue: bool,
    /// First words when nobody is free.
    pub hold_first: String,
    /// News of the wait, with the argument `minutes`.
    pub hold_update: String,
    /// News of the wait when its length is unknown.
    pub hold_update_unknown: String,
    /// Node of key `1` while waiting.
    pub callback: String,
    /// Node after a conversation.
    pub answered: String,
    /// Node when the wait has lasted too long.
    pub exhausted: String,
}

/// Takes a spoken message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// What is said before the tone.
    pub text: String,
    /// Longest message.
    #[serde(default = "message_max_length_s")]
    pub max_length_s: u32,
    /// Node once a message was left.
    pub saved: String,
    /// Node when nothing was said.
    pub empty: String,
}

/// Offers to call back, on the calling number (key 1) or on another one (key 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferCallback {
    /// The offer.
    pub text: String,
    /// Spoken once the calling number is agreed.
    pub confirmed: String,
    /// Asks for another number.
    pub number: String,
    /// Asks for it again when it was not a number.
    pub number_again: String,
    /// Reads it back (argument `numero_lent`): 1 right, 2 again.
    pub number_check: String,
    /// Spoken once the other number is agreed (argument `numero_lent`).
    pub number_confirmed: String,
    /// Spoken when no number could be understood: the calling number it is.
    pub number_unheard: String,
    /// Node after the promise.
    pub next: String,
    /// Node when the offer is not taken.
    pub otherwise: String,
    /// Node when the caller's number is withheld.
    pub withheld: String,
    /// Node of key `0` when it is not the script's `person`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
}

/// Asks for a code on the keypad; the application says whether it is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskCode {
    /// Asks for it.
    pub text: String,
    /// Asks for it again when it was not right.
    pub again: String,
    /// Which code.
    pub name: CodeName,
    /// How many digits it has.
    pub length: u8,
    /// Node when it is right.
    pub right: String,
    /// Node after two that were not.
    pub wrong: String,
    /// Node when nothing is typed.
    pub silence: String,
}

/// The codes the application can judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeName {
    /// A listener tells what the last caller needed, 1 to 5, and how soon, 1 to 3.
    Triage,
    /// A partner proves who they are.
    Partner,
}

/// Rings the other person and joins the two legs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bridge {
    /// Spoken on this leg before it rings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialing: Option<String>,
    /// Spoken to the other person on answer.
    pub intro: String,
    /// Spoken instead when somebody else calls than the person expects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro_instead: Option<String>,
    /// How long the other telephone rings: older people walk slowly.
    #[serde(default = "person_ring_timeout_s")]
    pub ring_timeout_s: u32,
    /// Longest conversation; unlimited when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_limit_s: Option<u32>,
    /// Node after a conversation.
    pub talked: String,
    /// Node when the person could not be reached: no answer, busy, a machine, a failure.
    pub not_reached: String,
    /// Node when somebody else answered; `not_reached` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub someone_else: Option<String>,
}

/// Says goodbye and ends the call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hangup {
    /// Last words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the application is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
}

fn yes() -> bool {
    true
}

/// Long enough to reach a mobile in a pocket, shorter than most voicemails take to answer.
fn listener_ring_timeout_s() -> u32 {
    25
}

/// Three minutes: a message is meant to be heard in full by a person.
fn message_max_length_s() -> u32 {
    180
}

/// Domain notes, section 2.8: 40 s, because people walk slowly.
fn person_ring_timeout_s() -> u32 {
    40
}
