//! The judge: which rules a plan breaks, and what it is worth.

use std::{collections::HashSet, fmt};

use crate::{
    points,
    problem::{Call, Person, Place, Plan, Problem},
};

/// What a plan is worth, part by part. The parts that take away are negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Points {
    /// Calls that are made.
    pub served: u64,
    /// Calls that nobody makes.
    pub unserved: u64,
    /// People with calls of whom none is made.
    pub people_without_call: u64,
    /// Points for calls made.
    pub serve: i64,
    /// Points for first calls.
    pub first: i64,
    /// Points for people who know each other.
    pub continuity: i64,
    /// Points for wishes met.
    pub gender: i64,
    /// Points lost by distance.
    pub distance: i64,
    /// Points lost by slots that are not ideal.
    pub slot: i64,
    /// Points lost by volunteers beyond comfort.
    pub comfort: i64,
    /// Points lost by several voices for one person.
    pub distinct: i64,
}

impl Points {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.serve
            + self.first
            + self.continuity
            + self.gender
            + self.distance
            + self.slot
            + self.comfort
            + self.distinct
    }
}

/// A hard rule of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// H1: the slot is not in the call's window.
    Window,
    /// H1: the volunteer is not available then.
    Availability,
    /// H2: the volunteer has another call in that slot.
    TwoAtOnce,
    /// H3: more calls than the volunteer accepts.
    Cap,
    /// H4: the volunteer does not speak the language.
    Language,
    /// H5: the gender that must be is not met.
    Gender,
    /// H6: too far.
    Distance,
    /// H7: one of the two refused the other.
    Refused,
    /// The place names a volunteer who is not there.
    UnknownVolunteer,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Rule::Window => "H1: outside the call's window",
            Rule::Availability => "H1: the volunteer is not available then",
            Rule::TwoAtOnce => "H2: the volunteer has two calls at once",
            Rule::Cap => "H3: more calls than the volunteer accepts",
            Rule::Language => "H4: the volunteer does not speak the language",
            Rule::Gender => "H5: not the gender that must be",
            Rule::Distance => "H6: too far away",
            Rule::Refused => "H7: refused",
            Rule::UnknownVolunteer => "no such volunteer",
        })
    }
}

/// A rule that is broken, and where: by the call's number, or by the volunteer's for the cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    /// Which rule.
    pub rule: Rule,
    /// The call's number; for [`Rule::Cap`] the volunteer's.
    pub number: usize,
}

/// The rules that one call's place breaks by itself, whatever the other calls do.
#[must_use]
pub fn broken_by(problem: &Problem, person: &Person, call: &Call, place: Place) -> Vec<Rule> {
    let Some(volunteer) = problem.volunteers.get(place.volunteer as usize) else {
        return vec![Rule::UnknownVolunteer];
    };
    let is_other_gender = person.wish.is_some_and(|wish| wish.is_must && volunteer.gender != Some(wish.gender));
    let rules = [
        (!call.window.contains(place.slot), Rule::Window),
        (!volunteer.available.iter().any(|range| range.contains(place.slot)), Rule::Availability),
        (!volunteer.languages.contains(&person.language), Rule::Language),
        (is_other_gender, Rule::Gender),
        (Problem::square_distance(person, volunteer) > problem.most_square_distance(), Rule::Distance),
        (person.refused.contains(&place.volunteer), Rule::Refused),
    ];
    rules.into_iter().filter(|(is_broken, _)| *is_broken).map(|(_, rule)| rule).collect()
}

/// Whether one call's place breaks no rule by itself: [`broken_by`] without naming them.
pub(crate) fn keeps_rules(problem: &Problem, person: &Person, call: &Call, place: Place) -> bool {
    let Some(volunteer) = problem.volunteers.get(place.volunteer as usize) else { return false };
    call.window.contains(place.slot)
        && Problem::square_distance(person, volunteer) <= problem.most_square_distance()
        && person.wish.is_none_or(|wish| !wish.is_must || volunteer.gender == Some(wish.gender))
        && volunteer.available.iter().any(|range| range.contains(place.slot))
        && volunteer.languages.contains(&person.language)
        && !person.refused.contains(&place.volunteer)
}

/// Judges a plan: its points, and every rule it breaks. It is worth something only when none is. A call
/// beyond the end of the plan is one that nobody makes.
#[must_use]
pub fn score(problem: &Problem, plan: &Plan) -> (Points, Vec<Breach>) {
    let mut points = Points::default();
    let mut breaches = Vec::new();
    let mut load = vec![0_u32; problem.volunteers.len()];
    let mut taken = HashSet::new();
    let mut number = 0;
    for person in &problem.people {
        let mut voices: Vec<u32> = Vec::new();
        let mut calls = 0;
        for call in &person.calls {
            let place = plan.get(number).copied().flatten();
            number += 1;
            let breach = |rule| Breach { rule, number: number - 1 };
            let Some(place) = place else {
                points.unserved += 1;
                continue;
            };
            let Some(volunteer) = problem.volunteers.get(place.volunteer as usize) else {
                breaches.push(breach(Rule::UnknownVolunteer));
                continue;
            };
            breaches.extend(broken_by(problem, person, call, place).into_iter().map(breach));
            if !taken.insert(place) {
                breaches.push(breach(Rule::TwoAtOnce));
            }
            load[place.volunteer as usize] += 1;
            calls += 1;
            if !voices.contains(&place.volunteer) {
                voices.push(place.volunteer);
            }
            points.served += 1;
            points.serve += i64::from(points::of_serving(person));
            points.continuity += i64::from(points::of_knowing(person, place.volunteer));
            points.gender += i64::from(points::of_wish(person, volunteer));
            points.distance -= i64::from(points::of_distance(person, volunteer));
            points.slot -= i64::from(points::of_slot(call, place.slot));
        }
        if calls > 0 {
            points.first += i64::from(points::FIRST_CALL);
            points.distinct -= i64::from(points::ANOTHER_VOICE) * (voices.len() as i64 - 1).max(0);
        } else if !person.calls.is_empty() {
            points.people_without_call += 1;
        }
    }
    for (number, (volunteer, load)) in problem.volunteers.iter().zip(load).enumerate() {
        if load > volunteer.cap {
            breaches.push(Breach { rule: Rule::Cap, number });
        }
        points.comfort -= i64::from(points::BEYOND_COMFORT) * i64::from(load.saturating_sub(volunteer.comfort));
    }
    (points, breaches)
}
