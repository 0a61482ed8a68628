//! Absences of volunteers over the API.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::NaiveDate;
use passerelle_app::{NotedAbsence, cancel_absence, note_absence};
use passerelle_domain::{absence::Absence, ids::AbsenceId, local_time};
use passerelle_store::absences;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::volunteers::{deciding, not_found, volunteer_of};
use crate::{WebState, caller::ApiCaller, problem::Problem};

/// An absence, as the API shows it: both days included.
#[derive(Serialize)]
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

/// `GET /api/v1/volunteers/{id}/absences`: those that are not over, the first one first.
pub(crate) async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path(id): Path<Uuid>,
) -> Result<Json<Vec<AbsenceView>>, Problem> {
    let volunteer = volunteer_of(&state, staff.organisation_id, id).await?;
    let app = state.app();
    let today = local_time::local_date(app.clock.now(), volunteer.territory.zone);
    let told = async { absences::of_volunteer(&mut app.db.read().await?, volunteer.id, today).await };
    let told = told.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(Json(told.into_iter().filter(|absence| absence.is_open(today)).map(AbsenceView::from).collect()))
}

/// Days away, both included.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Days {
    from_on: NaiveDate,
    to_on: NaiveDate,
}

/// `POST /api/v1/volunteers/{id}/absences` with `{"from_on": "2026-12-20", "to_on": "2026-12-27"}`: notes an absence; it takes
/// the place of those it overlaps. 422 when the days are over, upside down or more than half a year.
pub(crate) async fn note(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path(id): Path<Uuid>,
    Json(days): Json<Days>,
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

/// `DELETE /api/v1/volunteers/{id}/absences/{absence}`: takes an absence back, or ends it today; the calls nobody else has promised
/// come back.
pub(crate) async fn take_back(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path((id, absence)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    let by = deciding(&staff)?;
    volunteer_of(&state, staff.organisation_id, id).await?;
    match cancel_absence(state.app(), staff.organisation_id, AbsenceId(absence), by).await {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(Problem::new(StatusCode::NOT_FOUND, "No such absence.")),
        Err(error) => Err(Problem::trouble(&error)),
    }
}
