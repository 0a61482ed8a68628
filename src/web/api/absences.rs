//! Absences of volunteers over the API.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use passerelle_app::{NotedAbsence, cancel_absence, note_absence};
use passerelle_domain::{absence::Absence, api_scope::ApiScope, ids::AbsenceId, local_time};
use passerelle_store::absences;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use super::volunteers::{deciding, not_found, volunteer_of};
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
        .with(ApiScope::VolunteersWrite, routes!(note))
        .with(ApiScope::VolunteersWrite, routes!(take_back))
}

/// An absence, as the API shows it: both days included.
#[derive(Serialize, ToSchema)]
pub(crate) struct AbsenceView {
    id: Uuid,
    from_on: NaiveDate,
    to_on: NaiveDate,
}

impl From<Absence> for AbsenceView {
    fn from(absence: Absence) -> AbsenceView {
        AbsenceView { id: absence.id.0, from_on: absence.from_on, to_on: absence.to_on }
    }
}

/// The absences of a volunteer that are not over, the first one first.
#[utoipa::path(
    get, path = "/volunteers/{id}/absences", params(("id" = Uuid, Path)),
    responses((status = 200, body = Vec<AbsenceView>))
)]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Page<AbsenceView>, Problem> {
    let volunteer = volunteer_of(&state, staff.organisation_id, id).await?;
    let app = state.app();
    let today = local_time::local_date(app.clock.now(), volunteer.territory.zone);
    let told = async { absences::of_volunteer(&mut app.db.read().await?, volunteer.id, today).await };
    let told = told.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(told.into_iter().filter(|absence| absence.is_open(today)).map(AbsenceView::from), |absence| {
        absence.id.to_string()
    }))
}

/// Days away, both included.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = absences::Days)]
pub(crate) struct Days {
    from_on: NaiveDate,
    to_on: NaiveDate,
}

/// Notes an absence; it takes the place of those it overlaps. 422 when the days are over, upside down or more than half a
/// year. For example `{"from_on": "2026-12-20", "to_on": "2026-12-27"}`.
#[utoipa::path(
    post, path = "/volunteers/{id}/absences", params(("id" = Uuid, Path)), request_body = Days,
    responses((status = 201, body = AbsenceView))
)]
async fn note(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(days): ApiJson<Days>,
) -> Result<(StatusCode, Json<AbsenceView>), Problem> {
    let by = deciding(&staff)?;
    let volunteer = volunteer_of(&state, staff.organisation_id, id).await?;
    let days = (days.from_on, days.to_on);
    let noted = note_absence(state.app(), staff.organisation_id, volunteer.id, days, by).await;
    match noted.map_err(|error| Problem::trouble(&error))? {
        NotedAbsence::Noted(absence) => Ok((StatusCode::CREATED, Json(AbsenceView::from(absence)))),
        NotedAbsence::NotADate => {
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "These days are no absence.");
            Err(problem.with_detail("They end today or later, in order, within half a year."))
        }
        NotedAbsence::Unknown => Err(not_found()),
    }
}

/// Takes an absence back, or ends it today; the calls nobody else has promised come back.
#[utoipa::path(
    delete, path = "/volunteers/{id}/absences/{absence}", params(("id" = Uuid, Path), ("absence" = Uuid, Path)),
    responses((status = 204))
)]
async fn take_back(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath((id, absence)): ApiPath<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    let by = deciding(&staff)?;
    volunteer_of(&state, staff.organisation_id, id).await?;
    match cancel_absence(state.app(), staff.organisation_id, AbsenceId(absence), by).await {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(Problem::new(StatusCode::NOT_FOUND, "No such absence.")),
        Err(error) => Err(Problem::trouble(&error)),
    }
}
