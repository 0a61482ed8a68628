//! Consent as tables and properties.

use chrono::NaiveDate;
use chrono_tz::{America::Martinique, Europe::Paris};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    holidays::HolidayCalendar,
    ids::{LineId, OrganisationId, PersonId, TrustedContactId},
    pause::Pause,
    people::{Fragility, Language},
    territory::Territory,
};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn suzanne() -> Person {
    Person {
        id: PersonId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        key: "suzanne".into(),
        title: "Mme".into(),
        first_name: "Suzanne".into(),
        last_name: "Lefort".into(),
        line_id: LineId(Uuid::nil()),
        territory: Territory { name: "FR-IDF".into(), zone: Paris, holidays: HolidayCalendar::Metro },
        language: Language::French,
        hearing_advice: String::new(),
        fragility: Fragility::Green,
        consents: Consents::default(),
        calls_from: chrono::NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
        calls_to: chrono::NaiveTime::from_hms_opt(20, 0, 0).unwrap(),
        last_talked_at: None,
        pauses: Vec::new(),
        home: crate::home::Home::default(),
        phone_hours: Vec::new(),
        district: String::new(),
        wishes: Default::default(),
        phones: Vec::new(),
    }
}

#[test]
fn every_answer_in_every_state_then_what_she_said_last_counts() {
    use ConsentState::{Accepted, Asked, Declined, NoReplyExpired, ReferredNotAsked, Withdrawn};
    // State before, then after: asked, yes, yes of a list, no, no reply.
    let table = [
        (ReferredNotAsked, [Asked, Accepted, Accepted, Declined, ReferredNotAsked]),
        (Asked, [Asked, Accepted, Accepted, Declined, NoReplyExpired]),
        (Accepted, [Accepted, Accepted, Accepted, Withdrawn, Accepted]),
        (Declined, [Declined, Accepted, Declined, Declined, Declined]),
        (NoReplyExpired, [Asked, Accepted, NoReplyExpired, Declined, NoReplyExpired]),
        (Withdrawn, [Withdrawn, Accepted, Withdrawn, Withdrawn, Withdrawn]),
    ];
    for (before, [asked, yes, listed, no, no_reply]) in table {
        assert_eq!(step(before, Answer::Asked, Way::Staff), asked, "{before:?}");
        assert_eq!(step(before, Answer::Yes, Way::Word), yes, "{before:?}");
        assert_eq!(step(before, Answer::Yes, Way::Import), listed, "{before:?}");
        assert_eq!(step(before, Answer::No, Way::Key), no, "{before:?}");
        assert_eq!(step(before, Answer::NoReply, Way::Clock), no_reply, "{before:?}");
    }
}

#[test]
fn record_of_before_then_its_three_flags_are_read_and_the_rest_was_not_asked() {
    let old = r#"{ "calls": "accepted", "sms": "declined", "recognition": "not_asked" }"#;
    let consents: Consents = serde_json::from_str(old).unwrap();
    assert_eq!(consents.calls, ConsentState::Accepted);
    assert_eq!(consents.sms, ConsentState::Declined);
    assert_eq!(consents.recognition, ConsentState::ReferredNotAsked);
    assert_eq!(consents.automatic_checks, ConsentState::ReferredNotAsked);
    let again: Consents = serde_json::from_str(&serde_json::to_string(&consents).unwrap()).unwrap();
    assert_eq!(again, consents);
}

#[test]
fn every_purpose_then_allowed_by_its_own_scope_only() {
    let contact = TrustedContact {
        id: TrustedContactId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        person_id: PersonId(Uuid::nil()),
        name: "Anne".into(),
        relation: "daughter".into(),
        same_town: true,
        do_not_contact: false,
        position: 1,
        phone: None,
    };
    let ruled_out = TrustedContact { do_not_contact: true, ..contact.clone() };
    let purposes = [
        (Purpose::VolunteerCall, Scope::Calls),
        (Purpose::AutomaticCheck, Scope::AutomaticChecks),
        (Purpose::Visit, Scope::Visits),
        (Purpose::Text, Scope::Sms),
        (Purpose::Recognition, Scope::Recognition),
        (Purpose::AskContact(&contact), Scope::TrustedContact),
        (Purpose::CaretakerCheck, Scope::CaretakerCheck),
        (Purpose::Share("ccas"), Scope::PartnerSharing("ccas".into())),
    ];
    let now = at("2027-05-05T10:00:00Z");
    for (purpose, scope) in &purposes {
        let mut person = suzanne();
        assert_eq!(may(&person, *purpose, now), Err(Refused::NoConsent(scope.clone())), "a referral is no consent");
        person.consents.note(scope, Answer::Yes, Way::Word, now);
        let allowed: Vec<_> = purposes.iter().filter(|(other, _)| may(&person, *other, now).is_ok()).collect();
        assert_eq!(allowed.len(), 1, "{scope}");
        assert_eq!(may(&person, *purpose, now), Ok(()));
        person.consents.note(scope, Answer::No, Way::Key, now);
        assert!(may(&person, *purpose, now).is_err(), "{scope} withdrawn holds at once");
    }
    let mut person = suzanne();
    person.consents.note(&Scope::TrustedContact, Answer::Yes, Way::Word, now);
    assert_eq!(may(&person, Purpose::AskContact(&ruled_out), now), Err(Refused::DoNotContact));
    assert!(may(&person, Purpose::Share("landlord"), now).is_err(), "another partner is another question");
}

#[test]
fn away_then_nobody_rings_her_from_her_first_day_to_her_last_on_her_own_clock() {
    for (zone, last_instant, next_instant) in [
        (Paris, "2027-05-09T21:59:00Z", "2027-05-09T22:00:00Z"),
        (Martinique, "2027-05-10T03:59:00Z", "2027-05-10T04:00:00Z"),
    ] {
        let mut person = suzanne();
        person.territory.zone = zone;
        for scope in Scope::ALL {
            person.consents.note(&scope, Answer::Yes, Way::Word, at("2027-05-01T10:00:00Z"));
        }
        let on = |day| NaiveDate::from_ymd_opt(2027, 5, day).unwrap();
        let pause = Pause { reason: PauseReason::Family, from_on: on(3), to_on: on(9), is_reminded: false };
        person.pauses = vec![pause];
        for purpose in [Purpose::VolunteerCall, Purpose::AutomaticCheck, Purpose::Visit] {
            let away = Err(Refused::Paused(PauseReason::Family));
            assert_eq!(may(&person, purpose, at("2027-05-02T12:00:00Z")), Ok(()));
            assert_eq!(may(&person, purpose, at(last_instant)), away);
            assert_eq!(may(&person, purpose, at(next_instant)), Ok(()));
        }
        person.pauses[0].reason = PauseReason::LineFault;
        assert_eq!(may(&person, Purpose::Visit, at(last_instant)), Ok(()), "somebody can still go and see her");
        assert_eq!(
            may(&person, Purpose::AutomaticCheck, at(last_instant)),
            Err(Refused::Paused(PauseReason::LineFault))
        );
        for purpose in [Purpose::Text, Purpose::Recognition, Purpose::CaretakerCheck] {
            assert_eq!(may(&person, purpose, at("2027-05-05T12:00:00Z")), Ok(()));
        }
    }
}

#[test]
fn several_numbers_then_the_one_of_the_hour_is_rung_first_and_the_others_after_it() {
    let number = |text| crate::phone_number::PhoneNumber::from_e164(text).unwrap();
    let time = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0);
    let (home, daughter, mobile) = (number("+33199001001"), number("+33199001002"), number("+33639980009"));
    let mut person = suzanne();
    person.phones = vec![home.clone(), daughter.clone(), mobile.clone()];
    person.phone_hours = vec![time(9).zip(time(12)), time(20).zip(time(2))];
    let cases = [
        ("2027-03-27T09:00:00Z", [&home, &mobile, &daughter]),
        // Noon is over on her clock; in April the same hour is eleven in UTC.
        ("2027-03-27T11:00:00Z", [&mobile, &home, &daughter]),
        ("2027-04-27T09:59:00Z", [&home, &mobile, &daughter]),
        ("2027-04-27T10:00:00Z", [&mobile, &home, &daughter]),
        ("2027-04-27T23:30:00Z", [&daughter, &mobile, &home]),
    ];
    for (now, expected) in cases {
        assert_eq!(person.phones_at(at(now)), expected, "{now}");
        let attempts = (0..4).map(|made| person.phone_for(made, at(now)).unwrap());
        assert_eq!(attempts.collect::<Vec<_>>(), [expected[0], expected[1], expected[2], expected[0]]);
    }
    person.phones.clear();
    assert_eq!(person.phone_for(0, at("2027-04-27T10:00:00Z")), None);
}

#[test]
fn asked_and_silent_then_expired_after_eight_days_and_not_before() {
    let mut consents = Consents::default();
    let asked_at = at("2027-05-01T10:00:00Z");
    consents.note(&Scope::Calls, Answer::Asked, Way::Word, asked_at);
    consents.note(&Scope::Calls, Answer::Asked, Way::Word, asked_at + TimeDelta::days(2));
    assert_eq!(consents.next_expiry_at(), Some(asked_at + REPLY_WITHIN), "asking again gives no more time");
    assert!(consents.unanswered(asked_at + REPLY_WITHIN - TimeDelta::seconds(1)).is_empty());
    assert_eq!(consents.unanswered(asked_at + REPLY_WITHIN), [Scope::Calls]);
    consents.note(&Scope::Calls, Answer::Yes, Way::Word, asked_at + TimeDelta::days(3));
    assert_eq!(consents.next_expiry_at(), None);
}

#[test]
fn scopes_then_read_as_they_are_written() {
    for scope in Scope::ALL.into_iter().chain([Scope::PartnerSharing("ccas-lyon".into())]) {
        assert_eq!(scope.to_string().parse(), Ok(scope));
    }
    for wrong in ["", "call", "partner_sharing", "partner_sharing:", "partner_sharing:a b"] {
        assert_eq!(wrong.parse::<Scope>(), Err(UnknownScope), "{wrong}");
    }
}

proptest! {
    #[test]
    fn any_history_then_given_only_if_she_said_yes_and_no_no_came_after(
        history in prop::collection::vec((0usize..4, 0usize..6), 0..20)
    ) {
        let answers = [Answer::Asked, Answer::Yes, Answer::No, Answer::NoReply];
        let ways = [Way::Key, Way::Sms, Way::Word, Way::Staff, Way::Import, Way::Clock];
        let mut state = ConsentState::default();
        let mut said_yes_last = false;
        for (answer, way) in history {
            let (answer, way) = (answers[answer], ways[way]);
            let before = state;
            state = step(state, answer, way);
            match answer {
                Answer::Yes if way != Way::Import => said_yes_last = true,
                Answer::Yes => said_yes_last = said_yes_last || matches!(before, ConsentState::ReferredNotAsked | ConsentState::Asked),
                Answer::No => said_yes_last = false,
                Answer::Asked | Answer::NoReply => {}
            }
            prop_assert_eq!(state.is_given(), said_yes_last);
            prop_assert_eq!(step(state, answer, way), state, "the same again changes nothing");
        }
    }
}
