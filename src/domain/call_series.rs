//! A recurrence of calls in the person's local time.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use crate::recurrence::{Recurrence, RecurrenceError};
use crate::{
    absence::WhenAway,
    holidays::HolidayCalendar,
    ids::{OrganisationId, PersonId, SeriesId, VolunteerId},
    local_time,
    protocol_name::ProtocolName,
    series_end::SeriesEnd,
    series_exceptions::SeriesExceptions,
    series_holidays::SeriesHolidays,
};

/// How far ahead calls are materialised.
pub const HORIZON_DAYS: i64 = 28;

/// She is told this many days before the last call of a series.
pub const ENDING_TOLD_DAYS: i64 = 14;
/// …between these hours of hers.
const ENDING_TOLD_FROM_H: u32 = 10;
const ENDING_TOLD_TO_H: u32 = 19;
/// A rule that gives no date within this gives none any more.
const SEARCHED_DAYS: i64 = 731;

/// A public holiday moves a call by fewer days than this: dates are looked for so much farther on both sides.
const HOLIDAY_MARGIN: TimeDelta = TimeDelta::days(14);

/// Who calls: always the same volunteer, anybody, or a few people in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PairingPolicy {
    /// The same volunteer each time.
    #[default]
    Pair,
    /// A different volunteer each time.
    Pool,
    /// A few volunteers in turn.
    SmallTeam,
}

/// What a call of a series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum CallKind {
    /// A volunteer calls, for company.
    #[default]
    ConvivialCall,
    /// A volunteer calls for a landlord.
    CourtesyCall,
    /// The robot rings and asks how she is.
    CheckCall,
    /// Somebody goes and sees her.
    Visit,
}

impl CallKind {
    /// The name used in imports.
    pub fn as_str(self) -> &'static str {
        match self {
            CallKind::ConvivialCall => "convivial_call",
            CallKind::CourtesyCall => "courtesy_call",
            CallKind::CheckCall => "check_call",
            CallKind::Visit => "visit",
        }
    }
}

impl PairingPolicy {
    /// The policy named `text`.
    pub fn parse(text: &str) -> Option<PairingPolicy> {
        match text.trim() {
            "pair" => Some(PairingPolicy::Pair),
            "pool" => Some(PairingPolicy::Pool),
            "small_team" => Some(PairingPolicy::SmallTeam),
            _ => None,
        }
    }

    /// Its name in imports and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            PairingPolicy::Pair => "pair",
            PairingPolicy::Pool => "pool",
            PairingPolicy::SmallTeam => "small_team",
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A recurrence of calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallSeries {
    /// Identity of the record.
    pub id: SeriesId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The association's own reference, used by imports.
    pub key: String,
    /// Who is called.
    pub person_id: PersonId,
    /// The usual volunteer.
    pub volunteer_id: Option<VolunteerId>,
    /// The small team whose members call in turn, in their order.
    #[serde(default)]
    pub team: Vec<VolunteerId>,
    /// RFC 5545 recurrence rule, for example `FREQ=WEEKLY;BYDAY=TH`.
    pub rule: Recurrence,
    /// The person's local time of the call.
    pub local_time: NaiveTime,
    /// IANA zone of that time: the person's.
    pub zone: Tz,
    /// First local date.
    pub starts_on: NaiveDate,
    /// Last local date, inclusive.
    pub ends_on: Option<NaiveDate>,
    /// How long a call is expected to last.
    pub duration_min: u32,
    /// Who calls.
    pub pairing: PairingPolicy,
    /// What a call is.
    #[serde(default)]
    pub kind: CallKind,
    /// What she prefers while her volunteer is away.
    #[serde(default)]
    pub when_away: WhenAway,
    /// What happens when nobody answers; none: what the association says.
    #[serde(default)]
    pub protocol: Option<ProtocolName>,
    /// Public holidays of her territory.
    #[serde(default)]
    pub holidays: SeriesHolidays,
    /// Dates without a call, and calls at an hour of their own.
    #[serde(default)]
    pub exceptions: SeriesExceptions,
    /// She was told which call is the last one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_ending_told: bool,
    /// The series was changed by a list: the calls already made are brought in line with it.
    #[serde(default)]
    pub needs_replanning: bool,
    /// Why it is over, or will be on its last date.
    #[serde(default)]
    pub end: Option<SeriesEnd>,
    /// Keyed hash of her number, when it was found to be somebody else's: nothing is made until she has another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrong_number: Option<String>,
    /// Since when it has no volunteer of its own, because the last one left or was parted from her.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_since: Option<DateTime<Utc>>,
    /// Calls exist up to this local date, inclusive.
    pub materialised_to: Option<NaiveDate>,
    /// False once the series has ended: nothing more is made of it.
    pub is_active: bool,
}

/// One date of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The person's local date; with the series it identifies the occurrence.
    pub local_on: NaiveDate,
    /// The promised instant.
    pub starts_at: DateTime<Utc>,
}

impl CallSeries {
    /// How long a call may be expected to last, in minutes.
    pub const DURATION_MIN: std::ops::RangeInclusive<u32> = 5..=120;

    /// The occurrences whose local date is within `[from, to]`, in order, one a date. `calendar` is that of her territory.
    ///
    /// The rule gives dates, public holidays move or remove them, and then the exceptions have the last word.
    pub fn occurrences(&self, calendar: HolidayCalendar, from: NaiveDate, to: NaiveDate) -> Vec<Occurrence> {
        let last = self.ends_on.map_or(to, |ends_on| ends_on.min(to));
        let from = from.max(self.starts_on);
        let ruled = self.rule.dates(self.starts_on, from - HOLIDAY_MARGIN, last + HOLIDAY_MARGIN);
        let mut hours: BTreeMap<NaiveDate, NaiveTime> = ruled
            .into_iter()
            .filter_map(|day| self.holidays.day_for(day, calendar))
            .map(|day| (day, self.local_time))
            .collect();
        for (day, at) in self.exceptions.iter() {
            match at {
                Some(at) => hours.insert(day, at),
                None => hours.remove(&day),
            };
        }
        hours
            .into_iter()
            .filter(|(day, _)| *day >= from && *day <= last)
            .map(|(local_on, at)| Occurrence { local_on, starts_at: local_time::instant_of(local_on, at, self.zone) })
            .collect()
    }

    /// What must be made now: everything from today to the horizon that does not exist yet.
    /// Calling it again after the result was stored gives nothing.
    pub fn to_materialise(&self, calendar: HolidayCalendar, now: DateTime<Utc>) -> (Vec<Occurrence>, NaiveDate) {
        let today = local_time::local_date(now, self.zone);
        let horizon = today + TimeDelta::days(HORIZON_DAYS);
        let from = self.materialised_to.and_then(|day| day.succ_opt()).map_or(today, |next| next.max(today));
        let occurrences = if self.is_active {
            self.occurrences(calendar, from, horizon).into_iter().filter(|call| call.starts_at > now).collect()
        } else {
            Vec::new()
        };
        (occurrences, horizon)
    }

    /// What should exist now of the calls already made: from today to where calls were made.
    pub fn to_exist(&self, calendar: HolidayCalendar, now: DateTime<Utc>) -> Vec<Occurrence> {
        let Some(made_to) = self.materialised_to.filter(|_| self.is_active) else { return Vec::new() };
        let today = local_time::local_date(now, self.zone);
        self.occurrences(calendar, today, made_to).into_iter().filter(|call| call.starts_at > now).collect()
    }

    /// Its last date has passed: nothing more will ever come of it.
    pub fn is_past(&self, calendar: HolidayCalendar, now: DateTime<Utc>) -> bool {
        let today = local_time::local_date(now, self.zone);
        self.ends_on.is_some_and(|last| last < today)
            || (self.rule.is_finite()
                && self.occurrences(calendar, today, today + TimeDelta::days(SEARCHED_DAYS)).is_empty())
    }

    /// The last call of a series that ends within [`ENDING_TOLD_DAYS`]: nobody learns it from a telephone that stays silent.
    /// The robot's checks end with the heat or the cold, as she was told when they began.
    pub fn last_call_soon(&self, calendar: HolidayCalendar, now: DateTime<Utc>) -> Option<Occurrence> {
        let is_endless = self.ends_on.is_none() && !self.rule.is_finite();
        if is_endless || self.kind == CallKind::CheckCall {
            return None;
        }
        let today = local_time::local_date(now, self.zone);
        let coming = self.occurrences(calendar, today, today + TimeDelta::days(SEARCHED_DAYS));
        let last = coming.into_iter().rfind(|call| call.starts_at > now)?;
        let is_soon = last.local_on <= today + TimeDelta::days(ENDING_TOLD_DAYS);
        // One call is no habit: nobody misses it.
        (is_soon && self.occurrences(calendar, self.starts_on, last.local_on).len() > 1).then_some(last)
    }

    /// When she may be told that it ends: now, or at the next hour at which people like to hear such a thing.
    pub fn ending_told_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        local_time::next_within(now, hour(ENDING_TOLD_FROM_H), hour(ENDING_TOLD_TO_H), self.zone)
    }

    /// Whose its calls are as long as nobody else is chosen. A pool, and a team that takes turns, choose when it is time
    /// to ask.
    pub fn planned_volunteer(&self) -> Option<VolunteerId> {
        match self.pairing {
            PairingPolicy::Pair => self.volunteer_id,
            PairingPolicy::SmallTeam if self.team.is_empty() => self.volunteer_id,
            PairingPolicy::SmallTeam | PairingPolicy::Pool => None,
        }
    }

    /// Everybody who is known to call her: the usual volunteer, the members of the team.
    pub fn volunteers(&self) -> impl Iterator<Item = VolunteerId> + '_ {
        self.volunteer_id.into_iter().chain(self.team.iter().copied())
    }

    /// When the series must be looked at again: the next night at two, local time.
    pub fn next_materialisation_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let tomorrow = local_time::local_date(now, self.zone) + TimeDelta::days(1);
        let two = NaiveTime::from_hms_opt(2, 0, 0).unwrap_or_default();
        local_time::instant_of(tomorrow, two, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};
    use uuid::Uuid;

    use super::*;
    use HolidayCalendar::{Martinique as MartiniqueDays, Metro};

    fn series(zone: Tz, hour: u32, starts_on: (i32, u32, u32)) -> CallSeries {
        CallSeries {
            id: SeriesId(Uuid::nil()),
            organisation_id: OrganisationId(Uuid::nil()),
            key: "s".into(),
            person_id: PersonId(Uuid::nil()),
            volunteer_id: None,
            team: Vec::new(),
            rule: Recurrence::parse("FREQ=WEEKLY;BYDAY=TH").unwrap(),
            local_time: NaiveTime::from_hms_opt(hour, 0, 0).unwrap(),
            zone,
            starts_on: NaiveDate::from_ymd_opt(starts_on.0, starts_on.1, starts_on.2).unwrap(),
            ends_on: None,
            duration_min: 30,
            pairing: PairingPolicy::Pair,
            kind: CallKind::default(),
            when_away: WhenAway::Cover,
            protocol: None,
            holidays: SeriesHolidays::Keep,
            exceptions: SeriesExceptions::default(),
            is_ending_told: false,
            needs_replanning: false,
            end: None,
            wrong_number: None,
            without_since: None,
            materialised_to: None,
            is_active: true,
        }
    }

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_year_with_two_clock_changes_then_the_local_hour_never_moves() {
        for zone in [Paris, Martinique] {
            let calls = series(zone, 10, (2027, 1, 7)).occurrences(Metro, day(2027, 1, 1), day(2027, 12, 31));
            assert_eq!(calls.len(), 52);
            for call in &calls {
                assert_eq!(local_time::local_time(call.starts_at, zone), NaiveTime::from_hms_opt(10, 0, 0).unwrap());
                assert_eq!(local_time::local_date(call.starts_at, zone), call.local_on);
            }
        }
    }

    #[test]
    fn thursday_ten_in_martinique_then_lyon_sees_it_move() {
        let calls = series(Martinique, 10, (2027, 3, 25)).occurrences(Metro, day(2027, 3, 25), day(2027, 4, 1));
        let lyon: Vec<_> =
            calls.iter().map(|call| call.starts_at.with_timezone(&Paris).format("%d/%m %H:%M").to_string()).collect();
        assert_eq!(lyon, ["25/03 15:00", "01/04 16:00"]);
    }

    #[test]
    fn series_comes_to_its_end_then_told_two_weeks_before_by_day_and_the_robots_never() {
        let mut series = series(Paris, 15, (2026, 11, 5));
        let now = DateTime::parse_from_rfc3339("2026-11-26T02:00:00Z").unwrap().to_utc();
        let last_on = |series: &CallSeries| series.last_call_soon(Metro, now).map(|call| call.local_on);
        assert_eq!((last_on(&series), series.is_past(Metro, now)), (None, false), "endless");
        series.rule = Recurrence::parse("FREQ=WEEKLY;BYDAY=TH;COUNT=6").unwrap();
        assert_eq!(last_on(&series), Some(day(2026, 12, 10)));
        assert_eq!(series.ending_told_at(now).to_string(), "2026-11-26 09:00:00 UTC");
        series.kind = CallKind::CheckCall;
        assert_eq!(last_on(&series), None);
        series.kind = CallKind::Visit;
        series.rule = Recurrence::parse("FREQ=WEEKLY;BYDAY=TH;COUNT=7").unwrap();
        assert_eq!(last_on(&series), None, "three weeks away");
        series.rule = Recurrence::parse("FREQ=DAILY;COUNT=1").unwrap();
        series.starts_on = day(2026, 11, 26);
        assert_eq!(last_on(&series), None, "one call is no habit");
        series.starts_on = day(2026, 11, 5);
        series.rule = Recurrence::parse("FREQ=WEEKLY;BYDAY=TH").unwrap();
        series.ends_on = Some(day(2026, 12, 9));
        assert_eq!(last_on(&series), Some(day(2026, 12, 3)));
        series.rule = Recurrence::parse("FREQ=WEEKLY;BYDAY=TH;UNTIL=20261119").unwrap();
        assert!(series.is_past(Metro, now) && last_on(&series).is_none());
    }

    #[test]
    fn materialised_then_nothing_is_left_to_make() {
        let mut series = series(Paris, 15, (2026, 11, 5));
        let now = DateTime::parse_from_rfc3339("2026-11-26T15:00:00Z").unwrap().to_utc();
        let (calls, horizon) = series.to_materialise(Metro, now);
        // Today's call is already past: 3, 10, 17 and 24 December are left.
        assert_eq!(calls.len(), 4);
        series.materialised_to = Some(horizon);
        assert!(series.to_materialise(Metro, now).0.is_empty());
        let (next_day, _) = series.to_materialise(Metro, now + TimeDelta::days(7));
        assert_eq!(next_day.len(), 1);
        series.is_active = false;
        assert!(series.to_materialise(Metro, now + TimeDelta::days(30)).0.is_empty());
    }

    #[test]
    fn exceptions_over_both_clock_changes_then_their_own_local_hour() {
        for (zone, spring, autumn) in [
            (Paris, "2027-04-01 08:00:00 UTC", "2027-11-05 15:30:00 UTC"),
            (Martinique, "2027-04-01 14:00:00 UTC", "2027-11-05 20:30:00 UTC"),
        ] {
            let mut series = series(zone, 10, (2027, 1, 7));
            series.exceptions = SeriesExceptions::parse(
                "2027-03-25 skip; 2027-11-04 skip; 2027-11-05 16:30; 2027-08-05/2027-08-19 skip",
            )
            .unwrap();
            let calls = series.occurrences(Metro, day(2027, 3, 22), day(2027, 11, 7));
            assert!(calls.iter().all(|call| call.local_on != day(2027, 3, 25) && call.local_on != day(2027, 11, 4)));
            assert_eq!(calls[0].starts_at.to_string(), spring);
            assert_eq!(calls.last().unwrap().starts_at.to_string(), autumn);
            // 33 Thursdays, less one in March, three in August; the one of November has moved.
            assert_eq!(calls.len(), 33 - 1 - 3);
        }
    }

    #[test]
    fn holiday_then_moved_within_her_territory_and_never_two_on_one_day() {
        let mut series = series(Martinique, 10, (2028, 5, 1));
        series.rule = Recurrence::parse("FREQ=WEEKLY;BYDAY=MO,TU").unwrap();
        series.holidays = SeriesHolidays::NextWorkingDay;
        let days = |calendar| {
            let calls = series.occurrences(calendar, day(2028, 5, 15), day(2028, 5, 28));
            calls.iter().map(|call| call.local_on.format("%d").to_string()).collect::<Vec<_>>()
        };
        assert_eq!(days(Metro), ["15", "16", "22", "23"]);
        assert_eq!(days(MartiniqueDays), ["15", "16", "23"], "the Tuesday has its own call");
        series.holidays = SeriesHolidays::PreviousWorkingDay;
        let calls = series.occurrences(MartiniqueDays, day(2028, 5, 17), day(2028, 5, 21));
        assert_eq!(calls[0].local_on, day(2028, 5, 19), "a date beyond the horizon may fall before it");
    }
}
