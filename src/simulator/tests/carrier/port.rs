//! The application's own carrier port against the simulated carrier: both must mean the same by every word.

use passerelle_domain::phone_number::PhoneNumber;
use passerelle_simulator::{Fault, WrittenPerson};
use passerelle_telephony::{
    client::{
        Auth, CallChange, CallIntent, CarrierClient, CarrierError, ClientSettings, MessageIntent, PlaceCall,
        SendMessage,
    },
    webhook::{CallStatus, MessageStatus, VoiceRequest, decode},
};

use crate::stage::*;

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::from_e164(text).unwrap()
}

fn port(stage: &Stage) -> CarrierClient {
    let auth = Auth::Basic { user: ACCOUNT.to_owned(), secret: TOKEN.to_owned() };
    let settings = ClientSettings::new(stage.simulator.api_url(), ACCOUNT, auth, stage.clock.clone());
    CarrierClient::new(settings).unwrap()
}

fn call_to(stage: &Stage, to: &str) -> PlaceCall {
    PlaceCall {
        to: number(to),
        from: number(LINE),
        url: stage.url("/out"),
        fallback_url: Some(stage.url("/fallback")),
        status_callback: Some(stage.url("/status")),
        ring_timeout_s: 30,
        time_limit_s: None,
        machine_detection: None,
    }
}

#[tokio::test]
async fn call_placed_updated_and_fetched_by_the_port_then_understood() {
    let stage = Stage::new().await;
    stage.on("/out", "<Pause length=\"600\"/>");
    stage.on("/new", "<Gather numDigits=\"1\" action=\"/key\"><Say>Appuyez sur 1</Say></Gather>");
    stage.on("/key", "<Hangup/>");
    stage.person(SUZANNE, WrittenPerson::new().on_hearing("Appuyez sur 1", "1"));
    let port = port(&stage);
    assert_eq!(port.fetch_account().await.unwrap().status, "active");
    let placed = port.place_call(&call_to(&stage, SUZANNE)).await.unwrap();
    assert_eq!(placed.status, CallStatus::Queued);
    stage.run_s(30).await;
    assert_eq!(port.fetch_call(&placed.sid).await.unwrap().status, CallStatus::InProgress);
    port.update_call(&placed.sid, &CallChange::Redirect { url: stage.url("/new") }).await.unwrap();
    stage.run_s(30).await;
    assert_eq!(stage.values("/status", "CallStatus"), ["initiated", "ringing", "in-progress", "completed"]);
    let over = port.fetch_call(&placed.sid).await.unwrap();
    assert_eq!((over.status, over.duration_s.is_some()), (CallStatus::Completed, true));
    let late = port.update_call(&placed.sid, &CallChange::Complete).await;
    assert!(late.is_err_and(|problem| matches!(problem, CarrierError::Refused { code: Some(21220), .. })));

    let key = stage.received("/key")[0].clone();
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&key.form).finish();
    let request: VoiceRequest = decode(Some("application/x-www-form-urlencoded"), None, body.as_bytes()).unwrap();
    assert_eq!((request.call_sid.as_str(), request.digits.as_deref()), (placed.sid.as_str(), Some("1")));
}

#[tokio::test]
async fn answers_lost_then_the_port_is_in_doubt_and_finds_what_was_done() {
    let stage = Stage::new().await;
    stage.on("/out", "<Hangup/>");
    stage.person(SUZANNE, WrittenPerson::new());
    let port = port(&stage);
    let since = stage.clock.now();
    stage.simulator.set_fault(Fault::RestTimeoutAfterDoing);
    let problem = port.place_call(&call_to(&stage, SUZANNE)).await.unwrap_err();
    assert!(!problem.is_definitely_not_done());
    let text = SendMessage {
        to: number(KARIM),
        from: LINE.to_owned(),
        body: "Bonjour Karim".to_owned(),
        status_callback: None,
        validity_period_s: None,
    };
    assert!(!port.send_message(&text).await.unwrap_err().is_definitely_not_done());

    let intent = CallIntent { to: number(SUZANNE), from: number(LINE), since, known_sids: Vec::new() };
    let found = port.find_placed_call(&intent).await.unwrap().unwrap();
    assert_eq!(found.sid, stage.simulator.calls()[0].sid);
    let intent = MessageIntent {
        to: number(KARIM),
        from: LINE.to_owned(),
        body: "Bonjour Karim".to_owned(),
        since,
        known_sids: Vec::new(),
    };
    let found = port.find_sent_message(&intent).await.unwrap().unwrap();
    stage.run_s(60).await;
    assert_eq!(port.fetch_message(&found.sid).await.unwrap().status, MessageStatus::Delivered);
    assert_eq!(
        (stage.simulator.calls().len(), stage.simulator.texts_to(KARIM).len()),
        (1, 1),
        "nothing was done twice"
    );
}

#[tokio::test]
async fn recording_fetched_and_deleted_by_the_port_then_gone() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Record action=\"/recorded\"/>");
    stage.on("/recorded", "<Hangup/>");
    stage.person(SUZANNE, WrittenPerson::new().leaves_message(10.0));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    let recorded = &stage.received("/recorded")[0];
    let port = port(&stage);
    assert!(port.fetch_recording(recorded.get("RecordingUrl")).await.unwrap().starts_with(b"RIFF"));
    for _ in 0..2 {
        port.delete_recording(recorded.get("RecordingSid")).await.unwrap();
    }
    assert!(!stage.simulator.has_recording(recorded.get("RecordingSid")));
}

#[tokio::test]
async fn carrier_away_then_the_port_says_whether_it_was_done() {
    let stage = Stage::new().await;
    let port = port(&stage);
    stage.simulator.set_fault(Fault::Throttle { n: 100 });
    let problem = port.place_call(&call_to(&stage, SUZANNE)).await.unwrap_err();
    assert!(problem.is_definitely_not_done() && problem.is_worth_retrying());
    stage.simulator.clear_faults();
    let problem = port.place_call(&PlaceCall { from: number("+33199009999"), ..call_to(&stage, SUZANNE) }).await;
    assert!(problem.is_err_and(|problem| matches!(problem, CarrierError::Refused { code: Some(21210), .. })));
    assert!(stage.simulator.calls().is_empty());
}

#[tokio::test]
async fn carrier_slow_then_requests_and_answers_wait_and_a_client_that_goes_takes_its_request_along() {
    let stage = Stage::new().await;
    stage.on("/out", "<Hangup/>");
    let port = port(&stage);
    let asks = || {
        let (port, call) = (port.clone(), call_to(&stage, SUZANNE));
        tokio::spawn(async move { port.place_call(&call).await.map(|call| call.sid) })
    };
    let held = async |count| {
        while stage.simulator.held_requests() != count {
            tokio::task::yield_now().await;
        }
    };
    stage.simulator.set_fault(Fault::HoldRequests { n: 2 });
    stage.simulator.set_fault(Fault::HoldAnswers);
    let (goes, stays) = (asks(), asks());
    held(2).await;
    assert!(stage.simulator.calls().is_empty(), "nothing is done yet");
    goes.abort();
    held(1).await;
    let waits = asks();
    held(2).await;
    assert_eq!(stage.simulator.calls().len(), 1, "done, and not answered yet");
    stage.simulator.clear_faults();
    assert_ne!(stays.await.unwrap().unwrap(), waits.await.unwrap().unwrap());
    assert_eq!(stage.simulator.calls().len(), 2, "the one whose client went away was never done");
}
