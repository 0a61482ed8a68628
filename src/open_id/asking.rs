//! Asking the provider over HTTP.

use std::{pin::Pin, sync::Arc};

use openidconnect::{DiscoveryError, HttpRequest, HttpResponse};
use reqwest::{Client, redirect};
use url::Url;

use crate::{OpenIdError, SetupError};

/// Discovery documents and sets of keys are a few kilobytes.
const MOST_ANSWER_BYTES: usize = 1024 * 1024;

/// Why a request has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoAnswer {
    /// No connection, or it was lost.
    #[error("no answer")]
    Silent,
    /// The provider is in trouble itself.
    #[error("the provider is in trouble")]
    Trouble,
    /// An address without TLS: our secret would travel in clear.
    #[error("an address without TLS")]
    InClear,
    /// Larger than any such answer is.
    #[error("an answer too large")]
    TooLarge,
}

pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send>>;

/// Sends requests. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Asker {
    http: Client,
    /// A provider on this machine needs no TLS.
    is_local: bool,
}

impl Asker {
    pub(crate) fn new(issuer: &Url) -> Result<Asker, SetupError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // An error only means that another thread was faster, which is just as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let is_local = issuer.scheme() == "http";
        let mut builder = Client::builder()
            .user_agent(concat!("Passerelle/", env!("CARGO_PKG_VERSION")))
            // A redirection could carry our secret elsewhere.
            .redirect(redirect::Policy::none());
        if is_local {
            // Neither certificates, which a small machine may lack, nor the proxy that the environment may name.
            builder = builder.tls_certs_only([]).no_proxy();
        }
        Ok(Asker { http: builder.build().map_err(|_| SetupError)?, is_local })
    }

    /// Whether an address of this scheme is asked at all.
    pub(crate) fn may_ask(&self, scheme: &str) -> bool {
        scheme == "https" || (self.is_local && scheme == "http")
    }

    /// As the protocol's crate wants to be given it.
    pub(crate) fn ask(&self) -> impl Fn(HttpRequest) -> Answering + Send + Sync + use<> {
        let asker = Arc::new(self.clone());
        move |request| {
            let asker = Arc::clone(&asker);
            Box::pin(async move { asker.send(request).await })
        }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        if !self.may_ask(request.uri().scheme_str().unwrap_or_default()) {
            return Err(NoAnswer::InClear);
        }
        let request = reqwest::Request::try_from(request).map_err(|_| NoAnswer::Silent)?;
        let mut answer = self.http.execute(request).await.map_err(|_| NoAnswer::Silent)?;
        if answer.status().is_server_error() {
            return Err(NoAnswer::Trouble);
        }
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|_| NoAnswer::Silent)? {
            if body.len() + part.len() > MOST_ANSWER_BYTES {
                return Err(NoAnswer::TooLarge);
            }
            body.extend_from_slice(&part);
        }
        let mut read = http::Response::new(body);
        *read.status_mut() = answer.status();
        *read.headers_mut() = answer.headers().clone();
        Ok(read)
    }
}

/// A request without an answer, as a whole step tells it.
pub(crate) fn silence(of: &'static str, why: NoAnswer) -> OpenIdError {
    match why {
        NoAnswer::Silent | NoAnswer::Trouble => OpenIdError::Silent(of),
        NoAnswer::InClear => OpenIdError::Unusable("one of its addresses is without TLS"),
        NoAnswer::TooLarge => OpenIdError::Unusable("an answer is too large"),
    }
}

pub(crate) fn what_of(error: &DiscoveryError<NoAnswer>) -> OpenIdError {
    match error {
        DiscoveryError::Request(why) => silence("its addresses and keys", *why),
        DiscoveryError::Response(status, ..) if status.is_server_error() => {
            OpenIdError::Silent("its addresses and keys")
        }
        DiscoveryError::Validation(_) => OpenIdError::Unusable("it is another issuer"),
        _ => OpenIdError::Unusable("its addresses or keys are unreadable"),
    }
}
