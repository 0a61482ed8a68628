//! The week without the continuity term, which is then a flow problem, solved by an auction.
//!
//! Every call bids for the place that is worth most to it at the prices asked, just enough to make that place no better
//! than its second choice, and a little step more. Whoever held the place is displaced and bids
//! again. Prices only rise and what nobody ever wanted costs nothing, so when nobody bids any more each call is
//! within one step of its best choice, and the whole within one step a call of the best plan there is.
//!
//! A volunteer's slot has a price of its own while somebody holds it. A free slot costs what another call costs that
//! volunteer: nothing below comfort, the price of a call beyond it up to the cap, and at the cap what
//! the cheapest call of the week pays, which then leaves.
//!
//! # Source
//! D. P. Bertsekas, "Auction algorithms for network flow problems", Computational Optimization and Applications 1 (1992).

use crate::{
    graph::{Graph, NONE},
    points::{BEYOND_COMFORT, FIRST_CALL},
};

/// A bid that nobody beats: the place is promised.
pub(crate) const PROMISED: i32 = i32::MAX / 4;
/// What a promised call holds instead of an arc.
const KEPT: u32 = NONE - 1;
/// Less than any profit.
const NO_PROFIT: i32 = i32::MIN / 2;

/// What the auction ends with.
pub(crate) struct Auction<'a> {
    graph: &'a Graph,
    /// Prices in one point are this many.
    pub(crate) scale: i32,
    /// What a node costs who wants it now.
    pub(crate) price: Vec<i32>,
    holder: Vec<u32>,
    load: Vec<u32>,
    /// The arc each call holds, or [`NONE`].
    held: Vec<u32>,
    is_waiting: Vec<bool>,
    waiting: Vec<u32>,
    bids: u64,
}

struct Bid {
    call: usize,
    arc: usize,
    amount: i32,
}

/// Bids between two looks at the time.
const LOOK_EVERY: u64 = 4_096;

/// Holds the auction with a step of one point divided by `scale`. When it `is_over` before everybody has what they can
/// get, the calls still waiting hold nothing.
pub(crate) fn hold_auction<'a>(graph: &'a Graph, scale: i32, is_over: &mut dyn FnMut() -> bool) -> Auction<'a> {
    let mut auction = Auction {
        graph,
        scale,
        price: vec![0; graph.volunteer_of.len()],
        holder: vec![NONE; graph.volunteer_of.len()],
        load: vec![0; graph.cap.len()],
        held: vec![NONE; graph.calls()],
        is_waiting: vec![false; graph.calls()],
        waiting: Vec::with_capacity(graph.calls()),
        bids: 0,
    };
    auction.keep_promises();
    for &person in graph.people_by_place.iter().rev() {
        for call in graph.calls_of(person).rev().filter(|&call| !graph.arcs_of(call).is_empty()) {
            auction.is_waiting[call] = true;
            auction.waiting.push(call as u32);
        }
    }
    while let Some(call) = auction.waiting.pop() {
        auction.is_waiting[call as usize] = false;
        if auction.bids.is_multiple_of(LOOK_EVERY) && is_over() {
            break;
        }
        if let Some(bid) = auction.bid_of(call as usize) {
            auction.accept(&bid);
        }
    }
    auction
}

impl Auction<'_> {
    /// The arc that a call holds, promised calls aside.
    pub(crate) fn arc_of(&self, call: usize) -> Option<usize> {
        (self.held[call] < KEPT).then_some(self.held[call] as usize)
    }

    /// What a free slot of this volunteer costs, and would cost if there is none.
    pub(crate) fn price_of_one_more(&self, volunteer: u32) -> i32 {
        let whose = volunteer as usize;
        if self.load[whose] < self.graph.comfort[whose] {
            return 0;
        }
        let lowest = self.cheapest(volunteer).0;
        if self.load[whose] < self.graph.cap[whose] { lowest.min(BEYOND_COMFORT * self.scale) } else { lowest }
    }

    fn keep_promises(&mut self) {
        for &(call, node, _) in &self.graph.promised {
            self.held[call as usize] = KEPT;
            self.holder[node as usize] = call;
            self.price[node as usize] = PROMISED;
            self.load[self.graph.volunteer_of[node as usize] as usize] += 1;
        }
        for volunteer in 0..self.graph.cap.len() as u32 {
            if self.load[volunteer as usize] > 0 {
                self.ask_price(volunteer);
            }
        }
    }

    /// The best and the second best profit of a call, and the arc of the best.
    fn choices(&self, call: usize) -> (i32, i32, usize) {
        let (mut best, mut second, mut best_arc) = (NO_PROFIT, NO_PROFIT, 0);
        let arcs = self.graph.arcs_of(call);
        let nodes = &self.graph.arc_node[arcs.clone()];
        let points = &self.graph.arc_points[arcs.clone()];
        for (arc, (&node, &points)) in arcs.zip(nodes.iter().zip(points)) {
            let profit = i32::from(points) * self.scale - self.price[node as usize];
            if profit > second {
                if profit > best {
                    (second, best, best_arc) = (best, profit, arc);
                } else {
                    second = profit;
                }
            }
        }
        (best, second, best_arc)
    }

    /// What a call does next. A call gives up when serving it is worth less than what its place costs; the last call of a
    /// person speaks for all of them, because then the first call's points are at stake.
    fn bid_of(&mut self, call: usize) -> Option<Bid> {
        self.bids += 1;
        let person = self.graph.person_of[call];
        let serving = self.graph.serving[person as usize];
        let (best, second, arc) = self.choices(call);
        let floor = -serving * self.scale;
        if best > floor {
            return Some(self.bid(call, arc, best, second.max(floor)));
        }
        let mut siblings = self.graph.calls_of(person);
        if siblings.any(|other| self.held[other] != NONE || self.is_waiting[other]) {
            return None;
        }
        let floor = -(serving + FIRST_CALL) * self.scale;
        let (mut first, mut runner_up, mut choice) = (NO_PROFIT, NO_PROFIT, None);
        for other in self.graph.calls_of(person) {
            let (best, second, arc) = self.choices(other);
            if best > first {
                (runner_up, first, choice) = (first.max(second), best, Some((other, arc)));
            } else {
                runner_up = runner_up.max(best);
            }
        }
        let (other, arc) = choice.filter(|_| first > floor)?;
        Some(self.bid(other, arc, first, runner_up.max(floor)))
    }

    fn bid(&self, call: usize, arc: usize, best: i32, second: i32) -> Bid {
        let node = self.graph.arc_node[arc] as usize;
        Bid { call, arc, amount: self.price[node] + (best - second) + 1 }
    }

    fn accept(&mut self, bid: &Bid) {
        let node = self.graph.arc_node[bid.arc] as usize;
        let volunteer = self.graph.volunteer_of[node];
        let whose = volunteer as usize;
        if self.holder[node] != NONE {
            self.displace(node);
        } else if self.load[whose] < self.graph.comfort[whose] {
            self.load[whose] += 1;
        } else {
            let (lowest, cheapest) = self.cheapest(volunteer);
            if self.load[whose] < self.graph.cap[whose] && BEYOND_COMFORT * self.scale <= lowest {
                self.load[whose] += 1;
            } else if let Some(cheapest) = cheapest {
                self.displace(cheapest);
            }
        }
        self.holder[node] = bid.call as u32;
        self.price[node] = bid.amount;
        self.held[bid.call] = bid.arc as u32;
        self.ask_price(volunteer);
    }

    fn displace(&mut self, node: usize) {
        let call = std::mem::replace(&mut self.holder[node], NONE);
        self.held[call as usize] = NONE;
        self.is_waiting[call as usize] = true;
        self.waiting.push(call);
    }

    /// The lowest bid a volunteer holds, and where.
    fn cheapest(&self, volunteer: u32) -> (i32, Option<usize>) {
        let held = self.graph.nodes_of(volunteer).filter(|&node| self.holder[node] != NONE);
        let (mut lowest, mut cheapest) = (PROMISED, None);
        for node in held {
            if self.price[node] < lowest {
                (lowest, cheapest) = (self.price[node], Some(node));
            }
        }
        (lowest, cheapest)
    }

    /// Sets what a free slot of this volunteer costs now.
    fn ask_price(&mut self, volunteer: u32) {
        let price = self.price_of_one_more(volunteer);
        for node in self.graph.nodes_of(volunteer) {
            if self.holder[node] == NONE {
                self.price[node] = price;
            }
        }
    }
}
