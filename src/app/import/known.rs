//! What is known before a file is written: the lines and their territories, and what a row needs
//! from the running service.

use passerelle_domain::{
    ids::OrganisationId,
    line::Line,
    people::Person,
    phone_number::{DialRegion, PhoneNumber},
    territory::Territory,
};
use passerelle_store::lines;
use uuid::Uuid;

use super::{Given, numbers, rows::InFile, table::Refusal};
use crate::error::Outcome;

/// What the rows of one file are checked against.
pub(super) struct Known<'a> {
    pub(super) given: &'a Given<'a>,
    pub(super) owner: OrganisationId,
    /// What the file says elsewhere than in the row.
    pub(super) in_file: InFile,
    lines: Vec<Line>,
}

impl<'a> Known<'a> {
    /// Looks up the lines of the organisation. Only `lines.csv` changes them, and it asks the
    /// database row by row.
    pub(super) async fn load(given: &'a Given<'a>, owner: OrganisationId, in_file: InFile) -> Outcome<Known<'a>> {
        let mut read = given.db.read().await?;
        let lines = lines::of_organisation(&mut read, owner).await?;
        Ok(Known { given, owner, in_file, lines })
    }

    pub(super) fn new_id(&self) -> Uuid {
        self.given.chance.new_id(self.given.now)
    }

    /// The line of this key.
    pub(super) fn line(&self, key: &str) -> Result<&Line, Refusal> {
        let line = self.lines.iter().find(|line| line.key == key);
        line.ok_or_else(|| Refusal::of("line", "no line has that key"))
    }

    /// The line whose number a person has on paper.
    pub(super) fn line_of(&self, person: &Person) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == person.line_id)
    }

    /// The territory a row names: `None` when its file has no such column (what was known stays,
    /// and the line's is the beginning), empty for the line's own.
    pub(super) fn territory(
        &self,
        named: Option<&str>,
        before: Option<&Territory>,
        line: &Line,
    ) -> Result<Territory, Refusal> {
        match named {
            None => Ok(before.unwrap_or(&line.territory).clone()),
            Some("") => Ok(line.territory.clone()),
            Some(name) => {
                let found = self.lines.iter().map(|line| &line.territory).find(|territory| territory.name == name);
                found.cloned().ok_or_else(|| Refusal::of("territory", "no line names this territory"))
            }
        }
    }

    /// Names of territories a row lists; each must be named by a line. `None` when its file has no such
    /// column.
    pub(super) fn territories(&self, named: Option<&Vec<String>>, before: &[String]) -> Result<Vec<String>, Refusal> {
        let Some(named) = named else { return Ok(before.to_vec()) };
        let is_known = |name: &String| self.lines.iter().any(|line| line.territory.name == *name);
        if named.iter().all(is_known) {
            Ok(named.clone())
        } else {
            Err(Refusal::of("territories", "no line names one of these territories"))
        }
    }

    /// How staff write numbers: as the lines' people do when all live in one region.
    pub(super) fn home_region(&self) -> DialRegion {
        let mut regions = self.lines.iter().map(|line| numbers::region_of(&line.territory));
        let first = regions.next().unwrap_or_default();
        if regions.all(|region| region == first) { first } else { DialRegion::Metropolitan }
    }

    /// Reads a number of the row.
    pub(super) fn phone(&self, column: &'static str, text: &str, region: DialRegion) -> Result<PhoneNumber, Refusal> {
        numbers::phone(column, text, region, self.given.is_simulated)
    }

    /// Reads a number that may be left empty; `None` when its file has no such column.
    pub(super) fn optional_phone(
        &self,
        column: &'static str,
        text: Option<&str>,
        before: Option<PhoneNumber>,
        region: DialRegion,
    ) -> Result<Option<PhoneNumber>, Refusal> {
        match text {
            None => Ok(before),
            Some("") => Ok(None),
            Some(text) => self.phone(column, text, region).map(Some),
        }
    }
}
