//! Webhook signatures: proof that a request comes from the carrier, whole and unchanged.
//!
//! The carrier signs the URL *it* requested, so a caller of this module gives the configured public address followed by
//! the path and the raw query, and never an address rebuilt from headers that a proxy may have changed.
//!
//! Invariants: comparisons take the same time whatever differs; a body that the signature does not cover is refused; an
//! empty token never signs anything.
//!
//! A signature says nothing about *when*: a replayed request verifies. Callers bind requests to the state of the call
//! and to the idempotency token.
//!
//! # Source
//! Telephony notes, sections 2.1 and 2.3.

mod ed25519;
mod verifier;

pub use ed25519::{BadPublicKey, Ed25519Signer, Ed25519Validator};
pub use verifier::Verifier;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use subtle::{Choice, ConstantTimeEq};

/// The query name that carries the hash of a body which is not a form.
const BODY_HASH: &str = "bodySHA256";

/// How names that occur several times in a form enter the text to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RepeatedNames {
    /// Distinct values, sorted (Twilio, Somleng, Telnyx).
    #[default]
    DistinctSorted,
    /// Every value in the order of the form (SignalWire).
    SubmissionOrder,
}

/// Why a request is not believed. The answer to the sender is the same 403 for each; the variant is for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureProblem {
    /// The signature header is missing or empty.
    #[error("the request is not signed")]
    Missing,
    /// No usable token is configured, so nothing can be believed.
    #[error("no carrier token is configured")]
    NoToken,
    /// No configured token gives this signature for this URL and these parameters.
    #[error("the signature does not match")]
    Mismatch,
    /// A body that is no form came without the hash that would bind it to the URL.
    #[error("the signature does not cover the body")]
    UnsignedBody,
    /// The request was signed too long ago, or in the future: a replay, or a clock that is wrong.
    #[error("the signature is too old or from the future")]
    Stale,
    /// The body is not the one whose hash was signed.
    #[error("the body does not match its signed hash")]
    BodyChanged,
}

/// The parts of an HTTP request that a signature covers.
#[derive(Debug, Clone, Copy)]
pub struct SignedRequest<'a> {
    /// `GET`, `POST`…
    pub method: &'a str,
    /// Public URL exactly as configured at the carrier, with path and raw query.
    pub url: &'a str,
    /// The content type header.
    pub content_type: Option<&'a str>,
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// The signature header.
    pub signature: Option<&'a str>,
}

/// Checks requests against the configured tokens. Cheap to clone; immutable.
#[derive(Clone)]
pub struct Validator {
    tokens: Vec<String>,
    repeated_names: RepeatedNames,
}

impl Validator {
    /// `tokens` are all accepted, so that a token can be replaced while requests signed with the old one still arrive.
    pub fn new(tokens: Vec<String>) -> Validator {
        // HMAC accepts an empty key, and so would any stranger.
        let tokens = tokens.into_iter().filter(|token| !token.trim().is_empty()).collect();
        Validator { tokens, repeated_names: RepeatedNames::default() }
    }

    /// The same validator for a carrier that orders repeated names differently.
    pub fn with_repeated_names(self, repeated_names: RepeatedNames) -> Validator {
        Validator { repeated_names, ..self }
    }

    /// Verifies one request. Reads only its arguments; asking twice gives the same answer.
    ///
    /// # Errors
    /// See [`SignatureProblem`].
    ///
    /// # Source
    /// Telephony notes, section 2.1.
    pub fn check(&self, request: &SignedRequest<'_>) -> Result<(), SignatureProblem> {
        let signature = request.signature.filter(|s| !s.is_empty()).ok_or(SignatureProblem::Missing)?;
        if self.tokens.is_empty() {
            return Err(SignatureProblem::NoToken);
        }
        let url = without_fragment(request.url);
        let params = match covered_body(request, url)? {
            CoveredBody::Form(params) => params,
            CoveredBody::Nothing | CoveredBody::Hashed => Vec::new(),
        };
        let params = text_of_params(params, self.repeated_names);

        let mut matches = Choice::from(0);
        for token in &self.tokens {
            for variant in url_variants(url) {
                let expected = BASE64.encode(mac(token, &[variant.as_bytes(), params.as_bytes()]));
                matches |= expected.as_bytes().ct_eq(signature.as_bytes());
            }
        }
        if bool::from(matches) { Ok(()) } else { Err(SignatureProblem::Mismatch) }
    }
}

impl std::fmt::Debug for Validator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Validator").field("tokens", &self.tokens.len()).finish_non_exhaustive()
    }
}

/// The signature of a form (or, without parameters, of a GET) as Twilio writes it in its header.
pub fn sign<N: AsRef<str>, V: AsRef<str>>(token: &str, url: &str, params: &[(N, V)]) -> String {
    sign_with(token, url, params, RepeatedNames::DistinctSorted)
}

/// [`sign`] for a carrier that orders repeated names differently.
pub fn sign_with<N: AsRef<str>, V: AsRef<str>>(
    token: &str,
    url: &str,
    params: &[(N, V)],
    repeated_names: RepeatedNames,
) -> String {
    let params = params.iter().map(|(n, v)| (Cow::Borrowed(n.as_ref()), Cow::Borrowed(v.as_ref()))).collect();
    let params = text_of_params(params, repeated_names);
    BASE64.encode(mac(token, &[without_fragment(url).as_bytes(), params.as_bytes()]))
}

/// Adds the hash of a body that is no form to `url`, and signs the result. Returns `(url, signature)`.
pub fn sign_body(token: &str, url: &str, body: &[u8]) -> (String, String) {
    let url = without_fragment(url);
    let separator = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{separator}{BODY_HASH}={}", hex::encode(Sha256::digest(body)));
    let signature = sign::<&str, &str>(token, &url, &[]);
    (url, signature)
}

/// What a signature vouches for beside the URL.
enum CoveredBody<'a> {
    Nothing,
    Form(Params<'a>),
    Hashed,
}

type Params<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

fn covered_body<'a>(request: &SignedRequest<'a>, url: &str) -> Result<CoveredBody<'a>, SignatureProblem> {
    let is_post = request.method.eq_ignore_ascii_case("POST");
    if is_post && is_form(request.content_type) {
        return Ok(CoveredBody::Form(form_urlencoded::parse(request.body).collect()));
    }
    match body_hash(url) {
        Some(hash) => {
            let actual = hex::encode(Sha256::digest(request.body));
            let is_same = actual.as_bytes().ct_eq(hash.to_ascii_lowercase().as_bytes());
            if bool::from(is_same) { Ok(CoveredBody::Hashed) } else { Err(SignatureProblem::BodyChanged) }
        }
        None if request.body.is_empty() => Ok(CoveredBody::Nothing),
        None => Err(SignatureProblem::UnsignedBody),
    }
}

fn is_form(content_type: Option<&str>) -> bool {
    let essence = content_type.and_then(|t| t.split(';').next()).unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn body_hash(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == BODY_HASH).map(|(_, hash)| hash.into_owned())
}

/// Names sorted bytewise, each followed by its value, without separators; empty values stay.
fn text_of_params(mut params: Params<'_>, repeated_names: RepeatedNames) -> String {
    match repeated_names {
        RepeatedNames::DistinctSorted => {
            params.sort();
            params.dedup();
        }
        // The sort is stable, so values of one name keep their order.
        RepeatedNames::SubmissionOrder => params.sort_by(|a, b| a.0.cmp(&b.0)),
    }
    let mut text = String::with_capacity(params.iter().map(|(n, v)| n.len() + v.len()).sum());
    for (name, value) in &params {
        text.push_str(name);
        text.push_str(value);
    }
    text
}

fn mac(token: &str, parts: &[&[u8]]) -> [u8; 20] {
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(token.as_bytes()).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn without_fragment(url: &str) -> &str {
    url.split_once('#').map_or(url, |(before, _)| before)
}

/// The spellings of one URL that carriers sign: with and without user information, with and without a port.
///
/// Plain text work on purpose: a URL parser would rewrite the host's case or the query's escapes, and the signature
/// covers the spelling.
fn url_variants(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return vec![url.to_owned()];
    };
    let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let is_https = scheme.eq_ignore_ascii_case("https");
    let default_port = if is_https { "443" } else { "80" };

    let mut variants = Vec::with_capacity(4);
    for authority in [authority, host_and_port] {
        let (host, port) = split_port(authority);
        let other = match port {
            None => Some(format!("{host}:{default_port}")),
            Some(port) if is_https || port == default_port => Some(host.to_owned()),
            Some(_) => None,
        };
        variants.push(format!("{scheme}://{authority}{tail}"));
        variants.extend(other.map(|authority| format!("{scheme}://{authority}{tail}")));
        if authority == host_and_port {
            break;
        }
    }
    variants
}

/// Splits `host:port`, leaving the colons of an IPv6 address alone.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    }
}

#[cfg(test)]
mod tests;
