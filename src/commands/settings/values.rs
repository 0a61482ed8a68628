//! Values as they are written: each reader answers `None` for what it cannot take.

use passerelle_telephony::signature::Ed25519Validator;
use url::Url;

/// Faster than any account is allowed to.
const MAX_PER_SECOND: f64 = 100.0;

pub(super) fn read_tokens(text: &str) -> Option<Vec<String>> {
    let tokens: Vec<String> =
        text.split(',').map(str::trim).filter(|token| !token.is_empty()).map(str::to_owned).collect();
    (!tokens.is_empty()).then_some(tokens)
}

pub(super) fn read_public_keys(text: &str) -> Option<Vec<String>> {
    read_tokens(text).filter(|keys| Ed25519Validator::new(keys).is_ok())
}

pub(super) fn read_database_url(text: &str) -> Option<String> {
    let is_known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|start| text.starts_with(start));
    is_known.then(|| text.to_owned())
}

pub(super) fn read_rate(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|rate| *rate > 0.0 && *rate <= MAX_PER_SECOND)
}

pub(super) fn read_http_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let is_http = matches!(url.scheme(), "http" | "https") && url.host().is_some();
    (is_plain && is_http).then(|| text.trim_end_matches('/').to_owned())
}

pub(super) fn read_public_url(text: &str, is_real: bool) -> Option<String> {
    read_http_url(text).filter(|url| !is_real || url.starts_with("https://"))
}

/// Kept exactly as written: a slash at its end belongs to the name of an issuer. Our secret travels there: never in clear.
pub(super) fn read_issuer(text: &str) -> Option<String> {
    let is_safe = |url: &String| url.starts_with("https://") || is_on_this_machine(url);
    read_http_url(text).filter(is_safe).map(|_| text.to_owned())
}

pub(super) fn is_on_this_machine(text: &str) -> bool {
    let host = Url::parse(text).ok().and_then(|url| url.host().map(|host| host.to_owned()));
    match host {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The shape only: the mailer reads the rest when it is made.
pub(super) fn read_smtp_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some_and(|host| !host.is_empty()))
        .then(|| text.to_owned())
}
