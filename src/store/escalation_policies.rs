//! An association's own escalation policies.

use passerelle_domain::{escalation::EscalationPolicy, ids::OrganisationId};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO escalation_policies (organisation_id, key, record) VALUES ($1, $2, $3)
        ON CONFLICT (organisation_id, key) DO UPDATE SET record = excluded.record";
    BY_KEY = "SELECT record FROM escalation_policies WHERE organisation_id = $1 AND key = $2";
    OF_ORGANISATION = "SELECT record FROM escalation_policies WHERE organisation_id = $1 ORDER BY key LIMIT 200";
    DELETE = "DELETE FROM escalation_policies WHERE organisation_id = $1 AND key = $2";
}

type Row = (Json<EscalationPolicy>,);

/// Writes a policy, new or changed.
pub async fn save(tx: &mut Tx, owner: OrganisationId, policy: &EscalationPolicy) -> Result<(), StoreError> {
    execute!(tx, SAVE, owner.0, &policy.name, Json(policy))?;
    Ok(())
}

/// The policy of this name.
pub async fn by_key(
    db: &mut impl Access,
    owner: OrganisationId,
    key: &str,
) -> Result<Option<EscalationPolicy>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| row.0.0))
}

/// The policies of an association, by name, at most 200.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<EscalationPolicy>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| row.0.0).collect())
}

/// Takes a policy away: new cases follow the standard chains again.
pub async fn delete(tx: &mut Tx, owner: OrganisationId, key: &str) -> Result<(), StoreError> {
    execute!(tx, DELETE, owner.0, key)?;
    Ok(())
}
