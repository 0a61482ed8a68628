//! Measures timers on SQLite, and on PostgreSQL when a test server is given: how late a due timer's
//! use case is at light load, and how many timers due at once drain a second.
//!
//! The use case is the lapse of an offer: claimed by the sweep, pushed as a job, fetched by a
//! worker, decided, written. Its end is heard by the signal of its commit, so what is told is an
//! upper bound of when it began.
//!
//! `cargo bench --bench timers -- sqlite` measures one database.

#![allow(clippy::print_stdout, reason = "it is a measuring tool")]

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use passerelle_app::{App, MatterKind, advance_matter, sweep_timers};
use passerelle_benches::{
    figures::{Figures, a_second, median},
    service::{Service, databases, name_of, open},
};
use passerelle_domain::{
    ids::{OfferId, ScheduledCallId, VolunteerId},
    offer::{Offer, OfferState},
};
use passerelle_store::{StoreError, call_series, offers, organisations, people, scheduled_calls, timers, transact};
use tokio_util::sync::CancellationToken;

/// Timers that fall due one after the other, and how far ahead each is set: the odd milliseconds
/// keep them from falling in step with anything.
const LIGHT_TIMERS: u32 = 150;
const AHEAD_MS: i64 = 37;
/// Timers due at the same instant.
const DRAINED_TIMERS: usize = 5_000;
/// Rounds of draining; the median is told.
const ROUNDS: usize = 3;
/// Timers set in one write.
const SET_AT_ONCE: usize = 500;
/// How often it is looked whether all have been drained.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// A use case that takes longer is a defect, not a figure.
const GIVE_UP_AFTER: Duration = Duration::from_secs(60);

fn main() -> anyhow::Result<()> {
    println!("Timers: {LIGHT_TIMERS} one by one, then {ROUNDS} rounds of {DRAINED_TIMERS} due at once");
    for kind in databases() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        println!("{}", name_of(kind));
        runtime.block_on(async {
            let service = open(kind, env!("CARGO_TARGET_TMPDIR")).await?;
            let call = planned_call(&service).await?;
            light_load(&service.app, call).await?;
            let (mut swept, mut drained) = (Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                swept.push(sweep_only(&service.app, call).await?);
                drained.push(drain(&service.app, call).await?);
            }
            println!("  claimed and pushed   {:>8.0} timers/s", median(swept));
            println!("  lapsed and written   {:>8.0} timers/s", median(drained));
            service.app.db.close().await;
            anyhow::Ok(())
        })?;
    }
    Ok(())
}

/// The call the offers are about.
async fn planned_call(service: &Service) -> anyhow::Result<ScheduledCallId> {
    let app = &service.app;
    let mut read = app.db.read().await?;
    let (organisation, _) = organisations::all(&mut read).await?.pop().context("no association")?;
    let series = call_series::by_key(&mut read, organisation, "suzanne-weekly").await?.context("no series")?;
    let person = people::by_key(&mut read, &app.secrets, organisation, "suzanne").await?.context("nobody")?;
    drop(read);
    advance_matter(app, MatterKind::Series, series.id.0).await?;
    let now = app.clock.now();
    let mut read = app.db.read().await?;
    let calls = scheduled_calls::of_person(&mut read, person.id, now, now + TimeDelta::days(60)).await?;
    Ok(calls.first().context("no call was planned")?.id)
}

/// Makes `count` offers of the call, each with a timer due at `until`.
async fn make_offers(app: &App, call: ScheduledCallId, count: usize, until: DateTime<Utc>) -> anyhow::Result<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let organisation_id = scheduled_calls::by_id(tx, call).await?.ok_or(StoreError::Missing)?.organisation_id;
        for _ in 0..count {
            let offer = Offer {
                id: OfferId(app.chance.new_id(now)),
                organisation_id,
                scheduled_call_id: call,
                volunteer_id: VolunteerId(app.chance.new_id(now)),
                is_substitution: true,
                state: OfferState::Open,
                made_at: now,
                until,
                is_above_cap: false,
                said: None,
            };
            offers::insert(tx, &offer).await?;
            timers::set(tx, MatterKind::Offer.as_str(), offer.id.0, until).await?;
        }
        Ok::<_, StoreError>(())
    })
    .await?;
    Ok(())
}

async fn light_load(app: &App, call: ScheduledCallId) -> anyhow::Result<()> {
    let shutdown = CancellationToken::new();
    let workers = tokio::spawn(passerelle_jobs::run(app.clone(), shutdown.clone()));
    let mut late = Vec::new();
    for place in 0..LIGHT_TIMERS {
        let ahead = TimeDelta::milliseconds(AHEAD_MS) + TimeDelta::microseconds(i64::from(place % 10) * 317);
        let until = app.clock.now() + ahead;
        let mut signals = app.db.wake().watch_timers();
        make_offers(app, call, 1, until).await?;
        signals.mark_unchanged();
        tokio::time::timeout(GIVE_UP_AFTER, signals.changed()).await??;
        late.push((app.clock.now() - until).to_std().unwrap_or_default());
    }
    shutdown.cancel();
    workers.await?;
    ensure!(is_drained(app).await?, "a timer was not drained");
    println!("  due → written, light {}", Figures::of(late).in_words());
    Ok(())
}

/// Only the sweep: timers claimed, jobs pushed. The jobs then lapse the offers, unmeasured.
async fn sweep_only(app: &App, call: ScheduledCallId) -> anyhow::Result<f64> {
    due_at_once(app, call).await?;
    let began = Instant::now();
    let mut claimed = 0;
    while claimed < DRAINED_TIMERS {
        let sweep = sweep_timers(app).await?;
        ensure!(sweep.claimed > 0, "the sweep found only {claimed} timers");
        claimed += sweep.claimed;
    }
    let rate = a_second(claimed, began.elapsed());
    until_drained(app).await?;
    Ok(rate)
}

async fn drain(app: &App, call: ScheduledCallId) -> anyhow::Result<f64> {
    due_at_once(app, call).await?;
    let elapsed = until_drained(app).await?;
    Ok(a_second(DRAINED_TIMERS, elapsed))
}

async fn due_at_once(app: &App, call: ScheduledCallId) -> anyhow::Result<()> {
    let until = app.clock.now() - TimeDelta::seconds(1);
    for _ in 0..DRAINED_TIMERS / SET_AT_ONCE {
        make_offers(app, call, SET_AT_ONCE, until).await?;
    }
    Ok(())
}

/// Runs the workers until no timer is overdue; how long that took, their start included.
async fn until_drained(app: &App) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let shutdown = CancellationToken::new();
    let workers = tokio::spawn(passerelle_jobs::run(app.clone(), shutdown.clone()));
    while !is_drained(app).await? {
        ensure!(began.elapsed() < GIVE_UP_AFTER, "the timers are not drained");
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let elapsed = began.elapsed();
    shutdown.cancel();
    workers.await?;
    Ok(elapsed)
}

async fn is_drained(app: &App) -> anyhow::Result<bool> {
    let mut read = app.db.read().await?;
    Ok(timers::overdue(&mut read, app.clock.now(), TimeDelta::zero()).await?.is_empty())
}
