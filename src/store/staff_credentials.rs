//! How the staff prove who they are. Hashes and secrets are sealed beside the record.

use passerelle_domain::{ids::StaffId, sign_in::Credential};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_optional, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    SAVE = "
        INSERT INTO staff_credentials (staff_id, record, sealed) VALUES ($1, $2, $3)
        ON CONFLICT (staff_id) DO UPDATE SET record = excluded.record, sealed = excluded.sealed";
    OF = "SELECT record, sealed FROM staff_credentials WHERE staff_id = $1";
    DELETE = "DELETE FROM staff_credentials WHERE staff_id = $1";
}

const FIELD: &str = "staff_credentials.secrets";

type Row = (Json<Credential>, String);

/// Writes a credential, new or changed.
pub async fn save(tx: &mut Tx, secrets: &Secrets, credential: &Credential) -> Result<(), StoreError> {
    let hidden = sealed::seal(secrets, FIELD, &(&credential.password_hash, &credential.factor_secret))?;
    execute!(tx, SAVE, credential.staff_id.0, Json(credential), hidden)?;
    Ok(())
}

/// That of a staff member, if they were ever invited.
pub async fn of(db: &mut impl Access, secrets: &Secrets, staff: StaffId) -> Result<Option<Credential>, StoreError> {
    let Some((Json(mut credential), hidden)) = fetch_optional!(db, Row, OF, staff.0)? else { return Ok(None) };
    (credential.password_hash, credential.factor_secret) = sealed::open(secrets, FIELD, &hidden)?;
    Ok(Some(credential))
}

/// Forgets it: nobody signs in with it any more.
pub async fn delete(tx: &mut Tx, staff: StaffId) -> Result<(), StoreError> {
    execute!(tx, DELETE, staff.0)?;
    Ok(())
}
