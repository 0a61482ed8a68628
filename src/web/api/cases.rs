//! Cases over the API: read, take, close, open again. What belongs to another organisation does not exist.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{
    CalledAboutCase, ClosedCase, OpenCase, ReopenedCase, acknowledge_case, call_about_case, close_case,
    list_open_cases, reopen_case,
};
use passerelle_domain::{
    api_scope::ApiScope,
    case::{Case, CaseKind, CaseOutcome, CaseState, Closure},
    code::Code,
    people::{Fragility, Member},
};
use passerelle_store::cases;
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
    to.list(ApiScope::CasesRead, routes!(list))
        .with(ApiScope::CasesRead, routes!(show))
        .with(ApiScope::CasesWrite, routes!(acknowledge))
        .with(ApiScope::CasesWrite, routes!(call))
        .with(ApiScope::CasesWrite, routes!(close))
        .with(ApiScope::CasesWrite, routes!(reopen))
}

/// A case, as the API shows it. Instants are UTC.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseView {
    #[schema(value_type = String)]
    code: Code,
    #[schema(schema_with = schema::word::<CaseKind>)]
    kind: CaseKind,
    level: u8,
    #[schema(schema_with = schema::word::<CaseState>)]
    state: CaseState,
    person_id: Option<Uuid>,
    attempts: u32,
    opened_at: DateTime<Utc>,
    acknowledged_at: Option<DateTime<Utc>>,
    held_by: Option<Uuid>,
    is_exhausted: bool,
    #[schema(schema_with = schema::word_or_null::<CaseOutcome>)]
    outcome: Option<CaseOutcome>,
    closed_by: Option<Uuid>,
    closed_at: Option<DateTime<Utc>>,
    /// How it had ended each time before it was opened again, oldest first.
    earlier: Vec<ClosureView>,
}

#[derive(Serialize, ToSchema)]
struct ClosureView {
    #[schema(schema_with = schema::word::<CaseOutcome>)]
    outcome: CaseOutcome,
    closed_by: Uuid,
    closed_at: DateTime<Utc>,
}

impl From<&Closure> for ClosureView {
    fn from(closure: &Closure) -> ClosureView {
        ClosureView { outcome: closure.outcome, closed_by: closure.by.uuid(), closed_at: closure.at }
    }
}

/// An open case, with what is needed to choose which to take.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenCaseView {
    #[serde(flatten)]
    case: CaseView,
    #[schema(schema_with = schema::word::<Fragility>)]
    fragility: Fragility,
    last_talked_at: Option<DateTime<Utc>>,
    has_trusted_contact: bool,
    /// What the program does next by itself: `page`, `page_again`, `ask_holder`.
    next_action: &'static str,
    next_at: Option<DateTime<Utc>>,
}

impl From<OpenCase> for OpenCaseView {
    fn from(open: OpenCase) -> OpenCaseView {
        OpenCaseView {
            fragility: open.fragility(),
            last_talked_at: open.person.as_ref().and_then(|person| person.last_talked_at),
            has_trusted_contact: open.has_trusted_contact,
            next_action: open.next_action.as_str(),
            next_at: open.next_at,
            case: CaseView::from(open.case),
        }
    }
}

impl From<Case> for CaseView {
    fn from(case: Case) -> CaseView {
        CaseView {
            code: case.code,
            kind: case.kind,
            level: case.level.number(),
            state: case.state,
            person_id: case.person_id.map(|id| id.0),
            attempts: case.attempts,
            opened_at: case.opened_at,
            acknowledged_at: case.acknowledged_at,
            held_by: case.holder.map(Member::uuid),
            is_exhausted: case.is_exhausted,
            outcome: case.closure.as_ref().map(|closure| closure.outcome),
            closed_by: case.closure.as_ref().map(|closure| closure.by.uuid()),
            closed_at: case.closure.as_ref().map(|closure| closure.at),
            earlier: case.earlier.iter().map(ClosureView::from).collect(),
        }
    }
}

pub(crate) fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such case.")
}

/// The open cases, the most serious first, then the most fragile, then the oldest; at most 1000.
#[utoipa::path(get, path = "/cases", responses((status = 200, body = Vec<OpenCaseView>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<OpenCaseView>, Problem> {
    let open = list_open_cases(state.app(), staff.organisation_id).await.map_err(|error| Problem::trouble(&error))?;
    Ok(page.of(open.into_iter().map(OpenCaseView::from), |line| line.case.code.to_string()))
}

/// One case, open or closed.
#[utoipa::path(
    get, path = "/cases/{code}", params(("code" = String, Path)),
    responses((status = 200, body = CaseView))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<Json<CaseView>, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let case = async {
        let mut read = state.app().db.read().await?;
        cases::by_code(&mut read, staff.organisation_id, &code).await
    };
    let case = case.await.map_err(|error| Problem::trouble(&error.into()))?;
    case.map(|case| Json(CaseView::from(case))).ok_or_else(not_found)
}

/// Takes a case; 409 when a colleague has it, with who, or when it is closed.
#[utoipa::path(
    post, path = "/cases/{code}/acknowledgement", params(("code" = String, Path)),
    responses((status = 200, body = CaseView))
)]
async fn acknowledge(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<Json<CaseView>, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let by = Member::Staff(staff.id);
    let case = acknowledge_case(state.app(), staff.organisation_id, &code, by)
        .await
        .map_err(|error| Problem::trouble(&error))?
        .ok_or_else(not_found)?;
    match case.holder.filter(|_| case.state == CaseState::Acknowledged) {
        Some(holder) if holder == by => Ok(Json(CaseView::from(case))),
        Some(holder) => {
            let problem = Problem::new(StatusCode::CONFLICT, "A colleague has this case.");
            Err(problem.with_detail(format!("held_by: {}", holder.uuid())))
        }
        None => Err(Problem::new(StatusCode::CONFLICT, "This case is closed.")),
    }
}

/// Rings the token's holder, then the person of the case, who has the case from then on; 202 once the telephone is about to
/// ring. 409 when a colleague has the case, when it is closed, or when the telephone of the token's holder is taken; 422
/// when there is nobody who may be rung, or nobody to ring first.
#[utoipa::path(post, path = "/cases/{code}/call", params(("code" = String, Path)), responses((status = 202)))]
async fn call(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<StatusCode, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let conflict = |title| Err(Problem::new(StatusCode::CONFLICT, title));
    let impossible = |title| Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title));
    match call_about_case(state.app(), staff.organisation_id, &code, Member::Staff(staff.id)).await {
        Ok(CalledAboutCase::Ringing) => Ok(StatusCode::ACCEPTED),
        Ok(CalledAboutCase::HeldBy(_)) => conflict("A colleague has this case."),
        Ok(CalledAboutCase::Closed) => conflict("This case is closed."),
        Ok(CalledAboutCase::Busy) => conflict("Your telephone rings already, or you are on the line."),
        Ok(CalledAboutCase::NobodyToCall) => impossible("No number may be rung now for this case."),
        Ok(CalledAboutCase::NotWished) => impossible("This person is away, or does not agree to be called."),
        Ok(CalledAboutCase::NoTelephone) => impossible("Your own file has no telephone number."),
        Ok(CalledAboutCase::Unknown) => Err(not_found()),
        Err(error) => Err(Problem::trouble(&error)),
    }
}

/// How a case is closed.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Closing {
    outcome: String,
    /// Who did what, and when; kept sealed.
    #[serde(default)]
    account: String,
}

/// Closes a case in the name of the token's holder; 409 when it is closed already, 422 when the outcome is none of the
/// list, or when what was immediate is closed without an `account` of who did what and when. For example `{"outcome":
/// "well_out"}`.
#[utoipa::path(
    post, path = "/cases/{code}/closure", params(("code" = String, Path)), request_body = Closing,
    responses((status = 200, body = CaseView))
)]
async fn close(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
    ApiJson(closing): ApiJson<Closing>,
) -> Result<Json<CaseView>, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let Some(outcome) = CaseOutcome::parse(&closing.outcome) else {
        let known: Vec<&str> = CaseOutcome::ALL.into_iter().map(CaseOutcome::as_str).collect();
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "A case is closed with an outcome of the list.");
        return Err(problem.with_detail(format!("The outcomes are: {}.", known.join(", "))));
    };
    let by = Member::Staff(staff.id);
    match close_case(state.app(), staff.organisation_id, &code, outcome, by, &closing.account).await {
        Ok(ClosedCase::Closed(case)) => Ok(Json(CaseView::from(*case))),
        Ok(ClosedCase::AlreadyClosed(_)) => Err(Problem::new(StatusCode::CONFLICT, "This case is closed already.")),
        Ok(ClosedCase::NeedsAccount) => {
            let problem =
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This case is closed with an account of what was done.");
            Err(problem.with_detail("Give `account`: who did what, and at what time.".to_owned()))
        }
        Ok(ClosedCase::Unknown) => Err(not_found()),
        Err(error) => Err(Problem::trouble(&error)),
    }
}

/// Why a case is opened again.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Reopening {
    /// In words; kept sealed.
    #[serde(default)]
    why: String,
}

/// Opens a case again, held by the token's holder; 409 when it is open. The code in the answer is a new one when another
/// open case has taken the old one meanwhile. For example `{"why": "..."}`.
#[utoipa::path(
    post, path = "/cases/{code}/reopening", params(("code" = String, Path)), request_body = Reopening,
    responses((status = 200, body = CaseView))
)]
async fn reopen(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
    ApiJson(reopening): ApiJson<Reopening>,
) -> Result<Json<CaseView>, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let by = Member::Staff(staff.id);
    match reopen_case(state.app(), staff.organisation_id, &code, by, &reopening.why).await {
        Ok(ReopenedCase::Reopened(case)) => Ok(Json(CaseView::from(*case))),
        Ok(ReopenedCase::IsOpen) => Err(Problem::new(StatusCode::CONFLICT, "This case is open.")),
        Ok(ReopenedCase::Unknown) => Err(not_found()),
        Err(error) => Err(Problem::trouble(&error)),
    }
}
