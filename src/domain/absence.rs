//! Days on which a volunteer calls nobody, told beforehand.
//!
//! An absence has no timer: each call asks whether its volunteer is away on that day, so calls after it come back by
//! themselves.
//!
//! # Source
//! Domain notes 2.9, "holiday mode".

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{AbsenceId, OrganisationId, VolunteerId};

/// Other dates sent within this correct the ones sent before, wherever they are.
pub const CORRECTED_WITHIN: TimeDelta = TimeDelta::hours(24);

/// What happens to a person's calls while her volunteer is away: her own choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum WhenAway {
    /// Somebody else calls.
    #[default]
    Cover,
    /// She waits for her volunteer: nobody calls.
    Wait,
}

impl WhenAway {
    /// The word of imports and of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            WhenAway::Cover => "cover",
            WhenAway::Wait => "wait",
        }
    }
}

/// An absence, both days included, on the volunteer's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Identity of the record.
    pub id: AbsenceId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// Who is away.
    pub volunteer_id: VolunteerId,
    /// First day away.
    pub from_on: NaiveDate,
    /// Last day away.
    pub to_on: NaiveDate,
    /// When it was told.
    pub noted_at: DateTime<Utc>,
    /// Taken back: it holds no more.
    pub is_cancelled: bool,
}

impl Absence {
    /// Whether the volunteer is away on this day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        !self.is_cancelled && self.from_on <= day && day <= self.to_on
    }

    /// Whether something of it is still to come, or goes on.
    pub fn is_open(&self, today: NaiveDate) -> bool {
        !self.is_cancelled && self.to_on >= today
    }
}

/// The absences that new dates take the place of: those they overlap, and those told a moment ago, which they correct.
/// Others stay: somebody may be away in August and at Christmas.
pub fn replaced_by(
    known: &[Absence],
    from_on: NaiveDate,
    to_on: NaiveDate,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Vec<AbsenceId> {
    let open = known.iter().filter(|absence| absence.is_open(today));
    let overlaps = |absence: &&Absence| absence.from_on <= to_on && from_on <= absence.to_on;
    let is_corrected = |absence: &&Absence| now - absence.noted_at < CORRECTED_WITHIN;
    open.filter(|absence| overlaps(absence) || is_corrected(absence)).map(|absence| absence.id).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn absence(id: u128, from_on: NaiveDate, to_on: NaiveDate, noted_at: DateTime<Utc>) -> Absence {
        Absence {
            id: AbsenceId(Uuid::from_u128(id)),
            organisation_id: OrganisationId(Uuid::nil()),
            volunteer_id: VolunteerId(Uuid::nil()),
            from_on,
            to_on,
            noted_at,
            is_cancelled: false,
        }
    }

    #[test]
    fn both_days_then_included_and_none_once_cancelled() {
        let august = absence(1, day(8, 12), day(8, 19), DateTime::UNIX_EPOCH);
        let away: Vec<bool> = [11, 12, 19, 20].map(|on| august.covers(day(8, on))).to_vec();
        assert_eq!(away, [false, true, true, false]);
        assert!(!Absence { is_cancelled: true, ..august }.covers(day(8, 15)));
    }

    #[test]
    fn new_dates_then_they_replace_what_they_overlap_or_correct_and_nothing_else() {
        let now = day(8, 1).and_hms_opt(9, 0, 0).unwrap().and_utc();
        let long_ago = now - TimeDelta::days(30);
        let known = [
            absence(1, day(8, 12), day(8, 19), long_ago),
            absence(2, day(12, 20), day(12, 31), long_ago),
            absence(3, day(10, 1), day(10, 3), now - TimeDelta::hours(2)),
            absence(4, day(7, 1), day(7, 9), long_ago),
        ];
        let replaced = |from, to| replaced_by(&known, from, to, day(8, 1), now).into_iter().map(|id| id.0.as_u128());
        assert_eq!(replaced(day(8, 15), day(8, 22)).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(replaced(day(9, 1), day(9, 2)).collect::<Vec<_>>(), [3], "a correction of a moment ago");
        assert_eq!(replaced(day(7, 1), day(12, 31)).collect::<Vec<_>>(), [1, 2, 3], "what is over stays as it was");
    }
}
