//! What callers of the listening lines still need, over the API.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::complete_follow_up;
use passerelle_domain::{
    api_scope::ApiScope,
    code::Code,
    follow_up::{FollowUp, FollowUpState, Need, Urgency},
    people::Member,
};
use passerelle_store::follow_ups;
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
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::LinesRead, routes!(list)).with(ApiScope::LinesWrite, routes!(complete))
}

/// A follow-up, as the API shows it. Instants are UTC.
#[derive(Serialize, ToSchema)]
pub(crate) struct FollowUpView {
    #[schema(value_type = String)]
    code: Code,
    #[schema(schema_with = schema::word::<FollowUpState>)]
    state: FollowUpState,
    #[schema(schema_with = schema::word_or_null::<Need>)]
    need: Option<Need>,
    #[schema(schema_with = schema::word_or_null::<Urgency>)]
    urgency: Option<Urgency>,
    owned_by: Option<Uuid>,
    due_at: Option<DateTime<Utc>>,
    asked_at: DateTime<Utc>,
    is_late: bool,
    done_by: Option<Uuid>,
    done_at: Option<DateTime<Utc>>,
}

impl From<FollowUp> for FollowUpView {
    fn from(follow_up: FollowUp) -> FollowUpView {
        FollowUpView {
            code: follow_up.code,
            state: follow_up.state,
            need: follow_up.triage.map(|triage| triage.need),
            urgency: follow_up.triage.map(|triage| triage.urgency),
            owned_by: follow_up.owner.map(Member::uuid),
            due_at: follow_up.due_at,
            asked_at: follow_up.asked_at,
            is_late: follow_up.case_id.is_some(),
            done_by: follow_up.done.map(|(by, _)| by.uuid()),
            done_at: follow_up.done.map(|(_, at)| at),
        }
    }
}

/// What callers still need, the oldest first.
#[utoipa::path(get, path = "/follow-ups", responses((status = 200, body = Vec<FollowUpView>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<FollowUpView>, Problem> {
    let live = async {
        let mut read = state.app().db.read().await?;
        follow_ups::live(&mut read, staff.organisation_id).await
    };
    let live = live.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(live.into_iter().map(FollowUpView::from), |follow_up| follow_up.code.to_string()))
}

/// What was done.
#[derive(Deserialize, Default, ToSchema)]
pub(crate) struct Completion {
    /// In words; kept sealed.
    #[serde(default)]
    account: String,
}

/// A follow-up was seen to, by the token's holder. A supply is then asked about the next day; the second completion ends
/// it. For example `{"account": "…"}`.
#[utoipa::path(
    post, path = "/follow-ups/{code}/completion", params(("code" = String, Path)), request_body = Completion,
    responses((status = 200, body = FollowUpView))
)]
async fn complete(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
    ApiJson(completion): ApiJson<Completion>,
) -> Result<Json<FollowUpView>, Problem> {
    let not_found = || Problem::new(StatusCode::NOT_FOUND, "No such follow-up.");
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let by = Member::Staff(staff.id);
    let follow_up = complete_follow_up(state.app(), staff.organisation_id, &code, by, &completion.account)
        .await
        .map_err(|error| Problem::trouble(&error))?;
    follow_up.map(|follow_up| Json(FollowUpView::from(follow_up))).ok_or_else(not_found)
}
