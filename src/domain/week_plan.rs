//! The plan of the coming weeks: when it is made, what it covers, why it left a call.
//!
//! It deliberately does not know how a week is planned. A plan is a proposal: whoever is chosen is asked the day before, by
//! the rules that hold then.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{ids::OrganisationId, local_time};

/// Every night at this local time: an hour and a half after the calls of the series are made, before anybody is asked.
const NIGHT: (u32, u32) = (3, 30);
/// The week that is running and the next one: from seven to fourteen days.
const WEEKS: u64 = 2;

/// Why a call has nobody: volunteers are left out question by question, in this order, and the question that leaves nobody
/// is the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftBecause {
    /// Nobody may call: charter, training, STOP.
    Nobody,
    /// Of those, nobody speaks her language.
    Language,
    /// Of those, nobody is of her small team.
    Team,
    /// Of those, all are kept apart from her, or said no to this very call.
    Excluded,
    /// Of those, nobody serves her territory; for visits.
    Distance,
    /// Of those, nobody is available at that hour.
    Hours,
    /// Of those, all are away on that day.
    Away,
    /// Of those, none meets anybody new before a supervision session.
    Supervision,
    /// Of those, all have as many calls, or follow as many people, as they accept.
    Cap,
    /// Of those, all have other calls at that hour.
    Busy,
    /// Somebody could make it: the rules refused it when it was written, and it is tried again.
    Refused,
}

impl LeftBecause {
    /// Its name in records, the API and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            LeftBecause::Nobody => "nobody",
            LeftBecause::Language => "language",
            LeftBecause::Team => "team",
            LeftBecause::Excluded => "excluded",
            LeftBecause::Distance => "distance",
            LeftBecause::Hours => "hours",
            LeftBecause::Away => "away",
            LeftBecause::Supervision => "supervision",
            LeftBecause::Cap => "cap",
            LeftBecause::Busy => "busy",
            LeftBecause::Refused => "refused",
        }
    }
}

/// One run of the plan, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRun {
    /// When it ended.
    pub at: DateTime<Utc>,
    /// Calls from here…
    pub from: DateTime<Utc>,
    /// …to here, half-open.
    pub until: DateTime<Utc>,
    /// Calls that wait for a plan: nobody was asked yet, and nobody makes them by custom.
    pub open: u32,
    /// Those of them that had been given before and stay as they were.
    pub kept: u32,
    /// Given to somebody, or to somebody else, by this run.
    pub given: u32,
    /// Left without anybody.
    pub left: u32,
}

/// What is kept of an organisation's plan; a matter that never ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekPlan {
    /// Owner, and identity of the record: there is one.
    pub organisation_id: OrganisationId,
    /// The last run; none yet.
    #[serde(default)]
    pub last: Option<PlanRun>,
}

/// A whole local week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Monday's first instant.
    pub from: DateTime<Utc>,
    /// The next Monday's.
    pub until: DateTime<Utc>,
}

/// The next night at half past three, local time, after `now`.
pub fn next_night(now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let (hour, minute) = NIGHT;
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    let today = local_time::local_date(now, zone);
    let tonight = local_time::instant_of(today, time, zone);
    if tonight > now { tonight } else { local_time::instant_of(today + Days::new(1), time, zone) }
}

/// The weeks to plan on a day: the one of that day and the next one, on the clocks of `zone`.
pub fn weeks_from(day: NaiveDate, zone: Tz) -> Vec<Week> {
    let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
    let midnight = |days| local_time::instant_of(monday + Days::new(days), NaiveTime::MIN, zone);
    (0..WEEKS).map(|week| Week { from: midnight(week * 7), until: midnight((week + 1) * 7) }).collect()
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris, Pacific::Marquesas};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn nights_around_both_clock_changes_then_half_past_three_there() {
        for (now, zone, expected) in [
            ("2027-03-27T12:00:00Z", Paris, "2027-03-28T01:30:00Z"),
            ("2027-03-28T01:30:00Z", Paris, "2027-03-29T01:30:00Z"),
            ("2027-10-30T12:00:00Z", Paris, "2027-10-31T02:30:00Z"),
            ("2027-10-30T01:29:00Z", Paris, "2027-10-30T01:30:00Z"),
            ("2027-03-27T12:00:00Z", Martinique, "2027-03-28T07:30:00Z"),
            ("2027-10-31T07:30:00Z", Martinique, "2027-11-01T07:30:00Z"),
        ] {
            assert_eq!(next_night(at(now), zone), at(expected), "{now} {zone}");
        }
    }

    #[test]
    fn weeks_of_both_clock_changes_then_an_hour_shorter_or_longer() {
        let hours = |day: &str, zone| -> Vec<i64> {
            weeks_from(day.parse().unwrap(), zone).iter().map(|week| (week.until - week.from).num_hours()).collect()
        };
        assert_eq!(hours("2027-03-25", Paris), [167, 168]);
        assert_eq!(hours("2027-10-31", Paris), [169, 168]);
        assert_eq!(hours("2027-03-22", Martinique), [168, 168]);
        let week = weeks_from("2027-03-25".parse().unwrap(), Marquesas)[0];
        assert_eq!((week.from, week.until), (at("2027-03-22T09:30:00Z"), at("2027-03-29T09:30:00Z")));
    }
}
