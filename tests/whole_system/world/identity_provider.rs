//! An identity provider of the tests, on real HTTP: discovery, keys, a page that agrees at once, tokens.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    Audience, AuthUrl, EmptyAdditionalClaims, EmptyAdditionalProviderMetadata, EndUserEmail, IssuerUrl, JsonWebKeyId,
    JsonWebKeySetUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey, ResponseTypes, StandardClaims,
    SubjectIdentifier, TokenUrl, UserInfoUrl,
    core::{
        CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
        CoreProviderMetadata, CoreResponseType, CoreSubjectIdentifierType,
    },
};
use passerelle_open_id::OpenIdSettings;
use serde_json::json;
use tokio::{net::TcpListener, task::JoinHandle};

const CLIENT: &str = "passerelle-of-the-tests";
/// With a sign that must be encoded on the way.
const SECRET: &str = "a secret/of the tests";

/// What the provider says next.
#[derive(Clone)]
pub struct Says {
    pub email: String,
    pub is_verified: bool,
    /// The address stands in no token: it is told when asked.
    pub only_when_asked: bool,
    pub audience: String,
    /// Another than the one asked for.
    pub nonce: Option<String>,
    pub expires_at: DateTime<Utc>,
    /// Everything is answered with an error.
    pub is_down: bool,
    /// Everything is answered with a web page.
    pub talks_nonsense: bool,
    /// Everything waits that long first.
    pub waits: Duration,
}

/// A code given, and what its token will need.
struct Given {
    nonce: String,
    challenge: String,
}

#[derive(Clone)]
struct Provider {
    issuer: String,
    says: Arc<Mutex<Says>>,
    given: Arc<Mutex<HashMap<String, Given>>>,
    key: Arc<Mutex<String>>,
    asked: Arc<Mutex<Vec<String>>>,
}

/// The provider; it ends with the test.
pub struct IdentityProvider {
    provider: Provider,
    task: JoinHandle<()>,
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl IdentityProvider {
    /// Knows one person, by a verified address.
    pub async fn start(email: &str) -> IdentityProvider {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let provider = Provider {
            issuer: format!("http://{}/realms/asso", listener.local_addr().unwrap()),
            says: Arc::new(Mutex::new(Says {
                email: email.to_owned(),
                is_verified: true,
                only_when_asked: false,
                audience: CLIENT.to_owned(),
                nonce: None,
                expires_at: crate::World::morning() + TimeDelta::minutes(10),
                is_down: false,
                talks_nonsense: false,
                waits: Duration::ZERO,
            })),
            given: Arc::default(),
            key: Arc::new(Mutex::new(new_key())),
            asked: Arc::default(),
        };
        let routes = Router::new()
            .route("/realms/asso/.well-known/openid-configuration", get(discovery))
            .route("/realms/asso/keys", get(keys))
            .route("/realms/asso/authorize", get(authorize))
            .route("/realms/asso/token", post(token))
            .route("/realms/asso/who", get(who))
            .with_state(provider.clone());
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        IdentityProvider { provider, task }
    }

    /// What the service is told of it.
    pub fn settings(&self) -> OpenIdSettings {
        OpenIdSettings {
            issuer: self.provider.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: SECRET.to_owned(),
            name: "la Ville".to_owned(),
            answers_within: Duration::from_millis(700),
        }
    }

    /// Changes what it says from now on.
    pub fn says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.provider.says.lock().unwrap());
    }

    /// Signs with another key from now on.
    pub fn renews_its_key(&self) {
        *self.provider.key.lock().unwrap() = new_key();
    }

    /// How often one of its addresses was asked.
    pub fn asked(&self, what: &str) -> usize {
        self.provider.asked.lock().unwrap().iter().filter(|asked| *asked == what).count()
    }

    /// A person agrees on its page at `address`: where their browser goes back to, without the host.
    pub async fn agrees(&self, address: &str) -> String {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let answer = client.get(address).send().await.unwrap();
        let back = answer.headers()["location"].to_str().unwrap().to_owned();
        let back = url::Url::parse(&back).unwrap();
        format!("{}?{}", back.path(), back.query().unwrap())
    }
}

/// An Ed25519 key of PKCS #8, version 1.
fn new_key() -> String {
    let mut key = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".to_vec();
    key.extend(rand::random::<[u8; 32]>());
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(key))
}

impl Provider {
    /// Its mood comes before every answer.
    async fn mood(&self, what: &str) -> Result<Says, Response> {
        self.asked.lock().unwrap().push(what.to_owned());
        let says = self.says.lock().unwrap().clone();
        tokio::time::sleep(says.waits).await;
        match (says.is_down, says.talks_nonsense) {
            (true, _) => Err(StatusCode::BAD_GATEWAY.into_response()),
            (false, true) => Err("<h1>Bienvenue</h1>".into_response()),
            (false, false) => Ok(says),
        }
    }

    fn signing_key(&self) -> CoreEdDsaPrivateSigningKey {
        let pem = self.key.lock().unwrap().clone();
        let id = JsonWebKeyId::new(pem.chars().skip(60).take(20).collect());
        CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(id)).unwrap()
    }

    fn address(&self, of: &str) -> String {
        format!("{}/{of}", self.issuer)
    }
}

async fn discovery(State(provider): State<Provider>) -> Response {
    if let Err(answer) = provider.mood("discovery").await {
        return answer;
    }
    let metadata = CoreProviderMetadata::new(
        IssuerUrl::new(provider.issuer.clone()).unwrap(),
        AuthUrl::new(provider.address("authorize")).unwrap(),
        JsonWebKeySetUrl::new(provider.address("keys")).unwrap(),
        vec![ResponseTypes::new(vec![CoreResponseType::Code])],
        vec![CoreSubjectIdentifierType::Public],
        vec![CoreJwsSigningAlgorithm::EdDsa],
        EmptyAdditionalProviderMetadata {},
    )
    .set_token_endpoint(Some(TokenUrl::new(provider.address("token")).unwrap()))
    .set_userinfo_endpoint(Some(UserInfoUrl::new(provider.address("who")).unwrap()));
    Json(metadata).into_response()
}

async fn keys(State(provider): State<Provider>) -> Response {
    match provider.mood("keys").await {
        Ok(_) => Json(CoreJsonWebKeySet::new(vec![provider.signing_key().as_verification_key()])).into_response(),
        Err(answer) => answer,
    }
}

async fn authorize(State(provider): State<Provider>, Query(asked): Query<HashMap<String, String>>) -> Response {
    assert_eq!((asked["client_id"].as_str(), asked["code_challenge_method"].as_str()), (CLIENT, "S256"));
    assert!(asked["scope"].contains("openid") && asked["scope"].contains("email"));
    let mut given = provider.given.lock().unwrap();
    let code = format!("code-{}-{}", given.len(), rand::random::<u64>());
    given.insert(code.clone(), Given { nonce: asked["nonce"].clone(), challenge: asked["code_challenge"].clone() });
    let mut back = url::Url::parse(&asked["redirect_uri"]).unwrap();
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", &asked["state"]);
    Redirect::to(back.as_str()).into_response()
}

async fn token(State(provider): State<Provider>, Form(form): Form<HashMap<String, String>>) -> Response {
    let says = match provider.mood("token").await {
        Ok(says) => says,
        Err(answer) => return answer,
    };
    let refused = || (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"}))).into_response();
    // A code serves once.
    let Some(given) = provider.given.lock().unwrap().remove(&form["code"]) else { return refused() };
    let proof = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(form["code_verifier"].clone()));
    if proof.as_str() != given.challenge {
        return refused();
    }
    let claims = StandardClaims::new(SubjectIdentifier::new("someone".to_owned()));
    let claims = match says.only_when_asked {
        true => claims,
        false => {
            claims.set_email(Some(EndUserEmail::new(says.email.clone()))).set_email_verified(Some(says.is_verified))
        }
    };
    let issued_at = says.expires_at - TimeDelta::minutes(10);
    let audience = vec![Audience::new(says.audience.clone())];
    let issuer = IssuerUrl::new(provider.issuer.clone()).unwrap();
    let claims = CoreIdTokenClaims::new(issuer, audience, says.expires_at, issued_at, claims, EmptyAdditionalClaims {})
        .set_nonce(Some(Nonce::new(says.nonce.unwrap_or(given.nonce))));
    let access = openidconnect::AccessToken::new("opens-the-address".to_owned());
    let signed =
        CoreIdToken::new(claims, &provider.signing_key(), CoreJwsSigningAlgorithm::EdDsa, Some(&access), None).unwrap();
    Json(json!({
        "access_token": access.secret(), "token_type": "Bearer", "expires_in": 300, "id_token": signed.to_string(),
    }))
    .into_response()
}

async fn who(State(provider): State<Provider>) -> Response {
    match provider.mood("who").await {
        Ok(says) => {
            Json(json!({"sub": "someone", "email": says.email, "email_verified": says.is_verified})).into_response()
        }
        Err(answer) => answer,
    }
}
