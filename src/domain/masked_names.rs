//! Names of other people are masked in what a person receives about herself.
//!
//! # Source
//! Domain notes, 3.4: an export includes free text, and third parties' names in it are masked.

use std::collections::BTreeSet;

use crate::name_search::folded;

/// What stands in the place of a name.
pub const MASK: &str = "[…]";
/// Words of names shorter than this, such as "de" or "le", are everybody's words.
const LEAST_CHARS: usize = 3;

/// The names to mask.
#[derive(Debug, Clone, Default)]
pub struct MaskedNames(BTreeSet<String>);

impl MaskedNames {
    /// Masks the words of `others`, but not those of `own` names.
    pub fn new<'a>(others: impl IntoIterator<Item = &'a str>, own: impl IntoIterator<Item = &'a str>) -> MaskedNames {
        let words = |name: &str| folded(name).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let mut masked: BTreeSet<String> = others.into_iter().flat_map(words).collect();
        masked.retain(|word| word.chars().count() >= LEAST_CHARS);
        for word in own.into_iter().flat_map(words) {
            masked.remove(&word);
        }
        MaskedNames(masked)
    }

    /// The text with each of these names masked, whatever its accents and capitals.
    pub fn mask(&self, text: &str) -> String {
        let (mut whole, mut word) = (String::new(), String::new());
        for sign in text.chars() {
            // A mark that joins the letter before it belongs to the word.
            if sign.is_alphanumeric() || unicode_normalization::char::is_combining_mark(sign) {
                word.push(sign);
            } else {
                self.put(&mut whole, &mut word);
                whole.push(sign);
            }
        }
        self.put(&mut whole, &mut word);
        whole
    }

    fn put(&self, whole: &mut String, word: &mut String) {
        let is_name = !word.is_empty() && self.0.contains(folded(word).trim());
        whole.push_str(if is_name { MASK } else { word });
        word.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_then_masked_and_her_own_and_everybodys_words_stay() {
        let names = MaskedNames::new(["Karim Belkacem", "Zoé de la Tour", "Suzanne Martin"], ["Suzanne", "Lefort"]);
        for (text, expected) in [
            ("Karim a appelé Suzanne Lefort.", "[…] a appelé Suzanne Lefort."),
            ("KARIM, zoe et Zoé", "[…], […] et […]"),
            ("Vue par M. Belkacem-Tour de la rue", "Vue par M. […]-[…] de la rue"),
            ("Karimou 🙂 karim's", "Karimou 🙂 […]'s"),
            ("Zoe\u{301} est venue", "[…] est venue"),
            ("", ""),
        ] {
            assert_eq!(names.mask(text), expected);
        }
    }
}
