//! Tokens that stand for a staff member on the API. Only a keyed hash is kept.

use chrono::{DateTime, Utc};
use passerelle_domain::ids::StaffId;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, scalar_optional, statements};
use crate::{Secrets, StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO api_tokens (token_hash, staff_id, made_at) VALUES ($1, $2, $3)
        ON CONFLICT (token_hash) DO NOTHING";
    HOLDER = "SELECT staff_id FROM api_tokens WHERE token_hash = $1";
}

const FIELD: &str = "api_tokens.token";

/// Lets `token` stand for a staff member. The same token again changes nothing.
pub async fn insert(
    tx: &mut Tx,
    secrets: &Secrets,
    token: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(tx, INSERT, secrets.blind_index(FIELD, token), staff.0, now)?;
    Ok(())
}

/// Who `token` stands for.
pub async fn holder(db: &mut impl Access, secrets: &Secrets, token: &str) -> Result<Option<StaffId>, StoreError> {
    Ok(scalar_optional!(db, Uuid, HOLDER, secrets.blind_index(FIELD, token))?.map(StaffId))
}
