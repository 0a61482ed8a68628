//! Policies that cannot work, each with its reason, and one that can.

use super::{
    super::{LastResort, PagingHours},
    PolicyProblem::*,
    *,
};
use crate::case::CaseKind;

const NIGHT: &str = r#"
name = "nuit"
kinds = ["hand_raised", "missed_contact"]

[[levels]]
level = 2
rounds = 2
acknowledgement_holds_min = 60

[levels.everyone]
by = ["sms", "voice"]
every_s = 300

[[levels.steps]]
whom = "on_call"
by = ["sms"]
again_by = ["sms", "voice"]
wait_s = 300
repeats = 1

[[levels.steps]]
whom = "staff:nadia"
by = ["voice"]
wait_s = 600
"#;

fn facts() -> PolicyFacts {
    use PageChannel::{Email, Sms, Voice};
    let line = LineFacts { key: "paris".into(), roster: 2, gap_from: None };
    let staff = |has_left, channels: &[PageChannel]| StaffFacts { has_left, channels: channels.to_vec() };
    let staff = BTreeMap::from([
        ("nadia".to_owned(), staff(false, &[Sms, Email, Voice])),
        ("paul".to_owned(), staff(true, &[Sms])),
        ("odile".to_owned(), staff(false, &[Email])),
    ]);
    PolicyFacts { lines: vec![line], staff, others: Vec::new() }
}

fn step(whom: Whom) -> PageStep {
    PageStep { whom, by: vec![PageChannel::Sms], again_by: None, wait_s: 300, repeats: 0 }
}

fn staff(key: &str) -> PageStep {
    step(Whom::Staff(key.into()))
}

fn chain(level: CaseLevel, steps: Vec<PageStep>) -> Chain {
    let everyone = LastResort { by: vec![PageChannel::Sms], every_s: 300 };
    Chain { level, rounds: 1, acknowledgement_holds_min: 60, paging_hours: None, everyone, steps }
}

fn policy(levels: Vec<Chain>) -> EscalationPolicy {
    EscalationPolicy { name: "nuit".into(), kinds: Vec::new(), lines: Vec::new(), levels }
}

#[test]
fn policy_written_then_read_and_written_again() {
    let policy = EscalationPolicy::from_toml(NIGHT).unwrap();
    assert_eq!(policy.check(&facts()), []);
    assert_eq!(policy.kinds, [CaseKind::HandRaised, CaseKind::MissedContact]);
    assert_eq!(policy.levels[0].names(), ["nadia"]);
    for policy in [policy, EscalationPolicy::standard()] {
        let written = policy.to_toml().unwrap();
        assert_eq!(EscalationPolicy::from_toml(&written).unwrap(), policy, "{written}");
        let kept = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<EscalationPolicy>(&kept).unwrap(), policy);
    }
}

#[test]
fn written_wrongly_then_not_read() {
    for (right, wrong) in [
        ("level = 2", "level = 4"),
        ("\"on_call\"", "\"somebody\""),
        ("\"staff:nadia\"", "\"staff:\""),
        ("[\"voice\"]", "[\"pigeon\"]"),
        ("rounds = 2", "round = 2"),
        ("rounds = 2", "rounds = 2\npaging_hours = \"20:00-08:00\""),
        ("\"hand_raised\"", "\"hand_waved\""),
    ] {
        assert!(EscalationPolicy::from_toml(&NIGHT.replacen(right, wrong, 1)).is_err(), "{wrong}");
    }
}

#[test]
fn standard_policy_then_it_passes_its_own_check() {
    assert_eq!(EscalationPolicy::standard().check(&facts()), []);
}

#[test]
fn policies_that_cannot_work_then_refused_with_the_reason() {
    use CaseLevel::{Immediate, Serious, Worry};
    let gap = || DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let one = |steps: Vec<PageStep>| policy(vec![chain(Serious, steps)]);
    let with_channels = |channels: &[PageChannel]| PageStep { by: channels.to_vec(), ..step(Whom::Each) };
    let cases: Vec<(EscalationPolicy, PolicyFacts, PolicyProblem)> = vec![
        (one(vec![step(Whom::Each), step(Whom::Next)]), facts(), NeverReached { level: 2, step: 2 }),
        (one(vec![step(Whom::Next), step(Whom::Next), step(Whom::Next)]), facts(), NeverReached { level: 2, step: 3 }),
        (one(vec![step(Whom::Each), staff("zoe")]), facts(), NamesNobody { level: 2, step: 2, key: "zoe".into() }),
        (one(vec![staff("paul"), step(Whom::Each)]), facts(), HasLeft { level: 2, step: 1, key: "paul".into() }),
        (one(vec![staff("odile")]), facts(), NotReachable { level: 2, step: 1, key: "odile".into() }),
        (one(vec![with_channels(&[])]), facts(), NoChannel { level: 2, what: "step 1".into() }),
        (
            one(vec![step(Whom::OnCall)]),
            PolicyFacts { lines: vec![LineFacts { gap_from: Some(gap()), ..facts().lines[0].clone() }], ..facts() },
            NobodyOnCall { level: 2, line: "paris".into(), from: gap() },
        ),
        (
            one(vec![step(Whom::Each)]),
            PolicyFacts { lines: vec![LineFacts { roster: 0, ..facts().lines[0].clone() }], ..facts() },
            NobodyEver { level: 2, line: "paris".into() },
        ),
        (
            policy(vec![
                chain(Immediate, vec![PageStep { wait_s: 301, ..step(Whom::Each) }]),
                chain(Serious, vec![step(Whom::Each)]),
            ]),
            facts(),
            Slower { level: 3, lower: 2, what: "page somebody else" },
        ),
        (
            policy(vec![Chain { acknowledgement_holds_min: 4, ..chain(Serious, vec![step(Whom::Each)]) }]),
            facts(),
            ExpiresTooSoon { level: 2 },
        ),
        (
            policy(vec![Chain {
                paging_hours: PagingHours::try_from("08:00-20:00".to_owned()).ok(),
                ..chain(Serious, vec![step(Whom::Each)])
            }]),
            facts(),
            LeftWaiting { level: 2 },
        ),
        (policy(vec![chain(Worry, vec![])]), facts(), Steps { level: 1, most: 12 }),
        (policy(vec![]), facts(), NoLevels),
        (policy(vec![chain(Worry, vec![step(Whom::Each)]); 2]), facts(), LevelTwice(1)),
        (EscalationPolicy { name: "de nuit".into(), ..one(vec![step(Whom::Each)]) }, facts(), Name),
        (
            EscalationPolicy { lines: vec!["lyon".into()], ..one(vec![step(Whom::Each)]) },
            facts(),
            UnknownLine("lyon".into()),
        ),
        (
            one(vec![step(Whom::Each)]),
            PolicyFacts {
                others: vec![EscalationPolicy { name: "autre".into(), ..one(vec![step(Whom::Each)]) }],
                ..facts()
            },
            SameCases("autre".into()),
        ),
        (
            one(vec![PageStep { wait_s: 5, ..step(Whom::Each) }]),
            facts(),
            Wait { level: 2, what: "step 1, wait_s".into(), least: 30, most: 259_200 },
        ),
        (one(vec![PageStep { repeats: 11, ..step(Whom::Each) }]), facts(), Repeats { level: 2, step: 1, most: 10 }),
        (
            policy(vec![Chain { rounds: 0, ..chain(Worry, vec![step(Whom::Each)]) }]),
            facts(),
            Rounds { level: 1, most: 5 },
        ),
    ];
    for (policy, facts, problem) in cases {
        let problems = policy.check(&facts);
        assert!(problems.contains(&problem), "wanted {problem}, told {problems:?}");
        assert!(!problem.to_string().is_empty());
    }
}

#[test]
fn several_things_wrong_then_all_told_at_once() {
    let wrong = policy(vec![chain(
        CaseLevel::Immediate,
        vec![staff("paul"), staff("zoe"), step(Whom::Each), step(Whom::Next)],
    )]);
    assert_eq!(wrong.check(&facts()).len(), 3);
}
