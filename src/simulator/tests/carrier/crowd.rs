//! Many people at once: nothing may hang, leak or be left open.

use std::sync::Arc;

use chrono::TimeDelta;
use passerelle_clock::Clock;
use passerelle_simulator::{
    CallStatus, CallbackDelivery, LineSettings, Parameters, RandomPerson, Role, Simulator, SimulatorSettings,
};

use crate::stage::*;

const MENU: &str = "<Gather numDigits=\"1\" action=\"/key\" timeout=\"8\"><Say>Pour parler avec quelqu'un, appuyez sur 1. \
                    Pour une aide pratique, appuyez sur 2. Si c'est urgent, appuyez sur 3.</Say></Gather><Redirect>/key</Redirect>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_afternoon_of_the_listening_line_then_every_leg_ends_and_every_caller_heard_something() {
    let delivery = CallbackDelivery { late: Some(0.0..60.0), doubled: 0.2, shuffled: 0.2, lost: 0.1 };
    let stage = Stage::with(21, delivery).await;
    let parameters = Arc::new(Parameters::standard());
    let person = |role, number: &str| RandomPerson::new(role, number, 21, Arc::clone(&parameters));
    let mut numbers = String::new();
    for n in 0..5 {
        let number = format!("+3363998100{n}");
        numbers.push_str(&format!(
            "<Number url=\"/screen\" statusCallback=\"/leg\" statusCallbackEvent=\"answered\">{number}</Number>"
        ));
        stage.simulator.add_person(&number, Box::new(person(Role::Listener, &number)));
    }
    stage.on("/voice", MENU);
    stage.on("/key", &format!("<Say>Merci de patienter.</Say><Dial timeout=\"25\" action=\"/after\">{numbers}</Dial>"));
    stage.on("/screen", "<Gather numDigits=\"1\" action=\"/accept\"><Say>Un appel. Pour le prendre, appuyez sur 1.</Say></Gather><Hangup/>");
    stage.on("/accept", "");
    stage.on_request("/after", |request| {
        let more = if request.get("DialBridged") == "true" {
            "<Hangup/>"
        } else {
            "<Say>Parlez après le bip.</Say><Record action=\"/left\"/>"
        };
        (200, xml(more))
    });
    stage.on("/left", "<Hangup/>");
    for n in 0..60 {
        let number = format!("+331990060{n:02}");
        stage.simulator.add_person(&number, Box::new(person(Role::Caller, &number)));
        stage.simulator.dial_at(stage.clock.now() + TimeDelta::minutes(3 * n), &number, LINE);
    }
    stage.run_s(8 * 3_600).await;
    let calls = stage.simulator.calls();
    let inbound: Vec<_> = calls.iter().filter(|call| call.parent.is_none()).collect();
    assert_eq!(inbound.len(), 60);
    assert_eq!(stage.simulator.active_calls(), 0);
    assert!(inbound.iter().all(|call| call.status == CallStatus::Completed && !call.transcript.is_empty()));
    let talked = inbound.iter().filter(|call| call.bridged_at.is_some()).count();
    assert!((20..58).contains(&talked), "{talked} talked with somebody");
    for callee in calls.iter().filter(|call| call.parent.is_some()) {
        assert!(callee.ended_at.is_some() && callee.status.is_final());
    }
}

#[tokio::test]
async fn on_the_machines_own_time_then_a_call_goes_through_as_well() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let document = ([("content-type", "text/xml")], xml("<Say>oui</Say>"));
    let router = axum::Router::new().fallback(move || async move { document });
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let simulator = Simulator::start(SimulatorSettings {
        clock: Clock::system(),
        listen: "127.0.0.1:0".parse().unwrap(),
        account_sid: ACCOUNT.to_owned(),
        auth_token: TOKEN.to_owned(),
        seed: 1,
        lines: vec![LineSettings { number: LINE.to_owned(), voice_url: base, ..LineSettings::default() }],
        delivery: CallbackDelivery::default(),
        habits: passerelle_simulator::CarrierHabits::default(),
    })
    .await
    .unwrap();
    let call = simulator.dial(SUZANNE, LINE).ended().await.unwrap();
    assert_eq!((call.status, call.all_heard()), (CallStatus::Completed, "oui".to_owned()));
    simulator.shutdown().await;
}
