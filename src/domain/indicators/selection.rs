//! What a figure counts: a selection of facts, by indicator and by group.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::{CallFact, CallFate, CaseFact, Facts, Indicator, PersonFact};
use crate::{
    code::Code,
    ids::{CaseId, PersonId, ScheduledCallId, VolunteerId},
};

/// Who a row of a report is about. Territories share everybody between them, and so do the rows about partners.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
pub enum Group {
    /// Everybody.
    All,
    /// Those of a territory.
    Territory(String),
    /// Those whom one partner asked about.
    Partner(String),
    /// Those whom several partners asked about.
    SeveralPartners,
    /// Those whom no partner asked about.
    NoPartner,
}

impl Group {
    /// True for the rows about partners.
    pub fn is_of_partners(&self) -> bool {
        matches!(self, Group::Partner(_) | Group::SeveralPartners | Group::NoPartner)
    }

    fn of_partners(person: &PersonFact) -> Group {
        match person.partners.as_slice() {
            [] => Group::NoPartner,
            [partner] => Group::Partner(partner.clone()),
            [_, _, ..] => Group::SeveralPartners,
        }
    }
}

/// Something that a figure counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A person.
    Person(PersonId),
    /// A call.
    Call(ScheduledCallId, Code),
    /// A case.
    Case(CaseId, Code),
    /// A volunteer.
    Volunteer(VolunteerId),
}

/// Facts with who is whose.
pub(super) struct Index<'f> {
    facts: &'f Facts,
    people: HashMap<PersonId, &'f PersonFact>,
}

/// What a figure comes to.
pub(super) struct Counted {
    pub(super) value: Option<u64>,
    /// How many people, or matters when they are about nobody, stand behind it.
    pub(super) people: u32,
    pub(super) sources: Vec<Source>,
}

/// What the figure of a group counts, in the order of the facts.
pub fn selected(facts: &Facts, indicator: Indicator, group: &Group) -> Vec<Source> {
    Index::of(facts).count(indicator, group).sources
}

impl<'f> Index<'f> {
    pub(super) fn of(facts: &'f Facts) -> Index<'f> {
        Index { facts, people: facts.people.iter().map(|person| (person.id, person)).collect() }
    }

    /// Every group that somebody belongs to: everybody, the territories, then the partners when there is any.
    pub(super) fn groups(&self) -> Vec<Group> {
        let people = self.facts.people.iter();
        let territories = people.clone().map(|person| &person.territory);
        let territories = territories.chain(self.facts.volunteers.iter().map(|volunteer| &volunteer.territory));
        let territories = territories.chain(self.facts.cases.iter().map(|case| &case.territory));
        let territories: BTreeSet<Group> = territories.cloned().map(Group::Territory).collect();
        let partners: BTreeSet<Group> = people.map(Group::of_partners).collect();
        let has_partners = partners.iter().any(|group| *group != Group::NoPartner);
        let partners = partners.into_iter().filter(|_| has_partners);
        [Group::All].into_iter().chain(territories).chain(partners).collect()
    }

    fn holds(&self, group: &Group, person: PersonId) -> bool {
        let known = self.people.get(&person);
        match group {
            Group::All => true,
            Group::Territory(name) => known.is_some_and(|person| person.territory == *name),
            Group::Partner(_) | Group::SeveralPartners => {
                known.is_some_and(|person| Group::of_partners(person) == *group)
            }
            // Somebody whose file is gone belongs to no partner.
            Group::NoPartner => known.is_none_or(|person| person.partners.is_empty()),
        }
    }

    fn holds_case(&self, group: &Group, case: &CaseFact) -> bool {
        match (group, case.person_id) {
            (Group::All, _) => true,
            (Group::Territory(name), None) => case.territory == *name,
            (Group::NoPartner, None) => true,
            (Group::Partner(_) | Group::SeveralPartners, None) => false,
            (group, Some(person)) => self.holds(group, person),
        }
    }

    pub(super) fn count(&self, indicator: Indicator, group: &Group) -> Counted {
        match indicator {
            Indicator::PeopleRegistered => self.people(group, |_| true),
            Indicator::PeopleAgreeing => self.people(group, |person| person.agrees),
            Indicator::PeopleNew => self.people(group, |person| person.is_new),
            Indicator::PeopleTalked => self.talked_with(group),
            Indicator::CallsPlanned => self.calls(group, |_| true),
            Indicator::CallsDone => self.calls(group, is_done),
            Indicator::CallsMissed => self.calls(group, |call| call.fate == CallFate::Missed),
            Indicator::ReachedFirst => self.calls(group, |call| is_done(call) && call.reached_by == Some(1)),
            Indicator::ReachedSecond => self.calls(group, |call| is_done(call) && call.reached_by == Some(2)),
            Indicator::ReachedLater => {
                self.calls(group, |call| is_done(call) && call.reached_by.is_some_and(|attempt| attempt > 2))
            }
            Indicator::CalledBack => self.calls(group, |call| is_done(call) && call.reached_by.is_none()),
            Indicator::CallsOnTime => self.calls(group, |call| is_done(call) && call.is_on_time),
            Indicator::Minutes => self.minutes(group),
            Indicator::CasesOpened => self.cases(group, |case| case.is_opened),
            Indicator::CasesClosed => self.cases(group, |case| case.is_closed),
            Indicator::Emergencies => self.cases(group, |case| case.is_closed && case.is_emergency),
            Indicator::MinutesToTake => self.median(group, |case| case.taken_after_min),
            Indicator::MinutesToClose => self.median(group, |case| case.closed_after_min),
            Indicator::VolunteersActive => self.active_volunteers(group),
            Indicator::VolunteersNew => self.volunteers(group, |volunteer| volunteer.is_new),
            Indicator::VolunteersLeft => self.volunteers(group, |volunteer| volunteer.has_left),
        }
    }

    fn people(&self, group: &Group, is_counted: impl Fn(&PersonFact) -> bool) -> Counted {
        let counted = self.facts.people.iter().filter(|person| self.holds(group, person.id) && is_counted(person));
        of_people(counted.map(|person| Source::Person(person.id)).collect())
    }

    fn calls_of(&self, group: &Group, is_counted: impl Fn(&CallFact) -> bool) -> Vec<&'f CallFact> {
        self.facts.calls.iter().filter(|call| self.holds(group, call.person_id) && is_counted(call)).collect()
    }

    fn calls(&self, group: &Group, is_counted: impl Fn(&CallFact) -> bool) -> Counted {
        let calls = self.calls_of(group, is_counted);
        let people: BTreeSet<PersonId> = calls.iter().map(|call| call.person_id).collect();
        let sources: Vec<Source> = calls.iter().map(|call| Source::Call(call.id, call.code.clone())).collect();
        Counted { value: Some(sources.len() as u64), people: many(people.len()), sources }
    }

    fn minutes(&self, group: &Group) -> Counted {
        let minutes = self.calls_of(group, is_done).iter().map(|call| u64::from(call.minutes)).sum();
        Counted { value: Some(minutes), ..self.calls(group, is_done) }
    }

    fn talked_with(&self, group: &Group) -> Counted {
        let people: BTreeSet<PersonId> = self.calls_of(group, is_done).iter().map(|call| call.person_id).collect();
        of_people(people.into_iter().map(Source::Person).collect())
    }

    fn cases_of(&self, group: &Group, is_counted: impl Fn(&CaseFact) -> bool) -> Vec<&'f CaseFact> {
        self.facts.cases.iter().filter(|case| self.holds_case(group, case) && is_counted(case)).collect()
    }

    fn cases(&self, group: &Group, is_counted: impl Fn(&CaseFact) -> bool) -> Counted {
        let cases = self.cases_of(group, is_counted);
        let people: BTreeSet<_> =
            cases.iter().map(|case| case.person_id.map_or(case.id.0, |person| person.0)).collect();
        let sources: Vec<Source> = cases.iter().map(|case| Source::Case(case.id, case.code.clone())).collect();
        Counted { value: Some(sources.len() as u64), people: many(people.len()), sources }
    }

    fn median(&self, group: &Group, duration: impl Fn(&CaseFact) -> Option<u32>) -> Counted {
        let counted = self.cases(group, |case| case.is_closed && duration(case).is_some());
        let closed = self.cases_of(group, |case| case.is_closed);
        let mut minutes: Vec<u32> = closed.into_iter().filter_map(duration).collect();
        minutes.sort_unstable();
        // The lower of the two in the middle.
        let value = minutes.len().checked_sub(1).and_then(|last| minutes.get(last / 2)).copied().map(u64::from);
        Counted { value, ..counted }
    }

    fn active_volunteers(&self, group: &Group) -> Counted {
        let is_active: BTreeSet<VolunteerId> =
            self.facts.calls.iter().filter(|call| is_done(call)).filter_map(|call| call.volunteer_id).collect();
        self.volunteers(group, |volunteer| is_active.contains(&volunteer.id))
    }

    fn volunteers(&self, group: &Group, is_counted: impl Fn(&super::VolunteerFact) -> bool) -> Counted {
        let is_here = |territory: &str| match group {
            Group::All => true,
            Group::Territory(name) => name == territory,
            Group::Partner(_) | Group::SeveralPartners | Group::NoPartner => false,
        };
        let volunteers = self.facts.volunteers.iter();
        let counted = volunteers.filter(|volunteer| is_here(&volunteer.territory) && is_counted(volunteer));
        of_people(counted.map(|volunteer| Source::Volunteer(volunteer.id)).collect())
    }
}

fn is_done(call: &CallFact) -> bool {
    call.fate == CallFate::Done
}

fn of_people(sources: Vec<Source>) -> Counted {
    Counted { value: Some(sources.len() as u64), people: many(sources.len()), sources }
}

fn many(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
