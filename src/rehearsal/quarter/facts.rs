//! Each call beside what the telephones did.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    ids::{PersonId, VolunteerId},
    scheduled_call::{CallOutcome, ScheduledCall, State},
};
use passerelle_simulator::{CallRecord, CallStatus, Direction};
use passerelle_store::{attempts, people, scheduled_calls, volunteers};

use crate::{Rehearsal, RehearsalError};

/// A telephone that rings this long before the hour rings for this call: no attempt is made earlier.
const RINGS_FROM: TimeDelta = TimeDelta::minutes(-1);
/// The first ring of a call is looked for until then.
const RINGS_TO: TimeDelta = TimeDelta::hours(20);

/// What happened to one call.
#[derive(Debug, Clone)]
pub(super) struct CallFact {
    pub(super) starts_at: DateTime<Utc>,
    pub(super) state: State,
    pub(super) outcome: Option<CallOutcome>,
    pub(super) has_case: bool,
    pub(super) volunteer: Option<VolunteerId>,
    pub(super) usual_volunteer: Option<VolunteerId>,
    /// Attempts made.
    pub(super) attempts: usize,
    /// When her telephone rang first.
    pub(super) first_rang_at: Option<DateTime<Utc>>,
    /// They talked.
    pub(super) talked: bool,
}

/// Somebody's telephone was rung by the service.
#[derive(Debug, Clone)]
pub(super) struct PersonRing {
    pub(super) sid: String,
    pub(super) has_consented: bool,
    pub(super) shows_a_line: bool,
    pub(super) local_hour_ok: bool,
}

/// A volunteer, as far as caps go.
#[derive(Debug, Clone)]
pub(super) struct Cap {
    pub(super) volunteer: VolunteerId,
    pub(super) zone: Tz,
    pub(super) a_day: u32,
    pub(super) a_week: u32,
}

/// All that happened.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) calls: Vec<CallFact>,
    pub(super) rings: Vec<PersonRing>,
    pub(super) caps: Vec<Cap>,
    pub(super) looks: Looks,
}

/// What was seen on the way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Looks {
    pub(super) without_timer: usize,
    pub(super) overdue: usize,
    /// Calls of a week that were in no final state when it ended.
    pub(super) unfinished_on_sunday: usize,
}

/// Gathers what happened between two instants.
pub(super) async fn gather(
    service: &Rehearsal,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Facts, RehearsalError> {
    let app = &service.app;
    let mut read = app.db.read().await?;
    let records = service.simulator.calls();
    let lines = lines_of(service).await?;
    let mut by_number: HashMap<&str, Vec<&CallRecord>> = HashMap::new();
    for record in &records {
        if record.direction != Direction::Inbound {
            by_number.entry(record.to.as_str()).or_default().push(record);
        }
    }
    let mut facts = Facts::default();
    let mut phones: HashMap<PersonId, Vec<String>> = HashMap::new();
    let mut after = String::new();
    loop {
        let page = people::of_organisation(&mut read, &app.secrets, service.organisation, &after).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.key);
        for person in &page {
            let numbers: Vec<String> = person.phones.iter().map(|phone| phone.as_str().to_owned()).collect();
            for record in numbers.iter().flat_map(|number| by_number.get(number.as_str()).into_iter().flatten()) {
                let local = record.started_at.with_timezone(&person.territory.zone).time();
                facts.rings.push(PersonRing {
                    sid: record.sid.clone(),
                    has_consented: person.consents.calls.is_given(),
                    shows_a_line: lines.iter().any(|line| *line == record.from.as_str()),
                    local_hour_ok: local >= person.calls_from && local < person.calls_to,
                });
            }
            phones.insert(person.id, numbers);
        }
    }
    for volunteer in volunteers::of_organisation(&mut read, &app.secrets, service.organisation).await? {
        facts.caps.push(Cap {
            volunteer: volunteer.id,
            zone: volunteer.territory.zone,
            a_day: volunteer.max_calls_per_day,
            a_week: volunteer.max_calls_per_week,
        });
    }
    for call in scheduled_calls::between(&mut read, service.organisation, from, to).await? {
        let made = attempts::of_call(&mut read, call.id).await?;
        let numbers = phones.get(&call.person_id).map_or(&[][..], Vec::as_slice);
        let rings = numbers.iter().flat_map(|number| by_number.get(number.as_str()).into_iter().flatten());
        facts.calls.push(fact(&call, made.len(), rings.copied()));
    }
    Ok(facts)
}

async fn lines_of(service: &Rehearsal) -> Result<Vec<String>, RehearsalError> {
    let mut read = service.app.db.read().await?;
    let lines = passerelle_store::lines::of_organisation(&mut read, service.organisation).await?;
    Ok(lines.into_iter().map(|line| line.number.as_str().to_owned()).collect())
}

fn fact<'a>(call: &ScheduledCall, attempts: usize, rings: impl Iterator<Item = &'a CallRecord>) -> CallFact {
    let (from, to) = (call.starts_at + RINGS_FROM, call.starts_at + RINGS_TO);
    let hers: Vec<&CallRecord> = rings.filter(|record| record.started_at >= from && record.started_at < to).collect();
    CallFact {
        starts_at: call.starts_at,
        state: call.state,
        outcome: call.outcome,
        has_case: call.case_id.is_some(),
        volunteer: call.volunteer,
        usual_volunteer: call.usual_volunteer,
        attempts,
        first_rang_at: hers.iter().map(|record| record.started_at).min(),
        talked: hers.iter().any(|record| record.bridged_at.is_some() && record.status == CallStatus::Completed),
    }
}

impl CallFact {
    /// The local date of the promised hour.
    pub(super) fn local_on(&self, zone: Tz) -> NaiveDate {
        self.starts_at.with_timezone(&zone).date_naive()
    }

    /// The Monday of that week.
    pub(super) fn week_of(&self, zone: Tz) -> NaiveDate {
        let day = self.local_on(zone);
        day - TimeDelta::days(i64::from(day.weekday().num_days_from_monday()))
    }

    /// Seconds from the promised hour to the first ring; negative when it rang before.
    pub(super) fn late_s(&self) -> Option<i64> {
        Some((self.first_rang_at? - self.starts_at).num_seconds())
    }
}
