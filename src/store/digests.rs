//! The morning email of each coordinator; one row each, of the same identity as the member.

use passerelle_domain::{digest::Digest, ids::StaffId};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO digests (id, organisation_id, is_live, record) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET is_live = excluded.is_live, record = excluded.record";
    BY_ID = "SELECT record FROM digests WHERE id = $1";
}

type Row = (Json<Digest>,);

/// Writes what a coordinator wants, and what they had.
pub async fn save(tx: &mut Tx, digest: &Digest) -> Result<(), StoreError> {
    execute!(tx, SAVE, digest.staff_id.0, digest.organisation_id.0, digest.is_wanted, Json(digest))?;
    Ok(())
}

/// That of a member, if they have one.
pub async fn of(db: &mut impl Access, staff: StaffId) -> Result<Option<Digest>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, staff.0)?.map(|row| row.0.0))
}
