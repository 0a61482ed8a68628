//! The calls of a day over the API. Codes, states and identifiers: no name, no number.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use passerelle_app::prefer_to_wait;
use passerelle_domain::{
    api_scope::ApiScope,
    call_series::PairingPolicy,
    code::Code,
    local_time,
    scheduled_call::{CallOutcome, ScheduledCall, State as CallState},
};
use passerelle_store::{lines, scheduled_calls};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use uuid::Uuid;

use super::volunteers::deciding;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiPath, ApiQuery},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::CallsRead, routes!(list)).with(ApiScope::CallsWrite, routes!(wait))
}

/// At most so many days at once.
const MOST_DAYS: u32 = 31;

/// A call, as the API shows it. `starts_at` is UTC; `local_on` is the person's date.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallView {
    #[schema(value_type = String)]
    code: Code,
    series_id: Uuid,
    person_id: Uuid,
    local_on: NaiveDate,
    starts_at: DateTime<Utc>,
    #[schema(schema_with = schema::word::<CallState>)]
    state: CallState,
    #[schema(schema_with = schema::word::<PairingPolicy>)]
    pairing: PairingPolicy,
    volunteer_id: Option<Uuid>,
    is_promised: bool,
    attempts_made: u32,
    #[schema(schema_with = schema::word_or_null::<CallOutcome>)]
    outcome: Option<CallOutcome>,
    taken_back_because: Option<&'static str>,
    protocol: String,
}

impl From<ScheduledCall> for CallView {
    fn from(call: ScheduledCall) -> CallView {
        CallView {
            code: call.code,
            series_id: call.series_id.0,
            person_id: call.person_id.0,
            local_on: call.local_on,
            starts_at: call.starts_at,
            state: call.state,
            pairing: call.pairing,
            volunteer_id: call.volunteer.or(call.usual_volunteer).map(|id| id.0),
            is_promised: call.is_promised,
            attempts_made: call.attempts_made,
            outcome: call.outcome,
            taken_back_because: call.taken_back_because.map(|reason| reason.as_str()),
            protocol: call.protocol.name,
        }
    }
}

/// Which days.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Days {
    on: Option<NaiveDate>,
    days: Option<u32>,
}

/// The calls of some days on the clocks of the first line, in order; those of today when nothing is said. At most 31 days.
#[utoipa::path(get, path = "/calls", params(Days), responses((status = 200, body = Vec<CallView>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
    ApiQuery(days): ApiQuery<Days>,
) -> Result<Page<CallView>, Problem> {
    let now = state.app().clock.now();
    let calls = async {
        let mut read = state.app().db.read().await?;
        let lines = lines::of_organisation(&mut read, staff.organisation_id).await?;
        let zone = lines.first().map_or(chrono_tz::UTC, |line| line.hours.zone);
        let first = days.on.unwrap_or_else(|| local_time::local_date(now, zone));
        let count = days.days.unwrap_or(1).clamp(1, MOST_DAYS);
        let midnight = |day| local_time::instant_of(day, NaiveTime::MIN, zone);
        let last = first.checked_add_signed(TimeDelta::days(i64::from(count))).unwrap_or(first);
        scheduled_calls::between(&mut read, staff.organisation_id, midnight(first), midnight(last)).await
    };
    let calls = calls.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(calls.into_iter().map(CallView::from), |call| format!("{} {}", call.code, call.starts_at.timestamp())))
}

/// A person would rather wait for her volunteer than be called by the substitute; 409 when the call is her volunteer's own,
/// or its hour has come.
#[utoipa::path(
    post, path = "/calls/{code}/wait", params(("code" = String, Path)),
    responses((status = 200, body = CallView))
)]
async fn wait(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<Json<CallView>, Problem> {
    let by = deciding(&staff)?;
    let not_found = || Problem::new(StatusCode::NOT_FOUND, "No such coming call.");
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let call = prefer_to_wait(state.app(), staff.organisation_id, &code, by).await;
    let call = call.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    if call.state == CallState::Cancelled {
        Ok(Json(CallView::from(call)))
    } else {
        Err(Problem::new(StatusCode::CONFLICT, "Nobody else was to make this call, or its hour has come."))
    }
}
