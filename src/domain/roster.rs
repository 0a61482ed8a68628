//! Who is on duty: a pure function of the shifts and the instant.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{LineId, OrganisationId, ShiftId},
    people::Member,
    weekly_hours::WeeklyHours,
};

/// What somebody on a shift does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Answers the listening line.
    Listening,
    /// Is paged for cases and steps in when nobody else can call.
    OnCall,
}

impl Duty {
    /// The duty named `text` in imports.
    pub fn parse(text: &str) -> Option<Duty> {
        match text.trim().to_lowercase().as_str() {
            "listening" => Some(Duty::Listening),
            "on_call" => Some(Duty::OnCall),
            _ => None,
        }
    }
}

/// A recurring shift on a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Identity of the record.
    pub id: ShiftId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line it serves.
    pub line_id: LineId,
    /// Who.
    pub member: Member,
    /// For what.
    pub duty: Duty,
    /// When, in the line's local time.
    pub hours: WeeklyHours,
    /// Lower is rung or paged first.
    pub order: u32,
}

/// Members with `duty` at `at`, in the order of their shifts, nobody twice.
pub fn on_duty(shifts: &[Shift], duty: Duty, at: DateTime<Utc>, zone: Tz) -> Vec<Member> {
    let mut present: Vec<&Shift> =
        shifts.iter().filter(|shift| shift.duty == duty && shift.hours.contains(at, zone)).collect();
    present.sort_by_key(|shift| (shift.order, shift.id));
    without_repeats(present.into_iter().map(|shift| shift.member))
}

/// Everybody who ever takes the on-call duty: those on duty at `at` first, then the others in the
/// order of the roster. Whoever is paged is taken from the front of it.
pub fn paging_order(shifts: &[Shift], at: DateTime<Utc>, zone: Tz) -> Vec<Member> {
    let mut others: Vec<&Shift> = shifts.iter().filter(|shift| shift.duty == Duty::OnCall).collect();
    others.sort_by_key(|shift| (shift.order, shift.id));
    let now = on_duty(shifts, Duty::OnCall, at, zone);
    without_repeats(now.into_iter().chain(others.into_iter().map(|shift| shift.member)))
}

fn without_repeats(members: impl Iterator<Item = Member>) -> Vec<Member> {
    let mut seen = Vec::new();
    for member in members {
        if !seen.contains(&member) {
            seen.push(member);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;
    use uuid::Uuid;

    use super::*;
    use crate::ids::StaffId;

    fn shift(who: u128, duty: Duty, hours: &str, order: u32) -> Shift {
        Shift {
            id: ShiftId(Uuid::from_u128(who * 10 + u128::from(order))),
            organisation_id: OrganisationId(Uuid::nil()),
            line_id: LineId(Uuid::nil()),
            member: Member::Staff(StaffId(Uuid::from_u128(who))),
            duty,
            hours: WeeklyHours::parse(hours).unwrap(),
            order,
        }
    }

    fn names(members: Vec<Member>) -> Vec<u128> {
        members.into_iter().map(|member| member.uuid().as_u128()).collect()
    }

    #[test]
    fn several_on_call_then_the_one_on_duty_comes_first_and_nobody_twice() {
        let shifts = [
            shift(1, Duty::OnCall, "mon-wed 00:00-24:00", 1),
            shift(2, Duty::OnCall, "thu-sun 00:00-24:00", 2),
            shift(2, Duty::OnCall, "mon 09:00-12:00", 3),
            shift(3, Duty::Listening, "mon-sun 00:00-24:00", 1),
        ];
        let thursday = DateTime::parse_from_rfc3339("2026-11-26T10:00:00Z").unwrap().to_utc();
        assert_eq!(names(on_duty(&shifts, Duty::OnCall, thursday, Paris)), [2]);
        assert_eq!(names(on_duty(&shifts, Duty::Listening, thursday, Paris)), [3]);
        assert_eq!(names(paging_order(&shifts, thursday, Paris)), [2, 1]);
    }
}
