//! Published voice scripts. A conversation keeps the version it began with, so versions stay.

use chrono::{DateTime, Utc};

use crate::access::Access;
use crate::statements::{execute, scalar_optional, statements};
use crate::{StoreError, Tx};

statements! {
    PUBLISH = "
        INSERT INTO voice_scripts (name, version, source, published_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (name, version) DO NOTHING";
    SOURCE = "SELECT source FROM voice_scripts WHERE name = $1 AND version = $2";
}

/// Keeps a version of a script. The same version again changes nothing.
pub async fn publish(
    tx: &mut Tx,
    name: &str,
    version: &str,
    source: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(tx, PUBLISH, name, version, source, now)?;
    Ok(())
}

/// The source of a version.
pub async fn source(db: &mut impl Access, name: &str, version: &str) -> Result<Option<String>, StoreError> {
    scalar_optional!(db, String, SOURCE, name, version)
}
