//! Whether something tied whoever read a file to the person it is about. Nothing is forbidden by it: a coordinator may read
//! every file. It shows where somebody should ask.
//!
//! # Source
//! Domain notes, story K10.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{case::Case, ids::PersonId};

/// What was done about her explains a reading so long before and after: a file is read, then worked on, and looked at again.
const WORK_BEFORE: TimeDelta = TimeDelta::days(1);
const WORK_AFTER: TimeDelta = TimeDelta::days(30);
/// A case explains a reading a little longer than it is open.
const CASE_AFTER: TimeDelta = TimeDelta::days(1);

/// From when to when a reader had to do with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    reader: Uuid,
    person: PersonId,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Tie {
    /// They changed something about her.
    pub fn of_work(reader: Uuid, person: PersonId, at: DateTime<Utc>) -> Tie {
        Tie { reader, person, from: at - WORK_BEFORE, until: at + WORK_AFTER }
    }

    /// Whoever was asked about a case of hers, or had it.
    pub fn of_case(case: &Case) -> Vec<Tie> {
        let Some(person) = case.person_id else { return Vec::new() };
        let until = case.closure.as_ref().map_or(DateTime::<Utc>::MAX_UTC, |end| end.at + CASE_AFTER);
        let asked = case.paged.iter().chain(&case.holder);
        asked.map(|member| Tie { reader: member.uuid(), person, from: case.opened_at, until }).collect()
    }

    /// Between whom it is: the reader, and the person.
    pub fn between(&self) -> (Uuid, Uuid) {
        (self.reader, self.person.0)
    }

    /// Whether it explains that `reader` read the file of `person` then.
    pub fn explains(&self, reader: Uuid, person: PersonId, at: DateTime<Utc>) -> bool {
        self.reader == reader && self.person == person && (self.from..=self.until).contains(&at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn worked_on_then_readings_around_are_explained_for_that_reader_and_person_alone() {
        let (nadia, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (suzanne, zoe) = (PersonId(Uuid::from_u128(3)), PersonId(Uuid::from_u128(4)));
        let tie = Tie::of_work(nadia, suzanne, at("2026-11-10T10:00:00Z"));
        for (reader, person, read_at, is_explained) in [
            (nadia, suzanne, "2026-11-10T09:50:00Z", true),
            (nadia, suzanne, "2026-12-10T10:00:00Z", true),
            (nadia, suzanne, "2026-12-10T10:00:01Z", false),
            (nadia, suzanne, "2026-11-09T09:59:59Z", false),
            (other, suzanne, "2026-11-10T10:00:00Z", false),
            (nadia, zoe, "2026-11-10T10:00:00Z", false),
        ] {
            assert_eq!(tie.explains(reader, person, at(read_at)), is_explained, "{read_at}");
        }
    }
}
