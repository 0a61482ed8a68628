//! Signing in at a provider of the house: OpenID Connect, authorization code flow with PKCE.
//!
//! The provider says which verified address somebody has; who that is here, and whether they may come in, is not known
//! here. Nothing is kept but what the provider publishes about itself (its addresses and its keys), for an hour. What
//! belongs to one journey (state, nonce, verifier) is the caller's to keep, hidden from everybody.
//!
//! Errors say what went wrong and never quote an answer: it may hold an address or a code.
//!
//! # Source
//! OpenID Connect Core 1.0, section 3.1; OpenID Connect Discovery 1.0; RFC 7636.

mod asking;
mod token;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    AuthType, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    core::{CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreProviderMetadata},
};
use serde::{Deserialize, Serialize};

use asking::Asker;

/// Whoever waits at a browser longer believes that nothing works: the password is quicker.
pub const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// Keys are replaced rarely, and an unknown key is looked up at once.
const KNOWN_FOR: TimeDelta = TimeDelta::hours(1);

/// Which provider, and who we are there. Not `Debug`: it holds a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenIdSettings {
    /// Its issuer, exactly as it writes it; `http` only on this machine.
    pub issuer: String,
    /// Our identifier there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: String,
    /// What the staff call it: stands on the button.
    pub name: String,
    /// Everything the provider is asked for one step of a journey is answered in this time, or the step fails.
    pub answers_within: Duration,
}

/// What belongs to one journey to the provider and back; a secret of whoever makes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    /// Comes back in the address.
    pub state: String,
    /// Comes back inside the signed token.
    pub nonce: String,
    /// Proves that whoever brings the code asked for it: 43 to 128 letters and digits.
    pub verifier: String,
}

/// Why somebody did not come back with an identity. Never quotes an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenIdError {
    /// It cannot be reached, is too slow, or is in trouble itself.
    #[error("the provider does not answer when asked for {0}")]
    Silent(&'static str),
    /// It answered something that must not be believed.
    #[error("what the provider answered cannot be used: {0}")]
    Unusable(&'static str),
    /// It does not take the code: used before, or too old.
    #[error("the provider does not take the code")]
    CodeRefused,
}

/// What the provider says of somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Their address.
    pub email: String,
    /// The provider has proved that they read there.
    pub is_verified: bool,
}

/// The settings do not make a client.
#[derive(Debug, thiserror::Error)]
#[error("the identity provider's settings cannot be used")]
pub struct SetupError;

/// A provider. Cheap to clone.
#[derive(Clone)]
pub struct OpenId(Arc<Inner>);

struct Inner {
    settings: OpenIdSettings,
    issuer: IssuerUrl,
    asker: Asker,
    known: Mutex<Option<Arc<Known>>>,
}

/// What the provider publishes about itself.
struct Known {
    metadata: CoreProviderMetadata,
    learnt_at: DateTime<Utc>,
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

impl OpenId {
    /// Prepares; nothing is asked yet, so that a provider that is down does not keep the service from starting.
    ///
    /// # Errors
    /// The issuer is no address, or no connection can be prepared.
    pub fn new(settings: OpenIdSettings) -> Result<OpenId, SetupError> {
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|_| SetupError)?;
        let asker = Asker::new(issuer.url())?;
        Ok(OpenId(Arc::new(Inner { settings, issuer, asker, known: Mutex::new(None) })))
    }

    /// What the staff call it.
    pub fn name(&self) -> &str {
        &self.0.settings.name
    }

    /// Where a browser goes to begin `journey`; it comes back to `return_to`, which the provider must know.
    ///
    /// # Errors
    /// The provider does not answer, or nonsense.
    pub async fn address(&self, journey: &Journey, return_to: &str, now: DateTime<Utc>) -> Result<String, OpenIdError> {
        let known = self.in_time(self.known_at(now)).await?;
        let verifier = PkceCodeVerifier::new(journey.verifier.clone());
        let (state, nonce) = (journey.state.clone(), journey.nonce.clone());
        let (address, _, _) = self
            .client(&known, return_to)?
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        if !self.0.asker.may_ask(address.scheme()) {
            return Err(OpenIdError::Unusable("its page is not reached through TLS"));
        }
        Ok(address.into())
    }

    /// Who came back with `code`. The caller has compared the state.
    ///
    /// # Errors
    /// The provider does not answer, answers nonsense, or does not take the code.
    pub async fn identity(
        &self,
        journey: &Journey,
        code: &str,
        return_to: &str,
        now: DateTime<Utc>,
    ) -> Result<Identity, OpenIdError> {
        self.in_time(self.identity_in_any_time(journey, code, return_to, now)).await
    }

    async fn in_time<T>(&self, step: impl Future<Output = Result<T, OpenIdError>>) -> Result<T, OpenIdError> {
        let answered = tokio::time::timeout(self.0.settings.answers_within, step).await;
        answered.unwrap_or(Err(OpenIdError::Silent("anything: it is too slow")))
    }

    /// What the provider published within the hour.
    async fn known_at(&self, now: DateTime<Utc>) -> Result<Arc<Known>, OpenIdError> {
        let known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known.filter(|known| now - known.learnt_at < KNOWN_FOR) {
            Some(known) => Ok(known),
            None => self.learn(now).await,
        }
    }

    /// Asks the provider for its addresses and keys, whatever is known.
    async fn learn(&self, now: DateTime<Utc>) -> Result<Arc<Known>, OpenIdError> {
        let ask = self.0.asker.ask();
        let found = CoreProviderMetadata::discover_async(self.0.issuer.clone(), &ask).await;
        let known = Arc::new(Known { metadata: found.map_err(|error| asking::what_of(&error))?, learnt_at: now });
        *self.0.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        Ok(known)
    }

    fn client(&self, known: &Known, return_to: &str) -> Result<Client, OpenIdError> {
        let settings = &self.0.settings;
        let return_to =
            RedirectUrl::new(return_to.to_owned()).map_err(|_| OpenIdError::Unusable("our own address is none"))?;
        let id = ClientId::new(settings.client_id.clone());
        let secret = ClientSecret::new(settings.client_secret.clone());
        let client = CoreClient::from_provider_metadata(known.metadata.clone(), id, Some(secret));
        Ok(client.set_redirect_uri(return_to).set_auth_type(auth_type(&known.metadata)))
    }
}

/// How we show our secret: in the header unless the provider only takes it in the form.
fn auth_type(metadata: &CoreProviderMetadata) -> AuthType {
    let taken = metadata.token_endpoint_auth_methods_supported();
    let takes = |method: &CoreClientAuthMethod| taken.is_none_or(|taken| taken.contains(method));
    if !takes(&CoreClientAuthMethod::ClientSecretBasic) && takes(&CoreClientAuthMethod::ClientSecretPost) {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}
