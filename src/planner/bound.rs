//! What no plan can exceed, proven by prices.
//!
//! At any prices, a plan is worth at most what all calls would gain if each could have its best place at these prices,
//! and what all volunteers would gain if each could sell as much as it likes. The continuity
//! term only takes away, so it is left out. At the prices of the auction this is near the best there is.

use crate::{
    flow::{Auction, PROMISED},
    graph::{Graph, NONE},
    points::{BEYOND_COMFORT, FIRST_CALL},
    week::Week,
};

/// The bound at the prices of an auction, with the promises given.
pub(crate) fn bound(graph: &Graph, auction: &Auction<'_>) -> i64 {
    let scale = i64::from(auction.scale);
    let promised = Week::of(graph);
    let people: i64 = (0..graph.serving.len() as u32).map(|person| of_person(graph, auction, &promised, person)).sum();
    let volunteers: i64 =
        (0..graph.cap.len() as u32).map(|volunteer| of_volunteer(graph, auction, &promised, volunteer)).sum();
    promised.worth_without_continuity() + (people + volunteers).div_euclid(scale)
}

fn of_person(graph: &Graph, auction: &Auction<'_>, promised: &Week<'_>, person: u32) -> i64 {
    let serving = graph.serving[person as usize] * auction.scale;
    let (mut sum, mut best, mut has_promise) = (0, i64::MIN, false);
    for call in graph.calls_of(person) {
        has_promise |= promised.node_of[call] != NONE;
        let profit = graph.arcs_of(call).map(|arc| {
            i64::from(graph.arc_points[arc]) * i64::from(auction.scale)
                - i64::from(auction.price[graph.arc_node[arc] as usize])
        });
        if let Some(profit) = profit.max() {
            let worth = profit + i64::from(serving);
            sum += worth.max(0);
            best = best.max(worth);
        }
    }
    if has_promise || best == i64::MIN {
        return sum;
    }
    let first = i64::from(FIRST_CALL * auction.scale);
    if best >= 0 { sum + first } else { (best + first).max(0) }
}

fn of_volunteer(graph: &Graph, auction: &Auction<'_>, promised: &Week<'_>, volunteer: u32) -> i64 {
    let kept = i64::from(promised.load[volunteer as usize]);
    let free: Vec<usize> = graph.nodes_of(volunteer).filter(|&node| promised.holder[node] == NONE).collect();
    let cap = (i64::from(graph.cap[volunteer as usize]) - kept).min(free.len() as i64);
    let comfort = (i64::from(graph.comfort[volunteer as usize]) - kept).clamp(0, cap);
    let of_one = i64::from(auction.price_of_one_more(volunteer).clamp(0, PROMISED));
    let beyond = (of_one - i64::from(BEYOND_COMFORT * auction.scale)).max(0);
    let of_slots: i64 = free.iter().map(|&node| (i64::from(auction.price[node]) - of_one).max(0)).sum();
    of_one * comfort + beyond * (cap - comfort) + of_slots
}
