//! Randomness as a function: the same seed, subject and ordinal always give the same draws.

use rand::{Rng, RngCore, SeedableRng, rngs::StdRng};

/// A source of random numbers for one contact: `subject` says what it is about (for instance a number and a kind of
/// event), `ordinal` counts the contacts of that subject.
///
/// Two calls with the same arguments draw the same numbers, in any order and on any thread.
pub fn draw(seed: u64, subject: &str, ordinal: u64) -> impl Rng + use<> {
    StdRng::seed_from_u64(mix(mix(seed ^ fingerprint(subject)) ^ ordinal))
}

/// An identifier in the carrier's shape: two letters and 32 hexadecimal digits.
pub(crate) fn sid(prefix: &str, seed: u64, subject: &str, ordinal: u64) -> String {
    let mut source = draw(seed, &format!("{prefix}|{subject}"), ordinal);
    format!("{prefix}{:016x}{:016x}", source.next_u64(), source.next_u64())
}

/// FNV-1a, 64 bits: small and the same on every machine, which the standard hasher does not promise.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// SplitMix64's finishing step: neighbouring inputs give unrelated outputs.
fn mix(value: u64) -> u64 {
    let z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_arguments_then_same_draws() {
        let numbers = |seed, subject, ordinal| draw(seed, subject, ordinal).random::<[u64; 4]>();
        assert_eq!(numbers(1, "a", 0), numbers(1, "a", 0));
        assert_ne!(numbers(1, "a", 0), numbers(1, "a", 1));
        assert_ne!(numbers(1, "a", 0), numbers(1, "b", 0));
        assert_ne!(numbers(1, "a", 0), numbers(2, "a", 0));
    }

    #[test]
    fn sid_then_carrier_shape() {
        let sid = sid("CA", 1, "x", 0);
        assert_eq!(sid.len(), 34);
        assert!(sid.starts_with("CA") && sid[2..].chars().all(|c| c.is_ascii_hexdigit()));
    }
}
