use chrono_tz::{America::Martinique, Europe::Paris};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn watched(due_on: &str) -> WatchedPerson {
    WatchedPerson {
        list_id: WatchListId(Uuid::nil()),
        person_id: PersonId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        reference: "A1".into(),
        is_watched: true,
        due_on: day(due_on),
        not_before: None,
    }
}

#[test]
fn talked_then_counts_for_dates_near_and_the_rhythm_stays() {
    for (due, on, every, counts_for, next) in [
        ("2026-11-26", "2026-11-26", 7, Some("2026-11-26"), "2026-12-03"),
        ("2026-11-26", "2026-11-28", 7, Some("2026-11-26"), "2026-12-03"),
        ("2026-11-26", "2026-12-04", 7, Some("2026-11-26"), "2026-12-10"),
        ("2026-11-29", "2026-11-26", 7, Some("2026-11-29"), "2026-12-06"),
        ("2026-11-30", "2026-11-26", 7, None, "2026-11-30"),
        ("2026-11-26", "2026-11-26", 1, Some("2026-11-26"), "2026-11-27"),
    ] {
        let mut watched = watched(due);
        assert_eq!(watched.talked(day(on), every), counts_for.map(day), "{due} {on}");
        assert_eq!(watched.due_on, day(next), "{due} {on}");
    }
}

#[test]
fn day_over_then_late_the_next_morning_and_not_before() {
    let watched = watched("2026-11-26");
    for (today, status) in
        [("2026-11-25", WatchStatus::UpToDate), ("2026-11-26", WatchStatus::Due), ("2026-11-27", WatchStatus::Late)]
    {
        assert_eq!(watched.status(day(today), true), status);
        assert_eq!(watched.status(day(today), false), WatchStatus::NotFollowed);
    }
}

#[test]
fn over_both_clock_changes_then_told_at_eight_of_its_own_clock() {
    for (zone, now, next) in [
        (Paris, "2027-03-27T12:00:00Z", "2027-03-28T06:00:00Z"),
        (Paris, "2027-10-30T12:00:00Z", "2027-10-31T07:00:00Z"),
        (Martinique, "2027-03-27T12:00:00Z", "2027-03-28T12:00:00Z"),
        (Martinique, "2027-10-31T11:59:00Z", "2027-10-31T12:00:00Z"),
    ] {
        let list = WatchList {
            id: WatchListId(Uuid::nil()),
            organisation_id: OrganisationId(Uuid::nil()),
            key: "soliha".into(),
            partner: "soliha".into(),
            line_id: LineId(Uuid::nil()),
            zone,
            every_days: 7,
            case_id: None,
        };
        assert_eq!(list.next_look(now.parse().unwrap()), next.parse::<DateTime<Utc>>().unwrap(), "{zone}");
    }
}

proptest! {
    #[test]
    fn any_conversations_then_never_twice_for_one_date_and_never_back(
        days in proptest::collection::vec(0..20_u64, 0..20), every in 1..40_u32,
    ) {
        let (mut watched, mut on, mut last) = (watched("2026-11-26"), day("2026-11-20"), None);
        for ahead in days {
            on = on + Days::new(ahead);
            if let Some(done_for) = watched.talked(on, every) {
                prop_assert!(last.is_none_or(|last| done_for > last));
                last = Some(done_for);
                prop_assert!(watched.due_on > on);
            }
        }
    }
}
