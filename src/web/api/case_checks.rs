//! Checks of a case over the API: who is asked how she is, and what they found. No name and no number is shown.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{CheckedCase, WantedCheck, check_case, rule_out_contact};
use passerelle_domain::{
    api_scope::ApiScope,
    case_check::{Asked, CaseCheck, CheckKind, CheckState, Finding, NotAsked},
    code::Code,
    ids::PersonId,
    people::Member,
};
use passerelle_store::{case_checks, cases, staff, volunteers};
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
        .with(ApiScope::CasesWrite, routes!(ask))
        .with(ApiScope::PeopleWrite, routes!(rule_out))
}

/// A check, as the API shows it. Instants are UTC.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckView {
    id: Uuid,
    #[schema(schema_with = schema::word::<CheckKind>)]
    kind: CheckKind,
    #[schema(schema_with = schema::word::<CheckState>)]
    state: CheckState,
    /// The contact, or the member of the association, by id.
    asked: Uuid,
    wanted_by: Option<Uuid>,
    made_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    #[schema(schema_with = schema::word_or_null::<Finding>)]
    finding: Option<Finding>,
    ended_at: Option<DateTime<Utc>>,
}

impl From<CaseCheck> for CheckView {
    fn from(check: CaseCheck) -> CheckView {
        CheckView {
            id: check.id.0,
            kind: check.kind,
            state: check.state,
            asked: match check.asked {
                Asked::Contact(contact) => contact.0,
                Asked::Member(member) => member.uuid(),
            },
            wanted_by: check.wanted_by.map(Member::uuid),
            made_at: check.made_at,
            due_at: check.due_at,
            finding: check.finding,
            ended_at: check.ended_at,
        }
    }
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such case.")
}

/// Who was asked about the person of a case, oldest first.
#[utoipa::path(
    get, path = "/cases/{code}/checks", params(("code" = String, Path)),
    responses((status = 200, body = Vec<CheckView>))
)]
async fn list(
    State(state): State<WebState>,
    ApiCaller(caller): ApiCaller,
    page: PageAsked,
    ApiPath(code): ApiPath<String>,
) -> Result<Page<CheckView>, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let found = async {
        let mut read = state.app().db.read().await?;
        let Some(case) = cases::by_code(&mut read, caller.organisation_id, &code).await? else { return Ok(None) };
        case_checks::of_case(&mut read, case.id).await.map(Some)
    };
    let found = found.await.map_err(|error: passerelle_store::StoreError| Problem::trouble(&error.into()))?;
    Ok(page.of(found.ok_or_else(not_found)?.into_iter().map(CheckView::from), |check| check.id.to_string()))
}

/// Who is to be asked.
#[derive(Deserialize, ToSchema)]
#[schema(as = case_checks::Wanted)]
pub(crate) struct Wanted {
    /// `trusted_contact`, `caretaker` or `home`.
    kind: String,
    /// Reference of the volunteer who goes, for `home`.
    #[serde(default)]
    volunteer: Option<String>,
    /// Reference of the staff member who goes, for `home`.
    #[serde(default)]
    staff: Option<String>,
    /// An answer is due before then; needed for `home`.
    #[serde(default)]
    before: Option<DateTime<Utc>>,
}

/// Has somebody asked how she is, for whoever holds the case. 409 when a colleague holds it or it is not such a case, 422
/// when something is missing or nobody may be asked, with the reason. For example `{"kind": "trusted_contact"}`.
#[utoipa::path(
    post, path = "/cases/{code}/checks", params(("code" = String, Path)), request_body = Wanted,
    responses((status = 200, body = CheckView))
)]
async fn ask(
    State(state): State<WebState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(code): ApiPath<String>,
    ApiJson(wanted): ApiJson<Wanted>,
) -> Result<Json<CheckView>, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let refused = |reason: &'static str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, reason);
    let Some(kind) = CheckKind::parse(&wanted.kind) else {
        return Err(refused("A check is trusted_contact, caretaker or home."));
    };
    let owner = caller.organisation_id;
    let member = async {
        let app = state.app();
        let mut read = app.db.read().await?;
        Ok(match (&wanted.volunteer, &wanted.staff) {
            (Some(key), _) => {
                volunteers::by_key(&mut read, &app.secrets, owner, key).await?.map(|found| Member::Volunteer(found.id))
            }
            (None, Some(key)) => {
                staff::by_key(&mut read, &app.secrets, owner, key).await?.map(|found| Member::Staff(found.id))
            }
            (None, None) => None,
        })
    };
    let member = member.await.map_err(|error: passerelle_store::StoreError| Problem::trouble(&error.into()))?;
    let wanted = WantedCheck { kind, member, before: wanted.before };
    let done = check_case(state.app(), owner, &code, wanted, Member::Staff(caller.id)).await;
    match done.map_err(|error| Problem::trouble(&error))? {
        CheckedCase::Asked(check) => Ok(Json(CheckView::from(*check))),
        CheckedCase::NotAsked(why) => Err(refused(reason(why))),
        CheckedCase::Incomplete => Err(refused("Say who goes, and before which hour to come.")),
        CheckedCase::NotTheHolder => Err(Problem::new(StatusCode::CONFLICT, "Only whoever holds the case does that.")),
        CheckedCase::NotForThisCase => {
            Err(Problem::new(StatusCode::CONFLICT, "This case is closed, or nobody is asked about such a case."))
        }
        CheckedCase::Unknown => Err(not_found()),
    }
}

/// Why nobody is asked, in a sentence.
fn reason(why: NotAsked) -> &'static str {
    match why {
        NotAsked::NoConsent => "Nobody is asked: she has not agreed to it.",
        NotAsked::Nobody => "Nobody is asked: there is no such contact, or none is left.",
        NotAsked::RuledOut => "Nobody is asked: that number is never contacted.",
        NotAsked::NoTelephone => "Nobody is asked: no telephone can be written to or rung.",
    }
}

/// A trusted contact is never contacted, from this moment on.
#[utoipa::path(
    put, path = "/people/{id}/contacts/{position}/do-not-contact",
    params(("id" = Uuid, Path), ("position" = u32, Path)),
    responses((status = 204))
)]
async fn rule_out(
    State(state): State<WebState>,
    ApiCaller(caller): ApiCaller,
    ApiPath((person, position)): ApiPath<(Uuid, u32)>,
) -> Result<StatusCode, Problem> {
    let by = Member::Staff(caller.id);
    let done = rule_out_contact(state.app(), caller.organisation_id, PersonId(person), position, by).await;
    if done.map_err(|error| Problem::trouble(&error))? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::new(StatusCode::NOT_FOUND, "No such contact."))
    }
}
