//! What an organisation publishes over the program's voice scripts, and what its new calls begin with.
//!
//! Publications are numbered from 1 and never change or go away; 0 stands for the program's own texts.

use chrono::{DateTime, Utc};
use passerelle_domain::ids::OrganisationId;
use sqlx::FromRow;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_one, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO voice_publications (organisation_id, number, version, author, published_at)
        VALUES ($1, $2, $3, $4, $5)";
    LAST = "SELECT COALESCE(MAX(number), 0) FROM voice_publications WHERE organisation_id = $1";
    OF_ORGANISATION = "
        SELECT number, version, author, published_at FROM voice_publications
        WHERE organisation_id = $1 ORDER BY number DESC LIMIT 1000";
    BY_NUMBER = "
        SELECT number, version, author, published_at FROM voice_publications
        WHERE organisation_id = $1 AND number = $2";
    FORGET_USE = "DELETE FROM voice_scripts_in_use WHERE organisation_id = $1";
    USE = "
        INSERT INTO voice_scripts_in_use (organisation_id, script, number) VALUES ($1, $2, $3)
        ON CONFLICT (organisation_id, script) DO UPDATE SET number = excluded.number";
    USES = "SELECT script, number FROM voice_scripts_in_use WHERE organisation_id = $1 ORDER BY script LIMIT 1000";
    // A script taken back alone goes before what is said of all of them.
    VERSION_IN_USE = "
        SELECT voice_publications.version FROM voice_scripts_in_use
        LEFT JOIN voice_publications ON voice_publications.organisation_id = voice_scripts_in_use.organisation_id
            AND voice_publications.number = voice_scripts_in_use.number
        WHERE voice_scripts_in_use.organisation_id = $1 AND voice_scripts_in_use.script IN ($2, '*')
        ORDER BY CASE WHEN voice_scripts_in_use.script = '*' THEN 1 ELSE 0 END LIMIT 1";
}

/// Stands for every script.
pub const EVERY_SCRIPT: &str = "*";

/// One publication.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Publication {
    /// Its number, from 1.
    pub number: i64,
    /// Version of its texts in `voice_scripts`.
    pub version: String,
    /// Who published it: `staff:<id>` or `operator`. Never a name.
    pub author: String,
    /// When (UTC).
    pub published_at: DateTime<Utc>,
}

/// Adds a publication.
///
/// # Errors
/// `Conflict` when somebody else took the number meanwhile.
pub async fn insert(tx: &mut Tx, owner: OrganisationId, publication: &Publication) -> Result<(), StoreError> {
    let Publication { number, version, author, published_at } = publication;
    execute!(tx, INSERT, owner.0, number, version, author, published_at)?;
    Ok(())
}

/// Number of the last publication, 0 when there is none.
pub async fn last_number(db: &mut impl Access, owner: OrganisationId) -> Result<i64, StoreError> {
    scalar_one!(db, i64, LAST, owner.0)
}

/// The publications of an organisation, the last first, at most 1000.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Publication>, StoreError> {
    fetch_all!(db, Publication, OF_ORGANISATION, owner.0)
}

/// The publication of this number.
pub async fn by_number(
    db: &mut impl Access,
    owner: OrganisationId,
    number: i64,
) -> Result<Option<Publication>, StoreError> {
    fetch_optional!(db, Publication, BY_NUMBER, owner.0, number)
}

/// From now on new calls of every script begin with this publication; 0 is the program's own texts.
pub async fn use_for_all(tx: &mut Tx, owner: OrganisationId, number: i64) -> Result<(), StoreError> {
    execute!(tx, FORGET_USE, owner.0)?;
    execute!(tx, USE, owner.0, EVERY_SCRIPT, number)?;
    Ok(())
}

/// From now on new calls of one script begin with this publication, until the next is published.
pub async fn use_for_one(tx: &mut Tx, owner: OrganisationId, script: &str, number: i64) -> Result<(), StoreError> {
    execute!(tx, USE, owner.0, script, number)?;
    Ok(())
}

/// What is in use: (script or [`EVERY_SCRIPT`], number).
pub async fn uses(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<(String, i64)>, StoreError> {
    fetch_all!(db, (String, i64), USES, owner.0)
}

/// Version of the texts that new calls of a script begin with; none for the program's own.
pub async fn version_in_use(
    db: &mut impl Access,
    owner: OrganisationId,
    script: &str,
) -> Result<Option<String>, StoreError> {
    Ok(fetch_optional!(db, (Option<String>,), VERSION_IN_USE, owner.0, script)?.and_then(|row| row.0))
}
