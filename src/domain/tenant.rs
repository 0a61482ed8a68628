//! Somebody of a partner's list: what is needed to call them, and nothing else.

use serde::{Deserialize, Serialize};

use crate::phone_number::PhoneNumber;

/// Whom a list names. Kept sealed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Tenant {
    /// `Mme`, `M.` or empty.
    pub title: String,
    /// First name; may be empty.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// E.164 number.
    pub phone: PhoneNumber,
}

/// Names and numbers are never printed.
impl std::fmt::Debug for Tenant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tenant { .. }")
    }
}

impl Tenant {
    /// Whether `text` holds one of the names, whatever the case: words of fewer than three letters are no names.
    pub fn is_named_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split(|sign: char| !sign.is_alphanumeric()).collect();
        let names = self.first_name.split_whitespace().chain(self.last_name.split_whitespace());
        names.map(str::to_lowercase).any(|name| name.chars().count() > 2 && words.contains(&name.as_str()))
    }
}
