//! Asks for a day to be lived ahead on the simulator, and tells how far it is. The day itself is lived elsewhere, on a copy
//! with made-up numbers: nobody is rung, and nothing of it is written back but its figures.

use chrono::{Days, NaiveDate};
use passerelle_domain::{
    code::Code,
    day_rehearsal::{
        DayFailure, DayRehearsal, DayResult, DayWish, MOST_AWAY_PERCENT, MOST_DAYS_AHEAD, MOST_KEPT, Stage,
    },
    ids::OrganisationId,
    local_time,
    people::Member,
};
use passerelle_store::{day_rehearsals, lines, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    organisation_zone::organisation_zone,
};

/// Codes tried before giving up: one in so many is taken at worst.
const MOST_TRIES: usize = 20;

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum AskedRehearsal {
    /// It will be lived; this is its code.
    Asked(Code),
    /// Another one is asked or lived: its code.
    OneAtATime(Code),
    /// The day is over, or further than can be rehearsed: the first and the last that can.
    WrongDay(NaiveDate, NaiveDate),
    /// More volunteers away than can be.
    TooManyAway,
    /// There is no line yet: nothing would happen.
    NothingToLive,
}

/// The days that can be rehearsed: the first and the last.
///
/// # Errors
/// Trouble of the database.
pub async fn days_to_rehearse(app: &App, owner: OrganisationId) -> Outcome<(NaiveDate, NaiveDate)> {
    let today = local_time::local_date(app.clock.now(), organisation_zone(app, owner).await?);
    Ok((today, today + Days::new(MOST_DAYS_AHEAD)))
}

/// Asks for a day to be lived. One at a time for an organisation; the oldest of those that are kept goes.
///
/// # Errors
/// Trouble of the database.
pub async fn ask_rehearsal(app: &App, owner: OrganisationId, wish: &DayWish, by: Member) -> Outcome<AskedRehearsal> {
    let now = app.clock.now();
    let (first, last) = days_to_rehearse(app, owner).await?;
    if !(first..=last).contains(&wish.on) {
        return Ok(AskedRehearsal::WrongDay(first, last));
    }
    if wish.away_percent > MOST_AWAY_PERCENT {
        return Ok(AskedRehearsal::TooManyAway);
    }
    transact!(app.db, |tx| {
        if lines::of_organisation(tx, owner).await?.is_empty() {
            return Ok(AskedRehearsal::NothingToLive);
        }
        let kept = day_rehearsals::of_organisation(tx, owner).await?;
        if let Some(live) = kept.iter().find(|rehearsal| rehearsal.is_live_at(now)) {
            return Ok(AskedRehearsal::OneAtATime(live.code.clone()));
        }
        for old in kept.iter().skip(MOST_KEPT - 1) {
            day_rehearsals::delete(tx, old.id).await?;
        }
        for _ in 0..MOST_TRIES {
            let rehearsal = DayRehearsal {
                id: app.chance.new_id(now),
                organisation_id: owner,
                code: app.chance.new_code(),
                asked_by: by.uuid(),
                asked_at: now,
                wish: wish.clone(),
                stage: Stage::Asked,
            };
            if day_rehearsals::insert(tx, &rehearsal).await? {
                let trace = Trace {
                    organisation_id: owner,
                    actor: &actor_of(by),
                    verb: "asked",
                    noun: "day_rehearsal",
                    noun_id: rehearsal.id,
                    detail: json!({ "code": rehearsal.code }),
                };
                leave_trace(app, tx, trace, now).await?;
                return Ok(AskedRehearsal::Asked(rehearsal.code));
            }
        }
        Err(AppError::Text("no code is free for a rehearsal".to_owned()))
    })
    .await
}

/// The rehearsal that has waited longest, now this process's to live; none when nothing is asked.
///
/// # Errors
/// Trouble of the database.
pub async fn claim_rehearsal(app: &App) -> Outcome<Option<DayRehearsal>> {
    let now = app.clock.now();
    // Most of the time nothing is asked: a glance costs no transaction.
    if day_rehearsals::first_asked(&mut app.db.read().await?).await?.is_none() {
        return Ok(None);
    }
    transact!(app.db, |tx| {
        let Some(mut rehearsal) = day_rehearsals::first_asked(tx).await? else { return Ok(None) };
        rehearsal.stage = Stage::Running { percent: 0, told_at: now };
        let is_ours = day_rehearsals::claim(tx, &rehearsal).await?;
        Ok::<_, AppError>(is_ours.then_some(rehearsal))
    })
    .await
}

/// Tells how much of the day is over, in percent.
///
/// # Errors
/// Trouble of the database.
pub async fn tell_rehearsal(app: &App, rehearsal: &DayRehearsal, percent: u8) -> Outcome<()> {
    keep(app, rehearsal, Stage::Running { percent: percent.min(100), told_at: app.clock.now() }).await
}

/// Keeps what would happen, or why the day was not lived.
///
/// # Errors
/// Trouble of the database.
pub async fn end_rehearsal(app: &App, rehearsal: &DayRehearsal, lived: Result<DayResult, DayFailure>) -> Outcome<()> {
    let stage = match lived {
        Ok(result) => Stage::Done { ended_at: app.clock.now(), result: Box::new(result) },
        Err(why) => Stage::Failed { why },
    };
    keep(app, rehearsal, stage).await
}

async fn keep(app: &App, rehearsal: &DayRehearsal, stage: Stage) -> Outcome<()> {
    let rehearsal = DayRehearsal { stage, ..rehearsal.clone() };
    transact!(app.db, |tx| {
        day_rehearsals::update(tx, &rehearsal).await?;
        Ok::<_, AppError>(())
    })
    .await
}
