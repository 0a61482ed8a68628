//! Callback offers: the calling number by key 1, another number by key 2, otherwise onward.

use super::walk::{Next, Walk};
use super::{Awaiting, Effect, Input, OfferCallback, Then, heard::Heard, menu::single_key, session::SLOW_NUMBER_FACT};
use crate::spoken;

/// Fact that says whether the caller's number is `known` or `withheld`.
const CALLER_NUMBER_FACT: &str = "caller_number";
/// Numbers that were not understood and get another try.
const REPEATED_NUMBERS: u8 = 1;

pub(super) fn enter(walk: &mut Walk<'_>, offer: &OfferCallback) -> Next {
    walk.session.typed_number = None;
    if walk.session.facts.get(CALLER_NUMBER_FACT).is_none_or(|known| known != "known") {
        return Next::to(&offer.withheld);
    }
    walk.say(&offer.text);
    wait_choice(walk)
}

pub(super) fn react(walk: &mut Walk<'_>, offer: &OfferCallback, input: &Input) -> Next {
    match walk.session.awaiting {
        Awaiting::Number => react_number(walk, offer, input),
        Awaiting::NumberCheck => react_check(walk, offer, input),
        Awaiting::Start
        | Awaiting::Answer
        | Awaiting::Listener
        | Awaiting::RingEnd
        | Awaiting::HoldEnd
        | Awaiting::Message
        | Awaiting::CodeCheck
        | Awaiting::BridgeEnd
        | Awaiting::Nothing => react_choice(walk, offer, input),
    }
}

fn react_choice(walk: &mut Walk<'_>, offer: &OfferCallback, input: &Input) -> Next {
    match answer(walk, input) {
        Answer::Key('1') => promise(walk, offer, None, &offer.confirmed),
        Answer::Key('2') => {
            walk.say(&offer.number);
            wait_number(walk)
        }
        Answer::Key('0') => person(walk, offer),
        Answer::Key('*') if walk.session.repeats < walk.limits().max_star_repeats => {
            walk.session.repeats += 1;
            walk.say(&offer.text);
            wait_choice(walk)
        }
        Answer::Key(_) | Answer::NoKey => Next::to(&offer.otherwise),
        Answer::Stale => wait_choice(walk),
    }
}

fn react_number(walk: &mut Walk<'_>, offer: &OfferCallback, input: &Input) -> Next {
    let typed = match input {
        Input::Number(digits) | Input::Key(digits) => dialable(digits),
        Input::Silence | Input::Speech(_) => None,
        Input::Start
        | Input::ListenerReserved
        | Input::NobodyFree { .. }
        | Input::RingEnded { .. }
        | Input::HoldEnded
        | Input::Recorded { .. }
        | Input::CodeChecked { .. }
        | Input::BridgeEnded(_)
        | Input::HungUp => return wait_number(walk),
    };
    match typed {
        Some(number) => {
            let language = walk.session.facts.get("language").map_or("fr", String::as_str);
            let slow = spoken::number_in_pairs(language, &number);
            walk.session.facts.insert(SLOW_NUMBER_FACT.to_owned(), slow);
            walk.session.typed_number = Some(number);
            walk.say(&offer.number_check);
            wait_check(walk)
        }
        None => ask_again(walk, offer),
    }
}

/// Silence is a yes: the number was just read back, twice. Key 2 types it again, once.
fn react_check(walk: &mut Walk<'_>, offer: &OfferCallback, input: &Input) -> Next {
    match answer(walk, input) {
        Answer::Key('2') => ask_again(walk, offer),
        Answer::Key('0') => person(walk, offer),
        Answer::Key(key) if key != '1' && walk.session.repeats < walk.limits().max_star_repeats => {
            walk.session.repeats += 1;
            walk.say(&offer.number_check);
            wait_check(walk)
        }
        Answer::Key(_) | Answer::NoKey => {
            let number = walk.session.typed_number.take();
            promise(walk, offer, number, &offer.number_confirmed)
        }
        Answer::Stale => wait_check(walk),
    }
}

/// One more try, then the calling number: a promise is better than a third question.
fn ask_again(walk: &mut Walk<'_>, offer: &OfferCallback) -> Next {
    walk.session.typed_number = None;
    if walk.session.tries >= REPEATED_NUMBERS {
        return promise(walk, offer, None, &offer.number_unheard);
    }
    walk.session.tries += 1;
    walk.say(&offer.number_again);
    wait_number(walk)
}

/// Whoever hangs up here has asked to be called back, or has waited in vain, and perhaps believes that it is done: the
/// call is promised. A number typed is meant, even before it was read back: silence would have been a yes.
pub(super) fn hung_up(walk: &mut Walk<'_>) {
    let number = walk.session.typed_number.take();
    walk.record(&Some(Effect::CallbackRequested { number }));
}

fn person(walk: &Walk<'_>, offer: &OfferCallback) -> Next {
    Next::to(offer.person.as_ref().unwrap_or(&walk.script.person))
}

fn promise(walk: &mut Walk<'_>, offer: &OfferCallback, number: Option<String>, text: &str) -> Next {
    walk.record(&Some(Effect::CallbackRequested { number }));
    walk.say(text);
    Next::to(&offer.next)
}

enum Answer {
    Key(char),
    NoKey,
    Stale,
}

fn answer(walk: &Walk<'_>, input: &Input) -> Answer {
    match input {
        Input::Key(keys) => single_key(keys).map_or(Answer::NoKey, Answer::Key),
        Input::Speech(speech) => match walk.script.accepted.hear_yes_or_no(speech) {
            Heard::Choice(key) => Answer::Key(key),
            Heard::Person => Answer::Key('0'),
            Heard::Repeat => Answer::Key('*'),
            Heard::Greeting | Heard::Nothing => Answer::NoKey,
        },
        Input::Silence => Answer::NoKey,
        Input::Start
        | Input::ListenerReserved
        | Input::NobodyFree { .. }
        | Input::RingEnded { .. }
        | Input::HoldEnded
        | Input::Recorded { .. }
        | Input::Number(_)
        | Input::CodeChecked { .. }
        | Input::BridgeEnded(_)
        | Input::HungUp => Answer::Stale,
    }
}

/// The digits, when they are a number of the French plan as one dials it: ten digits, `0` then `1` to `9`.
/// Whether it may be called is for the application to say.
fn dialable(typed: &str) -> Option<String> {
    const FRENCH_NUMBER_DIGITS: usize = 10;
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_french = digits.len() == FRENCH_NUMBER_DIGITS && digits.starts_with('0') && !digits.starts_with("00");
    is_french.then_some(digits)
}

fn wait_choice(walk: &Walk<'_>) -> Next {
    Next::Wait(Awaiting::Answer, gather(walk))
}

fn wait_check(walk: &Walk<'_>) -> Next {
    Next::Wait(Awaiting::NumberCheck, gather(walk))
}

fn gather(walk: &Walk<'_>) -> Then {
    Then::Gather {
        timeout_s: walk.limits().answer_timeout_s,
        num_digits: 1,
        keys: ["1", "2", "0", "*"].map(str::to_owned).to_vec(),
        hints: vec![super::heard::YES.to_owned(), super::heard::NO.to_owned()],
        speech: true,
    }
}

fn wait_number(walk: &Walk<'_>) -> Next {
    Next::Wait(
        Awaiting::Number,
        Then::GatherNumber { timeout_s: walk.limits().number_timeout_s, max_digits: walk.limits().number_max_digits },
    )
}
