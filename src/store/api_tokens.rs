//! Tokens that stand for a staff member on the API. Only a keyed hash is kept.

use chrono::{DateTime, Utc};
use passerelle_domain::{api_scope::ApiScopes, ids::StaffId};
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_optional, statements};
use crate::{Secrets, StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO api_tokens (token_hash, staff_id, made_at, scopes) VALUES ($1, $2, $3, $4)
        ON CONFLICT (token_hash) DO NOTHING";
    HOLDER = "SELECT staff_id, scopes FROM api_tokens WHERE token_hash = $1";
}

const FIELD: &str = "api_tokens.token";

/// Lets `token` stand for a staff member, for everything they may do. The same token again changes nothing.
pub async fn insert(
    tx: &mut Tx,
    secrets: &Secrets,
    token: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    insert_for(tx, secrets, token, staff, &ApiScopes::Everything, now).await
}

/// Lets `token` stand for a staff member, for these uses. The same token again changes nothing.
pub async fn insert_for(
    tx: &mut Tx,
    secrets: &Secrets,
    token: &str,
    staff: StaffId,
    scopes: &ApiScopes,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(tx, INSERT, secrets.blind_index(FIELD, token), staff.0, now, scopes.text())?;
    Ok(())
}

/// Who `token` stands for, and for what.
pub async fn holder(
    db: &mut impl Access,
    secrets: &Secrets,
    token: &str,
) -> Result<Option<(StaffId, ApiScopes)>, StoreError> {
    let row = fetch_optional!(db, (Uuid, Option<String>), HOLDER, secrets.blind_index(FIELD, token))?;
    Ok(row.map(|(staff, scopes)| (StaffId(staff), ApiScopes::read(scopes.as_deref()))))
}
