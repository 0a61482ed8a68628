//! One call of a series takes place on another day, or at another hour.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use passerelle_domain::{
    call_series::Occurrence,
    ids::{OrganisationId, SeriesId},
    local_time,
    people::Member,
    series_plan::{Promised, Standing},
    series_refusal::{SeriesRefusal, is_her_hour},
    taken_back::TakenBack,
};
use passerelle_store::transact;
use serde_json::json;

use crate::{
    App,
    error::Outcome,
    replan_series::{move_call, take_back},
    series_edit::{EditedSeries, Editing},
};

/// Moves the call of `from` to `to` at `at`, on her clocks. When it was promised both are told, and the volunteer is asked
/// whether it suits. The other dates stay as they are. Again is refused: there is no call on `from` any more.
///
/// # Errors
/// Trouble of the database.
pub async fn move_occurrence(
    app: &App,
    owner: OrganisationId,
    id: SeriesId,
    from: NaiveDate,
    (to, at): (NaiveDate, NaiveTime),
    by: Member,
) -> Outcome<EditedSeries> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let mut editing = match Editing::load(app, tx, owner, id).await? {
            Ok(editing) => editing,
            Err(answer) => return Ok(answer),
        };
        if let Some(refusal) = refusal(&editing, from, (to, at), now) {
            return Ok(EditedSeries::Refused(refusal));
        }

        editing.series.exceptions.skip(from);
        editing.series.exceptions.call(to, at);
        if let Err(refusal) = editing.check(now) {
            return Ok(EditedSeries::Refused(refusal));
        }
        if let Some(call) = editing.live_on(from).cloned() {
            let starts_at = local_time::instant_of(to, at, editing.series.zone);
            // A call nobody counts on is made again with the others, as the series says now.
            if Standing::of(&call, now) == Standing::Promised {
                let there = Occurrence { local_on: to, starts_at };
                move_call(app, tx, &editing.series, &editing.person, call.id, there, now).await?;
            } else {
                take_back(app, tx, call.id, TakenBack::Moved, now).await?;
            }
        }
        let detail = json!({ "from": from, "to": to });
        editing.finish(app, tx, Promised::Keep, by, "moved", detail).await
    })
    .await
}

fn refusal(
    editing: &Editing,
    from: NaiveDate,
    (to, at): (NaiveDate, NaiveTime),
    now: DateTime<Utc>,
) -> Option<SeriesRefusal> {
    if !editing.has_call_on(from) {
        return Some(SeriesRefusal::NoCallThatDay(from));
    }
    if let Err(refusal) = editing.check_untouched(from, now) {
        return Some(refusal);
    }
    if to != from && editing.has_call_on(to) {
        return Some(SeriesRefusal::DateTaken(to));
    }
    if local_time::instant_of(to, at, editing.series.zone) <= now {
        return Some(SeriesRefusal::HasPassed);
    }
    (!is_her_hour(&editing.person, at)).then_some(SeriesRefusal::QuietHours)
}
