//! A promise to call somebody back before an hour.
//!
//! It is never lost: it is tried until somebody talked, a coordinator is told when it is late, and
//! after the last try in vain a case asks a human what to do.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    calendar::OpeningHours,
    case::{CaseKind, CaseLevel},
    code::Code,
    day_range,
    ids::{CallId, CallbackId, CaseId, LineId, OrganisationId},
    phone_number::PhoneNumber,
};

/// A caller is promised a call within this, in opening hours.
pub const PROMISED_WITHIN: TimeDelta = TimeDelta::hours(1);
/// Nobody free: looked for again after this.
pub const NOBODY_FREE_RETRY: TimeDelta = TimeDelta::minutes(2);
/// Listeners who were rung and did not take it are left in peace, each time for longer: a promise must not ring
/// a whole team all afternoon.
pub const LISTENER_ABSENT_RETRIES: [TimeDelta; 4] =
    [TimeDelta::minutes(2), TimeDelta::minutes(4), TimeDelta::minutes(8), TimeDelta::minutes(15)];
/// Not reached: pauses before the next tries.
pub const NOT_REACHED_RETRIES: [TimeDelta; 2] = [TimeDelta::minutes(10), TimeDelta::minutes(60)];
/// The next try is made within this of its hour, or a coordinator is told.
pub const NEXT_TRY_WITHIN: TimeDelta = TimeDelta::minutes(30);
/// While telephones ring, the promise is looked at again after this.
pub const WATCH_EVERY: TimeDelta = TimeDelta::minutes(15);

/// Where a promise is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackState {
    /// To be kept.
    Promised,
    /// Telephones ring.
    Trying,
    /// They have talked.
    Kept,
    /// Not reached: a case is open.
    Unreached,
    /// No longer wanted.
    Cancelled,
}

impl CallbackState {
    /// Whether something must still happen.
    pub fn is_live(self) -> bool {
        matches!(self, CallbackState::Promised | CallbackState::Trying)
    }

    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            CallbackState::Promised => "promised",
            CallbackState::Trying => "trying",
            CallbackState::Kept => "kept",
            CallbackState::Unreached => "unreached",
            CallbackState::Cancelled => "cancelled",
        }
    }
}

/// A promise to call somebody back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Callback {
    /// Identity of the record.
    pub id: CallbackId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line that promised.
    pub line_id: LineId,
    /// The conversation in which it was promised.
    pub call_id: CallId,
    /// Names it in SMS.
    pub code: Code,
    /// Where it is.
    pub state: CallbackState,
    /// When it was promised.
    pub promised_at: DateTime<Utc>,
    /// Before when.
    pub due_at: DateTime<Utc>,
    /// Not tried before this.
    pub not_before: DateTime<Utc>,
    /// True when the caller had hung up before asking: promised by us.
    pub is_unasked: bool,
    /// Tries that rang in vain.
    pub tries: u32,
    /// Listeners rung one after the other who did not take it.
    #[serde(default)]
    pub listeners_absent: u32,
    /// A coordinator was told that it is late.
    pub is_late_told: bool,
    /// The case opened about it.
    pub case_id: Option<CaseId>,
    /// Whom to call; sealed by the store, erased when the promise is kept.
    #[serde(skip)]
    pub number: Option<PhoneNumber>,
}

/// What happened to a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its timer is due; people may be called back now, or not.
    TimerFired {
        /// See [`callable_again_at`].
        reopens_at: Option<DateTime<Utc>>,
    },
    /// No listener could be reserved.
    NobodyFree,
    /// The listener did not pick up or press 1: nobody was rung in vain.
    ListenerAbsent,
    /// They have talked.
    Talked,
    /// The caller was rung in vain.
    NotReached,
    /// No longer wanted (for example: rang again and was answered).
    Cancelled,
}

/// What must be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Reserve a listener, ring them, then the caller.
    Try,
    /// Open a case.
    OpenCase {
        /// About what.
        kind: CaseKind,
        /// How serious.
        level: CaseLevel,
    },
    /// Close the case that said it was late.
    SettleCase,
}

/// A decision: the promise as it is now, what to do, when to look again.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The new state.
    pub callback: Callback,
    /// In order.
    pub effects: Vec<Effect>,
    /// `None` only when it is no longer live.
    pub timer: Option<DateTime<Utc>>,
}

/// When a promise made at `now` falls due, and from when it may be tried: within an hour when people may be called back
/// for that long, otherwise within an hour of the next time they may. Rounded up to the next quarter of an hour, because
/// that is what a voice can say.
pub fn promise_window(now: DateTime<Utc>, hours: &OpeningHours) -> (DateTime<Utc>, DateTime<Utc>) {
    let is_long_enough = |from: DateTime<Utc>, to: DateTime<Utc>| from + PROMISED_WITHIN <= to;
    let spans = hours.callback_spans(now);
    let not_before = match spans.iter().find(|(_, to)| now < *to) {
        Some((from, to)) if *from <= now && is_long_enough(now, *to) => now,
        _ => hours.next_callback_from(now).unwrap_or(now + TimeDelta::hours(12)),
    };
    let due = not_before + PROMISED_WITHIN;
    let quarter = TimeDelta::minutes(15);
    let rounded = due.duration_trunc(quarter).unwrap_or(due);
    (not_before, if rounded < due { rounded + quarter } else { due })
}

/// The next time whoever asked may be called back; `None` when it is now.
pub fn callable_again_at(now: DateTime<Utc>, hours: &OpeningHours) -> Option<DateTime<Utc>> {
    let may_now = hours.callback_spans(now).into_iter().any(|span| day_range::holds(span, now));
    if may_now { None } else { hours.next_callback_from(now) }
}

/// Decides what `event` does to `callback` at `now`. After its end every event is stale.
pub fn step(mut callback: Callback, event: Event, now: DateTime<Utc>) -> Decision {
    let mut effects = Vec::new();
    if !callback.state.is_live() {
        return Decision { callback, effects, timer: None };
    }
    let timer = match event {
        Event::TimerFired { reopens_at } => {
            if let Some(reopens_at) = reopens_at.filter(|_| callback.tries > 0) {
                // She was rung in time. What is left is another try, which waits for the hours in which it may be made.
                callback.due_at = callback.due_at.max(reopens_at + PROMISED_WITHIN);
            }
            if now >= callback.due_at && !callback.is_late_told {
                callback.is_late_told = true;
                effects.push(Effect::OpenCase { kind: CaseKind::LateCallback, level: CaseLevel::Worry });
            }
            let opens_at = reopens_at.unwrap_or(now).max(callback.not_before);
            if callback.state == CallbackState::Promised && opens_at <= now {
                callback.state = CallbackState::Trying;
                effects.push(Effect::Try);
                Some(now + WATCH_EVERY)
            } else if callback.state == CallbackState::Promised {
                Some(look_again(&callback, opens_at))
            } else {
                Some(now + WATCH_EVERY)
            }
        }
        Event::NobodyFree => {
            callback.state = CallbackState::Promised;
            Some(look_again(&callback, now + NOBODY_FREE_RETRY))
        }
        Event::ListenerAbsent => {
            let longest = LISTENER_ABSENT_RETRIES.len() - 1;
            let pause = LISTENER_ABSENT_RETRIES[(callback.listeners_absent as usize).min(longest)];
            callback.listeners_absent = callback.listeners_absent.saturating_add(1);
            callback.state = CallbackState::Promised;
            Some(look_again(&callback, now + pause))
        }
        Event::Talked => {
            callback.state = CallbackState::Kept;
            if callback.case_id.is_some() {
                effects.push(Effect::SettleCase);
            }
            None
        }
        Event::NotReached => match NOT_REACHED_RETRIES.get(callback.tries as usize) {
            Some(pause) => {
                callback.tries += 1;
                callback.listeners_absent = 0;
                callback.state = CallbackState::Promised;
                // The promise of a call was kept in time, and nobody picked up: the next try is another promise.
                if !callback.is_late_told {
                    callback.due_at = callback.due_at.max(now + *pause + NEXT_TRY_WITHIN);
                }
                Some(look_again(&callback, now + *pause))
            }
            None => {
                callback.state = CallbackState::Unreached;
                effects.push(Effect::OpenCase { kind: CaseKind::UnreachedCallback, level: CaseLevel::Note });
                None
            }
        },
        Event::Cancelled => {
            callback.state = CallbackState::Cancelled;
            None
        }
    };
    Decision { callback, effects, timer }
}

/// The next look: at `wanted`, but not later than the due hour while nobody was told.
fn look_again(callback: &Callback, wanted: DateTime<Utc>) -> DateTime<Utc> {
    if callback.is_late_told { wanted } else { wanted.min(callback.due_at) }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;
    use uuid::Uuid;

    use super::*;
    use crate::{
        calendar::HolidayPolicy, exceptional_hours::ExceptionalHours, holidays::HolidayCalendar,
        weekly_hours::WeeklyHours,
    };

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn callback(now: DateTime<Utc>) -> Callback {
        Callback {
            id: CallbackId(Uuid::nil()),
            organisation_id: OrganisationId(Uuid::nil()),
            line_id: LineId(Uuid::nil()),
            call_id: CallId(Uuid::nil()),
            code: Code::from_number(7),
            state: CallbackState::Promised,
            promised_at: now,
            due_at: now + TimeDelta::hours(1),
            not_before: now,
            is_unasked: false,
            tries: 0,
            listeners_absent: 0,
            is_late_told: false,
            case_id: None,
            number: None,
        }
    }

    #[test]
    fn promise_then_its_window_is_inside_opening_hours() {
        let hours = OpeningHours {
            weekly: WeeklyHours::parse("mon-fri 09:00-17:00").unwrap(),
            zone: Paris,
            holidays: HolidayCalendar::Metro,
            holiday_policy: HolidayPolicy::Closed,
            exceptions: ExceptionalHours::default(),
            callbacks: crate::calendar::callback_hours(),
        };
        let cases = [
            ("2026-11-26T09:07:00Z", "2026-11-26T09:07:00Z", "2026-11-26T10:15:00Z"),
            // Twenty minutes before closing: tomorrow morning.
            ("2026-11-26T15:40:00Z", "2026-11-27T08:00:00Z", "2026-11-27T09:00:00Z"),
            // Friday evening before Easter: Tuesday, an hour earlier in UTC.
            ("2027-03-26T18:00:00Z", "2027-03-30T07:00:00Z", "2027-03-30T08:00:00Z"),
        ];
        for (now, from, due) in cases {
            assert_eq!(promise_window(at(now), &hours), (at(from), at(due)));
        }
    }

    #[test]
    fn nobody_free_for_an_hour_then_a_coordinator_is_told_once_and_it_goes_on() {
        let mut now = at("2026-11-26T09:00:00Z");
        let mut promise = callback(now);
        let mut told = 0;
        for _ in 0..60 {
            let fired = step(promise, Event::TimerFired { reopens_at: None }, now);
            told += fired.effects.iter().filter(|effect| matches!(effect, Effect::OpenCase { .. })).count();
            let free = step(fired.callback, Event::NobodyFree, now);
            promise = free.callback;
            now = free.timer.unwrap();
        }
        assert_eq!(told, 1);
        assert_eq!(promise.state, CallbackState::Promised);
    }

    #[test]
    fn no_listener_takes_it_then_they_are_rung_less_and_less_often_and_the_coordinator_is_told_in_time() {
        let mut now = at("2026-11-26T09:00:00Z");
        let mut promise = callback(now);
        let (mut pauses, mut told_at) = (Vec::new(), None);
        for _ in 0..8 {
            let fired = step(promise, Event::TimerFired { reopens_at: None }, now);
            if !fired.effects.iter().all(|effect| *effect == Effect::Try) {
                told_at = told_at.or(Some(now));
            }
            let absent = step(fired.callback, Event::ListenerAbsent, now);
            promise = absent.callback;
            let next = absent.timer.unwrap();
            pauses.push((next - now).num_minutes());
            now = next;
        }
        assert_eq!(pauses, [2, 4, 8, 15, 15, 15, 1, 15]);
        assert_eq!(told_at, Some(at("2026-11-26T10:00:00Z")));
    }

    #[test]
    fn rung_in_vain_three_times_then_a_case() {
        let now = at("2026-11-26T09:00:00Z");
        let mut promise = callback(now);
        for expected in [CallbackState::Promised, CallbackState::Promised, CallbackState::Unreached] {
            promise.state = CallbackState::Trying;
            let decision = step(promise, Event::NotReached, now);
            assert_eq!(decision.callback.state, expected);
            assert_eq!(decision.timer.is_some(), expected.is_live());
            promise = decision.callback;
        }
    }

    #[test]
    fn rung_in_time_and_not_there_then_the_next_try_is_a_promise_of_its_own_and_nobody_is_told_of_a_late_one() {
        let start = at("2026-11-26T09:00:00Z");
        let mut promise = step(callback(start), Event::TimerFired { reopens_at: None }, start).callback;
        for (now, next) in
            [("2026-11-26T09:05:00Z", "2026-11-26T09:15:00Z"), ("2026-11-26T09:20:00Z", "2026-11-26T10:20:00Z")]
        {
            let missed = step(promise, Event::NotReached, at(now));
            assert_eq!(missed.timer, Some(at(next)));
            let again = step(missed.callback, Event::TimerFired { reopens_at: None }, at(next));
            assert_eq!(again.effects, [Effect::Try], "{next}");
            promise = again.callback;
        }
        // Nobody is free for the third: a coordinator is told half an hour later.
        let waits = step(promise, Event::NobodyFree, at("2026-11-26T10:20:00Z")).callback;
        let told = step(waits, Event::TimerFired { reopens_at: None }, at("2026-11-26T10:50:00Z"));
        assert!(told.effects.iter().any(|effect| matches!(effect, Effect::OpenCase { .. })));
    }

    #[test]
    fn rung_in_time_and_the_line_closes_then_the_next_try_is_due_after_it_opens() {
        let start = at("2026-11-26T15:30:00Z");
        let promise = step(callback(start), Event::TimerFired { reopens_at: None }, start).callback;
        let missed = step(promise, Event::NotReached, at("2026-11-26T15:40:00Z"));
        let opens = at("2026-11-27T08:00:00Z");
        let closed = step(missed.callback, Event::TimerFired { reopens_at: Some(opens) }, at("2026-11-26T16:20:00Z"));
        assert_eq!((closed.effects, closed.timer), (vec![], Some(opens)));
        assert_eq!(closed.callback.due_at, opens + PROMISED_WITHIN);
    }

    #[test]
    fn kept_then_late_events_change_nothing() {
        let now = at("2026-11-26T09:00:00Z");
        let kept = step(callback(now), Event::Talked, now).callback;
        let again = step(kept.clone(), Event::NotReached, now);
        assert_eq!((again.callback, again.timer), (kept, None));
    }
}
