//! Invitations to the console. Only a keyed hash of the token is kept, and one invitation a person.

use chrono::{DateTime, Utc};
use passerelle_domain::ids::StaffId;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_optional, statements};
use crate::{Secrets, StoreError, Tx};

statements! {
    INSERT = "INSERT INTO staff_invitations (token_hash, staff_id, ends_at) VALUES ($1, $2, $3)";
    OF_TOKEN = "SELECT staff_id, ends_at FROM staff_invitations WHERE token_hash = $1";
    DELETE_OF = "DELETE FROM staff_invitations WHERE staff_id = $1";
}

const FIELD: &str = "staff_invitations.token";

/// Keeps an invitation; those before it open nothing any more.
pub async fn replace(
    tx: &mut Tx,
    secrets: &Secrets,
    token: &str,
    staff: StaffId,
    ends_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    delete_of(tx, staff).await?;
    execute!(tx, INSERT, secrets.blind_index(FIELD, token), staff.0, ends_at)?;
    Ok(())
}

/// Whom a token invites, before its end.
pub async fn of_token(
    db: &mut impl Access,
    secrets: &Secrets,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<StaffId>, StoreError> {
    type Row = (Uuid, DateTime<Utc>);
    let found = fetch_optional!(db, Row, OF_TOKEN, secrets.blind_index(FIELD, token))?;
    Ok(found.filter(|(_, ends_at)| now < *ends_at).map(|(staff, _)| StaffId(staff)))
}

/// Forgets the invitations of a staff member.
pub async fn delete_of(tx: &mut Tx, staff: StaffId) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF, staff.0)?;
    Ok(())
}
