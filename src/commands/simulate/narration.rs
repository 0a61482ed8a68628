//! What happens on the simulated network, told to whoever plays with it. The numbers and words are
//! those of invented people, shown on purpose on this terminal only.

use std::io::{Write, stdout};

use passerelle_simulator::{Happening, SimulatorEvent};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Letters of an identifier that are enough to tell calls apart.
const SHORT_SID: usize = 8;

/// Tells what happens until the carrier stops or nobody reads any more.
pub(super) async fn tell(mut events: Receiver<SimulatorEvent>) {
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        let Some(sentence) = sentence(&event.what) else {
            continue;
        };
        if writeln!(stdout(), "{} {sentence}", event.at.format("%H:%M:%S")).is_err() {
            return;
        }
    }
}

/// A line, or nothing for what happens under the hood.
fn sentence(what: &Happening) -> Option<String> {
    Some(match what {
        Happening::CallPlaced { sid, from, to, .. } => format!("{}: {from} calls {to}", short(sid)),
        Happening::CallRinging { sid, to, .. } => format!("{}: {to} rings", short(sid)),
        Happening::CallAnswered { sid, by } => format!("{}: answered by {by:?}", short(sid)),
        Happening::Heard { sid, text } => format!("{}: hears « {text} »", short(sid)),
        Happening::Played { sid, .. } => format!("{}: hears a sound", short(sid)),
        Happening::KeyPressed { sid, keys } => format!("{}: presses {keys}", short(sid)),
        Happening::Spoke { sid, text } => format!("{}: says « {text} »", short(sid)),
        Happening::Recorded { sid, seconds, .. } => {
            format!("{}: leaves a message of {seconds:.0} s", short(sid))
        }
        Happening::Bridged { sid, with } => format!("{}: talks with {}", short(sid), short(with)),
        Happening::Unbridged { sid, with } => {
            format!("{}: no longer talks with {}", short(sid), short(with))
        }
        Happening::CallEnded { sid, status } => format!("{}: over ({status})", short(sid)),
        Happening::TextSent { from, to, body, .. } => {
            format!("text from {from} to {to}: « {body} »")
        }
        Happening::TextUndelivered { to, code, .. } => {
            format!("text to {to} not delivered ({code})")
        }
        Happening::TextFromPerson { from, to, body, .. } => {
            format!("text from {from} to {to}: « {body} »")
        }
        Happening::Warning { sid, code, note } => {
            format!("{}: the carrier complains ({code}): {note}", short(sid))
        }
        Happening::CallUpdated { .. }
        | Happening::EnteredRoom { .. }
        | Happening::LeftRoom { .. }
        | Happening::TextDelivered { .. }
        | Happening::CallbackSent { .. }
        | Happening::CallbackLost { .. } => return None,
    })
}

fn short(sid: &str) -> &str {
    sid.get(..SHORT_SID).unwrap_or(sid)
}
