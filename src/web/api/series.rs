//! Series of calls over the API: read, change, skip, move, add, end. Found by identifier: a key may hold a name.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use passerelle_app::{
    EditedSeries, Replanned, SeriesChange, add_occurrence, change_series, end_series, move_occurrence, skip_occurrence,
};
use passerelle_domain::{
    api_scope::ApiScope,
    call_series::{CallSeries, PairingPolicy, Recurrence},
    ids::{PersonId, SeriesId, VolunteerId},
    people::Member,
    protocol_name::ProtocolName,
    series_end::EndReason,
    series_exceptions::SeriesExceptions,
    series_holidays::SeriesHolidays,
    series_plan::Promised,
};
use passerelle_store::{call_series, volunteers};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath, ApiQuery},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::SeriesRead, routes!(list))
        .with(ApiScope::SeriesRead, routes!(show))
        .with(ApiScope::SeriesWrite, routes!(change))
        .with(ApiScope::SeriesWrite, routes!(skip))
        .with(ApiScope::SeriesWrite, routes!(move_one))
        .with(ApiScope::SeriesWrite, routes!(add))
        .with(ApiScope::SeriesWrite, routes!(end))
}

/// A series, as the API shows it. Dates and hours are local, on the clocks of `timezone`.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeriesView {
    id: Uuid,
    key: String,
    person_id: Uuid,
    volunteer_id: Option<Uuid>,
    team: Vec<Uuid>,
    #[schema(schema_with = schema::word::<PairingPolicy>)]
    pairing: PairingPolicy,
    #[schema(value_type = String)]
    rrule: Recurrence,
    #[schema(value_type = String)]
    local_time: NaiveTime,
    #[schema(value_type = String)]
    timezone: Tz,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    duration_min: u32,
    #[schema(schema_with = schema::word::<SeriesHolidays>)]
    holiday_policy: SeriesHolidays,
    #[schema(value_type = String)]
    exceptions: SeriesExceptions,
    #[schema(value_type = Option<String>)]
    protocol: Option<ProtocolName>,
    is_active: bool,
    waits_for_number: bool,
    end_reason: Option<&'static str>,
    ended_at: Option<DateTime<Utc>>,
    ended_by: Option<Uuid>,
    calls_made_to: Option<NaiveDate>,
}

impl From<CallSeries> for SeriesView {
    fn from(series: CallSeries) -> SeriesView {
        let end = series.end.as_ref();
        SeriesView {
            id: series.id.0,
            key: series.key,
            person_id: series.person_id.0,
            volunteer_id: series.volunteer_id.map(|id| id.0),
            team: series.team.iter().map(|id| id.0).collect(),
            pairing: series.pairing,
            rrule: series.rule,
            local_time: series.local_time,
            timezone: series.zone,
            starts_on: series.starts_on,
            ends_on: series.ends_on,
            duration_min: series.duration_min,
            holiday_policy: series.holidays,
            exceptions: series.exceptions,
            protocol: series.protocol,
            is_active: series.is_active,
            waits_for_number: series.wrong_number.is_some(),
            end_reason: end.map(|end| end.reason.as_str()),
            ended_at: end.map(|end| end.at),
            ended_by: end.and_then(|end| end.by).map(Member::uuid),
            calls_made_to: series.materialised_to,
        }
    }
}

/// A series after a change, and what became of the calls already made.
#[derive(Serialize, ToSchema)]
#[schema(as = series::ChangedView)]
pub(crate) struct ChangedView {
    series: SeriesView,
    made: u32,
    dropped: u32,
    moved: u32,
    withdrawn: u32,
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such series.")
}

fn unprocessable(detail: impl ToString) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This cannot be.").with_detail(detail.to_string())
}

fn answer(edited: EditedSeries) -> Result<Json<ChangedView>, Problem> {
    match edited {
        EditedSeries::Done(series, Replanned { made, dropped, moved, withdrawn }) => {
            Ok(Json(ChangedView { series: (*series).into(), made, dropped, moved, withdrawn }))
        }
        EditedSeries::Refused(refusal) => Err(unprocessable(refusal)),
        EditedSeries::Unknown => Err(not_found()),
    }
}

/// Which series are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Listed {
    person: Option<Uuid>,
    #[serde(default)]
    ended: bool,
}

/// The series that go on, by key; `?person=` those of one person, `?ended=true` those that ended too.
#[utoipa::path(get, path = "/series", params(Listed), responses((status = 200, body = Vec<SeriesView>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
    ApiQuery(listed): ApiQuery<Listed>,
) -> Result<Page<SeriesView>, Problem> {
    let all = async {
        let mut read = state.app().db.read().await?;
        match listed.person {
            Some(person) => call_series::of_person(&mut read, PersonId(person)).await,
            None => call_series::of_organisation(&mut read, staff.organisation_id).await,
        }
    };
    let all = all.await.map_err(|error| Problem::trouble(&error.into()))?;
    let mine = all.into_iter().filter(|series| series.organisation_id == staff.organisation_id);
    Ok(page.of(mine.filter(|series| listed.ended || series.is_active).map(SeriesView::from), |series| {
        series.id.to_string()
    }))
}

/// One series, ended or not.
#[utoipa::path(get, path = "/series/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = SeriesView)))]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<SeriesView>, Problem> {
    let found = async {
        let mut read = state.app().db.read().await?;
        call_series::by_id(&mut read, SeriesId(id)).await
    };
    let found = found.await.map_err(|error| Problem::trouble(&error.into()))?;
    let mine = found.filter(|series| series.organisation_id == staff.organisation_id);
    mine.map(|series| Json(series.into())).ok_or_else(not_found)
}

/// What changes; what is absent stays.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changing {
    rrule: Option<String>,
    local_time: Option<String>,
    #[schema(value_type = Option<String>)]
    timezone: Option<Tz>,
    starts_on: Option<NaiveDate>,
    duration_min: Option<u32>,
    #[schema(schema_with = schema::word_or_null::<PairingPolicy>)]
    pairing: Option<PairingPolicy>,
    volunteer_id: Option<Uuid>,
    team: Option<Vec<Uuid>>,
    #[schema(schema_with = schema::word_or_null::<SeriesHolidays>)]
    holiday_policy: Option<SeriesHolidays>,
    protocol: Option<String>,
    #[serde(default)]
    #[schema(schema_with = schema::word::<Promised>)]
    promised: Promised,
}

/// Changes what is named of a series. Calls nobody counts on yet are made again; those promised (the volunteer said OUI, or
/// within a day) are kept, or with `"promised": "move"` moved, and both are told. 422 with the reason when it cannot be.
#[utoipa::path(
    post, path = "/series/{id}/changes", params(("id" = Uuid, Path)), request_body = Changing,
    responses((status = 200, body = ChangedView))
)]
async fn change(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(wish): ApiJson<Changing>,
) -> Result<Json<ChangedView>, Problem> {
    let rule = wish.rrule.as_deref().map(Recurrence::parse).transpose();
    let people: Vec<Uuid> = wish.volunteer_id.into_iter().chain(wish.team.iter().flatten().copied()).collect();
    check_volunteers(&state, &staff, &people).await?;
    let change = SeriesChange {
        rule: rule.map_err(|error| unprocessable(format!("rrule: {error}")))?,
        local_time: wish.local_time.as_deref().map(hour).transpose()?,
        zone: wish.timezone,
        starts_on: wish.starts_on,
        duration_min: wish.duration_min.map(duration).transpose()?,
        pairing: wish.pairing,
        volunteer: wish.volunteer_id.map(VolunteerId),
        team: wish.team.map(|team| team.into_iter().map(VolunteerId).collect()),
        holidays: wish.holiday_policy,
        protocol: wish.protocol.map(ProtocolName),
    };
    let by = Member::Staff(staff.id);
    let edited = change_series(state.app(), staff.organisation_id, SeriesId(id), &change, wish.promised, by).await;
    answer(edited.map_err(|error| Problem::trouble(&error))?)
}

async fn check_volunteers(
    state: &WebState,
    staff: &passerelle_domain::people::Staff,
    people: &[Uuid],
) -> Result<(), Problem> {
    for id in people {
        let found = async {
            let mut read = state.app().db.read().await?;
            volunteers::by_id(&mut read, &state.app().secrets, VolunteerId(*id)).await
        };
        let found = found.await.map_err(|error| Problem::trouble(&error.into()))?;
        if found.is_none_or(|volunteer| volunteer.organisation_id != staff.organisation_id) {
            return Err(unprocessable("a volunteer is unknown"));
        }
    }
    Ok(())
}

fn hour(text: &str) -> Result<NaiveTime, Problem> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| unprocessable("not a time: write for example 09:30"))
}

fn duration(minutes: u32) -> Result<u32, Problem> {
    let range = CallSeries::DURATION_MIN;
    if range.contains(&minutes) { Ok(minutes) } else { Err(unprocessable("duration_min: 5 to 120")) }
}

/// The days without a call; one day when `last` is absent.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Skipping {
    first: NaiveDate,
    last: Option<NaiveDate>,
}

/// No call of a series on these days. For example `{"first": "2027-08-02", "last": "2027-08-15"}`.
#[utoipa::path(
    post, path = "/series/{id}/skips", params(("id" = Uuid, Path)), request_body = Skipping,
    responses((status = 200, body = ChangedView))
)]
async fn skip(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(days): ApiJson<Skipping>,
) -> Result<Json<ChangedView>, Problem> {
    let (owner, by) = (staff.organisation_id, Member::Staff(staff.id));
    let days = (days.first, days.last.unwrap_or(days.first));
    let edited = skip_occurrence(state.app(), owner, SeriesId(id), days, by).await;
    answer(edited.map_err(|error| Problem::trouble(&error))?)
}

/// One call, elsewhere.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Moving {
    from: NaiveDate,
    to: NaiveDate,
    at: String,
}

/// Moves one call of a series. For example `{"from": "2026-12-24", "to": "2026-12-26", "at": "10:00"}`.
#[utoipa::path(
    post, path = "/series/{id}/moves", params(("id" = Uuid, Path)), request_body = Moving,
    responses((status = 200, body = ChangedView))
)]
async fn move_one(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(moving): ApiJson<Moving>,
) -> Result<Json<ChangedView>, Problem> {
    let (owner, by) = (staff.organisation_id, Member::Staff(staff.id));
    let to = (moving.to, hour(&moving.at)?);
    let edited = move_occurrence(state.app(), owner, SeriesId(id), moving.from, to, by).await;
    answer(edited.map_err(|error| Problem::trouble(&error))?)
}

/// One call more.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Adding {
    on: NaiveDate,
    at: String,
}

/// One call more of a series. For example `{"on": "2026-12-25", "at": "11:00"}`.
#[utoipa::path(
    post, path = "/series/{id}/additions", params(("id" = Uuid, Path)), request_body = Adding,
    responses((status = 200, body = ChangedView))
)]
async fn add(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(adding): ApiJson<Adding>,
) -> Result<Json<ChangedView>, Problem> {
    let (owner, by) = (staff.organisation_id, Member::Staff(staff.id));
    let on = (adding.on, hour(&adding.at)?);
    let edited = add_occurrence(state.app(), owner, SeriesId(id), on, by).await;
    answer(edited.map_err(|error| Problem::trouble(&error))?)
}

/// Why a series ends; at once when `last_on` is absent.
#[derive(Deserialize, ToSchema)]
#[schema(as = series::Ending)]
pub(crate) struct Ending {
    reason: String,
    last_on: Option<NaiveDate>,
}

/// Ends a series: nothing more comes of it; after a death or a move, of none of hers. For example `{"reason":
/// "person_wish"}`.
#[utoipa::path(
    post, path = "/series/{id}/end", params(("id" = Uuid, Path)), request_body = Ending,
    responses((status = 200, body = ChangedView))
)]
async fn end(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(ending): ApiJson<Ending>,
) -> Result<Json<ChangedView>, Problem> {
    let Some(reason) = EndReason::parse(&ending.reason) else {
        let known: Vec<&str> = EndReason::GIVEN.into_iter().map(EndReason::as_str).collect();
        return Err(unprocessable(format!("reason: one of {}", known.join(", "))));
    };
    let (owner, by) = (staff.organisation_id, Member::Staff(staff.id));
    let edited = end_series(state.app(), owner, SeriesId(id), reason, ending.last_on, by).await;
    answer(edited.map_err(|error| Problem::trouble(&error))?)
}
