//! `passerelle plan`: a week of calls out of a file, solved, judged, or invented; and the association's own weeks.

mod arguments;
mod live;
mod summary;

use std::{
    fs,
    io::{Write, stdout},
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Context;
use passerelle_planner::{
    Effort, STEPS_A_CALL,
    answer::{read_answer, write_answer},
    explain,
    generator::generate,
    instance::{Instance, read_instance},
    score, solve,
};

use super::exit::{Exit, wrong_use};
pub(crate) use arguments::PlanArgs;
use arguments::{GenerateArgs, PlanCommand, ScoreArgs, SolveArgs};
pub(crate) use live::run_live;
use summary::{Summary, breach_in_words};

/// Of the time allowed, what planning takes; the rest is for saying why and for writing.
const SHARE_FOR_PLANNING: f64 = 0.95;
/// Nobody waits longer than a week for a week.
const LONGEST_S: f64 = 7.0 * 24.0 * 3_600.0;
/// Most breaches named; the others are counted.
const MOST_NAMED: usize = 20;

/// Solves, judges or invents.
///
/// # Errors
/// Wrong use when a figure given is none; a failure when a file cannot be read, understood or written.
pub(crate) fn run(args: PlanArgs) -> anyhow::Result<Exit> {
    match (args.command, args.solve) {
        (Some(PlanCommand::Solve(args)), _) | (None, Some(args)) => solve_file(&args),
        (Some(PlanCommand::Score(args)), _) => score_file(&args),
        (Some(PlanCommand::Generate(args)), _) => generate_file(&args),
        (Some(PlanCommand::Week(_) | PlanCommand::WhatIf(_)), _) | (None, None) => {
            Err(wrong_use("plan needs --instance and --answer, or one of solve, score, generate, week, what-if"))
        }
    }
}

fn solve_file(args: &SolveArgs) -> anyhow::Result<Exit> {
    let begun = Instant::now();
    let limit_s = args.time_limit.unwrap_or(LONGEST_S);
    if !(limit_s > 0.0 && limit_s <= LONGEST_S) {
        return Err(wrong_use("--time-limit takes a number of seconds above 0, for example 30"));
    }
    let text = read(&args.instance)?;
    let instance = understood(&text, &args.instance)?;
    let read_in = begun.elapsed();
    let mut share = || begun.elapsed().as_secs_f64() / (limit_s * SHARE_FOR_PLANNING);
    let effort = match args.time_limit {
        Some(_) => Effort::Until(&mut share),
        // The same week gives the same plan on every machine.
        None => Effort::Steps(STEPS_A_CALL.saturating_mul(instance.problem.number_of_calls() as u64)),
    };
    let solution = solve(&instance.problem, effort).with_context(|| format!("{}", args.instance.display()))?;
    let planned_in = begun.elapsed().saturating_sub(read_in);
    let answer = write_answer(&solution.plan, &instance)?;
    fs::write(&args.answer, answer).with_context(|| format!("{} could not be written", args.answer.display()))?;
    let (points, breaches) = score(&instance.problem, &solution.plan);
    // The planner is judged by other code than its own: a breach would be a defect, and must not go unseen.
    anyhow::ensure!(breaches.is_empty(), "the plan breaks {} rules, this is a defect of the program", breaches.len());
    let summary = Summary {
        points,
        people: instance.problem.people.iter().filter(|person| !person.calls.is_empty()).count(),
        bound: Some(solution.bound),
        left: explain(&instance.problem, &solution.plan),
        seconds: [("reading", read_in), ("planning", planned_in), ("all", begun.elapsed())],
    };
    summary.show(&mut stdout().lock(), args.json)?;
    Ok(Exit::Success)
}

fn score_file(args: &ScoreArgs) -> anyhow::Result<Exit> {
    let begun = Instant::now();
    let text = read(&args.instance)?;
    let instance = understood(&text, &args.instance)?;
    let answer = read(&args.answer)?;
    let plan = read_answer(&answer, &instance).with_context(|| format!("{}", args.answer.display()))?;
    let (points, breaches) = score(&instance.problem, &plan);
    let mut out = stdout().lock();
    if !breaches.is_empty() {
        let named: Vec<String> =
            breaches.iter().take(MOST_NAMED).map(|breach| breach_in_words(*breach, &instance)).collect();
        if args.json {
            let all = serde_json::json!({"valid": false, "breaches": breaches.len(), "first_breaches": named});
            writeln!(out, "{all}")?;
        } else {
            writeln!(out, "The answer breaks {} rules, so it is worth nothing:", breaches.len())?;
            named.iter().try_for_each(|breach| writeln!(out, "  {breach}"))?;
        }
        return Ok(Exit::Failure);
    }
    let summary = Summary {
        points,
        people: instance.problem.people.iter().filter(|person| !person.calls.is_empty()).count(),
        bound: None,
        left: explain(&instance.problem, &plan),
        seconds: [("reading", begun.elapsed()), ("planning", Duration::ZERO), ("all", begun.elapsed())],
    };
    summary.show(&mut out, args.json)?;
    Ok(Exit::Success)
}

fn generate_file(args: &GenerateArgs) -> anyhow::Result<Exit> {
    let file = generate(args.seniors as usize, args.volunteers as usize, args.seed);
    let mut text = serde_json::to_string(&file)?;
    text.push('\n');
    fs::write(&args.instance, text).with_context(|| format!("{} could not be written", args.instance.display()))?;
    Ok(Exit::Success)
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} could not be read", path.display()))
}

fn understood<'a>(text: &'a str, path: &Path) -> anyhow::Result<Instance<'a>> {
    read_instance(text).with_context(|| format!("{}", path.display()))
}
