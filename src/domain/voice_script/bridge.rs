//! Bridges: rings the other person, joins the two, and goes on when the conversation is over.

use super::walk::{Next, Walk};
use super::{Awaiting, Bridge, BridgeResult, Input, Then};

pub(super) fn enter(_walk: &mut Walk<'_>, bridge: &Bridge) -> Next {
    wait(bridge)
}

/// An input that is not the end of the bridge is a late or doubled request: the same answer again.
/// The application must have answered it from its own record, or the person would be rung twice.
pub(super) fn react(_walk: &mut Walk<'_>, bridge: &Bridge, input: &Input) -> Next {
    match input {
        Input::BridgeEnded(BridgeResult::Talked) => Next::to(&bridge.talked),
        Input::BridgeEnded(BridgeResult::SomeoneElse) => {
            Next::to(bridge.someone_else.as_ref().unwrap_or(&bridge.not_reached))
        }
        Input::BridgeEnded(
            BridgeResult::NoAnswer | BridgeResult::Busy | BridgeResult::Machine | BridgeResult::Failed,
        ) => Next::to(&bridge.not_reached),
        Input::Start
        | Input::Key(_)
        | Input::Speech(_)
        | Input::Silence
        | Input::ListenerReserved
        | Input::NobodyFree { .. }
        | Input::RingEnded { .. }
        | Input::HoldEnded
        | Input::Recorded { .. }
        | Input::Number(_)
        | Input::CodeChecked { .. }
        | Input::HungUp => wait(bridge),
    }
}

fn wait(bridge: &Bridge) -> Next {
    Next::Wait(
        Awaiting::BridgeEnd,
        Then::Bridge {
            dialing: bridge.dialing.clone(),
            intro: bridge.intro.clone(),
            ring_timeout_s: bridge.ring_timeout_s,
            time_limit_s: bridge.time_limit_s,
        },
    )
}
