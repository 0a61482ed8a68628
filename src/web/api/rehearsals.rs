//! Days lived ahead on the simulator, over the API: asked for, and read.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use passerelle_app::{AskedRehearsal, ask_rehearsal};
use passerelle_domain::{
    api_scope::ApiScope,
    code::Code,
    day_rehearsal::{DayRehearsal, DayWish},
};
use passerelle_store::day_rehearsals;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::volunteers::deciding;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath},
    operations::Operations,
    problem::Problem,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::PlanningWrite, routes!(ask)).with(ApiScope::PlanningRead, routes!(show))
}

/// What is to be lived.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Wish {
    on: NaiveDate,
    #[serde(default = "one")]
    seed: u64,
    #[serde(default)]
    away_percent: u8,
    #[serde(default)]
    outage: bool,
}

fn one() -> u64 {
    1
}

/// Asks for a day to be lived; 202 with its code. 409 while another one is lived.
#[utoipa::path(post, path = "/rehearsals", request_body = Wish, responses((status = 202, body = Object)))]
async fn ask(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiJson(wish): ApiJson<Wish>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let by = deciding(&staff)?;
    let wish = DayWish { on: wish.on, seed: wish.seed, away_percent: wish.away_percent, has_outage: wish.outage };
    let asked = ask_rehearsal(state.app(), staff.organisation_id, &wish, by).await;
    let refused = |title: &'static str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title);
    match asked.map_err(|error| Problem::trouble(&error))? {
        AskedRehearsal::Asked(code) => Ok((StatusCode::ACCEPTED, Json(json!({ "code": code })))),
        AskedRehearsal::OneAtATime(code) => {
            let problem = Problem::new(StatusCode::CONFLICT, "Another rehearsal is under way.");
            Err(problem.with_detail(code.to_string()))
        }
        AskedRehearsal::WrongDay(first, last) => {
            Err(refused("This day cannot be rehearsed.").with_detail(format!("From {first} to {last}.")))
        }
        AskedRehearsal::TooManyAway => Err(refused("At most 90 % of the volunteers can be away.")),
        AskedRehearsal::NothingToLive => Err(refused("There is no line yet.")),
    }
}

/// A rehearsal: how far it is, and what would happen.
#[utoipa::path(
    get, path = "/rehearsals/{code}", params(("code" = String, Path)),
    responses((status = 200, body = Object))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<Json<Value>, Problem> {
    deciding(&staff)?;
    let not_found = || Problem::new(StatusCode::NOT_FOUND, "No such rehearsal.");
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let app = state.app();
    let found = async { day_rehearsals::by_code(&mut app.db.read().await?, staff.organisation_id, &code).await };
    let found: Option<DayRehearsal> = found.await.map_err(|error| Problem::trouble(&error.into()))?;
    let found = found.ok_or_else(not_found)?;
    Ok(Json(json!({
        "code": found.code, "asked_at": found.asked_at, "wish": found.wish,
        "progress": found.stage_at(app.clock.now()),
    })))
}
