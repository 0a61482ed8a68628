//! The nouns of an import: the file, the columns, the reading and the writing of each.

use passerelle_store::Tx;

use super::{
    exclusions,
    known::Known,
    lines, people, protocols,
    rows::{Stop, Written},
    series, shifts, staff,
    table::{Column, Refusal, Row},
    trusted_contacts, volunteers,
};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    Line,
    Staff,
    Volunteer,
    Person,
    TrustedContact,
    Exclusion,
    Shift,
    Protocol,
    Series,
}

impl Noun {
    /// Every noun, after those it refers to.
    pub(super) const IN_ORDER: [Noun; 9] = [
        Noun::Line,
        Noun::Staff,
        Noun::Volunteer,
        Noun::Protocol,
        Noun::Person,
        Noun::TrustedContact,
        Noun::Exclusion,
        Noun::Shift,
        Noun::Series,
    ];

    /// What a file of this name holds; folders before the name are ignored.
    pub(super) fn of_file(file: &str) -> Option<Noun> {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        Noun::IN_ORDER.into_iter().find(|noun| noun.file_name() == name)
    }

    /// The name of its file.
    pub(super) fn file_name(self) -> &'static str {
        match self {
            Noun::Line => "lines.csv",
            Noun::Staff => "staff.csv",
            Noun::Volunteer => "volunteers.csv",
            Noun::Person => "people.csv",
            Noun::TrustedContact => "trusted_contacts.csv",
            Noun::Exclusion => "exclusions.csv",
            Noun::Shift => "shifts.csv",
            Noun::Protocol => "protocols.csv",
            Noun::Series => "series.csv",
        }
    }

    /// The noun's name in the audit.
    pub(super) fn name(self) -> &'static str {
        match self {
            Noun::Line => "line",
            Noun::Staff => "staff",
            Noun::Volunteer => "volunteer",
            Noun::Person => "person",
            Noun::TrustedContact => "trusted_contact",
            Noun::Exclusion => "exclusion",
            Noun::Shift => "shift",
            Noun::Protocol => "protocol",
            Noun::Series => "series",
        }
    }

    /// The columns its file may have.
    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Noun::Line => &lines::COLUMNS,
            Noun::Staff => &staff::COLUMNS,
            Noun::Volunteer => &volunteers::COLUMNS,
            Noun::Person => &people::COLUMNS,
            Noun::TrustedContact => &trusted_contacts::COLUMNS,
            Noun::Exclusion => &exclusions::COLUMNS,
            Noun::Shift => &shifts::COLUMNS,
            Noun::Protocol => &protocols::COLUMNS,
            Noun::Series => &series::COLUMNS,
        }
    }

    /// Reads one row of its file.
    pub(super) fn read(self, row: Row<'_>) -> Result<Draft, Refusal> {
        Ok(match self {
            Noun::Line => Draft::Line(lines::read(row)?),
            Noun::Staff => Draft::Staff(staff::read(row)?),
            Noun::Volunteer => Draft::Volunteer(volunteers::read(row)?),
            Noun::Person => Draft::Person(people::read(row)?),
            Noun::TrustedContact => Draft::TrustedContact(trusted_contacts::read(row)?),
            Noun::Exclusion => Draft::Exclusion(exclusions::read(row)?),
            Noun::Shift => Draft::Shift(shifts::read(row)?),
            Noun::Protocol => Draft::Protocol(protocols::read(row)?),
            Noun::Series => Draft::Series(series::read(row)?),
        })
    }
}

/// A row that could be read. Whether what it refers to exists is found when it is written.
pub(super) enum Draft {
    Line(lines::Draft),
    Staff(staff::Draft),
    Volunteer(volunteers::Draft),
    Person(people::Draft),
    TrustedContact(trusted_contacts::Draft),
    Exclusion(exclusions::Draft),
    Shift(shifts::Draft),
    Protocol(protocols::Draft),
    Series(series::Draft),
}

impl Draft {
    /// What the row is recognised by, with the columns that hold it. `None` for a contact without
    /// a position, which is recognised by its number.
    pub(super) fn identity(&self) -> Option<(&'static str, String)> {
        match self {
            Draft::Line(draft) => Some(("key", draft.key.clone())),
            Draft::Staff(draft) => Some(("key", draft.key.clone())),
            Draft::Volunteer(draft) => Some(("key", draft.key.clone())),
            Draft::Person(draft) => Some(("key", draft.key.clone())),
            Draft::Protocol(draft) => Some(("key", draft.key().to_owned())),
            Draft::Series(draft) => Some(("key", draft.key.clone())),
            Draft::Exclusion(draft) => Some(("person, volunteer", draft.identity())),
            Draft::Shift(draft) => Some(("line, who, duty, days, from, to, starts_on, rrule", draft.identity())),
            Draft::TrustedContact(draft) => {
                draft.position.map(|position| ("position", format!("{}/{position}", draft.person)))
            }
        }
    }

    /// Writes the row, unless what it refers to is not there.
    pub(super) async fn write(&self, tx: &mut Tx, known: &Known<'_>) -> Result<Written, Stop> {
        match self {
            Draft::Line(draft) => lines::write(tx, known, draft).await,
            Draft::Staff(draft) => staff::write(tx, known, draft).await,
            Draft::Volunteer(draft) => volunteers::write(tx, known, draft).await,
            Draft::Person(draft) => people::write(tx, known, draft).await,
            Draft::TrustedContact(draft) => trusted_contacts::write(tx, known, draft).await,
            Draft::Exclusion(draft) => exclusions::write(tx, known, draft).await,
            Draft::Shift(draft) => shifts::write(tx, known, draft).await,
            Draft::Protocol(draft) => protocols::write(tx, known, draft).await,
            Draft::Series(draft) => series::write(tx, known, draft).await,
        }
    }
}
