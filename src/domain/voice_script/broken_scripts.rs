//! Broken scripts, each with the problem its author must be told.

use super::{
    Problem, Rule, Script, check,
    examples::{callback, convivial_call, listening_line, words},
};
use crate::words::Words;

/// A script whose start is a menu, with the rest written by the case.
fn script(nodes: &str) -> Script {
    let head = "name = 'test'\nstart = 'start'\nperson = 'end'\n[nodes.end]\nkind = 'hangup'\ntext = 'goodbye'\n";
    Script::parse(&format!("{head}{nodes}")).unwrap()
}

fn rules(problems: &[Problem]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = problems.iter().map(|problem| problem.rule).collect();
    rules.dedup();
    rules
}

/// The shipped words with some more French.
fn words_with(french: &str) -> Words {
    let shipped = include_str!("../../../voice-scripts/words/fr.ftl");
    Words::from_sources(&[("fr", shipped), ("fr", french)]).unwrap()
}

const MENU: &str = "kind = 'menu'\ntext = 'menu_main'\nerror = 'end'\n";

#[test]
fn shipped_scripts_checked_then_no_problem() {
    let problems = check(&[listening_line(), convivial_call(), callback()], &words(), &["fr", "en"]);
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn script_broken_in_its_shape_then_each_problem_is_told() {
    let cases = [
        ("[nodes.start]\nkind = 'say'\ntext = 'goodbye'\nnext = 'nowhere'\n".to_owned(), vec![Rule::UnknownTarget, Rule::NoEnding]),
        ("[nodes.start]\nkind = 'hangup'\n[nodes.alone]\nkind = 'hangup'\n".to_owned(), vec![Rule::Unreachable]),
        (
            "[nodes.start]\nkind = 'say'\ntext = 'goodbye'\nnext = 'round'\n[nodes.round]\nkind = 'goto'\nto = 'start'\n".to_owned(),
            vec![Rule::NoEnding, Rule::EndlessLoop, Rule::NoEnding],
        ),
        (format!("[nodes.start]\n{MENU}choices = []\nsilence = 'start'\n"), vec![Rule::SilenceWithoutExit]),
        (
            format!("[nodes.start]\n{MENU}choices = []\nsilence = 'which'\n[nodes.which]\nkind = 'goto'\nto = 'mute'\n[nodes.mute]\nkind = 'hangup'\n"),
            vec![Rule::SilentHangup],
        ),
        (
            format!("[nodes.start]\n{MENU}silence = 'end'\nchoices = [{}]\n", ["1", "2", "3", "4"].map(|key| format!("{{ key = '{key}', to = 'end' }}")).join(", ")),
            vec![Rule::TooManyChoices],
        ),
        (
            format!("[nodes.start]\n{MENU}silence = 'end'\nchoices = [{{ key = '1', to = 'end' }}, {{ key = '1', to = 'end' }}]\n"),
            vec![Rule::Key],
        ),
        (format!("[nodes.start]\n{MENU}silence = 'end'\nchoices = [{{ key = '0', to = 'end' }}]\n"), vec![Rule::Key]),
        (
            format!("[nodes.start]\n{MENU}silence = 'end'\nchoices = [{{ key = '1', word = 'words_yes', to = 'end' }}, {{ key = '2', word = 'words_yes', to = 'end' }}]\n"),
            vec![Rule::AmbiguousWord],
        ),
        (
            "[nodes.start]\nkind = 'goto'\nto = 'end'\nwhen = [{ fact = 'moon', is = 'full', to = 'end' }]\n".to_owned(),
            vec![Rule::UnknownFact],
        ),
        ("[nodes.start]\nkind = 'hangup'\ntext = 'never_written'\n".to_owned(), vec![Rule::MissingText]),
    ];
    for (nodes, expected) in cases {
        assert_eq!(rules(&check(&[script(&nodes)], &words(), &["fr"])), expected, "{nodes}");
    }
}

#[test]
fn texts_broken_then_each_problem_is_told() {
    let long_word = "a".repeat(600);
    let long_speech = "oui ".repeat(70);
    let cases = [
        ("extra = Nous appelons les secours.".to_owned(), Rule::EmergencyPromise),
        ("extra = Bonjour { $lune }.".to_owned(), Rule::UnknownFact),
        (format!("extra = {long_word}"), Rule::TextTooLong),
        (format!("extra = {long_speech}"), Rule::SpeechTooLong),
        ("extra = Bonjour { goodbye_unknown }.".to_owned(), Rule::UnreadableText),
    ];
    for (french, rule) in cases {
        let script = script("[nodes.start]\nkind = 'hangup'\ntext = 'extra'\n");
        let problems = check(&[script], &words_with(&french), &["fr"]);
        assert_eq!(rules(&problems), [rule], "{french}");
        assert_eq!(problems[0].node, "start");
    }
}

#[test]
fn text_missing_in_english_then_told_though_french_would_stand_in() {
    let script = script("[nodes.start]\nkind = 'hangup'\ntext = 'goodbye'\n");
    let french_only = words_with("");
    let problems = check(&[script], &french_only, &["fr", "en"]);
    assert!(problems.iter().any(|problem| problem.advice == "Write the text `goodbye` in en."));
    assert!(problems.iter().all(|problem| problem.rule == Rule::MissingText));
}

#[test]
fn welcome_too_long_then_the_way_to_a_person_is_told_to_be_slow() {
    let mut slow = listening_line();
    slow.limits.answer_timeout_s = 20;
    let problems = check(&[slow], &words(), &["fr", "en"]);
    assert_eq!(rules(&problems), [Rule::SlowToPerson]);
    assert_eq!(problems[0].node, "ring");
}

#[test]
fn nothing_pressed_in_opening_hours_then_a_person_within_45_seconds_in_every_language() {
    // The check walks every fact and both languages; five seconds less would be told.
    let mut strict = listening_line();
    strict.limits.person_within_s = 45;
    assert!(check(&[strict.clone()], &words(), &["fr", "en"]).is_empty());
    strict.limits.person_within_s = 38;
    assert!(!check(&[strict], &words(), &["fr", "en"]).is_empty());
}

/// The listening line with one piece of its text changed.
fn changed(from: &str, to: &str) -> Script {
    let source = include_str!("../../../voice-scripts/listening-line.toml");
    assert!(source.contains(from), "{from}");
    Script::parse(&source.replace(from, to)).unwrap().hearing(&words())
}

#[test]
fn silence_or_key_0_sends_a_caller_away_then_told() {
    let welcomed = changed(
        "silence = \"ring\"\nerror = \"ring\"\n\n# She rings",
        "silence = \"goodbye\"\nerror = \"ring\"\n\n# She rings",
    );
    let problems = check(&[welcomed], &words(), &["fr", "en"]);
    assert_eq!(rules(&problems), [Rule::SentAway]);
    assert_eq!(problems[0].node, "goodbye");
    let zero = changed("error = \"voicemail\"\nperson = \"voicemail\"", "error = \"voicemail\"\nperson = \"goodbye\"");
    let problems = check(&[zero], &words(), &["fr", "en"]);
    assert_eq!(rules(&problems), [Rule::SentAway]);
    let nodes: Vec<&str> = problems.iter().map(|problem| problem.node.as_str()).collect();
    assert_eq!(nodes, ["caller_paused", "out_of_hours_menu"]);
}

#[test]
fn question_of_more_than_20_seconds_then_told_even_where_longer_sentences_may_be_said() {
    let question = format!("extra = {}", "oui ".repeat(41));
    let menu = script("[nodes.start]\nkind = 'menu'\ntext = 'extra'\nchoices = []\nsilence = 'end'\nerror = 'end'\n");
    assert_eq!(rules(&check(&[menu], &words_with(&question), &["fr"])), [Rule::MenuTooLong]);
    let say = script("[nodes.start]\nkind = 'say'\ntext = 'extra'\nnext = 'end'\n");
    assert_eq!(check(&[say], &words_with(&question), &["fr"]), []);
}

#[test]
fn limit_loosened_by_its_author_then_told() {
    for (limit, rule) in [
        ("person_within_s = 120", Rule::Limit),
        ("answer_timeout_s = 3", Rule::Limit),
        ("number_timeout_s = 4", Rule::Limit),
        ("max_wait_s = 3600", Rule::Limit),
        ("text_max_s = 90", Rule::Limit),
    ] {
        let loose = changed("person = \"ring\"\n", &format!("person = \"ring\"\n[limits]\n{limit}\n"));
        assert_eq!(rules(&check(&[loose], &words(), &["fr", "en"])), [rule], "{limit}");
    }
}

#[test]
fn fourth_choice_lost_node_loop_and_missing_words_in_a_real_line_then_each_is_told_once() {
    let fourth = "    { key = \"4\", to = \"ring\" },\n]\nsilence = \"ring\"\nerror = \"ring\"\n\n# She rings";
    let cases = [
        (changed("]\nsilence = \"ring\"\nerror = \"ring\"\n\n# She rings", fourth), Rule::TooManyChoices, "menu_main"),
        (
            changed("callback = \"callback_while_waiting\"", "callback = \"callback_after_waiting\""),
            Rule::Unreachable,
            "callback_while_waiting",
        ),
        (changed("next = \"menu_main\"", "next = \"welcome\""), Rule::EndlessLoop, "welcome"),
        (changed("text = \"welcome_open\"", "text = \"never_written\""), Rule::MissingText, "welcome"),
    ];
    for (broken, rule, node) in cases {
        let problems = check(&[broken], &words(), &["fr", "en"]);
        assert!(problems.iter().any(|problem| problem.rule == rule && problem.node == node), "{rule}: {problems:?}");
    }
}

#[test]
fn problem_shown_then_it_names_script_node_and_remedy() {
    let problems =
        check(&[script("[nodes.start]\nkind = 'hangup'\n[nodes.alone]\nkind = 'hangup'\n")], &words(), &["fr"]);
    insta::assert_snapshot!(problems[0], @"test / alone: Nothing leads here; lead to this node or remove it. (unreachable)");
}

#[test]
fn field_misspelt_then_the_author_is_told_where() {
    let error =
        Script::parse("name = 'x'\nstart = 'a'\nperson = 'a'\n[nodes.a]\nkind = 'hangup'\ntxt = 'b'\n").unwrap_err();
    assert!(error.to_string().contains("txt"), "{error}");
}

#[test]
fn script_drawn_then_silence_is_a_full_line_and_a_choice_a_dotted_one() {
    let drawn = super::draw(&script(&format!(
        "[nodes.start]\n{MENU}silence = 'end'\nchoices = [{{ key = '1', to = 'gone' }}]\n"
    )));
    insta::assert_snapshot!(drawn, @r#"
    flowchart TD
        n0(["end<br/>hang up"])
        n1{{"start<br/>menu"}}
        begin((call)) --> n1
        n1 --x unknown["gone ?"]
        n1 -->|silence| n0
        n1 -.->|not understood| n0
        n1 -.->|key 0| n0
    "#);
}
