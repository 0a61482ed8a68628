//! Chance, given like time: identifiers and codes come from here.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use passerelle_domain::code::Code;
use rand::{Rng, RngCore, SeedableRng, rngs::StdRng};
use uuid::{Builder, Uuid};

/// A source of chance, shared by clones. With a seed it always gives the same series.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<StdRng>>);

impl Chance {
    /// Chance from the machine.
    pub fn from_machine() -> Chance {
        Chance(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    /// Chance that repeats itself.
    pub fn seeded(seed: u64) -> Chance {
        Chance(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// A new identifier (UUIDv7): sorts after those made at an earlier instant.
    pub fn new_id(&self, now: DateTime<Utc>) -> Uuid {
        let mut random = [0; 10];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut random);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
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

    /// A secret of 256 bits, in hexadecimal: tokens.
    pub fn new_secret(&self) -> String {
        let mut bytes = [0u8; 32];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
