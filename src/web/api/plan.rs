//! The plan of the coming weeks: what the last night came to, who is left and why, and what would be if.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use passerelle_app::{AppError, WhatIf, WhatIfSeen, what_if};
use passerelle_domain::{
    api_scope::ApiScope,
    call_series::HORIZON_DAYS,
    code::Code,
    ids::VolunteerId,
    scheduled_call::{ScheduledCall, State as CallState},
    week_plan::{LeftBecause, PlanRun},
    weekly_hours::WeeklyHours,
};
use passerelle_store::{StoreError, scheduled_calls, week_plans};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{WebState, caller::ApiCaller, extract::ApiJson, operations::Operations, problem::Problem, schema};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::PlanningRead, routes!(show)).with(ApiScope::PlanningRead, routes!(try_out))
}

/// The plan, as the API shows it. Instants are UTC.
#[derive(Serialize, ToSchema)]
#[schema(as = plan::PlanView)]
pub(crate) struct PlanView {
    #[schema(value_type = Option<Object>)]
    last: Option<PlanRun>,
    unserved: Vec<UnservedView>,
}

/// A coming call that nobody is counted on for. Without a reason the plan has not looked at it yet, or its volunteer said no
/// since.
#[derive(Serialize, ToSchema)]
struct UnservedView {
    id: Uuid,
    #[schema(value_type = String)]
    code: Code,
    person_id: Uuid,
    series_id: Uuid,
    starts_at: DateTime<Utc>,
    #[schema(schema_with = schema::word::<CallState>)]
    state: CallState,
    #[schema(schema_with = schema::word_or_null::<LeftBecause>)]
    because: Option<LeftBecause>,
}

impl From<ScheduledCall> for UnservedView {
    fn from(call: ScheduledCall) -> UnservedView {
        UnservedView {
            id: call.id.0,
            code: call.code,
            person_id: call.person_id.0,
            series_id: call.series_id.0,
            starts_at: call.starts_at,
            state: call.state,
            because: call.cover.left_because,
        }
    }
}

/// The plan of the coming weeks: the last run, and the coming calls without anybody, the first one first.
#[utoipa::path(get, path = "/plan", responses((status = 200, body = PlanView)))]
async fn show(State(state): State<WebState>, ApiCaller(staff): ApiCaller) -> Result<Json<PlanView>, Problem> {
    let app = state.app();
    let (owner, now) = (staff.organisation_id, app.clock.now());
    let until = now + TimeDelta::days(HORIZON_DAYS + 1);
    let found = async {
        let mut read = app.db.read().await?;
        let plan = week_plans::of_organisation(&mut read, owner).await?;
        Ok((plan, scheduled_calls::to_cover(&mut read, owner, now, until).await?))
    };
    let (plan, calls) = found.await.map_err(|error: StoreError| Problem::trouble(&error.into()))?;
    let unserved = calls.into_iter().map(UnservedView::from).collect();
    Ok(Json(PlanView { last: plan.and_then(|plan| plan.last), unserved }))
}

/// What is tried: one of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(crate) enum WhatIfRequest {
    Without {
        volunteer: Uuid,
        #[serde(default)]
        from: Option<NaiveDate>,
        #[serde(default)]
        until: Option<NaiveDate>,
    },
    Absent {
        volunteer: Uuid,
        from: NaiveDate,
        until: NaiveDate,
    },
    WithAvailability {
        volunteer: Uuid,
        #[schema(value_type = String)]
        hours: WeeklyHours,
    },
    Cap {
        volunteer: Uuid,
        calls: u32,
    },
}

impl From<WhatIfRequest> for WhatIf {
    fn from(request: WhatIfRequest) -> WhatIf {
        match request {
            WhatIfRequest::Without { volunteer, from, until } => {
                WhatIf::Without { volunteer: VolunteerId(volunteer), from, until }
            }
            WhatIfRequest::Absent { volunteer, from, until } => {
                WhatIf::Absent { volunteer: VolunteerId(volunteer), from, until }
            }
            WhatIfRequest::WithAvailability { volunteer, hours } => {
                WhatIf::WithAvailability { volunteer: VolunteerId(volunteer), hours }
            }
            WhatIfRequest::Cap { volunteer, calls } => WhatIf::Cap { volunteer: VolunteerId(volunteer), calls },
        }
    }
}

/// Two plans side by side. Instants are UTC.
#[derive(Serialize, ToSchema)]
pub(crate) struct WhatIfView {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    as_it_is: CountsView,
    if_so: CountsView,
    changed: Vec<ChangedView>,
}

#[derive(Serialize, ToSchema)]
struct CountsView {
    made: u32,
    left: u32,
}

#[derive(Serialize, ToSchema)]
#[schema(as = plan::ChangedView)]
struct ChangedView {
    id: Uuid,
    #[schema(value_type = String)]
    code: Code,
    person_id: Uuid,
    starts_at: DateTime<Utc>,
    before: WhoView,
    after: WhoView,
}

/// Who makes a call: a volunteer, nobody for a reason, or nobody because she waits for her volunteer.
#[derive(Serialize, ToSchema)]
struct WhoView {
    volunteer_id: Option<Uuid>,
    #[schema(schema_with = schema::word_or_null::<LeftBecause>)]
    because: Option<LeftBecause>,
    left_out: u32,
    waits: bool,
}

fn who(who: Option<Result<VolunteerId, LeftBecause>>, left_out: u32) -> WhoView {
    let waits = who.is_none();
    let (volunteer_id, because) = match who {
        Some(Ok(id)) => (Some(id.0), None),
        Some(Err(because)) => (None, Some(because)),
        None => (None, None),
    };
    WhoView { volunteer_id, because, left_out, waits }
}

impl From<WhatIfSeen> for WhatIfView {
    fn from(seen: WhatIfSeen) -> WhatIfView {
        let counts = |(made, left)| CountsView { made, left };
        let changed = seen.changed.into_iter().map(|changed| ChangedView {
            id: changed.call.id.0,
            code: changed.call.code,
            person_id: changed.call.person_id.0,
            starts_at: changed.call.starts_at,
            before: who(Some(changed.before), 0),
            after: who(changed.after, changed.left_out),
        });
        WhatIfView {
            from: seen.from,
            until: seen.until,
            as_it_is: counts(seen.before),
            if_so: counts(seen.after),
            changed: changed.collect(),
        }
    }
}

/// The coming weeks as they are and as they would be. Nothing is written. 404 when nobody has the id. For example
/// `{"without": {"volunteer": id}}`.
#[utoipa::path(
    post, path = "/plan/what-ifs", request_body = WhatIfRequest,
    responses((status = 200, body = WhatIfView))
)]
async fn try_out(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiJson(asked): ApiJson<WhatIfRequest>,
) -> Result<Json<WhatIfView>, Problem> {
    let seen = what_if(state.app(), staff.organisation_id, asked.into()).await;
    let seen = seen.map_err(|error: AppError| Problem::trouble(&error))?;
    seen.map(|seen| Json(WhatIfView::from(seen)))
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "No such volunteer."))
}
