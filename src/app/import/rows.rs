//! One file: read into drafts, then written some rows at a time.

use std::collections::{HashMap, HashSet};

use passerelle_domain::ids::OrganisationId;
use passerelle_store::{StoreError, Tx, event_log, transact};
use serde_json::json;
use uuid::Uuid;

use super::{
    Given,
    known::Known,
    noun::{Draft, Noun},
    report::{ImportReport, RowFate},
    table::{Refusal, Table},
};
use crate::{AppError, error::Outcome};

/// Rows written in one transaction. SQLite has one writer: while these are written, webhooks wait.
const ROWS_A_TRANSACTION: usize = 50;

/// What writing a row did.
pub(super) struct Written {
    fate: RowFate,
    id: Uuid,
}

impl Written {
    /// The fate of a record that was `before` and is now `after`.
    pub(super) fn compare<T: PartialEq>(before: Option<&T>, after: &T, id: Uuid) -> Written {
        let fate = match before {
            None => RowFate::Added,
            Some(before) if before == after => RowFate::Unchanged,
            Some(_) => RowFate::Merged,
        };
        Written { fate, id }
    }

    /// The same, when something beside the record changed.
    pub(super) fn or_changed(mut self, is_changed: bool) -> Written {
        if is_changed && self.fate == RowFate::Unchanged {
            self.fate = RowFate::Merged;
        }
        self
    }

    /// Whether there is anything to save.
    pub(super) fn is_change(&self) -> bool {
        self.fate != RowFate::Unchanged
    }

    /// What became of the row.
    pub(super) fn fate(&self) -> &RowFate {
        &self.fate
    }

    /// The record it is about.
    pub(super) fn id(&self) -> Uuid {
        self.id
    }

    /// Whether the record was not known.
    pub(super) fn is_new(&self) -> bool {
        self.fate == RowFate::Added
    }
}

/// Why a row is not written. A refusal comes before the row's first write, so the transaction goes on.
pub(super) enum Stop {
    /// The row is not taken; the others are.
    Refused(Refusal),
    /// The database is in trouble.
    Failed(AppError),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(refusal)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Stop {
        Stop::Failed(error.into())
    }
}

/// What a file says elsewhere than in the row.
#[derive(Default)]
pub(super) struct InFile {
    /// Keys of the lines of this file, with the place of their row.
    line_places: HashMap<String, usize>,
    /// Lines of the rows of shifts, by what each is recognised by.
    shift_lines: HashMap<String, u64>,
    /// Positions given to contacts, by the key of the person.
    pub(super) positions: HashMap<String, HashSet<u32>>,
}

impl InFile {
    /// Whether the row of the line `other` comes after the row of the line `key`.
    pub(super) fn is_line_later(&self, other: &str, key: &str) -> bool {
        self.line_places.get(other) > self.line_places.get(key)
    }

    /// The line of the file that holds the shift recognised by `identity`.
    pub(super) fn line_of_shift(&self, identity: &str) -> Option<u64> {
        self.shift_lines.get(identity).copied()
    }

    fn add(&mut self, line: u64, draft: &Draft) {
        match draft {
            Draft::Line(draft) => {
                let place = self.line_places.len();
                self.line_places.insert(draft.key.clone(), place);
            }
            Draft::TrustedContact(draft) => {
                self.positions.entry(draft.person.clone()).or_default().extend(draft.position);
            }
            Draft::Shift(draft) => {
                self.shift_lines.entry(draft.identity()).or_insert(line);
            }
            Draft::Staff(_)
            | Draft::Volunteer(_)
            | Draft::Person(_)
            | Draft::Protocol(_)
            | Draft::Exclusion(_)
            | Draft::Series(_) => {}
        }
    }
}

/// Imports one file and tells what became of its rows, in their order.
pub(super) async fn import_file(
    given: &Given<'_>,
    owner: OrganisationId,
    noun: Noun,
    file: &str,
    content: &str,
    report: &mut ImportReport,
) -> Outcome<()> {
    let table = match Table::read(content, noun.columns()) {
        Ok(table) => table,
        Err(Refusal(reason)) => {
            report.refuse_file(file, &reason);
            return Ok(());
        }
    };
    let drafts = read_drafts(noun, &table);
    let mut in_file = InFile::default();
    for (line, draft) in &drafts {
        if let Ok(draft) = draft {
            in_file.add(*line, draft);
        }
    }

    let known = Known::load(given, owner, in_file).await?;
    let mut seen = HashSet::new();
    for some in drafts.chunks(ROWS_A_TRANSACTION) {
        let fates = write_rows(&known, noun, some, &mut seen).await?;
        for ((line, _), fate) in some.iter().zip(fates) {
            report.push(file, *line, fate);
        }
    }
    Ok(())
}

/// A row with its line, or why it cannot be read.
pub(super) type DraftRow = (u64, Result<Draft, Refusal>);

pub(super) fn read_drafts(noun: Noun, table: &Table) -> Vec<DraftRow> {
    table.rows().map(|(line, row)| (line, row.and_then(|row| noun.read(row)))).collect()
}

/// Writes some rows in one transaction. `seen` is what rows above have taken: the same thing twice
/// in one file is a mistake of the list, and the first good row counts.
async fn write_rows(
    known: &Known<'_>,
    noun: Noun,
    rows: &[DraftRow],
    seen: &mut HashSet<String>,
) -> Outcome<Vec<RowFate>> {
    let (fates, seen_now) = transact!(known.given.db, |tx| {
        let mut fates = Vec::with_capacity(rows.len());
        // Apart from `seen` until the commit, because this block may run again.
        let mut seen_now = HashSet::new();
        for (line, draft) in rows {
            let fate = match write_row(tx, known, draft, seen, &mut seen_now).await {
                Ok(written) => {
                    log(tx, known, noun, *line, &written).await?;
                    written.fate
                }
                Err(Stop::Refused(Refusal(reason))) => RowFate::Refused(reason),
                Err(Stop::Failed(error)) => return Err(error),
            };
            fates.push(fate);
        }
        Ok((fates, seen_now))
    })
    .await?;
    seen.extend(seen_now);
    Ok(fates)
}

pub(super) async fn write_row(
    tx: &mut Tx,
    known: &Known<'_>,
    draft: &Result<Draft, Refusal>,
    seen: &HashSet<String>,
    seen_now: &mut HashSet<String>,
) -> Result<Written, Stop> {
    let draft = draft.as_ref().map_err(Refusal::clone)?;
    let identity = draft.identity();
    if let Some((columns, identity)) = &identity
        && (seen.contains(identity) || seen_now.contains(identity))
    {
        return Err(Refusal::of(columns, "already used above in the same file").into());
    }
    let written = draft.write(tx, known).await?;
    seen_now.extend(identity.map(|(_, identity)| identity));
    Ok(written)
}

/// Leaves a line in the audit for a row that changed something.
pub(super) async fn log(tx: &mut Tx, known: &Known<'_>, noun: Noun, line: u64, written: &Written) -> Outcome<()> {
    if !written.is_change() {
        return Ok(());
    }
    let entry = event_log::LogEntry {
        id: known.new_id(),
        organisation_id: Some(known.owner.0),
        at: known.given.now,
        actor: known.given.actor.into(),
        verb: "imported".into(),
        noun: noun.name().into(),
        noun_id: written.id,
        detail: json!({ "file": noun.file_name(), "line": line, "fate": written.fate.to_string() }).into(),
    };
    event_log::append(tx, &entry).await?;
    Ok(())
}
