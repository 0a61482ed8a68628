//! The transcripts of the scripts that ship, kept beside them. A change of words shows up here, to be read.

use std::{env, fs, path::Path};

use super::*;
use crate::voice_script::{edges::edges, examples};

/// Set, the files are written anew.
const RENEW: &str = "PASSERELLE_RENEW_TRANSCRIPTS";

fn shipped() -> [Script; 9] {
    [
        examples::listening_line(),
        examples::convivial_call(),
        examples::callback(),
        examples::partner_line(),
        examples::check_call(),
        examples::notice_call(),
        examples::coordinator_alert(),
        examples::contact_check(),
        examples::case_call(),
    ]
}

#[test]
fn every_way_through_every_script_then_as_the_transcripts_kept() {
    let words = examples::words();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../voice-scripts/transcripts");
    for script in shipped() {
        for language in ["fr", "en"] {
            let file = folder.join(format!("{}.{language}.txt", script.name));
            let told = transcripts(&script, &words, language);
            if env::var_os(RENEW).is_some() {
                fs::create_dir_all(&folder).unwrap();
                fs::write(&file, &told).unwrap();
            }
            let kept = fs::read_to_string(&file).unwrap_or_default();
            let differs = kept.lines().zip(told.lines()).position(|(kept, told)| kept != told);
            let line = differs.unwrap_or(kept.lines().count().min(told.lines().count()));
            assert!(
                kept == told,
                "{} is not what callers hear, from line {}:\n  {}\nRead what has changed, then: {RENEW}=1 cargo test -p passerelle-domain every_way",
                file.display(),
                line + 1,
                told.lines().nth(line).unwrap_or("(the end)"),
            );
        }
    }
}

#[test]
fn transcripts_told_then_every_sentence_of_every_script_is_heard() {
    let words = examples::words();
    for script in shipped() {
        let told = transcripts(&script, &words, "fr");
        for (name, node) in &script.nodes {
            for text in crate::voice_script::edges::texts(node) {
                let sentence = words.render("fr", text, &sample_facts("fr")).unwrap();
                // Some arguments are made during the call: its beginning tells the sentence.
                let beginning: String = sentence.chars().take(15).collect();
                assert!(told.contains(&beginning), "{}/{name} never says `{text}`", script.name);
            }
            assert!(!edges(&script, node).is_empty() || matches!(node, Node::Hangup(_)));
        }
    }
}

#[test]
fn language_changed_then_the_same_ways_are_told() {
    let words = examples::words();
    for script in shipped() {
        let calls = |language: &str| transcripts(&script, &words, language).matches("# Call ").count();
        assert_eq!(calls("fr"), calls("en"), "{}", script.name);
    }
}
