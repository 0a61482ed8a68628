//! Who may call whom: volunteers found by language and by squares of the map instead of one by one.

use std::collections::HashMap;

use crate::{
    points,
    problem::{Person, Problem, Slots},
};

/// Side of a square of the map as a share of the greatest distance: smaller squares leave out more, larger ones are fewer.
const SQUARES_IN_REACH: u32 = 4;
/// Slots in one word of a calendar.
const WORD: u16 = 64;

/// Volunteers by language and square, with their calendars.
pub(crate) struct Nearby {
    side_hm: i64,
    /// Volunteers who speak a language, by square.
    squares: HashMap<(u16, i64, i64), Vec<u32>>,
    /// Calendars of all volunteers, one bit a slot, `words` words each.
    calendar: Vec<u64>,
    words: usize,
    by_place: Vec<u32>,
}

impl Nearby {
    /// Sorts the volunteers of a checked problem.
    pub(crate) fn of(problem: &Problem) -> Nearby {
        let side_hm = i64::from((problem.most_distance_hm / SQUARES_IN_REACH).max(1));
        let words = usize::from(problem.slots.div_ceil(WORD));
        let mut calendar = vec![0_u64; words * problem.volunteers.len()];
        for (facts, week) in problem.volunteers.iter().zip(calendar.chunks_exact_mut(words)) {
            for slot in facts.available.iter().flat_map(|range| range.start..range.end) {
                week[usize::from(slot / WORD)] |= 1 << (slot % WORD);
            }
        }
        let mut by_place: Vec<u32> = (0..problem.volunteers.len() as u32).collect();
        by_place.sort_by_cached_key(|&number| {
            let facts = &problem.volunteers[number as usize];
            (square(facts.y_hm, side_hm), square(facts.x_hm, side_hm), number)
        });
        let mut squares: HashMap<(u16, i64, i64), Vec<u32>> = HashMap::new();
        for &number in &by_place {
            let facts = &problem.volunteers[number as usize];
            if facts.cap == 0 {
                continue;
            }
            let mut languages = facts.languages.clone();
            languages.sort_unstable();
            languages.dedup();
            for language in languages {
                let key = (language, square(facts.x_hm, side_hm), square(facts.y_hm, side_hm));
                squares.entry(key).or_default().push(number);
            }
        }
        Nearby { side_hm, squares, calendar, words, by_place }
    }

    /// Volunteers, neighbours together.
    pub(crate) fn volunteers_by_place(&self) -> &[u32] {
        &self.by_place
    }

    /// These people, neighbours together.
    pub(crate) fn people_by_place(&self, problem: &Problem, mut people: Vec<u32>) -> Vec<u32> {
        people.sort_by_cached_key(|&number| {
            let facts = &problem.people[number as usize];
            (square(facts.y_hm, self.side_hm), square(facts.x_hm, self.side_hm), number)
        });
        people
    }

    fn week_of(&self, volunteer: u32) -> &[u64] {
        &self.calendar[volunteer as usize * self.words..][..self.words]
    }

    /// The slots of a volunteer, in order.
    pub(crate) fn slots_of(&self, volunteer: u32) -> impl Iterator<Item = u16> {
        self.week_of(volunteer).iter().zip((0..).step_by(usize::from(WORD))).flat_map(|(&bits, first)| {
            let rest = std::iter::successors(Some(bits), |bits| Some(bits & bits.wrapping_sub(1)));
            rest.take_while(|&bits| bits != 0).map(move |bits| first + bits.trailing_zeros() as u16)
        })
    }

    /// Tells each slot of a window in which the volunteer is available, after its rank among all of the
    /// volunteer's slots.
    pub(crate) fn free_slots(&self, volunteer: u32, window: Slots, mut tell: impl FnMut(u32, u16)) {
        let week = self.week_of(volunteer);
        let mut rank = None;
        for slot in window.start..window.end {
            let (word, bit) = (usize::from(slot / WORD), slot % WORD);
            if week[word] >> bit & 1 == 0 {
                continue;
            }
            let before = || {
                let whole: u32 = week[..word].iter().map(|bits| bits.count_ones()).sum();
                whole + (week[word] & ((1 << bit) - 1)).count_ones()
            };
            let this = rank.unwrap_or_else(before);
            tell(this, slot);
            rank = Some(this + 1);
        }
    }

    /// Finds who may call a person at some hour, with the points of the pair (knowing, wish, distance).
    pub(crate) fn who_may_call(&self, problem: &Problem, person: &Person, found: &mut Vec<(u32, i32)>) {
        found.clear();
        let reach = i64::from(problem.most_distance_hm);
        let squares =
            |at: i32| square_of(i64::from(at) - reach, self.side_hm)..=square_of(i64::from(at) + reach, self.side_hm);
        for y in squares(person.y_hm) {
            for x in squares(person.x_hm) {
                let Some(volunteers) = self.squares.get(&(person.language, x, y)) else { continue };
                for &number in volunteers {
                    let volunteer = &problem.volunteers[number as usize];
                    let is_near = Problem::square_distance(person, volunteer) <= problem.most_square_distance();
                    let is_other_gender =
                        person.wish.is_some_and(|wish| wish.is_must && volunteer.gender != Some(wish.gender));
                    if !is_near || is_other_gender || person.refused.contains(&number) {
                        continue;
                    }
                    found.push((number, points::of_pair(person, number, volunteer)));
                }
            }
        }
    }
}

fn square(at_hm: i32, side_hm: i64) -> i64 {
    square_of(i64::from(at_hm), side_hm)
}

fn square_of(at_hm: i64, side_hm: i64) -> i64 {
    at_hm.div_euclid(side_hm)
}
