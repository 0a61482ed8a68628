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
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.get("/residences", ApiScope::CampaignsRead, list)
        .put("/residences/{key}", ApiScope::CampaignsWrite, save)
        .post_list("/residences/{key}/residents", ApiScope::CampaignsWrite, import)
        .post("/residences/{key}/reservations", ApiScope::CampaignsWrite, next)
        .post("/residences/{key}/residents/{id}/contacts", ApiScope::CampaignsWrite, record)
        .get("/residences/{key}/tasks", ApiScope::CampaignsRead, tasks)
        .post("/residences/{key}/tasks/{code}/taker", ApiScope::CampaignsWrite, take)
        .post("/residences/{key}/initiatives", ApiScope::CampaignsWrite, initiative)
        .get("/residences/{key}/bulletin", ApiScope::CampaignsRead, bulletin)
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such residence.")
}

fn wrong(title: &'static str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title).with_detail(detail)
}

/// A residence.
#[derive(Serialize)]
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

/// `GET /api/v1/residences`: all of them, by reference.
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
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    name: Option<String>,
    line: Option<String>,
    facilitator: Option<String>,
}

/// `PUT /api/v1/residences/{key}` with `{"name": "Les Tilleuls", "line": "paris", "facilitator": "ines"}`.
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

/// `POST /api/v1/residences/{key}/residents` with a CSV file as its body: who lives there.
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
#[derive(Serialize)]
pub(crate) struct ResidentView {
    id: Uuid,
    reference: String,
    title: String,
    first_name: String,
    last_name: String,
    phone: String,
    kept_until: DateTime<Utc>,
}

/// `POST /api/v1/residences/{key}/reservations`: who is next this week, kept for the token's holder; `null` when nobody is.
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
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Told {
    result: ContactResult,
    need: Option<Need>,
    urgency: Option<Urgency>,
}

/// What is noted.
#[derive(Serialize)]
pub(crate) struct ToldView {
    status: Option<ContactStatus>,
    /// Code of the task that the need became.
    task: Option<Code>,
}

/// `POST /api/v1/residences/{key}/residents/{id}/contacts` with `{"result": "reached", "need": "supply", "urgency": "routine"}`.
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
#[derive(Serialize)]
pub(crate) struct TaskView {
    code: Code,
    state: FollowUpState,
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

/// `GET /api/v1/residences/{key}/tasks`: what is left to do, oldest first.
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
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Taker {
    /// Reference of the dwelling.
    resident: String,
}

/// `POST /api/v1/residences/{key}/tasks/{code}/taker` with `{"resident": "B12"}`: a neighbour takes a task; 409 when another
/// one has it.
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
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Initiative {
    text: String,
}

/// `POST /api/v1/residences/{key}/initiatives` with `{"text": "…"}`: for this week's bulletin; 422 when it tells of somebody.
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
#[derive(Serialize)]
pub(crate) struct BulletinView {
    residence: String,
    week: NaiveDate,
    by_status: BTreeMap<ContactStatus, u32>,
    without_status: u32,
    needs: u32,
    taken: u32,
    done: u32,
    initiatives: Vec<String>,
}

/// A day of the week that is told.
#[derive(Deserialize)]
pub(crate) struct OfDay {
    on: Option<NaiveDate>,
}

/// `GET /api/v1/residences/{key}/bulletin?on=2026-11-27`: the week that holds that day, or today.
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
