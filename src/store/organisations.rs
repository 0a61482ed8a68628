//! Organisations (tenants): each owns everything else.

use passerelle_domain::ids::OrganisationId;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, scalar_optional, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "INSERT INTO organisations (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    BY_NAME = "SELECT id FROM organisations WHERE name = $1";
    ALL_OF_THEM = "SELECT id, name FROM organisations ORDER BY name, id LIMIT 1000";
}

/// The organisation of this name, made with `id` when there was none.
pub async fn find_or_make(tx: &mut Tx, id: OrganisationId, name: &str) -> Result<OrganisationId, StoreError> {
    execute!(tx, INSERT, id.0, name)?;
    let found = by_name(tx, name).await?;
    Ok(found.unwrap_or(id))
}

/// The organisation of this name.
pub async fn by_name(db: &mut impl Access, name: &str) -> Result<Option<OrganisationId>, StoreError> {
    Ok(scalar_optional!(db, Uuid, BY_NAME, name)?.map(OrganisationId))
}

/// Every organisation with its name, at most 1000.
pub async fn all(db: &mut impl Access) -> Result<Vec<(OrganisationId, String)>, StoreError> {
    let rows = fetch_all!(db, (Uuid, String), ALL_OF_THEM)?;
    Ok(rows.into_iter().map(|(id, name)| (OrganisationId(id), name)).collect())
}
