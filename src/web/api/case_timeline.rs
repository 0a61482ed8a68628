//! Everything that happened to a case, over the API.

use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Utc};
use passerelle_app::case_timeline;
use passerelle_domain::code::Code;
use serde::Serialize;
use serde_json::Value;

use super::cases::not_found;
use crate::{WebState, caller::ApiCaller, problem::Problem};

/// One thing that happened. Instants are UTC.
#[derive(Serialize)]
pub(crate) struct EntryView {
    at: DateTime<Utc>,
    what: String,
    by: String,
    detail: Value,
}

/// `GET /api/v1/cases/{code}/timeline`: attempts with what the carrier said of each telephone, pages and what became of
/// them, decisions and notes, oldest first. Holds no number and no name; what people wrote is in `note`.
pub(crate) async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path(code): Path<String>,
) -> Result<Json<Vec<EntryView>>, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let found = case_timeline(state.app(), staff.organisation_id, &code).await;
    let (_, entries) = found.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    let view = |entry: passerelle_app::TimelineEntry| EntryView {
        at: entry.at,
        what: entry.what,
        by: entry.by,
        detail: entry.detail,
    };
    Ok(Json(entries.into_iter().map(view).collect()))
}
