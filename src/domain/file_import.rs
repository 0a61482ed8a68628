//! Lists imported from the console: read, looked at by whoever sent them, written, and undone while nothing came after.
//!
//! It deliberately does not know what a row holds. Nothing personal stands in the record: numbers, lines and reasons.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{code::Code, ids::OrganisationId};

/// What was sent waits so long for a decision, then it goes.
pub const DECIDE_WITHIN: TimeDelta = TimeDelta::days(1);
/// What stood before is kept so long, so that an import can be undone.
pub const UNDO_WITHIN: TimeDelta = TimeDelta::days(7);
/// Kept of an association, those that live beside; the oldest goes first.
pub const MOST_KEPT: usize = 20;
/// Sent and not decided about, at once.
pub const MOST_OPEN: usize = 5;

/// What a list holds, after those it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListNoun {
    /// Volunteers.
    Volunteers,
    /// People accompanied.
    People,
    /// Series of calls.
    Series,
}

impl ListNoun {
    /// Every noun, in the order in which lists are taken.
    pub const ALL: [ListNoun; 3] = [ListNoun::Volunteers, ListNoun::People, ListNoun::Series];

    /// Its name in the database, in forms and in words.
    pub fn as_str(self) -> &'static str {
        match self {
            ListNoun::Volunteers => "volunteers",
            ListNoun::People => "people",
            ListNoun::Series => "series",
        }
    }

    /// The noun of this name.
    pub fn parse(text: &str) -> Option<ListNoun> {
        ListNoun::ALL.into_iter().find(|noun| noun.as_str() == text)
    }
}

/// How many rows had which fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fates {
    /// New.
    pub added: u64,
    /// Known, and changed.
    pub changed: u64,
    /// Known, and the same.
    pub unchanged: u64,
    /// Not taken.
    pub refused: u64,
}

impl Fates {
    /// Rows in all.
    pub fn rows(&self) -> u64 {
        self.added + self.changed + self.unchanged + self.refused
    }

    /// Whether anything is, or would be, written.
    pub fn is_change(&self) -> bool {
        self.added + self.changed > 0
    }
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentList {
    /// What it holds.
    pub noun: ListNoun,
    /// Rows under its header.
    pub rows: u64,
    /// What became of those that were taken by the stage the import is in, or was last in.
    pub fates: Fates,
}

/// Why nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DroppedBecause {
    /// Somebody decided so.
    ByHand,
    /// Nobody decided in time.
    TooOld,
    /// Somebody was erased meanwhile, who may stand in it.
    Erasure,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum ImportStage {
    /// What would happen is found out; nothing is written.
    Looking,
    /// Whoever sent it looks at what would happen.
    Looked {
        /// Since when.
        at: DateTime<Utc>,
    },
    /// It is written.
    Writing {
        /// Who wanted it: an identity.
        by: Uuid,
    },
    /// It was written; it can be undone.
    Written {
        /// When.
        at: DateTime<Utc>,
    },
    /// It is undone, the last row first.
    Undoing {
        /// When it was written.
        written_at: DateTime<Utc>,
        /// Who wanted it: an identity.
        by: Uuid,
        /// Rows that changed something.
        of: u64,
        /// Those that were gone over.
        done: u64,
    },
    /// It was undone, but for what was touched since.
    Undone {
        /// When.
        at: DateTime<Utc>,
    },
    /// It was written long ago: what stood before is forgotten.
    Settled {
        /// When it was written.
        written_at: DateTime<Utc>,
    },
    /// Nothing was written.
    Dropped {
        /// Why.
        why: DroppedBecause,
    },
}

/// Lists somebody sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileImport {
    /// Identity of the record.
    pub id: Uuid,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// Names it in addresses.
    pub code: Code,
    /// Who sent it: an identity.
    pub sent_by: Uuid,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// What, in the order in which it is taken.
    pub lists: Vec<SentList>,
    /// How far it is.
    pub stage: ImportStage,
}

/// What becomes of a wish to write an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// It is written from now on.
    Begins,
    /// It is, or was, written already: nothing changes.
    Already,
    /// Another import was written since it was looked at: it is looked at again.
    LooksAgain,
    /// Another import is being written or undone.
    OneAtATime,
    /// It is not known yet what would happen, or there is nothing to write, or it is over.
    Cannot,
}

impl FileImport {
    /// Rows in all.
    pub fn rows(&self) -> u64 {
        self.lists.iter().map(|list| list.rows).sum()
    }

    /// Rows gone over in this stage.
    pub fn rows_done(&self) -> u64 {
        self.lists.iter().map(|list| list.fates.rows()).sum()
    }

    /// The list and the row in it that come next.
    pub fn next_row(&self) -> Option<(ListNoun, u64)> {
        let list = self.lists.iter().find(|list| list.fates.rows() < list.rows)?;
        Some((list.noun, list.fates.rows()))
    }

    /// What became of all rows in this stage.
    pub fn fates(&self) -> Fates {
        self.lists.iter().fold(Fates::default(), |sum, list| Fates {
            added: sum.added + list.fates.added,
            changed: sum.changed + list.fates.changed,
            unchanged: sum.unchanged + list.fates.unchanged,
            refused: sum.refused + list.fates.refused,
        })
    }

    /// Adds what became of the rows of a list that were just taken.
    pub fn note(&mut self, noun: ListNoun, some: Fates) {
        if let Some(list) = self.lists.iter_mut().find(|list| list.noun == noun) {
            list.fates.added += some.added;
            list.fates.changed += some.changed;
            list.fates.unchanged += some.unchanged;
            list.fates.refused += some.refused;
        }
    }

    /// When something must happen if nothing else happens first; `None` once it is over.
    pub fn due_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.stage {
            ImportStage::Looking | ImportStage::Writing { .. } | ImportStage::Undoing { .. } => Some(now),
            ImportStage::Looked { .. } => Some(self.sent_at + DECIDE_WITHIN),
            ImportStage::Written { at } => Some(at + UNDO_WITHIN),
            ImportStage::Undone { .. } | ImportStage::Settled { .. } | ImportStage::Dropped { .. } => None,
        }
    }

    /// Whether it is over: nothing of what was sent is kept.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, ImportStage::Undone { .. } | ImportStage::Settled { .. } | ImportStage::Dropped { .. })
    }

    /// Whether what was sent is still kept.
    pub fn has_content(&self) -> bool {
        matches!(self.stage, ImportStage::Looking | ImportStage::Looked { .. } | ImportStage::Writing { .. })
    }

    /// Whether rows of it are being written or taken back.
    pub fn is_writing(&self) -> bool {
        matches!(self.stage, ImportStage::Writing { .. } | ImportStage::Undoing { .. })
    }

    /// How much of the stage it is in is over, in percent, while it is one that goes on by itself.
    pub fn percent(&self) -> Option<u64> {
        let (done, of) = match self.stage {
            ImportStage::Looking | ImportStage::Writing { .. } => (self.rows_done(), self.rows()),
            ImportStage::Undoing { of, done, .. } => (done, of),
            ImportStage::Looked { .. }
            | ImportStage::Written { .. }
            | ImportStage::Undone { .. }
            | ImportStage::Settled { .. }
            | ImportStage::Dropped { .. } => return None,
        };
        Some((done * 100).checked_div(of).unwrap_or_default().min(100))
    }

    /// When rows of it last changed something, while that is not long ago.
    fn wrote_at(&self) -> Option<DateTime<Utc>> {
        match self.stage {
            ImportStage::Written { at } | ImportStage::Undone { at } => Some(at),
            ImportStage::Settled { written_at } => Some(written_at),
            ImportStage::Looking
            | ImportStage::Looked { .. }
            | ImportStage::Writing { .. }
            | ImportStage::Undoing { .. }
            | ImportStage::Dropped { .. } => None,
        }
    }

    /// Everything is gone over again from the first row.
    fn begin(&mut self, stage: ImportStage) {
        for list in &mut self.lists {
            list.fates = Fates::default();
        }
        self.stage = stage;
    }

    /// `by`, who has seen what would happen, wants it; `others` are the other imports of the association.
    pub fn confirm(&mut self, by: Uuid, others: &[FileImport]) -> Confirmed {
        let looked_at = match self.stage {
            ImportStage::Looked { at } => at,
            ImportStage::Writing { .. } | ImportStage::Written { .. } => return Confirmed::Already,
            ImportStage::Looking
            | ImportStage::Undoing { .. }
            | ImportStage::Undone { .. }
            | ImportStage::Settled { .. }
            | ImportStage::Dropped { .. } => return Confirmed::Cannot,
        };
        if !self.fates().is_change() {
            return Confirmed::Cannot;
        }
        if others.iter().any(FileImport::is_writing) {
            return Confirmed::OneAtATime;
        }
        if others.iter().filter_map(FileImport::wrote_at).any(|at| at >= looked_at) {
            self.begin(ImportStage::Looking);
            return Confirmed::LooksAgain;
        }
        self.begin(ImportStage::Writing { by });
        Confirmed::Begins
    }

    /// `by` wants it undone; `of` rows of it changed something.
    pub fn undo(&mut self, by: Uuid, of: u64, others: &[FileImport]) -> Confirmed {
        match self.stage {
            ImportStage::Undoing { .. } | ImportStage::Undone { .. } => Confirmed::Already,
            ImportStage::Written { .. } if others.iter().any(FileImport::is_writing) => Confirmed::OneAtATime,
            ImportStage::Written { at } => {
                self.stage = ImportStage::Undoing { written_at: at, by, of, done: 0 };
                Confirmed::Begins
            }
            ImportStage::Looking
            | ImportStage::Looked { .. }
            | ImportStage::Writing { .. }
            | ImportStage::Settled { .. }
            | ImportStage::Dropped { .. } => Confirmed::Cannot,
        }
    }

    /// Nothing of it is to be written. False once it is, or was.
    pub fn drop(&mut self, why: DroppedBecause) -> bool {
        let may = matches!(self.stage, ImportStage::Looking | ImportStage::Looked { .. });
        if may {
            self.stage = ImportStage::Dropped { why };
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn import(stage: ImportStage) -> FileImport {
        let list = |noun, rows, added| SentList { noun, rows, fates: Fates { added, ..Fates::default() } };
        FileImport {
            id: Uuid::nil(),
            organisation_id: OrganisationId(Uuid::nil()),
            code: Code::parse("A7K2").unwrap(),
            sent_by: Uuid::nil(),
            sent_at: at(0),
            lists: vec![list(ListNoun::People, 3, 3), list(ListNoun::Series, 2, 1)],
            stage,
        }
    }

    #[test]
    fn rows_taken_then_the_next_one_and_the_part_that_is_over() {
        let mut import = import(ImportStage::Looking);
        assert_eq!((import.next_row(), import.percent()), (Some((ListNoun::Series, 1)), Some(80)));
        import.note(ListNoun::Series, Fates { refused: 1, ..Fates::default() });
        assert_eq!((import.next_row(), import.percent(), import.fates().refused), (None, Some(100), 1));
    }

    #[test]
    fn confirmed_then_written_once_and_never_over_another_import_unseen() {
        let (looked, writing) = (ImportStage::Looked { at: at(5) }, ImportStage::Writing { by: Uuid::nil() });
        for (stage, others, expected) in [
            (looked, None, Confirmed::Begins),
            (looked, Some(ImportStage::Written { at: at(4) }), Confirmed::Begins),
            (looked, Some(ImportStage::Written { at: at(6) }), Confirmed::LooksAgain),
            (looked, Some(ImportStage::Undone { at: at(6) }), Confirmed::LooksAgain),
            (looked, Some(writing), Confirmed::OneAtATime),
            (writing, None, Confirmed::Already),
            (ImportStage::Written { at: at(6) }, None, Confirmed::Already),
            (ImportStage::Looking, None, Confirmed::Cannot),
            (ImportStage::Dropped { why: DroppedBecause::TooOld }, None, Confirmed::Cannot),
        ] {
            let others: Vec<FileImport> = others.map(import).into_iter().collect();
            assert_eq!(import(stage).confirm(Uuid::nil(), &others), expected, "{stage:?} {others:?}");
        }
        let mut empty = import(looked);
        empty.lists.iter_mut().for_each(|list| list.fates = Fates { unchanged: list.rows, ..Fates::default() });
        assert_eq!(empty.confirm(Uuid::nil(), &[]), Confirmed::Cannot, "nothing to write");
    }

    #[test]
    fn every_stage_then_a_time_while_it_lives_and_none_once_it_is_over() {
        let now = at(7);
        for (stage, due) in [
            (ImportStage::Looking, Some(now)),
            (ImportStage::Looked { at: now }, Some(at(0) + DECIDE_WITHIN)),
            (ImportStage::Writing { by: Uuid::nil() }, Some(now)),
            (ImportStage::Written { at: now }, Some(now + UNDO_WITHIN)),
            (ImportStage::Undoing { written_at: now, by: Uuid::nil(), of: 1, done: 0 }, Some(now)),
            (ImportStage::Undone { at: now }, None),
            (ImportStage::Settled { written_at: now }, None),
            (ImportStage::Dropped { why: DroppedBecause::ByHand }, None),
        ] {
            let import = import(stage);
            assert_eq!((import.due_at(now), import.is_over()), (due, due.is_none()), "{stage:?}");
        }
    }
}
