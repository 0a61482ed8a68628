//! Everything that happened to a case, over the API.

use axum::extract::State;
use chrono::{DateTime, Utc};
use passerelle_app::case_timeline;
use passerelle_domain::{api_scope::ApiScope, code::Code};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::cases::not_found;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::ApiPath,
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::CasesRead, routes!(show))
}

/// One thing that happened. Instants are UTC.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryView {
    at: DateTime<Utc>,
    what: String,
    by: String,
    #[schema(value_type = Object)]
    detail: Value,
}

/// The story of a case: attempts with what the carrier said of each telephone, pages and what became of them, decisions and
/// notes, oldest first. Holds no number and no name; what people wrote is in `note`.
#[utoipa::path(
    get, path = "/cases/{code}/timeline", params(("code" = String, Path)),
    responses((status = 200, body = Vec<EntryView>))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
    ApiPath(code): ApiPath<String>,
) -> Result<Page<EntryView>, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let found = case_timeline(state.app(), staff.organisation_id, &code).await;
    let (_, entries) = found.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    let view = |entry: passerelle_app::TimelineEntry| EntryView {
        at: entry.at,
        what: entry.what,
        by: entry.by,
        detail: entry.detail,
    };
    Ok(page.of(entries.into_iter().map(view), |entry| format!("{} {}", entry.at.timestamp_micros(), entry.what)))
}
