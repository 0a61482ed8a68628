//! Plans the coming weeks of an organisation: every night, and some minutes after somebody leaves, is away or is back.
//!
//! The plan chooses where nobody is chosen by custom: pools, small teams, people whose volunteer has left or is away and who
//! accept a stand-in. It is a proposal: nobody is told before it is time to ask, and the rules decide then as they do for
//! any other assignment. What somebody was told or said yes to does not move, and no call changes its hour.

mod book;
mod facts;
mod needs;
mod problem;
mod propose;
mod what_if;
mod wishes;
mod write;

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    ids::{OrganisationId, VolunteerId},
    local_time,
    matter::MatterKind,
    scheduled_call::ScheduledCall,
    week_plan::{LeftBecause, PlanRun, Week, next_night, weeks_from},
};
use passerelle_store::{Tx, lines, transact, week_plans};

use crate::{
    App,
    error::{AppError, Outcome},
    keep_time::keep_time,
    report_period::keep_finished_reports,
    save_partnership::remind_of_partnerships,
    schedule::{is_due, set_timer, timer_of},
};
use facts::Facts;
use propose::{Fate, Proposal, propose};
pub use what_if::{ChangedHands, WhatIf, WhatIfSeen, what_if};
use write::{Written, write};

/// A run that was lost with its process is made again after this; longer than any run takes.
const LOST_AFTER: TimeDelta = TimeDelta::minutes(15);
/// After a change the plan is made again: one plan for several changes made one after the other.
const SOON: TimeDelta = TimeDelta::minutes(5);

/// A call and what the plan says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedCall {
    /// The call, as it was when the plan was made.
    pub call: ScheduledCall,
    /// Who makes it, or why nobody does.
    pub who: Result<VolunteerId, LeftBecause>,
    /// How many volunteers the reason left out who would have been right until then; 0 when somebody makes it.
    pub left_out: u32,
    /// Somebody had been given it before, and it stays so.
    pub is_kept: bool,
}

/// The plan of some weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedWeeks {
    /// In numbers. Of a plan that was not written, `given` is what would be.
    pub run: PlanRun,
    /// The calls that waited for somebody, in order of time.
    pub calls: Vec<PlannedCall>,
}

/// Makes the plan of an organisation: of the week of `from_on` (today, when nothing is said) and the next one. `is_dry`: nothing
/// is written. Twice is once.
///
/// # Errors
/// Trouble of the database; what was written before it stays, and the next plan goes on from there.
pub async fn plan_week(
    app: &App,
    owner: OrganisationId,
    from_on: Option<NaiveDate>,
    is_dry: bool,
) -> Outcome<PlannedWeeks> {
    let now = app.clock.now();
    let facts = Facts::load(app, owner, weeks_of(app, owner, from_on, now).await?, now).await?;
    let (facts, proposal) = propose_aside(facts).await?;
    let written = if is_dry { None } else { Some(write(app, &facts, &proposal, now).await?) };
    Ok(planned(&facts, &proposal, written, app.clock.now()))
}

/// Planning takes the processor for a while: not that of those who answer telephones.
async fn propose_aside(facts: Facts) -> Outcome<(Facts, Proposal)> {
    let planning = tokio::task::spawn_blocking(move || propose(&facts).map(|proposal| (facts, proposal)));
    planning.await.map_err(|_| AppError::Planning)?.map_err(|_| AppError::Planning)
}

/// The zone of an organisation: that of its first line.
async fn zone_of(app: &App, owner: OrganisationId) -> Outcome<Tz> {
    let lines = lines::of_organisation(&mut app.db.read().await?, owner).await?;
    Ok(lines.first().map_or(Tz::UTC, |line| line.hours.zone))
}

async fn weeks_of(
    app: &App,
    owner: OrganisationId,
    from_on: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Outcome<Vec<Week>> {
    let zone = zone_of(app, owner).await?;
    Ok(weeks_from(from_on.unwrap_or_else(|| local_time::local_date(now, zone)), zone))
}

fn planned(facts: &Facts, proposal: &Proposal, written: Option<Written>, at: DateTime<Utc>) -> PlannedWeeks {
    let waited = proposal.fates.iter().filter(|(_, fate)| !matches!(fate, Fate::Usual(_)));
    let calls = waited.map(|&(place, fate)| PlannedCall {
        call: facts.calls[place].clone(),
        who: fate.who(),
        left_out: if let Fate::Left(_, left_out) = fate { left_out } else { 0 },
        is_kept: matches!(fate, Fate::Kept(_)),
    });
    let calls: Vec<PlannedCall> = calls.collect();
    let proposed = proposal.count(|fate| matches!(fate, Fate::Given(_)));
    let refused = written.map_or(0, |written| written.refused);
    let run = PlanRun {
        at,
        from: facts.weeks.first().map_or(facts.now, |week| week.from.max(facts.now)),
        until: facts.weeks.last().map_or(facts.now, |week| week.until),
        open: u32::try_from(calls.len()).unwrap_or(u32::MAX),
        kept: proposal.count(|fate| matches!(fate, Fate::Kept(_))),
        given: written.map_or(proposed, |written| written.given),
        left: proposal.count(|fate| matches!(fate, Fate::Left(..))) + refused,
    };
    PlannedWeeks { run, calls }
}

/// Makes the plan whose timer is due, and sets it for the next night. Of several processes one makes it: whoever moves the
/// timer first.
pub(crate) async fn advance_week_plan(app: &App, owner: OrganisationId) -> Outcome<()> {
    let now = app.clock.now();
    let lost_at = now + LOST_AFTER;
    let is_mine = transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::WeekPlan, owner.0, now).await? {
            return Ok(false);
        }
        let is_known = week_plans::of_organisation(tx, owner).await?.is_some();
        set_timer(tx, MatterKind::WeekPlan, owner.0, is_known.then_some(lost_at), now).await?;
        Ok::<_, AppError>(is_known)
    })
    .await?;
    if !is_mine {
        return Ok(());
    }
    let done = plan_week(app, owner, None, false).await?;
    let PlanRun { open, kept, given, left, .. } = done.run;
    tracing::info!(open, kept, given, left, "the coming weeks are planned");
    if let Err(error) = keep_finished_reports(app, owner).await {
        tracing::warn!(%error, "the figures of the last month could not be kept; they will be next night");
    }
    if let Err(error) = remind_of_partnerships(app, owner).await {
        tracing::warn!(%error, "nobody was told of agreements that end soon; they will be next night");
    }
    match keep_time(app, owner, false).await {
        Ok(passed) => tracing::info!(
            texts = passed.texts,
            referrals = passed.referrals,
            pseudonyms = passed.pseudonyms,
            log_lines = passed.log_lines,
            files_to_look_at = passed.files_to_look_at,
            "what has passed its time is gone"
        ),
        Err(error) => tracing::warn!(%error, "what has passed its time is still here; it will go next night"),
    }
    let zone = zone_of(app, owner).await?;
    transact!(app.db, |tx| {
        let Some(mut plan) = week_plans::of_organisation(tx, owner).await? else { return Ok(()) };
        plan.last = Some(done.run);
        week_plans::update(tx, &plan).await?;
        // Something changed while it was made: it is made again, as that change has said.
        if timer_of(tx, MatterKind::WeekPlan, owner.0).await? == Some(lost_at) {
            set_timer(tx, MatterKind::WeekPlan, owner.0, Some(next_night(now, zone)), now).await?;
        }
        Ok::<(), AppError>(())
    })
    .await
}

/// Something changed in what a plan is made from: it is made again in some minutes.
pub(crate) async fn plan_soon(tx: &mut Tx, owner: OrganisationId, now: DateTime<Utc>) -> Outcome<()> {
    let soon = now + SOON;
    let timer = timer_of(tx, MatterKind::WeekPlan, owner.0).await?;
    if timer.is_some_and(|timer| timer > soon) {
        set_timer(tx, MatterKind::WeekPlan, owner.0, Some(soon), now).await?;
    }
    Ok(())
}

/// Begins the plans of organisations that have none: the next night. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn begin_week_plans(app: &App) -> Outcome<()> {
    let missing = week_plans::missing(&mut app.db.read().await?).await?;
    for owner in missing {
        let (zone, now) = (zone_of(app, owner).await?, app.clock.now());
        transact!(app.db, |tx| {
            if week_plans::begin(tx, owner).await? {
                set_timer(tx, MatterKind::WeekPlan, owner.0, Some(next_night(now, zone)), now).await?;
            }
            Ok::<(), AppError>(())
        })
        .await?;
    }
    Ok(())
}
