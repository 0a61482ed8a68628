//! What people write about a matter: who did what, and when. Sealed; written once, never changed.

use chrono::{DateTime, Utc};
use passerelle_domain::{ids::OrganisationId, people::Member};
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, statements};
use crate::{Secrets, StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO notes (id, organisation_id, noun, noun_id, at, by_member, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    OF_NOUN = "
        SELECT at, by_member, sealed FROM notes WHERE organisation_id = $1 AND noun = $2 AND noun_id = $3
        ORDER BY at, id LIMIT 500";
}

pub(crate) const FIELD: &str = "notes.text";

/// What somebody wrote.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Uuid,
    /// What.
    pub text: String,
}

/// The text is personal.
impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Note").field("at", &self.at).field("by", &self.by).finish_non_exhaustive()
    }
}

/// What a note is about: the name of the noun and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// Owner.
    pub organisation_id: OrganisationId,
    /// `case`, `follow_up`…
    pub noun: &'static str,
    /// Which one.
    pub id: Uuid,
}

/// Keeps a note.
pub async fn insert(
    tx: &mut Tx,
    secrets: &Secrets,
    id: Uuid,
    about: Subject,
    by: Member,
    text: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let sealed = secrets.seal(FIELD, text)?;
    execute!(tx, INSERT, id, about.organisation_id.0, about.noun, about.id, at, by.uuid(), sealed)?;
    Ok(())
}

/// The notes about a matter, oldest first.
pub async fn of(db: &mut impl Access, secrets: &Secrets, about: Subject) -> Result<Vec<Note>, StoreError> {
    let rows = fetch_all!(db, (DateTime<Utc>, Uuid, String), OF_NOUN, about.organisation_id.0, about.noun, about.id)?;
    rows.into_iter().map(|(at, by, sealed)| Ok(Note { at, by, text: secrets.open(FIELD, &sealed)? })).collect()
}
