//! One more call, beside those of the rule.

use chrono::{NaiveDate, NaiveTime};
use passerelle_domain::{
    ids::{OrganisationId, SeriesId},
    local_time,
    people::Member,
    series_plan::Promised,
    series_refusal::{SeriesRefusal, is_her_hour},
};
use passerelle_store::transact;
use serde_json::json;

use crate::{
    App,
    error::Outcome,
    series_edit::{EditedSeries, Editing},
};

/// Adds a call on `on` at `at`, on her clocks, to a series that has none that day. Again is refused: it has one then.
///
/// # Errors
/// Trouble of the database.
pub async fn add_occurrence(
    app: &App,
    owner: OrganisationId,
    id: SeriesId,
    (on, at): (NaiveDate, NaiveTime),
    by: Member,
) -> Outcome<EditedSeries> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let mut editing = match Editing::load(app, tx, owner, id).await? {
            Ok(editing) => editing,
            Err(answer) => return Ok(answer),
        };
        if editing.has_call_on(on) {
            return Ok(EditedSeries::Refused(SeriesRefusal::DateTaken(on)));
        }
        if local_time::instant_of(on, at, editing.series.zone) <= now {
            return Ok(EditedSeries::Refused(SeriesRefusal::HasPassed));
        }
        if !is_her_hour(&editing.person, at) {
            return Ok(EditedSeries::Refused(SeriesRefusal::QuietHours));
        }
        editing.series.exceptions.call(on, at);
        if let Err(refusal) = editing.check(now) {
            return Ok(EditedSeries::Refused(refusal));
        }
        editing.finish(app, tx, Promised::Keep, by, "added", json!({ "on": on })).await
    })
    .await
}
