//! Counting, folding and fitting.

use super::*;
use proptest::prelude::*;

fn arguments(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn basic_and_extension_tables_then_one_and_two_septets() {
    assert_eq!(BASIC.chars().count() + 1, 128, "the escape itself makes 128");
    assert_eq!(Gsm7::septets(BASIC), Some(127));
    assert_eq!(Gsm7::septets("[ ]{}|~^\\€"), Some(2 * 9 + 1));
    assert_eq!(Gsm7::septets("éèàùìòñüöäÇÉ"), Some(12));
    assert_eq!(Gsm7::septets(""), Some(0));
}

#[test]
fn letter_outside_the_alphabet_then_no_length() {
    for letter in "çêîôûâëïœÀÈ’“«»…\u{a0}\u{202f}\u{1b}".chars() {
        assert_eq!(Gsm7::septets(&letter.to_string()), None, "{letter:?}");
    }
}

#[test]
fn names_and_typography_then_folded() {
    let cases = [
        ("François", "Francois"),
        ("Anaïs", "Anais"),
        ("Benoît", "Benoit"),
        ("Noël", "Noel"),
        ("Zoé", "Zoé"),
        ("Hélène", "Hélène"),
        ("d’Artagnan", "d'Artagnan"),
        ("Ève", "Eve"),
        ("Àngel", "Angel"),
        ("Élodie", "Élodie"),
        ("Ça", "Ça"),
        ("ça", "ca"),
        ("Œuvre, cœur", "OEuvre, coeur"),
        ("Łukasz", "Lukasz"),
        ("Núñez", "Nuñez"),
        ("« bonjour »", "\" bonjour \""),
        ("Pas possible\u{202f}?", "Pas possible ?"),
        ("15\u{a0}h – 16\u{a0}h…", "15 h - 16 h..."),
        ("e\u{301}te\u{301}", "été"),
        ("une\nligne\tet\r\nune autre", "une ligne et  une autre"),
        ("Жанна", "?????"),
        ("zéro\u{200b}largeur", "zérolargeur"),
    ];
    for (text, folded) in cases {
        assert_eq!(Gsm7::fold(text), folded, "{text}");
    }
}

#[test]
fn one_hundred_and_sixty_septets_then_it_fits_and_not_one_more() {
    assert!(Gsm7::fits_one(&"é".repeat(160)));
    assert!(!Gsm7::fits_one(&"é".repeat(161)));
    assert!(Gsm7::fits_one(&"€".repeat(80)));
    assert!(!Gsm7::fits_one(&"€".repeat(81)));
    assert!(!Gsm7::fits_one("ê"));
}

const TITLE_THEN_PLACE: &[Shortening] =
    &[Shortening { argument: "titre", floor_septets: 8 }, Shortening { argument: "lieu", floor_septets: 8 }];

fn write(arguments: &BTreeMap<String, String>) -> Result<String, TooLong> {
    Ok(format!("{}/{}/{}", arguments["titre"], arguments["lieu"], arguments["reste"]))
}

#[test]
fn text_that_fits_then_nothing_is_shortened() {
    let given = arguments(&[("titre", "Goûter"), ("lieu", "Mairie"), ("reste", "x")]);
    assert_eq!(Gsm7::fit(write, &given, TITLE_THEN_PLACE), Ok("Gouter/Mairie/x".to_owned()));
}

#[test]
fn text_too_long_then_the_first_argument_gives_way_first() {
    let given = arguments(&[("titre", &"t".repeat(40)), ("lieu", &"l".repeat(40)), ("reste", &"r".repeat(90))]);
    let text = Gsm7::fit(write, &given, TITLE_THEN_PLACE).unwrap();
    assert_eq!(text, format!("{}./{}/{}", "t".repeat(27), "l".repeat(40), "r".repeat(90)));
    assert_eq!(Gsm7::septets(&text), Some(160));
}

#[test]
fn text_far_too_long_then_refused_with_the_excess() {
    let given = arguments(&[("titre", &"t".repeat(40)), ("lieu", &"l".repeat(40)), ("reste", &"r".repeat(160))]);
    assert_eq!(Gsm7::fit(write, &given, TITLE_THEN_PLACE), Err(TooLong { excess_septets: 18 }));
}

#[test]
fn cut_after_a_space_then_no_space_before_the_stop() {
    assert_eq!(shorten("Atelier mémoire du mardi", 8, 8), "Atelier mémoire.");
    assert_eq!(shorten("court", 100, 8), "court");
}

proptest! {
    #[test]
    fn any_text_then_folding_is_in_the_alphabet_on_one_line_and_stable(text in "\\PC{0,80}|.{0,80}") {
        let folded = Gsm7::fold(&text);
        prop_assert!(Gsm7::septets(&folded).is_some());
        let is_one_line = !folded.contains(|c: char| c.is_control());
        prop_assert!(is_one_line);
        prop_assert_eq!(Gsm7::fold(&folded), folded);
    }

    #[test]
    fn any_arguments_then_it_fits_or_is_refused(title in "\\PC{0,120}", place in "\\PC{0,120}", rest in "\\PC{0,170}") {
        let given = arguments(&[("titre", &title), ("lieu", &place), ("reste", &rest)]);
        if let Ok(text) = Gsm7::fit(write, &given, TITLE_THEN_PLACE) {
            prop_assert!(Gsm7::fits_one(&text));
        }
    }
}
