//! Whether an organisation has anything at all of each kind: for the list of first steps.

use passerelle_domain::ids::OrganisationId;

use crate::StoreError;
use crate::access::Access;
use crate::statements::{scalar_one, statements};

statements! {
    LINES = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM lines WHERE organisation_id = $1 LIMIT 1) AS found";
    SHIFTS = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM shifts WHERE organisation_id = $1 LIMIT 1) AS found";
    PEOPLE = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM people WHERE organisation_id = $1 LIMIT 1) AS found";
    VOLUNTEERS = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM volunteers WHERE organisation_id = $1 LIMIT 1) AS found";
    SERIES = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM call_series WHERE organisation_id = $1 LIMIT 1) AS found";
}

/// What an organisation has at least one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstSteps {
    /// A telephone line.
    pub has_line: bool,
    /// Somebody on a shift.
    pub has_shift: bool,
    /// Somebody accompanied.
    pub has_person: bool,
    /// A volunteer.
    pub has_volunteer: bool,
    /// A recurring call.
    pub has_series: bool,
}

impl FirstSteps {
    /// Nothing is left to begin.
    pub fn are_done(self) -> bool {
        self.has_line && self.has_shift && self.has_person && self.has_volunteer && self.has_series
    }
}

/// How far an organisation has come. Each question stops at the first row it finds.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<FirstSteps, StoreError> {
    Ok(FirstSteps {
        has_line: scalar_one!(db, i64, LINES, owner.0)? > 0,
        has_shift: scalar_one!(db, i64, SHIFTS, owner.0)? > 0,
        has_person: scalar_one!(db, i64, PEOPLE, owner.0)? > 0,
        has_volunteer: scalar_one!(db, i64, VOLUNTEERS, owner.0)? > 0,
        has_series: scalar_one!(db, i64, SERIES, owner.0)? > 0,
    })
}
