//! Cover, as tables.

use chrono::TimeDelta;
use uuid::Uuid;

use super::super::{
    CallOutcome, Event, OFFER_BEFORE,
    tests::{Life, karim, thursday},
};
use super::*;

fn zoe() -> VolunteerId {
    VolunteerId(Uuid::from_u128(2))
}

/// A week before.
fn planned() -> Life {
    let mut life = Life::begin();
    life.now = thursday() - TimeDelta::days(7);
    life
}

fn away(person_waits: bool) -> Event {
    Event::VolunteerAway { volunteer: karim(), person_waits }
}

#[test]
fn away_before_anybody_was_asked_then_others_are_asked_in_time_and_not_the_usual_one() {
    let mut life = planned();
    life.event(away(false));
    assert_eq!((life.call.state, life.call.expected_volunteer()), (State::Planned, None));
    life.now = thursday() - OFFER_BEFORE;
    life.event(Event::TimerFired);
    assert_eq!(life.log, ["Wed 15:00 ask 3"]);
}

#[test]
fn away_told_after_the_yes_then_others_are_asked_at_once_and_the_first_yes_stays() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).event(away(false));
    assert_eq!(life.log[3..], ["Wed 15:00 withdraw one", "Wed 15:00 ask 3"]);
    assert_eq!((life.call.state, life.call.volunteer), (State::SeekingSubstitute, None));
    life.event(Event::OfferAccepted(zoe())).event(Event::VolunteerBack(karim()));
    assert_eq!((life.call.volunteer, life.call.is_promised), (Some(zoe()), true), "Zoé has promised");
}

#[test]
fn back_while_nobody_has_said_yes_then_the_usual_one_is_asked_again() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).event(away(false)).event(Event::VolunteerBack(karim()));
    assert_eq!(life.log.last().unwrap(), "Wed 15:00 offer");
    assert_eq!((life.call.state, life.call.volunteer), (State::Offered, Some(karim())));
}

#[test]
fn person_waits_then_not_called_and_her_call_comes_back_with_her_volunteer() {
    let mut life = planned();
    life.event(away(true));
    assert_eq!((life.call.state, life.timer, life.call.cover.waits), (State::Cancelled, None, true));
    life.event(Event::VolunteerBack(karim()));
    assert_eq!((life.call.state, life.timer), (State::Planned, Some(thursday() - OFFER_BEFORE)));
    // Too late to come back: she was told.
    life.event(away(true));
    life.now = thursday();
    life.event(Event::VolunteerBack(karim()));
    assert_eq!(life.call.state, State::Cancelled);
}

#[test]
fn person_waits_but_somebody_has_promised_her_call_then_it_takes_place() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferDeclined(karim())).event(Event::OfferAccepted(zoe())).event(away(true));
    assert_eq!((life.call.state, life.call.volunteer), (State::Confirmed, Some(zoe())));
}

#[test]
fn volunteer_has_left_then_every_state_goes_on_without_them() {
    let mut life = planned();
    life.event(Event::VolunteerLeft(karim()));
    assert_eq!((life.call.usual_volunteer, life.call.state), (None, State::Planned));
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).event(Event::VolunteerLeft(karim()));
    assert_eq!((life.call.usual_volunteer, life.call.state), (None, State::SeekingSubstitute));
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer();
    life.ended(super::super::AttemptResult::NoAnswer, true).event(Event::VolunteerLeft(karim())).timer();
    assert_eq!(life.log.last().unwrap(), "Thu 15:15 ring team");
    life.event(Event::OutcomeGiven(CallOutcome::Well)).event(Event::VolunteerLeft(karim()));
    assert_eq!(life.call.state, State::Settled);
}

#[test]
fn hours_proposed_then_taken_or_refused_with_the_reason() {
    let mut life = Life::begin();
    life.timer();
    let at = |minutes: i64| thursday() + TimeDelta::minutes(minutes);
    let now = at(-60);
    for (minutes, expected) in [
        (30, Ok(())),
        (-30, Ok(())),
        (120, Ok(())),
        (121, Err(HourRefusal::TooFar)),
        (-61, Err(HourRefusal::NotThatDay)),
        (24 * 60, Err(HourRefusal::NotThatDay)),
    ] {
        assert_eq!(life.call.can_move_to(at(minutes), now), expected, "{minutes}");
    }
    life.call.calls_to = NaiveTime::from_hms_opt(16, 0, 0).unwrap();
    assert_eq!(life.call.can_move_to(at(60), now), Err(HourRefusal::HerQuietHours));
    life.call.state = State::Attempting;
    assert_eq!(life.call.can_move_to(at(30), now), Err(HourRefusal::NotOpen));
}

#[test]
fn moved_twice_then_never_further_than_two_hours_from_what_was_promised() {
    let mut life = Life::begin();
    let moved = |minutes| Event::Moved { volunteer: karim(), at: thursday() + TimeDelta::minutes(minutes) };
    life.timer().event(moved(90));
    assert_eq!((life.call.state, life.call.starts_at), (State::Confirmed, thursday() + TimeDelta::minutes(90)));
    assert_eq!(life.timer, Some(thursday() + TimeDelta::minutes(80)));
    life.event(moved(180));
    assert_eq!(life.call.starts_at, thursday() + TimeDelta::minutes(90));
    life.event(moved(0)).timer().timer();
    assert_eq!(life.log.last().unwrap(), "Thu 15:00 ring volunteer");
    // Somebody else's promise is not moved.
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).event(Event::Moved { volunteer: zoe(), at: thursday() });
    assert_eq!(life.call.volunteer, Some(karim()));
}

#[test]
fn volunteer_rings_the_line_about_the_hour_then_the_attempt_begins_without_ringing_them() {
    for (minutes, expected) in [(-31, false), (-30, true), (0, true), (60, true), (61, false)] {
        let mut life = Life::begin();
        life.timer().event(Event::OfferAccepted(karim()));
        life.now = thursday() + TimeDelta::minutes(minutes);
        life.event(Event::VolunteerCallsIn(zoe()));
        assert_eq!(life.call.state, State::Confirmed, "not hers");
        life.event(Event::VolunteerCallsIn(karim()));
        assert_eq!(life.call.state == State::Attempting, expected, "{minutes}");
    }
}
