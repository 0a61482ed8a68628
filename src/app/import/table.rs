//! A CSV file as rows of named cells, with the line on which each row begins.

use csv::{ReaderBuilder, StringRecord};

/// More rows than the largest list an association could have; it bounds the memory of an import.
const MOST_ROWS: usize = 500_000;
/// More characters than any cell needs: hours are the longest.
const MOST_CELL_CHARS: usize = 1_000;

/// Why a row, or a whole file, is not taken. Never holds what a cell held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) String);

impl Refusal {
    /// The column that is at fault, and why.
    pub(super) fn of(column: &str, reason: impl AsRef<str>) -> Refusal {
        Refusal(format!("{column}: {}", reason.as_ref()))
    }
}

/// A column of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    name: &'static str,
    is_needed: bool,
}

/// A column every file of the noun has.
pub(super) const fn needed(name: &'static str) -> Column {
    Column { name, is_needed: true }
}

/// A column that may be left out.
pub(super) const fn optional(name: &'static str) -> Column {
    Column { name, is_needed: false }
}

/// The rows of a file that hold anything.
#[derive(Debug)]
pub(super) struct Table {
    header: Vec<&'static str>,
    rows: Vec<(u64, StringRecord)>,
}

/// One row; cells are found by the name of their column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'t> {
    header: &'t [&'static str],
    record: &'t StringRecord,
}

impl Table {
    /// Reads a file. A byte order mark is skipped, and `;` separates when the header has no comma:
    /// spreadsheets in French write both.
    ///
    /// # Errors
    /// A refusal of the whole file: a column that is unknown, given twice or missing, or too many rows.
    pub(super) fn read(content: &str, columns: &[Column]) -> Result<Table, Refusal> {
        let content = content.strip_prefix('\u{feff}').unwrap_or(content);
        let first_line = content.lines().next().unwrap_or_default();
        let separator = if first_line.contains(',') || !first_line.contains(';') { b',' } else { b';' };
        let mut reader =
            ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(content.as_bytes());

        let mut lines = LineCounter { content: content.as_bytes(), at: 0, line: 1 };
        let mut header = None;
        let mut rows = Vec::new();
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).map_err(|_| Refusal("this is not a CSV file".into()))? {
            let begins_at = record.position().map_or(0, csv::Position::byte);
            let line = lines.line_of(usize::try_from(begins_at).unwrap_or(usize::MAX));
            if header.is_none() {
                header = Some(read_header(&record, columns)?);
            } else if record.iter().any(|cell| !cell.trim().is_empty()) {
                if rows.len() == MOST_ROWS {
                    return Err(Refusal(format!("more than {MOST_ROWS} rows: split the file")));
                }
                rows.push((line, record.clone()));
            }
        }
        let header = header.ok_or_else(|| Refusal("the file is empty: a header row is missing".into()))?;
        Ok(Table { header, rows })
    }

    /// The rows with their line numbers, or why one cannot be read.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u64, Result<Row<'_>, Refusal>)> {
        self.rows.iter().map(|(line, record)| {
            let row = Row { header: &self.header, record };
            (*line, row.checked())
        })
    }
}

/// The columns in the order of the file. An unknown one is told by its place: without a header the
/// first row is somebody.
fn read_header(record: &StringRecord, columns: &[Column]) -> Result<Vec<&'static str>, Refusal> {
    let mut header: Vec<&'static str> = Vec::new();
    for (place, cell) in record.iter().enumerate() {
        let column = columns.iter().find(|column| column.name.eq_ignore_ascii_case(cell.trim()));
        let Some(column) = column else {
            let place = place + 1;
            return Err(Refusal(format!("column {place} of the header is unknown: nothing of this file is taken")));
        };
        if header.contains(&column.name) {
            return Err(Refusal::of(column.name, "the header has this column twice"));
        }
        header.push(column.name);
    }
    let missing = columns.iter().find(|column| column.is_needed && !header.contains(&column.name));
    match missing {
        Some(column) => Err(Refusal::of(column.name, "the header lacks this column")),
        None => Ok(header),
    }
}

impl<'t> Row<'t> {
    /// A cell too many or too few means a comma that was not quoted: every later cell is then
    /// somebody else's column. A line break in a cell means a quote that was not closed.
    fn checked(self) -> Result<Row<'t>, Refusal> {
        if self.record.len() != self.header.len() {
            let (found, due) = (self.record.len(), self.header.len());
            return Err(Refusal(format!("{found} cells where the header has {due}: is a comma or a quote missing?")));
        }
        for (column, cell) in self.header.iter().zip(self.record) {
            if cell.trim().contains(char::is_control) {
                return Err(Refusal::of(column, "holds a line break or another sign that is no text"));
            }
            if cell.chars().count() > MOST_CELL_CHARS {
                return Err(Refusal::of(column, "too long"));
            }
        }
        Ok(self)
    }

    /// What the cell holds, without blanks around it; `None` when the file has no such column.
    fn cell(self, column: &str) -> Option<&'t str> {
        let place = self.header.iter().position(|name| *name == column)?;
        self.record.get(place).map(str::trim)
    }

    /// A cell that must hold something.
    pub(super) fn needed<T>(
        self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Refusal> {
        match self.cell(column) {
            None | Some("") => Err(Refusal::of(column, "missing")),
            Some(cell) => read(cell).map_err(|reason| Refusal::of(column, reason)),
        }
    }

    /// A cell that may be empty, and then means `when_empty`. `None` when the file has no such
    /// column: then the file says nothing about it, and what is known stays.
    pub(super) fn given<T>(
        self,
        column: &'static str,
        when_empty: T,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Refusal> {
        match self.cell(column) {
            None => Ok(None),
            Some("") => Ok(Some(when_empty)),
            Some(cell) => read(cell).map(Some).map_err(|reason| Refusal::of(column, reason)),
        }
    }
}

/// Counts lines up to a byte. The reader's own count is the line where it began to look, which is
/// too early after empty lines.
struct LineCounter<'c> {
    content: &'c [u8],
    at: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// The line of the first byte at or after `from` that is no line ending. `from` never goes back.
    fn line_of(&mut self, from: usize) -> u64 {
        while let Some(byte) = self.content.get(self.at) {
            let is_line_end = matches!(byte, b'\n' | b'\r');
            if self.at >= from && !is_line_end {
                break;
            }
            // A CR LF pair ends one line.
            let is_first_of_pair = *byte == b'\r' && self.content.get(self.at + 1) == Some(&b'\n');
            if is_line_end && !is_first_of_pair {
                self.line += 1;
            }
            self.at += 1;
        }
        self.line
    }
}
