//! Sending one request and reading how it ended. The rest of the client never sees HTTP.

use super::answer::{Problem, Unread};
use super::error::{CarrierError, SetupError, without_personal_data};
use super::settings::{Auth, ClientSettings};
use super::{CarrierClient, Inner};
use crate::profile::PathStyle;
use reqwest::{Method, RequestBuilder, Response, StatusCode, redirect};
use serde::de::DeserializeOwned;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use url::{Host, Url};

/// How often a request that the carrier certainly did not process (429) is sent in all.
const MAX_THROTTLED_TRIES: u32 = 4;
/// First pause after a 429; each next one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// A longer wait than this is for the caller to arrange, with its own timer. With every try and pause a request is
/// over before anybody looks it up three times and believes that it was never made.
const MAX_PAUSE: Duration = Duration::from_secs(3);
/// A connection that takes longer will not come.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Query or form parameters, in the order they are sent.
pub(super) type Params = Vec<(&'static str, String)>;

pub(super) fn prepare(settings: &ClientSettings) -> Result<(Url, reqwest::Client), SetupError> {
    let api_url = Url::parse(&settings.api_url).map_err(|_| SetupError::BadApiUrl)?;
    if !matches!(api_url.scheme(), "http" | "https") || api_url.host().is_none() {
        return Err(SetupError::BadApiUrl);
    }
    crate::install_tls_provider();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("Passerelle/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(settings.request_timeout)
        // A redirected POST would lose its form, and a redirect could carry our secret elsewhere.
        .redirect(redirect::Policy::none());
    if api_url.scheme() == "http" {
        // The simulator needs neither certificates, which a small machine may lack, …
        builder = builder.tls_certs_only([]);
    }
    if is_loopback(&api_url) {
        // … nor the proxy that the environment may name.
        builder = builder.no_proxy();
    }
    Ok((api_url, builder.build().map_err(|_| SetupError::NoTls)?))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl CarrierClient {
    /// `resource` is the path below the account: `Calls`, `Calls/CA…`; empty for the account itself.
    pub(super) fn resource_url(&self, resource: &[&str]) -> Url {
        let Inner { api_url, settings, .. } = &*self.0;
        let mut url = api_url.clone();
        let (version, suffix) = match settings.path_style {
            PathStyle::Dated => (Some("2010-04-01"), ".json"),
            // One carrier spells its recordings the old way.
            PathStyle::Bare if resource.first() == Some(&"Recordings") => (None, ".json"),
            PathStyle::Bare => (None, ""),
        };
        let mut segments: Vec<String> = version.into_iter().map(str::to_owned).collect();
        segments.extend(["Accounts".to_owned(), settings.account_sid.clone()]);
        segments.extend(resource.iter().map(|segment| (*segment).to_owned()));
        if let Some(last) = segments.last_mut() {
            last.push_str(suffix);
        }
        // Only URLs that cannot be a base have no segments, and the setup refused those.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, url: Url, query: &Params) -> Result<T, CarrierError> {
        // Waiting for the network is real work: virtual time stands still meanwhile.
        let _busy = self.0.clock.busy();
        read(self.send(Method::GET, url, |request| request.query(query)).await?).await
    }

    pub(super) async fn post<T: DeserializeOwned>(&self, url: Url, form: &Params) -> Result<T, CarrierError> {
        let _busy = self.0.clock.busy();
        read(self.send(Method::POST, url, |request| request.form(form)).await?).await
    }

    /// Sends until the carrier processes it, or the patience for 429 is spent. Nothing else is ever repeated here.
    pub(super) async fn send(
        &self,
        method: Method,
        url: Url,
        fill: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, CarrierError> {
        for tries in 1.. {
            let request = self.authenticated(fill(self.0.http.request(method.clone(), url.clone())));
            let answer = request.send().await.map_err(|problem| lost(&problem))?;
            if answer.status() != StatusCode::TOO_MANY_REQUESTS {
                return accepted(answer).await;
            }
            let asked = retry_after(&answer);
            if tries >= MAX_THROTTLED_TRIES || asked.is_some_and(|asked| asked > MAX_PAUSE) {
                return Err(CarrierError::Throttled { retry_after: asked });
            }
            self.pause(asked.unwrap_or(FIRST_PAUSE * 2_u32.pow(tries - 1)).min(MAX_PAUSE)).await;
        }
        Err(CarrierError::Throttled { retry_after: None })
    }

    pub(super) fn authenticated(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.0.settings.auth {
            Auth::Basic { user, secret } => request.basic_auth(user, Some(secret)),
            Auth::Bearer(token) => request.bearer_auth(token),
        }
    }

    /// As for the pace, virtual time does not wait: a guard is held here, and perhaps by the caller.
    async fn pause(&self, pause: Duration) {
        let pause = pause + jitter(pause, next_turn());
        if !self.0.clock.is_virtual()
            && let Ok(pause) = chrono::TimeDelta::from_std(pause)
        {
            drop(self.0.clock.sleep(pause).await);
        }
    }
}

/// Counts pauses, from a place that differs between processes.
fn next_turn() -> u64 {
    static TURN: AtomicU64 = AtomicU64::new(0);
    TURN.fetch_add(1, Ordering::Relaxed) + u64::from(std::process::id())
}

/// Up to half of `pause`, different for each turn, so that refused requests do not come back together.
///
/// Steps by the golden ratio spread evenly without a source of chance.
fn jitter(pause: Duration, turn: u64) -> Duration {
    const GOLDEN_RATIO: f64 = 0.618_033_988_749_895;
    pause.mul_f64((turn as f64 * GOLDEN_RATIO).fract() / 2.0)
}

fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds = answer.headers().get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// Sorts a failure of the network. The texts of the library hold the URL, and with it somebody's number: they stop here.
pub(super) fn lost(problem: &reqwest::Error) -> CarrierError {
    if problem.is_connect() || problem.is_builder() {
        CarrierError::Unreachable
    } else if problem.is_timeout() {
        CarrierError::Ambiguous("no answer in time")
    } else {
        CarrierError::Ambiguous("connection lost")
    }
}

/// Passes a success on and turns everything else into an error.
async fn accepted(answer: Response) -> Result<Response, CarrierError> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    // 408 comes from something between us and the carrier that lost patience; the carrier may still have acted.
    if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        return Err(CarrierError::Ambiguous("the carrier failed"));
    }
    let problem: Problem = read(answer).await.unwrap_or_default();
    Err(CarrierError::Refused {
        status: status.as_u16(),
        code: problem.code,
        message: without_personal_data(problem.message.as_deref().unwrap_or("no reason given")),
    })
}

async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, CarrierError> {
    let body = answer.bytes().await.map_err(|problem| lost(&problem))?;
    serde_json::from_slice(&body).map_err(|_| Unread.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_pauses_then_jitter_stays_under_half_and_differs() {
        let second = Duration::from_secs(1);
        let pauses: Vec<Duration> = (4_000..4_100).map(|turn| jitter(second, turn)).collect();
        assert!(pauses.iter().all(|pause| *pause < second / 2));
        let differs = |two: &[Duration]| two[0].abs_diff(two[1]) > Duration::from_millis(50);
        assert!(pauses.windows(2).all(differs));
    }
}
