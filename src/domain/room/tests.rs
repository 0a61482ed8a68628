use uuid::Uuid;

use super::*;
use crate::leg::{LegEnd, Report, tests::leg};

const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn at(seconds: i64) -> DateTime<Utc> {
    START + TimeDelta::seconds(seconds)
}

fn room() -> Room {
    Room::asked(LegId(Uuid::from_u128(1)), LegId(Uuid::from_u128(2)), 3600, START)
}

#[test]
fn key_then_what_it_means() {
    for (digits, may_end, meaning) in [
        (Some("3"), false, RoomKey::RaiseHand),
        (Some("3"), true, RoomKey::RaiseHand),
        (Some("9"), true, RoomKey::End),
        (Some("9"), false, RoomKey::Back),
        (Some("1"), true, RoomKey::Back),
        (Some("*"), true, RoomKey::Back),
        (Some(""), true, RoomKey::Back),
        (None, true, RoomKey::Back),
    ] {
        assert_eq!(RoomKey::read(digits, may_end), meaning, "{digits:?} {may_end}");
    }
}

#[test]
fn hour_over_then_cut_unless_a_hand_was_raised() {
    let mut room = room();
    assert_eq!((room.stay_s(at(600)), room.is_cut(at(600))), (3000, false));
    assert!(room.is_cut(at(3600)));
    room.hand = Some(CaseId(Uuid::nil()));
    assert_eq!((room.stay_s(at(3600)), room.is_cut(at(100_000))), (LONGEST_CALL_S, false));
}

#[test]
fn next_call_is_near_then_told_five_minutes_before_and_not_right_after_the_beginning() {
    let mut room = room();
    let told_at = |next_s| Room::time_left_told_at(Some(at(next_s)), START);
    assert_eq!((told_at(1800), told_at(361), told_at(360), told_at(-5)), (Some(at(1500)), Some(at(61)), None, None));
    room.time_left_at = told_at(1800);
    assert_eq!((room.stay_s(at(600)), room.is_time_left(at(1498)), room.is_time_left(at(1499))), (900, false, true));
    room.time_left_at = None;
    assert_eq!((room.stay_s(at(1500)), room.is_time_left(at(1600))), (2100, false), "told once");
    room.time_left_at = told_at(1800);
    room.hand = Some(CaseId(Uuid::nil()));
    assert_eq!((room.stay_s(at(600)), room.is_time_left(at(1600))), (LONGEST_CALL_S, false));
}

#[test]
fn carrier_never_moved_anybody_then_a_bridge_that_ends_later_has_simply_ended() {
    let mut room = room();
    assert!(room.is_expected(at(60)));
    assert!(!room.is_expected(at(600)));
    room.stage = RoomStage::Open;
    assert!(room.is_expected(at(600)));
    room.stage = RoomStage::Over;
    assert!(!room.is_expected(at(60)));
}

#[test]
fn machine_or_perhaps_one_then_not_moved() {
    let mut leg = leg();
    assert_eq!(readiness(&leg, at(5)), Readiness::Never, "not answered");
    leg.apply(Report::InProgress, None, at(10));
    assert_eq!(readiness(&leg, at(20)), Readiness::Ready, "nobody was asked who answers");
    leg.awaits_verdict = true;
    assert_eq!(readiness(&leg, at(20)), Readiness::NotBefore(at(45)));
    assert_eq!(readiness(&leg, at(45)), Readiness::Ready, "the verdict got lost");
    leg.is_human = true;
    assert_eq!(readiness(&leg, at(20)), Readiness::Ready);
    leg.is_machine = true;
    assert_eq!(readiness(&leg, at(60)), Readiness::Never);
    leg.is_machine = false;
    leg.apply(Report::Ended(LegEnd::Completed), None, at(70));
    assert_eq!(readiness(&leg, at(71)), Readiness::Never);
}

#[test]
fn one_of_the_two_gone_then_when_the_other_is_led_out() {
    let mut room = room();
    let (worker, person) = (room.worker, room.person);
    assert_eq!(room.other_leaves_at(worker, at(0)), Some((person, at(0))));
    assert_eq!(room.other_leaves_at(person, at(0)), Some((worker, at(5))));
    room.is_aside = true;
    assert_eq!(room.other_leaves_at(person, at(0)), Some((worker, at(60))), "a key may come yet");
    assert_eq!(room.other_leaves_at(LegId(Uuid::from_u128(3)), at(0)), None);
}
