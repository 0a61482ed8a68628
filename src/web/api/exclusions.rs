//! Who is never put together with whom, over the API.

use axum::{extract::State, http::StatusCode};
use passerelle_app::{exclude_volunteer, lift_exclusion};
use passerelle_domain::{
    api_scope::ApiScope,
    exclusion::ExclusionReason,
    ids::{PersonId, VolunteerId},
};
use passerelle_store::exclusions;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use super::volunteers::{deciding, volunteer_of};
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::VolunteersRead, routes!(list))
        .with(ApiScope::VolunteersWrite, routes!(keep_apart))
        .with(ApiScope::VolunteersWrite, routes!(lift))
}

/// A person whom a volunteer never calls.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExclusionView {
    person_id: Uuid,
    reason: String,
}

/// Whom a volunteer never calls.
#[utoipa::path(
    get, path = "/volunteers/{id}/exclusions", params(("id" = Uuid, Path)),
    responses((status = 200, body = Vec<ExclusionView>))
)]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Page<ExclusionView>, Problem> {
    let volunteer = volunteer_of(&state, staff.organisation_id, id).await?;
    let pairs = async { exclusions::of_volunteer(&mut state.app().db.read().await?, volunteer.id).await };
    let pairs = pairs.await.map_err(|error| Problem::trouble(&error.into()))?;
    let views = pairs
        .into_iter()
        .map(|pair| ExclusionView { person_id: pair.person_id.0, reason: pair.reason.as_str().to_owned() });
    Ok(page.of(views, |pair| pair.person_id.to_string()))
}

/// Never puts a volunteer and a person together again; what was planned is to be covered. 404 when there is no such person,
/// 422 for a reason of no list. For example `{"person_id": "…", "reason": "family"}`.
#[utoipa::path(
    post, path = "/volunteers/{id}/exclusions", params(("id" = Uuid, Path)), request_body = ExclusionView,
    responses((status = 204))
)]
async fn keep_apart(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(asked): ApiJson<ExclusionView>,
) -> Result<StatusCode, Problem> {
    let by = deciding(&staff)?;
    let Some(reason) = ExclusionReason::parse(&asked.reason) else {
        let known = ExclusionReason::ALL.map(ExclusionReason::as_str).join(", ");
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "There is no such reason.");
        return Err(problem.with_detail(format!("The reasons are: {known}.")));
    };
    let pair = (VolunteerId(id), PersonId(asked.person_id));
    answered(exclude_volunteer(state.app(), staff.organisation_id, pair, reason, by).await)
}

/// A volunteer and a person may be put together again.
#[utoipa::path(
    delete, path = "/volunteers/{id}/exclusions/{person}", params(("id" = Uuid, Path), ("person" = Uuid, Path)),
    responses((status = 204))
)]
async fn lift(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath((id, person)): ApiPath<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    let by = deciding(&staff)?;
    let pair = (VolunteerId(id), PersonId(person));
    answered(lift_exclusion(state.app(), staff.organisation_id, pair, by).await)
}

fn answered(done: Result<bool, passerelle_app::AppError>) -> Result<StatusCode, Problem> {
    match done {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(Problem::new(StatusCode::NOT_FOUND, "No such volunteer and person.")),
        Err(error) => Err(Problem::trouble(&error)),
    }
}
