use chrono_tz::Europe::Paris;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{calendar::HolidayPolicy, holidays::HolidayCalendar, ids::StaffId, weekly_hours::WeeklyHours};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn morning() -> DateTime<Utc> {
    at("2026-11-26T09:00:00Z")
}

fn somebody() -> Member {
    Member::Staff(StaffId(Uuid::from_u128(7)))
}

fn asked() -> FollowUp {
    FollowUp {
        id: FollowUpId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        line_id: LineId(Uuid::nil()),
        call_id: CallId(Uuid::nil()),
        code: Code::from_number(7),
        listener: somebody(),
        triage: None,
        owner: None,
        state: FollowUpState::Asked,
        asked_at: morning(),
        is_asked_again: false,
        due_at: None,
        case_id: None,
        done: None,
        residence_id: None,
        taken_by: None,
    }
}

fn weekdays() -> OpeningHours {
    OpeningHours {
        weekly: WeeklyHours::parse("mon-fri 09:00-17:00").unwrap(),
        zone: Paris,
        holidays: HolidayCalendar::Metro,
        holiday_policy: HolidayPolicy::Closed,
        exceptions: crate::exceptional_hours::ExceptionalHours::default(),
        callbacks: crate::calendar::callback_hours(),
    }
}

#[test]
fn need_and_urgency_then_when_it_is_due() {
    let cases = [
        // Thursday at ten.
        (1, 1, "2026-11-26T09:00:00Z", "2026-12-01T16:00:00Z"),
        (2, 1, "2026-11-26T09:00:00Z", "2026-11-27T16:00:00Z"),
        (3, 1, "2026-11-26T09:00:00Z", "2026-11-26T17:00:00Z"),
        (4, 1, "2026-11-26T09:00:00Z", "2026-12-01T16:00:00Z"),
        (5, 2, "2026-11-26T09:00:00Z", "2026-11-26T17:00:00Z"),
        // Late in the evening "today" is within the hour.
        (2, 2, "2026-11-26T18:30:00Z", "2026-11-26T19:30:00Z"),
        // Friday: the next open day is Monday; across Easter and the change of the clocks, Tuesday.
        (2, 1, "2026-11-27T09:00:00Z", "2026-11-30T16:00:00Z"),
        (2, 1, "2027-03-26T09:00:00Z", "2027-03-30T15:00:00Z"),
        (5, 3, "2026-11-26T09:00:00Z", "2026-11-26T09:00:00Z"),
    ];
    for (need, urgency, now, due) in cases {
        let triage = Triage::of_digits(need, urgency).unwrap();
        assert_eq!(triage.due_at(at(now), &weekdays()), at(due), "{triage:?} at {now}");
    }
    assert_eq!((Triage::of_digits(6, 1), Triage::of_digits(0, 1), Triage::of_digits(1, 4)), (None, None, None));
}

#[test]
fn listened_to_and_nothing_more_then_over_at_once() {
    let triage = Triage::of_digits(1, 1).unwrap();
    let told = step(asked(), Event::Told { triage, due_at: morning(), owner: None }, morning(), None);
    assert_eq!((told.follow_up.state, told.timer), (FollowUpState::Done, None));
    assert_eq!(told.effects, [Effect::Thank]);
}

#[test]
fn immediate_then_the_emergency_numbers_and_a_case_in_the_same_instant() {
    let triage = Triage::of_digits(2, 3).unwrap();
    let told = step(asked(), Event::Told { triage, due_at: morning(), owner: None }, morning(), None);
    let case = Effect::OpenCase { kind: CaseKind::ImmediateNeed, level: CaseLevel::Immediate };
    assert_eq!(told.effects, [Effect::TellEmergencyNumbers, case]);
    assert!(told.timer.is_some());
}

#[test]
fn supply_brought_then_asked_about_the_next_day_before_it_is_over() {
    let triage = Triage::of_digits(3, 1).unwrap();
    let told = step(asked(), Event::Told { triage, due_at: morning(), owner: Some(somebody()) }, morning(), None);
    let done = Event::Done { by: somebody(), check_at: morning() + TimeDelta::days(1) };
    let brought = step(told.follow_up, done, morning(), told.timer);
    assert_eq!(brought.follow_up.state, FollowUpState::Checking);
    assert_eq!(brought.timer, Some(morning() + TimeDelta::days(1)));
    let asked = step(brought.follow_up, done, morning() + TimeDelta::days(1), brought.timer);
    assert_eq!((asked.follow_up.state, asked.timer), (FollowUpState::Done, None));
}

#[test]
fn listener_says_nothing_then_asked_once_more_and_left_in_peace() {
    let again = step(asked(), Event::TimerFired, morning() + ASK_AGAIN_AFTER, None);
    assert_eq!((again.effects.as_slice(), again.timer), ([Effect::AskAgain].as_slice(), Some(morning() + ASKED_FOR)));
    let over = step(again.follow_up, Event::TimerFired, morning() + ASKED_FOR, None);
    assert_eq!((over.follow_up.state, over.timer), (FollowUpState::NotTold, None));
}

#[test]
fn late_then_one_case_and_it_is_not_forgotten() {
    let triage = Triage::of_digits(4, 1).unwrap();
    let told = step(asked(), Event::Told { triage, due_at: morning(), owner: Some(somebody()) }, morning(), None);
    let late = step(told.follow_up, Event::TimerFired, morning() + TimeDelta::days(4), None);
    assert_eq!(late.effects, [Effect::OpenCase { kind: CaseKind::LateFollowUp, level: CaseLevel::Worry }]);
    let mut follow_up = late.follow_up;
    follow_up.case_id = Some(CaseId(Uuid::from_u128(1)));
    let again = step(follow_up, Event::TimerFired, morning() + TimeDelta::days(5), None);
    assert!(again.effects.is_empty() && again.timer.is_some());
}

proptest! {
    #[test]
    fn any_history_then_live_means_a_timer(
        events in proptest::collection::vec((0..3_u8, 1..6_u8, 1..4_u8), 0..12),
    ) {
        let mut follow_up = asked();
        let mut timer = Some(morning() + ASK_AGAIN_AFTER);
        for (kind, need, urgency) in events {
            let event = match kind {
                0 => Event::TimerFired,
                1 => Event::Told { triage: Triage::of_digits(need, urgency).unwrap(), due_at: morning(), owner: None },
                _ => Event::Done { by: somebody(), check_at: morning() + TimeDelta::days(1) },
            };
            let decision = step(follow_up, event, morning(), timer);
            prop_assert_eq!(decision.timer.is_some(), decision.follow_up.state.is_live());
            follow_up = decision.follow_up;
            timer = decision.timer;
        }
    }
}
