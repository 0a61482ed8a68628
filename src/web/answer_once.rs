//! `Idempotency-Key`: a POST that is sent again, because its answer got lost, has no second effect and gets the same answer.
//!
//! # Source
//! draft-ietf-httpapi-idempotency-key-header.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest as _, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use passerelle_app::{begin_request, give_up_request, keep_answer};
use passerelle_store::api_answers::{KeptAnswer, KeyedRequest, KnownRequest};
use sha2::{Digest as _, Sha256};
use tracing::Instrument as _;

use crate::{WebState, caller::TokenHolder, extract::ApiBytes, problem::Problem};

/// The header that holds the key.
const KEY: &str = "Idempotency-Key";
/// Longest key.
const MOST_KEY_CHARS: usize = 255;
/// Longer answers are given and not kept; the longest lists have shorter ones.
const MOST_ANSWER_BYTES: usize = 16 * 1024 * 1024;

/// Carries out a POST once for each key of its caller.
pub(crate) async fn answer_once(
    State(state): State<WebState>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let holder = request.extensions().get::<TokenHolder>().cloned();
    let Some(holder) = holder.filter(|_| request.method() == Method::POST) else {
        return Ok(next.run(request).await);
    };
    let Some(key) = key_of(request.headers())? else { return Ok(next.run(request).await) };
    let (parts, body) = request.into_parts();
    let ApiBytes(body) = ApiBytes::from_request(Request::from_parts(parts.clone(), body), &()).await?;
    let keyed = KeyedRequest {
        holder_id: holder.id(),
        organisation_id: holder.organisation_id(),
        key,
        fingerprint: fingerprint(&parts, &body),
        asked_at: state.app().clock.now(),
    };
    match begin_request(state.app(), &keyed).await.map_err(|error| Problem::trouble(&error))? {
        KnownRequest::New => carry_out(state, keyed, Request::from_parts(parts, Body::from(body)), next).await,
        KnownRequest::Answered(answer) => Ok(told_again(answer)),
        KnownRequest::UnderWay => {
            let problem = Problem::new(StatusCode::CONFLICT, "The first request with this key has no answer yet.");
            Err(problem.with_detail(
                "Try again in a moment. If this goes on it was cut off: read what became of it before using another key.",
            ))
        }
        KnownRequest::Another => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This key came with another request before."))
        }
    }
}

/// The key of a request; the quotes of a structured header may be left out.
fn key_of(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    let text = value.to_str().map_err(|_| wrong_key())?.trim();
    let key = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    if (1..=MOST_KEY_CHARS).contains(&key.len()) { Ok(Some(key.to_owned())) } else { Err(wrong_key()) }
}

fn wrong_key() -> Problem {
    let problem = Problem::new(StatusCode::BAD_REQUEST, "This is no idempotency key.");
    problem.with_detail("From 1 to 255 letters, digits and signs, new for each request: a random UUID for example.")
}

/// What makes it the same request. The address counts with its question.
fn fingerprint(parts: &Parts, body: &Bytes) -> String {
    let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
    let body: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{} {address} {body}", parts.method)
}

/// Whoever hangs up does not stop it: the answer waits for the next try.
async fn carry_out(state: WebState, keyed: KeyedRequest, request: Request, next: Next) -> Result<Response, Problem> {
    let (beside, asked) = (state.clone(), keyed.clone());
    let work = async move { settled(&beside, &asked, next.run(request).await).await };
    match tokio::spawn(work.in_current_span()).await {
        Ok(answer) => Ok(answer),
        Err(_) => {
            tracing::error!("a request of the API failed in the middle");
            give_up(&state, &keyed).await;
            Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The service is in trouble."))
        }
    }
}

/// The answer, kept before it is given. When the service is in trouble it may be asked again.
async fn settled(state: &WebState, keyed: &KeyedRequest, answer: Response) -> Response {
    if answer.status().is_server_error() {
        give_up(state, keyed).await;
        return answer;
    }
    let (parts, body) = answer.into_parts();
    let Ok(body) = to_bytes(body, MOST_ANSWER_BYTES).await else {
        return Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The answer is too long.").into_response();
    };
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kept = KeptAnswer {
        status: parts.status.as_u16(),
        content_type: content_type.map(str::to_owned),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    if let Err(error) = keep_answer(state.app(), keyed, &kept).await {
        tracing::error!(trouble = %error, "an answer of the API could not be kept");
    }
    Response::from_parts(parts, Body::from(body))
}

async fn give_up(state: &WebState, keyed: &KeyedRequest) {
    if let Err(error) = give_up_request(state.app(), keyed).await {
        tracing::error!(trouble = %error, "a request of the API could not be given up");
    }
}

fn told_again(answer: KeptAnswer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let content_type = answer.content_type.and_then(|text| HeaderValue::from_str(&text).ok());
    if let Some(content_type) = content_type {
        response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<String>, Problem> {
        key_of(&HeaderMap::from_iter([(KEY.parse().unwrap(), HeaderValue::from_str(text).unwrap())]))
    }

    #[test]
    fn keys_of_all_kinds_then_only_those_of_a_fair_length() {
        assert!(key_of(&HeaderMap::new()).unwrap().is_none());
        assert_eq!(read("\"8e03978e\"").unwrap().as_deref(), Some("8e03978e"));
        assert_eq!(read("8e03978e").unwrap().as_deref(), Some("8e03978e"));
        assert!(read(&"k".repeat(255)).is_ok());
        for wrong in ["", " ", "\"\"", &"k".repeat(256)] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
