//! Names are looked for as people type them: without accents, in any case, in any order.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest search that is looked at, in characters: nobody has a longer name.
const MOST_CHARS: usize = 100;

/// A text without accents, in small letters, signs as spaces.
pub fn folded(text: &str) -> String {
    let plain = text.nfd().filter(|sign| !is_combining_mark(*sign)).flat_map(char::to_lowercase);
    plain.map(|sign| if sign.is_alphanumeric() { sign } else { ' ' }).collect()
}

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameSearch(Vec<String>);

impl NameSearch {
    /// Reads what was typed; blank looks for everybody.
    pub fn new(typed: &str) -> NameSearch {
        let typed: String = typed.chars().take(MOST_CHARS).collect();
        NameSearch(folded(&typed).split_whitespace().map(str::to_owned).collect())
    }

    /// Whether each word that was typed begins a word of `names`, which are folded already.
    pub fn finds(&self, names: &str) -> bool {
        self.0.iter().all(|wanted| names.split_whitespace().any(|word| word.starts_with(wanted.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_typed_then_found_without_accents_in_any_order() {
        let names = folded("Émilie Le-Goff p-12");
        for (typed, is_found) in [
            ("", true),
            ("emilie", true),
            ("LE GOFF É", true),
            ("goff, émilie", true),
            ("p-12", true),
            ("milie", false),
            ("émilie dupont", false),
            ("<b>", false),
            ("🙂", true),
        ] {
            assert_eq!(NameSearch::new(typed).finds(&names), is_found, "{typed}");
        }
    }
}
