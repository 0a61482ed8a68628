//! Measures how fast a human is paged, on SQLite, and on PostgreSQL when a test server is given: from the report that ends
//! the last attempt to the first page in the carrier's hands, from a word of danger to its page, and from the key that
//! raises a hand in a call to its page.
//!
//! The workers run as in the program, and the carrier is a server on this machine that takes everything at once: the pace
//! of a real carrier's contract is not measured. It is the same at any hour: these pages wait for no paging hours.
//!
//! `cargo bench --bench escalation -- sqlite` measures one database.

#![allow(clippy::print_stdout, reason = "it is a measuring tool")]

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use axum::{Json, Router, extract::State, http::Uri, routing::post};
use chrono::{NaiveTime, TimeDelta};
use passerelle_app::{
    App, IncomingCall, LegReport, MatterKind, ReceivedText, advance_matter, answer_incoming_call, enter_room,
    receive_message, record_leg_report,
};
use passerelle_benches::{
    figures::Figures,
    service::{LINE, Service, databases, name_of, open_with},
};
use passerelle_clock::Clock;
use passerelle_domain::{
    ids::LegId,
    leg::{Leg, LegRole, LegState},
    phone_number::{CallerId, PhoneNumber},
    protocol::Protocol,
    room::{LONGEST_CALL_S, Room, RoomStage},
    scheduled_call::ScheduledCall,
};
use passerelle_store::{StoreError, call_series, calls, legs, organisations, scheduled_calls, timers, transact};
use passerelle_telephony::webhook::CallStatus;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Each person is called in vain once.
const PEOPLE: usize = 100;
/// Words of danger.
const WORDS: usize = 100;
/// Hands raised.
const HANDS: usize = 100;
/// What takes longer is a defect, not a figure.
const GIVE_UP_AFTER: Duration = Duration::from_secs(20);
/// The line's number for texts.
const SMS: &str = "+33199000101";
/// The coordinator on call.
const NADIA: &str = "+33639980004";
/// Nobody of the association.
const STRANGER: &str = "+33639980099";
/// Key 3, pressed aside.
const RAISES_HAND: &str = "3";

/// What the carrier was asked.
enum Asked {
    /// To ring a person's telephone for a leg.
    Person(LegId, String),
    /// To text the coordinator.
    Page(Instant),
}

fn main() -> anyhow::Result<()> {
    println!("Pages: {PEOPLE} last attempts in vain, {WORDS} words of danger, {HANDS} hands raised, one by one");
    for kind in databases() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        println!("{}", name_of(kind));
        runtime.block_on(async {
            let (asked, mut carrier) = mpsc::unbounded_channel();
            let url = serve_carrier(asked).await?;
            let service = open_with(kind, env!("CARGO_TARGET_TMPDIR"), &url, more_files()).await?;
            let shutdown = CancellationToken::new();
            let workers = tokio::spawn(passerelle_jobs::run(service.app.clone(), shutdown.clone()));
            tell("last attempt → page", last_attempts(&service, &mut carrier).await?);
            tell("word of danger → page", words_of_danger(&service.app, &mut carrier).await?);
            tell("hand raised → page", hands_raised(&service.app, &mut carrier).await?);
            shutdown.cancel();
            workers.await?;
            service.app.db.close().await;
            anyhow::Ok(())
        })?;
    }
    Ok(())
}

fn tell(what: &str, measured: Vec<Duration>) {
    let figures = Figures::of(measured);
    println!("  {what:<24} {}, max {:.1} ms", figures.in_words(), figures.ms_at(1.0));
}

/// A carrier that says yes, and tells what it was asked.
async fn serve_carrier(asked: mpsc::UnboundedSender<Asked>) -> anyhow::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = Router::new().fallback(post(take)).with_state(asked);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

async fn take(State(asked): State<mpsc::UnboundedSender<Asked>>, uri: Uri, body: String) -> Json<Value> {
    let came = Instant::now();
    let form: HashMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let sid = Uuid::now_v7().simple().to_string();
    let is_call = uri.path().contains("Calls");
    let sid = format!("{}{sid}", if is_call { "CA" } else { "SM" });
    let leg = form.get("StatusCallback").and_then(|url| url.split("/legs/").nth(1)?.split('/').next()?.parse().ok());
    let to = form.get("To").cloned().unwrap_or_default();
    // The coordinator's telephone rings as well, some time after the text. Nobody listens any more once all is measured.
    let _ = match leg {
        Some(leg) if is_call && to != NADIA => asked.send(Asked::Person(LegId(leg), sid.clone())),
        None if !is_call && to == NADIA => asked.send(Asked::Page(came)),
        Some(_) | None => Ok(()),
    };
    Json(json!({ "sid": sid, "status": "queued", "to": to, "from": LINE, "direction": "outbound-api" }))
}

/// A coordinator who is always on call, and people whom the robot calls in a few days.
fn more_files() -> Vec<(String, String)> {
    let mut people = "key,title,first_name,last_name,phone,line,territory,language,fragility,consent_calls,consent_automatic_checks\n".to_owned();
    let mut series = "key,person,kind,rrule,local_time,starts_on,protocol\n".to_owned();
    let starts_on = (Clock::system().now() + TimeDelta::days(3)).format("%Y-%m-%d");
    for place in 0..PEOPLE {
        people.push_str(&format!("p{place},Mme,Lucie,Essai,+331990020{place:02},paris,FR-IDF,fr,green,yes,yes\n"));
        series.push_str(&format!("s{place},p{place},check_call,FREQ=DAILY;COUNT=1,10:00,{starts_on},daily\n"));
    }
    let file = |name: &str, content: String| (name.to_owned(), content);
    vec![
        file(
            "staff.csv",
            format!(
                "key,first_name,last_name,phone,email,role,language\n\
                 nadia,Nadia,Ferhat,{NADIA},nadia@example.org,coordinator,fr\n"
            ),
        ),
        file("shifts.csv", "line,who,duty,days,from,to,order\nparis,nadia,on_call,mon-sun,00:00,24:00,1\n".to_owned()),
        file("people.csv", people),
        file("series.csv", series),
    ]
}

async fn last_attempts(
    service: &Service,
    carrier: &mut mpsc::UnboundedReceiver<Asked>,
) -> anyhow::Result<Vec<Duration>> {
    let app = &service.app;
    let mut measured = Vec::new();
    for mut call in planned_checks(app).await? {
        let now = app.clock.now();
        // One attempt only, and due now, whatever the hour of the measurement.
        call.protocol = Protocol { attempts: Protocol::daily().attempts[..1].to_vec(), ..Protocol::daily() };
        call.starts_at = now;
        (call.calls_from, call.calls_to) = (NaiveTime::MIN, NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default());
        call.zone = chrono_tz::UTC;
        transact!(app.db, |tx| {
            scheduled_calls::update(tx, &call).await?;
            timers::set(tx, MatterKind::ScheduledCall.as_str(), call.id.0, now).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
        let (leg, sid) = loop {
            if let Asked::Person(leg, sid) = next(carrier, "the robot rings a person").await? {
                break (leg, sid);
            }
        };
        let began = Instant::now();
        let report = LegReport { sid: &sid, status: CallStatus::NoAnswer, sequence: Some(3) };
        record_leg_report(app, leg, report).await?;
        measured.push(paged(carrier).await? - began);
    }
    Ok(measured)
}

async fn planned_checks(app: &App) -> anyhow::Result<Vec<ScheduledCall>> {
    let mut calls = Vec::new();
    let (organisation, _) = organisations::all(&mut app.db.read().await?).await?.pop().context("no association")?;
    let series = call_series::of_organisation(&mut app.db.read().await?, organisation).await?;
    for series in series.into_iter().filter(|series| series.key.starts_with('s') && series.key != "suzanne-weekly") {
        advance_matter(app, MatterKind::Series, series.id.0).await?;
        let live = scheduled_calls::live_of_series(&mut app.db.read().await?, series.id).await?;
        calls.push(live.into_iter().next().context("no call was planned")?);
    }
    ensure!(calls.len() == PEOPLE, "{} calls were planned", calls.len());
    Ok(calls)
}

async fn words_of_danger(app: &App, carrier: &mut mpsc::UnboundedReceiver<Asked>) -> anyhow::Result<Vec<Duration>> {
    let mut measured = Vec::new();
    for place in 0..WORDS {
        let text = ReceivedText {
            carrier_sid: format!("SM{place:032}"),
            from: CallerId::Known(PhoneNumber::from_e164(STRANGER)?),
            to: SMS.to_owned(),
            body: "au secours c'est urgent".to_owned(),
            carrier_answers: false,
        };
        let began = Instant::now();
        receive_message(app, &text).await?;
        measured.push(paged(carrier).await? - began);
    }
    Ok(measured)
}

/// Conversations in a room, in each of which the listener raises a hand.
async fn hands_raised(app: &App, carrier: &mut mpsc::UnboundedReceiver<Asked>) -> anyhow::Result<Vec<Duration>> {
    let mut measured = Vec::new();
    for place in 0..HANDS {
        let listener = conversation_in_a_room(app, &format!("CA{place:032}")).await?;
        let began = Instant::now();
        enter_room(app, listener, 1, Some(RAISES_HAND)).await?;
        measured.push(paged(carrier).await? - began);
    }
    Ok(measured)
}

/// A stranger rang the line, and a listener talks with them in a room, out of which they have stepped. Answers with the
/// listener's leg.
async fn conversation_in_a_room(app: &App, sid: &str) -> anyhow::Result<LegId> {
    let from = CallerId::Known(PhoneNumber::from_e164(STRANGER)?);
    let incoming = IncomingCall { carrier_sid: sid.to_owned(), from, to: LINE.to_owned() };
    answer_incoming_call(app, &incoming).await?;
    let now = app.clock.now();
    let mut call = calls::by_sid(&mut app.db.read().await?, &app.secrets, sid).await?.context("no call was kept")?;
    let caller = legs::by_id(&mut app.db.read().await?, &app.secrets, call.leg_id).await?.context("no leg was kept")?;
    let listener = Leg {
        id: LegId(app.chance.new_id(now)),
        role: LegRole::Listener,
        sid: None,
        state: LegState::InProgress,
        answered_at: Some(now),
        number: None,
        ..caller
    };
    let asked = Room::asked(listener.id, call.leg_id, LONGEST_CALL_S, now);
    call.room = Some(Room { stage: RoomStage::Open, has_dialled: true, ..asked });
    transact!(app.db, |tx| {
        legs::insert(tx, &app.secrets, &listener).await?;
        calls::update(tx, &app.secrets, &call).await?;
        Ok::<_, StoreError>(())
    })
    .await?;
    Ok(listener.id)
}

/// When the next page came to the carrier.
async fn paged(carrier: &mut mpsc::UnboundedReceiver<Asked>) -> anyhow::Result<Instant> {
    loop {
        if let Asked::Page(came) = next(carrier, "the coordinator is paged").await? {
            return Ok(came);
        }
    }
}

async fn next(carrier: &mut mpsc::UnboundedReceiver<Asked>, what: &str) -> anyhow::Result<Asked> {
    let asked = tokio::time::timeout(GIVE_UP_AFTER, carrier.recv()).await;
    asked.with_context(|| format!("in vain for {GIVE_UP_AFTER:?}: {what}"))?.context("the carrier has stopped")
}
