//! A match, as tables and a property.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{consent::Way, ids::StaffId, matches::examples::asked};

fn at(hours: i64) -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-11-26T09:00:00Z".parse().unwrap();
    start + chrono::TimeDelta::hours(hours)
}

fn nadia() -> Member {
    Member::Staff(StaffId(Uuid::from_u128(9)))
}

fn said(side: Side, yes: bool) -> Event {
    let said = Said { yes, way: Way::Word, by: Some(nadia()), at: at(0) };
    Event::Said { side, said, reason: NoReason::NotGiven }
}

fn fired(calls_made: u32) -> Event {
    Event::TimerFired { away_until: None, calls_made, task_is_open: false }
}

fn context(hours: i64, timer: Option<DateTime<Utc>>) -> Context {
    Context { now: at(hours), next_look_at: at(hours + 24), timer }
}

/// Lives events an hour apart: the match, its timer, and the effects of the last event.
fn lived(events: &[Event]) -> Decision {
    let mut last = Decision { paired: asked(), effects: Vec::new(), timer: Some(at(24)) };
    for (hour, event) in events.iter().enumerate() {
        last = step(last.paired, *event, context(hour as i64, last.timer));
    }
    last
}

#[test]
fn answers_then_states_and_what_follows() {
    use Effect::*;
    use MatchState::*;
    use Side::{Person, Volunteer};
    let (begun, trial_over) =
        ([said(Volunteer, true), said(Person, true)], [said(Volunteer, true), said(Person, true), fired(3)]);
    let then = |before: &[Event], more: &[Event]| [before, more].concat();
    let cases: Vec<(Vec<Event>, MatchState, Vec<Effect>)> = vec![
        (vec![said(Volunteer, true)], Asked, vec![TellWaits, Ask(Person)]),
        (vec![said(Person, true)], Asked, vec![]),
        (begun.to_vec(), Trial, vec![Begin]),
        (vec![said(Person, true), said(Volunteer, true)], Trial, vec![Begin]),
        (vec![said(Volunteer, false)], Refused, vec![ThankForNo(Volunteer)]),
        (vec![said(Person, true), said(Volunteer, false)], Refused, vec![ThankForNo(Volunteer), TellEnded(Person)]),
        (vec![said(Volunteer, true), said(Person, false)], Refused, vec![ThankForNo(Person), TellEnded(Volunteer)]),
        // The same once more, or something else after the end, changes nothing.
        (vec![said(Volunteer, true), said(Volunteer, true)], Asked, vec![]),
        (vec![said(Volunteer, false), said(Volunteer, true)], Refused, vec![]),
        (then(&begun, &[fired(2)]), Trial, vec![]),
        (trial_over.to_vec(), ToConfirm, vec![Ask(Volunteer)]),
        (then(&trial_over, &[said(Volunteer, true)]), ToConfirm, vec![Ask(Person)]),
        (then(&trial_over, &[said(Volunteer, true), said(Person, true)]), Confirmed, vec![TellConfirmed]),
        (then(&trial_over, &[Event::Confirmed(nadia())]), Confirmed, vec![TellConfirmed]),
        (then(&begun, &[Event::Confirmed(nadia())]), Confirmed, vec![TellConfirmed]),
        (vec![Event::Confirmed(nadia())], Asked, vec![]),
        (then(&begun, &[said(Person, false)]), Refused, vec![EndCalls(EndedBecause::PersonSaidNo), ThankForNo(Person)]),
        (
            then(&trial_over, &[said(Volunteer, false)]),
            Refused,
            vec![EndCalls(EndedBecause::VolunteerSaidNo), TellEnded(Person)],
        ),
        // Silence: once more, then a coordinator, then again after two days.
        (vec![fired(0)], Asked, vec![Ask(Volunteer)]),
        (vec![fired(0), fired(0)], Asked, vec![TellUnanswered]),
        (vec![said(Volunteer, true), fired(0)], Asked, vec![Ask(Person)]),
    ];
    for (events, state, effects) in cases {
        let decision = lived(&events);
        assert_eq!((decision.paired.state, decision.effects), (state, effects), "{events:?}");
    }
}

#[test]
fn something_else_ends_it_then_whoever_knows_is_told_and_calls_end_only_when_they_must() {
    use Effect::*;
    use EndedBecause::*;
    let ends = |because| Event::Withdrawn { because, by: None };
    let trial = [said(Side::Volunteer, true), said(Side::Person, true)];
    let cases: Vec<(&[Event], EndedBecause, MatchState, Vec<Effect>)> = vec![
        (&[], NoConsent, MatchState::Withdrawn, vec![TellEnded(Side::Volunteer)]),
        (&[], VolunteerLeft, MatchState::Withdrawn, vec![]),
        (&trial[..1], VolunteerLeft, MatchState::Withdrawn, vec![TellEnded(Side::Person)]),
        (&trial, VolunteerLeft, MatchState::Withdrawn, vec![TellEnded(Side::Person)]),
        (&trial, SeriesEnded, MatchState::Withdrawn, vec![]),
        (&trial, NoConsent, MatchState::Withdrawn, vec![EndCalls(NoConsent)]),
        (&trial, Coordinator, MatchState::Withdrawn, vec![EndCalls(Coordinator), TellEnded(Side::Person)]),
        (&[], Coordinator, MatchState::Withdrawn, vec![TellEnded(Side::Volunteer)]),
    ];
    for (before, because, state, effects) in cases {
        let decision = lived(&[before, &[ends(because)]].concat());
        assert_eq!((decision.paired.state, decision.effects), (state, effects), "{before:?} {because:?}");
        assert_eq!(decision.timer, None);
    }
    let confirmed = [&trial[..], &[Event::Confirmed(nadia())]].concat();
    let over = lived(&[&confirmed[..], &[ends(VolunteerLeft)]].concat());
    assert_eq!((over.paired.state, over.effects), (MatchState::Ended, vec![]));
    let kept = lived(&[&confirmed[..], &[ends(NoConsent)]].concat());
    assert_eq!(kept.paired.state, MatchState::Confirmed, "her calls wait for her next yes");
}

#[test]
fn she_is_away_then_nobody_asks_until_she_is_back() {
    let away = Event::TimerFired { away_until: Some(at(100)), calls_made: 3, task_is_open: false };
    let asked = lived(&[away]);
    assert_eq!((asked.effects, asked.timer), (vec![], Some(at(100))));
    let trial = lived(&[said(Side::Volunteer, true), said(Side::Person, true), away]);
    assert_eq!((trial.paired.state, trial.effects), (MatchState::Trial, vec![]));
}

fn anything() -> impl Strategy<Value = Event> {
    let because = prop_oneof![
        Just(EndedBecause::NoConsent),
        Just(EndedBecause::VolunteerLeft),
        Just(EndedBecause::SeriesEnded),
        Just(EndedBecause::Coordinator),
    ];
    prop_oneof![
        4 => (0u32..5, any::<bool>(), any::<bool>()).prop_map(|(calls_made, task_is_open, is_away)| {
            Event::TimerFired { away_until: is_away.then(|| at(200)), calls_made, task_is_open }
        }),
        6 => (any::<bool>(), proptest::bool::weighted(0.8))
            .prop_map(|(is_hers, yes)| said(if is_hers { Side::Person } else { Side::Volunteer }, yes)),
        1 => Just(Event::Confirmed(nadia())),
        1 => because.prop_map(|because| Event::Withdrawn { because, by: None }),
    ]
}

proptest! {
    /// Alive means a timer; calls begin once, after two times yes; what is over stays over; a no is kept.
    #[test]
    fn any_history_then_alive_means_a_timer_and_calls_begin_only_after_two_times_yes(
        events in proptest::collection::vec(anything(), 0..20),
    ) {
        let mut last = Decision { paired: asked(), effects: Vec::new(), timer: Some(at(24)) };
        let mut begun = 0;
        for (hour, event) in events.into_iter().enumerate() {
            let before = last.paired.clone();
            last = step(last.paired, event, context(hour as i64, last.timer));
            let paired = &last.paired;
            prop_assert_eq!(paired.state.is_live(), last.timer.is_some());
            if let Some(timer) = last.timer {
                prop_assert!(timer > at(0));
            }
            begun += last.effects.iter().filter(|effect| **effect == Effect::Begin).count();
            if begun > 0 || !matches!(paired.state, MatchState::Asked | MatchState::Refused | MatchState::Withdrawn) {
                prop_assert!(paired.begin.volunteer.is_some_and(|said| said.yes) );
                prop_assert!(paired.begin.person.is_some_and(|said| said.yes));
            }
            prop_assert!(begun <= 1);
            if !before.state.is_current() {
                prop_assert_eq!(paired, &before);
                prop_assert!(last.effects.is_empty());
            }
            prop_assert_eq!(paired.state == MatchState::Refused, paired.stands_between_them());
            prop_assert_eq!(paired.state.is_current(), paired.end.is_none());
        }
    }
}
