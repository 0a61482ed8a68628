//! The one place where local times become instants.
//!
//! Rules are kept as local time and zone, instants as UTC. Twice a year a local time does not exist
//! or exists twice; the written policy is:
//! - an hour that does not exist (spring) is moved forward by the length of the gap: a call at
//!   02:30 on the night of the change happens at 03:30;
//! - an hour that exists twice (autumn) is its first occurrence.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The longest gap looked for; real gaps are one hour, Lord Howe's half an hour, and one zone once
/// skipped a whole day.
const LONGEST_GAP: TimeDelta = TimeDelta::hours(25);

/// The instant at which the clocks of `zone` show `date` and `time`.
pub fn instant_of(date: NaiveDate, time: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let local = date.and_time(time);
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => at.to_utc(),
        LocalResult::Ambiguous(first, _) => first.to_utc(),
        LocalResult::None => after_the_gap(local, zone),
    }
}

/// An hour that does not exist: keep the offset that was in force before the gap.
fn after_the_gap(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let mut before = local;
    let mut tried = TimeDelta::zero();
    while tried < LONGEST_GAP {
        before -= TimeDelta::minutes(15);
        tried += TimeDelta::minutes(15);
        if let Some(at) = zone.from_local_datetime(&before).latest() {
            return at.to_utc() + tried;
        }
    }
    Utc.from_utc_datetime(&local)
}

/// The date the clocks of `zone` show at `at`.
pub fn local_date(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The time of day the clocks of `zone` show at `at`.
pub fn local_time(at: DateTime<Utc>, zone: Tz) -> NaiveTime {
    at.with_timezone(&zone).time()
}

/// The first instant at or after `at` whose local time in `zone` is within `[from, to)`.
/// `from` must be before `to`; otherwise any time is accepted.
pub fn next_within(at: DateTime<Utc>, from: NaiveTime, to: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let time = local_time(at, zone);
    if from >= to || (time >= from && time < to) {
        return at;
    }
    let today = local_date(at, zone);
    let day = if time < from { today } else { today.succ_opt().unwrap_or(today) };
    instant_of(day, from, zone).max(at)
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};

    use super::*;

    fn at(zone: Tz, day: (i32, u32, u32), hour: u32, minute: u32) -> String {
        let date = NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap();
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        instant_of(date, time, zone).to_rfc3339()
    }

    #[test]
    fn local_hours_then_their_instants() {
        let cases = [
            (Paris, (2027, 3, 22), 14, 0, "2027-03-22T13:00:00+00:00"),
            (Paris, (2027, 3, 29), 14, 0, "2027-03-29T12:00:00+00:00"),
            // 28 March 2027: 02:30 does not exist in Paris.
            (Paris, (2027, 3, 28), 2, 30, "2027-03-28T01:30:00+00:00"),
            // 31 October 2027: 02:30 exists twice; the first one is still summer time.
            (Paris, (2027, 10, 31), 2, 30, "2027-10-31T00:30:00+00:00"),
            (Martinique, (2027, 3, 25), 10, 0, "2027-03-25T14:00:00+00:00"),
            (Martinique, (2027, 4, 1), 10, 0, "2027-04-01T14:00:00+00:00"),
        ];
        for (zone, day, hour, minute, expected) in cases {
            assert_eq!(at(zone, day, hour, minute), expected);
        }
    }

    #[test]
    fn outside_the_window_then_its_next_start() {
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
        let twenty = NaiveTime::from_hms_opt(20, 0, 0).unwrap();
        let cases = [
            ("2026-11-26T07:00:00Z", "2026-11-26T08:00:00+00:00"),
            ("2026-11-26T12:00:00Z", "2026-11-26T12:00:00+00:00"),
            ("2026-11-26T19:00:00Z", "2026-11-27T08:00:00+00:00"),
            ("2027-03-27T20:00:00Z", "2027-03-28T07:00:00+00:00"),
        ];
        for (from, expected) in cases {
            let from = DateTime::parse_from_rfc3339(from).unwrap().to_utc();
            assert_eq!(next_within(from, nine, twenty, Paris).to_rfc3339(), expected);
        }
    }
}
