//! Messages left on lines, over the API.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use passerelle_app::handle_voicemail;
use passerelle_domain::{code::Code, people::Member};

use crate::{WebState, caller::ApiCaller, problem::Problem};

/// `POST /api/v1/voicemails/{code}/handling`: somebody listened to a message and answered it.
pub(crate) async fn handle(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path(code): Path<String>,
) -> Result<StatusCode, Problem> {
    let not_found = || Problem::new(StatusCode::NOT_FOUND, "No such message.");
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let by = Member::Staff(staff.id);
    match handle_voicemail(state.app(), staff.organisation_id, &code, by).await {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(not_found()),
        Err(error) => Err(Problem::trouble(&error)),
    }
}
