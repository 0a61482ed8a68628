//! Each promise can be seen to be broken, and none of a month in which all went well.

use chrono::TimeDelta;
use passerelle_domain::ids::CallbackId;
use uuid::Uuid;

use super::super::facts::Looks;
use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-02T09:00:00Z").unwrap().to_utc() + TimeDelta::seconds(seconds)
}

fn caller() -> CallerFact {
    CallerFact {
        sid: "CA1".into(),
        number: Some("+33199001050".into()),
        answered_at: Some(at(0)),
        searched_at: Some(at(40)),
        talked_at: Some(at(60)),
        ended_at: Some(at(600)),
        is_over: true,
        end: Some(InboundEnd::Answered),
        ..CallerFact::default()
    }
}

fn missed() -> CallerFact {
    CallerFact {
        talked_at: None,
        ended_at: Some(at(200)),
        end: Some(InboundEnd::Callback),
        promise: Some(CallbackId(Uuid::nil())),
        ..caller()
    }
}

fn ring(sid: &str, from: i64, to: i64) -> RingFact {
    RingFact {
        sid: sid.into(),
        telephone: "+33639980200".into(),
        started_at: at(from),
        talked_at: None,
        ended_at: Some(at(to)),
        was_engaged: false,
    }
}

fn promise(state: CallbackState) -> PromiseFact {
    PromiseFact {
        code: Code::parse("A7K2").unwrap(),
        promised_at: at(200),
        due_at: at(3_600),
        state,
        has_case: false,
        rings: 1,
        called_back_at: Some(at(900)),
        rang_again_at: None,
    }
}

fn facts() -> Facts {
    Facts { bound_s: 300, person_within_s: 45, ..Facts::default() }
}

fn of(change: impl FnOnce(&mut Facts)) -> Vec<Broken> {
    let mut facts = facts();
    change(&mut facts);
    broken(&facts, at(86_400))
}

#[test]
fn everybody_answered_promised_or_left_a_message_then_nothing_is_broken() {
    let message =
        CallerFact { end: Some(InboundEnd::Voicemail), promise: None, has_message: true, recorded: true, ..missed() };
    let in_the_welcome =
        CallerFact { searched_at: None, talked_at: None, end: Some(InboundEnd::Abandoned), ..caller() };
    let withheld = CallerFact { number: None, promise: None, end: Some(InboundEnd::Abandoned), ..missed() };
    let broken = of(|facts| {
        facts.callers = vec![caller(), missed(), message, in_the_welcome, withheld];
        facts.rings = vec![ring("CA2", 40, 600), ring("CA3", 600, 700)];
        let rang_again =
            PromiseFact { called_back_at: None, rang_again_at: Some(at(900)), ..promise(CallbackState::Cancelled) };
        let unreached =
            PromiseFact { called_back_at: None, rings: 3, has_case: true, ..promise(CallbackState::Unreached) };
        facts.promises = vec![promise(CallbackState::Kept), rang_again, unreached];
    });
    assert_eq!(broken, []);
}

#[test]
fn one_thing_goes_wrong_for_a_caller_then_it_is_named() {
    let call = || "CA1".to_owned();
    let cases = [
        (
            CallerFact { talked_at: Some(at(500)), ..caller() },
            Broken::BeyondTheBound { call: call(), waited_s: 460, bound_s: 300 },
        ),
        (CallerFact { searched_at: Some(at(46)), ..caller() }, Broken::LookedForLate { call: call(), after_s: 46 }),
        (
            CallerFact { promise: None, end: Some(InboundEnd::Abandoned), ..missed() },
            Broken::Forgotten { call: call() },
        ),
        (CallerFact { heard_promise: true, ..caller() }, Broken::PromisedAloudOnly { call: call() }),
        (CallerFact { recorded: true, ..missed() }, Broken::MessageLost { call: call() }),
        (CallerFact { end: Some(InboundEnd::Answered), ..missed() }, Broken::WrongEnd { call: call() }),
        (CallerFact { end: Some(InboundEnd::Callback), ..caller() }, Broken::WrongEnd { call: call() }),
        (CallerFact { is_over: false, ..caller() }, Broken::NeverOver { call: call() }),
    ];
    for (caller, expected) in cases {
        let found = of(|facts| facts.callers = vec![caller]);
        assert!(found.contains(&expected), "{expected:?}: {found:?}");
    }
}

#[test]
fn somebody_pressed_a_key_first_then_the_menu_may_take_its_time() {
    let slow = CallerFact { searched_at: Some(at(90)), talked_at: Some(at(100)), has_pressed: true, ..caller() };
    assert_eq!(of(|facts| facts.callers = vec![slow]), []);
}

#[test]
fn listener_rung_while_talking_then_named() {
    let expected = [Broken::RungWhileOnTheTelephone { call: "CA3".into() }];
    assert_eq!(of(|facts| facts.rings = vec![ring("CA2", 40, 600), ring("CA3", 599, 700)]), expected);
    let engaged = RingFact { was_engaged: true, ..ring("CA3", 700, 702) };
    assert_eq!(of(|facts| facts.rings = vec![ring("CA2", 40, 600), engaged]), expected);
    let for_ever = RingFact { ended_at: None, ..ring("CA2", 40, 600) };
    assert_eq!(of(|facts| facts.rings = vec![for_ever, ring("CA3", 700, 710)]), expected);
}

#[test]
fn promise_is_not_what_it_is_said_to_be_then_named() {
    let code = || Code::parse("A7K2").unwrap();
    let nobody = |state| PromiseFact { called_back_at: None, ..promise(state) };
    let cases = [
        (nobody(CallbackState::Kept), Broken::NotReallyKept { promise: code() }),
        (nobody(CallbackState::Cancelled), Broken::DroppedWithoutReason { promise: code() }),
        (nobody(CallbackState::Unreached), Broken::GivenUpTooSoon { promise: code() }),
        (PromiseFact { rings: 3, ..nobody(CallbackState::Unreached) }, Broken::LateWithoutCase { promise: code() }),
        (nobody(CallbackState::Promised), Broken::LateWithoutCase { promise: code() }),
        (
            PromiseFact { called_back_at: Some(at(3_601)), ..promise(CallbackState::Kept) },
            Broken::LateWithoutCase { promise: code() },
        ),
    ];
    for (promise, expected) in cases {
        assert_eq!(of(|facts| facts.promises = vec![promise]), [expected]);
    }
}

#[test]
fn something_was_seen_on_the_way_then_named() {
    let looks = Looks { without_timer: 1, overdue: 2, doubled_promises: 3 };
    let expected =
        [Broken::PromisedTwice { times: 3 }, Broken::WithoutTimer { times: 1 }, Broken::Overdue { times: 2 }];
    assert_eq!(of(|facts| facts.looks = looks), expected);
}
