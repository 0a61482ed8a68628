//! Making a week better with everything counted, the number of voices a person hears included.
//!
//! People are taken out and put back, one at a time, over the whole country again and again. One call is put back where
//! it is worth most, or all of a person's calls with one voice as far as that goes. At first what is a
//! little worse may stay, because the way to a better week often leads through a worse one; at the end only what is no worse.

use crate::{
    chain::{Outlook, Search},
    random::Random,
    week::Week,
};

/// How much worse a try may be, in points, as a scale of chance: at the beginning and at the end.
const HEAT_FIRST: f64 = 0.4;
const HEAT_LAST: f64 = 0.1;
/// One in so many people with a single call is tried: little is gained there.
const ONE_SINGLE_IN: usize = 8;
/// Tries between two looks at how much of the work is done.
const LOOK_EVERY: u64 = 64;
/// The least a call may gain by being put back: so little that it always takes a place.
const ANYTHING: i32 = -1_000_000;

/// Works on the week until the share of the work that is done reaches 1; it is asked with the steps done. Never leaves the
/// week worse than it was.
pub(crate) fn improve(week: &mut Week<'_>, outlook: &Outlook, share_done: &mut dyn FnMut(u64) -> f64) {
    let graph = week.graph;
    let can_move = |person: &u32| graph.calls_of(*person).any(|call| !outlook.places_of(call as u32).is_empty());
    let people: Vec<u32> = graph.people_by_place.iter().copied().filter(can_move).collect();
    if people.is_empty() {
        return;
    }
    let (worth, kept) = (week.worth, week.keep());
    let mut tries = Tries { outlook, search: Search::over(graph), random: Random::of(1), heat: HEAT_FIRST };
    for (turns, &person) in (0_u64..).zip(people.iter().cycle()) {
        if turns.is_multiple_of(LOOK_EVERY) {
            let share = share_done(tries.search.steps);
            if share >= 1.0 {
                break;
            }
            tries.heat = HEAT_FIRST * (HEAT_LAST / HEAT_FIRST).powf(share);
        }
        tries.search.steps += 1;
        if graph.calls_of(person).len() > 1 || tries.random.below(ONE_SINGLE_IN) == 0 {
            tries.work_on(week, person);
        }
    }
    if week.worth < worth {
        week.restore(&kept);
    }
}

struct Tries<'a> {
    outlook: &'a Outlook,
    search: Search,
    random: Random,
    heat: f64,
}

impl Tries<'_> {
    fn work_on(&mut self, week: &mut Week<'_>, person: u32) {
        let (worth, moment) = (week.worth, week.moment());
        let open = week.graph.calls_of(person).map(|call| call as u32);
        let mut calls: Vec<u32> = open.filter(|&call| !self.outlook.places_of(call).is_empty()).collect();
        for last in (1..calls.len()).rev() {
            calls.swap(last, self.random.below(last + 1));
        }
        if calls.len() > 1 && self.random.below(2) == 0 {
            calls.truncate(1);
        }
        for &call in &calls {
            week.take(call);
        }
        if calls.len() > 1 {
            self.give_one_voice(week, &calls);
        }
        for &call in &calls {
            if !week.has_place(call) {
                self.search.place(week, self.outlook, call, None, ANYTHING);
            }
        }
        let change = (week.worth - worth) as f64;
        if change < self.heat * self.random.unit().ln() {
            week.take_back(moment);
        }
        week.settle();
    }

    /// Gives the calls that can have it a voice that the first of them likes.
    fn give_one_voice(&mut self, week: &mut Week<'_>, calls: &[u32]) {
        let graph = week.graph;
        let voice_of = |arc: u32| graph.volunteer_of[graph.arc_node[arc as usize] as usize];
        let places = self.outlook.places_of(calls[0]);
        let voice = voice_of(places[self.random.below(places.len())]);
        for &call in calls {
            let best = self.outlook.places_of(call).iter().copied().find(|&arc| voice_of(arc) == voice);
            if let Some(arc) = best {
                self.search.place(week, self.outlook, call, Some(arc), ANYTHING);
            }
        }
    }
}
