use passerelle_simulator::{AnsweredBy, CallStatus, Happening, WrittenPerson};

use crate::stage::*;

const SCREEN: &str =
    "<Gather numDigits=\"1\" action=\"/accept\"><Say>Appuyez sur 1 pour prendre</Say></Gather><Hangup/>";

/// The line rings Karim then Nadia, each asked to press 1.
async fn screened() -> Stage {
    let stage = Stage::new().await;
    stage.on(
        "/voice",
        &format!(
            "<Dial timeout=\"20\" action=\"/done\" callerId=\"{LINE}\"><Number url=\"/screen\" statusCallback=\"/leg\" \
             statusCallbackEvent=\"initiated ringing answered completed\">{KARIM}</Number>\
             <Number url=\"/screen\">{NADIA}</Number></Dial><Say>jamais dit</Say>"
        ),
    );
    stage.on("/screen", SCREEN);
    stage.on("/accept", "");
    stage.on("/done", "<Say>au revoir</Say>");
    stage
}

#[tokio::test]
async fn two_phones_then_the_first_to_press_one_is_put_through() {
    let mut stage = screened().await;
    stage.person(SUZANNE, WrittenPerson::new());
    // Karim picks up first but is slow to press; Nadia is faster.
    stage.person(KARIM, WrittenPerson::new().answers_after(4.0).presses("1").after(4.5));
    stage.person(NADIA, WrittenPerson::new().answers_after(5.0).presses("1").after(1.0).talks_for(600.0));
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(900).await;
    let done = &stage.received("/done")[0];
    assert_eq!((done.get("DialCallStatus"), done.get("DialBridged")), ("completed", "true"));
    let legs = stage.simulator.calls();
    let nadia = legs.iter().find(|leg| leg.to == NADIA).unwrap();
    let karim = legs.iter().find(|leg| leg.to == KARIM).unwrap();
    assert_eq!(done.get("DialCallSid"), nadia.sid);
    assert_eq!(nadia.parent.as_deref(), Some(call.sid()));
    assert_eq!((nadia.from.as_str(), karim.bridged_at), (LINE, None));
    assert!((nadia.ended_at.unwrap() - nadia.bridged_at.unwrap()).num_seconds() == 600);
    assert!(karim.ended_at.unwrap() <= nadia.bridged_at.unwrap(), "the other phone is hung up at once");
    assert_eq!(stage.simulator.call(call.sid()).unwrap().all_heard(), "au revoir");
    assert_eq!(stage.values("/leg", "CallStatus"), ["initiated", "ringing", "in-progress", "completed"]);
    assert_eq!(stage.values("/leg", "SequenceNumber"), ["0", "1", "2", "3"]);
    let bridged = stage.events().into_iter().filter(|event| matches!(event.what, Happening::Bridged { .. })).count();
    assert_eq!(bridged, 1);
    let screen = &stage.received("/screen")[0];
    assert_eq!((screen.get("Direction"), screen.get("ParentCallSid")), ("outbound-dial", call.sid()));
}

#[tokio::test]
async fn half_an_hour_of_talk_then_no_real_time() {
    let stage = screened().await;
    stage.person(SUZANNE, WrittenPerson::new());
    stage.person(KARIM, WrittenPerson::new().presses("1").talks_for(1_800.0));
    stage.person(NADIA, WrittenPerson::new().never_answers());
    let started = std::time::Instant::now();
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(2_400).await;
    assert!(started.elapsed().as_secs() < 5);
    assert!(stage.received("/done")[0].get("DialCallDuration").parse::<u32>().unwrap() >= 1_800);
}

#[tokio::test]
async fn everybody_refuses_or_stays_away_then_no_answer() {
    let stage = screened().await;
    stage.person(SUZANNE, WrittenPerson::new());
    stage.person(KARIM, WrittenPerson::new().answers_after(3.0).stays_silent());
    stage.person(NADIA, WrittenPerson::new().never_answers());
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(120).await;
    let done = &stage.received("/done")[0];
    assert_eq!((done.get("DialCallStatus"), done.get("DialBridged")), ("no-answer", "false"));
    assert_eq!(stage.simulator.times_rung(NADIA), 1);
    let nadia = stage.simulator.calls().into_iter().find(|leg| leg.to == NADIA).unwrap();
    assert_eq!(nadia.status, CallStatus::NoAnswer);
    let rang_s = (nadia.ended_at.unwrap() - nadia.started_at).num_seconds();
    assert_eq!(rang_s, 20, "the dial's own patience");
}

#[tokio::test]
async fn engaged_and_dead_phones_then_busy_or_failed_and_no_ring_counted() {
    for (person, status) in [(WrittenPerson::new().busy(), "busy"), (WrittenPerson::new().out_of_service(), "failed")] {
        let stage = Stage::new().await;
        stage.on("/voice", &format!("<Dial action=\"/done\">{KARIM}</Dial>"));
        stage.on("/done", "<Hangup/>");
        stage.person(KARIM, person);
        stage.simulator.dial(SUZANNE, LINE);
        stage.run_s(60).await;
        assert_eq!(stage.values("/done", "DialCallStatus"), [status]);
        assert_eq!(stage.simulator.times_rung(KARIM), 0);
    }
}

#[tokio::test]
async fn phone_already_in_use_then_busy() {
    let stage = Stage::new().await;
    stage.on("/voice", &format!("<Dial action=\"/done\">{KARIM}</Dial>"));
    stage.on("/done", "<Hangup/>");
    stage.person(KARIM, WrittenPerson::new().answers_after(2.0).talks_for(300.0));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(30).await;
    stage.simulator.dial(NADIA, LINE);
    stage.run_s(30).await;
    assert_eq!(stage.values("/done", "DialCallStatus"), ["busy"]);
    assert_eq!(stage.simulator.active_calls(), 2);
}

#[tokio::test]
async fn caller_hangs_up_while_phones_ring_then_they_stop_and_the_action_is_told() {
    let stage = screened().await;
    stage.person(SUZANNE, WrittenPerson::new().hangs_up_after(8.0));
    stage.person(KARIM, WrittenPerson::new().answers_after(15.0));
    stage.person(NADIA, WrittenPerson::new().never_answers());
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    assert_eq!(stage.values("/done", "DialCallStatus"), ["canceled"]);
    assert_eq!(stage.values("/done", "CallStatus"), ["completed"]);
    assert!(stage.simulator.call(call.sid()).unwrap().all_heard().is_empty());
    for leg in stage.simulator.calls().iter().filter(|leg| leg.parent.is_some()) {
        assert_eq!(leg.status, CallStatus::Canceled);
    }
    assert_eq!(stage.simulator.active_calls(), 0);
}

#[tokio::test]
async fn star_key_then_only_the_callee_is_hung_up() {
    let stage = Stage::new().await;
    stage.on("/voice", &format!("<Dial hangupOnStar=\"true\" action=\"/done\">{KARIM}</Dial>"));
    stage.on("/done", "<Say>au revoir</Say>");
    stage.person(SUZANNE, WrittenPerson::new().presses_in_talk("*", 90.0));
    stage.person(KARIM, WrittenPerson::new());
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(200).await;
    assert_eq!(stage.values("/done", "DialCallDuration"), ["90"]);
    assert_eq!(stage.simulator.call(call.sid()).unwrap().all_heard(), "au revoir");
}

#[tokio::test]
async fn time_limit_then_the_talk_ends_and_the_call_goes_on() {
    let stage = Stage::new().await;
    stage.on("/voice", &format!("<Dial timeLimit=\"60\">{KARIM}</Dial><Say>fin</Say>"));
    stage.person(KARIM, WrittenPerson::new());
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(200).await;
    assert_eq!(call.record().unwrap().all_heard(), "fin");
}

#[tokio::test]
async fn foreign_caller_id_then_refused_and_the_callers_own_then_accepted() {
    let mut stage = Stage::new().await;
    stage.on("/voice", &format!("<Dial callerId=\"+33199009999\" action=\"/done\">{KARIM}</Dial>"));
    stage.on("/done", "<Hangup/>");
    stage.person(KARIM, WrittenPerson::new().talks_for(5.0));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(30).await;
    assert_eq!(stage.warnings(), [13214]);
    assert_eq!(stage.values("/done", "DialCallStatus"), ["failed"]);
    stage.on("/voice", &format!("<Dial action=\"/done\">{KARIM}</Dial>"));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    assert_eq!(stage.values("/done", "DialCallStatus"), ["failed", "completed"]);
    assert_eq!(stage.simulator.calls().last().unwrap().from, SUZANNE);
}

#[tokio::test]
async fn machine_picks_up_then_detection_tells_and_the_screen_keeps_it_out() {
    let stage = Stage::new().await;
    stage.on(
        "/voice",
        &format!("<Dial action=\"/done\"><Number url=\"/screen\" machineDetection=\"Enable\" amdStatusCallback=\"/amd\">{KARIM}</Number></Dial>"),
    );
    stage.on("/screen", SCREEN);
    stage.on("/done", "<Hangup/>");
    stage.person(KARIM, WrittenPerson::new().machine());
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(90).await;
    assert_eq!(stage.values("/amd", "AnsweredBy"), ["machine_start"]);
    assert_eq!(stage.values("/done", "DialBridged"), ["false"]);
    let leg = stage.simulator.calls().into_iter().find(|leg| leg.to == KARIM).unwrap();
    assert_eq!(leg.answered_by, Some(AnsweredBy::Machine));
}

#[tokio::test]
async fn caller_led_away_from_a_talk_then_the_other_side_ends() {
    let stage = Stage::new().await;
    stage.on("/voice", &format!("<Dial action=\"/done\">{KARIM}</Dial>"));
    stage.on("/elsewhere", "<Say>nous reprenons</Say>");
    stage.person(KARIM, WrittenPerson::new());
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    assert_eq!(stage.simulator.active_calls(), 2);
    let (code, _) = stage.post(&format!("Calls/{}.json", call.sid()), &[("Url", &stage.url("/elsewhere"))]).await;
    assert_eq!(code, 200);
    stage.run_s(60).await;
    assert_eq!(call.record().unwrap().all_heard(), "nous reprenons");
    assert!(stage.received("/done").is_empty(), "a call led away does not ask the action");
    assert_eq!(stage.simulator.active_calls(), 0);
}

#[tokio::test]
async fn callee_led_away_from_a_talk_then_the_callers_action_goes_on() {
    let stage = Stage::new().await;
    stage.on("/voice", &format!("<Dial action=\"/done\">{KARIM}</Dial>"));
    stage.on("/done", "<Say>merci Suzanne</Say>");
    stage.on(
        "/elsewhere",
        "<Gather numDigits=\"1\" action=\"/outcome\"><Say>Tout va bien ? Appuyez sur 1</Say></Gather>",
    );
    stage.on("/outcome", "<Hangup/>");
    stage.person(KARIM, WrittenPerson::new().on_hearing("Appuyez sur 1", "1"));
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    let callee = stage.simulator.calls()[1].sid.clone();
    stage.post(&format!("Calls/{callee}.json"), &[("Url", &stage.url("/elsewhere"))]).await;
    stage.run_s(60).await;
    assert_eq!(stage.values("/done", "DialBridged"), ["true"]);
    assert_eq!(call.record().unwrap().all_heard(), "merci Suzanne");
    assert_eq!(stage.values("/outcome", "Digits"), ["1"]);
    assert_eq!(stage.simulator.active_calls(), 0);
}

#[tokio::test]
async fn one_after_the_other_then_the_second_rings_only_when_the_first_has_not_answered() {
    let stage = Stage::new().await;
    stage.on(
        "/voice",
        &format!("<Dial sequential=\"true\" timeout=\"10\"><Number>{KARIM}</Number><Number>{NADIA}</Number></Dial>"),
    );
    stage.person(KARIM, WrittenPerson::new().never_answers());
    stage.person(NADIA, WrittenPerson::new().talks_for(30.0));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(120).await;
    let legs = stage.simulator.calls();
    assert!(legs[2].started_at >= legs[1].ended_at.unwrap());
    assert_eq!((legs[1].status, legs[2].status), (CallStatus::NoAnswer, CallStatus::Completed));
}
