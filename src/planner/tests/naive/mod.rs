//! The specification once more, as plainly as it can be written: slow, and shared with nobody.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_planner::{
    Reason,
    problem::{Call, Gender, GenderWish, Person, Place, Plan, Problem, Slots, Volunteer},
};
use proptest::prelude::*;

/// A week small enough that every plan can be tried.
#[derive(Debug, Clone)]
pub(crate) struct Fresh(pub(crate) Problem);

/// The whole worth of a plan, and whether it breaks a rule.
pub(crate) fn naive_score(problem: &Problem, plan: &Plan) -> (i64, bool) {
    let (mut total, mut broken) = (0_i64, false);
    let mut times: BTreeMap<(u32, u16), u32> = BTreeMap::new();
    let mut loads: BTreeMap<u32, i64> = BTreeMap::new();
    let mut voices: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for (number, person, call) in problem.numbered_calls() {
        let Some(place) = plan.get(number).copied().flatten() else { continue };
        broken |= !may(problem, &problem.people[person], call, place);
        total += alone(problem, &problem.people[person], call, place);
        *times.entry((place.volunteer, place.slot)).or_default() += 1;
        *loads.entry(place.volunteer).or_default() += 1;
        voices.entry(person).or_default().insert(place.volunteer);
    }
    broken |= times.values().any(|&times| times > 1);
    for voices in voices.values() {
        total += 60 - 6 * (voices.len() as i64 - 1);
    }
    for (volunteer, load) in loads {
        let volunteer = &problem.volunteers[volunteer as usize];
        broken |= load > i64::from(volunteer.cap);
        total -= 4 * (load - i64::from(volunteer.comfort)).max(0);
    }
    (total, broken)
}

fn square_distance(person: &Person, volunteer: &Volunteer) -> i64 {
    i64::from(person.x_hm - volunteer.x_hm).pow(2) + i64::from(person.y_hm - volunteer.y_hm).pow(2)
}

fn is_right(person: &Person, volunteer: &Volunteer) -> bool {
    match person.wish {
        Some(GenderWish { gender, is_must: true }) => volunteer.gender == Some(gender),
        _ => true,
    }
}

/// H1 and H4 to H7.
pub(crate) fn may(problem: &Problem, person: &Person, call: &Call, place: Place) -> bool {
    let volunteer = &problem.volunteers[place.volunteer as usize];
    let in_window = call.window.start <= place.slot && place.slot < call.window.end;
    let available = volunteer.available.iter().any(|range| range.start <= place.slot && place.slot < range.end);
    in_window
        && available
        && volunteer.languages.contains(&person.language)
        && is_right(person, volunteer)
        && square_distance(person, volunteer) <= i64::from(problem.most_distance_hm).pow(2)
        && !person.refused.contains(&place.volunteer)
}

fn alone(problem: &Problem, person: &Person, call: &Call, place: Place) -> i64 {
    let volunteer = &problem.volunteers[place.volunteer as usize];
    let mut worth = if person.is_priority { 160 } else { 100 };
    if let Some((_, points)) = person.known.iter().find(|(known, _)| *known == place.volunteer) {
        worth += i64::from(*points);
    }
    if let Some(GenderWish { gender, is_must: false }) = person.wish
        && volunteer.gender == Some(gender)
    {
        worth += 8;
    }
    let mut distance_hm = 0_i64;
    while (distance_hm + 1).pow(2) <= square_distance(person, volunteer) {
        distance_hm += 1;
    }
    worth - distance_hm / 40 - (i64::from(place.slot) - i64::from(call.ideal)).abs()
}

/// Every place each call may have.
fn places(problem: &Problem) -> Vec<Vec<Place>> {
    let of_call = |(_, person, call): (usize, usize, &Call)| {
        let volunteers = 0..problem.volunteers.len() as u32;
        let places = volunteers.flat_map(|volunteer| (0..problem.slots).map(move |slot| Place { volunteer, slot }));
        places.filter(|&place| may(problem, &problem.people[person], call, place)).collect()
    };
    problem.numbered_calls().map(of_call).collect()
}

/// Calls one after the other, each at its best free place.
pub(crate) fn greedy(problem: &Problem) -> Plan {
    let mut plan: Plan = vec![None; problem.number_of_calls()];
    for (call, places) in places(problem).into_iter().enumerate() {
        let mut best = naive_score(problem, &plan).0;
        let mut choice = None;
        for place in places {
            plan[call] = Some(place);
            let (worth, broken) = naive_score(problem, &plan);
            if !broken && worth > best {
                (best, choice) = (worth, Some(place));
            }
        }
        plan[call] = choice;
    }
    plan
}

/// The worth of the best plan of all, and of the best when voices do not count.
pub(crate) fn brute_force(problem: &Problem) -> (i64, i64) {
    fn voices_lost(problem: &Problem, plan: &Plan) -> i64 {
        let mut voices: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
        for (number, person, _) in problem.numbered_calls() {
            if let Some(place) = plan[number] {
                voices.entry(person).or_default().insert(place.volunteer);
            }
        }
        voices.values().map(|voices| 6 * (voices.len() as i64 - 1)).sum()
    }
    fn go(problem: &Problem, places: &[Vec<Place>], plan: &mut Plan, call: usize, best: &mut (i64, i64)) {
        if call == places.len() {
            let (worth, broken) = naive_score(problem, plan);
            if !broken {
                best.0 = best.0.max(worth);
                best.1 = best.1.max(worth + voices_lost(problem, plan));
            }
            return;
        }
        plan[call] = None;
        go(problem, places, plan, call + 1, best);
        for &place in &places[call] {
            if !plan[..call].contains(&Some(place)) {
                plan[call] = Some(place);
                go(problem, places, plan, call + 1, best);
            }
        }
        plan[call] = None;
    }
    let mut best = (0, 0);
    go(problem, &places(problem), &mut vec![None; problem.number_of_calls()], 0, &mut best);
    best
}

/// Why nobody makes a call, by asking everybody each question.
pub(crate) fn reason(problem: &Problem, plan: &Plan, number: usize) -> (Reason, usize) {
    let (_, person, call) = problem.numbered_calls().nth(number).unwrap();
    let person = &problem.people[person];
    let held = |who: usize| plan.iter().flatten().filter(move |place| place.volunteer as usize == who);
    let free = |who: usize, slot: u16| held(who).all(|place| place.slot != slot);
    let of = |who: usize| &problem.volunteers[who];
    let hours = |who: usize| {
        let within = call.window.start..call.window.end;
        within.filter(move |&slot| of(who).available.iter().any(|range| range.contains(slot))).collect::<Vec<u16>>()
    };
    let questions: [(Reason, Box<dyn Fn(usize) -> bool>); 7] = [
        (Reason::Language, Box::new(|who| of(who).languages.contains(&person.language))),
        (Reason::Hours, Box::new(|who| !hours(who).is_empty())),
        (Reason::Cap, Box::new(|who| held(who).count() < of(who).cap as usize)),
        (
            Reason::Distance,
            Box::new(|who| square_distance(person, of(who)) <= i64::from(problem.most_distance_hm).pow(2)),
        ),
        (Reason::Refused, Box::new(|who| !person.refused.contains(&(who as u32)))),
        (Reason::Gender, Box::new(|who| is_right(person, of(who)))),
        (Reason::Taken, Box::new(|who| hours(who).into_iter().any(|slot| free(who, slot)))),
    ];
    let mut who: Vec<usize> = (0..problem.volunteers.len()).collect();
    for (reason, question) in questions {
        let before = who.len();
        who.retain(|&who| question(who));
        if who.is_empty() {
            return (reason, before);
        }
    }
    (Reason::Possible, who.len())
}

fn slots(most: u16) -> impl Strategy<Value = Slots> {
    (0_u16..10, 1..=most).prop_map(|(start, length)| Slots { start, end: (start + length).min(12) })
}

fn gender() -> impl Strategy<Value = Gender> {
    prop_oneof![Just(Gender::Woman), Just(Gender::Man)]
}

prop_compose! {
    fn volunteer()(
        x_hm in 0..400_i32, languages in prop_oneof![3 => Just(vec![0]), 1 => Just(vec![0, 1])],
        gender in gender(), cap in 1_u32..4, comfort in 0_u32..4, available in prop::collection::vec(slots(3), 1..3),
    ) -> Volunteer {
        Volunteer { x_hm, y_hm: 0, languages, gender: Some(gender), cap, comfort, available }
    }
}

prop_compose! {
    fn call()(window in slots(2), late in any::<bool>()) -> Call {
        Call { window, ideal: if late { window.end - 1 } else { window.start } }
    }
}

prop_compose! {
    fn person()(
        x_hm in 0..400_i32, language in prop_oneof![5 => Just(0_u16), 1 => Just(1)],
        wish in prop::option::weighted(0.3, (gender(), any::<bool>())), is_priority in any::<bool>(),
        known in prop::option::weighted(0.5, 0_u32..2), refused in prop::option::weighted(0.1, 0_u32..2),
        calls in prop::collection::vec(call(), 1..3),
    ) -> Person {
        Person {
            x_hm, y_hm: 30, language, wish: wish.map(|(gender, is_must)| GenderWish { gender, is_must }), is_priority,
            known: known.map(|who| (who, 20)).into_iter().collect(), refused: refused.into_iter().collect(), calls,
        }
    }
}

/// Two or three volunteers and at most six calls.
pub(crate) fn small_week() -> impl Strategy<Value = Fresh> {
    let volunteers = prop::collection::vec(volunteer(), 2..4);
    let people = prop::collection::vec(person(), 1..4);
    (volunteers, people).prop_map(|(volunteers, people)| {
        Fresh(Problem { slots: 12, most_distance_hm: 350, volunteers, people, fixed: Vec::new() })
    })
}
