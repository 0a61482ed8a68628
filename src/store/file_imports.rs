//! Lists imported from the console. What was sent and what stood before are sealed, and forgotten apart from the record.

use passerelle_domain::{
    code::Code,
    file_import::{FileImport, ListNoun},
    ids::{OrganisationId, PersonId},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_all, scalar_one, scalar_optional, statements};
use crate::{Secrets, StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO file_imports (id, organisation_id, code, sent_at, is_live, record) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (organisation_id, code) DO NOTHING";
    UPDATE = "UPDATE file_imports SET is_live = $2, record = $3 WHERE id = $1";
    BY_ID = "SELECT record FROM file_imports WHERE id = $1";
    BY_CODE = "SELECT record FROM file_imports WHERE organisation_id = $1 AND code = $2";
    OF_ORGANISATION = "
        SELECT record FROM file_imports WHERE organisation_id = $1 ORDER BY sent_at DESC, id DESC LIMIT 200";
    DELETE = "DELETE FROM file_imports WHERE id = $1";
    ADD_LIST = "INSERT INTO file_import_lists (import_id, noun, sealed) VALUES ($1, $2, $3)";
    LIST = "SELECT sealed FROM file_import_lists WHERE import_id = $1 AND noun = $2";
    FORGET_LISTS = "DELETE FROM file_import_lists WHERE import_id = $1";
    ADD_ROW = "
        INSERT INTO file_import_rows (import_id, place, noun, line, fate, reason, noun_id, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    FORGET_ROWS = "DELETE FROM file_import_rows WHERE import_id = $1";
    FORGET_BEFORE = "UPDATE file_import_rows SET sealed = NULL WHERE import_id = $1 AND sealed IS NOT NULL";
    FORGET_PERSON = "DELETE FROM file_import_rows WHERE noun_id = $1";
    REFUSED_LINES = "
        SELECT line FROM file_import_rows WHERE import_id = $1 AND noun = $2 AND fate = 'refused'
        ORDER BY line LIMIT 500000";
    ROWS = "
        SELECT place, noun, line, fate, reason, noun_id, sealed, undone FROM file_import_rows
        WHERE import_id = $1 AND fate = $2 ORDER BY place LIMIT $3";
    LEFT = "
        SELECT place, noun, line, fate, reason, noun_id, sealed, undone FROM file_import_rows
        WHERE import_id = $1 AND undone = $2 ORDER BY place LIMIT $3";
    COUNT_UNDONE = "SELECT COUNT(*) FROM file_import_rows WHERE import_id = $1 AND undone = $2";
    TO_UNDO = "
        SELECT place, noun, line, fate, reason, noun_id, sealed, undone FROM file_import_rows
        WHERE import_id = $1 AND sealed IS NOT NULL AND undone IS NULL ORDER BY place DESC LIMIT $2";
    COUNT_TO_UNDO = "
        SELECT COUNT(*) FROM file_import_rows WHERE import_id = $1 AND sealed IS NOT NULL AND undone IS NULL";
    MARK_UNDONE = "UPDATE file_import_rows SET undone = $3, sealed = NULL WHERE import_id = $1 AND place = $2";
}

/// What a list is sealed under.
const LIST_FIELD: &str = "file_import_lists.content";
/// What stood before a row, and what stands since, are sealed under.
const ROW_FIELD: &str = "file_import_rows.before";

type Row = (Json<FileImport>,);

/// Adds an import. False when its code is taken: nothing has changed.
pub async fn insert(tx: &mut Tx, import: &FileImport) -> Result<bool, StoreError> {
    let FileImport { id, organisation_id, code, sent_at, .. } = import;
    let is_live = !import.is_over();
    Ok(execute!(tx, INSERT, id, organisation_id.0, code.as_str(), sent_at, is_live, Json(import))? == 1)
}

/// Writes an import as it is now.
pub async fn update(tx: &mut Tx, import: &FileImport) -> Result<(), StoreError> {
    execute!(tx, UPDATE, import.id, !import.is_over(), Json(import))?;
    Ok(())
}

/// The import with this id.
pub async fn by_id(db: &mut impl Access, id: Uuid) -> Result<Option<FileImport>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id)?.map(|row| row.0.0))
}

/// The import of this code.
pub async fn by_code(
    db: &mut impl Access,
    owner: OrganisationId,
    code: &Code,
) -> Result<Option<FileImport>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_CODE, owner.0, code.as_str())?.map(|row| row.0.0))
}

/// The imports of an organisation, the last first, at most 200.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<FileImport>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| row.0.0).collect())
}

/// Forgets an import and everything of it.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    forget_lists(tx, id).await?;
    forget_rows(tx, id).await?;
    execute!(tx, DELETE, id)?;
    Ok(())
}

/// Keeps what was sent.
pub async fn add_list(
    tx: &mut Tx,
    secrets: &Secrets,
    import: Uuid,
    noun: ListNoun,
    content: &str,
) -> Result<(), StoreError> {
    execute!(tx, ADD_LIST, import, noun.as_str(), secrets.seal(LIST_FIELD, content)?)?;
    Ok(())
}

/// What was sent, while it is kept.
pub async fn list(
    db: &mut impl Access,
    secrets: &Secrets,
    import: Uuid,
    noun: ListNoun,
) -> Result<Option<String>, StoreError> {
    let found = scalar_optional!(db, String, LIST, import, noun.as_str())?;
    found.map(|sealed| secrets.open(LIST_FIELD, &sealed)).transpose()
}

/// Forgets what was sent.
pub async fn forget_lists(tx: &mut Tx, import: Uuid) -> Result<(), StoreError> {
    execute!(tx, FORGET_LISTS, import)?;
    Ok(())
}

/// What became of a row of a list; an unchanged one is only counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// Counts the rows of all lists, in the order in which they are taken.
    pub place: i64,
    /// Of which list.
    pub noun: ListNoun,
    /// On which line of it.
    pub line: i64,
    /// `added`, `changed` or `refused`.
    pub fate: &'static str,
    /// Why it was refused: repeats nothing of the row.
    pub reason: Option<String>,
    /// The record it is about.
    pub noun_id: Option<Uuid>,
    /// What stood before and what stands since, as the use case writes it; `None` once forgotten.
    pub before: Option<String>,
    /// `removed`, `restored` or `left`, once it was undone.
    pub undone: Option<String>,
}

type ImportRowRow = (i64, String, i64, String, Option<String>, Option<Uuid>, Option<String>, Option<String>);

fn read(secrets: &Secrets, row: ImportRowRow) -> Result<ImportRow, StoreError> {
    let (place, noun, line, fate, reason, noun_id, sealed, undone) = row;
    let unknown = |what: &str| StoreError::Unreadable(format!("file_import_rows.{what}"));
    Ok(ImportRow {
        noun: ListNoun::parse(&noun).ok_or_else(|| unknown("noun"))?,
        fate: ["added", "changed", "refused"]
            .into_iter()
            .find(|known| *known == fate)
            .ok_or_else(|| unknown("fate"))?,
        before: sealed.map(|sealed| secrets.open(ROW_FIELD, &sealed)).transpose()?,
        place,
        line,
        reason,
        noun_id,
        undone,
    })
}

/// Keeps what became of a row.
pub async fn add_row(tx: &mut Tx, secrets: &Secrets, import: Uuid, row: &ImportRow) -> Result<(), StoreError> {
    let sealed = row.before.as_ref().map(|before| secrets.seal(ROW_FIELD, before)).transpose()?;
    let (noun, reason) = (row.noun.as_str(), row.reason.as_deref());
    execute!(tx, ADD_ROW, import, row.place, noun, row.line, row.fate, reason, row.noun_id, sealed)?;
    Ok(())
}

/// Forgets what became of the rows.
pub async fn forget_rows(tx: &mut Tx, import: Uuid) -> Result<(), StoreError> {
    execute!(tx, FORGET_ROWS, import)?;
    Ok(())
}

/// Forgets what stood before; what became of the rows stays.
pub async fn forget_before(tx: &mut Tx, import: Uuid) -> Result<(), StoreError> {
    execute!(tx, FORGET_BEFORE, import)?;
    Ok(())
}

/// Forgets what any import knows of a person.
pub async fn forget_person(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    execute!(tx, FORGET_PERSON, person.0)?;
    Ok(())
}

/// The lines of a list that were refused so far.
pub async fn refused_lines(db: &mut impl Access, import: Uuid, noun: ListNoun) -> Result<Vec<u64>, StoreError> {
    let lines = scalar_all!(db, i64, REFUSED_LINES, import, noun.as_str())?;
    Ok(lines.into_iter().map(i64::unsigned_abs).collect())
}

/// The first rows of a fate, at most `most`.
pub async fn rows(
    db: &mut impl Access,
    secrets: &Secrets,
    import: Uuid,
    fate: &str,
    most: i64,
) -> Result<Vec<ImportRow>, StoreError> {
    fetch_all!(db, ImportRowRow, ROWS, import, fate, most)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// The first rows that undoing left as they were, because something came after; at most `most`, and how many there are.
pub async fn left_rows(
    db: &mut impl Access,
    secrets: &Secrets,
    import: Uuid,
    most: i64,
) -> Result<Vec<ImportRow>, StoreError> {
    fetch_all!(db, ImportRowRow, LEFT, import, "left", most)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// How many rows were `removed`, `restored` or `left`.
pub async fn count_undone(db: &mut impl Access, import: Uuid, how: &str) -> Result<u64, StoreError> {
    Ok(scalar_one!(db, i64, COUNT_UNDONE, import, how)?.unsigned_abs())
}

/// The last rows that can be undone and were not yet, at most `most`.
pub async fn rows_to_undo(
    db: &mut impl Access,
    secrets: &Secrets,
    import: Uuid,
    most: i64,
) -> Result<Vec<ImportRow>, StoreError> {
    fetch_all!(db, ImportRowRow, TO_UNDO, import, most)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// How many rows can be undone and were not yet.
pub async fn count_to_undo(db: &mut impl Access, import: Uuid) -> Result<u64, StoreError> {
    Ok(scalar_one!(db, i64, COUNT_TO_UNDO, import)?.unsigned_abs())
}

/// A row was undone, or left: `removed`, `restored` or `left`. What stood before is forgotten.
pub async fn mark_undone(tx: &mut Tx, import: Uuid, place: i64, how: &str) -> Result<(), StoreError> {
    execute!(tx, MARK_UNDONE, import, place, how)?;
    Ok(())
}
