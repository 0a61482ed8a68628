//! The code becomes a token, and the token an identity.

use chrono::{DateTime, Utc};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClaimsVerificationError, Nonce, OAuth2TokenResponse, PkceCodeVerifier,
    RequestTokenError, SignatureVerificationError, TokenResponse, UserInfoError,
    core::{
        CoreErrorResponseType, CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
        CoreTokenResponse, CoreUserInfoClaims,
    },
};

use crate::{Client, Identity, Journey, OpenId, OpenIdError, asking::silence};

/// Signed with a key that only the provider has: a token signed with our own secret could be anybody's who read it.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

impl OpenId {
    pub(crate) async fn identity_in_any_time(
        &self,
        journey: &Journey,
        code: &str,
        return_to: &str,
        now: DateTime<Utc>,
    ) -> Result<Identity, OpenIdError> {
        let known = self.known_at(now).await?;
        let mut client = self.client(&known, return_to)?;
        let answer = self.exchange(&client, code, journey).await?;
        let token = answer.id_token().ok_or(OpenIdError::Unusable("it gives no token of identity"))?;
        let mut claims = claims_of(&client, token, journey, now);
        if matches!(&claims, Err(why) if is_of_unknown_key(why)) {
            // Its keys were replaced since we asked.
            client = self.client(&*self.learn(now).await?, return_to)?;
            claims = claims_of(&client, token, journey, now);
        }
        let claims = claims.map_err(|why| told(&why))?;
        belong_together(&client, &answer, token, &claims)?;
        match claims.email() {
            Some(email) => {
                let is_verified = claims.email_verified() == Some(true);
                Ok(Identity { email: email.to_string(), is_verified })
            }
            // A provider may say it only when asked again (OpenID Connect Core 1.0, section 5.4).
            None => self.ask_who(&client, &answer, &claims).await,
        }
    }

    async fn exchange(&self, client: &Client, code: &str, journey: &Journey) -> Result<CoreTokenResponse, OpenIdError> {
        let unset = |_| OpenIdError::Unusable("it says no address for tokens");
        let ask = self.0.asker.ask();
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(unset)?;
        let verifier = PkceCodeVerifier::new(journey.verifier.clone());
        request.set_pkce_verifier(verifier).request_async(&ask).await.map_err(|error| match error {
            RequestTokenError::Request(why) => silence("a token", why),
            RequestTokenError::ServerResponse(refusal) => match refusal.error() {
                CoreErrorResponseType::InvalidGrant => OpenIdError::CodeRefused,
                CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                    OpenIdError::Unusable("it does not know our identifier or our secret")
                }
                _ => OpenIdError::Unusable("it refuses to give a token"),
            },
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                OpenIdError::Unusable("what it gives as a token is none")
            }
        })
    }

    async fn ask_who(
        &self,
        client: &Client,
        answer: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<Identity, OpenIdError> {
        let nobody = || OpenIdError::Unusable("it says no address of theirs");
        let ask = self.0.asker.ask();
        let request = client.user_info(answer.access_token().clone(), Some(claims.subject().clone()));
        let who: CoreUserInfoClaims =
            request.map_err(|_| nobody())?.request_async(&ask).await.map_err(|error| match error {
                UserInfoError::Request(why) => silence("an address", why),
                _ => nobody(),
            })?;
        let email = who.email().ok_or_else(nobody)?.to_string();
        Ok(Identity { email, is_verified: who.email_verified() == Some(true) })
    }
}

fn verifier_at(client: &Client, now: DateTime<Utc>) -> CoreIdTokenVerifier<'_> {
    client.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now)
}

fn claims_of(
    client: &Client,
    token: &CoreIdToken,
    journey: &Journey,
    now: DateTime<Utc>,
) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
    token.claims(&verifier_at(client, now), &Nonce::new(journey.nonce.clone())).cloned()
}

/// The token of identity names the token of access it came with, where it names one.
fn belong_together(
    client: &Client,
    answer: &CoreTokenResponse,
    token: &CoreIdToken,
    claims: &CoreIdTokenClaims,
) -> Result<(), OpenIdError> {
    let Some(named) = claims.access_token_hash() else { return Ok(()) };
    let verifier = client.id_token_verifier();
    let hash = match (token.signing_alg(), token.signing_key(&verifier)) {
        (Ok(algorithm), Ok(key)) => AccessTokenHash::from_token(answer.access_token(), algorithm, key).ok(),
        _ => None,
    };
    if hash.as_ref() == Some(named) {
        Ok(())
    } else {
        Err(OpenIdError::Unusable("its two tokens do not belong together"))
    }
}

fn is_of_unknown_key(why: &ClaimsVerificationError) -> bool {
    matches!(why, ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey))
}

fn told(why: &ClaimsVerificationError) -> OpenIdError {
    OpenIdError::Unusable(match why {
        ClaimsVerificationError::Expired(_) => "the token has expired",
        ClaimsVerificationError::InvalidAudience(_) => "the token is for somebody else",
        ClaimsVerificationError::InvalidIssuer(_) => "the token is another issuer's",
        ClaimsVerificationError::InvalidNonce(_) => "the token is of another journey",
        ClaimsVerificationError::SignatureVerification(_) => "the token's signature is wrong",
        _ => "the token is none",
    })
}
