//! Measures how fast the page of the day opens, on SQLite, and on PostgreSQL when a test server is given: over HTTP on this
//! machine, for an association of ten thousand people with two hundred open alerts, one after the other and from several
//! coordinators at once.
//!
//! `cargo bench --bench today -- sqlite` measures one database.

#![allow(clippy::print_stdout, reason = "it is a measuring tool")]

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::{body::Body, http::Request};
use chrono::TimeDelta;
use passerelle_app::{
    App, MatterKind, ReceivedText, advance_matter, import_files, look_at_today, receive_message, sign_in_to_rehearsal,
};
use passerelle_benches::{
    figures::Figures,
    service::{AUTH_TOKEN, ORGANISATION, Service, databases, name_of, open},
};
use passerelle_domain::{
    ids::OrganisationId,
    phone_number::{CallerId, PhoneNumber},
};
use passerelle_store::{call_series, organisations, scheduled_calls, staff, transact};
use passerelle_telephony::signature::{Validator, Verifier};
use passerelle_web::{WebState, router};
use tower::ServiceExt;

const PEOPLE: usize = 10_000;
/// A weekly call each: so many on a day.
const CALLS_TODAY: usize = PEOPLE / 7;
const ALERTS: usize = 200;
const LOOKS: usize = 100;
/// Coordinators who look at the same time.
const AT_ONCE: usize = 8;
/// The line's number for texts.
const SMS: &str = "+33199000101";

fn main() -> anyhow::Result<()> {
    println!("The page of the day: {PEOPLE} people, {CALLS_TODAY} calls today, {ALERTS} open alerts");
    for kind in databases() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        println!("{}", name_of(kind));
        runtime.block_on(async {
            let service = open(kind, env!("CARGO_TARGET_TMPDIR")).await?;
            let owner = fill(&service).await?;
            measure(&service.app, owner).await?;
            service.app.db.close().await;
            anyhow::Ok(())
        })?;
    }
    Ok(())
}

/// A number reserved for fiction.
fn number_of(place: usize) -> String {
    format!("+3326191{place:04}")
}

async fn fill(service: &Service) -> anyhow::Result<OrganisationId> {
    let app = &service.app;
    let mut people =
        "key,title,first_name,last_name,phone,line,territory,language,fragility,consent_calls,consent_recognition\n"
            .to_owned();
    let mut series = "key,person,kind,rrule,local_time,starts_on,protocol\n".to_owned();
    let starts_on = (app.clock.now() + TimeDelta::days(3)).format("%Y-%m-%d");
    for place in 0..PEOPLE {
        let number = number_of(place);
        people.push_str(&format!("p{place},Mme,Lucie,Essai{place},{number},paris,FR-IDF,fr,green,yes,yes\n"));
        if place < CALLS_TODAY {
            series.push_str(&format!("s{place},p{place},courtesy_call,FREQ=WEEKLY,10:00,{starts_on},standard\n"));
        }
    }
    let staff = "key,first_name,last_name,phone,email,role,language\n\
                 nadia,Nadia,Ferhat,+33639980004,nadia@example.org,coordinator,fr\n";
    let file = |name: &str, content: String| (name.to_owned(), content);
    let files = [file("staff.csv", staff.to_owned()), file("people.csv", people), file("series.csv", series)];
    let report = import_files(app, ORGANISATION, &files).await?;
    ensure!(report.is_clean(), "the association was refused:\n{report}");
    let (owner, _) = organisations::all(&mut app.db.read().await?).await?.pop().context("no association")?;
    plan_today(app, owner).await?;
    for place in 0..ALERTS {
        let text = ReceivedText {
            carrier_sid: format!("SM{place:032}"),
            from: CallerId::Known(PhoneNumber::from_e164(&number_of(place))?),
            to: SMS.to_owned(),
            body: "au secours c'est urgent".to_owned(),
            carrier_answers: false,
        };
        receive_message(app, &text).await?;
    }
    Ok(owner)
}

/// Calls at every hour of today, whatever the hour of the measurement.
async fn plan_today(app: &App, owner: OrganisationId) -> anyhow::Result<()> {
    let midnight = app.clock.now().date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
    let series = call_series::of_organisation(&mut app.db.read().await?, owner).await?;
    for (place, series) in series.into_iter().filter(|series| series.key.starts_with('s')).take(CALLS_TODAY).enumerate()
    {
        advance_matter(app, MatterKind::Series, series.id.0).await?;
        let live = scheduled_calls::live_of_series(&mut app.db.read().await?, series.id).await?;
        let Some(mut call) = live.into_iter().next() else { continue };
        call.starts_at = midnight + TimeDelta::minutes(9 * 60 + i64::try_from(place % 480)?);
        transact!(app.db, |tx| { scheduled_calls::update(tx, &call).await }).await?;
    }
    Ok(())
}

async fn measure(app: &App, owner: OrganisationId) -> anyhow::Result<()> {
    let today = look_at_today(app, owner).await?;
    ensure!(today.cases.len() == ALERTS, "{} alerts are open", today.cases.len());
    ensure!(today.calls.len() >= CALLS_TODAY * 9 / 10, "{} calls are planned today", today.calls.len());
    let nadia = staff::of_organisation(&mut app.db.read().await?, &app.secrets, owner).await?;
    let nadia = nadia.into_iter().find(|member| member.key == "nadia").context("nobody signs in")?;
    let token = sign_in_to_rehearsal(app, &nadia).await?.context("nobody signs in")?;
    let verifier = Verifier::Hmac(Validator::new(vec![AUTH_TOKEN.to_owned()]));
    let pages = router(WebState::new(app.clone(), verifier, None));
    let mut looked = Vec::new();
    let mut size = 0;
    for _ in 0..LOOKS {
        let (took, length) = look(&pages, &token).await?;
        looked.push(took);
        size = length;
    }
    tell("one after the other", looked);
    let mut looked = Vec::new();
    for _ in 0..LOOKS / AT_ONCE {
        let looks = (0..AT_ONCE).map(|_| {
            let (pages, token) = (pages.clone(), token.clone());
            tokio::spawn(async move { look(&pages, &token).await })
        });
        for look in looks.collect::<Vec<_>>() {
            looked.push(look.await??.0);
        }
    }
    tell(&format!("{AT_ONCE} at once"), looked);
    println!("  the page has {} kB", size / 1_000);
    Ok(())
}

async fn look(pages: &axum::Router, token: &str) -> anyhow::Result<(Duration, usize)> {
    let began = Instant::now();
    let request = Request::get("/today").header("cookie", format!("__Host-passerelle={token}")).body(Body::empty())?;
    let answer = pages.clone().oneshot(request).await?;
    ensure!(answer.status() == 200, "the page answers {}", answer.status());
    let page = axum::body::to_bytes(answer.into_body(), usize::MAX).await?;
    Ok((began.elapsed(), page.len()))
}

fn tell(what: &str, measured: Vec<Duration>) {
    let figures = Figures::of(measured);
    println!("  {what:<20} {}, max {:.1} ms", figures.in_words(), figures.ms_at(1.0));
}
