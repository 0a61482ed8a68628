//! Each carrier does things in its own way, and signs what it says.

use passerelle_simulator::{CallStatus, WrittenPerson};
use passerelle_telephony::Carrier;

use crate::stage::{ACCOUNT, KARIM, LINE, SUZANNE, Stage, TOKEN};

const CARRIERS: [Carrier; 4] = [Carrier::Twilio, Carrier::SignalWire, Carrier::Telnyx, Carrier::Somleng];

/// Places a call by REST as the carrier wants to be asked: its identifier.
async fn place_call(stage: &Stage, path: &str) -> String {
    let url = format!("{}{path}", stage.simulator.api_url());
    let (document, status) = (stage.url("/out"), stage.url("/status"));
    let form = [
        ("To", KARIM),
        ("From", LINE),
        ("Url", document.as_str()),
        ("Method", "POST"),
        ("StatusCallback", status.as_str()),
        ("StatusCallbackMethod", "POST"),
        ("StatusCallbackEvent", "initiated ringing answered completed"),
    ];
    let request = reqwest::Client::builder().no_proxy().build().unwrap().post(url).form(&form);
    let request = if path.starts_with("/Accounts") {
        request.bearer_auth(TOKEN)
    } else {
        request.basic_auth(ACCOUNT, Some(TOKEN))
    };
    let call: serde_json::Value = request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap();
    call["sid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn each_carrier_then_it_signs_names_and_counts_in_its_own_way() {
    for (carrier, path, shape, sequences) in [
        (Carrier::Twilio, format!("/2010-04-01/Accounts/{ACCOUNT}/Calls.json"), "CA", vec!["0", "1", "2", "3"]),
        (Carrier::SignalWire, format!("/2010-04-01/Accounts/{ACCOUNT}/Calls.json"), "CA", vec!["0", "1", "2"]),
        (Carrier::Telnyx, format!("/Accounts/{ACCOUNT}/Calls"), "v3:", vec!["0", "1", "2", "3"]),
        (Carrier::Somleng, format!("/2010-04-01/Accounts/{ACCOUNT}/Calls.json"), "", vec!["0", "0", "0", "0"]),
    ] {
        let stage = Stage::of(carrier).await;
        stage.on("/out", "<Say>bonjour</Say>");
        stage.person(KARIM, WrittenPerson::new());
        let sid = place_call(&stage, &path).await;
        stage.run_s(60).await;
        assert_eq!(stage.simulator.call(&sid).unwrap().status, CallStatus::Completed, "{carrier:?}");
        assert!(sid.starts_with(shape) && (shape == "CA" || sid.split('-').count() == 5), "{carrier:?}: {sid}");
        assert_eq!(stage.values("/status", "SequenceNumber"), sequences, "{carrier:?}");
        assert!(stage.all_received().iter().all(|request| request.is_signed), "{carrier:?}");
    }
}

#[tokio::test]
async fn document_without_a_method_then_one_carrier_asks_by_get_which_proves_nothing() {
    for carrier in CARRIERS {
        let stage = Stage::of(carrier).await;
        stage.on("/voice", "<Redirect>/next</Redirect>");
        stage.on("/next", "<Hangup/>");
        stage.person(SUZANNE, WrittenPerson::new());
        stage.simulator.dial(SUZANNE, LINE);
        stage.run_s(30).await;
        let asked =
            [&stage.received("/voice")[0], &stage.received("/next")[0]].map(|request| request.method.to_string());
        let is_get = carrier == Carrier::Telnyx;
        assert_eq!(asked, if is_get { ["POST", "GET"] } else { ["POST", "POST"] }, "{carrier:?}");
        assert_eq!(stage.received("/next")[0].is_signed, !is_get, "{carrier:?}");
    }
}

#[tokio::test]
async fn verb_one_carrier_lacks_then_its_document_is_abandoned() {
    for carrier in CARRIERS {
        let stage = Stage::of(carrier).await;
        stage.on("/voice", "<Say>un</Say><Pause length=\"1\"/><Say>deux</Say>");
        stage.person(SUZANNE, WrittenPerson::new());
        let call = stage.simulator.dial(SUZANNE, LINE);
        stage.run_s(30).await;
        let heard = if carrier == Carrier::Somleng { "un" } else { "un deux" };
        assert_eq!(call.record().unwrap().all_heard(), heard, "{carrier:?}");
    }
}

#[tokio::test]
async fn phone_dialled_then_one_carrier_lets_it_hear_nothing_and_press_nothing() {
    for carrier in CARRIERS {
        let stage = Stage::of(carrier).await;
        stage.on(
            "/voice",
            &format!(
                "<Dial action=\"/done\" method=\"POST\"><Number url=\"/screen\" method=\"POST\">{KARIM}</Number></Dial>"
            ),
        );
        stage.on("/screen", "<Gather numDigits=\"1\"><Say>appuyez sur 1</Say></Gather><Hangup/>");
        stage.on("/done", "<Hangup/>");
        stage.person(SUZANNE, WrittenPerson::new());
        stage.person(KARIM, WrittenPerson::new().machine());
        stage.simulator.dial(SUZANNE, LINE);
        stage.run_s(120).await;
        let expected = if carrier == Carrier::Somleng { "completed" } else { "no-answer" };
        assert_eq!(stage.values("/done", "DialCallStatus"), [expected], "{carrier:?}: a machine takes the call");
    }
}

#[tokio::test]
async fn sound_announced_then_one_carrier_gives_it_for_ten_minutes_to_whoever_has_the_address() {
    let stage = Stage::of(Carrier::Telnyx).await;
    stage.on("/voice", "<Record action=\"/recorded\" method=\"POST\"/>");
    stage.on("/recorded", "<Hangup/>");
    stage.person(SUZANNE, WrittenPerson::new().leaves_message(10.0));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    let address = stage.received("/recorded")[0].get("RecordingUrl").to_owned();
    for (wait_s, expected) in [(0, 200), (600, 403)] {
        stage.run_s(wait_s).await;
        assert_eq!(reqwest::get(&address).await.unwrap().status().as_u16(), expected, "after {wait_s} s");
    }
}
