//! Protection of personal fields with a key kept outside the database.
//!
//! Three things, each with a key of its own derived from the one given: *sealing* (what is stored
//! can be read again), a *blind index* (a number can be looked up without being stored), and a
//! *pseudonym* (the same caller is recognised within a period and never after).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD as BASE64, URL_SAFE_NO_PAD as URL_BASE64};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::StoreError;

/// Marks the way a value was sealed, so that another way can come later.
const VERSION: &str = "p1:";
/// The nonce of ChaCha20-Poly1305. It is drawn at random: with 2^32 values under one key, two share
/// a nonce with a probability under 2^-32.
/// # Source
/// RFC 8439, section 2.8.
const NONCE_BYTES: usize = 12;

/// The keys. `Debug` shows nothing.
#[derive(Clone)]
pub struct Secrets {
    seal: ChaCha20Poly1305,
    index_key: [u8; 32],
    pseudonym_key: [u8; 32],
}

impl Secrets {
    /// Derives the keys from the text of the setting `PASSERELLE_SECRET_KEY`. The text should hold
    /// at least 32 random characters; changing it makes everything sealed unreadable.
    pub fn new(key_text: &str) -> Secrets {
        let seal_key = keyed_hash(key_text.as_bytes(), &["passerelle seal"]);
        Secrets {
            seal: ChaCha20Poly1305::new(&Key::from(seal_key)),
            index_key: keyed_hash(key_text.as_bytes(), &["passerelle blind index"]),
            pseudonym_key: keyed_hash(key_text.as_bytes(), &["passerelle pseudonym"]),
        }
    }

    /// Seals `plain` for the field `field` (`people.phone`): text for a column. The same value
    /// sealed twice gives two different texts.
    ///
    /// # Errors
    /// `Secret` when the value is too long for the cipher (256 GB).
    pub fn seal(&self, field: &str, plain: &str) -> Result<String, StoreError> {
        Ok(format!("{VERSION}{}", BASE64.encode(self.encrypt(field, plain.as_bytes())?)))
    }

    /// Opens what [`Secrets::seal`] gave for the same field.
    ///
    /// # Errors
    /// `Secret` when the key or the field is another, or the text was altered.
    pub fn open(&self, field: &str, sealed: &str) -> Result<String, StoreError> {
        let encoded = sealed.strip_prefix(VERSION).ok_or(StoreError::Secret("unknown version"))?;
        let bytes = BASE64.decode(encoded).map_err(|_| StoreError::Secret("not base64"))?;
        String::from_utf8(self.decrypt(field, &bytes)?).map_err(|_| StoreError::Secret("not text"))
    }

    /// Seals bytes for the field `field` (`sounds.sealed`): bytes for a column. The same bytes sealed twice give two
    /// different results.
    ///
    /// # Errors
    /// `Secret` when there are too many for the cipher (256 GB).
    pub fn seal_bytes(&self, field: &str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut bytes = VERSION.as_bytes().to_vec();
        bytes.extend(self.encrypt(field, plain)?);
        Ok(bytes)
    }

    /// Opens what [`Secrets::seal_bytes`] gave for the same field.
    ///
    /// # Errors
    /// `Secret` when the key or the field is another, or the bytes were altered.
    pub fn open_bytes(&self, field: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let bytes = sealed.strip_prefix(VERSION.as_bytes()).ok_or(StoreError::Secret("unknown version"))?;
        self.decrypt(field, bytes)
    }

    /// Seals bytes for the field `field` (`cases.link`): text that can stand in an address.
    ///
    /// # Errors
    /// As for [`Secrets::seal_bytes`].
    pub fn seal_address(&self, field: &str, plain: &[u8]) -> Result<String, StoreError> {
        Ok(URL_BASE64.encode(self.seal_bytes(field, plain)?))
    }

    /// Opens what [`Secrets::seal_address`] gave for the same field.
    ///
    /// # Errors
    /// `Secret` when the key or the field is another, or the text was altered.
    pub fn open_address(&self, field: &str, sealed: &str) -> Result<Vec<u8>, StoreError> {
        self.open_bytes(field, &URL_BASE64.decode(sealed).map_err(|_| StoreError::Secret("not base64"))?)
    }

    /// The nonce, then what was encrypted.
    fn encrypt(&self, field: &str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload { msg: plain, aad: field.as_bytes() };
        let sealed =
            self.seal.encrypt(&Nonce::from(nonce), payload).map_err(|_| StoreError::Secret("the value is too long"))?;
        let mut bytes = nonce.to_vec();
        bytes.extend(sealed);
        Ok(bytes)
    }

    fn decrypt(&self, field: &str, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        let (nonce, body) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(StoreError::Secret("too short"))?;
        let payload = Payload { msg: body, aad: field.as_bytes() };
        self.seal.decrypt(&Nonce::from(*nonce), payload).map_err(|_| StoreError::Secret("wrong key or altered value"))
    }

    /// The blind index of a value (a number in E.164): the same value always gives the same text,
    /// and the text does not give the value back without the key. `field` keeps two columns from
    /// being compared with each other.
    pub fn blind_index(&self, field: &str, value: &str) -> String {
        BASE64.encode(keyed_hash(&self.index_key, &[field, value]))
    }

    /// A pseudonym of `value` that changes with `period` (a month, `2026-11`): within the period the
    /// same caller is recognised, across periods nothing links them.
    pub fn pseudonym(&self, period: &str, value: &str) -> String {
        BASE64.encode(keyed_hash(&self.pseudonym_key, &[period, value]))
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets { .. }")
    }
}

/// HMAC-SHA256 of the parts, each preceded by its length so that no two lists of parts collide.
fn keyed_hash(key: &[u8], parts: &[&str]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length, RFC 2104 section 2")]
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_and_opened_then_same_text() {
        let secrets = Secrets::new("a key");
        let sealed = secrets.seal("people.phone", "+33612345678").unwrap();
        assert_eq!(secrets.open("people.phone", &sealed).unwrap(), "+33612345678");
        assert!(!sealed.contains("612345"));
        assert_ne!(sealed, secrets.seal("people.phone", "+33612345678").unwrap());
    }

    #[test]
    fn opened_for_another_field_or_key_then_refused() {
        let secrets = Secrets::new("a key");
        let sealed = secrets.seal("people.phone", "+33612345678").unwrap();
        assert!(secrets.open("people.notes", &sealed).is_err());
        assert!(Secrets::new("another key").open("people.phone", &sealed).is_err());
        assert!(secrets.open("people.phone", "p1:AAAA").is_err());
        assert!(secrets.open("people.phone", "+33612345678").is_err());
    }

    #[test]
    fn bytes_sealed_then_opened_for_their_field_and_key_only() {
        let secrets = Secrets::new("a key");
        let sound: Vec<u8> = (0..=255).collect();
        let sealed = secrets.seal_bytes("sounds.sealed", &sound).unwrap();
        assert_eq!(secrets.open_bytes("sounds.sealed", &sealed).unwrap(), sound);
        assert!(!sealed.windows(8).any(|window| sound.windows(8).any(|plain| plain == window)));
        assert_ne!(sealed, secrets.seal_bytes("sounds.sealed", &sound).unwrap());
        assert!(secrets.open_bytes("people.notes", &sealed).is_err());
        assert!(Secrets::new("another key").open_bytes("sounds.sealed", &sealed).is_err());
        for (place, _) in sealed.iter().enumerate() {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(secrets.open_bytes("sounds.sealed", &altered).is_err(), "byte {place}");
        }
        assert!(secrets.open_bytes("sounds.sealed", b"p1:short").is_err());
    }

    #[test]
    fn altered_text_then_refused() {
        let secrets = Secrets::new("a key");
        let sealed = secrets.seal("people.notes", "aime le jardin").unwrap();
        let mut bytes = BASE64.decode(&sealed[VERSION.len()..]).unwrap();
        for place in 0..bytes.len() {
            bytes[place] ^= 1;
            let altered = format!("{VERSION}{}", BASE64.encode(&bytes));
            assert!(secrets.open("people.notes", &altered).is_err(), "byte {place}");
            bytes[place] ^= 1;
        }
    }

    #[test]
    fn blind_index_then_stable_by_field_and_key() {
        let secrets = Secrets::new("a key");
        let index = secrets.blind_index("phone", "+33612345678");
        assert_eq!(index, secrets.blind_index("phone", "+33612345678"));
        assert_ne!(index, secrets.blind_index("phone", "+33612345679"));
        assert_ne!(index, secrets.blind_index("other", "+33612345678"));
        assert_ne!(index, Secrets::new("another key").blind_index("phone", "+33612345678"));
        assert_ne!(secrets.blind_index("ab", "c"), secrets.blind_index("a", "bc"));
    }

    #[test]
    fn pseudonym_in_another_period_then_different() {
        let secrets = Secrets::new("a key");
        assert_eq!(secrets.pseudonym("2026-11", "+33612345678"), secrets.pseudonym("2026-11", "+33612345678"));
        assert_ne!(secrets.pseudonym("2026-11", "+33612345678"), secrets.pseudonym("2026-12", "+33612345678"));
    }

    #[test]
    fn debug_then_shows_no_key() {
        assert_eq!(format!("{:?}", Secrets::new("a key")), "Secrets { .. }");
    }
}
