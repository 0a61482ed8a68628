//! The interpreter's two doors: [`begin`] and [`step`].

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Awaiting, Input, Script, Session, Then, Turn,
    menu::single_key,
    walk::{Next, Walk},
};

/// The same key again within this is the same press.
const BOUNCE: TimeDelta = TimeDelta::milliseconds(800);

/// A session at the start of the script. Nothing is said yet: give [`step`] an [`Input::Start`].
#[must_use]
pub fn begin(script: &Script, facts: BTreeMap<String, String>, now: DateTime<Utc>) -> Session {
    Session {
        node: script.start.clone(),
        tries: 0,
        repeats: 0,
        entered_at: now,
        ring_started_at: None,
        last_update_at: None,
        facts,
        steps: 0,
        awaiting: Awaiting::Start,
        typed_number: None,
        apologised: false,
        last_key: None,
    }
}

/// What one input changes. Total: never panics, never loops.
///
/// The same session, input and instant give the same turn. An input that makes no sense where the
/// session stands (late, doubled) says nothing and asks for the same thing again; after the end of
/// the call every input answers [`Then::Hangup`] without effects. After `max_steps` inputs the
/// caller hears an apology and the team takes over.
#[must_use]
pub fn step(script: &Script, mut session: Session, input: Input, now: DateTime<Utc>) -> Turn {
    let has_begun = session.awaiting != Awaiting::Start;
    let has_ended = session.has_ended();
    session.steps = session.steps.saturating_add(1);
    let is_worn_out = session.steps > script.limits.max_steps;
    let mut walk = Walk::new(script, session, now);
    if has_ended {
        return walk.finish(Awaiting::Nothing, Then::Hangup);
    }
    if input == Input::HungUp {
        return walk.hung_up();
    }
    if is_worn_out {
        return walk.give_up();
    }
    if input == Input::Start || !has_begun {
        // A second start means that the carrier lost our answer: the same words again.
        let here = walk.session.node.clone();
        return walk.follow(Next::To(here));
    }
    let next = if is_bounce(&mut walk.session, &input, now) { walk.say_where_we_are() } else { walk.react(&input) };
    walk.follow(next)
}

/// Whether a key is the one before, pressed twice by a slow finger or sent twice by an old telephone: it came before
/// the words that follow the first one could be heard, so it answers nothing.
fn is_bounce(session: &mut Session, input: &Input, now: DateTime<Utc>) -> bool {
    let Input::Key(keys) = input else { return false };
    let Some(key) = single_key(keys) else { return false };
    let is_same = session.last_key.is_some_and(|(last, at)| last == key && at <= now && now - at < BOUNCE);
    // Words that only begin now: the key led here.
    let led_here = session.last_key.is_some_and(|(_, at)| session.entered_at >= at);
    session.last_key = Some((key, now));
    is_same && led_here
}
