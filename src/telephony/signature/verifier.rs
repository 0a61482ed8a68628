//! The one check a web server makes of every request, whichever way its carrier signs.

use super::{BadPublicKey, Ed25519Validator, SignatureProblem, SignedRequest, Validator};
use crate::profile::{CarrierProfile, SignatureScheme};
use chrono::{DateTime, Utc};

/// Checks requests the way one carrier signs them. Cheap to clone; immutable.
#[derive(Clone)]
pub enum Verifier {
    /// HMAC with the account's tokens, over the URL and the parameters.
    Hmac(Validator),
    /// Ed25519 with the account's public keys, over the instant of signing and the body.
    Ed25519(Ed25519Validator),
}

impl Verifier {
    /// The verifier for the carrier of `profile`: `tokens` or `public_keys`, whichever it signs with; several of them
    /// during a rotation.
    ///
    /// # Errors
    /// [`BadPublicKey`] when the carrier signs with Ed25519 and one of the keys is not a key.
    pub fn new(
        profile: &CarrierProfile,
        tokens: Vec<String>,
        public_keys: &[String],
    ) -> Result<Verifier, BadPublicKey> {
        Ok(match profile.signature_scheme {
            SignatureScheme::HmacSha1 => {
                Verifier::Hmac(Validator::new(tokens).with_repeated_names(profile.repeated_names))
            }
            SignatureScheme::Ed25519 => Verifier::Ed25519(Ed25519Validator::new(public_keys)?),
        })
    }

    /// Verifies one request. `signed_at` is the header [`CarrierProfile::TIMESTAMP_HEADER`], `now` is our time; both
    /// matter only to carriers that date their signatures.
    ///
    /// # Errors
    /// See [`SignatureProblem`].
    pub fn check(
        &self,
        request: &SignedRequest<'_>,
        signed_at: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), SignatureProblem> {
        match self {
            Verifier::Hmac(validator) => validator.check(request),
            Verifier::Ed25519(validator) => validator.check(signed_at, request.signature, request.body, now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Carrier;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    use ring::signature::{Ed25519KeyPair, KeyPair};

    #[test]
    fn each_carrier_then_signed_its_own_way_and_no_other() {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let public_key = BASE64.encode(pair.public_key());
        let body = b"CallSid=CA1&Digits=1";
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let dated = BASE64.encode(pair.sign(&[b"1800000000|".as_slice(), body].concat()));
        for carrier in Carrier::ALL {
            let verifier =
                Verifier::new(carrier.profile(), vec!["token".into()], std::slice::from_ref(&public_key)).unwrap();
            let request = SignedRequest {
                method: "POST",
                url: "https://ligne.example.org/webhooks/voice/incoming",
                content_type: Some("application/x-www-form-urlencoded"),
                body,
                signature: Some(&dated),
            };
            let is_believed = verifier.check(&request, Some("1800000000"), now).is_ok();
            assert_eq!(is_believed, carrier == Carrier::Telnyx, "{carrier:?}");
        }
    }

    #[test]
    fn public_key_that_is_none_then_refused_only_by_the_carrier_that_signs_with_it() {
        let bad = ["no key".to_owned()];
        assert!(Verifier::new(Carrier::Telnyx.profile(), Vec::new(), &bad).is_err());
        assert!(Verifier::new(Carrier::Twilio.profile(), Vec::new(), &bad).is_ok());
    }
}
