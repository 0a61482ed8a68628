//! What a plan of the coming weeks is made from: read once, then only looked at.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, TimeDelta, Utc};
use passerelle_domain::{
    absence::Absence,
    call_series::CallSeries,
    ids::{OrganisationId, PersonId, ScheduledCallId, SeriesId, VolunteerId},
    local_time,
    people::{Fragility, Language, Person, Volunteer},
    scheduled_call::{ScheduledCall, State},
    week_plan::Week,
};
use passerelle_store::{
    ReadConn, StoreError, absences, call_series, exclusions, offers, people, scheduled_calls, volunteers,
};

use crate::{App, error::Outcome, volunteer_standing::away_at};

/// Calls this far away share a day, a week or a rest with another, on any clock.
const AROUND: TimeDelta = TimeDelta::days(8);
/// Who talked with her within this is known to her.
const KNOWN_WITHIN: TimeDelta = TimeDelta::days(180);
/// A question is asked at most a day ahead, and a call is made at most four weeks ahead: older answers are about other calls.
const ANSWERS_WITHIN: TimeDelta = TimeDelta::days(35);
/// What one statement of the store answers at most.
const CALLS_AT_ONCE: usize = 5_000;
/// What one statement of the store answers at most.
const PEOPLE_AT_ONCE: usize = 1_000;

/// What the plan knows of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonFacts {
    pub(crate) language: Language,
    pub(crate) territory: String,
    /// A missed contact with her is urgent: she goes first.
    pub(crate) is_priority: bool,
}

impl From<&Person> for PersonFacts {
    fn from(person: &Person) -> PersonFacts {
        PersonFacts {
            language: person.language,
            territory: person.territory.name.clone(),
            is_priority: person.fragility == Fragility::Red,
        }
    }
}

/// Everything a plan looks at. Volunteers and calls are known by their place in these lists.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) now: DateTime<Utc>,
    /// What is planned: whole local weeks, in order.
    pub(crate) weeks: Vec<Week>,
    /// Everybody, in the order of their references.
    pub(crate) volunteers: Vec<Volunteer>,
    pub(crate) absences: Vec<Absence>,
    pub(crate) excluded: HashSet<(PersonId, VolunteerId)>,
    /// Who said no to which call.
    pub(crate) declined: HashSet<(ScheduledCallId, VolunteerId)>,
    pub(crate) people: HashMap<PersonId, PersonFacts>,
    pub(crate) series: HashMap<SeriesId, CallSeries>,
    /// Every call in and around the weeks, in order of time; cancelled ones are not there.
    pub(crate) calls: Vec<ScheduledCall>,
    /// Who talked with her lately, and when last.
    pub(crate) talked: HashMap<PersonId, Vec<(VolunteerId, DateTime<Utc>)>>,
    /// Who was asked first to call her lately, and when last: they have had their turn.
    pub(crate) turns: HashMap<PersonId, Vec<(VolunteerId, DateTime<Utc>)>>,
}

impl Facts {
    /// Reads them. What changes meanwhile is noticed when the plan is written.
    pub(crate) async fn load(app: &App, owner: OrganisationId, weeks: Vec<Week>, now: DateTime<Utc>) -> Outcome<Facts> {
        let mut read = app.db.read().await?;
        let from = weeks.first().map_or(now, |week| week.from) - AROUND;
        let until = weeks.last().map_or(now, |week| week.until) + AROUND;
        let mut people = HashMap::new();
        let mut after = String::new();
        loop {
            let page = people::of_organisation(&mut read, &app.secrets, owner, &after).await?;
            people.extend(page.iter().map(|person| (person.id, PersonFacts::from(person))));
            match page.last() {
                Some(last) if page.len() >= PEOPLE_AT_ONCE => after.clone_from(&last.key),
                Some(_) | None => break,
            }
        }
        let mut talked: HashMap<PersonId, Vec<(VolunteerId, DateTime<Utc>)>> = HashMap::new();
        for (person, volunteer, at) in scheduled_calls::talked(&mut read, owner, now - KNOWN_WITHIN, now).await? {
            talked.entry(person).or_default().push((volunteer, at));
        }
        let mut turns: HashMap<PersonId, Vec<(VolunteerId, DateTime<Utc>)>> = HashMap::new();
        for (person, volunteer, at) in scheduled_calls::turns(&mut read, owner, now - KNOWN_WITHIN, until).await? {
            turns.entry(person).or_default().push((volunteer, at));
        }
        let excluded = exclusions::of_organisation(&mut read, owner).await?;
        let series = call_series::of_organisation(&mut read, owner).await?;
        Ok(Facts {
            now,
            volunteers: volunteers::of_organisation(&mut read, &app.secrets, owner).await?,
            absences: absences::of_organisation(&mut read, owner, now.date_naive() - Days::new(1)).await?,
            excluded: excluded.into_iter().map(|pair| (pair.person_id, pair.volunteer_id)).collect(),
            declined: offers::declined_since(&mut read, owner, now - ANSWERS_WITHIN).await?.into_iter().collect(),
            people,
            series: series.into_iter().map(|series| (series.id, series)).collect(),
            calls: calls_between(&mut read, owner, from, until).await?,
            talked,
            turns,
            weeks,
        })
    }

    /// The place of a volunteer in the list.
    pub(crate) fn place_of(&self, id: VolunteerId) -> Option<usize> {
        self.volunteers.iter().position(|volunteer| volunteer.id == id)
    }

    /// Whether somebody may be asked to call at all.
    pub(crate) fn is_ready(volunteer: &Volunteer) -> bool {
        volunteer.may_call() && volunteer.reads_texts()
    }

    /// Whether a volunteer is away on the day of a call.
    pub(crate) fn is_away(&self, volunteer: &Volunteer, call: &ScheduledCall) -> bool {
        away_at(&self.absences, volunteer, call.starts_at)
    }

    /// Whether a volunteer talked with a person lately.
    pub(crate) fn knows(&self, volunteer: VolunteerId, person: PersonId) -> bool {
        self.talked.get(&person).is_some_and(|talked| talked.iter().any(|(who, _)| *who == volunteer))
    }

    /// Whether a volunteer lives in her territory, or knows it.
    pub(crate) fn serves(&self, volunteer: &Volunteer, person: PersonId) -> bool {
        let Some(person) = self.people.get(&person) else { return false };
        volunteer.territory.name == person.territory || volunteer.territories.contains(&person.territory)
    }

    /// Whether a volunteer meets nobody new before a supervision session.
    pub(crate) fn meets_nobody_new(&self, volunteer: &Volunteer) -> bool {
        volunteer.needs_supervision(local_time::local_date(self.now, volunteer.territory.zone))
    }
}

/// Every call that starts within `[from, to)` and is not cancelled: spans that are too full for one statement are halved.
async fn calls_between(
    read: &mut ReadConn,
    owner: OrganisationId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<ScheduledCall>, StoreError> {
    let mut calls = Vec::new();
    let mut spans = vec![(from, to)];
    while let Some((from, to)) = spans.pop() {
        let found = scheduled_calls::between(read, owner, from, to).await?;
        if found.len() >= CALLS_AT_ONCE && to - from > TimeDelta::minutes(1) {
            let middle = from + (to - from) / 2;
            spans.extend([(middle, to), (from, middle)]);
            continue;
        }
        calls.extend(found.into_iter().filter(|call| call.state != State::Cancelled));
    }
    Ok(calls)
}
