//! Words heard: which answer a caller meant.
//!
//! Speech is compared without case, accents or punctuation, in every language we have words for:
//! somebody who says "help" on a French menu is understood as well. In doubt nothing is understood,
//! which leads to a repeat and then to a person.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::{CheckAnswer, Effect, Menu, Node, Script};
use crate::words::Words;

/// Text ids of the words that mean the same in every menu.
pub(super) const YES: &str = "words_yes";
pub(super) const NO: &str = "words_no";
const REPEAT: &str = "words_repeat";
const PERSON: &str = "words_person";
const GREETING: &str = "words_greeting";
const CALLBACK: &str = "words_callback";
/// Words that turn a sentence round: "pas bien" is not "bien".
const NEGATION: &str = "words_negation";
/// Words for the keys themselves, in the order of [`KEYS`].
const KEY_WORDS: [&str; 3] = ["words_1", "words_2", "words_3"];
const KEYS: [char; 3] = ['1', '2', '3'];

/// Texts every script needs besides those it names.
pub(super) const ALWAYS_NEEDED: [&str; 10] =
    [YES, NO, REPEAT, PERSON, GREETING, CALLBACK, NEGATION, KEY_WORDS[0], KEY_WORDS[1], KEY_WORDS[2]];

/// "Un" is also an article: number words count only in an utterance this short ("la touche un").
const SHORT_UTTERANCE_WORDS: usize = 3;
/// A greeting is a greeting only when little else is said ("allô, allô, c'est qui").
const GREETING_WORDS: usize = 5;

type Phrase = Vec<String>;

/// The accepted words of one script, folded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Accepted(BTreeMap<String, Vec<Phrase>>);

/// What was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    Choice(char),
    Person,
    Repeat,
    Greeting,
    Nothing,
}

impl Accepted {
    pub(super) fn of(script: &Script, words: &Words) -> Accepted {
        let menus = script.nodes.values().filter_map(|node| match node {
            Node::Menu(menu) => Some(menu),
            _ => None,
        });
        let chosen = menus.flat_map(|menu| &menu.choices).filter_map(|choice| choice.word.as_deref());
        let ids = chosen.chain(ALWAYS_NEEDED);
        Accepted(ids.map(|id| (id.to_owned(), phrases(words, id))).collect())
    }

    /// The answer to a menu. An urgent answer wins over the others, even in a sentence that denies it:
    /// a mistake then costs one sentence and a person, the other mistake could cost far more.
    pub(super) fn hear(&self, menu: &Menu, speech: &str) -> Heard {
        let said = fold(speech);
        let meant: Vec<_> =
            menu.choices.iter().filter(|choice| choice.word.as_ref().is_some_and(|id| self.says(id, &said))).collect();
        let is_urgent =
            |effect: &Option<Effect>| matches!(effect, Some(Effect::AskedUrgent | Effect::Checked(CheckAnswer::Help)));
        let urgent = meant.iter().find(|choice| is_urgent(&choice.effect));
        if let Some(key) = urgent.and_then(|choice| choice.key.chars().next()) {
            return Heard::Choice(key);
        }
        if self.says(NEGATION, &said) {
            return Heard::Nothing;
        }
        match meant.as_slice() {
            [only] => only.key.chars().next().map_or(Heard::Nothing, Heard::Choice),
            [] => self.hear_common(&said),
            _ => Heard::Nothing,
        }
    }

    /// The answer to an offer: yes is key 1, a number word is its key, no is nothing.
    pub(super) fn hear_yes_or_no(&self, speech: &str) -> Heard {
        let said = fold(speech);
        if self.says(NEGATION, &said) || self.says(NO, &said) {
            return Heard::Nothing;
        }
        if self.says(YES, &said) || self.says(CALLBACK, &said) {
            return Heard::Choice('1');
        }
        self.hear_common(&said)
    }

    /// Whether the caller asks to be called back.
    pub(super) fn is_callback(&self, speech: &str) -> bool {
        let said = fold(speech);
        self.says(CALLBACK, &said) && !self.says(NEGATION, &said)
    }

    fn hear_common(&self, said: &[String]) -> Heard {
        if self.says(REPEAT, said) {
            return Heard::Repeat;
        }
        if self.says(PERSON, said) {
            return Heard::Person;
        }
        if said.len() <= SHORT_UTTERANCE_WORDS {
            // Once only: the clicks of a dial are written down as "1 1 1", and mean nothing.
            let keys = KEY_WORDS.iter().zip(KEYS).flat_map(|(id, key)| vec![key; self.times_said(id, said)]);
            if let [key] = keys.collect::<Vec<_>>().as_slice() {
                return Heard::Choice(*key);
            }
        }
        if said.len() <= GREETING_WORDS && self.says(GREETING, said) {
            return Heard::Greeting;
        }
        Heard::Nothing
    }

    fn says(&self, id: &str, said: &[String]) -> bool {
        self.times_said(id, said) > 0
    }

    fn times_said(&self, id: &str, said: &[String]) -> usize {
        let phrases = self.0.get(id).map(Vec::as_slice).unwrap_or_default();
        let times = |phrase: &Phrase| said.windows(phrase.len()).filter(|window| *window == phrase.as_slice()).count();
        phrases.iter().map(times).sum()
    }
}

/// The accepted phrases of one text id, in every language that has it.
pub(super) fn phrases(words: &Words, id: &str) -> Vec<Phrase> {
    let no_arguments = BTreeMap::new();
    let languages = words.languages().into_iter().filter(|language| words.has(language, id));
    let texts = languages.filter_map(|language| words.render(language, id, &no_arguments).ok());
    let split = texts.flat_map(|text| text.split(',').map(fold).collect::<Vec<_>>());
    split.filter(|phrase| !phrase.is_empty()).collect()
}

/// Words without case, accents or punctuation: "Allô ? J'écoute." is `allo j ecoute`.
pub(super) fn fold(text: &str) -> Phrase {
    let plain: String = text
        .to_lowercase()
        .replace('œ', "oe")
        .nfd()
        .filter(|character| !unicode_normalization::char::is_combining_mark(*character))
        .map(|character| if character.is_alphanumeric() { character } else { ' ' })
        .collect();
    plain.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::examples::{listening_line, main_menu};
    use super::*;

    #[test]
    fn words_said_in_many_ways_then_understood_or_left_to_a_person() {
        let script = listening_line();
        let cases = [
            ("Parler.", Heard::Choice('1')),
            ("je voudrais PARLER à quelqu'un", Heard::Choice('1')),
            ("talk", Heard::Choice('1')),
            ("de l'aide pour mes papiers", Heard::Choice('2')),
            ("help", Heard::Choice('2')),
            ("C'est urgent !", Heard::Choice('3')),
            ("aide-moi, c'est urgent", Heard::Choice('3')),
            ("Trois", Heard::Choice('3')),
            ("le un", Heard::Choice('1')),
            ("number two", Heard::Choice('2')),
            ("répétez s'il vous plaît", Heard::Repeat),
            ("une personne", Heard::Person),
            ("Allô ? allô ?", Heard::Greeting),
            ("je ne veux pas parler", Heard::Nothing),
            ("il fait un temps de chien", Heard::Nothing),
            ("", Heard::Nothing),
        ];
        for (said, meant) in cases {
            assert_eq!(script.accepted.hear(main_menu(&script), said), meant, "{said}");
        }
    }

    #[test]
    fn dial_clicks_taken_for_words_then_never_a_key() {
        let script = listening_line();
        for clicks in
            ["1 1 1", "1 1", "111", "11 1", "un un", "clic clic clic", "tac tac", "t t t t", "1 2 3", "3 3", ".", "…"]
        {
            assert_eq!(script.accepted.hear(main_menu(&script), clicks), Heard::Nothing, "{clicks}");
            assert_eq!(script.accepted.hear_yes_or_no(clicks), Heard::Nothing, "{clicks}");
        }
    }

    #[test]
    fn offer_answered_in_words_then_yes_and_no_are_told_apart() {
        let script = listening_line();
        let cases = [
            ("Oui", Heard::Choice('1')),
            ("yes please", Heard::Choice('1')),
            ("rappelez-moi", Heard::Choice('1')),
            ("deux", Heard::Choice('2')),
            ("Non merci", Heard::Nothing),
            ("non, ne me rappelez pas", Heard::Nothing),
        ];
        for (said, meant) in cases {
            assert_eq!(script.accepted.hear_yes_or_no(said), meant, "{said}");
        }
    }

    #[test]
    fn text_folded_then_only_plain_words_remain() {
        assert_eq!(fold("Allô ? J'écoute… un cœur !"), ["allo", "j", "ecoute", "un", "coeur"]);
    }
}
