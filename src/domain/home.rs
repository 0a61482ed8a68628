//! Where a person lives: for the emergency sheet, and for whoever is asked to ring at her door.

use serde::{Deserialize, Serialize};

/// Her home. Kept sealed by the store; nothing prints it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Home {
    /// Street, postcode and town, as on a letter; empty when unknown.
    #[serde(default)]
    pub address: String,
    /// How to get in: floor, door code, who has a key; empty when unknown. For coordinators only.
    #[serde(default)]
    pub access: String,
}

impl std::fmt::Debug for Home {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Home(sealed)")
    }
}
