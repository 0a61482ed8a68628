//! Why a call is made by nobody.

use std::collections::HashMap;

use crate::problem::{Call, Person, Plan, Problem, Slots};

/// Why nobody makes a call: volunteers are left out question by question, in this order, and the question that leaves
/// nobody is the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Nobody speaks the language.
    Language,
    /// Of those who speak it, nobody is available within the window.
    Hours,
    /// Of those, all have as many calls as they accept.
    Cap,
    /// Of those, all are too far away.
    Distance,
    /// Of those, all were refused.
    Refused,
    /// Of those, none has the gender that must be.
    Gender,
    /// Of those, all have other calls at these hours.
    Taken,
    /// Somebody could make it: the plan is not finished, or the place is kept from it.
    Possible,
}

impl Reason {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Reason; 8] = [
        Reason::Language,
        Reason::Hours,
        Reason::Cap,
        Reason::Distance,
        Reason::Refused,
        Reason::Gender,
        Reason::Taken,
        Reason::Possible,
    ];
}

/// A call that nobody makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// By number.
    pub call: u32,
    /// Why.
    pub reason: Reason,
    /// How many volunteers the reason left out, who would have been right until then; for [`Reason::Possible`] how many
    /// could make it.
    pub volunteers: usize,
}

/// Says for each call without a place why that is. The plan must keep the rules.
#[must_use]
pub fn explain(problem: &Problem, plan: &Plan) -> Vec<Left> {
    let mut known = Known::of(problem, plan);
    let mut left = Vec::new();
    for (call, person, asked) in problem.numbered_calls() {
        if plan.get(call).copied().flatten().is_none() {
            let (reason, volunteers) = known.reason(&problem.people[person], asked);
            left.push(Left { call: call as u32, reason, volunteers });
        }
    }
    left
}

/// Who speaks a language and is available within a window.
struct Available {
    /// How many.
    all: usize,
    /// Those of them who accept more calls.
    below_cap: Vec<u32>,
}

struct Known<'a> {
    problem: &'a Problem,
    load: Vec<u32>,
    /// Slots taken, by volunteer.
    taken: Vec<Vec<u16>>,
    speakers: HashMap<u16, Vec<u32>>,
    /// Answers for windows seen before: most calls ask for one of a few thousand.
    available: HashMap<(u16, Slots), Available>,
}

impl<'a> Known<'a> {
    fn of(problem: &'a Problem, plan: &Plan) -> Known<'a> {
        let mut taken: Vec<Vec<u16>> = vec![Vec::new(); problem.volunteers.len()];
        for place in plan.iter().flatten() {
            if let Some(slots) = taken.get_mut(place.volunteer as usize) {
                slots.push(place.slot);
            }
        }
        let mut speakers: HashMap<u16, Vec<u32>> = HashMap::new();
        for (number, facts) in problem.volunteers.iter().enumerate() {
            for &language in &facts.languages {
                speakers.entry(language).or_default().push(number as u32);
            }
        }
        let load = taken.iter().map(|slots| slots.len() as u32).collect();
        Known { problem, load, taken, speakers, available: HashMap::new() }
    }

    fn reason(&mut self, person: &Person, call: &Call) -> (Reason, usize) {
        let speakers = self.speakers.get(&person.language).map_or(&[][..], Vec::as_slice);
        if speakers.is_empty() {
            return (Reason::Language, self.problem.volunteers.len());
        }
        let (problem, load) = (self.problem, &self.load);
        let available = self.available.entry((person.language, call.window)).or_insert_with(|| {
            let meets = |range: &Slots| range.start.max(call.window.start) < range.end.min(call.window.end);
            let at_these_hours =
                speakers.iter().filter(|&&who| problem.volunteers[who as usize].available.iter().any(meets));
            let mut found = Available { all: 0, below_cap: Vec::new() };
            for &who in at_these_hours {
                found.all += 1;
                if load[who as usize] < problem.volunteers[who as usize].cap {
                    found.below_cap.push(who);
                }
            }
            found
        });
        if available.all == 0 {
            return (Reason::Hours, speakers.len());
        }
        if available.below_cap.is_empty() {
            return (Reason::Cap, available.all);
        }
        let volunteer = |who: u32| &problem.volunteers[who as usize];
        let is_near = |who: u32| Problem::square_distance(person, volunteer(who)) <= problem.most_square_distance();
        let is_welcome = |who: u32| !person.refused.contains(&who);
        let is_right =
            |who: u32| person.wish.is_none_or(|wish| !wish.is_must || volunteer(who).gender == Some(wish.gender));
        let is_free = |who: u32| {
            let taken = &self.taken[who as usize];
            let has_free = |range: &Slots| {
                let both = range.start.max(call.window.start)..range.end.min(call.window.end);
                both.into_iter().any(|slot| !taken.contains(&slot))
            };
            volunteer(who).available.iter().any(has_free)
        };
        // How many pass each question after all those before it.
        let mut passed = [0_usize; 4];
        for &who in &available.below_cap {
            let questions: [&dyn Fn(u32) -> bool; 4] = [&is_near, &is_welcome, &is_right, &is_free];
            for (passed, question) in passed.iter_mut().zip(questions) {
                if !question(who) {
                    break;
                }
                *passed += 1;
            }
        }
        let [near, welcome, right, free] = passed;
        match (near, welcome, right, free) {
            (0, ..) => (Reason::Distance, available.below_cap.len()),
            (_, 0, ..) => (Reason::Refused, near),
            (_, _, 0, _) => (Reason::Gender, welcome),
            (.., 0) => (Reason::Taken, right),
            (.., free) => (Reason::Possible, free),
        }
    }
}
