use super::*;
use crate::voice_script::{Sound, examples};

const LANGUAGES: [&str; 2] = ["fr", "en"];

fn sound(file: &str, seconds: u32) -> Sound {
    Sound { file: file.to_owned(), seconds: Some(seconds) }
}

fn texts(words: &[(&str, &str)], sounds: &[(&str, &str, Sound)]) -> VoiceTexts {
    let mut texts = VoiceTexts::default();
    for (language, source) in words {
        texts.words.insert((*language).to_owned(), (*source).to_owned());
    }
    for (language, text, sound) in sounds {
        texts.sounds.entry((*language).to_owned()).or_default().insert((*text).to_owned(), sound.clone());
    }
    texts
}

fn read(own: &EditionTexts) -> Edition {
    Edition::read(&examples::shipped(), own).unwrap()
}

fn says(voice: &Voice, text: &str) -> String {
    voice.words.render("fr", text, &crate::voice_script::sample_facts("fr")).unwrap()
}

#[test]
fn nothing_of_ones_own_then_the_shipped_texts_and_no_problem() {
    let edition = read(&EditionTexts::default());
    assert_eq!(edition.problems(&LANGUAGES), []);
    assert!(edition.warnings().is_empty());
    assert_eq!(edition.voice("paris").scripts().count(), 9);
}

#[test]
fn two_lines_share_a_flow_then_each_has_its_words_and_the_rest_falls_back() {
    let own = EditionTexts {
        everybody: texts(&[("fr", "goodbye = À très vite.")], &[]),
        lines: [("havre".to_owned(), texts(&[("fr", "hold_first = Un instant, on arrive.")], &[]))].into(),
        ..EditionTexts::default()
    };
    let edition = read(&own);
    let (paris, havre) = (edition.voice("paris"), edition.voice("havre"));
    assert_eq!(edition.problems(&LANGUAGES), []);
    assert_eq!((says(paris, "goodbye"), says(havre, "goodbye")), ("À très vite.".into(), "À très vite.".into()));
    assert_eq!(says(havre, "hold_first"), "Un instant, on arrive.");
    assert!(says(paris, "hold_first").starts_with("Merci de patienter."));
    assert!(edition.is_own_voice("havre") && !edition.is_own_voice("paris"));
}

#[test]
fn own_words_of_one_line_break_a_rule_then_the_line_is_named() {
    let endless = format!("menu_main = {}", "oui ".repeat(41));
    let own = EditionTexts {
        lines: [("havre".to_owned(), texts(&[("fr", &endless)], &[]))].into(),
        ..EditionTexts::default()
    };
    let problems = read(&own).problems(&LANGUAGES);
    assert_eq!(problems[0].script, "listening-line on havre");
    assert!(problems[0].advice.contains("takes 21 s"), "{}", problems[0]);
}

#[test]
fn sentence_recorded_then_played_unless_it_has_arguments_or_the_line_words_it_anew() {
    let sounds = [("fr", "hold_first", sound("a.wav", 4)), ("fr", "welcome_open", sound("b.wav", 9))];
    let own = EditionTexts {
        everybody: texts(&[], &sounds),
        lines: [("havre".to_owned(), texts(&[("fr", "hold_first = On arrive.")], &[]))].into(),
        ..EditionTexts::default()
    };
    let edition = read(&own);
    assert_eq!(edition.voice("paris").sound("fr", "hold_first").unwrap().file, "a.wav");
    assert_eq!(edition.voice("paris").sound("en", "hold_first"), None);
    assert_eq!(edition.voice("paris").sound("fr", "welcome_open"), None);
    assert_eq!(edition.voice("havre").sound("fr", "hold_first"), None);
    assert_eq!(
        edition.warnings(),
        ["sounds: `welcome_open` in fr says service, which no recording knows: it stays spoken."]
    );
}

#[test]
fn recording_slower_than_the_sentence_then_its_own_length_counts() {
    let own =
        EditionTexts { everybody: texts(&[], &[("fr", "menu_main", sound("a.wav", 40))]), ..EditionTexts::default() };
    let rules: BTreeSet<String> =
        read(&own).problems(&LANGUAGES).iter().map(|problem| problem.rule.to_string()).collect();
    assert_eq!(rules.into_iter().collect::<Vec<_>>(), ["menu too long", "slow to a person", "speech too long"]);
}

#[test]
fn name_misspelt_then_a_warning() {
    let own = EditionTexts {
        everybody: texts(&[("fr", "welcom_open = Bonjour.")], &[("fr", "gooodbye", sound("a.wav", 1))]),
        ..EditionTexts::default()
    };
    assert_eq!(
        read(&own).warnings(),
        [
            "words: nothing says `welcom_open` in fr; is its name right?",
            "sounds: there is no text `gooodbye` in fr; is the file's name right?",
        ]
    );
}

#[test]
fn flow_called_otherwise_than_its_file_then_refused() {
    let flow = examples::shipped().flows["callback"].clone();
    let own = EditionTexts { flows: [("night".to_owned(), flow)].into(), ..EditionTexts::default() };
    let error = Edition::read(&examples::shipped(), &own).unwrap_err().to_string();
    assert_eq!(error, "voice script night: its `name` is `callback`; write `night`, as the file is called");
}
