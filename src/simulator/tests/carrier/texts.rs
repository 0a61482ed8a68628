use chrono::TimeDelta;
use passerelle_simulator::{CallbackDelivery, Fault, WrittenPerson};

use crate::stage::*;

async fn send(stage: &Stage, to: &str, body: &str) -> (u16, serde_json::Value) {
    let status = stage.url("/text-status");
    stage.post("Messages.json", &[("To", to), ("From", LINE), ("Body", body), ("StatusCallback", &status)]).await
}

#[tokio::test]
async fn text_sent_then_sent_and_delivered_told_and_the_reply_arrives() {
    let stage = Stage::new().await;
    stage.person(KARIM, WrittenPerson::new().replies("OUI").after(60.0));
    stage.on("/sms", "");
    let (code, message) = send(&stage, KARIM, "Bonjour Karim. Répondez OUI ou NON.").await;
    assert_eq!((code, message["status"].as_str()), (201, Some("queued")));
    stage.run_s(120).await;
    assert_eq!(stage.values("/text-status", "MessageStatus"), ["sent", "delivered"]);
    let received = stage.simulator.texts_to(KARIM);
    assert_eq!((received[0].from.as_str(), received[0].body.as_str()), (LINE, "Bonjour Karim. Répondez OUI ou NON."));
    let reply = &stage.received("/sms")[0];
    assert_eq!(
        (reply.get("From"), reply.get("To"), reply.get("Body"), reply.get("SmsStatus")),
        (KARIM, LINE, "OUI", "received")
    );
    assert_eq!(reply.at - received[0].at, TimeDelta::seconds(60));
    assert!(reply.is_signed && stage.received("/text-status").iter().all(|r| r.is_signed));
    let sid = message["sid"].as_str().unwrap();
    assert_eq!(stage.get(&format!("Messages/{sid}.json")).await.1["status"], "delivered");
    let (_, list) = stage.get(&format!("Messages.json?To=%2B{}&From=%2B{}", &KARIM[1..], &LINE[1..])).await;
    assert_eq!(list["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn bad_texts_then_the_carriers_codes() {
    let stage = Stage::new().await;
    for (to, from, body, code) in [
        (SUZANNE, LINE, "x", 21614),
        ("15", LINE, "x", 21211),
        (KARIM, "+33199009999", "x", 21606),
        (KARIM, "", "x", 21603),
        (KARIM, LINE, "", 21602),
        (KARIM, LINE, "x".repeat(1_601).as_str(), 21617),
    ] {
        let (status, answer) = stage.post("Messages.json", &[("To", to), ("From", from), ("Body", body)]).await;
        assert_eq!((status, answer["code"].as_u64()), (400, Some(code)));
    }
    assert_eq!(stage.post("Messages.json", &[("To", KARIM), ("From", "Passerelle"), ("Body", "x")]).await.0, 201);
}

#[tokio::test]
async fn stop_texted_then_further_texts_refused_until_start() {
    let stage = Stage::new().await;
    stage.simulator.text(KARIM, LINE, " stop ").await;
    assert_eq!(stage.values("/sms", "Body"), [" stop "]);
    assert_eq!(send(&stage, KARIM, "bonjour").await.1["code"], 21610);
    stage.simulator.text(KARIM, LINE, "START").await;
    assert_eq!(send(&stage, KARIM, "bonjour").await.0, 201);
}

#[tokio::test]
async fn text_answered_by_the_webhook_then_it_is_sent() {
    let stage = Stage::new().await;
    stage.on("/sms", "<Message>Merci Karim</Message>");
    stage.simulator.text(KARIM, LINE, "OUI").await;
    stage.run_s(30).await;
    assert_eq!(stage.simulator.texts_to(KARIM)[0].body, "Merci Karim");
}

#[tokio::test]
async fn handset_unreachable_then_undelivered_with_its_code() {
    let stage = Stage::new().await;
    stage.simulator.set_fault(Fault::TextsUndelivered { n: 1, code: 30003 });
    send(&stage, KARIM, "bonjour").await;
    stage.run_s(30).await;
    assert_eq!(stage.values("/text-status", "MessageStatus"), ["sent", "undelivered"]);
    assert_eq!(stage.values("/text-status", "ErrorCode"), ["", "30003"]);
    assert!(stage.simulator.texts_to(KARIM).is_empty());
}

#[tokio::test]
async fn text_callbacks_shuffled_then_delivered_comes_first() {
    let stage = Stage::with(5, CallbackDelivery { shuffled: 1.0, ..Default::default() }).await;
    send(&stage, KARIM, "bonjour").await;
    stage.run_s(30).await;
    assert_eq!(stage.values("/text-status", "MessageStatus"), ["delivered", "sent"]);
}

#[tokio::test]
async fn text_at_an_instant_then_received_at_it() {
    let stage = Stage::new().await;
    let at = stage.clock.now() + TimeDelta::minutes(5);
    stage.simulator.text_at(at, KARIM, LINE, "NON");
    stage.run_s(600).await;
    assert_eq!(stage.received("/sms")[0].at, at);
}
