//! Watch lists, over the API: whom a partner wants asked after, who is next, how she is.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use passerelle_app::{
    ImportedList, RecordedCheck, ReportedPerson, SavedWatchList, WantedWatchList, import_watch_list, next_check,
    record_check, report_watch_list, save_watch_list, stop_watching,
};
use passerelle_domain::{
    api_scope::ApiScope,
    ids::PersonId,
    watch_list::{CheckResult, WatchList, WatchStatus},
};
use passerelle_store::watch_lists;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use uuid::Uuid;

use super::{
    campaigns::{ImportView, calling},
    volunteers::deciding,
};
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiBytes, ApiJson, ApiPath, ApiQuery},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::CampaignsRead, routes!(list))
        .list(ApiScope::CampaignsRead, routes!(show))
        .with(ApiScope::CampaignsWrite, routes!(save))
        .with_long_body(ApiScope::CampaignsWrite, routes!(import))
        .with(ApiScope::CampaignsWrite, routes!(stop))
        .with(ApiScope::CampaignsWrite, routes!(next))
        .with(ApiScope::CampaignsWrite, routes!(record))
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such watch list.")
}

fn wrong(title: &'static str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title).with_detail(detail)
}

/// A list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListLine {
    key: String,
    partner: String,
    every_days: u32,
}

impl From<WatchList> for ListLine {
    fn from(list: WatchList) -> ListLine {
        ListLine { key: list.key, partner: list.partner, every_days: list.every_days }
    }
}

/// Every watch list, by reference.
#[utoipa::path(get, path = "/watch-lists", responses((status = 200, body = Vec<ListLine>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<ListLine>, Problem> {
    let all = async { watch_lists::of_organisation(&mut state.app().db.read().await?, staff.organisation_id).await };
    let all = all.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(all.into_iter().map(ListLine::from), |list| list.key.clone()))
}

/// What a list is to be; what is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = watch_lists::Wanted)]
pub(crate) struct Wanted {
    partner: Option<String>,
    line: Option<String>,
    every_days: Option<u32>,
}

/// Makes or changes a watch list. For example `{"partner": "soliha", "line": "paris", "every_days": 14}`.
#[utoipa::path(
    put, path = "/watch-lists/{key}", params(("key" = String, Path)), request_body = Wanted,
    responses((status = 200, body = ListLine))
)]
async fn save(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
    ApiJson(wanted): ApiJson<Wanted>,
) -> Result<Json<ListLine>, Problem> {
    let by = deciding(&staff)?;
    let Wanted { partner, line, every_days } = wanted;
    let wanted = WantedWatchList { key, partner, line, every_days };
    let saved = save_watch_list(state.app(), staff.organisation_id, &wanted, by).await;
    match saved.map_err(|error| Problem::trouble(&error))? {
        SavedWatchList::Saved(list) => Ok(Json(list.into())),
        SavedWatchList::Refused(why) => Err(wrong("This watch list cannot be.", why)),
    }
}

/// When the people of a list are first asked after.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct First {
    first_on: Option<NaiveDate>,
}

/// Adds people to a watch list, a CSV file as for a campaign.
#[utoipa::path(
    post, path = "/watch-lists/{key}/list",
    params(("key" = String, Path), First),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportView))
)]
async fn import(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
    ApiQuery(first): ApiQuery<First>,
    ApiBytes(file): ApiBytes,
) -> Result<Json<ImportView>, Problem> {
    let by = deciding(&staff)?;
    let imported = import_watch_list(state.app(), staff.organisation_id, &key, &file, first.first_on, by).await;
    match imported.map_err(|error| Problem::trouble(&error))? {
        ImportedList::Read(report) => Ok(Json(ImportView::of(&report))),
        ImportedList::Refused(reason) => Err(wrong("Nothing of this list is taken.", reason)),
        ImportedList::Closed | ImportedList::Unknown => Err(not_found()),
    }
}

/// One person of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct WatchedView {
    reference: String,
    person_id: Uuid,
    #[schema(value_type = String)]
    status: WatchStatus,
    due_on: NaiveDate,
    last_due_on: Option<NaiveDate>,
    last_result: Option<String>,
}

/// Everybody on a watch list, with the last check and the next date.
#[utoipa::path(
    get, path = "/watch-lists/{key}", params(("key" = String, Path)),
    responses((status = 200, body = Vec<WatchedView>))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
    ApiPath(key): ApiPath<String>,
) -> Result<Page<WatchedView>, Problem> {
    calling(&staff)?;
    let report = report_watch_list(state.app(), staff.organisation_id, &key).await;
    let (_, people) = report.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    let view = |person: ReportedPerson| WatchedView {
        reference: person.reference,
        person_id: person.person_id.0,
        status: person.status,
        due_on: person.due_on,
        last_due_on: person.last.as_ref().map(|(due_on, _)| *due_on),
        last_result: person.last.map(|(_, result)| result),
    };
    Ok(page.of(people.into_iter().map(view), |watched| watched.person_id.to_string()))
}

/// Somebody to ask after.
#[derive(Serialize, ToSchema)]
#[schema(as = watch_lists::NextView)]
pub(crate) struct NextView {
    person_id: Uuid,
    title: String,
    first_name: String,
    last_name: String,
    phones: Vec<String>,
    kept_until: DateTime<Utc>,
}

/// Who is next on any watch list, kept for the token's holder; `null` when nobody is.
#[utoipa::path(post, path = "/watch-checks/reservations", responses((status = 200, body = Option<NextView>)))]
async fn next(State(state): State<WebState>, ApiCaller(staff): ApiCaller) -> Result<Json<Option<NextView>>, Problem> {
    let by = calling(&staff)?;
    let next = next_check(state.app(), staff.organisation_id, by).await.map_err(|error| Problem::trouble(&error))?;
    Ok(Json(next.map(|(person, kept_until)| NextView {
        person_id: person.id.0,
        title: person.title,
        first_name: person.first_name,
        last_name: person.last_name,
        phones: person.phones.iter().map(|phone| phone.as_str().to_owned()).collect(),
        kept_until,
    })))
}

/// How she is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[schema(schema_with = schema::word::<CheckResult>)]
    result: CheckResult,
}

/// For how many lists it counted.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountedView {
    lists: usize,
}

/// How a person is (`well`, `worry`, `not_reached`), for every list she is on; 409 when somebody else has her on the
/// telephone. For example `{"result": "well"}`.
#[utoipa::path(
    post, path = "/people/{id}/watch-checks", params(("id" = Uuid, Path)), request_body = Asked,
    responses((status = 200, body = CountedView))
)]
async fn record(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(asked): ApiJson<Asked>,
) -> Result<Json<CountedView>, Problem> {
    let by = calling(&staff)?;
    let recorded = record_check(state.app(), staff.organisation_id, PersonId(id), asked.result, by).await;
    match recorded.map_err(|error| Problem::trouble(&error))? {
        RecordedCheck::Noted(lists) => Ok(Json(CountedView { lists })),
        RecordedCheck::HeldByAnother => {
            Err(Problem::new(StatusCode::CONFLICT, "Somebody else has her on the telephone."))
        }
        RecordedCheck::Unknown => Err(Problem::new(StatusCode::NOT_FOUND, "She is on no watch list.")),
    }
}

/// A person is on this watch list no more.
#[utoipa::path(
    delete, path = "/watch-lists/{key}/people/{person}", params(("key" = String, Path), ("person" = Uuid, Path)),
    responses((status = 204))
)]
async fn stop(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath((key, person)): ApiPath<(String, Uuid)>,
) -> Result<StatusCode, Problem> {
    let by = deciding(&staff)?;
    match stop_watching(state.app(), staff.organisation_id, &key, PersonId(person), by).await {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(not_found()),
        Err(error) => Err(Problem::trouble(&error)),
    }
}
