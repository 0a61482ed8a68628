//! The verb that listens.

use super::verbs::{Pause, Play, Say};

/// Wait for keys, or for keys and words, while speaking.
///
/// Without input the next verb runs: end every gather with a [`super::Redirect`] rather than rely on
/// `action_on_empty_result`, which one carrier does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gather {
    /// Asked with the input.
    pub action: String,
    /// Seconds of silence after the prompts that end the wait.
    pub timeout_s: u32,
    /// Number of keys after which the wait ends.
    pub num_digits: Option<u32>,
    /// The key that ends the wait (the carrier's default is `#`); empty for none.
    pub finish_on_key: Option<String>,
    /// What is listened to.
    pub input: GatherInput,
    /// Language of the recognition (`fr-FR`).
    pub language: Option<String>,
    /// Words and phrases that help the recognition; at most 500 of 100 characters are sent.
    pub hints: Vec<String>,
    /// Silence that ends the speech.
    pub speech_timeout: Option<SpeechTimeout>,
    /// The carrier's name of a recognition model.
    pub speech_model: Option<String>,
    /// When true `action` is asked even without input.
    pub action_on_empty_result: bool,
    /// Spoken while listening; a key interrupts them.
    pub prompts: Vec<Prompt>,
}

impl Gather {
    /// Listens to keys for `timeout_s` seconds after the prompts.
    pub fn keys(action: impl Into<String>, timeout_s: u32) -> Gather {
        Gather {
            action: action.into(),
            timeout_s,
            num_digits: None,
            finish_on_key: None,
            input: GatherInput::Keys,
            language: None,
            hints: Vec::new(),
            speech_timeout: None,
            speech_model: None,
            action_on_empty_result: false,
            prompts: Vec::new(),
        }
    }
}

/// What a [`Gather`] listens to. Keys always: not everyone is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GatherInput {
    /// Keys only.
    #[default]
    Keys,
    /// Whichever comes first.
    KeysAndSpeech,
}

/// Silence that ends what somebody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeechTimeout {
    /// The carrier decides.
    Auto,
    /// Seconds.
    Seconds(u32),
}

/// What may be heard inside a [`Gather`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prompt {
    /// Speak.
    Say(Say),
    /// Play a sound file.
    Play(Play),
    /// Stay silent.
    Pause(Pause),
}

impl From<Say> for Prompt {
    fn from(say: Say) -> Prompt {
        Prompt::Say(say)
    }
}
