//! She is told, by a short call, that somebody else calls than her usual volunteer; she may prefer to wait.
//!
//! Only for a person who agreed to automatic calls and receives no texts. Nothing depends on it: a notice that reaches
//! nobody leaves the call as it is, and whoever calls says who they are when it begins.
//!
//! # Source
//! Domain notes 2.9, story C8 and prompt V32.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CallId, LineId, NoticeId, OrganisationId, PersonId, ScheduledCallId, VolunteerId},
    local_time,
};

/// Her telephone rings at most so often for one notice.
pub const TRIES: u32 = 3;
/// Between two tries.
pub const TRIES_APART: TimeDelta = TimeDelta::minutes(10);
/// Nobody is told later than this before the call: it is about to begin.
pub const NOT_AFTER: TimeDelta = TimeDelta::minutes(20);
/// While her telephone rings or she listens, the carrier is asked this often what became of it.
pub const WATCH_EVERY: TimeDelta = TimeDelta::minutes(5);

/// Where a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// Her telephone will ring.
    Due,
    /// It rings, or she listens.
    Ringing,
    /// The substitute suits her.
    Agreed,
    /// She waits for her volunteer.
    Waits,
    /// She heard it and said nothing, or talked with somebody of the team.
    Told,
    /// She was not reached in time.
    NotReached,
    /// There is nothing to tell any more.
    Void,
}

impl NoticeState {
    /// Whether something must still happen.
    pub fn is_live(self) -> bool {
        matches!(self, NoticeState::Due | NoticeState::Ringing)
    }

    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            NoticeState::Due => "due",
            NoticeState::Ringing => "ringing",
            NoticeState::Agreed => "agreed",
            NoticeState::Waits => "waits",
            NoticeState::Told => "told",
            NoticeState::NotReached => "not_reached",
            NoticeState::Void => "void",
        }
    }
}

/// What a person answers to a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeAnswer {
    /// It suits her.
    Agrees,
    /// She prefers to wait for her volunteer.
    Waits,
    /// She said that it is her, heard it, and then nothing was understood.
    Told,
    /// She wants to be called by somebody of the team.
    Callback,
    /// No more automatic calls.
    Stop,
    /// Somebody else, a machine or silence: it was not said.
    NotHer,
}

/// A notice of one substitute for one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Identity of the record.
    pub id: NoticeId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line whose verified number is shown.
    pub line_id: LineId,
    /// Which call.
    pub scheduled_call_id: ScheduledCallId,
    /// Who is told.
    pub person_id: PersonId,
    /// Who calls instead.
    pub substitute: VolunteerId,
    /// Where it is.
    pub state: NoticeState,
    /// How often her telephone was rung for it.
    pub tries: u32,
    /// The conversation of the last time.
    pub call_id: Option<CallId>,
    /// Too late afterwards.
    pub not_after: DateTime<Utc>,
    /// Her clocks.
    pub zone: Tz,
    /// Her telephone never rings before this local time.
    pub calls_from: NaiveTime,
    /// Nor at or after this one.
    pub calls_to: NaiveTime,
}

/// What happened to a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its timer is due.
    TimerFired,
    /// Her telephone was put down, or never rang, without an answer.
    RingEnded,
    /// She answered.
    Answered(NoticeAnswer),
    /// The call has changed, or it may no longer be told.
    Void,
}

/// What must be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Ring her.
    Ring,
    /// Ask whether her telephone still rings.
    Watch,
    /// Her call waits for her volunteer.
    CallWaits,
}

impl Notice {
    /// When her telephone may ring for it, from `now` on; `None` when that is too late.
    pub fn rings_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = local_time::next_within(now, self.calls_from, self.calls_to, self.zone);
        (at <= self.not_after).then_some(at)
    }
}

/// Decides what `event` does to `notice` at `now`: what it is then, what to do, and when to look again.
pub fn step(mut notice: Notice, event: Event, now: DateTime<Utc>) -> (Notice, Option<Effect>, Option<DateTime<Utc>>) {
    if !notice.state.is_live() {
        return (notice, None, None);
    }
    let mut effect = None;
    let mut next = None;
    match (notice.state, event) {
        (_, Event::Void) => notice.state = NoticeState::Void,
        (NoticeState::Ringing, Event::TimerFired) => {
            effect = Some(Effect::Watch);
            next = Some(now + WATCH_EVERY);
        }
        (NoticeState::Due, Event::TimerFired) => match notice.rings_at(now) {
            Some(at) if at > now => next = Some(at),
            Some(_) => {
                notice.state = NoticeState::Ringing;
                notice.tries += 1;
                effect = Some(Effect::Ring);
                next = Some(now + WATCH_EVERY);
            }
            None => notice.state = NoticeState::NotReached,
        },
        (_, Event::Answered(NoticeAnswer::Agrees)) => notice.state = NoticeState::Agreed,
        (_, Event::Answered(NoticeAnswer::Waits)) => {
            notice.state = NoticeState::Waits;
            effect = Some(Effect::CallWaits);
        }
        (_, Event::Answered(NoticeAnswer::Told | NoticeAnswer::Callback | NoticeAnswer::Stop)) => {
            notice.state = NoticeState::Told;
        }
        (_, Event::RingEnded | Event::Answered(NoticeAnswer::NotHer)) => {
            let again_at = notice.rings_at(now + TRIES_APART).filter(|_| notice.tries < TRIES);
            notice.state = if again_at.is_some() { NoticeState::Due } else { NoticeState::NotReached };
            next = again_at;
        }
        // Nothing else is live.
        _ => {}
    }
    (notice, effect, next)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    /// A call at fifteen hours in Paris.
    fn notice() -> Notice {
        let nil = Uuid::nil();
        Notice {
            id: NoticeId(nil),
            organisation_id: OrganisationId(nil),
            line_id: LineId(nil),
            scheduled_call_id: ScheduledCallId(nil),
            person_id: PersonId(nil),
            substitute: VolunteerId(nil),
            state: NoticeState::Due,
            tries: 0,
            call_id: None,
            not_after: at("2026-11-26T13:40:00Z"),
            zone: Paris,
            calls_from: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
            calls_to: NaiveTime::from_hms_opt(20, 0, 0).unwrap(),
        }
    }

    #[test]
    fn nobody_answers_then_three_rings_ten_minutes_apart_and_no_more() {
        let (mut notice, mut now) = (notice(), at("2026-11-26T10:00:00Z"));
        let mut rang = Vec::new();
        loop {
            let (rung, effect, _) = step(notice, Event::TimerFired, now);
            assert_eq!(effect, Some(Effect::Ring));
            rang.push(now.format("%H:%M").to_string());
            let (ended, _, next) = step(rung, Event::RingEnded, now);
            notice = ended;
            match next {
                Some(next) => now = next,
                None => break,
            }
        }
        assert_eq!(
            (rang, notice.state),
            (vec!["10:00".into(), "10:10".into(), "10:20".into()], NoticeState::NotReached)
        );
    }

    #[test]
    fn night_then_the_morning_and_too_late_then_not_at_all() {
        let (still_due, effect, next) = step(notice(), Event::TimerFired, at("2026-11-25T21:00:00Z"));
        assert_eq!((still_due.state, effect, next), (NoticeState::Due, None, Some(at("2026-11-26T08:00:00Z"))));
        let (late, effect, next) = step(notice(), Event::TimerFired, at("2026-11-26T13:41:00Z"));
        assert_eq!((late.state, effect, next), (NoticeState::NotReached, None, None));
        let early_call = Notice { not_after: at("2026-11-26T07:40:00Z"), ..notice() };
        assert_eq!(step(early_call, Event::TimerFired, at("2026-11-25T21:00:00Z")).0.state, NoticeState::NotReached);
    }

    #[test]
    fn each_answer_then_its_end_and_only_waiting_touches_the_call() {
        let ringing = Notice { state: NoticeState::Ringing, tries: 1, ..notice() };
        for (answer, state, effect) in [
            (NoticeAnswer::Agrees, NoticeState::Agreed, None),
            (NoticeAnswer::Waits, NoticeState::Waits, Some(Effect::CallWaits)),
            (NoticeAnswer::Told, NoticeState::Told, None),
            (NoticeAnswer::Callback, NoticeState::Told, None),
            (NoticeAnswer::Stop, NoticeState::Told, None),
            (NoticeAnswer::NotHer, NoticeState::Due, None),
        ] {
            let (after, done, _) = step(ringing.clone(), Event::Answered(answer), at("2026-11-26T10:00:00Z"));
            assert_eq!((after.state, done), (state, effect), "{answer:?}");
        }
    }

    proptest! {
        #[test]
        fn any_history_then_live_means_a_timer_and_she_is_rung_three_times_at_most(
            events in proptest::collection::vec((0_u8..9, 0_i64..40), 0..40)
        ) {
            let (mut notice, mut now, mut rings) = (notice(), at("2026-11-26T07:00:00Z"), 0);
            let mut timer = Some(now);
            for (event, minutes) in events {
                now += TimeDelta::minutes(minutes);
                let event = match event {
                    0..=3 => Event::TimerFired,
                    4 => Event::RingEnded,
                    5 => Event::Answered(NoticeAnswer::NotHer),
                    6 => Event::Answered(NoticeAnswer::Waits),
                    7 => Event::Answered(NoticeAnswer::Agrees),
                    _ => Event::Void,
                };
                let was_live = notice.state.is_live();
                let (after, effect, next) = step(notice, event, now);
                rings += u32::from(effect == Some(Effect::Ring));
                if effect == Some(Effect::Ring) {
                    prop_assert!(now <= after.not_after);
                }
                prop_assert!(was_live || effect.is_none());
                timer = next.filter(|_| after.state.is_live()).or(timer.filter(|_| after.state.is_live()));
                prop_assert_eq!(after.state.is_live(), timer.is_some());
                notice = after;
            }
            prop_assert!(rings <= TRIES);
        }
    }
}
