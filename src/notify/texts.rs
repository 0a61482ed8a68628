//! From a template and its arguments to a finished text.
//!
//! The words live in Fluent files, one a language, compiled into the program: a text can never be missing at night
//! because a file was not deployed. Numbers given as digits choose the plural form.

mod email_text;
mod words;

use crate::{Gsm7, Language, Shortening, SmsTemplate, TooLong};
use std::{collections::BTreeMap, fmt};

pub use email_text::{EmailText, render_email, render_joined};

/// Arguments by name, all as finished words: the caller has already written dates and hours for the reader.
pub type Arguments = BTreeMap<String, String>;

/// What may be shortened in an SMS, in this order. A title or a place first, as the domain says; then first names, because a
/// volunteer with a very long name must still get the message. Never a number, an hour, a code, an address.
const SHORTENABLE: &[Shortening] = &[
    Shortening { argument: "titre", floor_septets: 8 },
    Shortening { argument: "lieu", floor_septets: 8 },
    Shortening { argument: "quartier", floor_septets: 8 },
    Shortening { argument: "p", floor_septets: 12 },
    Shortening { argument: "v", floor_septets: 12 },
    Shortening { argument: "c", floor_septets: 12 },
    Shortening { argument: "c2", floor_septets: 12 },
];

/// One finished SMS: GSM-7 alphabet, one line, at most 160 septets. `Debug` shows its length only.
#[derive(Clone, PartialEq, Eq)]
pub struct SmsText(String);

impl SmsText {
    /// The text to hand to the carrier.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Its length in septets, 1 to 160.
    pub fn septets(&self) -> usize {
        Gsm7::septets(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for SmsText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmsText({} septets)", self.septets())
    }
}

/// Why a text could not be written. Names templates and arguments, never a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextProblem {
    /// The caller did not give an argument the template needs.
    #[error("the text `{template}` needs the argument `{argument}`")]
    MissingArgument {
        /// The template's key.
        template: &'static str,
        /// The argument's name.
        argument: &'static str,
    },
    /// The words of this template are absent or wrong in this language. A test keeps this from being shipped.
    #[error("the text `{template}` is not written in `{language}`")]
    NotWritten {
        /// The template's key.
        template: &'static str,
        /// The language's code.
        language: &'static str,
    },
    /// The text does not fit in one SMS even after shortening. The reason is nearly always a very long service name.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// The link is not an `http` or `https` address.
    #[error("the link of the text `{template}` is not a web address")]
    BadLink {
        /// The template's key.
        template: &'static str,
    },
}

/// Writes one SMS.
///
/// Arguments are folded to the GSM-7 alphabet (François → Francois); then titles and places, then first names, are
/// shortened if the text is over 160 septets. The same input always gives the same text.
///
/// # Errors
/// [`TextProblem`]: an argument is missing, or the text is too long even after shortening.
///
/// # Source
/// Domain, sections 6.1 and 6.3.
pub fn render_sms(language: Language, template: SmsTemplate, arguments: &Arguments) -> Result<SmsText, TextProblem> {
    require(template.key(), template.arguments(), arguments)?;
    let write = |arguments: &Arguments| {
        words::text(language, words::Channel::Sms, template.key(), None, arguments)
            .ok_or(TextProblem::NotWritten { template: template.key(), language: language.tag() })
    };
    Gsm7::fit(write, arguments, SHORTENABLE).map(SmsText)
}

/// Checks that every needed argument is there, so that nobody ever reads a brace.
fn require(template: &'static str, needed: &[&'static str], given: &Arguments) -> Result<(), TextProblem> {
    match needed.iter().find(|name| !given.contains_key(**name)) {
        None => Ok(()),
        Some(argument) => Err(TextProblem::MissingArgument { template, argument }),
    }
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
