//! Staff over the API: by what they are paged.

use axum::{Json, extract::State, http::StatusCode};
use passerelle_app::{PageChannelsChange, set_page_channels};
use passerelle_domain::{api_scope::ApiScope, escalation::PageChannel, ids::StaffId, people::Member};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use super::volunteers::deciding;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath},
    operations::Operations,
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::StaffWrite, routes!(page_channels))
}

/// By what somebody accepts to be paged, the preferred channel first; empty: by any.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageChannels {
    #[schema(schema_with = schema::words_of::<PageChannel>)]
    page_by: Vec<PageChannel>,
}

/// By what somebody accepts to be paged: one's own, or as a coordinator anybody's. 422 when none of these can reach them.
/// For example `{"page_by": ["voice", "sms"]}`.
#[utoipa::path(
    put, path = "/staff/{id}/page-channels", params(("id" = Uuid, Path)), request_body = PageChannels,
    responses((status = 200, body = PageChannels))
)]
async fn page_channels(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(wanted): ApiJson<PageChannels>,
) -> Result<Json<PageChannels>, Problem> {
    let by = if staff.id.0 == id { Member::Staff(staff.id) } else { deciding(&staff)? };
    let changed = set_page_channels(state.app(), staff.organisation_id, StaffId(id), &wanted.page_by, by).await;
    match changed.map_err(|error| Problem::trouble(&error))? {
        PageChannelsChange::Changed => Ok(Json(wanted)),
        PageChannelsChange::NoneReaches => {
            let title = "None of these channels can reach them.";
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title))
        }
        PageChannelsChange::Unknown => Err(Problem::new(StatusCode::NOT_FOUND, "No such staff member.")),
    }
}
