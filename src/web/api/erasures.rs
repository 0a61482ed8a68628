//! Erasure of a person over the API: what it takes away, doing it, and the traces that are kept beside a backup.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{ErasedPerson, ErasureObstacle, ErasurePreview, erase_person, list_erasures, preview_erasure};
use passerelle_domain::{
    api_scope::ApiScope,
    ids::PersonId,
    people::{Member, Staff, StaffRole},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

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
    to.with(ApiScope::PeopleRead, routes!(preview))
        .with(ApiScope::PeopleWrite, routes!(erase))
        .list(ApiScope::AuditRead, routes!(list))
}

/// Files are erased by coordinators.
fn releaser(staff: &Staff) -> Result<Member, Problem> {
    match staff.role {
        StaffRole::Coordinator => Ok(Member::Staff(staff.id)),
        StaffRole::Administrator | StaffRole::Listener | StaffRole::SocialWorker | StaffRole::Partner => {
            Err(Problem::new(StatusCode::FORBIDDEN, "A coordinator decides this."))
        }
    }
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such person.")
}

/// Why not now, in codes.
fn said(obstacles: &[ErasureObstacle]) -> Vec<String> {
    let say = |obstacle: &ErasureObstacle| match obstacle {
        ErasureObstacle::OpenCase(code) => format!("open_case:{code}"),
        ErasureObstacle::CallUnderWay => "call_under_way".to_owned(),
        ErasureObstacle::PromisedCallback(code) => format!("promised_callback:{code}"),
    };
    obstacles.iter().map(say).collect()
}

/// What an erasure takes away.
#[derive(Serialize, ToSchema)]
pub(crate) struct PreviewView {
    #[serde(flatten)]
    #[schema(value_type = Object)]
    preview: ErasurePreview,
    /// `open_case:CODE`, `call_under_way`, `promised_callback:CODE`.
    obstacles: Vec<String>,
}

/// What the erasure of a person takes away: what goes and what stays, in numbers, and why it cannot be done now. Changes
/// nothing.
#[utoipa::path(
    get, path = "/people/{id}/erasure", params(("id" = Uuid, Path)),
    responses((status = 200, body = PreviewView))
)]
async fn preview(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<PreviewView>, Problem> {
    let by = releaser(&staff)?;
    let preview = preview_erasure(state.app(), staff.organisation_id, PersonId(id), by).await;
    let preview = preview.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    let obstacles = said(&preview.obstacles);
    Ok(Json(PreviewView { preview, obstacles }))
}

/// The proof that the right person is meant.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Confirmed {
    reference: String,
}

/// Erases a person; 422 when the reference is not hers, 409 with the reasons when it cannot be done now. 204 once nothing
/// tells any more who she is. For example `{"reference": "…"}`.
#[utoipa::path(
    post, path = "/people/{id}/erasure", params(("id" = Uuid, Path)), request_body = Confirmed,
    responses((status = 204))
)]
async fn erase(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(confirmed): ApiJson<Confirmed>,
) -> Result<StatusCode, Problem> {
    let by = releaser(&staff)?;
    let erased = erase_person(state.app(), staff.organisation_id, PersonId(id), &confirmed.reference, by).await;
    match erased.map_err(|error| Problem::trouble(&error))? {
        ErasedPerson::Erased => Ok(StatusCode::NO_CONTENT),
        ErasedPerson::NotConfirmed => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This is not the reference of this person."))
        }
        ErasedPerson::Refused(obstacles) => {
            Err(Problem::new(StatusCode::CONFLICT, "This person cannot be erased now.")
                .with_detail(said(&obstacles).join(", ")))
        }
        ErasedPerson::Unknown => Err(not_found()),
    }
}

/// The trace of an erasure. It names nobody.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErasureView {
    person: Uuid,
    organisation: Uuid,
    reference_hash: String,
    at: DateTime<Utc>,
    by: Option<Uuid>,
}

/// Everybody who was erased, as ids: the list to be kept beside the backups.
#[utoipa::path(get, path = "/erasures", responses((status = 200, body = Vec<ErasureView>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<ErasureView>, Problem> {
    releaser(&staff)?;
    let all = list_erasures(state.app(), staff.organisation_id).await.map_err(|error| Problem::trouble(&error))?;
    let view = |erasure: passerelle_store::erasures::Erasure| ErasureView {
        person: erasure.person_id.0,
        organisation: erasure.organisation_id.0,
        reference_hash: erasure.reference_hash,
        at: erasure.at,
        by: erasure.by,
    };
    Ok(page.of(all.into_iter().map(view), |erasure| erasure.person.to_string()))
}
