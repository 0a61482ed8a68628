//! Files: what is read is what was written, and what is wrong is named.

use passerelle_planner::{
    Breach, Effort, Rule,
    answer::{read_answer, write_answer},
    generator::generate,
    instance::{instance_of, read_instance},
    problem::Place,
    score, solve,
};
use serde_json::{Value, json};

fn instance() -> Value {
    json!({
        "spec": "line-assign/1", "seed": 1, "slots": 336, "max_hm": 400,
        "volunteers": [
            {"id": "v0", "x": 121, "y": 34, "langs": ["fr", "ar"], "gender": "f", "cap": 12, "comfort": 8, "avail": [[20, 24], [116, 122]]},
            {"id": "v1", "x": 0, "y": 0, "langs": ["fr"], "gender": "m", "cap": 1, "comfort": 1, "avail": [[20, 22]]},
        ],
        "seniors": [{
            "id": "s0", "x": 121, "y": 114, "lang": "fr", "gender": "f", "gender_must": false, "priority": 1,
            "known": ["v0"], "refused": [], "calls": [{"id": "s0.0", "win": [20, 24], "ideal": 21}, {"id": "s0.1", "win": [20, 22], "ideal": 20}],
        }],
    })
}

/// What is said when this is put at that place of the instance.
fn refusal(pointer: &str, value: Value) -> String {
    let mut file = instance();
    *file.pointer_mut(pointer).unwrap() = value;
    read_instance(&file.to_string()).unwrap_err().to_string()
}

#[test]
fn an_instance_is_solved_then_its_answer_is_written_and_read_back() {
    let text = instance().to_string();
    let instance = read_instance(&text).unwrap();
    let plan = solve(&instance.problem, Effort::Steps(1_000)).unwrap().plan;
    let answer = write_answer(&plan, &instance).unwrap();
    assert_eq!(answer, "{\"assign\":{\"s0.0\":[\"v0\",21],\"s0.1\":[\"v0\",20]}}\n");
    assert_eq!(read_answer(&answer, &instance).unwrap(), plan);
    let (points, breaches) = score(&instance.problem, &plan);
    // Two calls with priority, a first one, the usual volunteer and the wish twice, 8 km.
    assert_eq!((points.total(), breaches), (2 * (160 + 20 + 8 - 2) + 60, vec![]));
}

#[test]
fn an_instance_is_wrong_then_the_field_and_its_owner_are_named() {
    let cases = [
        ("/spec", json!("line-assign/2"), "field spec: \"line-assign/2\""),
        ("/slots", json!(0), "calls, \"s0.0\", field win"),
        ("/volunteers/1/id", json!("v0"), "field volunteers: the id \"v0\" appears twice"),
        ("/seniors/0/calls/1/id", json!("s0.0"), "field calls: the id \"s0.0\" appears twice"),
        ("/seniors/0/known", json!(["v9"]), "seniors, \"s0\", field known: there is no volunteer \"v9\""),
        ("/seniors/0/refused", json!(["v9"]), "field refused: there is no volunteer \"v9\""),
        ("/seniors/0/calls/0/win", json!([24, 24]), "calls, \"s0.0\", field win"),
        ("/seniors/0/calls/0/win", json!([330, 337]), "calls, \"s0.0\", field win"),
        ("/seniors/0/calls/0/ideal", json!(24), "calls, \"s0.0\", field ideal"),
        ("/volunteers/0/avail", json!([[24, 20]]), "volunteers, \"v0\", field avail"),
        ("/volunteers/0/gender", json!("x"), "unknown variant `x`"),
        ("/seniors/0/priority", json!(2), "seniors, \"s0\", field priority"),
        ("/volunteers/0/cap", json!(-1), "expected u32"),
        ("/seniors/0/calls", json!(null), "expected a sequence"),
        ("/volunteers", json!([{}]), "missing field `id`"),
    ];
    for (pointer, value, expected) in cases {
        let said = refusal(pointer, value);
        assert!(said.contains(expected), "{pointer}: {said}");
    }
    let mut doubled = instance();
    let senior = doubled["seniors"][0].clone();
    doubled["seniors"].as_array_mut().unwrap().push(senior);
    assert!(read_instance(&doubled.to_string()).unwrap_err().to_string().contains("field seniors"));
    let mut must = instance();
    must["seniors"][0]["gender_must"] = json!(true);
    must["seniors"][0]["gender"] = json!(null);
    assert!(read_instance(&must.to_string()).unwrap_err().to_string().contains("gender_must"));
    assert!(read_instance("{").is_err());
}

#[test]
fn an_answer_is_wrong_then_the_call_is_named() {
    let text = instance().to_string();
    let instance = read_instance(&text).unwrap();
    let cases = [
        (r#"{"assign":{"s9.0":["v0",21]}}"#, "there is no call \"s9.0\""),
        (r#"{"assign":{"s0.0":["v9",21]}}"#, "\"s0.0\": there is no volunteer \"v9\""),
        (r#"{"assign":{"s0.0":["v0",21],"s0.0":["v0",22]}}"#, "the call \"s0.0\" appears twice"),
        (r#"{"assign":{"s0.0":["v0",-1]}}"#, "expected u16"),
        (r#"{"assign":["s0.0"]}"#, "an object of calls"),
        (r#"{}"#, "missing field `assign`"),
    ];
    for (answer, expected) in cases {
        let said = read_answer(answer, &instance).unwrap_err().to_string();
        assert!(said.contains(expected), "{answer}: {said}");
    }
}

#[test]
fn each_rule_is_broken_then_it_is_told() {
    let text = instance().to_string();
    let mut problem = read_instance(&text).unwrap().problem;
    let at = |volunteer, slot| Some(Place { volunteer, slot });
    let rules = |problem: &_, plan: Vec<Option<Place>>| -> Vec<Rule> {
        score(problem, &plan).1.iter().map(|breach: &Breach| breach.rule).collect()
    };
    assert_eq!(rules(&problem, vec![at(0, 116), None]), [Rule::Window]);
    assert_eq!(rules(&problem, vec![at(1, 23), None]), [Rule::Availability]);
    assert_eq!(rules(&problem, vec![at(0, 21), at(0, 21)]), [Rule::TwoAtOnce]);
    assert_eq!(rules(&problem, vec![at(1, 20), at(1, 21)]), [Rule::Cap]);
    assert_eq!(rules(&problem, vec![at(2, 20), None]), [Rule::UnknownVolunteer]);
    problem.people[0].refused = vec![1];
    assert_eq!(rules(&problem, vec![at(1, 20), None]), [Rule::Refused]);
    problem.people[0].refused.clear();
    problem.people[0].x_hm = 500;
    assert_eq!(rules(&problem, vec![at(1, 20), None]), [Rule::Distance]);
    problem.people[0].x_hm = 121;
    problem.people[0].language = 1;
    assert!(rules(&problem, vec![at(1, 20), None]).contains(&Rule::Language));
    problem.people[0].language = 0;
    if let Some(wish) = &mut problem.people[0].wish {
        wish.is_must = true;
    }
    assert_eq!(rules(&problem, vec![at(1, 20), None]), [Rule::Gender]);
}

#[test]
fn a_promise_breaks_a_rule_then_the_week_is_refused() {
    let text = instance().to_string();
    let problem = read_instance(&text).unwrap().problem;
    let place = |volunteer, slot| Place { volunteer, slot };
    let cases = [
        (vec![(0, place(0, 116))], "H1"),
        (vec![(0, place(7, 20))], "no such volunteer"),
        (vec![(9, place(0, 20))], "no such call"),
        (vec![(0, place(0, 21)), (0, place(0, 22))], "two promises"),
        (vec![(0, place(0, 21)), (1, place(0, 21))], "H2"),
        (vec![(0, place(1, 20)), (1, place(1, 21))], "H3"),
    ];
    for (fixed, expected) in cases {
        let mut problem = problem.clone();
        problem.fixed = fixed;
        let said = solve(&problem, Effort::Steps(0)).unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_seed_is_given_then_the_week_is_the_same_for_ever() {
    let text = serde_json::to_string(&generate(3, 2, 1)).unwrap();
    assert_eq!(text, serde_json::to_string(&generate(3, 2, 1)).unwrap());
    assert_ne!(text, serde_json::to_string(&generate(3, 2, 2)).unwrap());
    assert_eq!(&text[..EXPECTED.len()], EXPECTED);
}

/// How that week begins; it must never change.
const EXPECTED: &str = r#"{"spec":"line-assign/1","seed":1,"slots":336,"max_hm":400,"volunteers":[{"id":"v0","x":78,"y":0,"langs":["fr"],"gender":"m","cap":8,"comfort":5,"avail":[[76,80],[117,121],[180,184]]},{"id":"v1","x":17,"y":51,"langs":["fr"],"gender"#;

/// The shares that the generator's figures promise, within what chance allows for 20,000 seniors.
#[test]
fn a_large_week_is_invented_then_its_shares_are_those_of_the_specification() {
    let file = generate(20_000, 3_000, 1);
    let share = |count: usize, all: usize| count as f64 / all as f64;
    let seniors = |is: &dyn Fn(&passerelle_planner::instance_file::SeniorEntry<'_>) -> bool| {
        share(file.seniors.iter().filter(|senior| is(senior)).count(), file.seniors.len())
    };
    let near = |measured: f64, expected: f64| {
        assert!((measured - expected).abs() < 0.012, "{measured} instead of {expected}");
    };
    near(seniors(&|senior| senior.lang == "fr"), 0.86);
    near(seniors(&|senior| senior.calls.len() == 1), 0.40);
    near(seniors(&|senior| senior.calls.len() == 5), 0.05);
    near(seniors(&|senior| senior.priority == 1), 0.15);
    near(seniors(&|senior| senior.gender.is_some()), 0.22);
    near(seniors(&|senior| senior.gender_must), 0.055);
    near(seniors(&|senior| !senior.refused.is_empty()), 0.03);
    let calls: Vec<_> = file.seniors.iter().flat_map(|senior| &senior.calls).collect();
    near(share(calls.iter().filter(|call| call.win[1] - call.win[0] == 4).count(), calls.len()), 0.30);
    let women = file.volunteers.iter().filter(|volunteer| volunteer.gender == file.volunteers[0].gender).count();
    assert!((0.27..0.73).contains(&share(women, file.volunteers.len())));
    let instance = instance_of(file).unwrap();
    assert_eq!(instance.problem.people.len(), 20_000);
}
