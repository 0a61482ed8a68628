//! What holds for any caller, any order of events, and any script, however broken.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::{
    Awaiting, BridgeResult, Effect, Goto, Hangup, Input, Limits, Menu, Node, Say, Script, Session, Then, Turn, When,
    begin,
    examples::{callback, convivial_call, facts, listening_line, thursday, words},
    step,
};

fn any_input() -> impl Strategy<Value = Input> {
    prop_oneof![
        Just(Input::Start),
        "[0-9*#]{0,3}".prop_map(Input::Key),
        prop_oneof![Just("oui"), Just("allô"), Just("c'est urgent"), Just("répétez"), Just("…")]
            .prop_map(|said| Input::Speech(said.to_owned())),
        Just(Input::Silence),
        Just(Input::ListenerReserved),
        prop::option::of(0..1000_u32).prop_map(|estimate_s| Input::NobodyFree { estimate_s }),
        Just(Input::RingEnded { talked: false }),
        Just(Input::HoldEnded),
        (0..200_u32).prop_map(|seconds| Input::Recorded { seconds }),
        "[0-9]{0,12}".prop_map(Input::Number),
        prop_oneof![Just(BridgeResult::Talked), Just(BridgeResult::NoAnswer), Just(BridgeResult::SomeoneElse),]
            .prop_map(Input::BridgeEnded),
    ]
}

fn any_facts() -> impl Strategy<Value = BTreeMap<String, String>> {
    (any::<[bool; 5]>(), any::<bool>()).prop_map(|(yes, known)| {
        let names = ["line_open", "recognised", "first_call", "last_attempt", "retry_soon"];
        let mut all = facts(&[("caller_number", if known { "known" } else { "withheld" })]);
        all.extend(
            names.iter().zip(yes).map(|(name, yes)| ((*name).to_owned(), if yes { "yes" } else { "no" }.to_owned())),
        );
        all
    })
}

fn shipped() -> impl Strategy<Value = Script> {
    prop_oneof![Just(listening_line()), Just(convivial_call()), Just(callback())]
}

/// What somebody who never presses anything answers, when no listener ever takes the call.
fn nothing_at_all(then: &Then) -> (Input, u32) {
    match then {
        Then::Gather { timeout_s, .. } | Then::GatherNumber { timeout_s, .. } => (Input::Silence, *timeout_s),
        Then::CheckCode { .. } => (Input::CodeChecked { is_right: false }, 0),
        Then::FindListener => (Input::NobodyFree { estimate_s: None }, 0),
        Then::RingListener { ring_timeout_s, .. } => (Input::RingEnded { talked: false }, *ring_timeout_s),
        Then::Hold { seconds, .. } => (Input::HoldEnded, *seconds),
        Then::Record { .. } => (Input::Recorded { seconds: 0 }, 5),
        Then::Bridge { ring_timeout_s, .. } => (Input::BridgeEnded(BridgeResult::NoAnswer), *ring_timeout_s),
        Then::Hangup => (Input::HungUp, 0),
    }
}

/// Does nothing until the call is over; every turn in order.
fn do_nothing(script: &Script, session: Session) -> Vec<Turn> {
    let mut now = thursday();
    let mut turns = vec![step(script, session, Input::Start, now)];
    while let Some(last) = turns.last().filter(|turn| !turn.session.has_ended()) {
        let (input, waited_s) = nothing_at_all(&last.then);
        now += TimeDelta::seconds(i64::from(waited_s));
        let next = step(script, last.session.clone(), input, now);
        turns.push(next);
        assert!(turns.len() < 200, "a silent call never ends");
    }
    turns
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_events_in_any_order_then_every_turn_can_be_spoken_and_the_call_stays_bounded(
        script in shipped(),
        facts in any_facts(),
        inputs in prop::collection::vec((any_input(), 0..90_i64), 0..80),
    ) {
        let words = words();
        let mut now = thursday();
        let mut session = begin(&script, facts, now);
        for (input, passed_s) in inputs {
            now += TimeDelta::seconds(passed_s);
            let again = step(&script, session.clone(), input.clone(), now);
            let turn = step(&script, session.clone(), input, now);
            prop_assert_eq!(&again, &turn);
            for spoken in &turn.spoken {
                let text = words.render("fr", &spoken.text, &turn.session.facts);
                prop_assert!(text.is_ok(), "{}: {:?}", spoken.text, text);
            }
            if session.has_ended() {
                prop_assert!(turn.effects.is_empty() && turn.spoken.is_empty());
            }
            prop_assert_eq!(turn.then == Then::Hangup, turn.session.has_ended());
            session = turn.session;
        }
    }

    #[test]
    fn nothing_ever_pressed_on_the_line_then_a_person_is_searched_or_a_message_taken(facts in any_facts()) {
        let is_open = facts["line_open"] == "yes";
        let script = listening_line();
        let turns = do_nothing(&script, begin(&script, facts, thursday()));
        let searched = turns.iter().any(|turn| turn.then == Then::FindListener);
        let recorded = turns.iter().any(|turn| matches!(turn.then, Then::Record { .. }));
        prop_assert_eq!(searched, is_open);
        prop_assert!(recorded);
        let last = turns.last().unwrap();
        prop_assert!(!last.spoken.is_empty());
        // Whoever stays to the end without a word is called back, when there is a number.
        let has_number = turns[0].session.facts["caller_number"] != "withheld";
        prop_assert_eq!(last.effects.contains(&Effect::TeamTakesOver), has_number);
    }

    #[test]
    fn nothing_pressed_by_the_volunteer_then_nobody_is_rung_and_the_team_knows(facts in any_facts()) {
        for script in [convivial_call(), callback()] {
            let turns = do_nothing(&script, begin(&script, facts.clone(), thursday()));
            let rung = turns.iter().any(|turn| matches!(turn.then, Then::Bridge { .. }));
            prop_assert!(!rung);
            prop_assert!(turns.last().unwrap().effects.contains(&Effect::TeamTakesOver));
        }
    }

    #[test]
    fn script_written_at_random_then_the_call_still_ends(
        script in any_script(),
        inputs in prop::collection::vec(any_input(), 60),
    ) {
        let now = thursday();
        let mut session = begin(&script, BTreeMap::new(), now);
        for input in inputs {
            session = step(&script, session, input, now).session;
        }
        prop_assert!(session.has_ended());
    }
}

/// Four names, of which some may not exist.
fn any_name() -> impl Strategy<Value = String> {
    "[a-d]"
}

fn any_script() -> impl Strategy<Value = Script> {
    let hangup = Just(Node::Hangup(Hangup { text: None, effect: None })).boxed();
    let say = any_name().prop_map(|next| Node::Say(Say { text: "goodbye".into(), next, effect: None })).boxed();
    let goto = (any_name(), any_name())
        .prop_map(|(yes, to)| {
            let when = vec![When { fact: "line_open".into(), is: "yes".into(), to: yes }];
            Node::Goto(Goto { when, to })
        })
        .boxed();
    let menu = (any_name(), any_name())
        .prop_map(|(silence, error)| {
            Node::Menu(Menu {
                text: "goodbye".into(),
                repeat: None,
                choices: Vec::new(),
                silence,
                silence_repeats: 1,
                error,
                person: None,
                speech: true,
                hung_up: None,
            })
        })
        .boxed();
    let ring = Just(listening_line().nodes["ring"].clone()).boxed();
    let node = prop_oneof![hangup, say, goto, menu, ring];
    (prop::collection::btree_map(any_name(), node, 1..4), any_name(), any_name()).prop_map(|(nodes, start, person)| {
        Script {
            name: "random".into(),
            start,
            person,
            limits: Limits { max_steps: 50, ..Limits::default() },
            nodes,
            accepted: super::heard::Accepted::default(),
        }
    })
}

#[test]
fn inputs_beyond_the_limit_then_apology_and_the_team_takes_over() {
    let mut script = listening_line();
    script.limits.max_steps = 3;
    let mut session = begin(&script, facts(&[]), thursday());
    let mut turn = step(&script, session, Input::Start, thursday());
    for _ in 0..3 {
        session = turn.session;
        turn = step(&script, session, Input::Start, thursday());
    }
    assert_eq!(turn.then, Then::Hangup);
    assert_eq!(turn.spoken[0].text, "technical_goodbye");
    assert_eq!(turn.effects, vec![Effect::TeamTakesOver]);
}

#[test]
fn node_missing_then_apology_and_a_person() {
    let mut script = listening_line();
    script.nodes.remove("menu_main");
    let turn = step(&script, begin(&script, facts(&[]), thursday()), Input::Start, thursday());
    assert_eq!(turn.spoken.last().unwrap().text, "technical_problem");
    assert_eq!(turn.then, Then::FindListener);
}

#[test]
fn session_stored_between_two_webhooks_then_it_goes_on_unchanged() {
    let script = listening_line();
    let session = begin(&script, facts(&[("prenom", "Suzanne")]), thursday());
    let turn = step(&script, session, Input::Start, thursday());
    let stored = serde_json::to_string(&turn.session).unwrap();
    assert!(!stored.contains("Suzanne"), "facts are somebody's own: they are sealed beside the session");
    let mut read: Session = serde_json::from_str(&stored).unwrap();
    read.facts.clone_from(&turn.session.facts);
    assert_eq!(read, turn.session);
    assert_eq!(read.awaiting, Awaiting::Answer);
}

#[test]
fn values_shown_for_debugging_then_no_name_number_or_word_appears() {
    let script = listening_line();
    let session = begin(&script, facts(&[("prenom", "Suzanne")]), thursday());
    let turn = step(&script, session, Input::Start, thursday());
    let effect = Effect::CallbackRequested { number: Some("0199001234".into()) };
    let inputs = [Input::Number("0199001234".into()), Input::Speech("Suzanne".into()), Input::Key("0199".into())];
    let shown = format!("{turn:?} {effect:?} {inputs:?}");
    assert!(!shown.contains("Suzanne") && !shown.contains("0199"), "{shown}");
}
