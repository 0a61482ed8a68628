//! Residences and their weekly rounds, over the API: who is called next, what was told, the tasks, the bulletin.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use passerelle_app::{
    Bulletin, ImportedList, NextResident, RecordedResident, SavedResidence, TakenTask, ToldInitiative, WantedResidence,
    import_residents, next_resident, record_resident, residence_tasks, save_residence, take_task, tell_initiative,
    write_bulletin,
};
use passerelle_domain::{
    api_scope::ApiScope,
    code::Code,
    contact_round::{ContactResult, ContactStatus, Residence},
    follow_up::{FollowUp, FollowUpState, Need, Triage, Urgency},
    ids::ResidentId,
    people::Member,
};
use passerelle_store::residences;
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
        .with(ApiScope::CampaignsWrite, routes!(save))
        .with_long_body(ApiScope::CampaignsWrite, routes!(import))
        .with(ApiScope::CampaignsWrite, routes!(next))
        .with(ApiScope::CampaignsWrite, routes!(record))
        .list(ApiScope::CampaignsRead, routes!(tasks))
        .with(ApiScope::CampaignsWrite, routes!(take))
        .with(ApiScope::CampaignsWrite, routes!(initiative))
        .with(ApiScope::CampaignsRead, routes!(bulletin))
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such residence.")
}

fn wrong(title: &'static str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title).with_detail(detail)
}

/// A residence.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResidenceView {
    key: String,
    name: String,
    facilitator: Uuid,
}

impl From<Residence> for ResidenceView {
    fn from(residence: Residence) -> ResidenceView {
        ResidenceView { key: residence.key, name: residence.name, facilitator: residence.facilitator.0 }
    }
}

/// Every residence, by reference.
#[utoipa::path(get, path = "/residences", responses((status = 200, body = Vec<ResidenceView>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<ResidenceView>, Problem> {
    let all = async { residences::of_organisation(&mut state.app().db.read().await?, staff.organisation_id).await };
    let all = all.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(all.into_iter().map(ResidenceView::from), |residence| residence.key.clone()))
}

/// What a residence is to be; what is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = residences::Wanted)]
pub(crate) struct Wanted {
    name: Option<String>,
    line: Option<String>,
    facilitator: Option<String>,
}

/// Makes or changes a residence. For example `{"name": "Les Tilleuls", "line": "paris", "facilitator": "ines"}`.
#[utoipa::path(
    put, path = "/residences/{key}", params(("key" = String, Path)), request_body = Wanted,
    responses((status = 200, body = ResidenceView))
)]
async fn save(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
    ApiJson(wanted): ApiJson<Wanted>,
) -> Result<Json<ResidenceView>, Problem> {
    let by = deciding(&staff)?;
    let Wanted { name, line, facilitator } = wanted;
    let wanted = WantedResidence { key, name, line, facilitator };
    let saved = save_residence(state.app(), staff.organisation_id, &wanted, by).await;
    match saved.map_err(|error| Problem::trouble(&error))? {
        SavedResidence::Saved(residence) => Ok(Json(residence.into())),
        SavedResidence::Refused(why) => Err(wrong("This residence cannot be.", why)),
    }
}

/// Who lives in a residence, a CSV file.
#[utoipa::path(
    post, path = "/residences/{key}/residents",
    params(("key" = String, Path)),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportView))
)]
async fn import(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
    ApiBytes(file): ApiBytes,
) -> Result<Json<ImportView>, Problem> {
    let by = deciding(&staff)?;
    let imported = import_residents(state.app(), staff.organisation_id, &key, &file, by).await;
    match imported.map_err(|error| Problem::trouble(&error))? {
        ImportedList::Read(report) => Ok(Json(ImportView::of(&report))),
        ImportedList::Refused(reason) => Err(wrong("Nothing of this list is taken.", reason)),
        ImportedList::Closed | ImportedList::Unknown => Err(not_found()),
    }
}

/// Somebody to call.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResidentView {
    id: Uuid,
    reference: String,
    title: String,
    first_name: String,
    last_name: String,
    phone: String,
    kept_until: DateTime<Utc>,
}

/// Who is next this week in a residence, kept for the token's holder; `null` when nobody is.
#[utoipa::path(
    post, path = "/residences/{key}/reservations", params(("key" = String, Path)),
    responses((status = 200, body = Option<ResidentView>))
)]
async fn next(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<Option<ResidentView>>, Problem> {
    let by = calling(&staff)?;
    let next = next_resident(state.app(), staff.organisation_id, &key, by).await;
    match next.map_err(|error| Problem::trouble(&error))? {
        NextResident::Kept(resident, kept_until) => Ok(Json(Some(ResidentView {
            id: resident.id.0,
            reference: resident.reference,
            title: resident.tenant.title,
            first_name: resident.tenant.first_name,
            last_name: resident.tenant.last_name,
            phone: resident.tenant.phone.as_str().to_owned(),
            kept_until,
        }))),
        NextResident::NoneNow => Ok(Json(None)),
        NextResident::Unknown => Err(not_found()),
    }
}

/// How a resident was reached, and what they need.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = residences::Told)]
pub(crate) struct Told {
    #[schema(schema_with = schema::word::<ContactResult>)]
    result: ContactResult,
    #[schema(schema_with = schema::word_or_null::<Need>)]
    need: Option<Need>,
    #[schema(schema_with = schema::word_or_null::<Urgency>)]
    urgency: Option<Urgency>,
}

/// What is noted.
#[derive(Serialize, ToSchema)]
#[schema(as = residences::ToldView)]
pub(crate) struct ToldView {
    #[schema(schema_with = schema::word_or_null::<ContactStatus>)]
    status: Option<ContactStatus>,
    /// Code of the task that the need became.
    #[schema(value_type = Option<String>)]
    task: Option<Code>,
}

/// How a resident was reached, and what they need. For example `{"result": "reached", "need": "supply", "urgency":
/// "routine"}`.
#[utoipa::path(
    post, path = "/residences/{key}/residents/{id}/contacts",
    params(("key" = String, Path), ("id" = Uuid, Path)),
    request_body = Told,
    responses((status = 200, body = ToldView))
)]
async fn record(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath((key, id)): ApiPath<(String, Uuid)>,
    ApiJson(told): ApiJson<Told>,
) -> Result<Json<ToldView>, Problem> {
    let by = calling(&staff)?;
    let need = told.need.map(|need| Triage { need, urgency: told.urgency.unwrap_or(Urgency::Routine) });
    let owner = staff.organisation_id;
    let recorded = record_resident(state.app(), owner, &key, ResidentId(id), told.result, need, by).await;
    match recorded.map_err(|error| Problem::trouble(&error))? {
        RecordedResident::Noted(status, task) => Ok(Json(ToldView { status, task })),
        RecordedResident::HeldByAnother => {
            Err(Problem::new(StatusCode::CONFLICT, "Somebody else has them on the telephone."))
        }
        RecordedResident::Unknown => Err(Problem::new(StatusCode::NOT_FOUND, "No such resident.")),
    }
}

/// A task of a residence.
#[derive(Serialize, ToSchema)]
pub(crate) struct TaskView {
    #[schema(value_type = String)]
    code: Code,
    #[schema(schema_with = schema::word::<FollowUpState>)]
    state: FollowUpState,
    #[schema(schema_with = schema::word_or_null::<Need>)]
    need: Option<Need>,
    due_at: Option<DateTime<Utc>>,
    owned_by: Option<Uuid>,
    is_taken: bool,
}

impl From<FollowUp> for TaskView {
    fn from(task: FollowUp) -> TaskView {
        TaskView {
            code: task.code,
            state: task.state,
            need: task.triage.map(|triage| triage.need),
            due_at: task.due_at,
            owned_by: task.owner.map(Member::uuid),
            is_taken: task.taken_by.is_some(),
        }
    }
}

/// What is left to do in a residence, oldest first.
#[utoipa::path(
    get, path = "/residences/{key}/tasks", params(("key" = String, Path)),
    responses((status = 200, body = Vec<TaskView>))
)]
async fn tasks(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
    ApiPath(key): ApiPath<String>,
) -> Result<Page<TaskView>, Problem> {
    calling(&staff)?;
    let tasks = residence_tasks(state.app(), staff.organisation_id, &key).await;
    let tasks = tasks.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    Ok(page.of(tasks.into_iter().map(TaskView::from), |task| task.code.to_string()))
}

/// Which neighbour.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Taker {
    /// Reference of the dwelling.
    resident: String,
}

/// A neighbour takes a task of a residence; 409 when another one has it. For example `{"resident": "B12"}`.
#[utoipa::path(
    post, path = "/residences/{key}/tasks/{code}/taker",
    params(("key" = String, Path), ("code" = String, Path)),
    request_body = Taker,
    responses((status = 200, body = TaskView))
)]
async fn take(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath((key, code)): ApiPath<(String, String)>,
    ApiJson(taker): ApiJson<Taker>,
) -> Result<Json<TaskView>, Problem> {
    let by = calling(&staff)?;
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let taken = take_task(state.app(), staff.organisation_id, &key, &code, &taker.resident, by).await;
    match taken.map_err(|error| Problem::trouble(&error))? {
        TakenTask::Taken(task) => Ok(Json((*task).into())),
        TakenTask::TooLate => Err(Problem::new(StatusCode::CONFLICT, "Somebody has it, or it is done.")),
        TakenTask::Unknown => Err(Problem::new(StatusCode::NOT_FOUND, "No such task, or no such neighbour.")),
    }
}

/// What residents do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Initiative {
    text: String,
}

/// What residents do, for this week's bulletin; 422 when it tells of somebody. For example `{"text": "…"}`.
#[utoipa::path(
    post, path = "/residences/{key}/initiatives", params(("key" = String, Path)), request_body = Initiative,
    responses((status = 204))
)]
async fn initiative(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
    ApiJson(told): ApiJson<Initiative>,
) -> Result<StatusCode, Problem> {
    let by = calling(&staff)?;
    let told = tell_initiative(state.app(), staff.organisation_id, &key, &told.text, by).await;
    match told.map_err(|error| Problem::trouble(&error))? {
        ToldInitiative::Noted => Ok(StatusCode::NO_CONTENT),
        ToldInitiative::Unfit(why) => Err(wrong("This cannot stand in a bulletin.", why.to_string())),
        ToldInitiative::Unknown => Err(not_found()),
    }
}

/// The bulletin.
#[derive(Serialize, ToSchema)]
pub(crate) struct BulletinView {
    residence: String,
    week: NaiveDate,
    #[schema(value_type = BTreeMap<String, u32>)]
    by_status: BTreeMap<ContactStatus, u32>,
    without_status: u32,
    needs: u32,
    taken: u32,
    done: u32,
    initiatives: Vec<String>,
}

/// A day of the week that is told.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfDay {
    on: Option<NaiveDate>,
}

/// The bulletin of the week that holds a day, or today.
#[utoipa::path(
    get, path = "/residences/{key}/bulletin", params(("key" = String, Path), OfDay),
    responses((status = 200, body = BulletinView))
)]
async fn bulletin(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
    ApiQuery(day): ApiQuery<OfDay>,
) -> Result<Json<BulletinView>, Problem> {
    let bulletin = write_bulletin(state.app(), staff.organisation_id, &key, day.on).await;
    let bulletin = bulletin.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    let Bulletin { residence, week, by_status, without_status, needs, taken, done, initiatives } = bulletin;
    Ok(Json(BulletinView { residence, week, by_status, without_status, needs, taken, done, initiatives }))
}
