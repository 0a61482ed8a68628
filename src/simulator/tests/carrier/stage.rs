//! A small application that answers documents, a simulator that asks it, and a virtual clock.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use passerelle_clock::{Clock, Driver};
use passerelle_simulator::{
    CallbackDelivery, CarrierHabits, LineSettings, Simulator, SimulatorEvent, SimulatorSettings, WrittenPerson,
};
use passerelle_telephony::{
    Carrier, CarrierProfile,
    signature::{Ed25519Signer, SignedRequest, Verifier},
};
use serde_json::Value;

pub(crate) const ACCOUNT: &str = "AC00000000000000000000000000000001";
pub(crate) const TOKEN: &str = "a-test-token";
const SIGNING_KEY: &str = "PSKtest1234567890abcdef";
const SEED: [u8; 32] = [5; 32];
pub(crate) const LINE: &str = "+33199000001";
pub(crate) const SUZANNE: &str = "+33199001234";
pub(crate) const KARIM: &str = "+33639980002";
pub(crate) const NADIA: &str = "+33639980003";

type Form = Vec<(String, String)>;
type Answer = Box<dyn FnMut(&Received) -> (u16, String) + Send>;

/// One request the application received.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) form: Form,
    pub(crate) is_signed: bool,
    pub(crate) token: String,
    pub(crate) at: DateTime<Utc>,
}

impl Received {
    pub(crate) fn get(&self, name: &str) -> &str {
        self.form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

#[derive(Default)]
struct Desk {
    answers: HashMap<String, Answer>,
    received: Vec<Received>,
}

#[derive(Clone)]
struct App {
    base: String,
    carrier: Carrier,
    verifier: Verifier,
    clock: Clock,
    desk: Arc<Mutex<Desk>>,
}

pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) clock: Clock,
    driver: Driver,
    app: App,
    http: reqwest::Client,
    events: tokio::sync::broadcast::Receiver<SimulatorEvent>,
}

/// A document around these verbs.
pub(crate) fn xml(verbs: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>{verbs}</Response>")
}

impl Stage {
    pub(crate) async fn new() -> Stage {
        Stage::with(7, CallbackDelivery::default()).await
    }

    pub(crate) async fn with(seed: u64, delivery: CallbackDelivery) -> Stage {
        Stage::build(seed, delivery, Carrier::Twilio).await
    }

    /// A stage whose carrier does things in its own way.
    pub(crate) async fn of(carrier: Carrier) -> Stage {
        Stage::build(7, CallbackDelivery::default(), carrier).await
    }

    async fn build(seed: u64, delivery: CallbackDelivery, carrier: Carrier) -> Stage {
        let start = DateTime::parse_from_rfc3339("2027-03-25T13:00:00Z").unwrap().to_utc();
        let (clock, driver) = Clock::virtual_at(start);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let habits = CarrierHabits {
            carrier,
            signing_key: (carrier == Carrier::SignalWire).then(|| SIGNING_KEY.to_owned()),
            ed25519_seed: SEED,
            is_told_to_post: true,
        };
        let tokens = vec![habits.signing_key.clone().unwrap_or(TOKEN.to_owned())];
        let public_key = Ed25519Signer::new(SEED).public_key();
        let verifier = Verifier::new(carrier.profile(), tokens, &[public_key]).unwrap();
        let app = App { base: base.clone(), carrier, verifier, clock: clock.clone(), desk: Arc::default() };
        let router = Router::new().fallback(receive).with_state(app.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let simulator = Simulator::start(SimulatorSettings {
            clock: clock.clone(),
            listen: "127.0.0.1:0".parse().unwrap(),
            account_sid: ACCOUNT.to_owned(),
            auth_token: TOKEN.to_owned(),
            seed,
            lines: vec![LineSettings {
                number: LINE.to_owned(),
                voice_url: format!("{base}/voice"),
                voice_fallback_url: Some(format!("{base}/fallback")),
                status_callback_url: Some(format!("{base}/line-status")),
                sms_url: Some(format!("{base}/sms")),
            }],
            delivery,
            habits,
        })
        .await
        .unwrap();
        let events = simulator.events();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Stage { simulator, clock, driver, app, http, events }
    }

    /// The application answers a path with these verbs.
    pub(crate) fn on(&self, path: &str, verbs: &str) {
        let document = xml(verbs);
        self.on_request(path, move |_| (200, document.clone()));
    }

    /// The application answers a path with whatever this says: a status and a body.
    pub(crate) fn on_request(&self, path: &str, answer: impl FnMut(&Received) -> (u16, String) + Send + 'static) {
        self.app.desk.lock().unwrap().answers.insert(path.to_owned(), Box::new(answer));
    }

    pub(crate) fn person(&self, number: &str, person: WrittenPerson) {
        self.simulator.add_person(number, Box::new(person));
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.app.base)
    }

    /// Lets virtual seconds go by; a simulation that holds a guard for ever fails the test instead of hanging it.
    pub(crate) async fn run_s(&self, seconds: i64) {
        let running = self.driver.run_for(TimeDelta::seconds(seconds));
        let outcome = tokio::time::timeout(std::time::Duration::from_secs(30), running).await;
        assert!(outcome.is_ok(), "virtual time stands still: {} guards", self.driver.busy_count());
    }

    /// Requests received on a path, in order of arrival.
    pub(crate) fn received(&self, path: &str) -> Vec<Received> {
        self.app.desk.lock().unwrap().received.iter().filter(|request| request.path == path).cloned().collect()
    }

    pub(crate) fn all_received(&self) -> Vec<Received> {
        self.app.desk.lock().unwrap().received.clone()
    }

    /// The values of one parameter on a path, in order of arrival.
    pub(crate) fn values(&self, path: &str, name: &str) -> Vec<String> {
        self.received(path).iter().map(|request| request.get(name).to_owned()).collect()
    }

    pub(crate) async fn rest(
        &self,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
    ) -> Result<(u16, Value), reqwest::Error> {
        let url = format!("{}/2010-04-01/Accounts/{ACCOUNT}/{path}", self.simulator.api_url());
        let mut request = self.http.request(method.clone(), url).basic_auth(ACCOUNT, Some(TOKEN));
        if method == Method::POST {
            request = request.form(form);
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        Ok((status, response.json().await.unwrap_or(Value::Null)))
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        self.rest(Method::POST, path, form).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.rest(Method::GET, path, &[]).await.unwrap()
    }

    /// Places a call to a number that follows `/out`, all moments told to `/status`.
    pub(crate) async fn place_call(&self, to: &str, more: &[(&str, &str)]) -> String {
        let (url, status) = (self.url("/out"), self.url("/status"));
        let mut form = vec![("To", to), ("From", LINE), ("Url", url.as_str()), ("StatusCallback", status.as_str())];
        form.extend(["initiated", "ringing", "answered", "completed"].map(|moment| ("StatusCallbackEvent", moment)));
        form.extend_from_slice(more);
        let (code, call) = self.post("Calls.json", &form).await;
        assert_eq!(code, 201, "{call}");
        call["sid"].as_str().unwrap().to_owned()
    }

    /// Everything that happened since the last time this was asked.
    pub(crate) fn events(&mut self) -> Vec<SimulatorEvent> {
        std::iter::from_fn(|| self.events.try_recv().ok()).collect()
    }

    /// The codes of the warnings among the events.
    pub(crate) fn warnings(&mut self) -> Vec<u32> {
        let codes = self.events().into_iter().filter_map(|event| match event.what {
            passerelle_simulator::Happening::Warning { code, .. } => Some(code),
            _ => None,
        });
        codes.collect()
    }
}

async fn receive(State(app): State<App>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let url = format!("{}{}", app.base, uri);
    let signed = SignedRequest {
        method: method.as_str(),
        url: &url,
        content_type: text("content-type"),
        body: &body,
        signature: app.carrier.profile().signature_headers.iter().find_map(|name| text(name)),
    };
    let signed_at = text(CarrierProfile::TIMESTAMP_HEADER);
    let is_signed = app.verifier.check(&signed, signed_at, app.clock.now()).is_ok();
    let source =
        if method == Method::GET { uri.query().unwrap_or_default().as_bytes().to_vec() } else { body.to_vec() };
    let request = Received {
        method,
        path: uri.path().to_owned(),
        form: form_urlencoded::parse(&source).into_owned().collect(),
        is_signed,
        token: text("i-twilio-idempotency-token").unwrap_or_default().to_owned(),
        at: app.clock.now(),
    };
    let mut desk = app.desk.lock().unwrap();
    desk.received.push(request.clone());
    let answer = desk.answers.get_mut(&request.path).map(|answer| answer(&request));
    match answer {
        Some((code, body)) => {
            (StatusCode::from_u16(code).unwrap(), [(header::CONTENT_TYPE, "text/xml; charset=utf-8")], body)
                .into_response()
        }
        None => StatusCode::NO_CONTENT.into_response(),
    }
}
