use chrono_tz::Europe::Paris;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    consent::{ConsentState, Consents},
    people::{Person, TrustedContact, examples::person},
    phone_number::PhoneNumber,
};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn check() -> CaseCheck {
    let nil = Uuid::nil();
    let now = at("2026-11-26T14:00:00Z");
    CaseCheck {
        id: CaseCheckId(nil),
        organisation_id: OrganisationId(nil),
        case_id: CaseId(nil),
        line_id: LineId(nil),
        person_id: PersonId(nil),
        kind: CheckKind::TrustedContact,
        asked: Asked::Contact(TrustedContactId(nil)),
        wanted_by: None,
        state: CheckState::Asked,
        stage: Stage::Due,
        asks_at: now,
        rings: true,
        due_at: now,
        call_id: None,
        finding: None,
        made_at: now,
        ended_at: None,
    }
}

#[test]
fn nobody_answers_then_written_to_rung_and_silent_in_bounded_time() {
    let (mut now, mut current, mut done) = (at("2026-11-26T14:00:00Z"), check(), Vec::new());
    for _ in 0..5 {
        let (after, effect, next) = step(current, Event::TimerFired, now);
        done.extend(effect.map(|effect| (now.format("%H:%M").to_string(), effect)));
        current = after;
        match next {
            Some(next) => now = next,
            None => break,
        }
    }
    let expected = [("14:00", Effect::Write), ("14:10", Effect::Ring), ("14:25", Effect::Silent)];
    assert_eq!(done, expected.map(|(at, effect)| (at.to_owned(), effect)));
    assert_eq!(current.state, CheckState::Silent);
}

#[test]
fn caretaker_is_silent_then_the_hour_that_was_set() {
    let due_at = at("2026-11-26T16:00:00Z");
    let caretaker = CaseCheck { kind: CheckKind::Caretaker, rings: false, due_at, ..check() };
    let (written, effect, next) = step(caretaker, Event::TimerFired, at("2026-11-26T14:00:00Z"));
    assert_eq!((effect, next), (Some(Effect::Write), Some(due_at)));
    let (early, effect, next) = step(written, Event::TimerFired, at("2026-11-26T15:00:00Z"));
    assert_eq!((effect, next), (None, Some(due_at)));
    assert_eq!(step(early, Event::TimerFired, due_at).0.state, CheckState::Silent);
}

#[test]
fn answers_then_fed_once_and_the_first_one_stays() {
    let now = at("2026-11-26T14:05:00Z");
    for finding in [Finding::Seen, Finding::Absent, Finding::Urgent] {
        let (answered, effect, next) = step(check(), Event::Answered(finding), now);
        assert_eq!((answered.state, effect, next), (CheckState::Answered, Some(Effect::Feed(finding)), None));
        let (again, effect, _) = step(answered, Event::Answered(Finding::Absent), now);
        assert_eq!((again.finding, effect), (Some(finding), None));
    }
    let (going, effect, next) = step(check(), Event::Answered(Finding::OnTheWay), now);
    assert_eq!(effect, Some(Effect::Feed(Finding::OnTheWay)));
    assert_eq!(next, Some(now + LOOKS_WITHIN));
    assert_eq!(step(going.clone(), Event::TimerFired, now + LOOKS_WITHIN).1, Some(Effect::Silent));
    assert_eq!(step(going, Event::Answered(Finding::Seen), now).1, Some(Effect::Feed(Finding::Seen)));
}

#[test]
fn late_answer_then_it_still_feeds_the_case() {
    let silent = CaseCheck { state: CheckState::Silent, ..check() };
    assert_eq!(
        step(silent, Event::Answered(Finding::Seen), at("2026-11-26T18:00:00Z")).1,
        Some(Effect::Feed(Finding::Seen))
    );
}

#[test]
fn called_off_then_told_only_to_somebody_who_was_asked() {
    let now = at("2026-11-26T14:05:00Z");
    assert_eq!(step(check(), Event::CalledOff, now).1, None);
    let written = CaseCheck { stage: Stage::Written, ..check() };
    assert_eq!(step(written, Event::CalledOff, now).1, Some(Effect::TellOff));
}

#[test]
fn night_then_the_morning_unless_it_is_immediate() {
    let night = at("2026-11-26T22:00:00Z");
    assert_eq!(asks_at(CaseLevel::Serious, Paris, night), at("2026-11-27T07:00:00Z"));
    assert_eq!(asks_at(CaseLevel::Immediate, Paris, night), night);
    // The night in which the clocks change in Paris.
    assert_eq!(asks_at(CaseLevel::Serious, Paris, at("2027-03-27T22:00:00Z")), at("2027-03-28T06:00:00Z"));
}

fn agreed() -> Person {
    let yes = ConsentState::Accepted;
    Person { consents: Consents { trusted_contact: yes, caretaker_check: yes, ..Consents::default() }, ..person() }
}

fn contact(place: u32, number: usize, relation: &str, do_not_contact: bool) -> TrustedContact {
    let numbers = ["+33639980061", "+33639980062", "+33639980063"];
    TrustedContact {
        id: TrustedContactId(Uuid::from_u128(u128::from(place))),
        organisation_id: OrganisationId(Uuid::nil()),
        person_id: PersonId(Uuid::nil()),
        name: String::new(),
        relation: relation.to_owned(),
        same_town: false,
        do_not_contact,
        position: place,
        phone: Some(PhoneNumber::from_e164(numbers[number % 3]).unwrap()),
    }
}

#[test]
fn same_number_is_ruled_out_elsewhere_then_never_asked() {
    let contacts = [contact(1, 0, "son", true), contact(2, 0, "neighbour", false), contact(3, 0, "gardien", false)];
    let now = at("2026-11-26T14:00:00Z");
    for kind in [CheckKind::TrustedContact, CheckKind::Caretaker] {
        assert_eq!(next_contact(&agreed(), &contacts, kind, &[], now).unwrap_err(), NotAsked::Nobody);
    }
    assert_eq!(may_ask(&agreed(), &contacts[1], &contacts, CheckKind::TrustedContact, now), Err(NotAsked::RuledOut));
    assert_eq!(may_ask(&agreed(), &contacts[2], &contacts, CheckKind::Caretaker, now), Err(NotAsked::RuledOut));
}

#[test]
fn without_her_yes_then_nobody_is_asked_and_each_kind_has_its_own() {
    let contacts = [contact(1, 0, "daughter", false), contact(2, 1, "concierge", false)];
    let now = at("2026-11-26T14:00:00Z");
    assert_eq!(
        next_contact(&person(), &contacts, CheckKind::TrustedContact, &[], now).unwrap_err(),
        NotAsked::NoConsent
    );
    let found = |kind| next_contact(&agreed(), &contacts, kind, &[], now).unwrap().0.position;
    assert_eq!((found(CheckKind::TrustedContact), found(CheckKind::Caretaker)), (1, 2));
    let asked = [contacts[0].id];
    let nobody = next_contact(&agreed(), &contacts, CheckKind::TrustedContact, &asked, now);
    assert_eq!(nobody.unwrap_err(), NotAsked::Nobody);
}

proptest! {
    /// Contacts are added, ruled out and asked in any order, under shared numbers: whoever is ruled out is contacted no more.
    #[test]
    fn any_history_then_a_number_ruled_out_is_never_contacted(
        events in proptest::collection::vec((0_u8..5, 1_u32..6, 0_usize..3, any::<bool>()), 0..60)
    ) {
        let now = at("2026-11-26T14:00:00Z");
        let (mut contacts, mut asked): (Vec<TrustedContact>, Vec<TrustedContactId>) = (Vec::new(), Vec::new());
        for (event, place, number, flag) in events {
            let kind = if flag { CheckKind::TrustedContact } else { CheckKind::Caretaker };
            let contacted = match event {
                0 if !contacts.iter().any(|known| known.position == place) => {
                    contacts.push(contact(place, number, if flag { "son" } else { "gardienne" }, false));
                    None
                }
                1 => {
                    contacts.iter_mut().filter(|known| known.position == place).for_each(|known| known.do_not_contact = true);
                    None
                }
                // Asked at first…
                2 => match next_contact(&agreed(), &contacts, kind, &asked, now) {
                    Ok((next, number)) => {
                        asked.push(next.id);
                        Some(number)
                    }
                    Err(_) => None,
                },
                // …and rung later.
                _ => {
                    let known = contacts.iter().find(|known| known.position == place && asked.contains(&known.id));
                    known.and_then(|known| may_ask(&agreed(), known, &contacts, kind, now).ok())
                }
            };
            let is_wrong = contacted.is_some_and(|number| is_ruled_out(&contacts, &number));
            prop_assert!(!is_wrong);
        }
    }

    #[test]
    fn any_events_of_a_check_then_live_means_a_timer_and_it_ends_in_bounded_time(
        events in proptest::collection::vec((0_u8..8, 0_i64..40), 0..30)
    ) {
        let (mut current, mut now, mut fed) = (check(), at("2026-11-26T14:00:00Z"), 0);
        for (event, minutes) in events {
            now += TimeDelta::minutes(minutes);
            let event = match event {
                0..=3 => Event::TimerFired,
                4 => Event::Answered(Finding::OnTheWay),
                5 => Event::Answered(Finding::Seen),
                6 => Event::Answered(Finding::Urgent),
                _ => Event::CalledOff,
            };
            let (after, effect, next) = step(current, event, now);
            prop_assert_eq!(after.state.is_live(), next.is_some());
            fed += u32::from(matches!(effect, Some(Effect::Feed(Finding::Seen | Finding::Urgent))));
            current = after;
        }
        prop_assert!(fed <= 1);
        for _ in 0..6 {
            let (after, _, next) = step(current, Event::TimerFired, now);
            current = after;
            now = next.unwrap_or(now);
        }
        prop_assert!(!current.state.is_live());
    }
}
