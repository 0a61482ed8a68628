//! Codes typed on the keypad: asked for, asked for once more, and judged by the application.

use super::walk::{Next, Walk};
use super::{AskCode, Awaiting, Input, Then};

/// Codes that were not right and get another try.
const REPEATED_CODES: u8 = 1;

pub(super) fn enter(walk: &mut Walk<'_>, code: &AskCode) -> Next {
    walk.say(&code.text);
    wait(walk, code)
}

pub(super) fn react(walk: &mut Walk<'_>, code: &AskCode, input: &Input) -> Next {
    match input {
        Input::Number(typed) | Input::Key(typed) if typed == "0" => Next::to(&walk.script.person),
        Input::Number(typed) | Input::Key(typed) => {
            let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
            if digits.len() != usize::from(code.length) {
                return again(walk, code);
            }
            Next::Wait(Awaiting::CodeCheck, Then::CheckCode { name: code.name, digits })
        }
        Input::CodeChecked { is_right: true } => Next::to(&code.right),
        Input::CodeChecked { is_right: false } => again(walk, code),
        Input::Silence => Next::to(&code.silence),
        Input::Start
        | Input::Speech(_)
        | Input::ListenerReserved
        | Input::NobodyFree { .. }
        | Input::RingEnded { .. }
        | Input::HoldEnded
        | Input::Recorded { .. }
        | Input::BridgeEnded(_)
        | Input::HungUp => wait(walk, code),
    }
}

fn again(walk: &mut Walk<'_>, code: &AskCode) -> Next {
    if walk.session.tries >= REPEATED_CODES {
        return Next::to(&code.wrong);
    }
    walk.session.tries += 1;
    walk.say(&code.again);
    wait(walk, code)
}

fn wait(walk: &Walk<'_>, code: &AskCode) -> Next {
    Next::Wait(
        Awaiting::Number,
        Then::GatherNumber { timeout_s: walk.limits().number_timeout_s, max_digits: code.length },
    )
}
