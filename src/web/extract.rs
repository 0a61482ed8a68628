//! What the API reads of a request. What cannot be read is answered as a problem, like everything else that is refused.
//!
//! No text holds the character NUL: PostgreSQL cannot keep it.

use axum::{
    Json,
    body::{Body, Bytes},
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
        let (parts, body) = request.into_parts();
        let whole = Request::from_parts(parts.clone(), body);
        let ApiBytes(body) = ApiBytes::from_request(whole, state).await?;
        if has_escaped_nul(&body) {
            return Err(holds_nul());
        }
        let read = Json::<T>::from_request(Request::from_parts(parts, Body::from(body)), state).await;
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
        let body = read.map_err(|rejection| unread(rejection.status()))?;
        if body.contains(&0) { Err(holds_nul()) } else { Ok(ApiBytes(body)) }
    }
}

fn holds_nul() -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "No text holds the character NUL.")
}

/// Whether JSON holds `\u0000`, and not a backslash before `u0000`.
fn has_escaped_nul(body: &[u8]) -> bool {
    const NUL: &[u8] = b"\\u0000";
    let places = body.windows(NUL.len()).enumerate().filter(|(_, part)| *part == NUL);
    let backslashes_before = |place: usize| body[..place].iter().rev().take_while(|byte| **byte == b'\\').count();
    places.into_iter().any(|(place, _)| backslashes_before(place) % 2 == 0)
}

/// Whether an address holds NUL.
fn has_nul(parts: &Parts) -> bool {
    parts.uri.path_and_query().is_some_and(|address| address.as_str().contains("%00"))
}

/// What stands in the address. 404 when it is no id: nothing is found there.
pub(crate) struct ApiPath<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for ApiPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if has_nul(parts) {
            return Err(no_such_address().await);
        }
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
        if has_nul(parts) {
            return Err(holds_nul());
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_in_json_then_found_and_nothing_else() {
        for (text, expected) in [
            (r#"{"a": "b"}"#, false),
            (r#"{"a": "\u0000"}"#, true),
            (r#"{"a": "\\u0000"}"#, false),
            (r#"{"a": "\\\u0000"}"#, true),
            (r#"{"a": "\u00001"}"#, true),
            ("", false),
        ] {
            assert_eq!(has_escaped_nul(text.as_bytes()), expected, "{text}");
        }
    }
}
