//! Messages: a voice after the tone, or nothing.

use super::walk::{Next, Walk};
use super::{Awaiting, Effect, Input, Record, Then};

/// Shorter recordings, in seconds, hold no words: a hesitation, or the receiver being put down.
pub const SHORTEST_MESSAGE_S: u32 = 2;

pub(super) fn enter(walk: &mut Walk<'_>, record: &Record) -> Next {
    walk.say(&record.text);
    wait(record)
}

pub(super) fn react(walk: &mut Walk<'_>, record: &Record, input: &Input) -> Next {
    match input {
        Input::Recorded { seconds } if *seconds >= SHORTEST_MESSAGE_S => {
            walk.record(&Some(Effect::VoicemailLeft));
            Next::to(&record.saved)
        }
        Input::Recorded { .. } | Input::Silence => Next::to(&record.empty),
        Input::Start
        | Input::Key(_)
        | Input::Speech(_)
        | Input::ListenerReserved
        | Input::NobodyFree { .. }
        | Input::RingEnded { .. }
        | Input::HoldEnded
        | Input::Number(_)
        | Input::CodeChecked { .. }
        | Input::BridgeEnded(_)
        | Input::HungUp => wait(record),
    }
}

fn wait(record: &Record) -> Next {
    Next::Wait(Awaiting::Message, Then::Record { max_length_s: record.max_length_s })
}
