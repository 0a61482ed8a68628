//! A series on the page of a person: a date without a call, a call on another day, the last one.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use chrono::NaiveTime;
use passerelle_app::{EditedSeries, end_series, move_occurrence, skip_occurrence};
use passerelle_domain::{
    ids::{PersonId, SeriesId},
    series_end::EndReason,
    series_refusal::SeriesRefusal,
};
use passerelle_store::call_series;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    form::Signed,
    guard::{Refusal, Shown, Visitor},
    person_forms::{back, day},
    person_page::{Typed, read_id, show},
};
use crate::WebState;

type Fields = BTreeMap<&'static str, String>;

/// The series of an address, when it is this person's.
async fn found(state: &WebState, visitor: &Visitor, id: &str, series: &str) -> Result<(PersonId, SeriesId), Refusal> {
    let (id, series) = (read_id(id)?, series.parse::<Uuid>().map(SeriesId).map_err(|_| Refusal::NotFound)?);
    let mut read = state.app().db.read().await?;
    let known = call_series::by_id(&mut read, series).await?;
    let is_hers = known.is_some_and(|known| known.person_id == id && known.organisation_id == visitor.owner());
    if is_hers { Ok((id, series)) } else { Err(Refusal::NotFound) }
}

/// What became of the wish: told, or the form again.
async fn answer(
    state: &WebState,
    visitor: &Visitor,
    id: PersonId,
    (form, fields): (String, Fields),
    (done, told): (Result<EditedSeries, &'static str>, &'static str),
) -> Shown {
    let key = match done {
        Ok(EditedSeries::Done(..)) => return back(id, told),
        Ok(EditedSeries::Unknown) => return Err(Refusal::NotFound),
        Ok(EditedSeries::Refused(refusal)) => refusal_key(&refusal),
        Err(key) => key,
    };
    let problem = visitor.words().say(key);
    show(state, visitor, id, Typed { form, problem, fields }).await
}

fn refusal_key(refusal: &SeriesRefusal) -> &'static str {
    use SeriesRefusal::{
        AnotherCircle, DateTaken, EndsBeforeItStarts, ExceptionInQuietHours, FollowsEnough, HasEnded, HasPassed,
        KeptApart, NoCallThatDay, OutsideTheSeries, PairWithoutVolunteer, QuietHours, Rule, TeamSize, UnderWay,
        UnknownProtocol, VolunteerHasLeft,
    };
    match refusal {
        NoCallThatDay(_) => "series-no-call-that-day",
        DateTaken(_) => "series-date-taken",
        HasPassed => "series-has-passed",
        QuietHours | ExceptionInQuietHours(_) => "series-quiet-hours",
        UnderWay(_) => "series-under-way",
        HasEnded => "series-has-ended",
        EndsBeforeItStarts | OutsideTheSeries(_) => "series-outside",
        Rule(_) | PairWithoutVolunteer | KeptApart | VolunteerHasLeft | AnotherCircle | FollowsEnough | TeamSize
        | UnknownProtocol => "series-cannot-be",
    }
}

#[derive(Deserialize)]
pub(crate) struct Skipped {
    #[serde(default)]
    day: String,
}

/// `POST /people/{id}/series/{series}/skips`: no call on that day.
pub(crate) async fn skip(
    State(state): State<WebState>,
    visitor: Visitor,
    Path((id, series)): Path<(String, String)>,
    Signed(skipped): Signed<Skipped>,
) -> Shown {
    let (id, series) = found(&state, &visitor, &id, &series).await?;
    let done = match day(&skipped.day) {
        Some(on) => Ok(skip_occurrence(state.app(), visitor.owner(), series, (on, on), visitor.member()).await?),
        None => Err("series-not-a-date"),
    };
    let typed = (format!("{series}-skip"), Fields::from([("day", skipped.day)]));
    answer(&state, &visitor, id, typed, (done, "call-skipped")).await
}

#[derive(Deserialize)]
pub(crate) struct Moved {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    at: String,
}

/// `POST /people/{id}/series/{series}/moves`: one call on another day, or at another hour.
pub(crate) async fn move_one(
    State(state): State<WebState>,
    visitor: Visitor,
    Path((id, series)): Path<(String, String)>,
    Signed(moved): Signed<Moved>,
) -> Shown {
    let (id, series) = found(&state, &visitor, &id, &series).await?;
    let at = NaiveTime::parse_from_str(moved.at.trim(), "%H:%M").ok();
    let done = match (day(&moved.from), day(&moved.to), at) {
        (Some(from), Some(to), Some(at)) => {
            Ok(move_occurrence(state.app(), visitor.owner(), series, from, (to, at), visitor.member()).await?)
        }
        _ => Err("series-not-a-date"),
    };
    let fields = Fields::from([("from", moved.from), ("to", moved.to), ("at", moved.at)]);
    answer(&state, &visitor, id, (format!("{series}-move"), fields), (done, "call-moved")).await
}

#[derive(Deserialize)]
pub(crate) struct Ended {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    last_on: String,
}

/// `POST /people/{id}/series/{series}/end`: now, or after its call of a day.
pub(crate) async fn end(
    State(state): State<WebState>,
    visitor: Visitor,
    Path((id, series)): Path<(String, String)>,
    Signed(ended): Signed<Ended>,
) -> Shown {
    let (id, series) = found(&state, &visitor, &id, &series).await?;
    let last_on = day(&ended.last_on);
    let is_wrong = last_on.is_none() && !ended.last_on.trim().is_empty();
    let done = match EndReason::parse(&ended.reason) {
        _ if is_wrong => Err("series-not-a-date"),
        None => Err("series-needs-reason"),
        Some(reason) => Ok(end_series(state.app(), visitor.owner(), series, reason, last_on, visitor.member()).await?),
    };
    let fields = Fields::from([("reason", ended.reason), ("last_on", ended.last_on)]);
    answer(&state, &visitor, id, (format!("{series}-end"), fields), (done, "series-ended")).await
}
