//! What an association reads after a month.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::callback::CallbackState;
use serde::Serialize;

use super::facts::{Facts, PromiseFact, RingFact};

/// Answered sooner is answered at once, in seconds: nobody heard that they must wait.
const AT_ONCE_S: i64 = 30;

/// What is only counted.
pub(super) struct Counts {
    pub(super) messages_left: usize,
    pub(super) messages_handled: usize,
    pub(super) follow_ups_asked: usize,
    pub(super) follow_ups_told: usize,
    pub(super) follow_ups_done: usize,
    pub(super) cases_opened: usize,
    pub(super) cases_taken: usize,
    pub(super) cases_closed: usize,
    pub(super) texts: usize,
    pub(super) lived: TimeDelta,
}

/// The figures of a month. Waits are counted from the moment a person is looked for, in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Days lived, the one after the last included.
    pub days: i64,
    /// Calls to the line.
    pub calls: usize,
    /// Of those, in opening hours: somebody was looked for, or they hung up in the welcome.
    pub looked_for: usize,
    /// Callers who talked with a listener.
    pub answered: usize,
    /// Of those, at once: within 30 seconds.
    pub answered_at_once: usize,
    /// Half of the answered waited less.
    pub wait_median_s: i64,
    /// 95 of 100 answered waited less.
    pub wait_p95_s: i64,
    /// The longest wait of somebody who was answered.
    pub wait_longest_s: i64,
    /// The longest anybody waited before a person, an offer of something else, or the end of patience.
    pub longest_without_offer_s: i64,
    /// That may never be more.
    pub bound_s: i64,
    /// Callers who hung up before anybody was looked for.
    pub hung_up_in_the_welcome: usize,
    /// Callers who hung up while somebody was looked for.
    pub hung_up_while_waiting: usize,
    /// Calls back promised.
    pub promises_made: usize,
    /// Kept before the hour that was said.
    pub promises_kept_in_time: usize,
    /// Kept, and late.
    pub promises_kept_late: usize,
    /// No longer needed: they rang again and were answered.
    pub promises_overtaken: usize,
    /// Not reached, whatever was tried…
    pub promises_not_reached: usize,
    /// …of which so many have a case that says so.
    pub promises_not_reached_with_case: usize,
    /// Still to be kept.
    pub promises_open: usize,
    /// Messages left.
    pub messages_left: usize,
    /// Of those, listened to and answered.
    pub messages_handled: usize,
    /// Conversations after which the listener was asked what is needed.
    pub follow_ups_asked: usize,
    /// Of those, told.
    pub follow_ups_told: usize,
    /// Of those, seen to, or nothing was needed.
    pub follow_ups_done: usize,
    /// Cases opened.
    pub cases_opened: usize,
    /// Of those, taken by a coordinator.
    pub cases_taken: usize,
    /// Of those, closed with an outcome.
    pub cases_closed: usize,
    /// SMS received by anybody.
    pub sms: usize,
    /// Most conversations with listeners at one instant.
    pub most_conversations: usize,
    /// Times a listener was rung while on the telephone.
    pub rung_while_talking: usize,
    /// Things in progress that nothing would wake, seen on the way.
    pub without_timer: usize,
    /// Timers overdue, seen on the way.
    pub timers_overdue: usize,
}

pub(super) fn of(facts: &Facts, counts: Counts) -> Figures {
    let mut waits: Vec<i64> = facts
        .callers
        .iter()
        .filter_map(|caller| Some((caller.talked_at? - caller.searched_at?).num_seconds()))
        .collect();
    waits.sort_unstable();
    let in_state = |state: CallbackState| facts.promises.iter().filter(move |promise| promise.state == state);
    let is_late = |promise: &&PromiseFact| promise.called_back_at.is_some_and(|at| at > promise.due_at);
    let kept = in_state(CallbackState::Kept).count();
    let late = in_state(CallbackState::Kept).filter(is_late).count();
    let callers = || facts.callers.iter();
    let hung_up = |caller: &&super::facts::CallerFact| {
        caller.talked_at.is_none() && !caller.heard_promise && !caller.recorded && caller.offered_at.is_none()
    };
    Figures {
        days: counts.lived.num_days(),
        calls: facts.callers.len(),
        looked_for: callers().filter(|caller| caller.searched_at.is_some()).count(),
        answered: waits.len(),
        answered_at_once: waits.iter().filter(|wait_s| **wait_s <= AT_ONCE_S).count(),
        wait_median_s: centile(&waits, 50),
        wait_p95_s: centile(&waits, 95),
        wait_longest_s: waits.last().copied().unwrap_or_default(),
        longest_without_offer_s: callers().filter_map(|caller| caller.waited_s()).max().unwrap_or_default(),
        bound_s: facts.bound_s,
        hung_up_in_the_welcome: callers().filter(hung_up).filter(|caller| caller.searched_at.is_none()).count(),
        hung_up_while_waiting: callers().filter(hung_up).filter(|caller| caller.searched_at.is_some()).count(),
        promises_made: facts.promises.len(),
        promises_kept_in_time: kept - late,
        promises_kept_late: late,
        promises_overtaken: in_state(CallbackState::Cancelled).count(),
        promises_not_reached: in_state(CallbackState::Unreached).count(),
        promises_not_reached_with_case: in_state(CallbackState::Unreached).filter(|promise| promise.has_case).count(),
        promises_open: facts.promises.iter().filter(|promise| promise.state.is_live()).count(),
        messages_left: counts.messages_left,
        messages_handled: counts.messages_handled,
        follow_ups_asked: counts.follow_ups_asked,
        follow_ups_told: counts.follow_ups_told,
        follow_ups_done: counts.follow_ups_done,
        cases_opened: counts.cases_opened,
        cases_taken: counts.cases_taken,
        cases_closed: counts.cases_closed,
        sms: counts.texts,
        most_conversations: most_at_once(&facts.rings),
        rung_while_talking: super::promises::rung_while_on_the_telephone(&facts.rings).len(),
        without_timer: facts.looks.without_timer,
        timers_overdue: facts.looks.overdue,
    }
}

/// The smallest of `sorted` that at least so many of 100 do not exceed; 0 of none.
fn centile(sorted: &[i64], centile: usize) -> i64 {
    let rank = (sorted.len() * centile).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

fn most_at_once(rings: &[RingFact]) -> usize {
    let talks = rings.iter().filter_map(|ring| Some((ring.talked_at?, ring.ended_at)));
    let mut moments: Vec<(DateTime<Utc>, isize)> = Vec::new();
    for (from, to) in talks {
        moments.push((from, 1));
        moments.extend(to.map(|to| (to, -1)));
    }
    // Who hangs up at the instant another begins is counted out first.
    moments.sort_unstable();
    let (mut now, mut most) = (0, 0);
    for (_, change) in moments {
        now += change;
        most = most.max(now);
    }
    most.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_then_their_median_and_95th_centile() {
        let waits: Vec<i64> = (1..=20).collect();
        assert_eq!((centile(&waits, 50), centile(&waits, 95), centile(&[], 50)), (10, 19, 0));
    }

    #[test]
    fn conversations_that_overlap_then_counted_together_and_the_next_one_not() {
        let at = |minutes| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let talk = |from, to| RingFact {
            sid: String::new(),
            telephone: String::new(),
            started_at: at(from),
            talked_at: Some(at(from)),
            ended_at: to,
            was_engaged: false,
        };
        assert_eq!(most_at_once(&[talk(0, Some(at(10))), talk(5, Some(at(12))), talk(10, None)]), 2);
        assert_eq!(most_at_once(&[]), 0);
    }
}
