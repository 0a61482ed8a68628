//! When a volunteer leaves, is absent or accepts less: the calls that lost their place get another, and no other call moves.
//!
//! Promises stand, so only the people who lost a call and the volunteers who could take it are laid out for the planner: the
//! places are the same as in the whole week, and looking through the promises is most of the work.

use crate::{
    graph::Graph,
    problem::{Person, Place, Plan, Problem, ProblemError, Slots, Volunteer},
    score::keeps_rules,
    solve::{Effort, plan_on},
};

/// Steps of improvement for a call that lost its place: there are few of them and few places.
const STEPS_A_LOST_CALL: u64 = 300;
/// Fewer people than this are looked through sooner than a thread begins.
const PEOPLE_A_THREAD: usize = 5_000;
/// Slots in one word of a calendar.
const WORD: usize = 64;
/// Not in the part of the week that is planned again.
const OUTSIDE: u32 = u32::MAX;

/// A plan that holds again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The plan; every promise that could be kept stands as it was.
    pub plan: Plan,
    /// Calls that lost their place, by number.
    pub lost: Vec<u32>,
    /// Those of them that nobody makes now.
    pub unserved: Vec<u32>,
}

/// Repairs a plan after facts of its problem changed. A promise is lost when its place breaks a rule now: the volunteer's
/// hours, languages or refusals; for a slot given twice or a cap too low, the later calls. Calls that had no
/// place before are left as they are.
///
/// # Errors
/// A problem that contradicts itself; of people who keep their places, the volunteers they name are not looked at.
pub fn repair(problem: &Problem, plan: &Plan) -> Result<Repaired, ProblemError> {
    let mut kept = Kept::of(problem, plan)?;
    let lost: Vec<u32> = kept.lost.iter().map(|lost| lost.call).collect();
    if lost.is_empty() {
        return Ok(Repaired { plan: kept.plan, lost, unserved: Vec::new() });
    }
    for lost in &kept.lost {
        problem.check_named(lost.person as usize, &problem.people[lost.person as usize])?;
    }
    let part = Part::of(problem, &kept);
    let graph = Graph::of(&part.problem, &part.problem.fixed, Some(&part.open))?;
    let week = plan_on(&graph, Effort::Steps(STEPS_A_LOST_CALL * lost.len() as u64), |_| ());
    for (place, &call) in week.plan().into_iter().zip(&part.calls) {
        let place = place.map(|place| Place { volunteer: part.volunteers[place.volunteer as usize], ..place });
        kept.plan[call as usize] = place;
    }
    let unserved = lost.iter().copied().filter(|&call| kept.plan[call as usize].is_none()).collect();
    Ok(Repaired { plan: kept.plan, lost, unserved })
}

/// A call that lost its place.
struct Lost {
    call: u32,
    person: u32,
    /// The first call of that person.
    first_call: u32,
}

/// The promises that hold.
struct Kept {
    /// Their places; nothing for the others.
    plan: Plan,
    lost: Vec<Lost>,
    load: Vec<u32>,
    /// Slots given to somebody, one bit a slot, `words` words a volunteer.
    taken: Vec<u64>,
    words: usize,
}

impl Kept {
    /// Checks hours and calls on the way: people are looked through once, by two threads when there are many. They wait for
    /// the memory most of the time.
    fn of(problem: &Problem, plan: &Plan) -> Result<Kept, ProblemError> {
        problem.check_volunteers()?;
        let (first, second) = problem.people.split_at(problem.people.len() / 2);
        if first.len() < PEOPLE_A_THREAD {
            let mut kept = Kept::nothing(problem);
            kept.look_through(problem, plan, &problem.people, (0, 0))?;
            return Ok(kept);
        }
        let middle = (first.len(), first.iter().map(|person| person.calls.len()).sum());
        let (mut kept, mut others) = (Kept::nothing(problem), Kept::nothing(problem));
        std::thread::scope(|scope| {
            let others = &mut others;
            let looking = scope.spawn(move || others.look_through(problem, plan, second, middle));
            kept.look_through(problem, plan, first, (0, 0))?;
            looking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })?;
        if kept.clashes_with(&others, problem) {
            // Somebody has a slot twice, or too many: it is the later calls that go, in the order of all.
            kept.look_through(problem, plan, second, middle)?;
        } else {
            kept.join(others);
        }
        Ok(kept)
    }

    fn nothing(problem: &Problem) -> Kept {
        let words = usize::from(problem.slots).div_ceil(WORD);
        let volunteers = problem.volunteers.len();
        Kept {
            plan: Plan::new(),
            lost: Vec::new(),
            load: vec![0; volunteers],
            taken: vec![0; words * volunteers],
            words,
        }
    }

    /// Looks through some people, of whom the first is `person` and makes the call `number`.
    fn look_through(
        &mut self,
        problem: &Problem,
        plan: &Plan,
        people: &[Person],
        (person, mut number): (usize, usize),
    ) -> Result<(), ProblemError> {
        for (person, facts) in (person..).zip(people) {
            problem.check_calls(facts, number)?;
            let first_call = number as u32;
            for asked in &facts.calls {
                let place = plan.get(number).copied().flatten();
                let stays =
                    place.filter(|&place| keeps_rules(problem, facts, asked, place) && self.hold(problem, place));
                if place.is_some() && stays.is_none() {
                    self.lost.push(Lost { call: number as u32, person: person as u32, first_call });
                }
                self.plan.push(stays);
                number += 1;
            }
        }
        Ok(())
    }

    /// Whether a slot is given in both, or a cap is passed by both together.
    fn clashes_with(&self, others: &Kept, problem: &Problem) -> bool {
        let loads = self.load.iter().zip(&others.load).zip(&problem.volunteers);
        self.taken.iter().zip(&others.taken).any(|(one, other)| one & other != 0)
            || loads.into_iter().any(|((one, other), volunteer)| one + other > volunteer.cap)
    }

    fn join(&mut self, others: Kept) {
        self.plan.extend(others.plan);
        self.lost.extend(others.lost);
        self.load.iter_mut().zip(others.load).for_each(|(one, other)| *one += other);
        self.taken.iter_mut().zip(others.taken).for_each(|(one, other)| *one |= other);
    }

    fn is_taken(&self, place: Place) -> bool {
        let slot = usize::from(place.slot);
        self.taken[place.volunteer as usize * self.words + slot / WORD] >> (slot % WORD) & 1 == 1
    }

    /// Notes a promise; false when the slot is given already or the cap is reached.
    fn hold(&mut self, problem: &Problem, place: Place) -> bool {
        let volunteer = place.volunteer as usize;
        if self.is_taken(place) || self.load[volunteer] >= problem.volunteers[volunteer].cap {
            return false;
        }
        self.taken[volunteer * self.words + usize::from(place.slot) / WORD] |= 1 << (usize::from(place.slot) % WORD);
        self.load[volunteer] += 1;
        true
    }
}

/// The people who lost a call and the volunteers who could take it, or who make another call of theirs, as a problem of its
/// own. What volunteers promised to everybody else is time and room they do not have.
struct Part {
    problem: Problem,
    /// The calls to place, by their numbers here.
    open: Vec<u32>,
    /// The numbers of the calls and of the volunteers in the whole.
    calls: Vec<u32>,
    volunteers: Vec<u32>,
}

impl Part {
    fn of(problem: &Problem, kept: &Kept) -> Part {
        let mut people: Vec<&Lost> = kept.lost.iter().collect();
        people.dedup_by_key(|lost| lost.person);
        let mut is_inside = vec![false; problem.volunteers.len()];
        find_volunteers(problem, kept, &people, &mut is_inside);
        let mut part = Part {
            problem: Problem {
                slots: problem.slots,
                most_distance_hm: problem.most_distance_hm,
                volunteers: Vec::new(),
                people: Vec::with_capacity(people.len()),
                fixed: Vec::new(),
            },
            open: Vec::new(),
            calls: Vec::new(),
            volunteers: Vec::new(),
        };
        let mut number_of = vec![OUTSIDE; problem.volunteers.len()];
        for volunteer in (0..problem.volunteers.len()).filter(|&volunteer| is_inside[volunteer]) {
            number_of[volunteer] = part.volunteers.len() as u32;
            part.volunteers.push(volunteer as u32);
        }
        for lost in people {
            part.add_person(&problem.people[lost.person as usize], lost.first_call, kept, &number_of);
        }
        part.add_volunteers(problem, kept);
        part
    }

    fn add_person(&mut self, facts: &Person, first_call: u32, kept: &Kept, number_of: &[u32]) {
        let inside = |volunteer: u32| Some(number_of[volunteer as usize]).filter(|&number| number != OUTSIDE);
        let known = facts.known.iter().filter_map(|&(volunteer, points)| Some((inside(volunteer)?, points)));
        self.problem.people.push(Person {
            known: known.collect(),
            refused: facts.refused.iter().filter_map(|&volunteer| inside(volunteer)).collect(),
            calls: facts.calls.clone(),
            ..*facts
        });
        for call in (first_call..).take(facts.calls.len()) {
            let number = self.calls.len() as u32;
            self.calls.push(call);
            match kept.plan[call as usize] {
                Some(place) => {
                    let volunteer = number_of[place.volunteer as usize];
                    self.problem.fixed.push((number, Place { volunteer, ..place }));
                }
                // A call that had no place before is left as it is.
                None if kept.lost.binary_search_by_key(&call, |lost| lost.call).is_ok() => self.open.push(number),
                None => {}
            }
        }
    }

    fn add_volunteers(&mut self, problem: &Problem, kept: &Kept) {
        let mut own: Vec<Vec<u16>> = vec![Vec::new(); self.volunteers.len()];
        for (_, place) in &self.problem.fixed {
            own[place.volunteer as usize].push(place.slot);
        }
        for (&volunteer, own) in self.volunteers.iter().zip(own) {
            let facts = &problem.volunteers[volunteer as usize];
            let promised = kept.load[volunteer as usize] - own.len() as u32;
            let is_free = |slot: u16| own.contains(&slot) || !kept.is_taken(Place { volunteer, slot });
            self.problem.volunteers.push(Volunteer {
                languages: facts.languages.clone(),
                cap: facts.cap - promised,
                comfort: facts.comfort.min(facts.cap).saturating_sub(promised),
                available: ranges(facts, is_free),
                ..*facts
            });
        }
    }
}

/// Marks those who could take a lost call of these people, and those who make another call of theirs. Each volunteer is
/// looked at once: there are many more of them than of people who lost a call.
fn find_volunteers(problem: &Problem, kept: &Kept, people: &[&Lost], is_inside: &mut [bool]) {
    let facts: Vec<&Person> = people.iter().map(|lost| &problem.people[lost.person as usize]).collect();
    for (lost, facts) in people.iter().zip(&facts) {
        let calls = lost.first_call as usize..lost.first_call as usize + facts.calls.len();
        for place in kept.plan[calls].iter().flatten() {
            is_inside[place.volunteer as usize] = true;
        }
    }
    let most = problem.most_square_distance();
    for (number, volunteer) in problem.volunteers.iter().enumerate() {
        let (x, y) = (i64::from(volunteer.x_hm), i64::from(volunteer.y_hm));
        let may_call = |person: &&Person| {
            let (dx, dy) = (x - i64::from(person.x_hm), y - i64::from(person.y_hm));
            dx * dx + dy * dy <= most
                && volunteer.languages.contains(&person.language)
                && person.calls.iter().any(|call| {
                    volunteer
                        .available
                        .iter()
                        .any(|range| range.start < call.window.end && call.window.start < range.end)
                })
        };
        if !is_inside[number] && kept.load[number] < volunteer.cap && facts.iter().any(may_call) {
            is_inside[number] = true;
        }
    }
}

/// The slots of a volunteer that are free, as ranges.
fn ranges(facts: &Volunteer, is_free: impl Fn(u16) -> bool) -> Vec<Slots> {
    let mut ranges: Vec<Slots> = Vec::new();
    for slot in facts.available.iter().flat_map(|range| range.start..range.end).filter(|&slot| is_free(slot)) {
        match ranges.last_mut() {
            Some(last) if last.end == slot => last.end = slot + 1,
            Some(_) | None => ranges.push(Slots { start: slot, end: slot + 1 }),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{generator::generate, instance::instance_of, score::score, solve::solve};

    /// The whole week laid out, as if it were small: what the part must be as good as.
    fn repaired_in_the_whole(problem: &Problem, plan: &Plan) -> Plan {
        let kept = Kept::of(problem, plan).unwrap();
        let promises = crate::solve::promises_of(&kept.plan);
        let lost: Vec<u32> = kept.lost.iter().map(|lost| lost.call).collect();
        let graph = Graph::of(problem, &promises, Some(&lost)).unwrap();
        plan_on(&graph, Effort::Steps(STEPS_A_LOST_CALL * lost.len() as u64), |_| ()).plan()
    }

    #[test]
    fn many_people_then_looked_through_by_two_threads_as_by_one() {
        let mut problem = instance_of(generate(12_000, 600, 3)).unwrap().problem;
        let mut plan = solve(&problem, Effort::Steps(0)).unwrap().plan;
        let one_by_one = |problem: &Problem, plan: &Plan| {
            let mut kept = Kept::nothing(problem);
            kept.look_through(problem, plan, &problem.people, (0, 0)).unwrap();
            kept
        };
        let same = |problem: &Problem, plan: &Plan| {
            let (two, one) = (Kept::of(problem, plan).unwrap(), one_by_one(problem, plan));
            let calls = |kept: &Kept| kept.lost.iter().map(|lost| lost.call).collect::<Vec<_>>();
            assert_eq!(calls(&two), calls(&one));
            assert!(two.plan == one.plan && two.load == one.load && two.taken == one.taken);
            one.lost.len()
        };
        assert_eq!(same(&problem, &plan), 0);
        problem.volunteers[7].available.clear();
        assert!(same(&problem, &plan) > 0, "somebody left");
        // A slot given twice, once in each half: the later call goes.
        let given = plan.iter().flatten().next().copied();
        let last = plan.iter().rposition(Option::is_some).unwrap();
        plan[last] = given;
        problem.volunteers.iter_mut().step_by(3).for_each(|volunteer| volunteer.cap /= 2);
        assert!(same(&problem, &plan) > 1, "caps are lower");
    }

    #[test]
    fn volunteers_leave_many_weeks_then_repaired_as_well_as_in_the_whole_week() {
        let (mut in_part, mut in_whole, mut repairs) = (0, 0, 0);
        for seed in 0..6 {
            let mut problem = instance_of(generate(400, 60, seed)).unwrap().problem;
            let plan = solve(&problem, Effort::Steps(50_000)).unwrap().plan;
            for leaving in 0..60 {
                let hours = std::mem::take(&mut problem.volunteers[leaving].available);
                let repaired = repair(&problem, &plan).unwrap();
                if !repaired.lost.is_empty() {
                    let (points, breaches) = score(&problem, &repaired.plan);
                    assert_eq!(breaches, []);
                    in_part += points.total();
                    in_whole += score(&problem, &repaired_in_the_whole(&problem, &plan)).0.total();
                    repairs += 1;
                }
                problem.volunteers[leaving].available = hours;
            }
        }
        // Chance differs; on the whole a repair may lose nothing, less than a point each.
        assert!(repairs > 200 && in_part + repairs > in_whole, "{in_part} instead of {in_whole} in {repairs} repairs");
    }
}
