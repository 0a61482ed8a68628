//! Weeks planned from facts: whatever they are, the plan keeps every rule, and the same facts give the same plan.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::{America::Martinique, Europe::Paris, Tz};
use passerelle_domain::{
    absence::{Absence, WhenAway},
    call_series::{CallKind, CallSeries, PairingPolicy, Recurrence},
    capacity::{Commitment, REST, room_for},
    code::Code,
    holidays::HolidayCalendar,
    ids::{AbsenceId, LineId, OrganisationId, PersonId, ScheduledCallId, SeriesId, VolunteerId},
    local_time,
    people::{Language, Volunteer, VolunteerStatus},
    phone_number::PhoneNumber,
    protocol::Protocol,
    scheduled_call::{Cover, ScheduledCall, State},
    series_exceptions::SeriesExceptions,
    series_holidays::SeriesHolidays,
    territory::Territory,
    volunteer_life::Life,
    week_plan::{LeftBecause, weeks_from},
    weekly_hours::WeeklyHours,
    wishes::{HelperCircle, Profile},
};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    facts::{Facts, PersonFacts},
    propose::{Fate, Proposal, propose},
    what_if::{WhatIf, compare},
};

const ORGANISATION: OrganisationId = OrganisationId(Uuid::nil());

fn volunteer_id(number: usize) -> VolunteerId {
    VolunteerId(Uuid::from_u128(1_000 + number as u128))
}

fn person_id(number: usize) -> PersonId {
    PersonId(Uuid::from_u128(2_000 + number as u128))
}

fn volunteer(number: usize, zone: Tz, hours: &str) -> Volunteer {
    Volunteer {
        circle: HelperCircle::Active,
        profile: Profile::default(),
        id: volunteer_id(number),
        organisation_id: ORGANISATION,
        key: format!("v{number}"),
        first_name: "Karim".into(),
        last_name: String::new(),
        languages: vec![Language::French],
        territory: Territory { name: zone.name().into(), zone, holidays: HolidayCalendar::Metro },
        line_id: LineId(Uuid::nil()),
        availability: WeeklyHours::parse(hours).unwrap(),
        max_calls_per_day: 3,
        max_calls_per_week: 6,
        max_people: None,
        status: VolunteerStatus::Active,
        life: Life::default(),
        charter_signed_on: NaiveDate::from_ymd_opt(2026, 4, 8),
        trained_on: NaiveDate::from_ymd_opt(2026, 5, 15),
        skills: Vec::new(),
        territories: Vec::new(),
        sms_stopped: false,
        contacts: passerelle_domain::contact::Contacts::default(),
        phone: PhoneNumber::from_e164("+33639980001").ok(),
        email: None,
    }
}

fn series(number: usize, person: usize, pairing: PairingPolicy, team: &[usize]) -> CallSeries {
    CallSeries {
        without_since: None,
        id: SeriesId(Uuid::from_u128(3_000 + number as u128)),
        organisation_id: ORGANISATION,
        key: format!("s{number}"),
        person_id: person_id(person),
        volunteer_id: None,
        team: team.iter().map(|member| volunteer_id(*member)).collect(),
        rule: Recurrence::parse("FREQ=WEEKLY").unwrap(),
        local_time: NaiveTime::MIN,
        zone: Paris,
        starts_on: NaiveDate::MIN,
        ends_on: None,
        duration_min: 30,
        pairing,
        kind: CallKind::ConvivialCall,
        when_away: WhenAway::Cover,
        protocol: None,
        holidays: SeriesHolidays::Keep,
        exceptions: SeriesExceptions::default(),
        needs_replanning: false,
        is_ending_told: false,
        end: None,
        wrong_number: None,
        materialised_to: None,
        is_active: true,
    }
}

fn call(number: usize, series: &CallSeries, starts_at: DateTime<Utc>, duration_min: u32) -> ScheduledCall {
    ScheduledCall {
        id: ScheduledCallId(Uuid::from_u128(4_000 + number as u128)),
        organisation_id: ORGANISATION,
        series_id: series.id,
        person_id: series.person_id,
        line_id: LineId(Uuid::nil()),
        kind: CallKind::ConvivialCall,
        code: Code::from_number(number as u64),
        local_on: local_time::local_date(starts_at, Paris),
        starts_at,
        zone: Paris,
        calls_from: NaiveTime::MIN,
        calls_to: NaiveTime::from_hms_opt(23, 0, 0).unwrap(),
        duration_min,
        protocol: Protocol::weekly(),
        state: State::Planned,
        usual_volunteer: series.volunteer_id,
        volunteer: None,
        is_promised: false,
        starting_told: false,
        waves: 0,
        attempts_made: 0,
        busy_tries: 0,
        engaged_since: None,
        caller_tries: 0,
        postponements: 0,
        technical_failures: 0,
        team_took_over: false,
        outcome_asked: 0,
        talked_at: None,
        outcome: None,
        case_id: None,
        cancelled_for: None,
        cover: Cover::default(),
        pairing: series.pairing,
        stands_for: None,
        taken_back_because: None,
    }
}

/// Nobody yet, in the two weeks from this Monday.
fn facts(monday: &str) -> Facts {
    let day: NaiveDate = monday.parse().unwrap();
    let weeks = weeks_from(day, Paris);
    Facts {
        now: weeks[0].from + TimeDelta::hours(3),
        weeks,
        volunteers: Vec::new(),
        absences: Vec::new(),
        excluded: HashSet::new(),
        declined: HashSet::new(),
        people: HashMap::new(),
        series: HashMap::new(),
        calls: Vec::new(),
        talked: HashMap::new(),
        turns: HashMap::new(),
    }
}

impl Facts {
    fn with_person(&mut self, number: usize, language: Language) {
        let facts = PersonFacts { language, territory: Paris.name().into(), is_priority: number.is_multiple_of(5) };
        self.people.insert(person_id(number), facts);
    }

    /// A call of a series of its own, so many half hours after the first Monday, at a minute of it.
    fn with_call(&mut self, pairing: PairingPolicy, team: &[usize], person: usize, half_hours: i64) {
        let number = self.calls.len();
        let series = series(number, person, pairing, team);
        let starts_at = self.weeks[0].from + TimeDelta::minutes(30 * half_hours);
        self.calls.push(call(number, &series, starts_at, 30));
        self.series.insert(series.id, series);
    }
}

/// The plan as it would be kept.
fn written(facts: &Facts, proposal: &Proposal) -> Facts {
    let mut after = facts.clone();
    for &(place, fate) in &proposal.fates {
        match fate {
            Fate::Kept(who) | Fate::Given(who) => after.calls[place].cover.planned = Some(who),
            Fate::Left(because, _) => {
                after.calls[place].cover.planned = None;
                after.calls[place].cover.left_because = Some(because);
            }
            Fate::Usual(_) => {}
        }
    }
    after
}

/// Judges by the rules alone, without anything of the planner.
fn judge(facts: &Facts, proposal: &Proposal) {
    let after = written(facts, proposal);
    for &(place, fate) in &proposal.fates {
        let (Fate::Kept(who) | Fate::Given(who)) = fate else { continue };
        let call = &after.calls[place];
        let whom = &facts.volunteers[facts.place_of(who).unwrap()];
        assert!(whom.may_call() && !whom.sms_stopped);
        assert!(whom.languages.contains(&facts.people[&call.person_id].language));
        assert!(!facts.excluded.contains(&(call.person_id, who)));
        assert!(!facts.declined.contains(&(call.id, who)));
        assert!(whom.availability.contains(call.starts_at, whom.territory.zone), "{}", call.starts_at);
        assert!(!facts.is_away(whom, call));
        let team = &facts.series[&call.series_id].team;
        assert!(team.is_empty() || team.contains(&who));
        let others = after.calls.iter().filter(|other| other.id != call.id && other.counted_on() == Some(who));
        let others: Vec<Commitment> =
            others.map(|other| Commitment { starts_at: other.starts_at, duration_min: other.duration_min }).collect();
        let wanted = Commitment { starts_at: call.starts_at, duration_min: call.duration_min };
        assert_eq!(room_for(whom, &others, wanted, REST), Ok(()));
        let followed: HashSet<PersonId> = after
            .calls
            .iter()
            .filter(|other| other.starts_at > facts.now && other.counted_on() == Some(who))
            .map(|other| other.person_id)
            .collect();
        // Whom they were already told to call is theirs, however many.
        let told = |other: &ScheduledCall| other.state != State::Planned && other.counted_on() == Some(who);
        let is_theirs = facts.calls.iter().any(|other| other.person_id == call.person_id && told(other));
        assert!(is_theirs || whom.max_people.is_none_or(|most| followed.len() <= most as usize));
    }
    for (then, now) in facts.calls.iter().zip(&after.calls).filter(|(then, _)| then.state != State::Planned) {
        assert_eq!(then, now, "what was told does not move");
    }
}

/// Weeks of any kind, those of both clock changes too.
fn any_facts() -> impl Strategy<Value = Facts> {
    let monday = prop::sample::select(vec!["2026-11-23", "2027-03-22", "2027-10-25", "2027-10-18"]);
    let hours =
        prop::sample::select(vec!["mon-sun 08:00-20:00", "mon-fri 09:10-12:00 14:00-18:00", "tue,thu 10:00-16:00"]);
    let zone = prop::sample::select(vec![Paris, Paris, Martinique]);
    let one = (hours, zone, 1_u32..5, 1_u32..9, any::<bool>(), prop::option::of(1_u32..4), 0_u8..12);
    let volunteers = prop::collection::vec(one, 1..7);
    let asked = (0_usize..9, 14_i64..640, 0_u8..12, prop::sample::select(vec![20_u32, 30, 45, 60]), 0_u8..6);
    let calls = prop::collection::vec(asked, 0..40);
    let pairs = prop::collection::vec((0_usize..9, 0_usize..7), 0..8);
    (monday, volunteers, calls, pairs).prop_map(|(monday, volunteers, calls, pairs)| {
        let mut facts = facts(monday);
        for (number, (hours, zone, day, week, english, most_people, kind)) in volunteers.into_iter().enumerate() {
            let mut one = volunteer(number, zone, hours);
            (one.max_calls_per_day, one.max_calls_per_week, one.max_people) = (day, week, most_people);
            one.languages.extend(english.then_some(Language::English));
            one.sms_stopped = kind == 0;
            if kind == 1 {
                one.status = VolunteerStatus::Trained;
            }
            if kind == 2 {
                let from_on = local_time::local_date(facts.now, Paris) + TimeDelta::days(2);
                facts.absences.push(Absence {
                    id: AbsenceId(Uuid::nil()),
                    organisation_id: ORGANISATION,
                    volunteer_id: one.id,
                    from_on,
                    to_on: from_on + TimeDelta::days(3),
                    noted_at: facts.now,
                    is_cancelled: false,
                });
            }
            facts.volunteers.push(one);
        }
        for person in 0..9 {
            facts.with_person(person, if person % 4 == 3 { Language::English } else { Language::French });
        }
        let mut asked: Vec<_> = calls;
        asked.sort_by_key(|(_, half_hours, ..)| *half_hours);
        let there = facts.volunteers.len();
        for (person, half_hours, kind, duration_min, minute) in asked {
            let (pairing, team) = match kind {
                0..5 => (PairingPolicy::Pool, vec![]),
                5..8 => (PairingPolicy::SmallTeam, vec![0, 1 % there, 2 % there]),
                _ => (PairingPolicy::Pair, vec![]),
            };
            facts.with_call(pairing, &team, person, half_hours);
            let made = facts.calls.last_mut().unwrap();
            made.duration_min = duration_min;
            made.starts_at += TimeDelta::minutes(i64::from(minute) * 5);
            if kind == 11 {
                // Somebody was told already.
                (made.state, made.volunteer) = (State::Offered, Some(volunteer_id(person % there)));
            }
        }
        facts.calls.sort_by_key(|call| (call.starts_at, call.id));
        for (person, who) in pairs {
            facts.excluded.insert((person_id(person), volunteer_id(who % there)));
        }
        facts
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn any_weeks_then_no_rule_is_broken_and_once_more_is_the_same(facts in any_facts()) {
        let first = propose(&facts).unwrap();
        judge(&facts, &first);
        prop_assert_eq!(&first, &propose(&facts).unwrap(), "the same facts, the same plan");
        let after = written(&facts, &first);
        let again = propose(&after).unwrap();
        prop_assert!(again.fates.iter().all(|(_, fate)| !matches!(fate, Fate::Given(_))), "{:?}", again.fates);
        for (place, fate) in &again.fates {
            prop_assert_eq!(after.calls[*place].news_of_plan(fate.who()), None);
        }
    }

    /// Nobody is left while somebody could simply take the call.
    #[test]
    fn any_weeks_then_whoever_is_left_has_a_true_reason(facts in any_facts()) {
        let plan = propose(&facts).unwrap();
        for (_, fate) in &plan.fates {
            prop_assert!(!matches!(fate, Fate::Left(LeftBecause::Refused, _)), "{:?}", fate);
        }
    }

    #[test]
    fn somebody_leaves_then_only_their_calls_are_given_again(facts in any_facts(), leaving in 0_usize..7) {
        let before = written(&facts, &propose(&facts).unwrap());
        let leaving = leaving % before.volunteers.len();
        let id = before.volunteers[leaving].id;
        let mut after = before.clone();
        after.volunteers[leaving].status = VolunteerStatus::Ended;
        for call in &mut after.calls {
            call.cover.planned.take_if(|planned| *planned == id);
        }
        let plan = propose(&after).unwrap();
        judge(&after, &plan);
        let was_left = before.calls.iter().filter(|call| call.cover.left_because.is_some()).count();
        if was_left == 0 && plan.fates.iter().all(|(_, fate)| fate.who().is_ok()) {
            for (place, fate) in &plan.fates {
                let then = before.calls[*place].counted_on();
                prop_assert!(then.is_none() || then == Some(id) || then == fate.who().ok());
            }
        }
        let seen = compare(&before, &WhatIf::Without { volunteer: id, from: None, until: None }).unwrap();
        prop_assert!(seen.changed.iter().all(|changed| changed.after != Some(Ok(id))));
    }
}

/// What makes somebody unable to call.
type Change<'a> = &'a dyn Fn(&mut Facts);

#[test]
fn every_reason_then_told_by_the_question_that_leaves_nobody() {
    use PairingPolicy::{Pool, SmallTeam};
    let base = || {
        let mut facts = facts("2026-11-23");
        facts.volunteers.push(volunteer(0, Paris, "mon-sun 08:00-20:00"));
        facts.with_person(1, Language::French);
        // Tuesday at ten.
        facts.with_call(Pool, &[], 1, 48 + 20);
        facts
    };
    let reason = |change: Change<'_>| {
        let mut facts = base();
        change(&mut facts);
        propose(&facts).unwrap().fates.into_iter().map(|(_, fate)| fate.who().err()).next_back().flatten()
    };
    assert_eq!(reason(&|_| ()), None);
    let cases: [(Change<'_>, LeftBecause); 10] = [
        (&|facts| facts.volunteers.clear(), LeftBecause::Nobody),
        (&|facts| facts.volunteers[0].status = VolunteerStatus::Trained, LeftBecause::Nobody),
        (&|facts| facts.volunteers[0].languages = vec![Language::English], LeftBecause::Language),
        (&|facts| facts.with_call(SmallTeam, &[7], 1, 48 + 30), LeftBecause::Team),
        (&|facts| facts.excluded.extend([(person_id(1), volunteer_id(0))]), LeftBecause::Excluded),
        (&|facts| facts.declined.extend([(facts.calls[0].id, volunteer_id(0))]), LeftBecause::Excluded),
        (
            &|facts| facts.volunteers[0].availability = WeeklyHours::parse("tue 11:00-20:00").unwrap(),
            LeftBecause::Hours,
        ),
        (
            &|facts| {
                let on = facts.calls[0].local_on;
                facts.absences.push(Absence {
                    id: AbsenceId(Uuid::nil()),
                    organisation_id: ORGANISATION,
                    volunteer_id: volunteer_id(0),
                    from_on: on,
                    to_on: on,
                    noted_at: facts.now,
                    is_cancelled: false,
                });
            },
            LeftBecause::Away,
        ),
        (&|facts| facts.volunteers[0].max_calls_per_week = 0, LeftBecause::Cap),
        (&|facts| facts.with_call(Pool, &[], 1, 48 + 21), LeftBecause::Busy),
    ];
    for (number, (change, expected)) in cases.into_iter().enumerate() {
        assert_eq!(reason(change), Some(expected), "{number}");
    }
}

#[test]
fn pool_and_team_then_somebody_else_each_week_in_turn() {
    let mut facts = facts("2026-11-23");
    facts.volunteers.extend((0..3).map(|number| volunteer(number, Paris, "mon-sun 08:00-20:00")));
    facts.with_person(1, Language::French);
    let team = series(0, 1, PairingPolicy::SmallTeam, &[2, 0, 1]);
    // Every second day at ten.
    for number in 0..6 {
        let starts_at = facts.weeks[0].from + TimeDelta::hours(34 + 48 * number);
        facts.calls.push(call(usize::try_from(number).unwrap(), &team, starts_at, 30));
    }
    facts.series.insert(team.id, team);
    let who = |facts: &Facts| -> Vec<usize> {
        let plan = propose(facts).unwrap();
        plan.fates.iter().map(|(_, fate)| facts.place_of(fate.who().unwrap()).unwrap()).collect()
    };
    assert_eq!(who(&facts), [2, 0, 1, 2, 0, 1]);
    for call in &mut facts.calls {
        call.pairing = PairingPolicy::Pool;
    }
    let series = facts.calls[0].series_id;
    facts.series.get_mut(&series).unwrap().team.clear();
    let pool = who(&facts);
    assert!(
        pool.windows(3).all(|three| three[0] != three[1] && three[1] != three[2] && three[0] != three[2]),
        "{pool:?}"
    );
}
