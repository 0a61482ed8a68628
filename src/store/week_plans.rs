//! The plan of the coming weeks of each organisation: one row each, and a matter that never ends.

use passerelle_domain::{ids::OrganisationId, week_plan::WeekPlan};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_optional, scalar_all, statements};
use crate::{StoreError, Tx};

statements! {
    BEGIN = "INSERT INTO week_plans (id, is_live, record) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
    UPDATE = "UPDATE week_plans SET record = $2 WHERE id = $1";
    OF_ORGANISATION = "SELECT record FROM week_plans WHERE id = $1";
    MISSING = "
        SELECT id FROM organisations WHERE NOT EXISTS (SELECT 1 FROM week_plans WHERE week_plans.id = organisations.id)
        ORDER BY id LIMIT 1000";
}

/// Begins the plan of an organisation. False when it has one: nothing changes.
pub async fn begin(tx: &mut Tx, owner: OrganisationId) -> Result<bool, StoreError> {
    let plan = WeekPlan { organisation_id: owner, last: None };
    Ok(execute!(tx, BEGIN, owner.0, true, Json(&plan))? == 1)
}

/// Writes what is known of a plan.
pub async fn update(tx: &mut Tx, plan: &WeekPlan) -> Result<(), StoreError> {
    execute!(tx, UPDATE, plan.organisation_id.0, Json(plan))?;
    Ok(())
}

/// The plan of an organisation; none before its first list was imported.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Option<WeekPlan>, StoreError> {
    Ok(fetch_optional!(db, (Json<WeekPlan>,), OF_ORGANISATION, owner.0)?.map(|row| row.0.0))
}

/// Organisations that have none yet, at most 1000.
pub async fn missing(db: &mut impl Access) -> Result<Vec<OrganisationId>, StoreError> {
    Ok(scalar_all!(db, Uuid, MISSING)?.into_iter().map(OrganisationId).collect())
}
