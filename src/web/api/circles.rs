//! Small favours and news, over the API.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{AskedFavour, SentNews, ask_favour, send_news};
use passerelle_domain::{
    api_scope::ApiScope,
    code::Code,
    favour::{Favour, FavourKind, FavourState},
    ids::PersonId,
};
use passerelle_store::{favours as stored, lines};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use super::volunteers::deciding;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::ApiJson,
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::VolunteersRead, routes!(favours))
        .with(ApiScope::VolunteersWrite, routes!(ask))
        .with(ApiScope::VolunteersWrite, routes!(news))
}

/// A favour, as the API shows it.
#[derive(Serialize, ToSchema)]
pub(crate) struct FavourView {
    #[schema(value_type = String)]
    code: Code,
    person_id: Uuid,
    #[schema(schema_with = schema::word::<FavourKind>)]
    kind: FavourKind,
    #[schema(schema_with = schema::word::<FavourState>)]
    state: FavourState,
    waves: u32,
    taker_id: Option<Uuid>,
    asked_by: Uuid,
    asked_at: DateTime<Utc>,
}

impl From<Favour> for FavourView {
    fn from(favour: Favour) -> FavourView {
        FavourView {
            code: favour.code,
            person_id: favour.person_id.0,
            kind: favour.kind,
            state: favour.state,
            waves: favour.waves,
            taker_id: favour.taker.map(|id| id.0),
            asked_by: favour.asked_by.uuid(),
            asked_at: favour.asked_at,
        }
    }
}

/// The favours asked for, the last one first, at most 1000.
#[utoipa::path(get, path = "/favours", responses((status = 200, body = Vec<FavourView>)))]
async fn favours(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<FavourView>, Problem> {
    let found = async {
        let mut read = state.app().db.read().await?;
        stored::of_organisation(&mut read, staff.organisation_id).await
    };
    let found = found.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(found.into_iter().map(FavourView::from), |favour| {
        format!("{} {}", favour.code, favour.asked_at.timestamp())
    }))
}

/// What is asked for, and for whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = circles::Asking)]
pub(crate) struct Asking {
    person_id: Uuid,
    kind: String,
}

/// A small favour for a person: her neighbours are asked, a few at a time; the first yes has it. 409 when she did not agree
/// to visits or is away, 422 for a kind of no list. For example `{"person_id": "…", "kind": "errand"}`.
#[utoipa::path(post, path = "/favours", request_body = Asking, responses((status = 201, body = FavourView)))]
async fn ask(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiJson(asking): ApiJson<Asking>,
) -> Result<(StatusCode, Json<FavourView>), Problem> {
    let by = deciding(&staff)?;
    let Some(kind) = FavourKind::parse(&asking.kind) else {
        let known = FavourKind::ALL.map(FavourKind::as_str).join(", ");
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "There is no such kind of favour.");
        return Err(problem.with_detail(format!("The kinds are: {known}.")));
    };
    match ask_favour(state.app(), staff.organisation_id, PersonId(asking.person_id), kind, by).await {
        Ok(AskedFavour::Asking(favour)) => Ok((StatusCode::CREATED, Json((*favour).into()))),
        Ok(AskedFavour::Refused(why)) => {
            Err(Problem::new(StatusCode::CONFLICT, "Nobody may come to her now.").with_detail(why.to_string()))
        }
        Ok(AskedFavour::Unknown) => Err(Problem::new(StatusCode::NOT_FOUND, "No such person.")),
        Err(error) => Err(Problem::trouble(&error)),
    }
}

/// What to tell.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Telling {
    /// Reference of the line that writes.
    line: String,
    words: String,
}

/// To how many it goes.
#[derive(Serialize, ToSchema)]
#[schema(as = circles::ToldView)]
pub(crate) struct ToldView {
    readers: usize,
}

/// News: one text to everybody connected. 422 when it does not fit in one SMS with the name of the service and the way out.
/// For example `{"line": "paris", "words": "…"}`.
#[utoipa::path(post, path = "/news", request_body = Telling, responses((status = 202, body = ToldView)))]
async fn news(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiJson(telling): ApiJson<Telling>,
) -> Result<(StatusCode, Json<ToldView>), Problem> {
    let by = deciding(&staff)?;
    let owner = staff.organisation_id;
    let no_line = || Problem::new(StatusCode::NOT_FOUND, "No such line.");
    let line = async { lines::of_organisation(&mut state.app().db.read().await?, owner).await };
    let line = line.await.map_err(|error| Problem::trouble(&error.into()))?;
    let line = line.into_iter().find(|line| line.key == telling.line).ok_or_else(no_line)?;
    let sent = send_news(state.app(), owner, line.id, &telling.words, by).await;
    match sent.map_err(|error| Problem::trouble(&error))? {
        SentNews::Leaving(readers) => Ok((StatusCode::ACCEPTED, Json(ToldView { readers }))),
        SentNews::TooLong => {
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This is not one text.");
            Err(problem.with_detail("The words, the way out and the name of the service fit in 160 characters."))
        }
        SentNews::Unknown => Err(no_line()),
    }
}
