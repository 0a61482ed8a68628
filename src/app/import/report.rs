//! What became of each row, told without any personal data.

use std::fmt;

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFate {
    /// It was not known.
    Added,
    /// It was known and has changed.
    Merged,
    /// It was known and says the same.
    Unchanged,
    /// It was not taken. The reason names the column and never repeats a name or a number.
    Refused(String),
}

impl fmt::Display for RowFate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RowFate::Added => f.write_str("accepted"),
            RowFate::Merged => f.write_str("merged"),
            RowFate::Unchanged => f.write_str("unchanged"),
            RowFate::Refused(reason) => write!(f, "refused: {reason}"),
        }
    }
}

/// One row of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRow {
    /// Name of the file, as it was given.
    pub file: String,
    /// Line of the file on which the row begins; the header is on line 1.
    pub line: u64,
    /// What became of it.
    pub fate: RowFate,
}

impl fmt::Display for ImportedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}: {}", self.file, self.line, self.fate)
    }
}

/// How many rows had which fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportCounts {
    /// New rows.
    pub added: usize,
    /// Rows brought up to date.
    pub merged: usize,
    /// Rows that said the same.
    pub unchanged: usize,
    /// Rows, or whole files, that were not taken.
    pub refused: usize,
}

impl fmt::Display for ImportCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ImportCounts { added, merged, unchanged, refused } = self;
        write!(f, "{added} accepted, {merged} merged, {unchanged} unchanged, {refused} refused")
    }
}

/// What became of every row, in the order the files were taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// Every row.
    pub rows: Vec<ImportedRow>,
}

impl ImportReport {
    /// How many rows had which fate.
    pub fn counts(&self) -> ImportCounts {
        count(&self.rows)
    }

    /// The rows that were not taken.
    pub fn refused(&self) -> impl Iterator<Item = &ImportedRow> {
        self.rows.iter().filter(|row| matches!(row.fate, RowFate::Refused(_)))
    }

    /// Whether every row was taken.
    pub fn is_clean(&self) -> bool {
        self.refused().next().is_none()
    }

    pub(super) fn push(&mut self, file: &str, line: u64, fate: RowFate) {
        self.rows.push(ImportedRow { file: file.to_owned(), line, fate });
    }

    pub(super) fn refuse_file(&mut self, file: &str, reason: &str) {
        self.push(file, 1, RowFate::Refused(reason.to_owned()));
    }
}

/// A line for each row, then the counts of each file.
impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            writeln!(f, "{row}")?;
        }
        for of_file in self.rows.chunk_by(|one, next| one.file == next.file) {
            writeln!(f, "{}: {}", of_file[0].file, count(of_file))?;
        }
        Ok(())
    }
}

fn count(rows: &[ImportedRow]) -> ImportCounts {
    let mut counts = ImportCounts::default();
    for row in rows {
        match row.fate {
            RowFate::Added => counts.added += 1,
            RowFate::Merged => counts.merged += 1,
            RowFate::Unchanged => counts.unchanged += 1,
            RowFate::Refused(_) => counts.refused += 1,
        }
    }
    counts
}
