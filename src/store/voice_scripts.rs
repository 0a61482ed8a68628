//! Texts of voice scripts, kept by their content. A conversation keeps the texts it began with, so texts stay.

use chrono::{DateTime, Utc};

use crate::access::Access;
use crate::statements::{execute, scalar_optional, statements};
use crate::{StoreError, Tx};

statements! {
    KEEP = "
        INSERT INTO voice_scripts (name, version, source, published_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (name, version) DO NOTHING";
    SOURCE = "SELECT source FROM voice_scripts WHERE name = $1 AND version = $2";
}

/// Keeps a text. The same again changes nothing.
pub async fn keep(tx: &mut Tx, name: &str, version: &str, source: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    execute!(tx, KEEP, name, version, source, now)?;
    Ok(())
}

/// The text of a version.
pub async fn source(db: &mut impl Access, name: &str, version: &str) -> Result<Option<String>, StoreError> {
    scalar_optional!(db, String, SOURCE, name, version)
}
