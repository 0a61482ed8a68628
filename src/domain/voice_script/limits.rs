//! The named limits of a script: every wait, repeat and text has one.

use serde::{Deserialize, Serialize};

/// Limits of a script. Every field may be written under `[limits]`; what is left out has the default
/// given here. Seconds are whole seconds.
///
/// # Source
/// Domain notes, sections 4.1 (C1 to C4) and 6.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Silence after the end of a menu before moving on. Older people press slowly.
    pub answer_timeout_s: u32,
    /// Silence that ends the typing of a telephone number.
    pub number_timeout_s: u32,
    /// Most digits of a typed number: a number of the French plan.
    pub number_max_digits: u8,
    /// How often `*` replays a menu before we stop and find a person.
    pub max_star_repeats: u8,
    /// Longest time a caller waits for a person, counted from the first search.
    pub max_wait_s: u32,
    /// Longest hold between two searches for a free listener.
    pub hold_s: u32,
    /// Shortest time between two spoken news of the wait.
    pub update_every_s: u32,
    /// With no key at all, a person is searched for within this time of the first spoken word.
    pub person_within_s: u32,
    /// Longest time a single text may take at [`Limits::WORDS_PER_MINUTE`].
    pub text_max_s: u32,
    /// Most characters of a single text, once filled.
    pub text_max_chars: u32,
    /// Most inputs in one call: a guard against a script or a carrier that goes round in circles.
    pub max_steps: u16,
}

impl Limits {
    /// Speed at which texts are timed.
    pub const WORDS_PER_MINUTE: u32 = 120;
    /// Most choices of a menu, besides doing nothing, `0`, `*` and `9`.
    pub const MAX_CHOICES: usize = 3;
    /// Longest question: longer, its beginning is forgotten before its end.
    pub const MENU_MAX_S: u32 = 20;

    /// Limits that a script may not loosen: (name, what it says, least, most). The others are a matter of taste.
    pub(super) fn guarded(&self) -> [(&'static str, u32, u32, u32); 6] {
        [
            // Older people press slowly: they have this long after the last word.
            ("answer_timeout_s", self.answer_timeout_s, 8, 30),
            // Four seconds between two digits is usual.
            ("number_timeout_s", self.number_timeout_s, 5, 30),
            ("person_within_s", self.person_within_s, 1, 45),
            ("max_wait_s", self.max_wait_s, 30, 900),
            ("hold_s", self.hold_s, 5, 30),
            ("text_max_s", self.text_max_s, 1, 30),
        ]
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            answer_timeout_s: 8,
            number_timeout_s: 8,
            number_max_digits: 10,
            max_star_repeats: 2,
            max_wait_s: 240,
            hold_s: 15,
            update_every_s: 60,
            person_within_s: 45,
            text_max_s: 30,
            text_max_chars: 500,
            max_steps: 400,
        }
    }
}
