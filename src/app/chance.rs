//! Chance, given like time: identifiers and codes come from here.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU16, Ordering},
};

use chrono::{DateTime, Utc};
use passerelle_domain::code::Code;
use rand::{Rng, RngCore, SeedableRng, rngs::StdRng};
use uuid::{Builder, Uuid};

/// A source of chance, shared by clones. With a seed it always gives the same series.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<StdRng>>, Arc<AtomicU16>);

impl Chance {
    /// Chance from the machine.
    pub fn from_machine() -> Chance {
        Chance(Arc::new(Mutex::new(StdRng::from_os_rng())), Arc::default())
    }

    /// Chance that repeats itself.
    pub fn seeded(seed: u64) -> Chance {
        Chance(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))), Arc::default())
    }

    /// A new identifier (UUIDv7): sorts after those made at an earlier instant.
    pub fn new_id(&self, now: DateTime<Utc>) -> Uuid {
        let mut random = [0; 10];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut random);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// A new identifier that also sorts after those this source made at the same instant, but for the one time in 4,096 at
    /// which its count begins again: for histories.
    ///
    /// # Source
    /// RFC 9562, section 6.2, method 1.
    pub fn next_id(&self, now: DateTime<Utc>) -> Uuid {
        const COUNTER: u128 = 0x0fff << 64;
        let count = u128::from(self.1.fetch_add(1, Ordering::Relaxed)) << 64;
        Uuid::from_u128(self.new_id(now).as_u128() & !COUNTER | count & COUNTER)
    }

    /// A new code; whether it is free is for the caller to look up.
    pub fn new_code(&self) -> Code {
        Code::from_number(self.0.lock().unwrap_or_else(PoisonError::into_inner).next_u64())
    }

    /// A code of six digits, for somebody who must prove that they read somewhere.
    pub fn new_digits(&self) -> String {
        const CODES: u32 = 1_000_000;
        let drawn = self.0.lock().unwrap_or_else(PoisonError::into_inner).random_range(0..CODES);
        format!("{drawn:06}")
    }

    /// A secret of 160 bits for a second factor.
    ///
    /// # Source
    /// RFC 4226, section 4, R6.
    pub fn new_factor_secret(&self) -> [u8; 20] {
        let mut bytes = [0u8; 20];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A secret of 256 bits, in hexadecimal: tokens.
    pub fn new_secret(&self) -> String {
        let mut bytes = [0u8; 32];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_at_one_instant_then_in_order() {
        let (chance, now) = (Chance::seeded(1), DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let ids: Vec<Uuid> = (0..4_000).map(|_| chance.next_id(now)).collect();
        assert!(ids.is_sorted() && ids[0] != ids[1]);
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        assert!(chance.next_id(now + chrono::TimeDelta::milliseconds(1)) > ids[3_999]);
    }
}
