//! Tables of facts and of what is told of them.

use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    code::Code,
    ids::{CaseId, PersonId, ScheduledCallId, VolunteerId},
};

fn person(id: u128, territory: &str, partners: &[&str]) -> PersonFact {
    PersonFact {
        id: PersonId(Uuid::from_u128(id)),
        territory: territory.to_owned(),
        partners: partners.iter().map(|partner| (*partner).to_owned()).collect(),
        agrees: true,
        is_new: false,
    }
}

fn call(id: u128, person: u128, fate: CallFate, reached_by: Option<u32>) -> CallFact {
    CallFact {
        id: ScheduledCallId(Uuid::from_u128(id)),
        code: Code::from_number(id as u64),
        on: NaiveDate::from_ymd_opt(2026, 10, 5).unwrap(),
        person_id: PersonId(Uuid::from_u128(person)),
        volunteer_id: Some(VolunteerId(Uuid::from_u128(person % 7))),
        fate,
        reached_by,
        is_on_time: reached_by == Some(1),
        minutes: 20,
    }
}

fn volunteer(id: u128, territory: &str) -> VolunteerFact {
    VolunteerFact {
        id: VolunteerId(Uuid::from_u128(id)),
        territory: territory.to_owned(),
        is_new: false,
        has_left: false,
    }
}

fn case(id: u128, person: Option<u128>, closed_after_min: Option<u32>) -> CaseFact {
    CaseFact {
        id: CaseId(Uuid::from_u128(id)),
        code: Code::from_number(id as u64),
        person_id: person.map(|id| PersonId(Uuid::from_u128(id))),
        territory: "paris".to_owned(),
        is_opened: true,
        is_closed: closed_after_min.is_some(),
        is_emergency: false,
        taken_after_min: closed_after_min,
        closed_after_min,
    }
}

/// So many people of a territory, each talked with once.
fn talked(first: u128, count: u128, territory: &str, partners: &[&str]) -> Facts {
    let ids = first..first + count;
    Facts {
        people: ids.clone().map(|id| person(id, territory, partners)).collect(),
        calls: ids.map(|id| call(id * 100, id, CallFate::Done, Some(1))).collect(),
        ..Facts::default()
    }
}

fn both(one: Facts, other: Facts) -> Facts {
    Facts {
        people: one.people.into_iter().chain(other.people).collect(),
        calls: one.calls.into_iter().chain(other.calls).collect(),
        cases: one.cases.into_iter().chain(other.cases).collect(),
        volunteers: one.volunteers.into_iter().chain(other.volunteers).collect(),
    }
}

const OCTOBER: Period = Period::Month(2026, 10);

fn shown(groups: &[GroupFigures], group: &Group, indicator: Indicator) -> String {
    let group = groups.iter().find(|known| known.group == *group).unwrap();
    match group.of(indicator) {
        None => "no row".to_owned(),
        Some(figure) => match figure.shown {
            Shown::Told => figure.value.to_string(),
            Shown::UnderFive => "<5".to_owned(),
            Shown::Withheld => "-".to_owned(),
            Shown::Nothing => "none".to_owned(),
        },
    }
}

fn territory(name: &str) -> Group {
    Group::Territory(name.to_owned())
}

#[test]
fn texts_then_periods_or_nothing() {
    for (text, first, last, months) in [
        ("2026-10", "2026-10-01", "2026-10-31", 1),
        ("2028-02", "2028-02-01", "2028-02-29", 1),
        ("2026-12", "2026-12-01", "2026-12-31", 1),
        ("2026-Q4", "2026-10-01", "2026-12-31", 3),
        ("2027", "2027-01-01", "2027-12-31", 12),
    ] {
        let period = Period::parse(text).unwrap();
        assert_eq!((period.first_day().to_string().as_str(), period.last_day().to_string().as_str()), (first, last));
        assert_eq!((period.months().len(), period.to_string().as_str()), (months, text));
        assert_eq!(period.next().previous(), period);
        let is_over = |days: u64| period.is_over(period.last_day() + chrono::Days::new(days));
        assert!(!is_over(1) && is_over(2), "the last calls have two days to end");
    }
    for text in [
        "",
        "2026-",
        "2026-1",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-Q0",
        "26-10",
        "2026-q1",
        "1999",
        "+026-01",
        "été",
        "2026-10-01",
    ] {
        assert_eq!(Period::parse(text), None, "{text}");
    }
}

#[test]
fn a_month_of_calls_then_each_figure_counts_what_it_says() {
    let mut facts = talked(1, 6, "paris", &[]);
    facts.calls.push(call(1, 1, CallFate::Done, Some(2)));
    facts.calls.push(call(2, 1, CallFate::Done, Some(3)));
    facts.calls.push(call(3, 2, CallFate::Done, None));
    facts.calls.push(call(4, 3, CallFate::Missed, None));
    facts.calls.push(call(5, 3, CallFate::Otherwise, None));
    facts.volunteers = (0..7).map(|id| volunteer(id, "paris")).collect();
    facts.cases = (0..7).map(|id| case(id, Some(id), Some(10 * id as u32))).collect();
    facts.cases.push(case(8, None, None));
    let groups = count(OCTOBER, &facts, &[]);
    for (indicator, value) in [
        (Indicator::PeopleRegistered, 6),
        (Indicator::PeopleTalked, 6),
        (Indicator::CallsPlanned, 11),
        (Indicator::CallsDone, 9),
        (Indicator::CallsMissed, 1),
        (Indicator::ReachedFirst, 6),
        (Indicator::ReachedSecond, 1),
        (Indicator::ReachedLater, 1),
        (Indicator::CalledBack, 1),
        (Indicator::CallsOnTime, 6),
        (Indicator::Minutes, 180),
        (Indicator::CasesOpened, 8),
        (Indicator::CasesClosed, 7),
        (Indicator::MinutesToClose, 30),
        (Indicator::VolunteersActive, 6),
    ] {
        assert_eq!(groups[0].of(indicator).unwrap().value, value, "{indicator:?}");
        if !matches!(indicator, Indicator::Minutes | Indicator::MinutesToClose) {
            assert_eq!(selected(&facts, indicator, &Group::All).len() as u64, value, "{indicator:?}");
        }
    }
}

#[test]
fn a_few_people_somewhere_then_neither_told_nor_found_by_subtraction() {
    let facts = both(talked(1, 20, "paris", &[]), talked(100, 3, "martinique", &[]));
    let groups = count(OCTOBER, &facts, &[]);
    for indicator in [Indicator::PeopleRegistered, Indicator::PeopleTalked, Indicator::CallsDone, Indicator::Minutes] {
        assert_eq!(shown(&groups, &territory("martinique"), indicator), "<5", "{indicator:?}");
        let others = [shown(&groups, &Group::All, indicator), shown(&groups, &territory("paris"), indicator)];
        assert!(others.contains(&"-".to_owned()), "{indicator:?}: {others:?}");
    }
    for indicator in [Indicator::PeopleTalked, Indicator::CallsPlanned, Indicator::CallsDone, Indicator::ReachedFirst] {
        assert_ne!(shown(&groups, &Group::All, indicator), "-", "{indicator:?}: what is not needed is told again");
    }
    let alone = count(OCTOBER, &talked(1, 20, "paris", &[]), &[]);
    assert_eq!(
        shown(&alone, &territory("paris"), Indicator::CallsDone),
        "20",
        "nothing is hidden, nothing is withheld"
    );
    let two = both(talked(1, 20, "paris", &[]), both(talked(100, 3, "a", &[]), talked(200, 2, "b", &[])));
    let groups = count(OCTOBER, &two, &[]);
    assert_eq!(shown(&groups, &Group::All, Indicator::PeopleTalked), "25", "two that are hidden hide each other");
    assert_eq!(shown(&groups, &territory("paris"), Indicator::PeopleTalked), "20");
    let full = both(talked(1, 20, "paris", &[]), both(talked(100, 4, "a", &[]), talked(200, 4, "b", &[])));
    let groups = count(OCTOBER, &full, &[]);
    let told = [
        shown(&groups, &Group::All, Indicator::PeopleTalked),
        shown(&groups, &territory("paris"), Indicator::PeopleTalked),
    ];
    assert!(told.contains(&"-".to_owned()), "eight of two times four at most says both: {told:?}");
}

#[test]
fn partners_then_nobody_outside_them_is_found() {
    let facts = both(talked(1, 20, "paris", &["herault"]), talked(100, 2, "paris", &[]));
    let groups = count(OCTOBER, &facts, &[]);
    assert_eq!(shown(&groups, &Group::NoPartner, Indicator::PeopleRegistered), "<5");
    let herault = shown(&groups, &Group::Partner("herault".to_owned()), Indicator::PeopleRegistered);
    let all = shown(&groups, &Group::All, Indicator::PeopleRegistered);
    assert!(herault == "-" || all == "-", "{herault} {all}");
    assert_eq!(shown(&groups, &Group::NoPartner, Indicator::VolunteersActive), "no row");
}

#[test]
fn a_quarter_then_the_month_that_hides_is_not_what_is_left_of_it() {
    let month = |number| Period::Month(2026, number);
    let months = [talked(1, 20, "paris", &[]), talked(1, 3, "paris", &[]), talked(1, 10, "paris", &[])];
    let kept: Vec<_> =
        (10..).zip(&months).map(|(number, facts)| (month(number), count(month(number), facts, &[]))).collect();
    assert_eq!(shown(&kept[1].1, &Group::All, Indicator::CallsDone), "<5");
    let facts = Facts::join(months.to_vec());
    assert_eq!((facts.people.len(), facts.calls.len()), (20, 33));
    let quarter = count(Period::Quarter(2026, 4), &facts, &kept);
    assert_eq!(shown(&quarter, &Group::All, Indicator::CallsDone), "-");
    assert_eq!(shown(&quarter, &Group::All, Indicator::PeopleTalked), "20", "people who come back are no sum");
    let open: Vec<_> = (10..)
        .zip([talked(1, 20, "paris", &[]), talked(1, 8, "paris", &[])])
        .map(|(number, facts)| (month(number), count(month(number), &facts, &[])))
        .collect();
    let facts = Facts::join(vec![talked(1, 20, "paris", &[]), talked(1, 8, "paris", &[])]);
    assert_eq!(shown(&count(Period::Quarter(2026, 4), &facts, &open), &Group::All, Indicator::CallsDone), "28");
}

#[test]
fn months_joined_then_a_case_opened_in_one_and_closed_in_another_is_one() {
    let mut closed = case(1, Some(1), Some(3_000));
    closed.is_opened = false;
    let first = Facts { cases: vec![case(1, Some(1), None)], ..talked(1, 6, "paris", &[]) };
    let second = Facts { cases: vec![closed], ..talked(1, 6, "paris", &[]) };
    let facts = Facts::join(vec![first, second]);
    let groups = count(Period::Quarter(2026, 4), &facts, &[]);
    assert_eq!(groups[0].of(Indicator::CasesOpened).unwrap().value, 1);
    assert_eq!(groups[0].of(Indicator::CasesClosed).unwrap().value, 1);
    assert_eq!(groups[0].of(Indicator::MinutesToClose).unwrap().value, 3_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Territories of any size: whoever knows the sums never finds a number of people under five.
    #[test]
    fn any_territories_then_what_is_hidden_has_more_than_one_answer(sizes in prop::collection::vec(0..9_u128, 2..5)) {
        let mut facts = Facts::default();
        for (place, size) in sizes.iter().enumerate() {
            facts = both(facts, talked(1 + 100 * place as u128, *size, &format!("t{place}"), &[]));
        }
        let groups = count(OCTOBER, &facts, &[]);
        let indicator = Indicator::PeopleTalked;
        let figures: Vec<&Figure> = groups.iter().filter(|group| matches!(group.group, Group::Territory(_))).filter_map(|group| group.of(indicator)).collect();
        let all = groups[0].of(indicator).unwrap();
        // Every way to fill what is hidden that agrees with what is told.
        let choices: Vec<Vec<u64>> = figures.iter().map(|figure| match figure.shown {
            Shown::Told => vec![figure.value],
            Shown::UnderFive => (0..5).collect(),
            Shown::Withheld | Shown::Nothing => (5..20).collect(),
        }).collect();
        let mut fits: Vec<Vec<u64>> = vec![Vec::new()];
        for choice in &choices {
            fits = fits.iter().flat_map(|fit| choice.iter().map(move |value| fit.iter().copied().chain([*value]).collect())).collect();
        }
        fits.retain(|fit: &Vec<u64>| match all.shown {
            Shown::Told => fit.iter().sum::<u64>() == all.value,
            Shown::UnderFive => fit.iter().sum::<u64>() < 5,
            Shown::Withheld | Shown::Nothing => fit.iter().sum::<u64>() >= 5,
        });
        for (place, figure) in figures.iter().enumerate() {
            if figure.shown == Shown::UnderFive && figure.value > 0 {
                let answers: std::collections::BTreeSet<u64> = fits.iter().map(|fit| fit[place]).collect();
                prop_assert!(answers.len() > 1, "{sizes:?}: {answers:?} {groups:?}");
            }
        }
    }
}
