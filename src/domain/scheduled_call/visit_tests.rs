//! What a visit does at each of its hours.

use proptest::prelude::*;

use super::*;
use crate::{
    protocol::Protocol,
    scheduled_call::{
        CallOutcome, Decision, Effect, Event, ScheduledCall, step,
        tests::{any_event, call, karim, thursday},
    },
};

fn visit() -> ScheduledCall {
    ScheduledCall { kind: CallKind::Visit, ..call() }
}

fn confirmed() -> ScheduledCall {
    ScheduledCall {
        state: State::Confirmed,
        volunteer: Some(karim()),
        is_promised: true,
        starting_told: true,
        ..visit()
    }
}

fn opened(decision: &Decision) -> Vec<CaseKind> {
    let kind = |effect: &Effect| match effect {
        Effect::OpenCase { kind, .. } => Some(*kind),
        _ => None,
    };
    decision.effects.iter().filter_map(kind).collect()
}

#[test]
fn hour_has_come_then_nobody_is_rung_and_the_volunteer_is_asked_once_it_is_over() {
    let at_the_hour = step(confirmed(), Event::TimerFired, thursday(), None);
    assert_eq!(at_the_hour.call.state, State::AwaitingOutcome);
    assert_eq!((at_the_hour.effects, at_the_hour.timer), (vec![], Some(thursday() + TimeDelta::minutes(30))));
    let over = step(at_the_hour.call, Event::TimerFired, thursday() + TimeDelta::minutes(30), None);
    assert_eq!(over.effects, [Effect::AskOutcome { again: false }]);
    let again = step(over.call, Event::TimerFired, thursday() + TimeDelta::minutes(150), None);
    assert_eq!(again.effects, [Effect::AskOutcome { again: true }]);
    assert_eq!(again.timer, Some(thursday() + TimeDelta::minutes(30) + TimeDelta::hours(24)));
    let never = step(again.call, Event::TimerFired, thursday() + TimeDelta::hours(25), None);
    assert_eq!(opened(&never), [CaseKind::VisitMissed], "nobody knows whether she was seen");
    let late = step(never.call, Event::OutcomeGiven(CallOutcome::Well), thursday() + TimeDelta::hours(26), None);
    assert_eq!((late.call.state, late.call.outcome), (State::Settled, Some(CallOutcome::Well)));
    assert_eq!(late.call.talked_at, Some(thursday()));
}

#[test]
fn nobody_opened_then_a_human_and_no_attempt_by_telephone() {
    let call = ScheduledCall { state: State::AwaitingOutcome, ..confirmed() };
    let door_closed = step(call, Event::OutcomeWasNoAnswer, thursday() + TimeDelta::minutes(40), None);
    assert_eq!(door_closed.call.state, State::Missed);
    assert_eq!(opened(&door_closed), [CaseKind::VisitMissed]);
    let level =
        |effect: &Effect| matches!(effect, Effect::OpenCase { level, .. } if *level == Protocol::weekly().level);
    assert!(door_closed.effects.iter().any(level));
}

#[test]
fn nobody_to_go_or_nobody_sure_to_then_the_team_knows_before_the_hour() {
    let before = thursday() - TimeDelta::minutes(15);
    for volunteer in [None, Some(karim())] {
        let searching = ScheduledCall { state: State::SeekingSubstitute, volunteer, waves: 2, ..visit() };
        let given_up = step(searching, Event::TimerFired, before, None);
        assert_eq!(opened(&given_up), [CaseKind::UncoveredCall], "{volunteer:?}");
        let at_the_hour = step(given_up.call, Event::TimerFired, thursday(), None);
        let expected = if volunteer.is_some() { State::AwaitingOutcome } else { State::Missed };
        assert_eq!(at_the_hour.call.state, expected);
    }
}

#[test]
fn she_rings_while_somebody_is_with_her_then_the_visit_still_waits_for_its_word() {
    let call = ScheduledCall { state: State::AwaitingOutcome, ..confirmed() };
    let rang = step(call.clone(), Event::PersonCalledBack, thursday() + TimeDelta::minutes(5), Some(thursday()));
    assert_eq!(rang.call, call);
    assert!(!confirmed().may_call_in(karim(), thursday()), "nobody is connected for a visit");
}

proptest! {
    #[test]
    fn any_history_then_no_telephone_rings_and_what_lives_has_a_timer(
        events in prop::collection::vec((any_event(), 0_i64..300), 1..30)
    ) {
        let mut now = thursday() - TimeDelta::hours(24);
        let (mut call, mut timer) = (visit(), Some(now));
        for (event, minutes) in events {
            now += TimeDelta::minutes(minutes);
            let decision = step(call, event, now, timer);
            let rings = |effect: &Effect| matches!(effect, Effect::StartAttempt(_) | Effect::WatchAttempt);
            prop_assert!(!decision.effects.iter().any(rings));
            prop_assert_eq!(decision.call.state.is_live(), decision.timer.is_some());
            (call, timer) = (decision.call, decision.timer);
        }
    }
}
