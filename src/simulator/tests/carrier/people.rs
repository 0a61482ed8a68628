use std::sync::Arc;

use chrono::TimeDelta;
use passerelle_simulator::{CallStatus, Parameters, RandomPerson, RingAnswer, Role, WrittenPerson};

use crate::stage::*;

#[tokio::test]
async fn missed_call_then_the_person_rings_back() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Say>bonjour</Say>");
    stage.person(SUZANNE, WrittenPerson::new().never_answers().calls_back(LINE, 1_800.0));
    stage.place_call(SUZANNE, &[]).await;
    stage.run_s(3_600).await;
    let calls = stage.simulator.calls();
    assert_eq!(calls[0].status, CallStatus::NoAnswer);
    assert_eq!(stage.values("/voice", "From"), [SUZANNE]);
    assert_eq!(calls[1].started_at - calls[0].ended_at.unwrap(), TimeDelta::seconds(1_800));
}

#[tokio::test]
async fn rings_written_one_by_one_then_followed_in_order() {
    let stage = Stage::new().await;
    stage.on("/out", "<Hangup/>");
    let suzanne = WrittenPerson::new().at_next_ring(RingAnswer::NoAnswer).at_next_ring(RingAnswer::Busy);
    stage.person(SUZANNE, suzanne.answers_after(3.0));
    for expected in [CallStatus::NoAnswer, CallStatus::Busy, CallStatus::Completed] {
        let sid = stage.place_call(SUZANNE, &[("Timeout", "20")]).await;
        stage.run_s(60).await;
        assert_eq!(stage.simulator.call(&sid).unwrap().status, expected);
    }
    assert_eq!(stage.simulator.times_rung(SUZANNE), 2);
}

#[tokio::test]
async fn someone_else_answers_then_the_record_says_so() {
    let stage = Stage::new().await;
    stage.on("/out", "<Hangup/>");
    stage.person(SUZANNE, WrittenPerson::new().someone_else_answers());
    let sid = stage.place_call(SUZANNE, &[]).await;
    stage.run_s(60).await;
    let call = stage.simulator.call(&sid).unwrap();
    assert_eq!(call.answered_by, Some(passerelle_simulator::AnsweredBy::SomeoneElse));
}

#[tokio::test]
async fn dialled_for_later_and_waited_for_then_both_end() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Say>bonjour</Say>");
    let at = stage.clock.now() + TimeDelta::hours(2);
    stage.simulator.dial_at(at, SUZANNE, LINE);
    let now = stage.simulator.dial(KARIM, LINE);
    let ended = tokio::spawn(now.ended());
    stage.run_s(3 * 3_600).await;
    assert_eq!(ended.await.unwrap().unwrap().status, CallStatus::Completed);
    assert_eq!(stage.simulator.calls()[1].started_at, at);
}

#[tokio::test]
async fn a_hundred_random_seniors_then_all_calls_end_and_nothing_leaks() {
    let stage = Stage::new().await;
    stage.on("/out", "<Gather numDigits=\"1\" action=\"/answer\" timeout=\"10\"><Say>Si tout va bien, appuyez sur 1. Pour qu'on vous rappelle, appuyez sur 2.</Say></Gather><Say>Quelqu'un va vous rappeler.</Say>");
    stage.on("/answer", "<Say>Merci.</Say>");
    stage.on("/voice", "<Say>Bonjour.</Say>");
    let parameters = Arc::new(Parameters::standard());
    for n in 0..100 {
        let number = format!("+3319900{n:04}");
        stage
            .simulator
            .add_person(&number, Box::new(RandomPerson::new(Role::Senior, &number, 7, Arc::clone(&parameters))));
        stage.place_call(&number, &[]).await;
    }
    stage.run_s(3 * 3_600).await;
    assert_eq!(stage.simulator.active_calls(), 0);
    let answered = stage.received("/answer").len();
    assert!((35..65).contains(&answered), "{answered} pressed a key");
    assert!(!format!("{:?}", stage.simulator.calls()).contains("+33"), "no number in debug output");
}
