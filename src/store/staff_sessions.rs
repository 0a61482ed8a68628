//! Who is signed in to the console. Only a keyed hash of the token in the cookie is kept.

use chrono::{DateTime, Utc};
use passerelle_domain::{ids::StaffId, sign_in::Session};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_optional, statements};
use crate::{Secrets, StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO staff_sessions (token_hash, staff_id, ends_at, record) VALUES ($1, $2, $3, $4)
        ON CONFLICT (token_hash) DO UPDATE SET ends_at = excluded.ends_at, record = excluded.record";
    OF_TOKEN = "SELECT record FROM staff_sessions WHERE token_hash = $1";
    DELETE = "DELETE FROM staff_sessions WHERE token_hash = $1";
    DELETE_OF = "DELETE FROM staff_sessions WHERE staff_id = $1";
    DELETE_ENDED = "DELETE FROM staff_sessions WHERE ends_at < $1";
}

const FIELD: &str = "staff_sessions.token";

type Row = (Json<Session>,);

/// Writes a session, new or changed; those that have ended go away.
pub async fn save(
    tx: &mut Tx,
    secrets: &Secrets,
    token: &str,
    session: &Session,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(tx, DELETE_ENDED, now)?;
    let hash = secrets.blind_index(FIELD, token);
    execute!(tx, SAVE, hash, session.staff_id.0, session.ends_at(), Json(session))?;
    Ok(())
}

/// The session of a token, ended or not.
pub async fn of_token(db: &mut impl Access, secrets: &Secrets, token: &str) -> Result<Option<Session>, StoreError> {
    Ok(fetch_optional!(db, Row, OF_TOKEN, secrets.blind_index(FIELD, token))?.map(|row| row.0.0))
}

/// Ends one session.
pub async fn delete(tx: &mut Tx, secrets: &Secrets, token: &str) -> Result<(), StoreError> {
    execute!(tx, DELETE, secrets.blind_index(FIELD, token))?;
    Ok(())
}

/// Ends every session of a staff member.
pub async fn delete_of(tx: &mut Tx, staff: StaffId) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF, staff.0)?;
    Ok(())
}
