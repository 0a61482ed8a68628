//! Menus: one question, at most three answers, and silence leads onward.

use super::walk::{Next, Walk};
use super::{Awaiting, Input, Limits, Menu, Then, heard::Heard};

/// Answers not understood that get a repeat; the next one leads to `error`.
const REPEATED_ERRORS: u8 = 1;

pub(super) fn enter(walk: &mut Walk<'_>, menu: &Menu) -> Next {
    walk.say(&menu.text);
    wait(walk, menu)
}

pub(super) fn react(walk: &mut Walk<'_>, menu: &Menu, input: &Input) -> Next {
    match input {
        Input::Key(keys) => match single_key(keys) {
            Some('0') => person(walk, menu),
            Some('*') => replay(walk, menu),
            Some(key) => press(walk, menu, key),
            None => not_understood(walk, menu),
        },
        Input::Speech(speech) => match walk.script.accepted.hear(menu, speech) {
            Heard::Choice(key) => press(walk, menu, key),
            Heard::Person => person(walk, menu),
            Heard::Repeat => replay(walk, menu),
            // "Allô? allô?": somebody is there and has not understood that we wait. As if silent.
            Heard::Greeting => silence(walk, menu),
            Heard::Nothing => not_understood(walk, menu),
        },
        Input::Silence => silence(walk, menu),
        Input::Start
        | Input::ListenerReserved
        | Input::NobodyFree { .. }
        | Input::RingEnded { .. }
        | Input::HoldEnded
        | Input::Recorded { .. }
        | Input::Number(_)
        | Input::CodeChecked { .. }
        | Input::BridgeEnded(_)
        | Input::HungUp => wait(walk, menu),
    }
}

/// The key pressed. Slow fingers press the same key twice; two different keys are no answer.
pub(super) fn single_key(keys: &str) -> Option<char> {
    let mut all = keys.chars();
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

fn press(walk: &mut Walk<'_>, menu: &Menu, key: char) -> Next {
    let chosen = menu.choices.iter().find(|choice| choice.key.chars().eq([key]));
    match chosen {
        Some(choice) => {
            walk.record(&choice.effect);
            Next::to(&choice.to)
        }
        None => not_understood(walk, menu),
    }
}

fn person(walk: &Walk<'_>, menu: &Menu) -> Next {
    Next::to(menu.person.as_ref().unwrap_or(&walk.script.person))
}

fn replay(walk: &mut Walk<'_>, menu: &Menu) -> Next {
    if walk.session.repeats >= walk.limits().max_star_repeats {
        return Next::to(&menu.error);
    }
    walk.session.repeats += 1;
    say_again(walk, menu);
    wait(walk, menu)
}

fn not_understood(walk: &mut Walk<'_>, menu: &Menu) -> Next {
    try_again(walk, menu, REPEATED_ERRORS, &menu.error)
}

fn silence(walk: &mut Walk<'_>, menu: &Menu) -> Next {
    try_again(walk, menu, menu.silence_repeats, &menu.silence)
}

/// Repeats while the node has been tried less than `repeats` times, then goes to `onward`.
fn try_again(walk: &mut Walk<'_>, menu: &Menu, repeats: u8, onward: &str) -> Next {
    if walk.session.tries >= repeats {
        return Next::to(onward);
    }
    walk.session.tries += 1;
    say_again(walk, menu);
    wait(walk, menu)
}

fn say_again(walk: &mut Walk<'_>, menu: &Menu) {
    walk.say(menu.repeat.as_ref().unwrap_or(&menu.text));
}

fn wait(walk: &Walk<'_>, menu: &Menu) -> Next {
    let Limits { answer_timeout_s, .. } = *walk.limits();
    let keys = menu.choices.iter().map(|choice| choice.key.as_str()).chain(["0", "*"]);
    let words = menu.choices.iter().filter_map(|choice| choice.word.clone());
    Next::Wait(
        Awaiting::Answer,
        Then::Gather {
            timeout_s: answer_timeout_s,
            num_digits: 1,
            keys: keys.map(str::to_owned).collect(),
            hints: if menu.speech { words.collect() } else { Vec::new() },
            speech: menu.speech,
        },
    )
}
