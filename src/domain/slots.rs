//! Hours at which somebody can be called back, offered one after the other.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use crate::{calendar::OpeningHours, local_time};

/// A slot lasts this long, and begins on the hour or the half hour.
pub const SLOT: TimeDelta = TimeDelta::minutes(30);
/// Nobody is offered a slot sooner than this.
const SOONEST: TimeDelta = TimeDelta::minutes(15);
/// How far ahead slots are looked for.
const HORIZON_DAYS: u64 = 14;

/// The next `count` slots of a line that nobody has taken, whole within its opening hours, in order. `taken` are the
/// beginnings of those promised.
pub fn free_slots(
    now: DateTime<Utc>,
    hours: &OpeningHours,
    taken: &[DateTime<Utc>],
    count: usize,
) -> Vec<DateTime<Utc>> {
    let today = local_time::local_date(now, hours.zone);
    let mut slots = Vec::new();
    for (opens_at, closes_at) in hours.openings(today, HORIZON_DAYS) {
        let mut slot = on_the_half_hour(opens_at.max(now + SOONEST));
        while slot + SLOT <= closes_at && slots.len() < count {
            if !taken.contains(&slot) && !slots.contains(&slot) {
                slots.push(slot);
            }
            slot += SLOT;
        }
    }
    slots
}

/// The half hour at `at`, or the next one.
fn on_the_half_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    let before = at.duration_trunc(SLOT).unwrap_or(at);
    if before < at { before + SLOT } else { before }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;
    use proptest::prelude::*;

    use super::*;
    use crate::{calendar::HolidayPolicy, holidays::HolidayCalendar, weekly_hours::WeeklyHours};

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn weekdays() -> OpeningHours {
        OpeningHours {
            weekly: WeeklyHours::parse("mon-fri 09:00-12:00 14:00-17:00").unwrap(),
            zone: Paris,
            holidays: HolidayCalendar::Metro,
            holiday_policy: HolidayPolicy::Closed,
            exceptions: Default::default(),
            callbacks: crate::calendar::callback_hours(),
        }
    }

    #[test]
    fn instant_then_the_next_three_slots_nobody_has() {
        let cases = [
            // Thursday at ten past ten in Paris.
            ("2026-11-26T09:10:00Z", vec![], ["2026-11-26T09:30:00Z", "2026-11-26T10:00:00Z", "2026-11-26T10:30:00Z"]),
            // One is taken; the lunch break has none.
            (
                "2026-11-26T10:10:00Z",
                vec!["2026-11-26T10:30:00Z"],
                ["2026-11-26T13:00:00Z", "2026-11-26T13:30:00Z", "2026-11-26T14:00:00Z"],
            ),
            // Friday ten minutes before closing: Monday.
            ("2026-11-27T15:50:00Z", vec![], ["2026-11-30T08:00:00Z", "2026-11-30T08:30:00Z", "2026-11-30T09:00:00Z"]),
        ];
        for (now, taken, expected) in cases {
            let taken: Vec<_> = taken.into_iter().map(at).collect();
            assert_eq!(free_slots(at(now), &weekdays(), &taken, 3), expected.map(at), "{now}");
        }
    }

    proptest! {
        #[test]
        fn any_instant_then_slots_are_open_in_order_and_free(minutes in 0..400_000_i64, taken in 0..6_usize) {
            let now = at("2026-11-02T00:00:00Z") + TimeDelta::minutes(minutes);
            let all = free_slots(now, &weekdays(), &[], 12);
            let taken = &all[..taken];
            let slots = free_slots(now, &weekdays(), taken, 3);
            prop_assert_eq!(slots.len(), 3);
            prop_assert!(slots.is_sorted());
            for slot in slots {
                prop_assert!(slot > now && weekdays().is_open(slot) && !taken.contains(&slot));
                prop_assert!(weekdays().closes_at(slot).unwrap() >= slot + SLOT);
            }
        }
    }
}
