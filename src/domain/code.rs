//! Short human codes such as `A7K2`, which name cases and calls in SMS.

use serde::{Deserialize, Serialize};

/// Letters that cannot be taken for a digit or for one another when read aloud or on a small screen.
const LETTERS: &[u8] = b"ACDEFHJKMNPRTUVWXY";
/// Digits that cannot be taken for a letter.
const DIGITS: &[u8] = b"234679";
/// How many characters a code has. A letter, then a digit, then two of either: no code reads as a
/// word ("ELLE") or as an hour ("7H44"). There are about 62,000 of them.
const LENGTH: usize = 4;

/// A short human code, upper case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// The code that stands for `number`; the same number always gives the same code.
    pub fn from_number(mut number: u64) -> Code {
        let mut next = |choices: &[&[u8]]| {
            let choices = choices.concat();
            let base = choices.len() as u64;
            let chosen = choices[(number % base) as usize];
            number /= base;
            char::from(chosen)
        };
        let either = [LETTERS, DIGITS];
        Code([next(&[LETTERS]), next(&[DIGITS]), next(&either), next(&either)].iter().collect())
    }

    /// Reads a code as people type it: any case, spaces and dashes ignored.
    /// `None` when it has another length or a character no code holds.
    pub fn parse(text: &str) -> Option<Code> {
        let text: String =
            text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect();
        let well_formed = text.len() == LENGTH
            && text.bytes().enumerate().all(|(place, byte)| match place {
                0 => LETTERS.contains(&byte),
                1 => DIGITS.contains(&byte),
                _ => LETTERS.contains(&byte) || DIGITS.contains(&byte),
            });
        well_formed.then_some(Code(text))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_typed_with_habits_then_it_is_read() {
        let code = Code::from_number(123_456);
        let typed = format!(" {}-{} ", &code.as_str()[..2].to_lowercase(), &code.as_str()[2..]);
        assert_eq!(Code::parse(&typed), Some(code));
    }

    #[test]
    fn the_code_of_the_documents_then_it_is_read() {
        assert!(Code::parse("a7k2").is_some());
    }

    #[test]
    fn text_that_is_no_code_then_none() {
        for text in ["", "A7K", "A7K22", "A0K2", "OUI!", "éA7K", "ELLE", "7H44"] {
            assert_eq!(Code::parse(text), None, "{text}");
        }
    }

    #[test]
    fn neighbouring_numbers_then_different_codes() {
        let codes: std::collections::BTreeSet<_> = (0..10_000).map(Code::from_number).collect();
        assert_eq!(codes.len(), 10_000);
    }
}
