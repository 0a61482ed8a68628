//! How much a volunteer takes on: calls a day and a week, a first week on probation, a rest between two calls.
//!
//! # Source
//! Domain notes 2.2 ("enforce a cap and a minimum rest") and story V9.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::{local_time, people::Volunteer, volunteer_life::FIRST_WEEK_CALLS};

/// Between the expected end of one call and the beginning of the next.
pub const REST: TimeDelta = TimeDelta::minutes(30);

/// Something a volunteer has promised, or is planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commitment {
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// How long it is expected to last.
    pub duration_min: u32,
}

impl Commitment {
    fn ends_at(self) -> DateTime<Utc> {
        self.starts_at + TimeDelta::minutes(i64::from(self.duration_min))
    }

    fn is_apart_from(self, other: Commitment, pause: TimeDelta) -> bool {
        self.ends_at() + pause <= other.starts_at || other.ends_at() + pause <= self.starts_at
    }
}

/// Why one call more is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoRoom {
    /// Another call is going on then.
    Overlap,
    /// Another call is too near.
    Rest,
    /// The first week of a probation is full. Nobody may say yes to more.
    FirstWeek,
    /// The day is full.
    Day,
    /// The week, Monday to Sunday, is full.
    Week,
}

impl NoRoom {
    /// Whether a volunteer may say yes all the same, when asked that very question.
    pub fn may_be_accepted(self) -> bool {
        matches!(self, NoRoom::Day | NoRoom::Week)
    }
}

/// Whether there is room for one call more beside `taken`, on the clock of the volunteer. `rest` is [`REST`], or nothing
/// between calls that a coordinator has planned one after the other.
///
/// # Errors
/// The first reason why not: what can never be accepted comes before what can.
pub fn room_for(volunteer: &Volunteer, taken: &[Commitment], call: Commitment, rest: TimeDelta) -> Result<(), NoRoom> {
    if taken.iter().any(|other| !other.is_apart_from(call, TimeDelta::zero())) {
        return Err(NoRoom::Overlap);
    }
    let zone = volunteer.territory.zone;
    let day = local_time::local_date(call.starts_at, zone);
    if let Some((from, to)) = volunteer.first_week()
        && (from..to).contains(&day)
        && count_within(taken, from, to, zone) >= FIRST_WEEK_CALLS
    {
        return Err(NoRoom::FirstWeek);
    }
    if taken.iter().any(|other| !other.is_apart_from(call, rest)) {
        return Err(NoRoom::Rest);
    }
    if count_within(taken, day, day + Days::new(1), zone) >= volunteer.max_calls_per_day {
        return Err(NoRoom::Day);
    }
    let (monday, next_monday) = week_of(day);
    if count_within(taken, monday, next_monday, zone) >= volunteer.max_calls_per_week {
        return Err(NoRoom::Week);
    }
    Ok(())
}

/// Monday of the week of `day`, and of the next one.
pub fn week_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
    (monday, monday + Days::new(7))
}

fn count_within(taken: &[Commitment], from: NaiveDate, to: NaiveDate, zone: Tz) -> u32 {
    let within = |other: &&Commitment| (from..to).contains(&local_time::local_date(other.starts_at, zone));
    u32::try_from(taken.iter().filter(within).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::StaffId,
        people::{Member, VolunteerStatus, examples::volunteer},
        volunteer_life::{LifeStep, MadeStep},
    };

    /// Monday 23 November 2026, so many minutes after midnight in Paris.
    fn at(minutes: i64) -> Commitment {
        let monday: DateTime<Utc> = "2026-11-22T23:00:00Z".parse().unwrap();
        Commitment { starts_at: monday + TimeDelta::minutes(minutes), duration_min: 30 }
    }

    fn on_probation(began_on: &str) -> Volunteer {
        let mut karim = Volunteer { status: VolunteerStatus::Probation, ..volunteer() };
        let by = Member::Staff(StaffId(Uuid::nil()));
        karim.life.steps = vec![MadeStep { step: LifeStep::ProbationBegun, on: began_on.parse().unwrap(), by }];
        karim
    }

    #[test]
    fn calls_of_a_day_then_room_or_the_reason_why_not() {
        let nine = 9 * 60;
        let cases = [
            (vec![], nine, Ok(())),
            (vec![nine], nine, Err(NoRoom::Overlap)),
            (vec![nine], nine + 29, Err(NoRoom::Overlap)),
            (vec![nine], nine + 30, Err(NoRoom::Rest)),
            (vec![nine], nine + 59, Err(NoRoom::Rest)),
            (vec![nine], nine + 60, Ok(())),
            (vec![nine + 60], nine, Ok(())),
            (vec![nine, nine + 60, nine + 120, nine + 180], nine + 240, Err(NoRoom::Day)),
            // The next day begins in Paris, not in Greenwich.
            (vec![nine, nine + 60, nine + 120, nine + 180], 24 * 60, Ok(())),
        ];
        for (taken, wanted, expected) in cases {
            let taken: Vec<_> = taken.into_iter().map(at).collect();
            assert_eq!(room_for(&volunteer(), &taken, at(wanted), REST), expected, "{taken:?} {wanted}");
        }
    }

    #[test]
    fn first_week_of_a_probation_then_two_calls_and_no_more() {
        let days: Vec<_> = [10, 34].map(|hours| at(hours * 60)).to_vec();
        let karim = on_probation("2026-11-23");
        assert_eq!(room_for(&karim, &days[..1], at(60 * 60), REST), Ok(()));
        assert_eq!(room_for(&karim, &days, at(60 * 60), REST), Err(NoRoom::FirstWeek));
        assert!(!NoRoom::FirstWeek.may_be_accepted());
        assert_eq!(room_for(&karim, &days, at((7 * 24 + 10) * 60), REST), Ok(()), "the second week");
    }

    proptest! {
        /// Whatever is asked in whatever order: taking only what there is room for exceeds nothing.
        #[test]
        fn any_questions_then_no_cap_is_exceeded(
            wanted in proptest::collection::vec(0i64..(14 * 24 * 60), 0..80),
            day_cap in 1u32..6,
            week_cap in 1u32..12,
        ) {
            let karim = Volunteer { max_calls_per_day: day_cap, max_calls_per_week: week_cap, ..volunteer() };
            let mut taken: Vec<Commitment> = Vec::new();
            for minutes in wanted {
                if room_for(&karim, &taken, at(minutes), REST).is_ok() {
                    taken.push(at(minutes));
                }
            }
            let zone = karim.territory.zone;
            for call in &taken {
                let day = local_time::local_date(call.starts_at, zone);
                let (monday, next) = week_of(day);
                prop_assert!(count_within(&taken, day, day + Days::new(1), zone) <= day_cap);
                prop_assert!(count_within(&taken, monday, next, zone) <= week_cap);
                let others = taken.iter().filter(|other| *other != call);
                prop_assert!(others.into_iter().all(|other| other.is_apart_from(*call, REST)));
            }
        }
    }
}
