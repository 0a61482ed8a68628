//! A request of the carrier: believed only with its signature over the configured public URL.

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use passerelle_telephony::{CarrierProfile, signature::SignedRequest, webhook::decode};
use serde::de::DeserializeOwned;

use crate::{MAX_BODY_BYTES, WebState};

/// A signed request, decoded. Rejected with 403 before anything is looked at when the signature is
/// missing or wrong, with 413 when the body is too large.
pub(crate) struct Signed<T>(pub(crate) Option<T>);

impl<T: DeserializeOwned> FromRequest<WebState> for Signed<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, MAX_BODY_BYTES).await.map_err(|_| {
            tracing::warn!(path_kind = "webhook", "a webhook's body was too large and was refused");
            StatusCode::PAYLOAD_TOO_LARGE.into_response()
        })?;
        let path = parts.uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
        let url = format!("{}{path}", state.app().urls.base());
        let content_type = text(&parts.headers, header::CONTENT_TYPE.as_str());
        check(state, &parts.headers, parts.method.as_str(), &url, content_type, &body)
            .map_err(IntoResponse::into_response)?;
        let decoded = decode(content_type, parts.uri.query(), &body);
        if let Err(problem) = &decoded {
            tracing::warn!(%problem, "a signed webhook could not be understood");
        }
        Ok(Signed(decoded.ok()))
    }
}

fn check(
    state: &WebState,
    headers: &HeaderMap,
    method: &str,
    url: &str,
    content_type: Option<&str>,
    body: &Bytes,
) -> Result<(), StatusCode> {
    let names = state.app().profile.signature_headers;
    let signature = names.iter().find_map(|name| text(headers, name));
    let request = SignedRequest { method, url, content_type, body, signature };
    let signed_at = text(headers, CarrierProfile::TIMESTAMP_HEADER);
    state.0.verifier.check(&request, signed_at, state.app().clock.now()).map_err(|problem| {
        tracing::warn!(%problem, "a webhook without a right signature was refused");
        metrics::counter!("passerelle_webhooks_refused_total").increment(1);
        StatusCode::FORBIDDEN
    })
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
