//! Signing in at the identity provider: there by a link, and back.
//!
//! A link and not a form: browsers let no form lead to another site here. Following it writes nothing.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use passerelle_app::{
    Arrival, Brought, Departure, Strangeness, find_session, leave_for_provider, return_from_provider,
};
use passerelle_domain::sign_in::SessionStage;
use serde::Deserialize;

use super::{
    guard::{Refusal, cookie, journey_cookie, journey_of, no_journey_cookie, token_of},
    rights,
    sign_in::{Next, own_address, page_with, stranger},
};
use crate::WebState;

/// `GET /sign-in/provider`: to the provider.
pub(crate) async fn leave(State(state): State<WebState>, Query(query): Query<Next>, headers: HeaderMap) -> Response {
    match leave_for_provider(state.app(), &query.next).await {
        Ok(Departure::To { address, kept }) => {
            (CookieJar::new().add(journey_cookie(&state, kept)), Redirect::to(&address)).into_response()
        }
        Ok(Departure::NoDoor) => stranger(Refusal::NotFound),
        Ok(Departure::OutOfOrder) => out_of_order(&state, &headers),
        Err(error) => stranger(error.into()),
    }
}

/// What stands in the address on the way back.
#[derive(Deserialize, Default)]
pub(crate) struct Returned {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
}

/// `GET /sign-in/provider/return`: back, and in.
pub(crate) async fn come_back(
    State(state): State<WebState>,
    Query(returned): Query<Returned>,
    headers: HeaderMap,
) -> Response {
    let kept = journey_of(&state, &headers);
    let brought = Brought { kept: kept.as_deref(), state: &returned.state, code: &returned.code };
    let arrival = match return_from_provider(state.app(), &brought).await {
        Ok(arrival) => arrival,
        Err(error) => return stranger(error.into()),
    };
    let answer = match arrival {
        Arrival::Open { token, next } => enter(&state, token, &next).await,
        Arrival::Ended => ended(&state, &headers).await,
        Arrival::Declined => page_with(&state, &headers, StatusCode::FORBIDDEN, "provider-declined"),
        Arrival::Stranger(why) => page_with(&state, &headers, StatusCode::FORBIDDEN, words_of(why)),
        Arrival::OutOfOrder => out_of_order(&state, &headers),
    };
    (CookieJar::new().add(no_journey_cookie(&state)), answer).into_response()
}

fn out_of_order(state: &WebState, headers: &HeaderMap) -> Response {
    page_with(state, headers, StatusCode::SERVICE_UNAVAILABLE, "provider-out-of-order")
}

fn words_of(why: Strangeness) -> &'static str {
    match why {
        Strangeness::Unverified => "provider-unverified",
        Strangeness::Nobody => "provider-nobody",
        Strangeness::Several => "provider-several",
    }
}

async fn enter(state: &WebState, token: String, next: &str) -> Response {
    let first = match first_page(state, &token).await {
        Ok(first) => first.unwrap_or("/sign-in"),
        Err(refusal) => return stranger(refusal),
    };
    (CookieJar::new().add(cookie(state, token)), Redirect::to(own_address(next).unwrap_or(first))).into_response()
}

/// Who came in a moment ago and reloads the page is in already.
async fn ended(state: &WebState, headers: &HeaderMap) -> Response {
    let Some(token) = token_of(state, headers) else {
        return page_with(state, headers, StatusCode::FORBIDDEN, "provider-ended");
    };
    match first_page(state, &token).await {
        Ok(Some(first)) => Redirect::to(first).into_response(),
        Ok(None) => page_with(state, headers, StatusCode::FORBIDDEN, "provider-ended"),
        Err(refusal) => stranger(refusal),
    }
}

/// Where the owner of an open session begins.
async fn first_page(state: &WebState, token: &str) -> Result<Option<&'static str>, Refusal> {
    let found = find_session(state.app(), token).await?;
    let open = found.filter(|found| found.session.stage == SessionStage::Open);
    Ok(open.map(|found| rights::first_page(found.staff.role)))
}
