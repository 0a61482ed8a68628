//! Referrals over the API: a partner signals people and sees statuses; coordinators welcome them or end the referral.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{
    JoinedReferral, Referred, ReferredList, WantedReferral, WithdrawnReferral, join_referral, list_own_referrals,
    list_waiting_referrals, refer_list, refer_person, turn_down_referral, withdraw_referral,
};
use passerelle_domain::{
    api_scope::ApiScope,
    campaign_entry::PartnerStatus,
    code::Code,
    ids::LineId,
    people::{Member, Staff, StaffRole},
    referral::ReferralReason,
};
use passerelle_store::lines;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use super::partnerships::standing;
use crate::{
    WebState,
    caller::{ApiCaller, PartnerCaller},
    extract::{ApiBytes, ApiJson, ApiPath},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::PartnerRead, routes!(own))
        .with(ApiScope::PartnerWrite, routes!(refer))
        .with_long_body(ApiScope::PartnerWrite, routes!(import))
        .with(ApiScope::PartnerWrite, routes!(withdraw))
        .list(ApiScope::PartnersRead, routes!(waiting))
        .with(ApiScope::PartnersWrite, routes!(join))
        .with(ApiScope::PartnersWrite, routes!(end))
}

/// A referral as its partner sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnReferralView {
    #[schema(value_type = String)]
    code: Code,
    made_at: DateTime<Utc>,
    #[schema(value_type = String)]
    status: PartnerStatus,
}

/// Somebody to signal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReferralRequest {
    #[serde(default)]
    title: String,
    #[serde(default)]
    first_name: String,
    last_name: String,
    phone: String,
    residence: String,
    reason: String,
    she_knows: bool,
    #[serde(default)]
    although_no: bool,
}

/// What became of one row, or of one request.
#[derive(Serialize, ToSchema)]
pub(crate) struct FateView {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    code: Option<Code>,
    /// Names of the fields that cannot be taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    wrong: Vec<&'static str>,
}

fn fate(line: Option<u64>, fate: Referred) -> FateView {
    let (fate, code, wrong) = match fate {
        Referred::Made(code) => ("accepted", Some(code), Vec::new()),
        Referred::Known(code) => ("merged", Some(code), Vec::new()),
        Referred::SaidNo => ("said_no", None, Vec::new()),
        Referred::Closed(closed) => (standing(Some(closed)), None, Vec::new()),
        Referred::Refused(fields) => ("refused", None, fields),
    };
    FateView { line, fate, code, wrong }
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such referral.")
}

/// Who reads names: coordinators only. The IT person runs the program and reads no file.
fn coordinating(staff: &Staff) -> Result<Member, Problem> {
    match staff.role {
        StaffRole::Coordinator => Ok(Member::Staff(staff.id)),
        StaffRole::Administrator | StaffRole::Listener | StaffRole::SocialWorker | StaffRole::Partner => {
            Err(Problem::new(StatusCode::FORBIDDEN, "A coordinator decides this."))
        }
    }
}

fn code_of(text: &str) -> Result<Code, Problem> {
    Code::parse(text).ok_or_else(not_found)
}

/// The partner's own referrals: codes, days and statuses, the latest first.
#[utoipa::path(get, path = "/partner/referrals", responses((status = 200, body = Vec<OwnReferralView>)))]
async fn own(
    State(state): State<WebState>,
    caller: PartnerCaller,
    page: PageAsked,
) -> Result<Page<OwnReferralView>, Problem> {
    let own = list_own_referrals(state.app(), &caller.staff).await.map_err(|error| Problem::trouble(&error))?;
    let view =
        |one: passerelle_app::OwnReferral| OwnReferralView { code: one.code, made_at: one.made_at, status: one.status };
    Ok(page.of(own.into_iter().map(view), |referral| format!("{} {}", referral.code, referral.made_at.timestamp())))
}

/// Signals somebody: 201 with the code, 200 when she was signalled already; 409 when she said no within the year, 422 with
/// the fields that cannot be taken.
#[utoipa::path(
    post, path = "/partner/referrals", request_body = ReferralRequest,
    responses(
        (status = 200, body = FateView),
        (status = 201, body = FateView),
        (status = 409, content((FateView = "application/json"), (Problem = "application/problem+json"))),
        (status = 422, content((FateView = "application/json"), (Problem = "application/problem+json")))
    )
)]
async fn refer(
    State(state): State<WebState>,
    caller: PartnerCaller,
    ApiJson(asked): ApiJson<ReferralRequest>,
) -> Result<(StatusCode, Json<FateView>), Problem> {
    let wanted = WantedReferral {
        title: asked.title,
        first_name: asked.first_name,
        last_name: asked.last_name,
        phone: asked.phone,
        residence: asked.residence,
        reason: asked.reason,
        she_knows: if asked.she_knows { "yes" } else { "no" }.to_owned(),
        although_no: asked.although_no,
    };
    let told = refer_person(state.app(), &caller.staff, &wanted).await.map_err(|error| Problem::trouble(&error))?;
    let told = told.ok_or_else(not_found)?;
    let status = match &told {
        Referred::Made(_) => StatusCode::CREATED,
        Referred::Known(_) => StatusCode::OK,
        Referred::SaidNo | Referred::Closed(_) => StatusCode::CONFLICT,
        Referred::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, Json(fate(None, told))))
}

/// Signals everybody of a CSV file: what became of each row; 422 when a column is unknown, missing or doubled.
#[utoipa::path(
    post, path = "/partner/referrals/list", request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = Vec<FateView>))
)]
async fn import(
    State(state): State<WebState>,
    caller: PartnerCaller,
    ApiBytes(body): ApiBytes,
) -> Result<Json<Vec<FateView>>, Problem> {
    let told = refer_list(state.app(), &caller.staff, &body).await.map_err(|error| Problem::trouble(&error))?;
    match told.ok_or_else(not_found)? {
        ReferredList::Read(rows) => Ok(Json(rows.into_iter().map(|row| fate(Some(row.line), row.fate)).collect())),
        ReferredList::Columns => {
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This list cannot be taken.");
            let detail = "Its columns are title, first_name, last_name, phone, residence, reason, she_knows.";
            Err(problem.with_detail(detail))
        }
    }
}

/// Withdraws a referral; 409 once somebody has decided.
#[utoipa::path(
    post, path = "/partner/referrals/{code}/withdrawal", params(("code" = String, Path)),
    responses((status = 204))
)]
async fn withdraw(
    State(state): State<WebState>,
    caller: PartnerCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<StatusCode, Problem> {
    let withdrawn = withdraw_referral(state.app(), &caller.staff, &code_of(&code)?).await;
    match withdrawn.map_err(|error| Problem::trouble(&error))? {
        WithdrawnReferral::Withdrawn => Ok(StatusCode::NO_CONTENT),
        WithdrawnReferral::TooLate => Err(Problem::new(StatusCode::CONFLICT, "A coordinator sees to it.")),
        WithdrawnReferral::Unknown => Err(not_found()),
    }
}

/// A referral that waits, for coordinators.
#[derive(Serialize, ToSchema)]
#[schema(as = referrals::WaitingView)]
pub(crate) struct WaitingView {
    #[schema(value_type = String)]
    code: Code,
    partner: String,
    #[schema(schema_with = schema::word::<ReferralReason>)]
    reason: ReferralReason,
    she_knows: bool,
    after_a_no: bool,
    made_at: DateTime<Utc>,
    first_name: String,
    last_name: String,
    residence: String,
    person_id: Option<Uuid>,
}

/// Referrals nobody has decided about, the oldest first.
#[utoipa::path(get, path = "/referrals", responses((status = 200, body = Vec<WaitingView>)))]
async fn waiting(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<WaitingView>, Problem> {
    let by = coordinating(&staff)?;
    let waiting = list_waiting_referrals(state.app(), staff.organisation_id, by).await;
    let waiting = waiting.map_err(|error| Problem::trouble(&error))?;
    let view = |one: passerelle_app::WaitingReferral| {
        let (referral, whom) = (one.referral.clone(), one.referral.whom);
        WaitingView {
            code: referral.code,
            partner: referral.partner,
            reason: referral.reason,
            she_knows: referral.she_knows,
            after_a_no: referral.after_a_no,
            made_at: referral.made_at,
            first_name: whom.as_ref().map(|whom| whom.tenant.first_name.clone()).unwrap_or_default(),
            last_name: whom.as_ref().map(|whom| whom.tenant.last_name.clone()).unwrap_or_default(),
            residence: whom.map(|whom| whom.residence).unwrap_or_default(),
            person_id: one.known.map(|id| id.0),
        }
    };
    Ok(page.of(waiting.into_iter().map(view), |referral| referral.code.to_string()))
}

/// On which line she is welcomed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JoiningRequest {
    /// Reference of the line.
    line: String,
}

/// Her file.
#[derive(Serialize, ToSchema)]
pub(crate) struct JoinedView {
    person_id: Uuid,
}

/// Welcomes somebody who was signalled: she gets a file without any consent; 409 once somebody has decided. For example
/// `{"line": "paris"}`.
#[utoipa::path(
    post, path = "/referrals/{code}/joining", params(("code" = String, Path)), request_body = JoiningRequest,
    responses((status = 200, body = JoinedView))
)]
async fn join(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
    ApiJson(asked): ApiJson<JoiningRequest>,
) -> Result<Json<JoinedView>, Problem> {
    let by = coordinating(&staff)?;
    let app = state.app();
    let known = async { lines::of_organisation(&mut app.db.read().await?, staff.organisation_id).await };
    let known = known.await.map_err(|error| Problem::trouble(&error.into()))?;
    let line = known.into_iter().find(|line| line.key == asked.line).map(|line| line.id);
    let line: LineId = line.ok_or_else(|| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "No such line."))?;
    let joined = join_referral(app, staff.organisation_id, &code_of(&code)?, line, by).await;
    match joined.map_err(|error| Problem::trouble(&error))? {
        JoinedReferral::Joined(person) => Ok(Json(JoinedView { person_id: person.0 })),
        JoinedReferral::Decided => Err(Problem::new(StatusCode::CONFLICT, "Somebody has decided before.")),
        JoinedReferral::Unknown => Err(not_found()),
    }
}

/// How a referral ends without a file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndingRequest {
    she_said_no: bool,
}

/// Ends a referral without a file; 409 once somebody has decided. For example `{"she_said_no": true}`.
#[utoipa::path(
    post, path = "/referrals/{code}/ending", params(("code" = String, Path)), request_body = EndingRequest,
    responses((status = 204))
)]
async fn end(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
    ApiJson(asked): ApiJson<EndingRequest>,
) -> Result<StatusCode, Problem> {
    let by = coordinating(&staff)?;
    let code = code_of(&code)?;
    let ended = turn_down_referral(state.app(), staff.organisation_id, &code, asked.she_said_no, by).await;
    match ended.map_err(|error| Problem::trouble(&error))? {
        Some(true) => Ok(StatusCode::NO_CONTENT),
        Some(false) => Err(Problem::new(StatusCode::CONFLICT, "Somebody has decided before.")),
        None => Err(not_found()),
    }
}
