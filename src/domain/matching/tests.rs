//! Who is proposed to whom, as tables and a property.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    capacity::{REST, room_for, week_of},
    local_time,
    people::{
        Language, VolunteerStatus,
        examples::{person, volunteer},
    },
    skills::Skill,
    volunteer_life::{LifeStep, MadeStep},
    weekly_hours::WeeklyHours,
    wishes::{Gender, Profile},
};

fn today() -> NaiveDate {
    // A Thursday; the clocks change in the coming weeks of the second test.
    "2026-11-26".parse().unwrap()
}

fn named(id: u128) -> Volunteer {
    Volunteer { id: VolunteerId(Uuid::from_u128(id)), ..volunteer() }
}

fn topics(text: &str) -> Vec<Interest> {
    Skill::parse_list(text).unwrap()
}

fn hours(text: &str) -> WeeklyHours {
    WeeklyHours::parse(text).unwrap()
}

fn helper(volunteer: &Volunteer) -> Helper<'_> {
    Helper {
        volunteer,
        is_kept_apart: false,
        has_refused: false,
        is_asked: false,
        calls_her: false,
        people_followed: 1,
        knows_her: false,
        is_away: false,
        taken: &[],
    }
}

fn wanted(person: &Person) -> Wanted<'_> {
    Wanted { person, hours: Hours::Free, today: today() }
}

fn overdue_supervision() -> Volunteer {
    let mut karim = named(1);
    let by = crate::people::Member::Staff(crate::ids::StaffId(Uuid::nil()));
    karim.life.steps = vec![MadeStep { step: LifeStep::Supervised, on: "2026-09-01".parse().unwrap(), by }];
    karim
}

#[test]
fn somebody_is_not_proposed_then_the_first_reason_is_given() {
    use NotProposed::{
        Away, CallsHer, FollowsEnough, HasLeft, IsAsked, KeptApart, NoCommonHour, NoRoom, NotReady, OtherCircle,
        SaidNo, Supervision, TooFar,
    };
    let suzanne = person();
    let far = crate::territory::Territory { name: "FR-MTQ".into(), ..volunteer().territory };
    let elsewhere = Volunteer { line_id: LineId(Uuid::from_u128(7)), territory: far, ..named(1) };
    let knows_hers = Volunteer { territories: vec!["FR-IDF".into()], ..elsewhere.clone() };
    let capped = Volunteer { max_people: Some(1), ..named(1) };
    let by_night = Volunteer { availability: hours("mon-sun 20:00-22:00"), ..named(1) };
    let short = Volunteer { availability: hours("mon 10:00-10:20"), ..named(1) };
    let full = Volunteer { max_calls_per_week: 0, ..named(1) };
    let unspoken = Volunteer { languages: vec![Language::English], ..named(1) };
    let ended = Volunteer { status: VolunteerStatus::Ended, ..named(1) };
    let paused = Volunteer { status: VolunteerStatus::Paused, ..named(1) };
    let unsigned = Volunteer { charter_signed_on: None, ..named(1) };
    let neighbour = Volunteer { circle: HelperCircle::Neighbour, ..named(1) };
    let connected = Volunteer { circle: HelperCircle::Connected, ..named(1) };
    let (karim, tired) = (named(1), overdue_supervision());
    let cases: Vec<(Helper<'_>, Option<NotProposed>)> = vec![
        (helper(&karim), None),
        (helper(&ended), Some(HasLeft)),
        (helper(&neighbour), Some(OtherCircle)),
        (helper(&connected), Some(OtherCircle)),
        (helper(&paused), Some(NotReady)),
        (helper(&unsigned), Some(NotReady)),
        (Helper { is_kept_apart: true, has_refused: true, ..helper(&karim) }, Some(KeptApart)),
        (Helper { calls_her: true, ..helper(&karim) }, Some(CallsHer)),
        (Helper { has_refused: true, ..helper(&karim) }, Some(SaidNo)),
        (Helper { is_asked: true, ..helper(&karim) }, Some(IsAsked)),
        (helper(&tired), Some(Supervision)),
        (Helper { knows_her: true, ..helper(&tired) }, None),
        (helper(&unspoken), Some(NotProposed::Language)),
        (helper(&elsewhere), Some(TooFar)),
        (helper(&knows_hers), None),
        (helper(&capped), Some(FollowsEnough)),
        (Helper { people_followed: 0, ..helper(&capped) }, None),
        (Helper { is_away: true, ..helper(&karim) }, Some(Away)),
        (helper(&by_night), Some(NoCommonHour)),
        (helper(&short), Some(NoCommonHour)),
        (helper(&full), Some(NoRoom)),
    ];
    for (place, (who, why)) in cases.into_iter().enumerate() {
        assert_eq!(super::place(&wanted(&suzanne), &who).err(), why, "case {place}");
    }
}

#[test]
fn wished_hours_then_inside_them_on_both_clocks_and_over_a_change() {
    let mut suzanne = person();
    suzanne.wishes.hours = hours("tue,thu 14:00-17:00");
    let slot = |volunteer: &Volunteer, wanted: &Wanted<'_>| {
        place(wanted, &helper(volunteer)).map(|proposal| proposal.slot.unwrap().to_string())
    };
    assert_eq!(slot(&named(1), &wanted(&suzanne)), Ok("tue 14:00".into()));
    let thursdays = Volunteer { availability: hours("thu 15:30-18:00"), ..named(1) };
    assert_eq!(slot(&thursdays, &wanted(&suzanne)), Ok("thu 15:30".into()));
    let mondays = Volunteer { availability: hours("mon 08:00-20:00"), ..named(1) };
    assert_eq!(slot(&mondays, &wanted(&suzanne)), Err(NotProposed::NoCommonHour));
    // She lives in Martinique: nine there is fourteen in Lyon in winter, and fifteen once the clocks have changed.
    let mut josephine = person();
    josephine.territory.zone = chrono_tz::America::Martinique;
    let lyon = Volunteer { availability: hours("tue 14:00-15:00"), ..named(1) };
    assert_eq!(slot(&lyon, &wanted(&josephine)), Ok("tue 09:00".into()));
    let over_the_change = Wanted { today: "2027-03-12".parse().unwrap(), ..wanted(&josephine) };
    assert_eq!(slot(&lyon, &over_the_change), Err(NotProposed::NoCommonHour), "one of the four weeks does not fit");
    let longer = Volunteer { availability: hours("tue 14:00-15:30"), ..named(1) };
    let longer = Volunteer { availability: hours("tue 14:00-16:00"), ..longer };
    assert_eq!(slot(&longer, &over_the_change), Ok("tue 09:00".into()));
    let chosen = |text: &str| Wanted { hours: Hours::Chosen(WeeklySlot::parse(text).unwrap()), ..wanted(&suzanne) };
    assert_eq!(slot(&named(1), &chosen("wed 10:30")), Ok("wed 10:30".into()), "a human decides, within her hours");
    assert_eq!(slot(&named(1), &chosen("wed 19:45")), Err(NotProposed::NoCommonHour));
    assert!(WeeklySlot::parse("mardi 15h").is_err());
}

#[test]
fn wishes_and_nearness_then_the_order_and_a_reason_for_each() {
    let mut suzanne = person();
    suzanne.district = "Belleville".into();
    suzanne.wishes.interests = topics("gardening|reading");
    suzanne.wishes.avoids = topics("war");
    suzanne.wishes.gender = Some(Gender::Woman);
    let profile =
        |interests: &str, gender| Profile { gender: Some(gender), interests: topics(interests), ..Profile::default() };
    let near = Volunteer { profile: Profile { district: "belleville".into(), ..Profile::default() }, ..named(1) };
    let gardener = Volunteer { profile: profile("gardening|reading", Gender::Woman), ..named(2) };
    let soldier = Volunteer { profile: profile("war", Gender::Man), ..named(3) };
    let (known, plain, loaded) = (named(4), named(5), named(6));
    let helpers = [
        helper(&near),
        helper(&gardener),
        helper(&soldier),
        Helper { knows_her: true, ..helper(&known) },
        Helper { people_followed: 0, ..helper(&plain) },
        Helper { people_followed: 4, ..helper(&loaded) },
    ];
    let ranking = rank(&wanted(&suzanne), &helpers);
    let order: Vec<u128> = ranking.proposals.iter().map(|proposal| proposal.volunteer_id.0.as_u128()).collect();
    assert_eq!(order, [4, 2, 5, 1, 6, 3]);
    let first = |id: u128| ranking.proposals.iter().find(|proposal| proposal.volunteer_id.0.as_u128() == id).unwrap();
    assert_eq!(first(2).shared, topics("gardening|reading"));
    assert_eq!(first(2).reasons[..2], [Reason::GenderWished, Reason::SharedInterests]);
    assert!(first(3).reasons.contains(&Reason::OtherGender) && first(3).reasons.contains(&Reason::TopicToAvoid));
    assert!(first(1).reasons.contains(&Reason::SameDistrict));
    assert!(first(5).reasons.contains(&Reason::FollowsNobody));
    assert!(ranking.proposals.iter().all(|proposal| !proposal.reasons.is_empty()), "every proposal says why");
    let again = rank(&wanted(&suzanne), &helpers);
    assert_eq!(again, ranking);
}

#[test]
fn every_reason_then_words_in_both_languages() {
    for language in [Language::French, Language::English] {
        let words: BTreeSet<&str> = Reason::ALL.into_iter().map(|reason| reason.words(language)).collect();
        assert_eq!(words.len(), Reason::ALL.len());
        let words: BTreeSet<&str> = NotProposed::ALL.into_iter().map(|why| why.words(language)).collect();
        assert_eq!(words.len(), NotProposed::ALL.len());
    }
    assert!(Reason::ALL.is_sorted() && NotProposed::ALL.is_sorted());
}

/// A crowd as chance makes it.
fn anybody() -> impl Strategy<Value = (Volunteer, [bool; 6], u32, Vec<i64>)> {
    let caps = (0u32..5, 0u32..8, proptest::option::of(0u32..4));
    let kinds = (0usize..4, 0usize..3, any::<bool>());
    let taken = proptest::collection::vec(0i64..(5 * 7 * 24 * 60), 0..40);
    (caps, kinds, proptest::array::uniform6(proptest::bool::weighted(0.15)), 0u32..5, taken).prop_map(
        |((day, week, people), (hours_kind, status, signed), flags, followed, taken)| {
            let availability = ["mon-sun 00:00-24:00", "tue,thu 13:00-18:30", "mon 09:00-12:00", "sat 20:00-02:00"];
            let statuses = [VolunteerStatus::Active, VolunteerStatus::Probation, VolunteerStatus::Trained];
            let volunteer = Volunteer {
                max_calls_per_day: day,
                max_calls_per_week: week,
                max_people: people,
                status: statuses[status],
                charter_signed_on: signed.then(today),
                availability: hours(availability[hours_kind]),
                ..volunteer()
            };
            (volunteer, flags, followed, taken)
        },
    )
}

proptest! {
    /// K8: no proposal over cap or with conflict, whoever is there; and everybody is in one list, once.
    #[test]
    fn any_crowd_then_nobody_is_proposed_over_cap_or_with_a_conflict(
        crowd in proptest::collection::vec(anybody(), 1..12),
    ) {
        let suzanne = person();
        let morning: DateTime<Utc> = "2026-11-26T07:00:00Z".parse().unwrap();
        let people: Vec<(Volunteer, [bool; 6], u32, Vec<Commitment>)> = crowd
            .into_iter()
            .enumerate()
            .map(|(place, (volunteer, flags, followed, taken))| {
                let at = |minutes| Commitment { starts_at: morning + TimeDelta::minutes(minutes), duration_min: 30 };
                let id = VolunteerId(Uuid::from_u128(place as u128));
                (Volunteer { id, ..volunteer }, flags, followed, taken.into_iter().map(at).collect())
            })
            .collect();
        let helpers: Vec<Helper<'_>> = people
            .iter()
            .map(|(volunteer, flags, followed, taken)| Helper {
                is_kept_apart: flags[0],
                has_refused: flags[1],
                is_asked: flags[2],
                calls_her: flags[3],
                knows_her: flags[4],
                is_away: flags[5],
                people_followed: *followed,
                taken,
                ..helper(volunteer)
            })
            .collect();
        let ranking = rank(&wanted(&suzanne), &helpers);
        prop_assert_eq!(ranking.proposals.len() + ranking.others.len(), helpers.len());
        for proposal in &ranking.proposals {
            let helper = helpers.iter().find(|helper| helper.volunteer.id == proposal.volunteer_id).unwrap();
            let volunteer = helper.volunteer;
            prop_assert!(volunteer.may_call());
            prop_assert!(!helper.is_kept_apart && !helper.has_refused && !helper.is_asked && !helper.calls_her);
            prop_assert!(volunteer.max_people.is_none_or(|most| helper.people_followed < most));
            let slot = proposal.slot.unwrap();
            let mut all = helper.taken.to_vec();
            for week in 0..FITS_WEEKS {
                let day = slot.first_after(today()) + chrono::Days::new(7 * week);
                prop_assert_eq!(day.weekday(), slot.weekday);
                let starts_at = local_time::instant_of(day, slot.local_time, suzanne.territory.zone);
                let call = Commitment { starts_at, duration_min: CALL_MIN };
                prop_assert!(volunteer.availability.contains(starts_at, volunteer.territory.zone));
                prop_assert_eq!(room_for(volunteer, &all, call, REST), Ok(()));
                all.push(call);
                let (monday, next) = week_of(day);
                let of_week = all.iter().filter(|other| {
                    (monday..next).contains(&local_time::local_date(other.starts_at, volunteer.territory.zone))
                });
                prop_assert!(of_week.count() <= volunteer.max_calls_per_week as usize);
            }
            prop_assert!(slot.local_time >= suzanne.calls_from && slot.local_time < suzanne.calls_to);
        }
    }
}
