//! Households and their teams, over the API. Who may do what is one matrix, in the rules; a household that is not one's own does
//! not exist.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{
    AppError, Followed, HouseholdFile, add_household, join_household_team, leave_household_team, list_households,
    plan_visit, read_household, set_household_goals, tell_visit, write_household_note,
};
use passerelle_domain::{
    api_scope::ApiScope,
    household::{Household, TeamRole},
    ids::{HouseholdId, PersonId, VisitId},
};
use passerelle_store::notes::Note;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{
    WebState,
    caller::TeamCaller,
    extract::{ApiJson, ApiPath},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::HouseholdsRead, routes!(list))
        .with(ApiScope::HouseholdsWrite, routes!(add))
        .with(ApiScope::HouseholdsRead, routes!(show))
        .with(ApiScope::HouseholdsWrite, routes!(join))
        .with(ApiScope::HouseholdsWrite, routes!(leave))
        .with(ApiScope::HouseholdsWrite, routes!(visit))
        .with(ApiScope::HouseholdsWrite, routes!(report))
        .with(ApiScope::HouseholdsWrite, routes!(note))
        .with(ApiScope::HouseholdsWrite, routes!(social_note))
        .with(ApiScope::HouseholdsWrite, routes!(goals))
}

fn answered<T>(outcome: Result<Followed<T>, AppError>) -> Result<T, Problem> {
    match outcome.map_err(|error| Problem::trouble(&error))? {
        Followed::Done(value) => Ok(value),
        Followed::Forbidden => Err(Problem::new(StatusCode::FORBIDDEN, "Your part in this team does not allow it.")),
        Followed::Refused(why) => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This cannot be.").with_detail(why))
        }
        Followed::Unknown => Err(Problem::new(StatusCode::NOT_FOUND, "No such household.")),
    }
}

fn noted<T>(outcome: Result<Followed<T>, AppError>) -> Result<StatusCode, Problem> {
    answered(outcome).map(|_| StatusCode::NO_CONTENT)
}

/// A household.
#[derive(Serialize, ToSchema)]
pub(crate) struct HouseholdLine {
    id: Uuid,
    key: String,
}

impl From<Household> for HouseholdLine {
    fn from(household: Household) -> HouseholdLine {
        HouseholdLine { id: household.id.0, key: household.key }
    }
}

/// Households the token's holder may see.
#[utoipa::path(get, path = "/households", responses((status = 200, body = Vec<HouseholdLine>)))]
async fn list(
    State(state): State<WebState>,
    TeamCaller(caller): TeamCaller,
    page: PageAsked,
) -> Result<Page<HouseholdLine>, Problem> {
    let all = list_households(state.app(), &caller).await.map_err(|error| Problem::trouble(&error))?;
    Ok(page.of(all.into_iter().map(HouseholdLine::from), |household| household.id.to_string()))
}

/// A household to follow.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHousehold {
    key: String,
    person_id: Uuid,
}

/// A household to follow. For example `{"key": "h12", "person_id": "…"}`.
#[utoipa::path(
    post, path = "/households", request_body = NewHousehold,
    responses((status = 200, body = HouseholdLine))
)]
async fn add(
    State(state): State<WebState>,
    TeamCaller(caller): TeamCaller,
    ApiJson(new): ApiJson<NewHousehold>,
) -> Result<Json<HouseholdLine>, Problem> {
    let added = add_household(state.app(), &caller, &new.key, PersonId(new.person_id)).await;
    Ok(Json(answered(added)?.into()))
}

#[derive(Serialize, ToSchema)]
struct MemberView {
    member_id: Uuid,
    #[schema(schema_with = schema::word::<TeamRole>)]
    role: TeamRole,
}

#[derive(Serialize, ToSchema)]
struct VisitView {
    id: Uuid,
    member_id: Uuid,
    planned_at: DateTime<Utc>,
    is_done: Option<bool>,
}

#[derive(Serialize, ToSchema)]
struct NoteView {
    at: DateTime<Utc>,
    by: Uuid,
    text: String,
}

impl From<Note> for NoteView {
    fn from(note: Note) -> NoteView {
        NoteView { at: note.at, by: note.by, text: note.text }
    }
}

/// The file, as far as whoever asks may see it: what they may not is left out.
#[derive(Serialize, ToSchema)]
pub(crate) struct FileView {
    id: Uuid,
    key: String,
    team: Vec<MemberView>,
    visits: Vec<VisitView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goals: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<Vec<NoteView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    social_part: Option<Vec<NoteView>>,
}

impl From<HouseholdFile> for FileView {
    fn from(file: HouseholdFile) -> FileView {
        let views = |notes: Vec<Note>| notes.into_iter().map(NoteView::from).collect();
        FileView {
            id: file.household.id.0,
            key: file.household.key,
            team: file.team.into_iter().map(|(member_id, role)| MemberView { member_id, role }).collect(),
            visits: file
                .visits
                .into_iter()
                .map(|visit| VisitView {
                    id: visit.id.0,
                    member_id: visit.member_id,
                    planned_at: visit.planned_at,
                    is_done: visit.is_done,
                })
                .collect(),
            goals: file.goals,
            notes: file.notes.map(views),
            social_part: file.social_part.map(views),
        }
    }
}

/// The file of a household, as far as whoever asks may see it; the audit says who looked.
#[utoipa::path(get, path = "/households/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = FileView)))]
async fn show(
    State(state): State<WebState>,
    TeamCaller(caller): TeamCaller,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<FileView>, Problem> {
    let file = read_household(state.app(), &caller, HouseholdId(id)).await;
    Ok(Json(answered(file)?.into()))
}

/// What a member is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Joining {
    #[schema(schema_with = schema::word::<TeamRole>)]
    role: TeamRole,
}

/// Somebody belongs to the team from now on, in this role. For example `{"role": "volunteer"}`.
#[utoipa::path(
    put, path = "/households/{id}/team/{member}",
    params(("id" = Uuid, Path), ("member" = Uuid, Path)),
    request_body = Joining,
    responses((status = 204))
)]
async fn join(
    State(state): State<WebState>,
    TeamCaller(caller): TeamCaller,
    ApiPath((id, member)): ApiPath<(Uuid, Uuid)>,
    ApiJson(joining): ApiJson<Joining>,
) -> Result<StatusCode, Problem> {
    noted(join_household_team(state.app(), &caller, HouseholdId(id), member, joining.role).await)
}

/// A member leaves the team: their access ends with it.
#[utoipa::path(
    delete, path = "/households/{id}/team/{member}", params(("id" = Uuid, Path), ("member" = Uuid, Path)),
    responses((status = 204))
)]
async fn leave(
    State(state): State<WebState>,
    TeamCaller(caller): TeamCaller,
    ApiPath((id, member)): ApiPath<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    noted(leave_household_team(state.app(), &caller, HouseholdId(id), member).await)
}

/// A visit to plan.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewVisit {
    member_id: Uuid,
    at: DateTime<Utc>,
}

/// Plans a visit. For example `{"member_id": "…", "at": "2026-12-01T14:00:00Z"}`.
#[utoipa::path(
    post, path = "/households/{id}/visits", params(("id" = Uuid, Path)), request_body = NewVisit,
    responses((status = 204))
)]
async fn visit(
    State(state): State<WebState>,
    TeamCaller(caller): TeamCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(new): ApiJson<NewVisit>,
) -> Result<StatusCode, Problem> {
    noted(plan_visit(state.app(), &caller, HouseholdId(id), new.member_id, new.at).await)
}

/// Whether it took place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisitReport {
    is_done: bool,
}

/// Whether a visit took place, told by whoever went. For example `{"is_done": true}`.
#[utoipa::path(
    post, path = "/households/{id}/visits/{visit}/report",
    params(("id" = Uuid, Path), ("visit" = Uuid, Path)),
    request_body = VisitReport,
    responses((status = 204))
)]
async fn report(
    State(state): State<WebState>,
    TeamCaller(caller): TeamCaller,
    ApiPath((id, visit)): ApiPath<(Uuid, Uuid)>,
    ApiJson(told): ApiJson<VisitReport>,
) -> Result<StatusCode, Problem> {
    noted(tell_visit(state.app(), &caller, HouseholdId(id), VisitId(visit), told.is_done).await)
}

/// A note.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNote {
    text: String,
}

/// A note about a household, kept sealed. For example `{"text": "…"}`.
#[utoipa::path(
    post, path = "/households/{id}/notes", params(("id" = Uuid, Path)), request_body = NewNote,
    responses((status = 204))
)]
async fn note(
    State(state): State<WebState>,
    TeamCaller(caller): TeamCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(new): ApiJson<NewNote>,
) -> Result<StatusCode, Problem> {
    noted(write_household_note(state.app(), &caller, HouseholdId(id), &new.text, false).await)
}

/// A note about a household for the social workers of the team alone. For example `{"text": "…"}`.
#[utoipa::path(
    post, path = "/households/{id}/social-notes", params(("id" = Uuid, Path)), request_body = NewNote,
    responses((status = 204))
)]
async fn social_note(
    State(state): State<WebState>,
    TeamCaller(caller): TeamCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(new): ApiJson<NewNote>,
) -> Result<StatusCode, Problem> {
    noted(write_household_note(state.app(), &caller, HouseholdId(id), &new.text, true).await)
}

/// The personal project.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Goals {
    goals: Vec<String>,
}

/// The personal project: every goal of it. For example `{"goals": ["…"]}`.
#[utoipa::path(
    put, path = "/households/{id}/goals", params(("id" = Uuid, Path)), request_body = Goals,
    responses((status = 204))
)]
async fn goals(
    State(state): State<WebState>,
    TeamCaller(caller): TeamCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(new): ApiJson<Goals>,
) -> Result<StatusCode, Problem> {
    noted(set_household_goals(state.app(), &caller, HouseholdId(id), &new.goals).await)
}
