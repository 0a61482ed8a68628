//! What every volunteer has taken on, and whether one call more is right: the rules of any other assignment, asked of facts
//! that were read once. They are asked again when the plan is written.

use std::collections::{HashMap, HashSet};

use passerelle_domain::{
    call_series::{CallKind, PairingPolicy},
    capacity::{Commitment, NoRoom, REST, room_for},
    ids::{PersonId, SeriesId},
    scheduled_call::ScheduledCall,
    week_plan::LeftBecause,
};

use super::facts::Facts;

/// Who makes which call so far.
#[derive(Clone)]
pub(crate) struct Book<'a> {
    pub(crate) facts: &'a Facts,
    /// Who is counted on for each call, by their places in the lists.
    voices: Vec<Option<usize>>,
    /// The calls of each volunteer.
    taken: Vec<Vec<Commitment>>,
    /// Whom each volunteer follows, or will call.
    follows: Vec<HashSet<PersonId>>,
    /// The calls of each series, in order of time.
    of_series: HashMap<SeriesId, Vec<usize>>,
}

impl<'a> Book<'a> {
    /// With the calls of which the volunteer is known.
    pub(crate) fn of(facts: &'a Facts, known: impl IntoIterator<Item = (usize, usize)>) -> Book<'a> {
        let mut of_series: HashMap<SeriesId, Vec<usize>> = HashMap::new();
        for (place, call) in facts.calls.iter().enumerate() {
            of_series.entry(call.series_id).or_default().push(place);
        }
        let mut book = Book {
            facts,
            voices: vec![None; facts.calls.len()],
            taken: vec![Vec::new(); facts.volunteers.len()],
            follows: vec![HashSet::new(); facts.volunteers.len()],
            of_series,
        };
        let places: HashMap<_, _> =
            facts.volunteers.iter().enumerate().map(|(place, volunteer)| (volunteer.id, place)).collect();
        for series in facts.series.values().filter(|series| series.is_active) {
            if let Some(place) = series.volunteer_id.and_then(|id| places.get(&id)) {
                book.follows[*place].insert(series.person_id);
            }
        }
        for (call, volunteer) in known {
            book.give(call, volunteer);
        }
        book
    }

    /// Gives a call to a volunteer, right or not.
    pub(crate) fn give(&mut self, call: usize, volunteer: usize) {
        let facts = &self.facts.calls[call];
        self.voices[call] = Some(volunteer);
        self.taken[volunteer].push(commitment(facts));
        if facts.starts_at >= self.facts.now {
            self.follows[volunteer].insert(facts.person_id);
        }
    }

    /// Who makes a call.
    pub(crate) fn voice(&self, call: usize) -> Option<usize> {
        self.voices[call]
    }

    /// How many calls a volunteer has within a span.
    pub(crate) fn load(&self, volunteer: usize, within: impl Fn(&Commitment) -> bool) -> u32 {
        u32::try_from(self.taken[volunteer].iter().filter(|call| within(call)).count()).unwrap_or(u32::MAX)
    }

    /// The calls of the series of this one, in order of time.
    pub(crate) fn of_series(&self, call: usize) -> &[usize] {
        self.of_series.get(&self.facts.calls[call].series_id).map_or(&[][..], Vec::as_slice)
    }

    /// The calls of the same series before and after this one.
    pub(crate) fn neighbours(&self, call: usize) -> [Option<usize>; 2] {
        let all = self.of_series(call);
        let at = all.iter().position(|other| *other == call);
        let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| all.get(at));
        let after = at.and_then(|at| all.get(at + 1));
        [before.copied(), after.copied()]
    }

    /// Whether there is room for a call of this length at this time beside what a volunteer has taken on.
    pub(crate) fn room(&self, volunteer: usize, wanted: Commitment) -> Result<(), NoRoom> {
        room_for(&self.facts.volunteers[volunteer], &self.taken[volunteer], wanted, REST)
    }

    /// Whether a volunteer is right for this person, whatever the hour.
    pub(crate) fn unsuitable(&self, volunteer: usize, call: &ScheduledCall) -> Option<LeftBecause> {
        let (facts, whom) = (self.facts, &self.facts.volunteers[volunteer]);
        let Some(person) = facts.people.get(&call.person_id) else { return Some(LeftBecause::Refused) };
        let team = facts.series.get(&call.series_id).map_or(&[][..], |series| series.team.as_slice());
        let in_team = call.pairing != PairingPolicy::SmallTeam || team.is_empty() || team.contains(&whom.id);
        let is_apart = facts.excluded.contains(&(call.person_id, whom.id));
        let has_declined = facts.declined.contains(&(call.id, whom.id));
        let is_near = call.kind != CallKind::Visit || facts.serves(whom, call.person_id);
        let questions = [
            (Facts::is_ready(whom), LeftBecause::Nobody),
            (whom.languages.contains(&person.language), LeftBecause::Language),
            (in_team, LeftBecause::Team),
            (!is_apart && !has_declined, LeftBecause::Excluded),
            (is_near, LeftBecause::Distance),
        ];
        questions.into_iter().find(|(is_right, _)| !is_right).map(|(_, why)| why)
    }

    /// Why a volunteer does not make a call: the first question, in the order of [`LeftBecause`], that leaves them out.
    pub(crate) fn why_not(&self, volunteer: usize, place: usize) -> Option<LeftBecause> {
        let (facts, whom, call) = (self.facts, &self.facts.volunteers[volunteer], &self.facts.calls[place]);
        if let Some(why) = self.unsuitable(volunteer, call) {
            return Some(why);
        }
        if !whom.availability.contains(call.starts_at, whom.territory.zone) {
            return Some(LeftBecause::Hours);
        }
        if facts.is_away(whom, call) {
            return Some(LeftBecause::Away);
        }
        let is_known = facts.knows(whom.id, call.person_id);
        if !is_known && facts.meets_nobody_new(whom) {
            return Some(LeftBecause::Supervision);
        }
        let follows = &self.follows[volunteer];
        let is_new = !follows.contains(&call.person_id);
        if is_new && whom.max_people.is_some_and(|most| follows.len() >= most as usize) {
            return Some(LeftBecause::Cap);
        }
        match self.room(volunteer, commitment(call)) {
            Ok(()) => None,
            Err(NoRoom::FirstWeek | NoRoom::Day | NoRoom::Week) => Some(LeftBecause::Cap),
            Err(NoRoom::Overlap | NoRoom::Rest) => Some(LeftBecause::Busy),
        }
    }

    /// Why nobody makes a call: the question that leaves nobody, and how many it left out.
    pub(crate) fn why_nobody(&self, call: usize) -> (LeftBecause, u32) {
        let reasons = (0..self.facts.volunteers.len()).map(|who| self.why_not(who, call));
        let reasons: Vec<LeftBecause> = reasons.map(|why| why.unwrap_or(LeftBecause::Refused)).collect();
        let farthest = reasons.iter().max().copied().unwrap_or(LeftBecause::Nobody);
        let left_out = reasons.iter().filter(|why| **why == farthest).count();
        (farthest, u32::try_from(left_out).unwrap_or(u32::MAX))
    }
}

/// What a call takes of a volunteer's time.
pub(crate) fn commitment(call: &ScheduledCall) -> Commitment {
    Commitment { starts_at: call.starts_at, duration_min: call.duration_min }
}
