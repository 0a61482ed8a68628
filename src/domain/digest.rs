//! The morning email of a coordinator: at their hour, once a local day whatever restarts.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{OrganisationId, StaffId},
    local_time,
};

/// Without another wish, so early in the morning.
pub const USUAL_HOUR: NaiveTime = match NaiveTime::from_hms_opt(8, 45, 0) {
    Some(hour) => hour,
    None => NaiveTime::MIN,
};
/// More than a day late, yesterday's email helps nobody.
const DAYS_AHEAD: u64 = 2;

/// The morning email of one coordinator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Whose; also the identity of the record.
    pub staff_id: StaffId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// Their hour, on the clocks of the organisation.
    pub at_local: NaiveTime,
    /// Wanted on mornings with nothing to tell as well.
    pub wants_quiet_days: bool,
    /// Wanted at all.
    pub is_wanted: bool,
    /// The last local day on which one was sent.
    pub last_on: Option<NaiveDate>,
}

impl Digest {
    /// As everybody has it before they choose.
    pub fn usual(staff_id: StaffId, organisation_id: OrganisationId) -> Digest {
        let (at_local, last_on) = (USUAL_HOUR, None);
        Digest { staff_id, organisation_id, at_local, wants_quiet_days: false, is_wanted: true, last_on }
    }

    /// The next instant at which it is due, strictly after `now`, never twice on one local day.
    pub fn next_at(&self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let today = local_time::local_date(now, zone);
        let days = (0..=DAYS_AHEAD).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
        let days = days.filter(|day| self.last_on.is_none_or(|last| *day > last));
        days.map(|day| local_time::instant_of(day, self.at_local, zone)).find(|at| self.is_wanted && *at > now)
    }

    /// Takes the day of `now`: false when it was sent before, or before its hour (yesterday's came late).
    pub fn take_day(&mut self, now: DateTime<Utc>, zone: Tz) -> bool {
        let today = local_time::local_date(now, zone);
        let is_time = local_time::local_time(now, zone) >= self.at_local;
        let is_new = self.is_wanted && is_time && self.last_on.is_none_or(|last| today > last);
        if is_new {
            self.last_on = Some(today);
        }
        is_new
    }
}

/// Whether this local day begins the week.
pub fn is_monday(now: DateTime<Utc>, zone: Tz) -> bool {
    local_time::local_date(now, zone).weekday() == Weekday::Mon
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn digest() -> Digest {
        Digest::usual(StaffId(Uuid::nil()), OrganisationId(Uuid::nil()))
    }

    #[test]
    fn clocks_change_then_the_local_hour_stays_in_two_zones() {
        let paris = chrono_tz::Europe::Paris;
        let cases = [
            ("2027-03-27T12:00:00Z", paris, "2027-03-28T06:45:00Z"),
            ("2027-03-26T12:00:00Z", paris, "2027-03-27T07:45:00Z"),
            ("2027-10-30T12:00:00Z", paris, "2027-10-31T07:45:00Z"),
            ("2027-03-27T20:00:00Z", chrono_tz::America::Martinique, "2027-03-28T12:45:00Z"),
            ("2027-10-30T20:00:00Z", chrono_tz::America::Martinique, "2027-10-31T12:45:00Z"),
        ];
        for (now, zone, next) in cases {
            assert_eq!(digest().next_at(at(now), zone), Some(at(next)), "{now} {zone}");
        }
    }

    #[test]
    fn looked_at_today_then_not_again_before_tomorrow() {
        let zone = chrono_tz::Europe::Paris;
        let mut digest = digest();
        let morning = at("2026-11-26T07:45:00Z");
        assert!(digest.take_day(morning, zone) && !digest.take_day(morning, zone));
        assert_eq!(digest.next_at(at("2026-11-26T07:00:00Z"), zone), Some(at("2026-11-27T07:45:00Z")));
        // A process that was down since yesterday comes back in the night: this morning's email still comes.
        assert!(
            !digest.take_day(at("2026-11-26T23:30:00Z"), zone) && digest.take_day(at("2026-11-27T09:00:00Z"), zone)
        );
        digest.is_wanted = false;
        assert_eq!(digest.next_at(morning, zone), None);
    }
}
