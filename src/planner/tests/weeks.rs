//! Weeks planned from outside: whatever is asked, the plan keeps the rules, and is worth what it says.

mod naive;

use naive::{Fresh, brute_force, greedy, naive_score};
use passerelle_planner::{
    Effort, STEPS_A_CALL, explain,
    generator::generate,
    instance::instance_of,
    problem::{Place, Plan, Problem},
    promises_of, repair, score, solve,
};
use proptest::prelude::*;

fn week(seniors: usize, volunteers: usize, seed: u64) -> Problem {
    instance_of(generate(seniors, volunteers, seed)).unwrap().problem
}

/// The judge and the naive one find no breach and the same worth.
fn worth(problem: &Problem, plan: &Plan) -> i64 {
    let (points, breaches) = score(problem, plan);
    assert_eq!(breaches, []);
    let (total, broken) = naive_score(problem, plan);
    assert!(!broken);
    assert_eq!(points.total(), total);
    total
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_week_then_the_plan_keeps_the_rules_and_is_worth_what_it_says(
        seniors in 0_usize..60, volunteers in 1_usize..14, seed in any::<u64>(), steps in 0_u64..20_000,
    ) {
        let problem = week(seniors, volunteers, seed);
        let solution = solve(&problem, Effort::Steps(steps)).unwrap();
        prop_assert_eq!(worth(&problem, &solution.plan), solution.worth);
        prop_assert!(solution.worth <= solution.bound);
        // Without any step voices do not count yet; with the usual ones nobody does better by hand.
        let usual = Effort::Steps(STEPS_A_CALL * problem.number_of_calls() as u64);
        prop_assert!(solve(&problem, usual).unwrap().worth >= worth(&problem, &greedy(&problem)));
        prop_assert_eq!(solve(&problem, Effort::Steps(steps)).unwrap(), solution);
    }

    #[test]
    fn volunteers_leave_then_only_lost_calls_move(
        seniors in 1_usize..60, volunteers in 2_usize..14, seed in any::<u64>(), leaving in any::<u8>(),
    ) {
        let mut problem = week(seniors, volunteers, seed);
        let before = solve(&problem, Effort::Steps(5_000)).unwrap().plan;
        let gone = u32::from(leaving) % problem.volunteers.len() as u32;
        problem.volunteers[gone as usize].available.clear();
        let after = repair(&problem, &before).unwrap();
        worth(&problem, &after.plan);
        for (call, (then, now)) in before.iter().zip(&after.plan).enumerate() {
            let lost = then.is_some_and(|place| place.volunteer == gone);
            prop_assert_eq!(after.lost.contains(&(call as u32)), lost);
            if !lost {
                prop_assert_eq!(then, now);
            }
        }
        let again = repair(&problem, &after.plan).unwrap();
        prop_assert_eq!((again.plan, again.lost), (after.plan, vec![]));
    }

    #[test]
    fn promises_are_given_then_they_stay_and_the_rest_is_planned(
        seniors in 1_usize..60, volunteers in 2_usize..14, seed in any::<u64>(), one_in in 1_usize..5,
    ) {
        let mut problem = week(seniors, volunteers, seed);
        let kept: Vec<_> = promises_of(&greedy(&problem)).into_iter().step_by(one_in).collect();
        problem.fixed = kept.clone();
        let solution = solve(&problem, Effort::Steps(5_000)).unwrap();
        prop_assert_eq!(worth(&problem, &solution.plan), solution.worth);
        prop_assert!(solution.worth <= solution.bound);
        for (call, place) in kept {
            prop_assert_eq!(solution.plan[call as usize], Some(place));
        }
    }

    #[test]
    fn a_plan_is_explained_then_each_call_that_is_left_has_a_true_reason(
        seniors in 1_usize..60, volunteers in 1_usize..14, seed in any::<u64>(),
    ) {
        let problem = week(seniors, volunteers, seed);
        let plan = solve(&problem, Effort::Steps(2_000)).unwrap().plan;
        let left = explain(&problem, &plan);
        let calls: Vec<usize> = left.iter().map(|left| left.call as usize).collect();
        let unserved: Vec<usize> = (0..plan.len()).filter(|&call| plan[call].is_none()).collect();
        prop_assert_eq!(calls, unserved);
        for left in left {
            prop_assert_eq!((left.reason, left.volunteers), naive::reason(&problem, &plan, left.call as usize));
        }
    }

    #[test]
    fn any_small_week_then_the_plan_is_the_best_there_is(fresh in naive::small_week()) {
        let Fresh(problem) = fresh;
        let (best, best_without_continuity) = brute_force(&problem);
        let solution = solve(&problem, Effort::Steps(20_000)).unwrap();
        prop_assert_eq!(worth(&problem, &solution.plan), solution.worth);
        prop_assert!(best_without_continuity <= solution.bound, "{} over {}", best_without_continuity, solution.bound);
        // A chain of moves is not every set of moves: a few points may be left, never more than a voice.
        prop_assert!(best - solution.worth <= 6, "{} instead of {}", solution.worth, best);
    }

    #[test]
    fn nobody_has_two_calls_then_the_auction_alone_is_the_best_there_is(fresh in naive::small_week()) {
        let Fresh(mut problem) = fresh;
        problem.people.iter_mut().for_each(|person| person.calls.truncate(1));
        let (best, _) = brute_force(&problem);
        let solution = solve(&problem, Effort::Steps(0)).unwrap();
        // The step is an eighth of a point for each of six calls.
        prop_assert_eq!(solution.worth, best);
    }

    #[test]
    fn any_places_at_all_then_both_judges_agree(fresh in naive::small_week(), places in prop::collection::vec(prop::option::of((0_u32..4, 0_u16..12)), 12)) {
        let Fresh(problem) = fresh;
        let plan: Plan = places
            .into_iter()
            .take(problem.number_of_calls())
            .map(|place| place.map(|(volunteer, slot)| Place { volunteer: volunteer % problem.volunteers.len() as u32, slot }))
            .collect();
        let (points, breaches) = score(&problem, &plan);
        prop_assert_eq!((points.total(), !breaches.is_empty()), naive_score(&problem, &plan));
    }
}

#[test]
fn the_time_is_over_at_once_then_the_plan_still_keeps_the_rules() {
    let problem = week(300, 40, 3);
    let solution = solve(&problem, Effort::Until(&mut || 1.0)).unwrap();
    assert!(worth(&problem, &solution.plan) > 0);
    assert!(solution.worth <= solution.bound);
}

#[test]
fn more_steps_then_a_better_week_with_fewer_voices() {
    let problem = week(400, 60, 5);
    let none = solve(&problem, Effort::Steps(0)).unwrap();
    let many = solve(&problem, Effort::Steps(400_000)).unwrap();
    assert!(many.worth > none.worth);
    let voices = |plan| score(&problem, plan).0.distinct;
    assert!(voices(&many.plan) > voices(&none.plan));
    assert!(many.worth * 100 >= many.bound * 98, "{} of {}", many.worth, many.bound);
}
