//! How many texts one number or address gets, and which pages leave together.
//!
//! Pure. Each message asks for its turn when it is about to leave, with everything else that goes to the same destination in
//! hand. What is urgent, or answers what somebody just wrote, never asks ([`Message::is_unlimited`]) and is not counted: a
//! night of alarms must not silence a telephone for the day after. What waits is looked at again when there is room.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Message, MessageState};

/// A page that may wait leaves at once, unless another one left to the same member within this.
pub const PAGES_APART: TimeDelta = TimeDelta::minutes(2);
/// So many pages that wait for the same member leave as one.
pub const BUNDLED_FROM: usize = 3;
/// A page waits for room no longer than this: its chain believes that it was read. An assumption: half of the shortest
/// half-way reminder of a page that may wait (two hours).
pub const PAGE_WAITS: TimeDelta = TimeDelta::hours(1);
/// Anything else that could only leave after this is not sent any more: it was said for that day.
pub const STALE_AFTER: TimeDelta = TimeDelta::hours(24);
/// Whatever is older than this says nothing about the turn of a message.
pub const LOOKS_BACK: TimeDelta = TimeDelta::days(2);

const HOUR: TimeDelta = TimeDelta::hours(1);
const DAY: TimeDelta = TimeDelta::hours(24);

/// How many texts one destination gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// In any hour.
    pub per_hour: usize,
    /// In any 24 hours.
    pub per_day: usize,
}

/// Coordinators, listeners and volunteers: they work with these texts. An assumption, to be looked at with a first association.
pub const FOR_MEMBERS: Limits = Limits { per_hour: 12, per_day: 40 };
/// People called, trusted contacts, caretakers, strangers. An assumption: nobody of eighty reads more.
pub const FOR_OTHERS: Limits = Limits { per_hour: 4, per_day: 8 };

/// Whether a message leaves now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It leaves.
    Leaves,
    /// It waits, and is looked at again at this instant.
    Waits(DateTime<Utc>),
    /// It would have to wait until nobody needs it any more.
    IsStale,
}

/// Whether `message` leaves at `now`. `others` is everything else to the same destination made since [`LOOKS_BACK`].
pub fn turn(message: &Message, others: &[Message], now: DateTime<Utc>) -> Turn {
    // What was sent once has had its turn: a retry needs no other.
    if message.is_unlimited || message.sending_since.is_some() || message.is_bundle() {
        return Turn::Leaves;
    }
    if message.may_be_bundled
        && let Some(last) = others.iter().filter(|other| other.may_be_bundled).filter_map(left_at).max()
        && last + PAGES_APART > now
    {
        return Turn::Waits(last + PAGES_APART);
    }
    let room_at = room_at(message, others, now);
    match room_at {
        at if at <= now => Turn::Leaves,
        _ if message.may_be_bundled && message.made_at + PAGE_WAITS <= now => Turn::Leaves,
        at if message.may_be_bundled => Turn::Waits(at.min(message.made_at + PAGE_WAITS)),
        at if at > message.made_at + STALE_AFTER => Turn::IsStale,
        at => Turn::Waits(at),
    }
}

/// Which of `others` leave in one text with `message`, oldest first: the pages that wait for the same member on the same line.
pub fn leave_together<'a>(message: &Message, others: &'a [Message]) -> Vec<&'a Message> {
    let goes_along = |other: &&Message| {
        other.may_be_bundled
            && !other.is_bundle()
            && waits(other)
            && other.member == message.member
            && other.line_id == message.line_id
    };
    let mut together: Vec<&Message> =
        if message.may_be_bundled { others.iter().filter(goes_along).collect() } else { Vec::new() };
    together.sort_by_key(|other| (other.made_at, other.id.0));
    together
}

/// When a counted message left, unless it is known not to have arrived.
fn left_at(message: &Message) -> Option<DateTime<Utc>> {
    let counts = !message.is_unlimited && !matches!(message.state, MessageState::Failed | MessageState::Dropped);
    message.sending_since.filter(|_| counts)
}

/// It has not left, and nothing but its turn keeps it.
fn waits(message: &Message) -> bool {
    let is_new = message.state == MessageState::Pending && message.sending_since.is_none();
    is_new && message.held_for.is_none() && !message.is_unlimited
}

/// The first instant at which there is room for `message` after all that waits and goes before it.
fn room_at(message: &Message, others: &[Message], now: DateTime<Utc>) -> DateTime<Utc> {
    let rank = |message: &Message| (message.urgency, message.made_at, message.id.0);
    let before: Vec<&Message> = others.iter().filter(|other| waits(other) && rank(other) < rank(message)).collect();
    // Pages that wait leave as one.
    let pages = usize::from(before.iter().any(|other| other.may_be_bundled && !message.may_be_bundled));
    let ahead = pages + before.iter().filter(|other| !other.may_be_bundled).count();
    let mut left: Vec<DateTime<Utc>> = others.iter().filter_map(left_at).collect();
    left.sort_unstable();
    let limits = if message.member.is_some() { FOR_MEMBERS } else { FOR_OTHERS };
    let in_hour = room_within(HOUR, limits.per_hour, &left, ahead, now);
    in_hour.max(room_within(DAY, limits.per_day, &left, ahead, now))
}

/// The first instant at which fewer than `most` left within `window`, those `ahead` included. `left` is sorted.
fn room_within(
    window: TimeDelta,
    most: usize,
    left: &[DateTime<Utc>],
    ahead: usize,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    // Those ahead leave now and fill the window.
    let Some(may_stay) = most.checked_sub(ahead + 1) else { return now + window };
    let inside: Vec<DateTime<Utc>> = left.iter().copied().filter(|at| *at > now - window).collect();
    match inside.len().checked_sub(may_stay + 1) {
        None => now,
        Some(must_go) => inside[must_go] + window,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::{MessageId, StaffId},
        message::{
            Channel, Urgency,
            tests::{at, message},
        },
        people::Member,
    };

    fn ordinary(id: u128) -> Message {
        let mut message = message(Channel::Sms, MessageState::Pending);
        (message.id, message.sending_since) = (MessageId(Uuid::from_u128(id)), None);
        message
    }

    fn to_member(id: u128) -> Message {
        let member = Some(Member::Staff(StaffId(Uuid::nil())));
        Message { member, ..ordinary(id) }
    }

    fn page(id: u128) -> Message {
        Message { may_be_bundled: true, urgency: Urgency::Page, ..to_member(id) }
    }

    fn sent(mut message: Message, minute: i64) -> Message {
        message.state = MessageState::Delivered;
        message.sending_since = Some(at(minute));
        message
    }

    fn sent_at(minutes: impl IntoIterator<Item = i64>, make: fn(u128) -> Message) -> Vec<Message> {
        minutes.into_iter().zip(100..).map(|(minute, id)| sent(make(id), minute)).collect()
    }

    #[test]
    fn texts_before_then_the_turn_of_the_next() {
        let cases: [(&str, Message, Vec<Message>, Turn); 9] = [
            ("nothing before", ordinary(1), vec![], Turn::Leaves),
            ("three in the hour", ordinary(1), sent_at([10, 20, 30], ordinary), Turn::Leaves),
            ("four in the hour", ordinary(1), sent_at([10, 20, 30, 40], ordinary), Turn::Waits(at(70))),
            ("the first is an hour old", ordinary(1), sent_at([0, 20, 30, 40], ordinary), Turn::Leaves),
            ("twelve in the hour to a member", to_member(1), sent_at(41..53, to_member), Turn::Waits(at(101))),
            ("eleven in the hour to a member", to_member(1), sent_at(41..52, to_member), Turn::Leaves),
            (
                "twelve that were never counted",
                to_member(1),
                sent_at(41..53, |id| Message { is_unlimited: true, ..to_member(id) }),
                Turn::Leaves,
            ),
            (
                "an answer after twelve",
                Message { is_unlimited: true, ..to_member(1) },
                sent_at(41..53, to_member),
                Turn::Leaves,
            ),
            (
                "a retry after twelve",
                Message { sending_since: Some(at(1)), ..to_member(1) },
                sent_at(41..53, to_member),
                Turn::Leaves,
            ),
        ];
        for (situation, mut message, others, expected) in cases {
            message.made_at = at(60);
            assert_eq!(turn(&message, &others, at(60)), expected, "{situation}");
        }
    }

    #[test]
    fn eight_in_a_day_then_the_ninth_waits_until_the_day_is_over() {
        let others = sent_at((0..8).map(|n| n * 70), ordinary);
        let ninth = Message { made_at: at(600), ..ordinary(1) };
        assert_eq!(turn(&ninth, &others, at(600)), Turn::Waits(at(24 * 60)));
        assert_eq!(turn(&ninth, &others, at(24 * 60)), Turn::Leaves);
        let refused: Vec<Message> =
            others.into_iter().map(|other| Message { state: MessageState::Failed, ..other }).collect();
        assert_eq!(turn(&ninth, &refused, at(600)), Turn::Leaves, "what did not arrive is not counted");
    }

    #[test]
    fn seventeen_at_once_then_each_hour_four_leave_and_what_comes_after_a_day_is_stale() {
        let all: Vec<Message> = (1..=17).map(|id| Message { made_at: at(0), ..ordinary(id) }).collect();
        let turn_of = |id: usize| {
            let others: Vec<Message> = all.iter().filter(|other| other.id != all[id - 1].id).cloned().collect();
            turn(&all[id - 1], &others, at(0))
        };
        assert_eq!((turn_of(1), turn_of(4)), (Turn::Leaves, Turn::Leaves));
        assert_eq!((turn_of(5), turn_of(8)), (Turn::Waits(at(60)), Turn::Waits(at(60))), "looked at again in an hour");
        assert_eq!(turn_of(9), Turn::Waits(at(24 * 60)));
        // A day later eight have left since: what still has to wait is given up.
        let left: Vec<Message> = all[..8].iter().map(|one| sent(one.clone(), 1380)).collect();
        assert_eq!(turn(&all[8], &left, at(1400)), Turn::IsStale);
    }

    #[test]
    fn room_for_one_then_the_most_urgent_takes_it() {
        let left = sent_at([10, 20, 30], ordinary);
        let urgent = Message { urgency: Urgency::Page, made_at: at(50), ..ordinary(2) };
        let older = Message { made_at: at(40), ..ordinary(1) };
        let with = |other: &Message| left.iter().chain([other]).cloned().collect::<Vec<_>>();
        assert_eq!(turn(&urgent, &with(&older), at(60)), Turn::Leaves);
        assert_eq!(turn(&older, &with(&urgent), at(60)), Turn::Waits(at(70)));
    }

    #[test]
    fn pages_then_two_minutes_apart_and_never_held_for_long() {
        let made = |minute| Message { made_at: at(minute), ..page(1) };
        assert_eq!(turn(&made(60), &[], at(60)), Turn::Leaves, "alone it leaves at once");
        assert_eq!(turn(&made(60), &[sent(page(2), 59)], at(60)), Turn::Waits(at(61)));
        assert_eq!(turn(&made(60), &[sent(page(2), 58)], at(60)), Turn::Leaves);
        assert_eq!(turn(&made(60), &[sent(to_member(2), 59)], at(60)), Turn::Leaves, "another text is no page");
        let full = sent_at((0..12).map(|n| 30 + 2 * n), to_member);
        assert_eq!(turn(&made(60), &full, at(60)), Turn::Waits(at(90)));
        let day = sent_at((0..40).map(|n| 5 * n), to_member);
        assert_eq!(turn(&made(300), &day, at(300)), Turn::Waits(at(360)), "an hour at most");
        assert_eq!(turn(&made(300), &day, at(360)), Turn::Leaves);
    }

    #[test]
    fn pages_that_wait_then_those_of_one_line_go_together() {
        let bundle = Message { stands_for: vec![MessageId(Uuid::nil())], ..page(7) };
        let held = Message { held_for: Some(crate::circuit::Provider::Carrier), ..page(6) };
        let others = [page(3), page(2), sent(page(4), 0), to_member(5), held, bundle];
        let together: Vec<u128> =
            leave_together(&page(1), &others).into_iter().map(|other| other.id.0.as_u128()).collect();
        assert_eq!(together, [2, 3]);
        assert!(leave_together(&to_member(1), &others).is_empty());
    }
}
