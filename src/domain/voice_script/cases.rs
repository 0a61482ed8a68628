//! Single answers, as tables: what one key, word or event changes.

use chrono::TimeDelta;

use super::{
    Effect, Input, Script, Then, Turn, begin,
    examples::{callback, convivial_call, facts, listening_line, thursday},
    step,
};

/// Plays the inputs, three seconds apart; the last turn.
fn play(script: &Script, changed: &[(&str, &str)], inputs: &[Input]) -> Turn {
    play_every(TimeDelta::seconds(3), script, changed, inputs)
}

fn play_every(pause: TimeDelta, script: &Script, changed: &[(&str, &str)], inputs: &[Input]) -> Turn {
    let mut now = thursday();
    let mut turn = step(script, begin(script, facts(changed), now), Input::Start, now);
    for input in inputs {
        now += pause;
        turn = step(script, turn.session, input.clone(), now);
    }
    turn
}

fn key(key: &str) -> Input {
    Input::Key(key.to_owned())
}

fn said(words: &str) -> Input {
    Input::Speech(words.to_owned())
}

fn spoken(turn: &Turn) -> Vec<&str> {
    turn.spoken.iter().map(|spoken| spoken.text.as_str()).collect()
}

#[test]
fn main_menu_answered_then_each_answer_has_its_meaning() {
    let script = listening_line();
    let cases = [
        (vec![key("1")], "ring", vec![Effect::AskedForPerson]),
        (vec![key("11")], "ring", vec![Effect::AskedForPerson]),
        (vec![key("2")], "ring", vec![Effect::AskedPracticalHelp]),
        (vec![key("3")], "ring_urgent", vec![Effect::AskedUrgent]),
        (vec![said("j'ai besoin d'aide")], "ring", vec![Effect::AskedPracticalHelp]),
        (vec![said("Allô ? allô ?")], "ring", vec![]),
        (vec![key("0")], "ring", vec![]),
        (vec![Input::Silence], "ring", vec![]),
        (vec![key("12")], "menu_main", vec![]),
        (vec![key("7")], "menu_main", vec![]),
        (vec![key("7"), key("8")], "ring", vec![]),
        (vec![key("7"), key("1")], "ring", vec![Effect::AskedForPerson]),
        (vec![key("*"), key("*")], "menu_main", vec![]),
        (vec![key("*"), key("*"), key("*")], "ring", vec![]),
        (vec![said("il pleut"), said("il neige")], "ring", vec![]),
    ];
    for (inputs, node, effects) in cases {
        let turn = play(&script, &[], &inputs);
        assert_eq!(turn.session.node, node, "{inputs:?}");
        assert_eq!(turn.effects, effects, "{inputs:?}");
    }
}

#[test]
fn same_key_again_before_anything_could_be_heard_then_it_is_the_same_press() {
    let script = listening_line();
    let closed = [("line_open", "no")];
    let bounce = TimeDelta::milliseconds(300);
    // "To be called back, press 1", and 1 again while the offer only begins.
    let offer = play_every(bounce, &script, &closed, &[key("1")]);
    let twice = play_every(bounce, &script, &closed, &[key("1"), key("1")]);
    assert_eq!((&twice.spoken, &twice.then, &twice.session.node), (&offer.spoken, &offer.then, &offer.session.node));
    assert!(twice.effects.is_empty());
    let heard = play(&script, &closed, &[key("1"), key("1")]);
    assert!(matches!(heard.effects[..], [Effect::CallbackRequested { .. }]), "{:?}", heard.effects);
    // Another key is another answer, however soon.
    let other = play_every(bounce, &script, &closed, &[key("1"), key("0")]);
    assert_eq!(other.session.node, "voicemail");
    // Waiting for a person: the key of the menu does not ask to be called back.
    let busy = Input::NobodyFree { estimate_s: None };
    let waiting = play_every(bounce, &script, &[], &[key("1"), busy, key("1")]);
    assert_eq!(waiting.then, Then::FindListener);
    assert_eq!(waiting.session.node, "ring");
}

#[test]
fn keys_pressed_at_once_or_that_no_menu_knows_then_no_choice_is_made() {
    for script in [listening_line(), convivial_call(), callback()] {
        for keys in ["12", "1*", "*1", "21", "10", "1#", "123", "#", "A", "D", "1A", ""] {
            let turn = play(&script, &[], &[key(keys)]);
            assert!(turn.effects.is_empty(), "{} {keys}: {:?}", script.name, turn.effects);
            assert!(matches!(turn.then, Then::Gather { .. }), "{} {keys} is asked again", script.name);
            let again = play(&script, &[], &[key(keys), key(keys)]);
            let is_helped = again.then == Then::FindListener || again.effects == [Effect::TeamTakesOver];
            assert!(is_helped, "{} {keys} twice: {:?}", script.name, again.then);
        }
        for keys in ["1", "11", "111"] {
            assert_eq!(play(&script, &[], &[key(keys)]).effects.len(), 1, "{} {keys}: slow fingers", script.name);
        }
    }
}

#[test]
fn slow_keys_then_every_wait_is_longer_than_four_seconds_between_digits() {
    let closed = [("line_open", "no")];
    let number = play(&listening_line(), &closed, &[key("1"), key("2")]);
    assert_eq!(number.then, Then::GatherNumber { timeout_s: 8, max_digits: 10 });
    for script in [listening_line(), convivial_call(), callback()] {
        assert!(script.limits.answer_timeout_s >= 8 && script.limits.number_timeout_s > 4, "{}", script.name);
    }
}

#[test]
fn menu_not_understood_then_its_slower_wording_is_said() {
    let turn = play(&listening_line(), &[], &[key("7")]);
    assert_eq!(spoken(&turn), ["menu_repeat"]);
}

#[test]
fn menu_asked_then_it_waits_eight_seconds_for_keys_and_words() {
    let Then::Gather { timeout_s, num_digits, keys, hints, speech } = play(&listening_line(), &[], &[]).then else {
        panic!("the main menu gathers");
    };
    assert_eq!((timeout_s, num_digits, speech), (8, 1, true));
    assert_eq!(keys, ["1", "2", "3", "0", "*"]);
    assert_eq!(hints, ["words_talk", "words_help", "words_urgent"]);
}

#[test]
fn doubled_event_from_elsewhere_then_nothing_said_and_the_same_wait() {
    let script = listening_line();
    let before = play(&script, &[], &[]);
    let after = step(&script, before.session.clone(), Input::HoldEnded, thursday());
    assert_eq!(after.then, before.then);
    assert!(after.spoken.is_empty() && after.effects.is_empty());
    assert_eq!(after.session.node, before.session.node);
}

#[test]
fn caller_recognised_then_no_name_is_said_and_silence_rings_the_team() {
    let script = listening_line();
    assert_eq!(spoken(&play(&script, &[("recognised", "yes")], &[])), ["recognised_caller"]);
    let silent = play(&script, &[("recognised", "yes")], &[Input::Silence]);
    assert_eq!(silent.then, Then::FindListener);
    let other = play(&script, &[("recognised", "yes")], &[key("2")]);
    assert_eq!(spoken(&other), ["menu_main"]);
}

#[test]
fn nobody_free_then_words_at_first_and_news_once_a_minute() {
    let script = listening_line();
    let busy = |estimate_s| Input::NobodyFree { estimate_s };
    let mut turn = play(&script, &[], &[Input::Silence]);
    let mut heard = Vec::new();
    for (waited_s, estimate_s) in [(0, None), (15, None), (59, None), (60, Some(61)), (119, None), (120, None)] {
        let now = thursday() + TimeDelta::seconds(waited_s);
        turn = step(&script, turn.session, busy(estimate_s), now);
        heard.push((waited_s, spoken(&turn).join(" ")));
        assert_eq!(turn.then, Then::Hold { seconds: 15, interruptible: true });
    }
    let expected =
        [(0, "hold_first"), (15, ""), (59, ""), (60, "hold_update"), (119, ""), (120, "hold_update_unknown")];
    assert_eq!(heard, expected.map(|(at, text)| (at, text.to_owned())));
    assert_eq!(turn.session.facts["minutes"], "2");
}

#[test]
fn wait_over_then_call_back_offered_and_never_a_longer_hold() {
    let script = listening_line();
    let turn = play_every(TimeDelta::zero(), &script, &[], &[Input::Silence]);
    let at = |seconds| thursday() + TimeDelta::seconds(seconds);
    let nearly = step(&script, turn.session, Input::NobodyFree { estimate_s: None }, at(235));
    assert_eq!(nearly.then, Then::Hold { seconds: 5, interruptible: true });
    let search = step(&script, nearly.session, Input::HoldEnded, at(240));
    assert_eq!(search.then, Then::FindListener);
    let over = step(&script, search.session, Input::NobodyFree { estimate_s: None }, at(240));
    assert_eq!(spoken(&over), ["nobody_came", "callback_offer"]);
}

#[test]
fn listener_reserved_then_rung_and_asked_to_press_one() {
    let turn = play(&listening_line(), &[], &[key("3"), Input::ListenerReserved]);
    let expected = Then::RingListener { whisper: "ring_whisper_urgent".into(), ring_timeout_s: 25 };
    assert_eq!(turn.then, expected);
    let missed =
        play(&listening_line(), &[], &[Input::Silence, Input::ListenerReserved, Input::RingEnded { talked: false }]);
    assert_eq!(missed.then, Then::FindListener);
}

#[test]
fn call_back_offered_then_each_answer_has_its_meaning() {
    let script = listening_line();
    let promise = |number: Option<&str>| vec![Effect::CallbackRequested { number: number.map(str::to_owned) }];
    let number = |digits: &str| Input::Number(digits.to_owned());
    let cases: [(Vec<Input>, &str, Vec<Effect>); 9] = [
        (vec![key("1")], "goodbye", promise(None)),
        (vec![said("oui")], "goodbye", promise(None)),
        (vec![Input::Silence], "voicemail", vec![]),
        (vec![said("non")], "voicemail", vec![]),
        (vec![key("2"), number("0199001234"), Input::Silence], "goodbye", promise(Some("0199001234"))),
        (vec![key("2"), number("01 99"), number("0199001234"), key("1")], "goodbye", promise(Some("0199001234"))),
        (
            vec![key("2"), number("0199001234"), key("2"), number("0199004321"), key("1")],
            "goodbye",
            promise(Some("0199004321")),
        ),
        (vec![key("2"), Input::Silence, Input::Silence], "goodbye", promise(None)),
        (vec![key("0")], "voicemail", vec![]),
    ];
    for (inputs, node, effects) in cases {
        let all: Vec<Input> = [key("1")].into_iter().chain(inputs).collect();
        let turn = play(&script, &[("line_open", "no")], &all);
        assert_eq!(turn.session.node, node, "{all:?}");
        assert_eq!(turn.effects, effects, "{all:?}");
    }
}

#[test]
fn number_withheld_then_a_message_is_taken_instead_of_a_promise() {
    let turn = play(&listening_line(), &[("line_open", "no"), ("caller_number", "withheld")], &[key("1")]);
    assert_eq!(turn.session.node, "voicemail");
    assert!(turn.effects.is_empty());
}

#[test]
fn message_recorded_then_kept_only_when_long_enough_to_hold_words() {
    let script = listening_line();
    let closed = [("line_open", "no")];
    for (seconds, effects) in [(1, vec![Effect::TeamTakesOver]), (2, vec![Effect::VoicemailLeft])] {
        let turn = play(&script, &closed, &[key("2"), Input::Recorded { seconds }]);
        assert_eq!(turn.effects, effects);
        assert_eq!(turn.then, Then::Hangup);
    }
}

#[test]
fn volunteer_hangs_up_then_the_team_knows_unless_the_call_took_place() {
    let script = convivial_call();
    let whisper = play(&script, &[], &[Input::HungUp]);
    assert_eq!(whisper.effects, vec![Effect::TeamTakesOver]);
    let after = play(&script, &[], &[key("1"), Input::BridgeEnded(super::BridgeResult::Talked), Input::HungUp]);
    assert!(after.effects.is_empty());
    let twice = play(&script, &[], &[Input::HungUp, Input::HungUp]);
    assert!(twice.effects.is_empty());
}

#[test]
fn machine_speaks_on_the_volunteers_leg_then_its_words_never_ring_the_senior() {
    let turn = play(&convivial_call(), &[], &[said("oui bonjour, un message après le bip")]);
    assert!(!matches!(turn.then, Then::Bridge { .. }));
}

#[test]
fn caller_hangs_up_while_a_call_back_is_offered_then_it_is_promised_at_the_number_typed_if_any() {
    let script = listening_line();
    let closed = [("line_open", "no"), ("caller_number", "known")];
    let promised = |number: Option<&str>| vec![Effect::CallbackRequested { number: number.map(str::to_owned) }];
    let typed = Input::Number("0639980051".into());
    for (inputs, effects) in [
        (vec![key("1"), Input::HungUp], promised(None)),
        (vec![key("1"), key("2"), Input::HungUp], promised(None)),
        (vec![key("1"), key("2"), typed, Input::HungUp], promised(Some("0639980051"))),
        (vec![Input::HungUp], vec![]),
    ] {
        assert_eq!(play(&script, &closed, &inputs).effects, effects, "{inputs:?}");
    }
}
