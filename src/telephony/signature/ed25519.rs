//! The signature of one carrier: Ed25519 over the instant and the body.
//!
//! It covers neither the URL nor its query, so a request without a body proves nothing and is refused; and it is dated,
//! so an old request cannot be played again later.
//!
//! # Source
//! Telephony notes, section 2.3.

use super::SignatureProblem;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, TimeDelta, Utc};
use ring::signature::{ED25519, ED25519_PUBLIC_KEY_LEN, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

/// How far the signing instant may be from ours, both ways.
const TOLERANCE: TimeDelta = TimeDelta::seconds(300);

/// A configured key is not the base64 of 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the carrier's public key must be 32 bytes in base64")]
pub struct BadPublicKey;

/// Checks requests against the configured public keys. Cheap to clone; immutable.
#[derive(Debug, Clone)]
pub struct Ed25519Validator {
    keys: Vec<[u8; ED25519_PUBLIC_KEY_LEN]>,
}

impl Ed25519Validator {
    /// `keys` are public keys in base64, as the carrier's console shows them; all are accepted during a rotation.
    ///
    /// # Errors
    /// [`BadPublicKey`] when one of them is not a key. Empty texts are skipped.
    pub fn new<K: AsRef<str>>(keys: &[K]) -> Result<Ed25519Validator, BadPublicKey> {
        let keys = keys.iter().map(|key| key.as_ref().trim()).filter(|key| !key.is_empty());
        let keys = keys.map(|key| {
            let bytes = BASE64.decode(key).map_err(|_| BadPublicKey)?;
            bytes.try_into().map_err(|_| BadPublicKey)
        });
        Ok(Ed25519Validator { keys: keys.collect::<Result<_, _>>()? })
    }

    /// Verifies one request. `signed_at` and `signature` are the two headers, `now` is our time.
    ///
    /// # Errors
    /// See [`SignatureProblem`].
    pub fn check(
        &self,
        signed_at: Option<&str>,
        signature: Option<&str>,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<(), SignatureProblem> {
        let present = |header: Option<&str>| header.map(str::to_owned).filter(|text| !text.is_empty());
        let signed_at = present(signed_at).ok_or(SignatureProblem::Missing)?;
        let signature = present(signature).ok_or(SignatureProblem::Missing)?;
        if self.keys.is_empty() {
            return Err(SignatureProblem::NoToken);
        }
        if body.is_empty() {
            return Err(SignatureProblem::UnsignedBody);
        }
        let signature = BASE64.decode(signature).map_err(|_| SignatureProblem::Mismatch)?;
        let message = [signed_at.as_bytes(), b"|", body].concat();
        let is_from = |key| UnparsedPublicKey::new(&ED25519, key).verify(&message, &signature).is_ok();
        if !self.keys.iter().any(is_from) {
            return Err(SignatureProblem::Mismatch);
        }
        let at = signed_at.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        match at {
            Some(at) if (now - at).abs() <= TOLERANCE => Ok(()),
            Some(_) | None => Err(SignatureProblem::Stale),
        }
    }
}

/// Signs as that carrier does: for simulations. `Debug` shows nothing.
#[derive(Clone, Copy)]
pub struct Ed25519Signer([u8; 32]);

impl Ed25519Signer {
    /// The signer of a private key, any 32 bytes.
    pub fn new(seed: [u8; 32]) -> Ed25519Signer {
        Ed25519Signer(seed)
    }

    /// The public key in base64, as the carrier's console shows it.
    pub fn public_key(&self) -> String {
        BASE64.encode(self.pair().public_key())
    }

    /// The value of the signature header for a request signed at `signed_at` (the value of the other header).
    pub fn sign(&self, signed_at: &str, body: &[u8]) -> String {
        BASE64.encode(self.pair().sign(&[signed_at.as_bytes(), b"|", body].concat()))
    }

    #[expect(clippy::expect_used, reason = "every 32 bytes are a private key, RFC 8032 section 5.1.5")]
    fn pair(&self) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&self.0).expect("32 bytes are a private key")
    }
}

impl std::fmt::Debug for Ed25519Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ed25519Signer { .. }")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNED_AT: &str = "1800000000";
    const BODY: &[u8] = b"CallSid=v3%3A1&Digits=1";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn pair(seed: u8) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
    }

    fn public(seed: u8) -> String {
        BASE64.encode(pair(seed).public_key())
    }

    fn signed(seed: u8, text: &[u8]) -> String {
        BASE64.encode(pair(seed).sign(text))
    }

    #[test]
    fn signed_request_then_believed_within_five_minutes() {
        let validator = Ed25519Validator::new(&[public(1), public(2), String::new()]).unwrap();
        let text = [SIGNED_AT.as_bytes(), b"|", BODY].concat();
        for seed in [1, 2] {
            let signature = signed(seed, &text);
            for (seconds, expected) in [
                (0, Ok(())),
                (300, Ok(())),
                (-300, Ok(())),
                (301, Err(SignatureProblem::Stale)),
                (-301, Err(SignatureProblem::Stale)),
            ] {
                assert_eq!(
                    validator.check(Some(SIGNED_AT), Some(&signature), BODY, at(seconds)),
                    expected,
                    "{seconds}"
                );
            }
        }
    }

    #[test]
    fn signed_as_the_carrier_does_then_believed() {
        let signer = Ed25519Signer::new([9; 32]);
        let validator = Ed25519Validator::new(&[signer.public_key()]).unwrap();
        let signature = signer.sign(SIGNED_AT, BODY);
        assert_eq!(validator.check(Some(SIGNED_AT), Some(&signature), BODY, at(0)), Ok(()));
    }

    #[test]
    fn anything_changed_or_missing_then_refused() {
        let validator = Ed25519Validator::new(&[public(1)]).unwrap();
        let text = [SIGNED_AT.as_bytes(), b"|", BODY].concat();
        let good = signed(1, &text);
        let stranger = signed(3, &text);
        let empty = signed(1, b"1800000000|");
        let check = |when, signature, body| validator.check(when, signature, body, at(0)).unwrap_err();
        assert_eq!(check(Some("1800000001"), Some(good.as_str()), BODY), SignatureProblem::Mismatch);
        assert_eq!(check(Some(SIGNED_AT), Some(&good), b"CallSid=other"), SignatureProblem::Mismatch);
        assert_eq!(check(Some(SIGNED_AT), Some(&stranger), BODY), SignatureProblem::Mismatch);
        assert_eq!(check(Some(SIGNED_AT), Some("é"), BODY), SignatureProblem::Mismatch);
        assert_eq!(check(Some(SIGNED_AT), Some("AAAA"), BODY), SignatureProblem::Mismatch);
        assert_eq!(check(Some(SIGNED_AT), Some(&empty), b""), SignatureProblem::UnsignedBody);
        assert_eq!(check(None, Some(&good), BODY), SignatureProblem::Missing);
        assert_eq!(check(Some(SIGNED_AT), None, BODY), SignatureProblem::Missing);
        let soon = signed(1, &[b"soon|", BODY].concat());
        assert_eq!(check(Some("soon"), Some(&soon), BODY), SignatureProblem::Stale);
        let unset = Ed25519Validator::new::<&str>(&[]).unwrap();
        assert_eq!(unset.check(Some(SIGNED_AT), Some(&good), BODY, at(0)), Err(SignatureProblem::NoToken));
    }

    #[test]
    fn key_that_is_none_then_refused_at_start() {
        for key in ["secret", "AAAA", "*"] {
            assert_eq!(Ed25519Validator::new(&[key]).err(), Some(BadPublicKey), "{key}");
        }
    }
}
