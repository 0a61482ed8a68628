//! Until when somebody stays on call.

use chrono::{DateTime, Days, Utc};
use chrono_tz::Tz;

use super::{Duty, Shift};
use crate::{day_range::Span, local_time, people::Member};

/// Beyond these days nobody asks: an acknowledgement has expired before.
const LOOKED_AHEAD_DAYS: u64 = 15;

/// Until when a member who is on call at `at` stays so without a break; `None` when they are not on call. A shift
/// that begins as another one ends goes on with it. Who stays for more than a fortnight is told the end of it.
pub fn on_call_until(shifts: &[Shift], member: Member, at: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let today = local_time::local_date(at, zone);
    let first = today.pred_opt()?;
    let last = today.checked_add_days(Days::new(LOOKED_AHEAD_DAYS))?;
    let theirs = shifts.iter().filter(|shift| shift.duty == Duty::OnCall && shift.member == member);
    let mut spans: Vec<Span> = theirs.flat_map(|shift| shift.spans_between(first, last, zone)).collect();
    spans.sort_unstable();
    spans.into_iter().fold(None, |until, (begins_at, ends_at)| match until {
        None if begins_at <= at && at < ends_at => Some(ends_at),
        Some(until) if begins_at <= until => Some(until.max(ends_at)),
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};
    use uuid::Uuid;

    use super::*;
    use crate::{
        exceptional_hours::ExceptionalHours,
        ids::{LineId, OrganisationId, ShiftId, StaffId},
        weekly_hours::WeeklyHours,
    };

    fn member(who: u128) -> Member {
        Member::Staff(StaffId(Uuid::from_u128(who)))
    }

    fn shift(who: u128, duty: Duty, hours: &str) -> Shift {
        Shift {
            id: ShiftId(Uuid::nil()),
            organisation_id: OrganisationId(Uuid::nil()),
            line_id: LineId(Uuid::nil()),
            member: member(who),
            duty,
            hours: WeeklyHours::parse(hours).unwrap(),
            order: 1,
            starts_on: None,
            ends_on: None,
            rule: None,
            exceptions: ExceptionalHours::default(),
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn shifts_one_after_the_other_then_the_end_of_the_last_of_them() {
        let shifts = [
            shift(1, Duty::OnCall, "sat 09:00-24:00"),
            shift(1, Duty::OnCall, "sun 00:00-12:00"),
            shift(1, Duty::OnCall, "sun 14:00-18:00"),
            shift(1, Duty::Listening, "sun 12:00-14:00"),
            shift(2, Duty::OnCall, "sun 12:00-20:00"),
        ];
        // The clocks go back on the night before 25 October 2026 in Paris, and forward on that before 28 March 2027.
        for (zone, now, until) in [
            (Paris, "2026-10-24T10:00:00Z", Some("2026-10-25T11:00:00Z")),
            (Paris, "2027-03-27T10:00:00Z", Some("2027-03-28T10:00:00Z")),
            (Martinique, "2026-10-24T14:00:00Z", Some("2026-10-25T16:00:00Z")),
            (Martinique, "2027-03-27T14:00:00Z", Some("2027-03-28T16:00:00Z")),
            (Paris, "2026-10-25T11:30:00Z", None),
            (Paris, "2026-10-25T14:00:00Z", Some("2026-10-25T17:00:00Z")),
        ] {
            assert_eq!(on_call_until(&shifts, member(1), at(now), zone), until.map(at), "{zone} {now}");
        }
    }

    #[test]
    fn always_on_call_then_longer_than_any_acknowledgement_holds() {
        let shifts = [shift(1, Duty::OnCall, "mon-sun 00:00-24:00")];
        let now = at("2026-11-26T09:00:00Z");
        let until = on_call_until(&shifts, member(1), now, Paris).unwrap();
        assert!(until > now + chrono::TimeDelta::days(14));
    }
}
