//! What the API reads of a request. What cannot be read is answered as a problem, like everything else that is refused.

use axum::{
    Json,
    body::Bytes,
    extract::{
        FromRequest, FromRequestParts, OriginalUri, Path, Query, Request,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::{Method, StatusCode, Uri, request::Parts},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// A body in JSON. 400 when it is no JSON, 413 when it is too large, 415 when it does not say that it is JSON, 422 when its
/// fields do not fit.
pub(crate) struct ApiJson<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read = Json::<T>::from_request(request, state).await;
        read.map(|Json(value)| ApiJson(value)).map_err(|rejection| unread_json(&rejection))
    }
}

fn unread_json(rejection: &JsonRejection) -> Problem {
    let title = match rejection {
        JsonRejection::JsonDataError(_) => "The fields of the body do not fit.",
        JsonRejection::JsonSyntaxError(_) => "The body is no JSON.",
        JsonRejection::MissingJsonContentType(_) => {
            "The body must be JSON, and say so: Content-Type: application/json."
        }
        _ => return unread(rejection.status()),
    };
    Problem::new(rejection.status(), title).with_detail(rejection.body_text())
}

/// The body did not come, or there was too much of it.
fn unread(status: StatusCode) -> Problem {
    let title = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "The body is too large.",
        _ => "The body could not be read.",
    };
    Problem::new(status, title)
}

/// A body as it came: a list, or JSON that may be left out. 413 when it is too large.
pub(crate) struct ApiBytes(pub(crate) Bytes);

impl<S: Send + Sync> FromRequest<S> for ApiBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read = Bytes::from_request(request, state).await;
        read.map(ApiBytes).map_err(|rejection| unread(rejection.status()))
    }
}

/// What stands in the address. 404 when it is no id: nothing is found there.
pub(crate) struct ApiPath<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for ApiPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(value)| ApiPath(value)).map_err(|rejection| unread_path(&rejection))
    }
}

fn unread_path(rejection: &PathRejection) -> Problem {
    if rejection.status().is_server_error() {
        tracing::error!("a handler of the API asks its address for what is not in it");
        return Problem::new(rejection.status(), "The service is in trouble.");
    }
    Problem::new(StatusCode::NOT_FOUND, "Nothing is found at this address.").with_detail(rejection.body_text())
}

/// What stands behind the question mark. 422 when it does not fit.
pub(crate) struct ApiQuery<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        read.map(|Query(value)| ApiQuery(value)).map_err(|rejection: QueryRejection| {
            let title = "What stands behind the question mark does not fit.";
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title).with_detail(rejection.body_text())
        })
    }
}

/// An address of the API that does not exist.
pub(crate) async fn no_such_address() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "Nothing is found at this address.")
}

/// A method that an address does not know; outside the API nothing more is said.
pub(crate) async fn no_such_method(method: Method, OriginalUri(address): OriginalUri) -> Response {
    if !is_api(&address) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let title = "This address does not know this method.";
    let detail = format!("{method} is none of those that the header Allow names.");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, title).with_detail(detail).into_response()
}

fn is_api(address: &Uri) -> bool {
    address.path().starts_with("/api/")
}
