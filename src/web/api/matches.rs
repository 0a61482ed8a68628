//! Volunteers and people who are brought together, over the API. Codes and ids only: whose they are is in the files.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{AskedMatch, DecidedMatch, MatchDecision, ask_match, decide_match};
use passerelle_domain::{
    api_scope::ApiScope,
    code::Code,
    consent::Way,
    ids::{PersonId, VolunteerId},
    matches::{Answers, Match, MatchState, NoReason, Side},
    matching::{Reason, WeeklySlot},
    people::{Member, Staff},
};
use passerelle_store::matches;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use uuid::Uuid;

use super::volunteers::deciding;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath, ApiQuery},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::MatchesWrite, routes!(ask))
        .list(ApiScope::MatchesRead, routes!(list))
        .with(ApiScope::MatchesRead, routes!(show))
        .with(ApiScope::MatchesWrite, routes!(answer))
        .with(ApiScope::MatchesWrite, routes!(confirm))
        .with(ApiScope::MatchesWrite, routes!(withdraw))
        .with(ApiScope::MatchesWrite, routes!(lift))
}

/// A match, as the API shows it. Instants are UTC; the slot is on her clocks.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatchView {
    #[schema(value_type = String)]
    code: Code,
    person_id: Uuid,
    volunteer_id: Uuid,
    #[schema(schema_with = schema::word::<MatchState>)]
    state: MatchState,
    /// `tue 15:00`; none when her series keeps its hours.
    slot: Option<String>,
    #[schema(schema_with = schema::words_of::<Reason>)]
    reasons: Vec<Reason>,
    asked_by: Uuid,
    asked_at: DateTime<Utc>,
    /// Whose answer is awaited.
    #[schema(schema_with = schema::word_or_null::<Side>)]
    awaits: Option<Side>,
    #[schema(value_type = Object)]
    begin: Answers,
    #[schema(value_type = Object)]
    go_on: Answers,
    calls_made: u32,
    series_id: Option<Uuid>,
    ended_because: Option<&'static str>,
    no_reason: Option<&'static str>,
    ended_at: Option<DateTime<Utc>>,
    ended_by: Option<Uuid>,
    is_lifted: bool,
}

impl From<Match> for MatchView {
    fn from(paired: Match) -> MatchView {
        MatchView {
            awaits: paired.awaits(),
            code: paired.code,
            person_id: paired.person_id.0,
            volunteer_id: paired.volunteer_id.0,
            state: paired.state,
            slot: paired.slot.map(|slot| slot.to_string()),
            reasons: paired.reasons,
            asked_by: paired.asked_by.uuid(),
            asked_at: paired.asked_at,
            begin: paired.begin,
            go_on: paired.go_on,
            calls_made: paired.calls_made,
            series_id: paired.series_id.map(|id| id.0),
            ended_because: paired.end.map(|end| end.because.as_str()),
            no_reason: paired.end.map(|end| end.no_reason.as_str()),
            ended_at: paired.end.map(|end| end.at),
            ended_by: paired.end.and_then(|end| end.by).map(Member::uuid),
            is_lifted: paired.lifted.is_some(),
        }
    }
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such match.")
}

fn unprocessable(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This cannot be.").with_detail(detail)
}

/// Which matches are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Listed {
    #[serde(default)]
    all: bool,
}

/// Matches in which something must still happen, the oldest first; `?all=true` every one, the last first.
#[utoipa::path(get, path = "/matches", params(Listed), responses((status = 200, body = Vec<MatchView>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
    ApiQuery(listed): ApiQuery<Listed>,
) -> Result<Page<MatchView>, Problem> {
    let found = async {
        let mut read = state.app().db.read().await?;
        let owner = staff.organisation_id;
        if listed.all {
            matches::of_organisation(&mut read, owner).await
        } else {
            matches::live(&mut read, owner).await
        }
    };
    let found = found.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(found.into_iter().map(MatchView::from), |paired| {
        format!("{} {}", paired.code, paired.asked_at.timestamp())
    }))
}

/// One match.
#[utoipa::path(
    get, path = "/matches/{code}", params(("code" = String, Path)),
    responses((status = 200, body = MatchView))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<Json<MatchView>, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let found = async {
        let mut read = state.app().db.read().await?;
        matches::by_code(&mut read, staff.organisation_id, &code).await
    };
    let found = found.await.map_err(|error| Problem::trouble(&error.into()))?;
    found.map(|paired| Json(paired.into())).ok_or_else(not_found)
}

/// Whom to ask about her.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = matches::Asking)]
pub(crate) struct Asking {
    volunteer_id: Uuid,
    /// `tue 15:00` on her clocks; without it the first hour that suits both.
    #[serde(default)]
    slot: Option<String>,
}

/// Asks a volunteer whether they would call her, in the name of the token's holder. 409 with the reason when this volunteer
/// would not be proposed, or she does not wait. For example `{"volunteer_id": "…"}`.
#[utoipa::path(
    post, path = "/people/{id}/matches", params(("id" = Uuid, Path)), request_body = Asking,
    responses((status = 201, body = MatchView))
)]
async fn ask(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(person): ApiPath<Uuid>,
    ApiJson(asking): ApiJson<Asking>,
) -> Result<(StatusCode, Json<MatchView>), Problem> {
    let by = deciding(&staff)?;
    let slot = read_slot(asking.slot.as_deref())?;
    let pair = (PersonId(person), VolunteerId(asking.volunteer_id));
    let conflict = |title, detail: &str| Err(Problem::new(StatusCode::CONFLICT, title).with_detail(detail));
    match ask_match(state.app(), staff.organisation_id, pair, slot, by).await {
        Ok(AskedMatch::Asked(paired)) => Ok((StatusCode::CREATED, Json((*paired).into()))),
        Ok(AskedMatch::OneAtATime(live)) => conflict("Somebody is asked about her already.", live.code.as_str()),
        Ok(AskedMatch::NotProposed(why)) => conflict("This volunteer is not to be asked.", why.as_str()),
        Ok(AskedMatch::NotWaiting(why)) => conflict("She does not wait.", why.as_str()),
        Ok(AskedMatch::Unknown) => Err(Problem::new(StatusCode::NOT_FOUND, "No such person and volunteer.")),
        Err(error) => Err(Problem::trouble(&error)),
    }
}

/// Reads `tue 15:00`.
pub(crate) fn read_slot(text: Option<&str>) -> Result<Option<WeeklySlot>, Problem> {
    text.map(WeeklySlot::parse).transpose().map_err(|error| unprocessable(error.to_string()))
}

/// What one of the two said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answering {
    #[schema(schema_with = schema::word::<Side>)]
    side: Side,
    yes: bool,
    /// `word` on the telephone, or `staff` in another way.
    #[serde(default)]
    way: Option<String>,
    #[serde(default)]
    #[schema(schema_with = schema::word::<NoReason>)]
    reason: NoReason,
}

/// Notes what one of the two said to the token's holder. A no may have a `reason`; it ends the match. 409 when nothing is
/// asked now. For example `{"side": "person", "yes": true, "way": "word"}`.
#[utoipa::path(
    post, path = "/matches/{code}/answers", params(("code" = String, Path)), request_body = Answering,
    responses((status = 200, body = MatchView))
)]
async fn answer(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
    ApiJson(said): ApiJson<Answering>,
) -> Result<Json<MatchView>, Problem> {
    let way = said.way.as_deref().map_or(Some(Way::Word), Way::told);
    let way = way.ok_or_else(|| unprocessable("way: one of word, staff"))?;
    let decision = MatchDecision::Answered { side: said.side, yes: said.yes, way, reason: said.reason };
    decide(&state, &staff, &code, decision).await
}

/// A match goes on; enough was seen of the trial.
#[utoipa::path(
    post, path = "/matches/{code}/confirmation", params(("code" = String, Path)),
    responses((status = 200, body = MatchView))
)]
async fn confirm(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<Json<MatchView>, Problem> {
    decide(&state, &staff, &code, MatchDecision::Confirmed).await
}

/// A coordinator ends a match before it is confirmed; both are told kindly.
#[utoipa::path(
    post, path = "/matches/{code}/withdrawal", params(("code" = String, Path)),
    responses((status = 200, body = MatchView))
)]
async fn withdraw(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<Json<MatchView>, Problem> {
    decide(&state, &staff, &code, MatchDecision::Withdrawn).await
}

/// After a no, these two may be proposed to each other again.
#[utoipa::path(
    post, path = "/matches/{code}/lifting", params(("code" = String, Path)),
    responses((status = 200, body = MatchView))
)]
async fn lift(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<Json<MatchView>, Problem> {
    decide(&state, &staff, &code, MatchDecision::Lifted).await
}

async fn decide(
    state: &WebState,
    staff: &Staff,
    code: &str,
    decision: MatchDecision,
) -> Result<Json<MatchView>, Problem> {
    let by = deciding(staff)?;
    let code = Code::parse(code).ok_or_else(not_found)?;
    let decided = decide_match(state.app(), staff.organisation_id, &code, decision, by).await;
    match decided.map_err(|error| Problem::trouble(&error))? {
        DecidedMatch::Done(paired) => Ok(Json((*paired).into())),
        DecidedMatch::NotNow(now) => {
            Err(Problem::new(StatusCode::CONFLICT, "It is too early or too late for that.").with_detail(now.as_str()))
        }
        DecidedMatch::Unknown => Err(not_found()),
    }
}
