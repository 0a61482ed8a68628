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
use uuid::Uuid;

use super::volunteers::deciding;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiPath, ApiQuery},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.get("/calls", ApiScope::CallsRead, list).post("/calls/{code}/wait", ApiScope::CallsWrite, wait)
}

/// At most so many days at once.
const MOST_DAYS: u32 = 31;

/// A call, as the API shows it. `starts_at` is UTC; `local_on` is the person's date.
#[derive(Serialize)]
pub(crate) struct CallView {
    code: Code,
    series_id: Uuid,
    person_id: Uuid,
    local_on: NaiveDate,
    starts_at: DateTime<Utc>,
    state: CallState,
    pairing: PairingPolicy,
    volunteer_id: Option<Uuid>,
    is_promised: bool,
    attempts_made: u32,
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
#[derive(Deserialize)]
pub(crate) struct Days {
    on: Option<NaiveDate>,
    days: Option<u32>,
}

/// `GET /api/v1/calls?on=2026-11-26&days=7`: the calls of these days on the clocks of the first line, in order; today's when
/// nothing is said. At most 31 days.
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

/// `POST /api/v1/calls/{code}/wait`: she would rather wait for her volunteer than be called by the substitute; 409 when the call
/// is her volunteer's own, or its hour has come.
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
