//! Agreements with partners.

use passerelle_domain::{ids::OrganisationId, partnership::Partnership};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO partnerships (organisation_id, key, record) VALUES ($1, $2, $3)
        ON CONFLICT (organisation_id, key) DO UPDATE SET record = excluded.record";
    BY_KEY = "SELECT record FROM partnerships WHERE organisation_id = $1 AND key = $2";
    OF_ORGANISATION = "SELECT record FROM partnerships WHERE organisation_id = $1 ORDER BY key LIMIT 1000";
}

type Row = (Json<Partnership>,);

/// Writes an agreement, new or changed.
pub async fn save(tx: &mut Tx, partnership: &Partnership) -> Result<(), StoreError> {
    execute!(tx, SAVE, partnership.organisation_id.0, &partnership.key, Json(partnership))?;
    Ok(())
}

/// The agreement with a partner, if one was noted.
pub async fn by_key(db: &mut impl Access, owner: OrganisationId, key: &str) -> Result<Option<Partnership>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| row.0.0))
}

/// The agreements of an organisation, at most 1000, by reference.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Partnership>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| row.0.0).collect())
}
