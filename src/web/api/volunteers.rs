//! Volunteers over the API: read, add, and the steps of their lives. What belongs to another organisation does not exist.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use chrono::{NaiveDate, Utc};
use passerelle_app::{
    ImportedVolunteer, LivedStep, SentLink, import_volunteer, live_volunteer, revoke_volunteer_links,
    send_volunteer_link, set_circle,
};
use passerelle_domain::{
    api_scope::ApiScope,
    ids::{OrganisationId, VolunteerId},
    local_time,
    people::{Member, Staff, StaffRole, Volunteer},
    volunteer_life::{LifeStep, MadeStep},
    wishes::{HelperCircle, Profile},
};
use passerelle_store::volunteers;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{
    WebState,
    api::contacts::ContactsView,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::VolunteersWrite, routes!(circle))
        .list(ApiScope::VolunteersRead, routes!(list))
        .with(ApiScope::VolunteersWrite, routes!(add))
        .with(ApiScope::VolunteersRead, routes!(show))
        .with(ApiScope::VolunteersWrite, routes!(step))
        .with(ApiScope::VolunteersWrite, routes!(send_link))
        .with(ApiScope::VolunteersWrite, routes!(revoke_links))
}

/// A volunteer, as the API shows it: no number, no address.
#[derive(Serialize, ToSchema)]
pub(crate) struct VolunteerView {
    id: Uuid,
    key: String,
    first_name: String,
    last_name: String,
    status: &'static str,
    may_call: bool,
    needs_supervision: bool,
    charter_signed_on: Option<NaiveDate>,
    trained_on: Option<NaiveDate>,
    max_calls_per_day: u32,
    max_calls_per_week: u32,
    max_people: Option<u32>,
    sms_stopped: bool,
    contacts: ContactsView,
    #[schema(schema_with = schema::word::<HelperCircle>)]
    circle: HelperCircle,
    #[schema(value_type = Object)]
    profile: Profile,
    #[schema(value_type = Vec<Object>)]
    steps: Vec<MadeStep>,
}

impl VolunteerView {
    fn of(volunteer: Volunteer, now: chrono::DateTime<Utc>) -> VolunteerView {
        let today = local_time::local_date(now, volunteer.territory.zone);
        VolunteerView {
            id: volunteer.id.0,
            status: volunteer.status.as_str(),
            may_call: volunteer.may_call(),
            needs_supervision: volunteer.needs_supervision(today),
            charter_signed_on: volunteer.charter_signed_on,
            trained_on: volunteer.trained_on,
            max_calls_per_day: volunteer.max_calls_per_day,
            max_calls_per_week: volunteer.max_calls_per_week,
            max_people: volunteer.max_people,
            sms_stopped: volunteer.sms_stopped,
            contacts: ContactsView::of(&volunteer.contacts),
            circle: volunteer.circle,
            profile: volunteer.profile,
            key: volunteer.key,
            first_name: volunteer.first_name,
            last_name: volunteer.last_name,
            steps: volunteer.life.steps,
        }
    }
}

pub(crate) fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such volunteer.")
}

/// Who decides about volunteers: coordinators and administrators.
pub(crate) fn deciding(staff: &Staff) -> Result<Member, Problem> {
    match staff.role {
        StaffRole::Coordinator | StaffRole::Administrator => Ok(Member::Staff(staff.id)),
        StaffRole::Listener | StaffRole::SocialWorker | StaffRole::Partner => {
            Err(Problem::new(StatusCode::FORBIDDEN, "A coordinator decides this."))
        }
    }
}

/// The volunteer with this id. References stay out of addresses: some hold a name.
pub(crate) async fn volunteer_of(state: &WebState, owner: OrganisationId, id: Uuid) -> Result<Volunteer, Problem> {
    let app = state.app();
    let found = async { volunteers::by_id(&mut app.db.read().await?, &app.secrets, VolunteerId(id)).await };
    let found = found.await.map_err(|error| Problem::trouble(&error.into()))?;
    found.filter(|volunteer| volunteer.organisation_id == owner).ok_or_else(not_found)
}

/// Every volunteer, by reference.
#[utoipa::path(get, path = "/volunteers", responses((status = 200, body = Vec<VolunteerView>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<VolunteerView>, Problem> {
    let app = state.app();
    let all =
        async { volunteers::of_organisation(&mut app.db.read().await?, &app.secrets, staff.organisation_id).await };
    let all = all.await.map_err(|error| Problem::trouble(&error.into()))?;
    let now = app.clock.now();
    Ok(page
        .of(all.into_iter().map(|volunteer| VolunteerView::of(volunteer, now)), |volunteer| volunteer.id.to_string()))
}

/// One volunteer, with every step and who said so.
#[utoipa::path(
    get, path = "/volunteers/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = VolunteerView))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<VolunteerView>, Problem> {
    let volunteer = volunteer_of(&state, staff.organisation_id, id).await?;
    Ok(Json(VolunteerView::of(volunteer, state.app().clock.now())))
}

/// Adds a volunteer, or brings one up to date, with the columns of `volunteers.csv` as fields; 422 with the column and the
/// reason when it is refused.
#[utoipa::path(
    post, path = "/volunteers", request_body = BTreeMap<String, String>,
    responses((status = 200, body = VolunteerView), (status = 201, body = VolunteerView))
)]
async fn add(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiJson(columns): ApiJson<BTreeMap<String, String>>,
) -> Result<(StatusCode, Json<VolunteerView>), Problem> {
    deciding(&staff)?;
    let imported = import_volunteer(state.app(), staff.organisation_id, &columns).await;
    let (status, id) = match imported.map_err(|error| Problem::trouble(&error))? {
        ImportedVolunteer::Added(id) => (StatusCode::CREATED, id),
        ImportedVolunteer::Known(id) => (StatusCode::OK, id),
        ImportedVolunteer::Refused(reason) => {
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This volunteer cannot be taken.");
            return Err(problem.with_detail(reason));
        }
    };
    let volunteer = volunteer_of(&state, staff.organisation_id, id.0).await?;
    Ok((status, Json(VolunteerView::of(volunteer, state.app().clock.now()))))
}

/// A step to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepRequest {
    step: String,
    /// The day; without it, today.
    #[serde(default)]
    on: Option<NaiveDate>,
}

/// Makes a step in the name of the token's holder; 409 when it is not its turn, 422 when there is no such step. For example
/// `{"step": "charter_signed", "on": "2026-11-02"}`.
#[utoipa::path(
    post, path = "/volunteers/{id}/steps", params(("id" = Uuid, Path)), request_body = StepRequest,
    responses((status = 200, body = VolunteerView))
)]
async fn step(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(asked): ApiJson<StepRequest>,
) -> Result<Json<VolunteerView>, Problem> {
    let by = deciding(&staff)?;
    let Some(step) = LifeStep::parse(&asked.step) else {
        let known: Vec<&str> = LifeStep::ALL.into_iter().map(LifeStep::as_str).collect();
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "There is no such step.");
        return Err(problem.with_detail(format!("The steps are: {}.", known.join(", "))));
    };
    let lived = live_volunteer(state.app(), staff.organisation_id, VolunteerId(id), step, asked.on, by).await;
    match lived.map_err(|error| Problem::trouble(&error))? {
        LivedStep::Made(volunteer) => Ok(Json(VolunteerView::of(*volunteer, state.app().clock.now()))),
        LivedStep::Refused(why) => {
            Err(Problem::new(StatusCode::CONFLICT, "This step is not made now.").with_detail(why.to_string()))
        }
        LivedStep::Unknown => Err(not_found()),
    }
}

/// A circle to belong to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CircleRequest {
    #[schema(schema_with = schema::word::<HelperCircle>)]
    circle: HelperCircle,
}

/// The circle of a volunteer: `active`, `neighbour` or `connected`. Whoever leaves the active circle has no person any
/// more, and their coming calls are to be covered. For example `{"circle": "neighbour"}`.
#[utoipa::path(
    put, path = "/volunteers/{id}/circle", params(("id" = Uuid, Path)), request_body = CircleRequest,
    responses((status = 200, body = VolunteerView))
)]
async fn circle(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(asked): ApiJson<CircleRequest>,
) -> Result<Json<VolunteerView>, Problem> {
    let by = deciding(&staff)?;
    let set = set_circle(state.app(), staff.organisation_id, VolunteerId(id), asked.circle, by).await;
    let volunteer = set.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    Ok(Json(VolunteerView::of(volunteer, state.app().clock.now())))
}

/// How a link left.
#[derive(Serialize, ToSchema)]
pub(crate) struct SentView {
    by: &'static str,
}

/// Sends a fresh link to their own page, by SMS or email; 409 when neither reaches them.
#[utoipa::path(
    post, path = "/volunteers/{id}/link", params(("id" = Uuid, Path)),
    responses((status = 200, body = SentView))
)]
async fn send_link(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<SentView>, Problem> {
    let by = deciding(&staff)?;
    let sent = send_volunteer_link(state.app(), staff.organisation_id, VolunteerId(id), by).await;
    match sent.map_err(|error| Problem::trouble(&error))? {
        SentLink::Texted => Ok(Json(SentView { by: "sms" })),
        SentLink::Emailed => Ok(Json(SentView { by: "email" })),
        SentLink::Unreachable => Err(Problem::new(StatusCode::CONFLICT, "They read neither texts nor emails.")),
        SentLink::Unknown => Err(not_found()),
    }
}

/// Every link to their page and calendar opens nothing any more.
#[utoipa::path(delete, path = "/volunteers/{id}/link", params(("id" = Uuid, Path)), responses((status = 204)))]
async fn revoke_links(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<StatusCode, Problem> {
    let by = deciding(&staff)?;
    let revoked = revoke_volunteer_links(state.app(), staff.organisation_id, VolunteerId(id), by).await;
    if revoked.map_err(|error| Problem::trouble(&error))? { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}
