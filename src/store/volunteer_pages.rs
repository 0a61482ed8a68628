//! How many times the links to a volunteer's own page were revoked. Links themselves are not kept: each carries the number it
//! was made under.

use passerelle_domain::ids::VolunteerId;

use crate::access::Access;
use crate::statements::{execute, scalar_optional, statements};
use crate::{StoreError, Tx};

statements! {
    GENERATION = "SELECT generation FROM volunteer_pages WHERE volunteer_id = $1";
    REVOKE = "
        INSERT INTO volunteer_pages (volunteer_id, generation) VALUES ($1, $2)
        ON CONFLICT (volunteer_id) DO UPDATE SET generation = volunteer_pages.generation + 1";
}

/// The number under which links are made now; 0 when none was ever revoked.
pub async fn generation(db: &mut impl Access, volunteer: VolunteerId) -> Result<i64, StoreError> {
    Ok(scalar_optional!(db, i64, GENERATION, volunteer.0)?.unwrap_or(0))
}

/// Every link made before opens nothing any more.
pub async fn revoke(tx: &mut Tx, volunteer: VolunteerId) -> Result<(), StoreError> {
    execute!(tx, REVOKE, volunteer.0, 1_i64)?;
    Ok(())
}
