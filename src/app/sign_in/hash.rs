//! Hashes of passwords: Argon2id, away from the threads that answer telephones.
//!
//! # Source
//! RFC 9106; the parameters are the crate's defaults (19 MiB, 2 passes), those OWASP's password storage sheet gives.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::error::{AppError, Outcome};

/// More than this at once would take the memory and the processor from the calls.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Compared with when nobody has the address, so that the answer takes as long.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cGFzc2VyZWxsZS1ub2JvZHk$wI5NXsr5RSMfVdQCXDS2EMU4BtZCCQIrBgaqUWoaYlo";

/// The hash of a password, in PHC form, with a salt of its own.
pub(super) async fn of(password: &str) -> Outcome<String> {
    let password = password.to_owned();
    in_turn(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).ok())
        .await
        .flatten()
        .ok_or_else(|| AppError::Text("the hash of a password".to_owned()))
}

/// True when `password` is the one of `kept`.
pub(super) async fn is_right(password: &str, kept: &str) -> bool {
    let (password, kept) = (password.to_owned(), kept.to_owned());
    in_turn(move || {
        PasswordHash::new(&kept).is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
    })
    .await
    .unwrap_or_default()
}

/// Works as long as a comparison does.
pub(super) async fn compare_for_nothing(password: &str) {
    is_right(password, NOBODYS).await;
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let _turn = AT_ONCE.acquire().await.ok()?;
    tokio::task::spawn_blocking(work).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn password_hashed_then_it_alone_is_right_and_each_hash_has_its_salt() {
        let (first, second) = (of("volet bleu train lent").await.unwrap(), of("volet bleu train lent").await.unwrap());
        assert_ne!(first, second);
        assert!(is_right("volet bleu train lent", &first).await);
        assert!(!is_right("volet bleu train lenT", &first).await);
        assert!(!is_right("volet bleu train lent", "not a hash").await);
    }

    #[test]
    fn nobodys_hash_then_it_can_be_read_and_costs_what_ours_cost() {
        let nobodys = PasswordHash::new(NOBODYS).unwrap();
        let own = Argon2::default().hash_password(b"some password").unwrap();
        assert_eq!(format!("{:?}", nobodys.params), format!("{:?}", own.params));
    }
}
