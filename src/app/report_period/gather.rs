//! What happened in a month, out of the records.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    call_series::CallKind,
    case::{Case, CaseOutcome, CaseState},
    consent::Scope,
    ids::{LineId, OrganisationId, PersonId, ScheduledCallId},
    indicators::{CallFact, CallFate, CaseFact, Facts, Period, PersonFact, VolunteerFact},
    leg::LegRole,
    line::Line,
    local_time,
    people::{Person, Volunteer},
    scheduled_call::{CallOutcome, ScheduledCall, State},
    volunteer_life::LifeStep,
};
use passerelle_store::{
    Access, Secrets, attempts, cases, consent_changes, erasures, lines, people, scheduled_calls, volunteers,
};
use uuid::Uuid;

use crate::{end_call::RANG_NOBODY, error::Outcome};

/// A case that stayed open for longer is closed by hand, and not by a figure.
const CASES_LOOKED_BACK_DAYS: u64 = 400;
/// Attempts at a call of the last day may go on for some days.
const ATTEMPTS_GO_ON_DAYS: u64 = 4;
/// So near the promised hour is on time.
///
/// # Source
/// Domain notes 2.13.
const ON_TIME_MIN: i64 = 5;

/// What happened in a month, and who was there at its end.
pub(super) async fn gather(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    month: Period,
) -> Outcome<Facts> {
    let days = Within { first: month.first_day(), last: month.last_day() };
    let lines = lines::of_organisation(db, owner).await?;
    Ok(Facts {
        people: people_of(db, secrets, owner, days).await?,
        calls: calls_of(db, owner, days).await?,
        cases: cases_of(db, owner, days, &lines).await?,
        volunteers: volunteers_of(db, secrets, owner, days).await?,
    })
}

/// Days of a calendar, both included.
#[derive(Clone, Copy)]
struct Within {
    first: NaiveDate,
    last: NaiveDate,
}

impl Within {
    fn holds(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    fn holds_instant(self, at: DateTime<Utc>, zone: Tz) -> bool {
        self.holds(local_time::local_date(at, zone))
    }

    /// Wide enough for every clock of the world.
    fn instants(self) -> (DateTime<Utc>, DateTime<Utc>) {
        let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        (midnight(self.first - Days::new(1)), midnight(self.last + Days::new(2)))
    }

    /// The instant after its last day on a clock.
    fn ends_at(self, zone: Tz) -> DateTime<Utc> {
        local_time::instant_of(self.last + Days::new(1), NaiveTime::MIN, zone)
    }
}

/// Identifiers tell the instant of their making; those that do not were there before.
fn made_at(id: Uuid) -> DateTime<Utc> {
    let seconds = id.get_timestamp().and_then(|made| i64::try_from(made.to_unix().0).ok());
    seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)).unwrap_or(DateTime::UNIX_EPOCH)
}

async fn people_of(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    days: Within,
) -> Outcome<Vec<PersonFact>> {
    let mut agreed: HashMap<Tz, BTreeMap<PersonId, bool>> = HashMap::new();
    let mut facts = Vec::new();
    let mut after = String::new();
    // Whoever was erased since was there: counted, without a name.
    let erased = erasures::erased_since(db, owner, days.instants().0).await?;
    let was_there =
        |(person, at): (Person, DateTime<Utc>)| (at >= days.ends_at(person.territory.zone)).then_some(person);
    let mut erased: Vec<Person> = erased.into_iter().filter_map(was_there).collect();
    loop {
        let mut some = people::of_organisation(db, secrets, owner, &after).await?;
        match some.last() {
            Some(last) => after.clone_from(&last.key),
            None => some = std::mem::take(&mut erased),
        }
        if some.is_empty() {
            return Ok(facts);
        }
        for person in some {
            let zone = person.territory.zone;
            let made_on = local_time::local_date(made_at(person.id.0), zone);
            if made_on > days.last {
                continue;
            }
            if let Entry::Vacant(unread) = agreed.entry(zone) {
                unread.insert(consent_changes::agreed_before(db, owner, &Scope::Calls, days.ends_at(zone)).await?);
            }
            // What was never noted as a change is as it was when her file was made.
            let noted = agreed.get(&zone).and_then(|held| held.get(&person.id)).copied();
            facts.push(PersonFact {
                id: person.id,
                agrees: noted.unwrap_or_else(|| person.consents.of(&Scope::Calls).is_given()),
                is_new: days.holds(made_on),
                partners: person.consents.partners.into_keys().collect(),
                territory: person.territory.name,
            });
        }
    }
}

async fn calls_of(db: &mut impl Access, owner: OrganisationId, days: Within) -> Outcome<Vec<CallFact>> {
    let mut tried = attempts_of(db, owner, days).await?;
    let mut facts = Vec::new();
    let (mut from, to) = days.instants();
    while from < to {
        // Day by day: what is read at once is bounded.
        let until = from + TimeDelta::days(1);
        for call in scheduled_calls::between(db, owner, from, until).await? {
            let is_of_company = matches!(call.kind, CallKind::ConvivialCall | CallKind::CourtesyCall);
            if is_of_company && days.holds(call.local_on) && call.state != State::Cancelled {
                let tried = tried.remove(&call.id).unwrap_or_default();
                facts.push(fact_of(call, &tried));
            }
        }
        from = until;
    }
    Ok(facts)
}

/// What was tried for a call.
#[derive(Default)]
struct Tried {
    first_began_at: Option<DateTime<Utc>>,
    /// Times her telephone was rung in vain.
    in_vain: u32,
    has_talked: bool,
    minutes: u32,
}

async fn attempts_of(
    db: &mut impl Access,
    owner: OrganisationId,
    days: Within,
) -> Outcome<HashMap<ScheduledCallId, Tried>> {
    let mut tried: HashMap<ScheduledCallId, Tried> = HashMap::new();
    let (mut from, to) = days.instants();
    let to = to + Days::new(ATTEMPTS_GO_ON_DAYS);
    while from < to {
        let until = from + TimeDelta::days(1);
        for attempt in attempts::begun(db, owner, from, until).await? {
            let call = tried.entry(ScheduledCallId(attempt.scheduled_call_id)).or_default();
            call.first_began_at = call.first_began_at.or(Some(attempt.began_at));
            match attempt.result.as_deref() {
                Some("talked") => call.has_talked = true,
                Some(result) if !RANG_NOBODY.contains(&result) && !call.has_talked => call.in_vain += 1,
                Some(_) | None => {}
            }
        }
        for (call, leg) in attempts::telephones_of_talks(db, owner, from, until).await? {
            if let (LegRole::Callee, Some(answered_at), Some(ended_at)) = (leg.role, leg.answered_at, leg.ended_at) {
                let seconds = (ended_at - answered_at).num_seconds().max(0);
                // Rounded to the nearest.
                let minutes = u32::try_from((seconds + 30) / 60).unwrap_or_default();
                tried.entry(call).or_default().minutes += minutes;
            }
        }
        from = until;
    }
    Ok(tried)
}

fn fact_of(call: ScheduledCall, tried: &Tried) -> CallFact {
    let has_called_back = call.outcome == Some(CallOutcome::CalledBack);
    let fate = match call.state {
        _ if tried.has_talked || has_called_back => CallFate::Done,
        State::Missed => CallFate::Missed,
        State::Planned
        | State::Offered
        | State::SeekingSubstitute
        | State::Confirmed
        | State::Attempting
        | State::WaitingRetry
        | State::AwaitingOutcome
        | State::Settled
        | State::Cancelled => CallFate::Otherwise,
    };
    let is_near = |began_at: DateTime<Utc>| (began_at - call.starts_at).num_seconds().abs() <= ON_TIME_MIN * 60;
    CallFact {
        id: call.id,
        code: call.code,
        on: call.local_on,
        person_id: call.person_id,
        volunteer_id: call.volunteer,
        fate,
        reached_by: tried.has_talked.then_some(tried.in_vain + 1),
        is_on_time: tried.first_began_at.is_some_and(is_near),
        minutes: tried.minutes,
    }
}

async fn cases_of(db: &mut impl Access, owner: OrganisationId, days: Within, lines: &[Line]) -> Outcome<Vec<CaseFact>> {
    let lines: HashMap<LineId, &Line> = lines.iter().map(|line| (line.id, line)).collect();
    let (from, to) = days.instants();
    let known = cases::opened(db, owner, from - Days::new(CASES_LOOKED_BACK_DAYS), to).await?;
    let fact = |case: Case| {
        let line = lines.get(&case.line_id)?;
        let zone = line.hours.zone;
        let closure = case.closure.filter(|_| case.state == CaseState::Closed);
        let closure = closure.filter(|closure| days.holds_instant(closure.at, zone));
        let is_opened = days.holds_instant(case.opened_at, zone);
        let minutes =
            |until: DateTime<Utc>| u32::try_from((until - case.opened_at).num_minutes().max(0)).unwrap_or(u32::MAX);
        (is_opened || closure.is_some()).then(|| CaseFact {
            id: case.id,
            code: case.code.clone(),
            person_id: case.person_id,
            territory: line.territory.name.clone(),
            is_opened,
            is_closed: closure.is_some(),
            is_emergency: closure.as_ref().is_some_and(|closure| closure.outcome == CaseOutcome::EmergencyCalled),
            taken_after_min: closure.as_ref().and(case.acknowledged_at).map(minutes),
            closed_after_min: closure.as_ref().map(|closure| minutes(closure.at)),
        })
    };
    Ok(known.into_iter().filter_map(fact).collect())
}

async fn volunteers_of(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    days: Within,
) -> Outcome<Vec<VolunteerFact>> {
    let all = volunteers::of_organisation(db, secrets, owner).await?;
    let fact = |volunteer: Volunteer| {
        let made_on = local_time::local_date(made_at(volunteer.id.0), volunteer.territory.zone);
        let made = |step| volunteer.life.steps.iter().any(|made| made.step == step && days.holds(made.on));
        (made_on <= days.last).then(|| VolunteerFact {
            id: volunteer.id,
            territory: volunteer.territory.name.clone(),
            is_new: made(LifeStep::ProbationBegun),
            has_left: made(LifeStep::Ended),
        })
    };
    Ok(all.into_iter().filter_map(fact).collect())
}
