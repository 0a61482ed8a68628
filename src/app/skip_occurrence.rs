//! No call on a date of a series, or on any of several weeks.

use chrono::NaiveDate;
use passerelle_domain::{
    ids::{OrganisationId, SeriesId},
    people::Member,
    scheduled_call::ScheduledCall,
    series_plan::{Promised, Standing},
    series_refusal::SeriesRefusal,
    taken_back::TakenBack,
};
use passerelle_store::transact;
use serde_json::json;

use crate::{
    App,
    error::Outcome,
    replan_series::take_back,
    series_edit::{EditedSeries, Editing},
    tell_change::tell_taken_back,
};

/// The longest pause: a year.
const MOST_DAYS: i64 = 366;

/// Takes the calls of `first` to `last`, both included, out of a series; it goes on afterwards. Whoever was promised one is
/// told. On a single date without a call it is refused; over several days there may be none. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn skip_occurrence(
    app: &App,
    owner: OrganisationId,
    id: SeriesId,
    (first, last): (NaiveDate, NaiveDate),
    by: Member,
) -> Outcome<EditedSeries> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let mut editing = match Editing::load(app, tx, owner, id).await? {
            Ok(editing) => editing,
            Err(answer) => return Ok(answer),
        };
        if last < first || (last - first).num_days() > MOST_DAYS {
            return Ok(EditedSeries::Refused(SeriesRefusal::EndsBeforeItStarts));
        }
        let is_skipped = editing.series.exceptions.on(first) == Some(None);
        if first == last && !editing.has_call_on(first) && !is_skipped {
            return Ok(EditedSeries::Refused(SeriesRefusal::NoCallThatDay(first)));
        }
        let concerned: Vec<ScheduledCall> =
            editing.live.iter().filter(|call| call.local_on >= first && call.local_on <= last).cloned().collect();
        for call in &concerned {
            if let Err(refusal) = editing.check_untouched(call.local_on, now) {
                return Ok(EditedSeries::Refused(refusal));
            }
        }

        let days = first.iter_days().take_while(|day| *day <= last);
        days.for_each(|day| editing.series.exceptions.skip(day));
        for call in concerned {
            take_back(app, tx, call.id, TakenBack::Skipped, now).await?;
            if Standing::of(&call, now) == Standing::Promised {
                tell_taken_back(app, tx, &call, &editing.person, now).await?;
            }
        }
        let detail = json!({ "first": first, "last": last });
        editing.finish(app, tx, Promised::Keep, by, "skipped", detail).await
    })
    .await
}
