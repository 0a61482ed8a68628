//! What every change of a series has in common: found, changed, its calls brought in line, written to the audit.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call_series::CallSeries,
    ids::{OrganisationId, SeriesId},
    local_time,
    matter::MatterKind,
    people::{Member, Person},
    scheduled_call::ScheduledCall,
    series_plan::{Promised, Standing},
    series_refusal::{self, SeriesRefusal},
};
use passerelle_store::{Tx, call_series, people, scheduled_calls};
use serde_json::Value;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    replan_series::{Replanned, replan_series},
    schedule::set_timer,
};

/// What became of the wish to change a series.
#[derive(Debug, Clone, PartialEq)]
pub enum EditedSeries {
    /// Changed; what became of the calls already made.
    Done(Box<CallSeries>, Replanned),
    /// It cannot be: nothing changed.
    Refused(SeriesRefusal),
    /// No series of this organisation has that identifier.
    Unknown,
}

/// A series, whose it is, and the calls in which something must still happen.
pub(crate) struct Editing {
    pub(crate) series: CallSeries,
    pub(crate) person: Person,
    pub(crate) live: Vec<ScheduledCall>,
}

impl Editing {
    /// Loads a series that may still change.
    pub(crate) async fn load(
        app: &App,
        tx: &mut Tx,
        owner: OrganisationId,
        id: SeriesId,
    ) -> Outcome<Result<Editing, EditedSeries>> {
        let found = call_series::by_id(tx, id).await?.filter(|series| series.organisation_id == owner);
        let Some(series) = found else { return Ok(Err(EditedSeries::Unknown)) };
        if !series.is_active {
            return Ok(Err(EditedSeries::Refused(SeriesRefusal::HasEnded)));
        }
        let person = people::by_id(tx, &app.secrets, series.person_id).await?.ok_or(AppError::dangling("series"))?;
        let live = scheduled_calls::live_of_series(tx, id).await?;
        Ok(Ok(Editing { series, person, live }))
    }

    /// The call that takes place on a local date, if one was made.
    pub(crate) fn live_on(&self, day: chrono::NaiveDate) -> Option<&ScheduledCall> {
        self.live.iter().find(|call| call.local_on == day)
    }

    /// Whether the series, made or not yet made, has a call on that date.
    pub(crate) fn has_call_on(&self, day: chrono::NaiveDate) -> bool {
        let is_ruled = !self.series.occurrences(self.person.territory.holidays, day, day).is_empty();
        self.live_on(day).is_some() || is_ruled
    }

    /// Refuses what was rung for already.
    pub(crate) fn check_untouched(&self, day: chrono::NaiveDate, now: DateTime<Utc>) -> Result<(), SeriesRefusal> {
        match self.live_on(day) {
            Some(call) if Standing::of(call, now) == Standing::Fixed => Err(SeriesRefusal::UnderWay(day)),
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses what cannot be. To be asked before anything is written.
    pub(crate) fn check(&self, now: DateTime<Utc>) -> Result<(), SeriesRefusal> {
        series_refusal::check(&self.series, &self.person, local_time::local_date(now, self.series.zone))
    }

    /// Writes the series, brings its calls in line, and tells the audit who did what.
    pub(crate) async fn finish(
        mut self,
        app: &App,
        tx: &mut Tx,
        promised: Promised,
        by: Member,
        verb: &str,
        detail: Value,
    ) -> Outcome<EditedSeries> {
        let now = app.clock.now();
        let replanned = replan_series(app, tx, &mut self.series, &self.person, promised, now).await?;
        call_series::save(tx, &self.series).await?;
        // What the change brings beyond the calls already made is made at once.
        set_timer(tx, MatterKind::Series, self.series.id.0, Some(now), now).await?;
        keep_trace(app, tx, &self.series, by, verb, detail, now).await?;
        Ok(EditedSeries::Done(Box::new(self.series), replanned))
    }
}

/// A line of the audit about a series.
pub(crate) async fn keep_trace(
    app: &App,
    tx: &mut Tx,
    series: &CallSeries,
    by: Member,
    verb: &str,
    detail: Value,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let actor = format!("member:{}", by.uuid());
    let trace = Trace {
        organisation_id: series.organisation_id,
        actor: &actor,
        verb,
        noun: "series",
        noun_id: series.id.0,
        detail,
    };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}
