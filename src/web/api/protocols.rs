//! What happens when nobody answers, over the API: the shipped protocols and the association's own.

use axum::{Json, extract::State, http::StatusCode};
use passerelle_domain::api_scope::ApiScope;
use passerelle_domain::protocol::{ContactPolicy, MachineMessage, Protocol};
use passerelle_store::{protocols, protocols::Follower};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    WebState,
    caller::ApiCaller,
    extract::ApiPath,
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::CallsRead, routes!(list)).with(ApiScope::CallsRead, routes!(show))
}

/// A protocol, as the API shows it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProtocolView {
    name: String,
    attempts: String,
    ring_s: u32,
    #[schema(schema_with = schema::word::<MachineMessage>)]
    machine_message: MachineMessage,
    busy_retry_min: i64,
    busy_retries: u32,
    engaged_worry_min: i64,
    level: u8,
    acknowledge_within_min: Option<i64>,
    #[schema(schema_with = schema::word::<ContactPolicy>)]
    ask_contact: ContactPolicy,
    is_shipped: bool,
    is_default: bool,
}

async fn all(state: &WebState, caller: &ApiCaller) -> Result<Vec<ProtocolView>, Problem> {
    let owner = caller.0.organisation_id;
    let found = async {
        let mut read = state.app().db.read().await?;
        let own = protocols::of_organisation(&mut read, owner).await?;
        Ok((own, protocols::chosen(&mut read, owner, Follower::Organisation).await?))
    };
    let (own, chosen) = found.await.map_err(|error: passerelle_store::StoreError| Problem::trouble(&error.into()))?;
    let default = chosen.unwrap_or_else(|| Protocol::weekly().name);
    // One of a shipped name takes its place.
    let shipped = Protocol::shipped().into_iter().filter(|one| own.iter().all(|other| other.name != one.name));
    let shipped: Vec<(Protocol, bool)> = shipped.map(|one| (one, true)).collect();
    let view = |(protocol, is_shipped): (Protocol, bool)| ProtocolView {
        attempts: protocol.attempts_text(),
        is_default: protocol.name == default,
        name: protocol.name,
        ring_s: protocol.person_ring_s,
        machine_message: protocol.machine_message,
        busy_retry_min: protocol.busy_retry_min,
        busy_retries: protocol.busy_retries,
        engaged_worry_min: protocol.engaged_worry_min,
        level: protocol.level.number(),
        acknowledge_within_min: protocol.acknowledge_within_min,
        ask_contact: protocol.ask_contact,
        is_shipped,
    };
    Ok(shipped.into_iter().chain(own.into_iter().map(|one| (one, false))).map(view).collect())
}

/// What happens when nobody answers: the shipped protocols, then the association's own.
#[utoipa::path(get, path = "/protocols", responses((status = 200, body = Vec<ProtocolView>)))]
async fn list(
    State(state): State<WebState>,
    caller: ApiCaller,
    page: PageAsked,
) -> Result<Page<ProtocolView>, Problem> {
    Ok(page.of(all(&state, &caller).await?, |protocol| protocol.name.clone()))
}

/// One protocol.
#[utoipa::path(
    get, path = "/protocols/{name}", params(("name" = String, Path)),
    responses((status = 200, body = ProtocolView))
)]
async fn show(
    State(state): State<WebState>,
    caller: ApiCaller,
    ApiPath(name): ApiPath<String>,
) -> Result<Json<ProtocolView>, Problem> {
    let found = all(&state, &caller).await?.into_iter().find(|protocol| protocol.name == name);
    found.map(Json).ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "No such protocol."))
}
