//! Rings: looks for a person, again and again, and keeps the caller company.
//!
//! The wait is bounded by `max_wait_s` from the first search of the call, whatever happened between.

use chrono::{DateTime, Utc};

use super::walk::{Next, Walk};
use super::{Awaiting, Input, Ring, Then, menu::single_key};

/// Fact set before the news of the wait: minutes left, rounded up.
const MINUTES_FACT: &str = "minutes";

pub(super) fn enter(walk: &mut Walk<'_>, _ring: &Ring) -> Next {
    if walk.session.ring_started_at.is_none() {
        walk.session.ring_started_at = Some(walk.now);
    }
    search()
}

pub(super) fn react(walk: &mut Walk<'_>, ring: &Ring, input: &Input) -> Next {
    match input {
        Input::ListenerReserved => Next::Wait(
            Awaiting::RingEnd,
            Then::RingListener { whisper: ring.whisper.clone(), ring_timeout_s: ring.ring_timeout_s },
        ),
        Input::RingEnded { talked: true } => Next::to(&ring.answered),
        Input::RingEnded { talked: false } if left_s(walk) == 0 => Next::to(&ring.exhausted),
        Input::NobodyFree { .. } if !ring.queue || left_s(walk) == 0 => Next::to(&ring.exhausted),
        Input::NobodyFree { estimate_s } => hold(walk, ring, *estimate_s),
        Input::Key(keys) if single_key(keys) == Some('1') => Next::to(&ring.callback),
        Input::Speech(speech) if walk.script.accepted.is_callback(speech) => Next::to(&ring.callback),
        Input::RingEnded { talked: false } => {
            // The listener's telephone rang in vain: a word between two tries, as between two holds.
            if walk.session.last_update_at.is_none_or(|last| is_news_due(walk, last)) {
                tell(walk, &ring.hold_first);
            }
            search()
        }
        Input::HoldEnded
        | Input::Silence
        | Input::Key(_)
        | Input::Speech(_)
        | Input::Start
        | Input::Recorded { .. }
        | Input::Number(_)
        | Input::CodeChecked { .. }
        | Input::BridgeEnded(_)
        | Input::HungUp => search(),
    }
}

fn search() -> Next {
    Next::Wait(Awaiting::Listener, Then::FindListener)
}

/// Seconds of waiting left before the caller is offered something else.
fn left_s(walk: &Walk<'_>) -> u32 {
    let waited_s = walk.session.ring_started_at.map_or(0, |start| walk.seconds_since(start));
    walk.limits().max_wait_s.saturating_sub(waited_s)
}

fn hold(walk: &mut Walk<'_>, ring: &Ring, estimate_s: Option<u32>) -> Next {
    match walk.session.last_update_at {
        None => tell(walk, &ring.hold_first),
        Some(last) if is_news_due(walk, last) => match estimate_s {
            Some(estimate_s) => {
                let minutes = estimate_s.div_ceil(60).max(1);
                walk.session.facts.insert(MINUTES_FACT.to_owned(), minutes.to_string());
                tell(walk, &ring.hold_update);
            }
            None => tell(walk, &ring.hold_update_unknown),
        },
        Some(_) => {}
    }
    let seconds = walk.limits().hold_s.min(left_s(walk)).max(1);
    Next::Wait(Awaiting::HoldEnd, Then::Hold { seconds, interruptible: true })
}

fn is_news_due(walk: &Walk<'_>, last: DateTime<Utc>) -> bool {
    walk.seconds_since(last) >= walk.limits().update_every_s
}

fn tell(walk: &mut Walk<'_>, text: &str) {
    walk.say(text);
    walk.session.last_update_at = Some(walk.now);
}
