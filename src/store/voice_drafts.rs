//! Sentences of an organisation's voice scripts that are written anew and not heard yet.

use chrono::{DateTime, Utc};
use passerelle_domain::{ids::OrganisationId, voice_script::NewSentence};
use sqlx::FromRow;

use crate::access::Access;
use crate::statements::{execute, fetch_all, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO voice_drafts (organisation_id, line, language, text, words, author, saved_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (organisation_id, line, language, text)
        DO UPDATE SET words = excluded.words, author = excluded.author, saved_at = excluded.saved_at";
    FORGET = "
        DELETE FROM voice_drafts WHERE organisation_id = $1 AND line = $2 AND language = $3 AND text = $4";
    FORGET_ALL = "DELETE FROM voice_drafts WHERE organisation_id = $1";
    OF_ORGANISATION = "
        SELECT line, language, text, words, author, saved_at FROM voice_drafts
        WHERE organisation_id = $1 ORDER BY line, language, text LIMIT 10000";
}

/// A sentence written anew, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The sentence.
    pub sentence: NewSentence,
    /// Who wrote it: `member:<id>`. Never a name.
    pub author: String,
    /// When (UTC).
    pub saved_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    line: String,
    language: String,
    text: String,
    words: String,
    author: String,
    saved_at: DateTime<Utc>,
}

/// Keeps a sentence in place of the one that was there.
///
/// # Errors
/// Trouble of the database.
pub async fn save(tx: &mut Tx, owner: OrganisationId, drafted: &Drafted) -> Result<(), StoreError> {
    let NewSentence { line, language, text, words } = &drafted.sentence;
    execute!(tx, SAVE, owner.0, line, language, text, words, &drafted.author, drafted.saved_at)?;
    Ok(())
}

/// Forgets a sentence: what is published is meant again.
///
/// # Errors
/// Trouble of the database.
pub async fn forget(tx: &mut Tx, owner: OrganisationId, sentence: &NewSentence) -> Result<(), StoreError> {
    execute!(tx, FORGET, owner.0, &sentence.line, &sentence.language, &sentence.text)?;
    Ok(())
}

/// Forgets every sentence, and says how many there were.
///
/// # Errors
/// Trouble of the database.
pub async fn forget_all(tx: &mut Tx, owner: OrganisationId) -> Result<u64, StoreError> {
    execute!(tx, FORGET_ALL, owner.0)
}

/// Every sentence written anew, by line, language and text, at most 10,000.
///
/// # Errors
/// Trouble of the database.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Drafted>, StoreError> {
    let rows = fetch_all!(db, Row, OF_ORGANISATION, owner.0)?;
    let drafted = |row: Row| Drafted {
        sentence: NewSentence { line: row.line, language: row.language, text: row.text, words: row.words },
        author: row.author,
        saved_at: row.saved_at,
    };
    Ok(rows.into_iter().map(drafted).collect())
}
