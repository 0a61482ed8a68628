//! Offers to volunteers, and the calls that nobody is counted on for.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use passerelle_app::answer_offer;
use passerelle_domain::{
    api_scope::ApiScope,
    call_series::HORIZON_DAYS,
    code::Code,
    ids::OfferId,
    offer::{Offer, OfferState},
    scheduled_call::{ScheduledCall, State as CallState},
};
use passerelle_store::{offers, scheduled_calls};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use super::volunteers::{deciding, volunteer_of};
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
    to.list(ApiScope::CallsRead, routes!(list))
        .with(ApiScope::CallsRead, routes!(show))
        .with(ApiScope::CallsWrite, routes!(answer))
        .list(ApiScope::CallsRead, routes!(to_cover))
}

/// Questions as old as this are still shown.
const SHOWN_FOR: TimeDelta = TimeDelta::days(30);

/// An offer, as the API shows it. Instants are UTC.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfferView {
    id: Uuid,
    scheduled_call_id: Uuid,
    volunteer_id: Uuid,
    is_substitution: bool,
    is_above_cap: bool,
    #[schema(schema_with = schema::word::<OfferState>)]
    state: OfferState,
    made_at: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl From<Offer> for OfferView {
    fn from(offer: Offer) -> OfferView {
        OfferView {
            id: offer.id.0,
            scheduled_call_id: offer.scheduled_call_id.0,
            volunteer_id: offer.volunteer_id.0,
            is_substitution: offer.is_substitution,
            is_above_cap: offer.is_above_cap,
            state: offer.state,
            made_at: offer.made_at,
            until: offer.until,
        }
    }
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such offer.")
}

/// What a volunteer was asked in the last thirty days, the latest first.
#[utoipa::path(
    get, path = "/volunteers/{id}/offers", params(("id" = Uuid, Path)),
    responses((status = 200, body = Vec<OfferView>))
)]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Page<OfferView>, Problem> {
    let volunteer = volunteer_of(&state, staff.organisation_id, id).await?;
    let app = state.app();
    let since = app.clock.now() - SHOWN_FOR;
    let made = async { offers::of_volunteer(&mut app.db.read().await?, volunteer.id, since).await };
    let made = made.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(made.into_iter().map(OfferView::from), |offer| offer.id.to_string()))
}

/// One offer.
#[utoipa::path(get, path = "/offers/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = OfferView)))]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<OfferView>, Problem> {
    let app = state.app();
    let offer = async { offers::by_id(&mut app.db.read().await?, OfferId(id)).await };
    let offer = offer.await.map_err(|error| Problem::trouble(&error.into()))?;
    let offer = offer.filter(|offer| offer.organisation_id == staff.organisation_id);
    offer.map(|offer| Json(OfferView::from(offer))).ok_or_else(not_found)
}

/// What the volunteer said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerRequest {
    yes: bool,
}

/// Notes what a volunteer said on the telephone; 409 when the question is settled. For example `{"yes": true}`.
#[utoipa::path(
    post, path = "/offers/{id}/answer", params(("id" = Uuid, Path)), request_body = AnswerRequest,
    responses((status = 200, body = OfferView))
)]
async fn answer(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(asked): ApiJson<AnswerRequest>,
) -> Result<Json<OfferView>, Problem> {
    let by = deciding(&staff)?;
    let answered = answer_offer(state.app(), staff.organisation_id, OfferId(id), asked.yes, by).await;
    let offer = answered.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    let wanted = if asked.yes { OfferState::Accepted } else { OfferState::Declined };
    if offer.state == wanted || offer.can_be_answered() {
        Ok(Json(OfferView::from(offer)))
    } else {
        Err(Problem::new(StatusCode::CONFLICT, "This question is settled."))
    }
}

/// A call that nobody is counted on for. Instants are UTC.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallToCover {
    id: Uuid,
    #[schema(value_type = String)]
    code: Code,
    person_id: Uuid,
    series_id: Uuid,
    starts_at: DateTime<Utc>,
    #[schema(schema_with = schema::word::<CallState>)]
    state: CallState,
}

impl From<ScheduledCall> for CallToCover {
    fn from(call: ScheduledCall) -> CallToCover {
        CallToCover {
            id: call.id.0,
            code: call.code,
            person_id: call.person_id.0,
            series_id: call.series_id.0,
            starts_at: call.starts_at,
            state: call.state,
        }
    }
}

/// The coming calls without a volunteer, the first one first.
#[utoipa::path(get, path = "/calls-to-cover", responses((status = 200, body = Vec<CallToCover>)))]
async fn to_cover(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<CallToCover>, Problem> {
    let app = state.app();
    let now = app.clock.now();
    let until = now + TimeDelta::days(HORIZON_DAYS + 1);
    let calls = async { scheduled_calls::to_cover(&mut app.db.read().await?, staff.organisation_id, now, until).await };
    let calls = calls.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(calls.into_iter().map(CallToCover::from), |call| call.id.to_string()))
}
