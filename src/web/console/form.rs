//! Forms: each one proves that it was made for the session that sends it.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use super::guard::{Refusal, Visitor};
use crate::WebState;

/// The field that carries the proof.
pub(crate) const TOKEN_FIELD: &str = "form_token";

/// A form sent by the visitor from one of our pages. Fields are texts: what is wrong in one is told beside it by the page,
/// not here.
pub(crate) struct Signed<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<WebState> for Signed<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &WebState) -> Result<Signed<T>, Refusal> {
        let visitor = request.extensions().get::<Visitor>().cloned().ok_or(Refusal::Forbidden)?;
        let body = Bytes::from_request(request, state).await.map_err(|_| Refusal::UnreadableForm)?;
        let sent = form_urlencoded::parse(&body).find(|(name, _)| name == TOKEN_FIELD).map(|(_, value)| value);
        let is_ours = sent.is_some_and(|sent| sent.as_bytes().ct_eq(visitor.form_token.as_bytes()).into());
        if !is_ours {
            return Err(Refusal::ForeignForm);
        }
        serde_html_form::from_bytes(&body).map(Signed).map_err(|_| Refusal::UnreadableForm)
    }
}
