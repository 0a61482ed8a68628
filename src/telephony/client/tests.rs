//! The client against a carrier on loopback: what is sent, and how each way of failing is named.

use super::documented_parameters::check;
use super::*;
use crate::profile::PathStyle;
use crate::twiml::MachineDetection;
use crate::webhook::{AnsweredBy, CallStatus, Direction, MessageStatus};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use passerelle_domain::phone_number::PhoneNumber;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::matchers::{body_string_contains, header, method, path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const CALLS: &str = "/2010-04-01/Accounts/AC00000000000000000000000000000001/Calls.json";
const MESSAGES: &str = "/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json";

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap()
}

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::from_e164(text).unwrap()
}

fn settings(api_url: &str) -> ClientSettings {
    let auth = Auth::Basic { user: ACCOUNT.to_owned(), secret: "secret".to_owned() };
    // Virtual time, so that neither the pace nor a pause after a 429 waits.
    let (clock, _driver) = Clock::virtual_at(now());
    ClientSettings::new(api_url, ACCOUNT, auth, clock)
}

fn client(api_url: &str) -> CarrierClient {
    CarrierClient::new(settings(api_url)).unwrap()
}

fn simple_call() -> PlaceCall {
    PlaceCall {
        to: number("+33199001234"),
        from: number("+33199000001"),
        url: "https://example.org/voice".to_owned(),
        fallback_url: None,
        status_callback: None,
        ring_timeout_s: 40,
        time_limit_s: None,
        machine_detection: None,
    }
}

fn simple_message() -> SendMessage {
    SendMessage {
        to: number("+33639980001"),
        from: "Passerelle".to_owned(),
        body: "Bonjour".to_owned(),
        status_callback: None,
        validity_period_s: None,
    }
}

fn call_json(sid: &str) -> Value {
    json!({
        "sid": sid, "to": "+33199001234", "from": "+33199000001", "status": "completed", "direction": "outbound-api",
        "duration": "61", "parent_call_sid": null, "answered_by": "human",
        "date_created": "Fri, 20 Nov 2026 09:00:00 +0000", "start_time": "Fri, 20 Nov 2026 09:00:01 +0000",
        "end_time": "Fri, 20 Nov 2026 09:01:02 +0000",
    })
}

fn message_json(sid: &str) -> Value {
    json!({
        "sid": sid, "to": "+33639980001", "from": "Passerelle", "body": "Bonjour", "status": "queued",
        "error_code": null, "date_created": "Fri, 20 Nov 2026 09:00:00 +0000", "date_sent": null,
    })
}

/// A carrier that says yes to everything.
async fn willing_carrier() -> MockServer {
    let carrier = MockServer::start().await;
    let rows = json!({ "calls": [call_json("CA1")], "messages": [message_json("SM1")], "next_page_uri": null });
    let mut one = call_json("CA1");
    one["friendly_name"] = json!("Maison des aînés");
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(201).set_body_json(&one)).mount(&carrier).await;
    Mock::given(method("DELETE")).respond_with(ResponseTemplate::new(204)).mount(&carrier).await;
    for list in [CALLS, MESSAGES] {
        Mock::given(method("GET"))
            .and(path(list))
            .respond_with(ResponseTemplate::new(200).set_body_json(&rows))
            .mount(&carrier)
            .await;
    }
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_json(&one)).mount(&carrier).await;
    carrier
}

/// A carrier that always answers this.
async fn carrier_answering(answer: ResponseTemplate) -> MockServer {
    let carrier = MockServer::start().await;
    Mock::given(wiremock::matchers::any()).respond_with(answer).mount(&carrier).await;
    carrier
}

fn parameters(request: &Request) -> Vec<(String, String)> {
    let query = request.url.query_pairs();
    let form = form_urlencoded::parse(&request.body);
    query.chain(form).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

#[tokio::test]
async fn every_request_we_send_uses_documented_parameters() {
    let carrier = willing_carrier().await;
    let client = client(&carrier.uri());
    let full_call = PlaceCall {
        fallback_url: Some("https://example.org/fallback".to_owned()),
        status_callback: Some("https://example.org/status".to_owned()),
        ring_timeout_s: 10_000,
        time_limit_s: Some(3600),
        machine_detection: Some(PlacedMachineDetection {
            mode: MachineDetection::DetectMessageEnd,
            status_callback: "https://example.org/machine".to_owned(),
        }),
        ..simple_call()
    };
    let full_message = SendMessage {
        from: "+33199000001".to_owned(),
        status_callback: Some("https://example.org/message".to_owned()),
        validity_period_s: Some(100_000),
        ..simple_message()
    };
    client.place_call(&simple_call()).await.unwrap();
    client.place_call(&full_call).await.unwrap();
    client.update_call("CA1", &CallChange::Redirect { url: "https://example.org/next".to_owned() }).await.unwrap();
    client.update_call("CA1", &CallChange::Complete).await.unwrap();
    client.update_call("CA1", &CallChange::Cancel).await.unwrap();
    client.fetch_call("CA1").await.unwrap();
    client.find_calls(&FindCalls::default()).await.unwrap();
    let wanted = FindCalls {
        to: Some(number("+33199001234")),
        from: Some(number("+33199000001")),
        since: Some(now()),
        parent_call_sid: Some("CA1".to_owned()),
        page_limit: 1,
    };
    client.find_calls(&wanted).await.unwrap();
    client.send_message(&simple_message()).await.unwrap();
    client.send_message(&full_message).await.unwrap();
    client.fetch_message("SM1").await.unwrap();
    client.find_messages(&FindMessages::default()).await.unwrap();
    let wanted = FindMessages {
        to: Some(number("+33639980001")),
        from: Some("Passerelle".to_owned()),
        since: Some(now()),
        page_limit: 1,
    };
    client.find_messages(&wanted).await.unwrap();
    assert!(!client.delete_recording("RE1").await.unwrap(), "this carrier still shows it");
    client.find_recordings(now(), 1).await.unwrap();
    client.fetch_account().await.unwrap();

    let base = format!("/2010-04-01/Accounts/{ACCOUNT}");
    let mut seen = BTreeSet::new();
    for request in carrier.received_requests().await.unwrap() {
        let path = request.url.path().strip_prefix(&base).unwrap().trim_start_matches('/');
        let path = if path == ".json" { "" } else { path };
        match check(request.method.as_str(), path, &parameters(&request)) {
            Ok(endpoint) => seen.insert(format!("{} {endpoint}", request.method)),
            Err(mistake) => panic!("{mistake}"),
        };
        let is_post = request.method.as_str() == "POST";
        let content_type = request.headers.get("content-type").map(|value| value.to_str().unwrap());
        assert_eq!(content_type, is_post.then_some("application/x-www-form-urlencoded"));
        assert!(request.headers["authorization"].to_str().unwrap().starts_with("Basic "));
    }
    assert_eq!(seen.len(), 11, "{seen:?}");
}

#[tokio::test]
async fn call_placed_then_all_its_events_are_asked_for_and_its_snapshot_is_read() {
    let carrier = willing_carrier().await;
    let call = PlaceCall { status_callback: Some("https://example.org/s".to_owned()), ..simple_call() };
    let placed = client(&carrier.uri()).place_call(&call).await.unwrap();
    assert_eq!(
        (placed.sid.as_str(), placed.status, placed.direction),
        ("CA1", CallStatus::Completed, Direction::OutboundApi)
    );
    assert_eq!((placed.duration_s, placed.answered_by), (Some(61), Some(AnsweredBy::Human)));
    assert_eq!((placed.created_at, placed.start_time), (Some(now()), Some(now() + TimeDelta::seconds(1))));
    let sent = parameters(&carrier.received_requests().await.unwrap()[0]);
    let events: Vec<&str> = sent.iter().filter(|(n, _)| n == "StatusCallbackEvent").map(|(_, v)| v.as_str()).collect();
    assert_eq!(events, ["initiated", "ringing", "answered", "completed"]);
    assert!(sent.contains(&("To".to_owned(), "+33199001234".to_owned())));
}

#[tokio::test]
async fn message_sent_then_its_snapshot_is_read() {
    let carrier = carrier_answering(ResponseTemplate::new(201).set_body_json(message_json("SM1"))).await;
    let sent = client(&carrier.uri()).send_message(&simple_message()).await.unwrap();
    assert_eq!((sent.sid.as_str(), sent.status, sent.error_code), ("SM1", MessageStatus::Queued, None));
    assert_eq!((sent.created_at, sent.date_sent), (Some(now()), None));
}

#[tokio::test]
async fn carrier_with_bare_paths_and_bearer_token_then_spoken_to_its_way() {
    let carrier = carrier_answering(ResponseTemplate::new(201).set_body_json(call_json("CA1"))).await;
    let settings = ClientSettings {
        path_style: PathStyle::Bare,
        application_sid: Some("1494404757140276705".to_owned()),
        auth: Auth::Bearer("key".to_owned()),
        ..settings(&format!("{}/v2/texml/", carrier.uri()))
    };
    CarrierClient::new(settings).unwrap().place_call(&simple_call()).await.unwrap();
    let request = &carrier.received_requests().await.unwrap()[0];
    assert_eq!(request.url.path(), format!("/v2/texml/Accounts/{ACCOUNT}/Calls"));
    assert_eq!(request.headers["authorization"], "Bearer key");
    let application = ("ApplicationSid".to_owned(), "1494404757140276705".to_owned());
    assert!(parameters(request).contains(&application));
}

#[tokio::test]
async fn carrier_says_no_then_refused_with_its_code_and_without_the_number() {
    let problem = json!({"code": 21211, "message": "The 'To' number +33199001234 is not valid.", "status": 400});
    let carrier = carrier_answering(ResponseTemplate::new(400).set_body_json(problem)).await;
    let refusal = client(&carrier.uri()).place_call(&simple_call()).await.unwrap_err();
    assert!(matches!(&refusal, CarrierError::Refused { status: 400, code: Some(21211), .. }), "{refusal:?}");
    assert!(refusal.is_definitely_not_done() && !refusal.is_worth_retrying());
    assert!(refusal.is_unreachable_by_message());
    assert_eq!(
        refusal.to_string(),
        "the carrier refused with status 400, code Some(21211): The 'To' number +… is not valid."
    );
    assert_eq!(carrier.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn refusal_without_json_or_by_redirect_then_still_refused() {
    for status in [301, 307, 401, 403, 404, 422] {
        let answer = ResponseTemplate::new(status).insert_header("location", "/elsewhere").set_body_string("<html>");
        let carrier = carrier_answering(answer).await;
        let refusal = client(&carrier.uri()).send_message(&simple_message()).await.unwrap_err();
        assert!(matches!(refusal, CarrierError::Refused { status: s, code: None, .. } if s == status), "{refusal:?}");
        assert_eq!(refusal.is_not_found(), status == 404);
        assert_eq!(carrier.received_requests().await.unwrap().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn throttled_twice_then_tried_again_and_done_once() {
    let carrier = MockServer::start().await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(429)).up_to_n_times(2).mount(&carrier).await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(201).set_body_json(call_json("CA1")))
        .mount(&carrier)
        .await;
    assert_eq!(client(&carrier.uri()).place_call(&simple_call()).await.unwrap().sid, "CA1");
    assert_eq!(carrier.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn throttled_for_ever_then_given_up_after_four_tries() {
    let carrier = carrier_answering(ResponseTemplate::new(429).insert_header("retry-after", "0")).await;
    let error = client(&carrier.uri()).place_call(&simple_call()).await.unwrap_err();
    assert_eq!(error, CarrierError::Throttled { retry_after: Some(Duration::ZERO) });
    assert!(error.is_definitely_not_done() && error.is_worth_retrying());
    assert_eq!(carrier.received_requests().await.unwrap().len(), 4);
}

#[tokio::test]
async fn throttled_for_an_hour_then_left_to_the_caller_at_once() {
    let carrier = carrier_answering(ResponseTemplate::new(429).insert_header("retry-after", "3600")).await;
    let error = client(&carrier.uri()).place_call(&simple_call()).await.unwrap_err();
    assert_eq!(error, CarrierError::Throttled { retry_after: Some(Duration::from_secs(3600)) });
    assert_eq!(carrier.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn carrier_fails_after_the_request_then_ambiguous_and_never_repeated() {
    for status in [408, 500, 502, 503, 504] {
        let carrier = carrier_answering(ResponseTemplate::new(status)).await;
        let error = client(&carrier.uri()).place_call(&simple_call()).await.unwrap_err();
        assert!(matches!(error, CarrierError::Ambiguous(_)), "{status} {error:?}");
        assert!(!error.is_definitely_not_done());
        assert_eq!(carrier.received_requests().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn success_that_cannot_be_read_then_ambiguous() {
    for body in ["", "<html>", "{}", r#"{"sid": ""}"#, "[]"] {
        let carrier = carrier_answering(ResponseTemplate::new(201).set_body_string(body)).await;
        let error = client(&carrier.uri()).place_call(&simple_call()).await.unwrap_err();
        assert!(matches!(error, CarrierError::Ambiguous(_)), "{body} {error:?}");
    }
}

#[tokio::test]
async fn no_answer_in_time_then_ambiguous() {
    let carrier = carrier_answering(ResponseTemplate::new(201).set_delay(Duration::from_secs(60))).await;
    let settings = ClientSettings { request_timeout: Duration::from_millis(50), ..settings(&carrier.uri()) };
    let error = CarrierClient::new(settings).unwrap().place_call(&simple_call()).await.unwrap_err();
    assert_eq!(error, CarrierError::Ambiguous("no answer in time"));
}

#[tokio::test]
async fn connection_cut_after_the_request_then_ambiguous() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let carrier = tokio::spawn(async move {
        let mut requests = 0;
        while let Ok((mut connection, _)) = listener.accept().await {
            requests += 1;
            let _ = connection.read(&mut [0; 4096]).await;
            // Half an answer for a request that may have been processed, then nothing.
            let _ = connection.write_all(b"HTTP/1.1 20").await;
            drop(connection);
            if requests == 1 {
                return requests;
            }
        }
        requests
    });
    let error = client(&format!("http://{address}")).place_call(&simple_call()).await.unwrap_err();
    assert_eq!(error, CarrierError::Ambiguous("connection lost"));
    assert_eq!(carrier.await.unwrap(), 1);
}

#[tokio::test]
async fn nobody_listens_then_unreachable() {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = client(&format!("http://{address}")).place_call(&simple_call()).await.unwrap_err();
    assert_eq!(error, CarrierError::Unreachable);
    assert!(error.is_definitely_not_done());
}

#[tokio::test]
async fn throttled_on_the_machines_own_time_then_tried_again_after_the_pause_asked_for() {
    let carrier = MockServer::start().await;
    let later = ResponseTemplate::new(429).insert_header("retry-after", "0");
    Mock::given(method("POST")).respond_with(later).up_to_n_times(1).mount(&carrier).await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(201).set_body_json(message_json("SM1")))
        .mount(&carrier)
        .await;
    let settings = ClientSettings { clock: Clock::system(), ..settings(&carrier.uri()) };
    let sent = CarrierClient::new(settings).unwrap().send_message(&simple_message()).await.unwrap();
    assert_eq!(sent.sid, "SM1");
}

#[tokio::test]
async fn several_pages_then_read_up_to_the_limit() {
    let carrier = MockServer::start().await;
    for (page, sid) in [("0", "CA1"), ("1", "CA2"), ("2", "CA3")] {
        let next = format!("{CALLS}?Page={}&PageSize=100", page.parse::<u32>().unwrap() + 1);
        let rows = json!({ "calls": [call_json(sid)], "next_page_uri": next });
        Mock::given(query_param("Page", page))
            .respond_with(ResponseTemplate::new(200).set_body_json(&rows))
            .with_priority(1)
            .mount(&carrier)
            .await;
        if page == "0" {
            Mock::given(path(CALLS))
                .respond_with(ResponseTemplate::new(200).set_body_json(&rows))
                .with_priority(2)
                .mount(&carrier)
                .await;
        }
    }
    let client = client(&carrier.uri());
    for (page_limit, expected) in [(0, 1), (1, 1), (2, 2), (3, 3)] {
        let found = client.find_calls(&FindCalls { page_limit, ..FindCalls::default() }).await.unwrap();
        assert_eq!(found.len(), expected);
    }
}

#[tokio::test]
async fn next_page_on_another_host_then_our_secret_is_not_sent_there() {
    let stranger = willing_carrier().await;
    let rows = json!({ "calls": [], "next_page_uri": format!("{}{CALLS}", stranger.uri()) });
    let carrier = carrier_answering(ResponseTemplate::new(200).set_body_json(rows)).await;
    let found = client(&carrier.uri()).find_calls(&FindCalls { page_limit: 5, ..FindCalls::default() }).await;
    assert!(found.is_err());
    assert!(stranger.received_requests().await.unwrap().is_empty());
}

fn call_intent(known_sids: &[&str]) -> CallIntent {
    CallIntent {
        to: number("+33199001234"),
        from: number("+33199000001"),
        since: now(),
        known_sids: known_sids.iter().map(|sid| (*sid).to_owned()).collect(),
    }
}

async fn found_call(row: &Value, known_sids: &[&str]) -> Option<String> {
    let carrier = carrier_answering(ResponseTemplate::new(200).set_body_json(json!({ "calls": [row] }))).await;
    let found = client(&carrier.uri()).find_placed_call(&call_intent(known_sids)).await.unwrap();
    found.map(|call| call.sid)
}

fn with(mut row: Value, name: &str, value: Value) -> Value {
    row[name] = value;
    row
}

#[tokio::test]
async fn answer_lost_then_the_placed_call_is_found_and_no_other() {
    let row = call_json("CA7");
    assert_eq!(found_call(&row, &[]).await.as_deref(), Some("CA7"));
    assert_eq!(found_call(&row, &["CA7"]).await, None);
    let queued = with(with(row.clone(), "start_time", Value::Null), "status", json!("queued"));
    assert_eq!(found_call(&queued, &[]).await.as_deref(), Some("CA7"));
    for (name, value) in [
        ("to", json!("+33199009999")),
        ("from", json!("+33199009999")),
        ("direction", json!("inbound")),
        ("direction", json!("outbound-dial")),
        ("parent_call_sid", json!("CA6")),
        ("date_created", json!("Fri, 20 Nov 2026 08:59:00 +0000")),
    ] {
        assert_eq!(found_call(&with(row.clone(), name, value), &[]).await, None, "{name}");
    }
}

#[tokio::test]
async fn two_calls_fit_then_the_oldest_unknown_one_is_found() {
    let rows = json!({ "calls": [call_json("CA3"), call_json("CA2"), call_json("CA1")] });
    let carrier = carrier_answering(ResponseTemplate::new(200).set_body_json(rows)).await;
    let client = client(&carrier.uri());
    let found = client.find_placed_call(&call_intent(&["CA1"])).await.unwrap();
    assert_eq!(found.map(|call| call.sid).as_deref(), Some("CA2"));
    let sent = parameters(&carrier.received_requests().await.unwrap()[0]);
    assert!(!sent.iter().any(|(name, _)| name.starts_with("StartTime")), "a queued call would be missed");
}

#[tokio::test]
async fn answer_lost_then_the_sent_message_is_found_and_no_other() {
    let row = message_json("SM7");
    let trial = with(row.clone(), "body", json!("Sent from your trial account - Bonjour"));
    let cases = [
        (row.clone(), true),
        (trial, true),
        (with(row.clone(), "body", json!("")), true),
        (with(row.clone(), "body", json!("Bonsoir")), false),
        (with(row.clone(), "to", json!("+33639989999")), false),
        (with(row.clone(), "from", json!("Autre")), false),
        (with(row, "date_created", json!("Fri, 20 Nov 2026 08:59:00 +0000")), false),
    ];
    for (row, is_found) in cases {
        let carrier = carrier_answering(ResponseTemplate::new(200).set_body_json(json!({ "messages": [row] }))).await;
        let message = simple_message();
        let intent = MessageIntent {
            to: message.to,
            from: message.from,
            body: message.body,
            since: now(),
            known_sids: Vec::new(),
        };
        let found = client(&carrier.uri()).find_sent_message(&intent).await.unwrap();
        assert_eq!(found.is_some(), is_found, "{row}");
    }
}

#[tokio::test]
async fn recording_already_deleted_then_it_is_gone() {
    let carrier = carrier_answering(ResponseTemplate::new(404)).await;
    assert!(client(&carrier.uri()).delete_recording("RE1").await.unwrap());
}

#[tokio::test]
async fn recording_deleted_then_gone_once_the_carrier_does_not_show_it_any_more() {
    let carrier = MockServer::start().await;
    Mock::given(method("DELETE")).respond_with(ResponseTemplate::new(204)).mount(&carrier).await;
    let shown =
        Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_json(json!({ "sid": "RE1" })));
    shown.up_to_n_times(1).mount(&carrier).await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(404)).mount(&carrier).await;
    assert!(!client(&carrier.uri()).delete_recording("RE1").await.unwrap());
    assert!(client(&carrier.uri()).delete_recording("RE1").await.unwrap());
}

#[tokio::test]
async fn announced_address_no_longer_good_then_the_carrier_says_where_the_sound_is_now() {
    let carrier = MockServer::start().await;
    let now_at = format!("{}/fresh", carrier.uri());
    Mock::given(path("/stale")).respond_with(ResponseTemplate::new(403)).mount(&carrier).await;
    Mock::given(path("/fresh")).respond_with(ResponseTemplate::new(200).set_body_bytes(*b"RIFF")).mount(&carrier).await;
    Mock::given(path("/2010-04-01/Accounts/AC00000000000000000000000000000001/Recordings/RE1.json"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "sid": "RE1", "media_url": now_at })))
        .mount(&carrier)
        .await;
    let client = client(&carrier.uri());
    for announced in [Some(format!("{}/stale", carrier.uri())), None] {
        assert_eq!(client.fetch_sound("RE1", announced.as_deref()).await.unwrap(), b"RIFF");
    }
}

#[tokio::test]
async fn recording_kept_on_another_host_then_fetched_without_our_secret() {
    let store = carrier_answering(ResponseTemplate::new(200).set_body_bytes(*b"RIFF")).await;
    let carrier = MockServer::start().await;
    let moved = ResponseTemplate::new(302).insert_header("location", format!("{}/sound", store.uri()));
    Mock::given(header("authorization", "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTpzZWNyZXQ="))
        .respond_with(moved)
        .mount(&carrier)
        .await;
    let client = client(&carrier.uri());
    assert_eq!(client.fetch_recording(&format!("{}/RE1.wav", carrier.uri())).await.unwrap(), b"RIFF");
    let asked = &store.received_requests().await.unwrap()[0];
    assert!(!asked.headers.contains_key("authorization"));
}

#[tokio::test]
async fn recording_not_ready_lost_or_circling_then_a_typed_error() {
    let missing = carrier_answering(ResponseTemplate::new(404)).await;
    let error = client(&missing.uri()).fetch_recording(&missing.uri()).await.unwrap_err();
    assert!(error.is_not_found());
    let circle = carrier_answering(ResponseTemplate::new(302).insert_header("location", "/again")).await;
    let error = client(&circle.uri()).fetch_recording(&circle.uri()).await.unwrap_err();
    assert!(matches!(error, CarrierError::Refused { .. }));
    assert!(circle.received_requests().await.unwrap().len() <= 4);
    for url in ["", "not a url", "file:///etc/passwd", "ftp://example.org/a"] {
        assert!(client(&circle.uri()).fetch_recording(url).await.is_err(), "{url}");
    }
}

#[tokio::test]
async fn many_tasks_and_one_client_then_the_body_of_each_is_its_own() {
    let carrier = MockServer::start().await;
    for sid in ["1", "2", "3"] {
        Mock::given(body_string_contains(format!("Body=text{sid}")))
            .respond_with(ResponseTemplate::new(201).set_body_json(message_json(sid)))
            .mount(&carrier)
            .await;
    }
    let client = client(&carrier.uri());
    let sent = futures::future::join_all(["1", "2", "3"].map(|sid| {
        let client = client.clone();
        async move {
            client.send_message(&SendMessage { body: format!("text{sid}"), ..simple_message() }).await.unwrap().sid
        }
    }));
    assert_eq!(sent.await, ["1", "2", "3"]);
}

#[test]
fn settings_that_cannot_work_then_refused() {
    for url in ["", "api.twilio.com", "ftp://example.org", "mailto:a@example.org"] {
        assert_eq!(CarrierClient::new(settings(url)).err(), Some(SetupError::BadApiUrl), "{url}");
    }
    let slow = ClientSettings { calls_per_second: 0.0, ..settings("http://127.0.0.1:1") };
    assert_eq!(CarrierClient::new(slow).err(), Some(SetupError::BadRate));
}

#[test]
fn client_and_requests_are_printed_then_no_secret_and_nothing_personal_is_seen() {
    let printed = format!("{:?} {:?} {:?}", client("http://127.0.0.1:1"), simple_call(), simple_message());
    assert!(["secret", "3319900", "63998", "Bonjour"].iter().all(|private| !printed.contains(private)), "{printed}");
}
