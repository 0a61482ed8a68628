//! Requests from the carrier to the application: signed forms, with a hard time limit and no redirects.

use chrono::{DateTime, Utc};
use passerelle_telephony::{
    CarrierProfile,
    signature::{Ed25519Signer, sign_with},
};
use url::Url;

use crate::{
    Fault, chance,
    habits::{Habits, Signing},
    twiml,
    world::World,
};

/// How a request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Method {
    Get,
    #[default]
    Post,
}

impl Method {
    /// Reads the application's word; without one it is what this carrier does, anything else is POST.
    pub(crate) fn read(habits: &Habits, word: Option<&str>) -> Method {
        match word {
            None => habits.default_method,
            Some(word) if word.eq_ignore_ascii_case("GET") => Method::Get,
            Some(_) => Method::Post,
        }
    }
}

/// Names and values of a form, in order.
pub(crate) type Params = Vec<(String, String)>;

/// Adds one pair.
pub(crate) fn param(params: &mut Params, name: &str, value: impl Into<String>) {
    params.push((name.to_owned(), value.into()));
}

/// Why the application gave nothing usable, as the carrier's debugger would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WebhookFailure {
    /// 11100, 11200, 11205, 11750, 12100, 12102 or 12300.
    pub(crate) code: u32,
}

/// Where to ask, and how.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) url: Url,
    pub(crate) method: Method,
}

impl World {
    /// Asks the application for a document. The caller holds a guard: this is real work.
    pub(crate) async fn fetch_document(
        &self,
        target: &Target,
        params: &Params,
        token: &str,
    ) -> Result<Vec<twiml::Element>, WebhookFailure> {
        let response = self.request(target, params, token).await?;
        if !response.status().is_success() {
            return Err(WebhookFailure { code: 11200 });
        }
        let content_type = response.headers().get(http::header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let content_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned();
        if !matches!(content_type.as_str(), "text/xml" | "application/xml" | "text/html" | "text/plain") {
            return Err(WebhookFailure { code: 12300 });
        }
        let body = response.text().await.map_err(|_| WebhookFailure { code: 11200 })?;
        twiml::parse(&body).map_err(|refusal| WebhookFailure { code: refusal.code() })
    }

    /// Posts a status callback; the body of the answer is ignored. False when it was not accepted.
    pub(crate) async fn post_callback(&self, target: &Target, params: &Params, token: &str) -> bool {
        match self.request(target, params, token).await {
            Ok(response) => response.status().is_success(),
            Err(WebhookFailure { .. }) => false,
        }
    }

    async fn request(
        &self,
        target: &Target,
        params: &Params,
        token: &str,
    ) -> Result<reqwest::Response, WebhookFailure> {
        if self.state().faults.contains(&Fault::WebhooksUnreachable) {
            return Err(WebhookFailure { code: 11205 });
        }
        let timeout = self.state().webhook_timeout.unwrap_or(self.habits.patience);
        let mut url = target.url.clone();
        // Connection overrides travel in the fragment: they are neither sent nor signed.
        url.set_fragment(None);
        let request = match target.method {
            Method::Get => {
                url.query_pairs_mut().extend_pairs(params);
                let signed = self.sign(self.http.get(url.clone()), url.as_str(), &Params::new(), "");
                signed.header(http::header::ACCEPT, "*/*")
            }
            Method::Post => {
                let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
                self.sign(self.http.post(url.clone()), url.as_str(), params, &body)
                    .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=UTF-8")
                    .body(body)
            }
        };
        let request = request.timeout(timeout).header("I-Twilio-Idempotency-Token", token);
        request.send().await.map_err(|problem| {
            // The text of the problem would hold the URL, hence perhaps personal data: only the kind is told.
            WebhookFailure { code: if problem.is_connect() { 11205 } else { 11200 } }
        })
    }

    /// Signs a request the way this carrier does. `params` are those of the body, empty for a GET.
    fn sign(
        &self,
        request: reqwest::RequestBuilder,
        url: &str,
        params: &Params,
        body: &str,
    ) -> reqwest::RequestBuilder {
        let signature = match self.habits.signing {
            Signing::Hmac(order) => {
                let key = self.settled.signing_key.as_deref().unwrap_or(&self.auth_token);
                return request.header(self.habits.signature_header, sign_with(key, url, params, order));
            }
            Signing::Ed25519 => Ed25519Signer::new(self.settled.ed25519_seed),
        };
        let signed_at = self.now().timestamp().to_string();
        let signature = signature.sign(&signed_at, body.as_bytes());
        request.header(CarrierProfile::TIMESTAMP_HEADER, signed_at).header(self.habits.signature_header, signature)
    }

    /// A token that is the same for the repeats of one request and different for every other request.
    pub(crate) fn idempotency_token(&self, subject: &str) -> String {
        let ordinal = self.next_ordinal(&format!("token|{subject}"));
        let id = chance::sid("", self.seed, &format!("token|{subject}"), ordinal);
        format!("{}-{}-{}-{}-{}", &id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..])
    }
}

/// An instant as the carrier writes it, RFC 2822 in UTC.
pub(crate) fn rfc2822(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
