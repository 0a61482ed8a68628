//! The people behind the telephones, as typed: `senior=+33199001000`.

use std::{fmt, sync::Arc};

use passerelle_domain::phone_number::PhoneNumber;
use passerelle_simulator::{Parameters, RandomPerson, Role, Simulator};

use super::read_number;
use crate::commands::exit::wrong_use;

const ROLES: [(&str, Role); 5] = [
    ("senior", Role::Senior),
    ("volunteer", Role::Volunteer),
    ("listener", Role::Listener),
    ("coordinator", Role::Coordinator),
    ("caller", Role::Caller),
];

/// Somebody behind a telephone.
pub(super) struct Someone {
    name: &'static str,
    role: Role,
    number: PhoneNumber,
}

impl Someone {
    /// Reads `ROLE=NUMBER`.
    ///
    /// # Errors
    /// The role or the number is none.
    pub(super) fn read(text: &str) -> anyhow::Result<Someone> {
        let (role, number) = text.split_once('=').unwrap_or((text, ""));
        let known = ROLES.into_iter().find(|(name, _)| *name == role.trim());
        let (name, role) = known.ok_or_else(|| {
            wrong_use("--people: write ROLE=NUMBER; roles are senior, volunteer, listener, coordinator, caller")
        })?;
        Ok(Someone { name, role, number: read_number("--people", number)? })
    }

    /// Puts them behind their telephone.
    pub(super) fn join(&self, simulator: &Simulator, seed: u64, parameters: &Arc<Parameters>) {
        let number = self.number.as_str();
        let person = RandomPerson::new(self.role, number, seed, Arc::clone(parameters));
        simulator.add_person(number, Box::new(person));
    }
}

impl fmt::Display for Someone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<12}{}", self.name, self.number)
    }
}
