//! Who rings often, under pseudonyms, and what was agreed on with them, over the API.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{AgreedPlan, KnownCaller, PlanRefused, end_caller_plan, list_callers, plan_caller};
use passerelle_domain::{api_scope::ApiScope, caller::CallerPlan, people::Member, weekly_hours::WeeklyHours};
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
    to.list(ApiScope::LinesRead, routes!(list))
        .with(ApiScope::LinesWrite, routes!(plan))
        .with(ApiScope::LinesWrite, routes!(end))
}

/// Somebody who rings often, as the API shows it: no number is known. Instants are UTC.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallerView {
    name: String,
    calls: i64,
    last_at: Option<DateTime<Utc>>,
    plan: Option<PlanView>,
    paused_until: Option<DateTime<Utc>>,
}

/// A set time, as the API shows it.
#[derive(Serialize, ToSchema)]
#[schema(as = callers::PlanView)]
pub(crate) struct PlanView {
    listener: Uuid,
    #[schema(value_type = String)]
    hours: WeeklyHours,
    zone: String,
    agreed_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl From<CallerPlan> for PlanView {
    fn from(plan: CallerPlan) -> PlanView {
        PlanView {
            listener: plan.listener.uuid(),
            hours: plan.hours,
            zone: plan.zone.to_string(),
            agreed_at: plan.agreed_at,
            expires_at: plan.expires_at,
        }
    }
}

impl From<KnownCaller> for CallerView {
    fn from(caller: KnownCaller) -> CallerView {
        CallerView {
            name: caller.name(),
            calls: caller.calls,
            last_at: caller.last_at,
            plan: caller.plan.map(PlanView::from),
            paused_until: caller.paused_until,
        }
    }
}

/// Who rang ten times or more in thirty days, and what was agreed on, the most frequent first.
#[utoipa::path(get, path = "/callers", responses((status = 200, body = Vec<CallerView>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<CallerView>, Problem> {
    let callers = list_callers(state.app(), staff.organisation_id).await.map_err(|error| Problem::trouble(&error))?;
    Ok(page.of(callers.into_iter().map(CallerView::from), |caller| caller.name.clone()))
}

/// A set time as it is asked for.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PlanAsked {
    /// Reference of the volunteer or staff member who listens.
    listener: String,
    /// `thu 15:00-15:30`, on the clock of the line.
    hours: String,
}

/// What was agreed on with somebody, named as in the list or by the code of a conversation. It replaces what was before.
/// For example `{"listener": "luc", "hours": "thu 15:00-15:30"}`.
#[utoipa::path(
    put, path = "/callers/{caller}/plan", params(("caller" = String, Path)), request_body = PlanAsked,
    responses((status = 200, body = PlanView))
)]
async fn plan(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(caller): ApiPath<String>,
    ApiJson(asked): ApiJson<PlanAsked>,
) -> Result<Json<PlanView>, Problem> {
    let unprocessable = |detail: &str| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "Nothing was agreed on.").with_detail(detail.to_owned())
    };
    let hours = WeeklyHours::parse(&asked.hours).map_err(|error| unprocessable(&error.to_string()))?;
    let agreed = AgreedPlan { caller: &caller, listener: &asked.listener, hours };
    let planned = plan_caller(state.app(), staff.organisation_id, &agreed, Member::Staff(staff.id))
        .await
        .map_err(|error| Problem::trouble(&error))?;
    match planned {
        Ok(plan) => Ok(Json(PlanView::from(plan))),
        Err(PlanRefused::NoSuchCaller) => Err(no_such_caller()),
        Err(PlanRefused::NoSuchListener) => Err(unprocessable("No volunteer and no staff member has that reference.")),
        Err(PlanRefused::NoHours) => Err(unprocessable("There is not one hour in it.")),
    }
}

/// A caller is answered like everybody from now on.
#[utoipa::path(delete, path = "/callers/{caller}/plan", params(("caller" = String, Path)), responses((status = 204)))]
async fn end(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(caller): ApiPath<String>,
) -> Result<StatusCode, Problem> {
    let ended = end_caller_plan(state.app(), staff.organisation_id, &caller, Member::Staff(staff.id))
        .await
        .map_err(|error| Problem::trouble(&error))?;
    if ended { Ok(StatusCode::NO_CONTENT) } else { Err(no_such_caller()) }
}

fn no_such_caller() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "Nobody is known under that name.")
}
