//! Measures the planner of weeks: for each size the score, its share of the proven bound, the time, the greatest memory, and
//! how long it takes to repair the week when a volunteer leaves.
//!
//! `cargo bench -p passerelle-planner --bench planner` measures invented weeks from 2,000 to 200,000 seniors. After `--`,
//! `20000x3000` measures one size, a file name one instance, and `steps=N` plans with so many steps a call.

#![allow(clippy::print_stdout, reason = "it is a measuring tool")]

use std::{fs, time::Instant};

use passerelle_planner::{
    Effort, STEPS_A_CALL,
    generator::generate,
    instance::{instance_of, read_instance},
    problem::{Place, Plan, Problem},
    repair, score, solve,
};

/// Seniors and volunteers.
const SIZES: [(usize, usize); 4] = [(2_000, 300), (20_000, 3_000), (100_000, 10_000), (200_000, 30_000)];
/// So many volunteers leave, one after the other, the busiest first; each time the week is repaired once.
const REPAIRS: usize = 300;

fn main() {
    let given: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let mut steps = given.iter().filter_map(|argument| argument.strip_prefix("steps=")?.parse().ok());
    let steps_a_call = steps.next_back().unwrap_or(STEPS_A_CALL);
    let mut weeks: Vec<String> = given.into_iter().filter(|argument| !argument.starts_with("steps=")).collect();
    if weeks.is_empty() {
        weeks = SIZES.iter().map(|(seniors, volunteers)| format!("{seniors}x{volunteers}")).collect();
    }
    println!("{steps_a_call} steps a call; load of the machine {}", first_words("/proc/loadavg", 3));
    println!(
        "| week | calls | score | of the bound | flow s (cpu) | all s (cpu) | repair ms p50 / p99 / max (cpu) | peak MiB |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for week in &weeks {
        match problem(week) {
            Ok(problem) => measure(week, problem, steps_a_call),
            Err(why) => println!("| {week} | {why} |"),
        }
    }
}

fn problem(week: &str) -> Result<Problem, String> {
    let size = week
        .split_once('x')
        .and_then(|(seniors, volunteers)| Some((seniors.parse::<usize>().ok()?, volunteers.parse::<usize>().ok()?)));
    let instance = match size {
        Some((seniors, volunteers)) => instance_of(generate(seniors, volunteers, 1)),
        None => {
            let text = fs::read_to_string(week).map_err(|error| error.to_string())?;
            return read_instance(&text).map(|instance| instance.problem).map_err(|error| error.to_string());
        }
    };
    instance.map(|instance| instance.problem).map_err(|error| error.to_string())
}

fn measure(week: &str, mut problem: Problem, steps_a_call: u64) {
    let calls = problem.number_of_calls();
    let (begun, cpu) = (Instant::now(), cpu_s());
    let flow = solve(&problem, Effort::Steps(0));
    let (flow_s, flow_cpu_s) = (begun.elapsed().as_secs_f64(), cpu_s() - cpu);
    let (begun, cpu) = (Instant::now(), cpu_s());
    let solution = solve(&problem, Effort::Steps(steps_a_call * calls as u64));
    let (all_s, all_cpu_s) = (begun.elapsed().as_secs_f64(), cpu_s() - cpu);
    let (Ok(flow), Ok(solution)) = (flow, solution) else { return println!("| {week} | refused |") };
    let (points, breaches) = score(&problem, &solution.plan);
    if !breaches.is_empty() || points.total() != solution.worth {
        return println!("| {week} | the judge does not agree: {} breaches |", breaches.len());
    }
    let Some(repairs) = repairs_ms(&mut problem, &solution.plan) else { return println!("| {week} | not repaired |") };
    let [clock, cpu] =
        repairs.map(|ms| [0.5, 0.99, 1.0].map(|share| format!("{:.2}", percentile(&ms, share))).join(" / "));
    println!(
        "| {week} | {calls} | {} (flow {}) | {:.2} % | {flow_s:.2} ({flow_cpu_s:.2}) | {all_s:.2} ({all_cpu_s:.2}) | {clock} ({cpu}) | {} |",
        solution.worth,
        flow.worth,
        solution.worth as f64 * 100.0 / solution.bound as f64,
        peak_mib(),
    );
}

/// Milliseconds of each repair, by the clock and of the processor, each in order: one volunteer leaves, the week is repaired, and the volunteer comes back. No promise
/// may move.
fn repairs_ms(problem: &mut Problem, plan: &Plan) -> Option<[Vec<f64>; 2]> {
    let mut load = vec![0_u32; problem.volunteers.len()];
    plan.iter().flatten().for_each(|place| load[place.volunteer as usize] += 1);
    let mut busiest: Vec<usize> = (0..load.len()).collect();
    busiest.sort_by_key(|&volunteer| (std::cmp::Reverse(load[volunteer]), volunteer));
    let mut took = [Vec::with_capacity(REPAIRS), Vec::with_capacity(REPAIRS)];
    for leaving in busiest.into_iter().take(REPAIRS) {
        let hours = std::mem::take(&mut problem.volunteers[leaving].available);
        let (begun, cpu) = (Instant::now(), cpu_s());
        let repaired = repair(problem, plan).ok()?;
        took[0].push(begun.elapsed().as_secs_f64() * 1_000.0);
        took[1].push((cpu_s() - cpu) * 1_000.0);
        problem.volunteers[leaving].available = hours;
        let is_theirs = |place: &Place| place.volunteer as usize == leaving;
        let has_moved =
            plan.iter().zip(&repaired.plan).any(|(then, now)| then != now && !then.as_ref().is_some_and(is_theirs));
        if has_moved || repaired.lost.len() != load[leaving] as usize {
            return None;
        }
    }
    took.iter_mut().for_each(|ms| ms.sort_by(f64::total_cmp));
    Some(took)
}

fn percentile(sorted: &[f64], share: f64) -> f64 {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// Seconds this thread was on a processor: what a busy machine does not stretch. 0 where it is not told.
fn cpu_s() -> f64 {
    first_words("/proc/self/schedstat", 1).parse::<f64>().unwrap_or_default() / 1e9
}

/// The greatest memory so far, in MiB; 0 where it is not told.
fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or_default() / 1_024
}

fn first_words(path: &str, number: usize) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.split_whitespace().take(number).collect::<Vec<_>>().join(" ")
}
