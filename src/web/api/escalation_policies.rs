//! Escalation policies over the API: who is paged about a case, by what, and how long is waited.

use axum::{Json, extract::State, http::StatusCode};
use passerelle_app::{SavedEscalation, remove_escalation, save_escalation};
use passerelle_domain::{api_scope::ApiScope, escalation::EscalationPolicy};
use passerelle_store::escalation_policies;
use serde_json::Value;
use utoipa_axum::routes;

use super::volunteers::deciding;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::CasesRead, routes!(list))
        .with(ApiScope::CasesRead, routes!(show))
        .with(ApiScope::CasesWrite, routes!(save))
        .with(ApiScope::CasesWrite, routes!(remove))
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such escalation policy.")
}

fn refused(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This escalation policy cannot work.").with_detail(detail)
}

/// The association's own escalation policies, by name. The standard chains are not among them.
#[utoipa::path(get, path = "/escalation-policies", responses((status = 200, body = Vec<Object>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<EscalationPolicy>, Problem> {
    let all =
        async { escalation_policies::of_organisation(&mut state.app().db.read().await?, staff.organisation_id).await };
    let all = all.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(all, |policy| policy.name.clone()))
}

/// One escalation policy.
#[utoipa::path(
    get, path = "/escalation-policies/{name}", params(("name" = String, Path)),
    responses((status = 200, body = Object))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(name): ApiPath<String>,
) -> Result<Json<EscalationPolicy>, Problem> {
    let found =
        async { escalation_policies::by_key(&mut state.app().db.read().await?, staff.organisation_id, &name).await };
    let found = found.await.map_err(|error| Problem::trouble(&error.into()))?;
    found.map(Json).ok_or_else(not_found)
}

/// Makes or changes a policy. 422 with every reason, one a line, when it cannot work. Cases that are open keep what they
/// opened with.
#[utoipa::path(
    put, path = "/escalation-policies/{name}", params(("name" = String, Path)), request_body = Object,
    responses((status = 200, body = Object))
)]
async fn save(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(name): ApiPath<String>,
    ApiJson(mut wanted): ApiJson<Value>,
) -> Result<Json<EscalationPolicy>, Problem> {
    let by = deciding(&staff)?;
    if let Some(fields) = wanted.as_object_mut() {
        fields.insert("name".to_owned(), Value::String(name));
    }
    // The words of the reader tell the place and the field, never a personal value: there is none in a policy.
    let policy: EscalationPolicy = serde_json::from_value(wanted).map_err(|error| refused(error.to_string()))?;
    match save_escalation(state.app(), staff.organisation_id, &policy, by).await {
        Ok(SavedEscalation::Saved) => Ok(Json(policy)),
        Ok(SavedEscalation::Refused(problems)) => {
            Err(refused(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
        }
        Err(error) => Err(Problem::trouble(&error)),
    }
}

/// Removes an escalation policy: cases that open from now on follow the standard chains again.
#[utoipa::path(
    delete, path = "/escalation-policies/{name}", params(("name" = String, Path)),
    responses((status = 204))
)]
async fn remove(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(name): ApiPath<String>,
) -> Result<StatusCode, Problem> {
    let by = deciding(&staff)?;
    let removed = remove_escalation(state.app(), staff.organisation_id, &name, by).await;
    if removed.map_err(|error| Problem::trouble(&error))? { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}
