//! Finding a place for a call by moving others: the call takes somebody's place, who takes the next one's, until one
//! of them finds a free place or stays without. The most promising chain is looked at first.
//!
//! What is promising is told by the prices of the auction: nobody finds a place again for more than its
//! best profit at those prices, so what a chain can still come to is known before it is followed.

use std::collections::BinaryHeap;

use crate::{
    graph::{Graph, NONE},
    random::Random,
    week::Week,
};

/// Calls looked at for one chain.
const MOST_LOOKED_AT: usize = 16;
/// Calls moved in one chain.
const MOST_MOVED: u32 = 10;

/// One place in so many is passed over by chance: of several chains worth the same, another one is found the next time.
const ONE_SKIPPED_IN: usize = 6;

/// Prices, and what they promise to each call.
pub(crate) struct Outlook {
    /// Prices in one point are this many.
    scale: i32,
    /// The best profit of each call, without the points for serving it.
    best: Vec<i32>,
    /// Places worth looking at, best first: a range of `arcs` a call.
    start: Vec<u32>,
    arcs: Vec<u32>,
}

/// Places that are this many points worse than the best are not looked at.
const WORSE_BY: i32 = 9;
/// Places looked at for one call.
const MOST_PLACES: usize = 24;

impl Outlook {
    /// Looks at every place at these prices.
    pub(crate) fn at(graph: &Graph, price: &[i32], scale: i32) -> Outlook {
        let mut outlook = Outlook {
            scale,
            best: vec![i32::MIN / 2; graph.calls()],
            start: Vec::with_capacity(graph.calls() + 1),
            arcs: Vec::new(),
        };
        let mut places: Vec<(i32, u32)> = Vec::new();
        for call in 0..graph.calls() {
            outlook.start.push(outlook.arcs.len() as u32);
            let profit = |arc: usize| i32::from(graph.arc_points[arc]) * scale - price[graph.arc_node[arc] as usize];
            let Some(best) = graph.arcs_of(call).map(profit).max() else { continue };
            outlook.best[call] = best;
            places.clear();
            let good = graph.arcs_of(call).filter(|&arc| profit(arc) >= best - WORSE_BY * scale);
            places.extend(good.map(|arc| (-profit(arc), arc as u32)));
            places.sort_unstable();
            outlook.arcs.extend(places.iter().take(MOST_PLACES).map(|&(_, arc)| arc));
        }
        outlook.start.push(outlook.arcs.len() as u32);
        outlook
    }

    /// Places of a call that are worth looking at, best first.
    pub(crate) fn places_of(&self, call: u32) -> &[u32] {
        &self.arcs[self.start[call as usize] as usize..self.start[call as usize + 1] as usize]
    }

    /// What a call that has no place can come to, at best.
    fn hope(&self, week: &Week<'_>, call: u32) -> i32 {
        let person = week.graph.person_of[call as usize];
        let first = if week.has_company(call) { 0 } else { crate::points::FIRST_CALL };
        (self.best[call as usize] + (week.graph.serving[person as usize] + first) * self.scale).max(0)
    }
}

/// A call that lost its place in a chain.
#[derive(Clone, Copy)]
struct Link {
    call: u32,
    /// Who took its place, and the arc to it; the first has neither.
    after: u32,
    arc: u32,
    /// What the chain has come to, with this call without a place.
    worth: i32,
    depth: u32,
}

/// Room for the search, kept from one to the next.
pub(crate) struct Search {
    links: Vec<Link>,
    waiting: BinaryHeap<(i32, u32)>,
    looked_at: Vec<u32>,
    round: u32,
    random: Random,
    /// Places looked at so far: the measure of work.
    pub(crate) steps: u64,
}

impl Search {
    /// Room for the calls of this graph.
    pub(crate) fn over(graph: &Graph) -> Search {
        Search {
            links: Vec::new(),
            waiting: BinaryHeap::new(),
            looked_at: vec![0; graph.calls()],
            round: 0,
            random: Random::of(2),
            steps: 0,
        }
    }

    /// Finds a place for a call that has none, or among `only` if anything is given there, and moves others for it when the
    /// whole gains more than `at_least`. Says whether anything was done.
    pub(crate) fn place(
        &mut self,
        week: &mut Week<'_>,
        outlook: &Outlook,
        call: u32,
        only: Option<u32>,
        at_least: i32,
    ) -> bool {
        self.links.clear();
        self.waiting.clear();
        self.round += 1;
        let mut found: Option<(u32, u32)> = None;
        let mut best = at_least * outlook.scale;
        self.links.push(Link { call, after: NONE, arc: NONE, worth: 0, depth: 0 });
        self.waiting.push((i32::MAX, 0));
        let mut looked_at = 0;
        while let Some((promise, number)) = self.waiting.pop() {
            if promise <= best || looked_at >= MOST_LOOKED_AT {
                break;
            }
            let link = self.links[number as usize];
            if std::mem::replace(&mut self.looked_at[link.call as usize], self.round) == self.round {
                continue;
            }
            looked_at += 1;
            if link.worth > best && number != 0 {
                (best, found) = (link.worth, Some((number, NONE)));
            }
            let forced = only.filter(|_| number == 0);
            let places = forced.as_ref().map_or_else(|| outlook.places_of(link.call), std::slice::from_ref);
            self.steps += places.len() as u64 + 1;
            for &arc in places {
                if forced.is_none() && self.random.below(ONE_SKIPPED_IN) == 0 {
                    continue;
                }
                self.follow(week, outlook, number, link, arc, &mut best, &mut found);
            }
        }
        found.is_some_and(|(last, arc)| self.carry_out(week, last, arc))
    }

    #[expect(clippy::too_many_arguments, reason = "the two last are what the search has found so far")]
    fn follow(
        &mut self,
        week: &Week<'_>,
        outlook: &Outlook,
        number: u32,
        link: Link,
        arc: u32,
        best: &mut i32,
        found: &mut Option<(u32, u32)>,
    ) {
        let graph = week.graph;
        let node = graph.arc_node[arc as usize];
        let volunteer = graph.volunteer_of[node as usize];
        let gained = week.worth_of(link.call, volunteer, graph.arc_points[arc as usize]);
        let worth = link.worth + gained * outlook.scale;
        let holder = week.holder[node as usize];
        if holder != NONE {
            self.displace(week, outlook, number, arc, holder, worth, *best);
        } else if let Some(cost) = week.cost_of_one_more(volunteer) {
            let worth = worth - cost * outlook.scale;
            if worth > *best {
                (*best, *found) = (worth, Some((number, arc)));
            }
        } else {
            for other in graph.nodes_of(volunteer) {
                let holder = week.holder[other];
                if holder != NONE {
                    self.displace(week, outlook, number, arc, holder, worth, *best);
                }
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a link of the chain, taken apart")]
    fn displace(&mut self, week: &Week<'_>, outlook: &Outlook, after: u32, arc: u32, call: u32, worth: i32, best: i32) {
        let depth = self.links[after as usize].depth + 1;
        if depth > MOST_MOVED || week.graph.is_fixed[call as usize] || self.looked_at[call as usize] == self.round {
            return;
        }
        let worth = worth - week.worth_now(call) * outlook.scale;
        let promise = worth + outlook.hope(week, call);
        if promise <= best || self.is_related(week, after, call) {
            return;
        }
        self.links.push(Link { call, after, arc, worth, depth });
        self.waiting.push((promise, self.links.len() as u32 - 1));
    }

    /// Whether the chain already moves a call of the same person: its worth would then be miscounted.
    fn is_related(&self, week: &Week<'_>, mut link: u32, call: u32) -> bool {
        let person = week.graph.person_of[call as usize];
        while link != NONE {
            let Link { call, after, .. } = self.links[link as usize];
            if week.graph.person_of[call as usize] == person {
                return true;
            }
            link = after;
        }
        false
    }

    /// Moves the calls of a chain, the last one to `arc`. A chain that steps on itself is taken back.
    fn carry_out(&mut self, week: &mut Week<'_>, last: u32, arc: u32) -> bool {
        let moment = week.moment();
        let mut link = last;
        while link != NONE {
            week.take(self.links[link as usize].call);
            link = self.links[link as usize].after;
        }
        let (mut link, mut arc) = (last, arc);
        while link != NONE {
            let Link { call, after, arc: taken, .. } = self.links[link as usize];
            if arc != NONE {
                let node = week.graph.arc_node[arc as usize];
                if !week.place(call, node, week.graph.arc_points[arc as usize]) {
                    week.take_back(moment);
                    return false;
                }
            }
            (link, arc) = (after, taken);
        }
        true
    }
}
