use passerelle_simulator::{CallbackDelivery, Happening, SimulatorEvent, WrittenPerson};

use crate::stage::*;

/// Ten calls answered after 4 s, one after the other; gives the statuses told, the sequence of each.
async fn ten_calls(stage: &Stage) {
    stage.on("/out", "<Say>bonjour</Say>");
    stage.person(SUZANNE, WrittenPerson::new().answers_after(4.0));
    for _ in 0..10 {
        stage.place_call(SUZANNE, &[]).await;
        stage.run_s(120).await;
    }
}

#[tokio::test]
async fn call_answered_then_four_signed_callbacks_in_order() {
    let stage = Stage::new().await;
    stage.on("/out", "<Say>bonjour Suzanne</Say>");
    stage.person(SUZANNE, WrittenPerson::new().answers_after(14.0));
    let sid = stage.place_call(SUZANNE, &[]).await;
    stage.run_s(60).await;
    assert_eq!(stage.values("/status", "CallStatus"), ["initiated", "ringing", "in-progress", "completed"]);
    assert_eq!(stage.values("/status", "SequenceNumber"), ["0", "1", "2", "3"]);
    let told = stage.received("/status");
    assert!(told.iter().all(|request| request.is_signed && request.get("CallSid") == sid));
    assert_eq!((told[2].at - told[1].at).num_seconds(), 14);
    assert_eq!(told[3].get("CallDuration"), "1");
    assert_eq!(told[3].get("CallbackSource"), "call-progress-events");
    assert_eq!(told[0].get("Timestamp"), "Thu, 25 Mar 2027 13:00:00 +0000");
    let mut tokens: Vec<&str> = told.iter().map(|request| request.token.as_str()).collect();
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), 4);
    assert!(stage.all_received().iter().all(|request| request.is_signed && !request.token.is_empty()));
}

#[tokio::test]
async fn unanswered_engaged_dead_then_final_status_only_once() {
    for (person, last) in [
        (WrittenPerson::new().never_answers(), "no-answer"),
        (WrittenPerson::new().busy(), "busy"),
        (WrittenPerson::new().out_of_service(), "failed"),
    ] {
        let stage = Stage::new().await;
        stage.person(SUZANNE, person);
        stage.place_call(SUZANNE, &[("Timeout", "25")]).await;
        stage.run_s(120).await;
        let told = stage.values("/status", "CallStatus");
        assert_eq!(told.last().map(String::as_str), Some(last));
        assert!(!told.contains(&"in-progress".to_owned()));
        assert!(stage.received("/out").is_empty());
    }
}

#[tokio::test]
async fn late_callbacks_then_the_call_does_not_wait_for_them() {
    let stage = Stage::with(3, CallbackDelivery { late: Some(20.0..40.0), ..Default::default() }).await;
    ten_calls(&stage).await;
    assert_eq!(stage.received("/status").len(), 40);
    let first_document = stage.received("/out")[0].at;
    let first_ringing = stage.received("/status").into_iter().find(|r| r.get("CallStatus") == "ringing").unwrap();
    assert!(first_ringing.at > first_document, "the phone was long answered");
}

#[tokio::test]
async fn doubled_callbacks_then_same_token_twice() {
    let stage = Stage::with(3, CallbackDelivery { doubled: 1.0, ..Default::default() }).await;
    ten_calls(&stage).await;
    let told = stage.received("/status");
    assert_eq!(told.len(), 80);
    for pair in told.chunks(2) {
        assert_eq!(pair[0].token, pair[1].token);
        assert_eq!(pair[0].get("SequenceNumber"), pair[1].get("SequenceNumber"));
    }
}

#[tokio::test]
async fn shuffled_callbacks_then_all_arrive_out_of_order() {
    let stage = Stage::with(3, CallbackDelivery { shuffled: 0.5, ..Default::default() }).await;
    ten_calls(&stage).await;
    let sequences = stage.values("/status", "SequenceNumber");
    assert_eq!(sequences.len(), 40);
    let in_order = sequences.chunks(4).filter(|call| *call == ["0", "1", "2", "3"]).count();
    assert!(in_order < 10, "some calls are told out of order");
}

#[tokio::test]
async fn lost_callbacks_then_fewer_arrive_and_the_loss_is_known() {
    let mut stage = Stage::with(3, CallbackDelivery { lost: 0.4, ..Default::default() }).await;
    ten_calls(&stage).await;
    let arrived = stage.received("/status").len();
    let lost = stage.events().iter().filter(|event| matches!(event.what, Happening::CallbackLost { .. })).count();
    assert!((8..24).contains(&lost), "{lost} lost");
    assert_eq!(arrived + lost, 40);
}

#[tokio::test]
async fn delivery_changed_while_running_then_it_counts_from_there() {
    let stage = Stage::new().await;
    stage.simulator.set_delivery(CallbackDelivery { lost: 1.0, ..Default::default() });
    ten_calls(&stage).await;
    assert!(stage.received("/status").is_empty());
    stage.simulator.set_delivery(CallbackDelivery::default());
    stage.place_call(SUZANNE, &[]).await;
    stage.run_s(60).await;
    assert_eq!(stage.received("/status").len(), 4);
}

#[tokio::test]
async fn callback_refused_by_the_application_then_warned() {
    let mut stage = Stage::new().await;
    stage.on("/out", "<Hangup/>");
    stage.on_request("/status", |_| (500, String::new()));
    stage.person(SUZANNE, WrittenPerson::new());
    stage.place_call(SUZANNE, &[]).await;
    stage.run_s(60).await;
    assert_eq!(stage.warnings(), [15003; 4]);
}

async fn a_busy_minute(seed: u64) -> (Vec<SimulatorEvent>, Vec<String>) {
    let delivery = CallbackDelivery { late: Some(0.5..30.0), doubled: 0.3, shuffled: 0.3, lost: 0.1 };
    let mut stage = Stage::with(seed, delivery).await;
    stage.on("/voice", &format!("<Dial action=\"/done\"><Number url=\"/screen\" statusCallback=\"/status\">{KARIM}</Number><Number url=\"/screen\" statusCallback=\"/status\">{NADIA}</Number></Dial>"));
    stage.on("/screen", "<Gather numDigits=\"1\" action=\"/accept\"><Say>Appuyez sur 1</Say></Gather><Hangup/>");
    stage.on("/accept", "");
    stage.on("/done", "<Say>fin</Say>");
    stage.on("/out", "<Say>bonjour</Say>");
    for number in [KARIM, NADIA] {
        stage.person(number, WrittenPerson::new().on_hearing("Appuyez", "1").talks_for(120.0).replies("OUI"));
    }
    let callers: Vec<String> = (0..6).map(|n| format!("+3319900500{n}")).collect();
    for caller in &callers {
        stage.person(caller, WrittenPerson::new());
        stage.simulator.dial(caller, LINE);
        stage.place_call(caller, &[]).await;
    }
    stage.post("Messages.json", &[("To", KARIM), ("From", LINE), ("Body", "Répondez OUI ou NON")]).await;
    stage.run_s(900).await;
    // The application's own port differs from run to run; nothing else may.
    let order = stage
        .all_received()
        .iter()
        .map(|r| format!("{} {} {} {}", r.at, r.path, r.token, r.get("CallStatus")))
        .collect();
    (stage.events(), order)
}

#[tokio::test]
async fn same_seed_twice_then_same_events_and_another_seed_then_others() {
    repeats_itself().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn same_seed_twice_on_several_threads_then_same_events() {
    repeats_itself().await;
}

async fn repeats_itself() {
    let (first, first_order) = a_busy_minute(42).await;
    let (second, second_order) = a_busy_minute(42).await;
    assert!(first.len() > 100, "{} events", first.len());
    for (index, (a, b)) in first.iter().zip(&second).enumerate() {
        assert_eq!(a, b, "event {index}");
    }
    assert_eq!(first.len(), second.len());
    assert_eq!(first_order, second_order);
    assert_ne!(first, a_busy_minute(43).await.0);
}
