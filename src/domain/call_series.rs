//! A recurrence of calls in the person's local time.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use rrule::RRuleSet;
use serde::{Deserialize, Serialize};

use crate::{
    absence::WhenAway,
    ids::{OrganisationId, PersonId, SeriesId, VolunteerId},
    local_time,
    protocol::Protocol,
};

/// How far ahead calls are materialised.
pub const HORIZON_DAYS: i64 = 28;

/// No series gives more occurrences than this between two dates.
const MOST_OCCURRENCES: u16 = 400;

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
    /// What happens when nobody answers.
    pub protocol: Protocol,
    /// What she prefers while her volunteer is away.
    #[serde(default)]
    pub when_away: WhenAway,
    /// Calls exist up to this local date, inclusive.
    pub materialised_to: Option<NaiveDate>,
    /// False once the series has ended: nothing more is made of it.
    pub is_active: bool,
}

/// A valid RFC 5545 recurrence rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Recurrence(String);

/// A rule that is no RFC 5545 recurrence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("recurrence not understood: \"{0}\"; write for example \"FREQ=WEEKLY;BYDAY=TH\"")]
pub struct RecurrenceError(String);

impl Recurrence {
    /// Reads an RFC 5545 rule, with or without `RRULE:` before it.
    ///
    /// # Errors
    /// [`RecurrenceError`] when it is no such rule.
    pub fn parse(text: &str) -> Result<Recurrence, RecurrenceError> {
        let text = text.trim();
        let text = text.strip_prefix("RRULE:").unwrap_or(text);
        let any_day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
        let rule = Recurrence(text.to_owned());
        rule.set_from(any_day).map(|_| rule).map_err(|_| RecurrenceError(text.to_owned()))
    }

    /// The dates of the rule within `[from, to]`, counted from `first`, in order.
    pub fn dates(&self, first: NaiveDate, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let Ok(set) = self.set_from(first) else { return Vec::new() };
        let floating = |date: NaiveDate| rrule::Tz::UTC.from_utc_datetime(&date.and_time(NaiveTime::MIN));
        let days = set.after(floating(from)).before(floating(to)).all(MOST_OCCURRENCES).dates;
        days.into_iter().map(|day| day.date_naive()).filter(|day| *day >= from && *day <= to).collect()
    }

    /// The rule over *floating* dates, held as UTC: local hours are put on by [`local_time`], whose
    /// policy for missing and doubled hours then holds.
    fn set_from(&self, first: NaiveDate) -> Result<RRuleSet, rrule::RRuleError> {
        format!("DTSTART:{}T000000Z\nRRULE:{}", first.format("%Y%m%d"), self.0).parse()
    }
}

impl TryFrom<String> for Recurrence {
    type Error = RecurrenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Recurrence::parse(&text)
    }
}

impl From<Recurrence> for String {
    fn from(rule: Recurrence) -> String {
        rule.0
    }
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
    /// The occurrences whose local date is within `[from, to]`, in order.
    pub fn occurrences(&self, from: NaiveDate, to: NaiveDate) -> Vec<Occurrence> {
        let last = self.ends_on.map_or(to, |ends_on| ends_on.min(to));
        let from = from.max(self.starts_on);
        self.rule
            .dates(self.starts_on, from, last)
            .into_iter()
            .map(|local_on| Occurrence {
                local_on,
                starts_at: local_time::instant_of(local_on, self.local_time, self.zone),
            })
            .collect()
    }

    /// What must be made now: everything from today to the horizon that does not exist yet.
    /// Calling it again after the result was stored gives nothing.
    pub fn to_materialise(&self, now: DateTime<Utc>) -> (Vec<Occurrence>, NaiveDate) {
        let today = local_time::local_date(now, self.zone);
        let horizon = today + TimeDelta::days(HORIZON_DAYS);
        let from = self.materialised_to.and_then(|day| day.succ_opt()).map_or(today, |next| next.max(today));
        let occurrences = if self.is_active {
            self.occurrences(from, horizon).into_iter().filter(|call| call.starts_at > now).collect()
        } else {
            Vec::new()
        };
        (occurrences, horizon)
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

    fn series(zone: Tz, hour: u32, starts_on: (i32, u32, u32)) -> CallSeries {
        CallSeries {
            id: SeriesId(Uuid::nil()),
            organisation_id: OrganisationId(Uuid::nil()),
            key: "s".into(),
            person_id: PersonId(Uuid::nil()),
            volunteer_id: None,
            rule: Recurrence::parse("FREQ=WEEKLY;BYDAY=TH").unwrap(),
            local_time: NaiveTime::from_hms_opt(hour, 0, 0).unwrap(),
            zone,
            starts_on: NaiveDate::from_ymd_opt(starts_on.0, starts_on.1, starts_on.2).unwrap(),
            ends_on: None,
            duration_min: 30,
            pairing: PairingPolicy::Pair,
            protocol: Protocol::weekly(),
            when_away: WhenAway::Cover,
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
            let calls = series(zone, 10, (2027, 1, 7)).occurrences(day(2027, 1, 1), day(2027, 12, 31));
            assert_eq!(calls.len(), 52);
            for call in &calls {
                assert_eq!(local_time::local_time(call.starts_at, zone), NaiveTime::from_hms_opt(10, 0, 0).unwrap());
                assert_eq!(local_time::local_date(call.starts_at, zone), call.local_on);
            }
        }
    }

    #[test]
    fn thursday_ten_in_martinique_then_lyon_sees_it_move() {
        let calls = series(Martinique, 10, (2027, 3, 25)).occurrences(day(2027, 3, 25), day(2027, 4, 1));
        let lyon: Vec<_> =
            calls.iter().map(|call| call.starts_at.with_timezone(&Paris).format("%d/%m %H:%M").to_string()).collect();
        assert_eq!(lyon, ["25/03 15:00", "01/04 16:00"]);
    }

    #[test]
    fn materialised_then_nothing_is_left_to_make() {
        let mut series = series(Paris, 15, (2026, 11, 5));
        let now = DateTime::parse_from_rfc3339("2026-11-26T15:00:00Z").unwrap().to_utc();
        let (calls, horizon) = series.to_materialise(now);
        // Today's call is already past: 3, 10, 17 and 24 December are left.
        assert_eq!(calls.len(), 4);
        series.materialised_to = Some(horizon);
        assert!(series.to_materialise(now).0.is_empty());
        let (next_day, _) = series.to_materialise(now + TimeDelta::days(7));
        assert_eq!(next_day.len(), 1);
        series.is_active = false;
        assert!(series.to_materialise(now + TimeDelta::days(30)).0.is_empty());
    }

    #[test]
    fn rule_that_is_none_then_error() {
        assert!(Recurrence::parse("every thursday").is_err());
        assert!(Recurrence::parse("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH").is_ok());
    }
}
