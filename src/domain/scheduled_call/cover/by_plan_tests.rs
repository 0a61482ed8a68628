//! What a plan proposes and what becomes of it, as tables.

use chrono::TimeDelta;
use uuid::Uuid;

use super::super::super::{
    OFFER_BEFORE,
    tests::{Life, call, karim, thursday},
};
use super::*;

fn zoe() -> VolunteerId {
    VolunteerId(Uuid::from_u128(2))
}

/// Three days before, Karim away.
fn uncovered() -> Life {
    let mut life = Life::begin();
    life.now = thursday() - TimeDelta::days(3);
    life.timer = Some(thursday() - OFFER_BEFORE);
    life.event(Event::VolunteerAway { volunteer: karim(), person_waits: false });
    life
}

#[test]
fn given_by_the_plan_then_nobody_hears_of_it_before_the_day_before_and_the_timer_stays() {
    let mut life = uncovered();
    life.event(Event::GivenByPlan(zoe()));
    assert_eq!((life.call.state, life.call.volunteer, life.log.len()), (State::Planned, None, 0));
    assert_eq!((life.call.counted_on(), life.timer), (Some(zoe()), Some(thursday() - OFFER_BEFORE)));
    let before = life.call.clone();
    life.event(Event::GivenByPlan(zoe()));
    assert_eq!(life.call, before, "again is the same");
    life.timer();
    assert_eq!(life.log, ["Wed 15:00 offer"]);
    assert_eq!((life.call.state, life.call.volunteer), (State::Offered, Some(zoe())));
}

#[test]
fn stand_in_is_silent_then_others_are_asked_three_hours_later_and_a_late_yes_wins() {
    let mut life = uncovered();
    life.event(Event::GivenByPlan(zoe())).timer().timer();
    assert_eq!(life.log, ["Wed 15:00 offer", "Wed 18:00 ask 3"]);
    assert_eq!((life.call.volunteer, life.call.state), (None, State::SeekingSubstitute), "nobody was promised");
    life.event(Event::OfferAccepted(zoe()));
    assert_eq!((life.call.volunteer, life.call.is_promised), (Some(zoe()), true));
}

#[test]
fn stand_in_says_no_then_others_are_asked_at_once() {
    let mut life = uncovered();
    life.event(Event::GivenByPlan(zoe())).timer().event(Event::OfferDeclined(zoe()));
    assert_eq!(life.log.last().unwrap(), "Wed 15:00 ask 3");
    assert_eq!(life.call.volunteer, None);
}

#[test]
fn told_or_over_then_the_plan_changes_nothing() {
    let mut life = Life::begin();
    life.timer();
    for event in [Event::GivenByPlan(zoe()), Event::LeftByPlan(LeftBecause::Hours)] {
        let before = (life.call.clone(), life.timer);
        life.event(event);
        assert_eq!((life.call.clone(), life.timer), before);
    }
}

#[test]
fn usual_one_is_back_or_the_chosen_one_leaves_then_the_plan_is_forgotten() {
    let mut life = uncovered();
    life.event(Event::GivenByPlan(zoe())).event(Event::VolunteerLeft(zoe()));
    assert_eq!((life.call.cover.planned, life.call.expected_volunteer()), (None, None));
    life.event(Event::GivenByPlan(zoe())).event(Event::VolunteerBack(karim()));
    assert_eq!((life.call.cover.planned, life.call.expected_volunteer()), (None, Some(karim())));
}

#[test]
fn nobody_was_found_then_the_reason_stays_and_others_are_asked_in_time() {
    let mut life = uncovered();
    life.event(Event::LeftByPlan(LeftBecause::Language)).timer();
    assert_eq!(life.log, ["Wed 15:00 ask 3"]);
    assert_eq!(life.call.cover.left_because, Some(LeftBecause::Language));
}

#[test]
fn what_the_plan_has_to_say_then_only_what_is_new() {
    let free = ScheduledCall { usual_volunteer: None, ..call() };
    assert_eq!(free.news_of_plan(Ok(zoe())), Some(Event::GivenByPlan(zoe())));
    assert_eq!(free.news_of_plan(Err(LeftBecause::Cap)), Some(Event::LeftByPlan(LeftBecause::Cap)));
    assert_eq!(call().news_of_plan(Ok(karim())), None, "it is theirs");
    let mut given = uncovered();
    given.event(Event::GivenByPlan(zoe()));
    assert_eq!(given.call.news_of_plan(Ok(zoe())), None);
    assert_eq!(given.call.news_of_plan(Ok(karim())), Some(Event::VolunteerBack(karim())));
    assert_eq!(given.call.news_of_plan(Err(LeftBecause::Cap)), Some(Event::LeftByPlan(LeftBecause::Cap)));
}
