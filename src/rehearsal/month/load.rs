//! Who rings the line, and when.
//!
//! # Source
//! Domain notes, sections 2.12, 7.2 and 7.5; where a figure is an assumption, it says so.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_domain::local_time;
use passerelle_simulator::{InboundParameters, draw};
use rand::Rng;
use rand_distr::{Distribution, Exp};

/// Calls a day that reach the line of an association of 80 people, as many as its six listeners would be offered
/// elsewhere: a listener takes 383 calls a year (domain 7.6), 27 of 100 calls presented are taken (7.5), so
/// 6 × 383 ÷ 365 ÷ 0.27 = 23. A large association has 10,000 calls a month for 350 volunteers (7.1): 13 a day for the
/// 14 volunteers of this one. The larger of the two, because a rehearsal is there to find what breaks.
const CALLS_A_DAY: f64 = 23.0;
/// Calls by hour of the day, from 9 to 19 h. From 15 h on as on a line open from 15 to 20 h (7.5); flat before, where
/// nothing was published.
const HOURS: [f64; 11] = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.2, 1.0, 0.95, 0.95, 0.9];
const FIRST_HOUR: u32 = 9;
/// Whoever rings a closed line does so before it opens or, mostly, in the evening (2.12: the peak is after 18 h).
const CLOSED_HOURS: [u32; 7] = [7, 8, 20, 21, 21, 22, 23];
/// Callers who know the hours of the line. Assumption, as in the demo.
const KNOWS_HOURS: f64 = 0.85;
/// Callers whose number is withheld. Assumption.
const WITHHELD: f64 = 0.05;
/// Calls a month of somebody who is no frequent caller. Assumption.
const CALLS_OF_OTHERS: f64 = 1.5;
/// Days in a month.
const MONTH_DAYS: f64 = 30.0;

/// Somebody will ring.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ringing {
    pub(super) at: DateTime<Utc>,
    /// Which caller.
    pub(super) caller: usize,
}

/// Everybody who rings, and when.
pub(super) struct Load {
    pub(super) callers: Vec<Caller>,
    /// In order.
    pub(super) calls: Vec<Ringing>,
}

/// Somebody who rings the line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Caller {
    pub(super) number: String,
    pub(super) misuses: bool,
    pub(super) is_withheld: bool,
}

/// Calls in the busiest hour at `times` the usual load.
pub(super) fn busiest_hour(times: f64) -> f64 {
    let most = HOURS.iter().copied().fold(0.0, f64::max);
    CALLS_A_DAY * times * KNOWS_HOURS * most / HOURS.iter().sum::<f64>()
}

/// Draws the calls of `days` days from the local day of `start` on.
pub(super) fn draw_load(
    figures: &InboundParameters,
    (days, times, seed): (u32, f64, u64),
    start: DateTime<Utc>,
    zone: Tz,
) -> Load {
    let a_month = CALLS_A_DAY * times * MONTH_DAYS;
    let frequent_calls = figures.frequent_callers_share_of_calls.value;
    let frequent_callers = figures.frequent_callers_share_of_callers.value;
    let others = ((1.0 - frequent_calls) * a_month / CALLS_OF_OTHERS).ceil().max(1.0);
    let frequent = (others * frequent_callers / (1.0 - frequent_callers)).ceil().max(1.0);
    let (others, frequent) = (others as usize, frequent as usize);
    let callers = (0..frequent + others).map(|caller| a_caller(figures, seed, caller)).collect();
    let mut calls = Vec::new();
    let first_day = local_time::local_date(start, zone);
    for day in 0..days {
        let on = first_day + Days::new(u64::from(day));
        let mut chance = draw(seed, "calls of a day", u64::from(day));
        for _ in 0..poisson(CALLS_A_DAY * times, &mut chance) {
            let minute = chance.random_range(0..60);
            let hour = hour(&mut chance);
            let local = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
            let at = local_time::instant_of(on, local, zone) + TimeDelta::milliseconds(chance.random_range(0..60_000));
            let is_frequent = chance.random_bool(frequent_calls);
            let caller =
                if is_frequent { chance.random_range(0..frequent) } else { frequent + chance.random_range(0..others) };
            calls.push(Ringing { at, caller });
        }
    }
    calls.sort_by_key(|call| (call.at, call.caller));
    Load { callers, calls }
}

fn a_caller(figures: &InboundParameters, seed: u64, caller: usize) -> Caller {
    let mut chance = draw(seed, "a caller", caller as u64);
    // Two in five ring from a mobile. Both blocks are reserved for fiction.
    let number = if caller % 5 < 2 {
        format!("+3363998{:04}", 1_000 + caller % 9_000)
    } else {
        format!("+3335301{:04}", caller % 10_000)
    };
    let misuses = chance.random_bool(figures.misuse.value);
    Caller { number, misuses, is_withheld: chance.random_bool(WITHHELD) }
}

fn hour(chance: &mut impl Rng) -> u32 {
    if !chance.random_bool(KNOWS_HOURS) {
        return CLOSED_HOURS[chance.random_range(0..CLOSED_HOURS.len())];
    }
    let mut left = chance.random_range(0.0..HOURS.iter().sum());
    for (hour, weight) in (FIRST_HOUR..).zip(HOURS) {
        if left < weight {
            return hour;
        }
        left -= weight;
    }
    FIRST_HOUR
}

/// How many calls come in one day when `mean` come on average and none knows of another.
fn poisson(mean: f64, chance: &mut impl Rng) -> usize {
    let Ok(gaps) = Exp::new(mean) else { return 0 };
    let mut at = 0.0;
    let mut count = 0;
    loop {
        at += gaps.sample(chance);
        if at >= 1.0 {
            return count;
        }
        count += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use chrono_tz::Europe::Paris;
    use passerelle_simulator::Parameters;

    use super::*;

    fn load(times: f64) -> Load {
        let start = DateTime::parse_from_rfc3339("2026-11-02T05:00:00Z").unwrap().to_utc();
        draw_load(&Parameters::standard().inbound, (30, times, 1), start, Paris)
    }

    #[test]
    fn a_month_then_as_many_calls_as_the_figures_say_and_few_callers_make_most() {
        for times in [1.0, 10.0] {
            let load = load(times);
            let expected = 30.0 * CALLS_A_DAY * times;
            assert!((load.calls.len() as f64 - expected).abs() < 4.0 * expected.sqrt(), "{}", load.calls.len());
            let mut by_caller: HashMap<usize, usize> = HashMap::new();
            load.calls.iter().for_each(|call| *by_caller.entry(call.caller).or_default() += 1);
            let mut counts: Vec<usize> = by_caller.into_values().collect();
            counts.sort_unstable_by(|a, b| b.cmp(a));
            let frequent = (load.callers.len() as f64 * 0.03).ceil() as usize;
            let share = counts.iter().take(frequent).sum::<usize>() as f64 / load.calls.len() as f64;
            assert!((share - 0.6).abs() < 0.08, "{share}");
        }
    }

    #[test]
    fn ten_times_the_load_then_nobody_shares_a_number() {
        let callers = load(10.0).callers;
        let numbers: std::collections::HashSet<_> = callers.iter().map(|caller| &caller.number).collect();
        assert_eq!(numbers.len(), callers.len());
    }
}
