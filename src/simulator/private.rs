//! Texts that may be personal data: phone numbers, spoken words, message bodies.

use std::{fmt, ops::Deref, sync::Arc};

/// A phone number, spoken words or a message body: readable by the program, absent from `Debug` output.
///
/// Cheap to clone. `Display` shows the text, so that a narration can print it on purpose.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Private(Arc<str>);

impl Private {
    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Private {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(private)")
    }
}

impl fmt::Display for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Private {
    fn from(text: &str) -> Self {
        Private(text.into())
    }
}

impl From<String> for Private {
    fn from(text: String) -> Self {
        Private(text.into())
    }
}

impl PartialEq<str> for Private {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Private {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl std::borrow::Borrow<str> for Private {
    fn borrow(&self) -> &str {
        &self.0
    }
}
