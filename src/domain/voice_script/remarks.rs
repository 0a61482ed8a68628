//! What a voice stumbles on, and words that hurt: said beside a sentence, no reason to refuse it.

/// Something in a sentence that is worth a second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// An abbreviation: a voice spells it, or reads it wrong.
    Abbreviation(String),
    /// A sign that a voice leaves out or describes.
    Sign(char),
    /// Figures that are read as one long number.
    LongNumber(String),
    /// A word that nobody likes to hear of themselves.
    Word(String),
}

/// More remarks on one sentence help nobody.
const MOST_REMARKS: usize = 4;
/// Figures of a short number (`3114`) are read well; longer ones are not.
const MOST_FIGURES: usize = 4;
const FRENCH_SHORT: [&str; 16] =
    ["m.", "mr", "mme", "mlle", "dr", "rdv", "tél", "tel", "etc", "ex", "svp", "stp", "n°", "bd", "av", "asap"];
const ENGLISH_SHORT: [&str; 10] = ["mr", "mrs", "ms", "dr", "appt", "tel", "etc", "eg", "ie", "asap"];
/// # Source
/// Domain notes, section 5: words to avoid. `cas` is left out: "en cas de" hurts nobody.
const FRENCH_HURTS: [&str; 13] = [
    "isolé",
    "isolée",
    "isolés",
    "isolées",
    "vieux",
    "vieille",
    "dépendant",
    "dépendante",
    "usager",
    "usagers",
    "dossier",
    "assisté",
    "assistée",
];
const ENGLISH_HURTS: [&str; 4] = ["isolated", "elderly", "dependent", "user"];
const SPOKEN_SIGNS: &str = ".,;:!?…'’\"“”«»()-–—%€$£";

/// What is worth a second look in a sentence as it is spoken.
#[must_use]
pub fn remarks(language: &str, sentence: &str) -> Vec<Remark> {
    let (short, hurts): (&[&str], &[&str]) = match language {
        "en" => (&ENGLISH_SHORT, &ENGLISH_HURTS),
        _ => (&FRENCH_SHORT, &FRENCH_HURTS),
    };
    let mut found = Vec::new();
    for word in sentence.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '°').to_lowercase();
        let word_in = |list: &[&str]| list.iter().any(|one| *one == bare || format!("{bare}.") == **one);
        if word_in(short) && (bare != "m" || word.contains('.')) && (bare != "ex" || word.contains('.')) {
            found.push(Remark::Abbreviation(word.trim_end_matches(',').to_owned()));
        } else if word_in(hurts) {
            found.push(Remark::Word(bare.clone()));
        } else if bare.chars().filter(char::is_ascii_digit).count() > MOST_FIGURES
            && bare.chars().all(|c| c.is_ascii_digit())
        {
            found.push(Remark::LongNumber(bare));
        }
    }
    let mut signs: Vec<char> = Vec::new();
    for sign in sentence.chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace() && !SPOKEN_SIGNS.contains(*c)) {
        if !signs.contains(&sign) && !is_joined(sign) {
            signs.push(sign);
        }
    }
    found.extend(signs.into_iter().map(Remark::Sign));
    found.dedup();
    found.truncate(MOST_REMARKS);
    found
}

/// Marks that belong to the letter before them, and directions of writing: nobody sees them alone.
fn is_joined(sign: char) -> bool {
    unicode_normalization::char::is_combining_mark(sign)
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_then_what_a_voice_stumbles_on_is_told() {
        let cases = [
            (
                "fr",
                "Bonjour Mme Martin, pour votre RDV.",
                vec![Remark::Abbreviation("Mme".into()), Remark::Abbreviation("RDV.".into())],
            ),
            ("fr", "Merci 💐", vec![Remark::Sign('💐')]),
            ("fr", "<b>", vec![Remark::Sign('<'), Remark::Sign('>')]),
            ("fr", "Composez le 0199001234.", vec![Remark::LongNumber("0199001234".into())]),
            ("fr", "Composez le 3114. Pour finir, raccrochez : c'est noté !", vec![]),
            ("fr", "Les personnes isolées.", vec![Remark::Word("isolées".into())]),
            ("en", "Hello Mr Smith.", vec![Remark::Abbreviation("Mr".into())]),
            ("fr", "مرحبا", vec![]),
        ];
        for (language, sentence, told) in cases {
            assert_eq!(remarks(language, sentence), told, "{sentence}");
        }
    }
}
