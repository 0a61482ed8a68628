use std::time::Duration;

use passerelle_clock::Clock;
use passerelle_simulator::{
    CallStatus, CallbackDelivery, Fault, Simulator, SimulatorSettings, StartError, WrittenPerson,
};
use reqwest::Method;

use crate::stage::*;

#[tokio::test]
async fn bad_calls_then_the_carriers_codes() {
    let stage = Stage::new().await;
    let url = stage.url("/out");
    for (form, code) in [
        (vec![("From", LINE), ("Url", url.as_str())], 21201),
        (vec![("To", "112"), ("From", LINE), ("Url", url.as_str())], 21211),
        (vec![("To", SUZANNE), ("Url", url.as_str())], 21213),
        (vec![("To", SUZANNE), ("From", "+33199009999"), ("Url", url.as_str())], 21210),
        (vec![("To", SUZANNE), ("From", LINE)], 21205),
    ] {
        let (status, answer) = stage.post("Calls.json", &form).await;
        assert_eq!((status, answer["code"].as_u64()), (400, Some(code)));
        assert_eq!(answer["status"], 400);
        assert!(answer["message"].is_string() && answer["more_info"].is_string());
    }
    assert_eq!(stage.get("Calls/CA0.json").await.1["code"], 20404);
    assert_eq!(stage.get("Nonsense.json").await.1["code"], 20404);
    assert!(stage.simulator.calls().is_empty());
}

#[tokio::test]
async fn wrong_password_then_401() {
    let stage = Stage::new().await;
    let url = format!("{}/2010-04-01/Accounts/{ACCOUNT}.json", stage.simulator.api_url());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let refused = client.get(&url).basic_auth(ACCOUNT, Some("wrong")).send().await.unwrap();
    assert_eq!(refused.status(), 401);
    assert_eq!(refused.json::<serde_json::Value>().await.unwrap()["code"], 20003);
    let accepted = client.get(&url).basic_auth(ACCOUNT, Some(TOKEN)).send().await.unwrap();
    assert_eq!(accepted.json::<serde_json::Value>().await.unwrap()["status"], "active");
}

#[tokio::test]
async fn calls_looked_up_then_found_by_their_numbers_and_time() {
    let stage = Stage::new().await;
    stage.on("/out", "<Say>bonjour</Say>");
    stage.person(SUZANNE, WrittenPerson::new());
    let sid = stage.place_call(SUZANNE, &[]).await;
    let path = format!("Calls.json?To=%2B{}&From=%2B{}&StartTime%3E=2027-03-25T12:59:00Z", &SUZANNE[1..], &LINE[1..]);
    let (_, found) = stage.get(&path).await;
    assert_eq!(found["calls"].as_array().unwrap().len(), 1);
    assert_eq!(found["calls"][0]["sid"], sid);
    assert_eq!(found["calls"][0]["status"], "queued");
    let (_, none) = stage.get("Calls.json?StartTime%3E=2027-03-25T13:01:00Z").await;
    assert!(none["calls"].as_array().unwrap().is_empty());
    stage.run_s(60).await;
    let (_, call) = stage.get(&format!("Calls/{sid}.json")).await;
    assert_eq!((call["status"].as_str(), call["direction"].as_str()), (Some("completed"), Some("outbound-api")));
    let (_, over) = stage.post(&format!("Calls/{sid}.json"), &[("Status", "completed")]).await;
    assert_eq!(over["code"], 21220);
}

#[tokio::test]
async fn call_updated_then_abandons_its_verb() {
    let stage = Stage::new().await;
    stage.on("/out", "<Say>attendez</Say><Pause length=\"600\"/><Say>jamais</Say>");
    stage.on("/new", "<Say>nouveau</Say>");
    stage.person(SUZANNE, WrittenPerson::new().answers_after(3.0));
    let sid = stage.place_call(SUZANNE, &[]).await;
    let path = format!("Calls/{sid}.json");
    let url = stage.url("/new");
    stage.run_s(2).await;
    assert_eq!(stage.post(&path, &[("Url", &url)]).await.1["code"], 21220, "not yet in progress");
    stage.run_s(30).await;
    assert_eq!(stage.post(&path, &[("Url", &url)]).await.0, 200);
    stage.run_s(30).await;
    let call = stage.simulator.call(&sid).unwrap();
    assert_eq!((call.all_heard(), call.status), ("attendez nouveau".to_owned(), CallStatus::Completed));
}

#[tokio::test]
async fn call_ended_by_rest_then_canceled_before_the_answer_and_completed_after() {
    for (seconds, status, last) in [(5, "canceled", CallStatus::Canceled), (30, "completed", CallStatus::Completed)] {
        let stage = Stage::new().await;
        stage.on("/out", "<Pause length=\"600\"/>");
        stage.person(SUZANNE, WrittenPerson::new().answers_after(20.0));
        let sid = stage.place_call(SUZANNE, &[]).await;
        stage.run_s(seconds).await;
        assert_eq!(stage.post(&format!("Calls/{sid}.json"), &[("Status", status)]).await.0, 200);
        stage.run_s(5).await;
        assert_eq!(stage.simulator.call(&sid).unwrap().status, last);
        assert_eq!(stage.values("/status", "CallStatus").last().unwrap(), last.wire());
    }
}

#[tokio::test]
async fn machine_detection_then_told_before_or_beside_the_document() {
    let stage = Stage::new().await;
    stage.on("/out", "<Say>bonjour</Say>");
    stage.person(SUZANNE, WrittenPerson::new().machine());
    stage.person(KARIM, WrittenPerson::new());
    let amd = stage.url("/amd");
    stage.place_call(SUZANNE, &[("MachineDetection", "DetectMessageEnd")]).await;
    stage.run_s(120).await;
    assert_eq!(stage.values("/out", "AnsweredBy"), ["machine_end_beep"]);
    let beside = [("MachineDetection", "Enable"), ("AsyncAmd", "true"), ("AsyncAmdStatusCallback", amd.as_str())];
    stage.place_call(KARIM, &beside).await;
    stage.on("/out", "<Pause length=\"20\"/>");
    stage.run_s(120).await;
    assert_eq!(stage.values("/amd", "AnsweredBy"), ["human"]);
    assert_eq!(stage.values("/out", "AnsweredBy"), ["machine_end_beep", ""]);
}

#[tokio::test]
async fn carrier_unavailable_or_throttled_then_nothing_is_done() {
    let stage = Stage::new().await;
    let url = stage.url("/out");
    let form = [("To", SUZANNE), ("From", LINE), ("Url", url.as_str())];
    stage.simulator.set_fault(Fault::RestUnavailable);
    assert_eq!(stage.post("Calls.json", &form).await.1["code"], 20503);
    stage.simulator.clear_faults();
    stage.simulator.set_fault(Fault::Throttle { n: 2 });
    for _ in 0..2 {
        let (status, answer) = stage.post("Calls.json", &form).await;
        assert_eq!((status, answer["code"].as_u64()), (429, Some(20429)));
    }
    assert!(stage.simulator.calls().is_empty());
    assert_eq!(stage.post("Calls.json", &form).await.0, 201);
}

#[tokio::test]
async fn answer_lost_after_doing_then_the_call_is_found_by_looking() {
    let stage = Stage::new().await;
    stage.on("/out", "<Hangup/>");
    stage.person(SUZANNE, WrittenPerson::new());
    let url = stage.url("/out");
    stage.simulator.set_fault(Fault::RestTimeoutAfterDoing);
    let form = [("To", SUZANNE), ("From", LINE), ("Url", url.as_str())];
    assert!(stage.rest(Method::POST, "Calls.json", &form).await.is_err(), "the client cannot know");
    assert_eq!(stage.simulator.calls().len(), 1);
    let (_, found) = stage.get(&format!("Calls.json?To=%2B{}", &SUZANNE[1..])).await;
    assert_eq!(found["calls"].as_array().unwrap().len(), 1);
    stage.run_s(60).await;
    assert_eq!(stage.simulator.times_rung(SUZANNE), 1);
}

#[tokio::test]
async fn calls_that_fail_by_order_then_only_so_many() {
    let stage = Stage::new().await;
    stage.on("/out", "<Hangup/>");
    stage.person(SUZANNE, WrittenPerson::new());
    stage.simulator.set_fault(Fault::CallsFail { n: 1 });
    for expected in [CallStatus::Failed, CallStatus::Completed] {
        let sid = stage.place_call(SUZANNE, &[]).await;
        stage.run_s(60).await;
        assert_eq!(stage.simulator.call(&sid).unwrap().status, expected);
    }
}

#[tokio::test]
async fn address_others_can_reach_then_refused() {
    let settings = SimulatorSettings {
        clock: Clock::system(),
        listen: "0.0.0.0:0".parse().unwrap(),
        account_sid: ACCOUNT.to_owned(),
        auth_token: TOKEN.to_owned(),
        seed: 1,
        lines: Vec::new(),
        delivery: CallbackDelivery::default(),
        habits: passerelle_simulator::CarrierHabits::default(),
    };
    assert!(matches!(Simulator::start(settings).await, Err(StartError::NotLoopback(_))));
}

#[tokio::test]
async fn application_hangs_then_the_fallback_answers_after_the_time_limit() {
    let stage = Stage::new().await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    stage.simulator.set_webhook_timeout(Duration::from_millis(300));
    stage.person(SUZANNE, WrittenPerson::new());
    stage.on("/fallback", "<Say>pardon</Say>");
    let (url, fallback) = (format!("http://{address}/never"), stage.url("/fallback"));
    let form = [("To", SUZANNE), ("From", LINE), ("Url", url.as_str()), ("FallbackUrl", fallback.as_str())];
    stage.post("Calls.json", &form).await;
    stage.run_s(60).await;
    assert_eq!(stage.values("/fallback", "ErrorCode"), ["11200"]);
    assert_eq!(stage.simulator.calls()[0].all_heard(), "pardon");
}

#[tokio::test]
async fn shut_down_in_the_middle_then_everything_stops() {
    let stage = Stage::new().await;
    stage.on("/out", "<Pause length=\"600\"/>");
    stage.person(SUZANNE, WrittenPerson::new());
    stage.place_call(SUZANNE, &[]).await;
    stage.run_s(60).await;
    stage.simulator.shutdown().await;
    stage.simulator.shutdown().await;
    let told = stage.received("/status").len();
    stage.run_s(3_600).await;
    assert_eq!(stage.received("/status").len(), told);
}
