//! Telephone lines. Their numbers are public, so they are kept in clear.

use passerelle_domain::{
    ids::{LineId, OrganisationId},
    line::Line,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO lines (id, organisation_id, key, number, sms_sender, check_number, record)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET key = excluded.key, number = excluded.number,
            sms_sender = excluded.sms_sender, check_number = excluded.check_number, record = excluded.record";
    BY_ID = "SELECT record FROM lines WHERE id = $1";
    BY_KEY = "SELECT record FROM lines WHERE organisation_id = $1 AND key = $2";
    BY_NUMBER = "SELECT record FROM lines WHERE number = $1 OR check_number = $1 ORDER BY key, id LIMIT 1";
    BY_SMS_SENDER = "SELECT record FROM lines WHERE sms_sender = $1 OR number = $1 ORDER BY key, id LIMIT 100";
    EVERY = "SELECT record FROM lines ORDER BY key, id LIMIT 10000";
    OF_ORGANISATION = "SELECT record FROM lines WHERE organisation_id = $1 ORDER BY key, id LIMIT 1000";
}

type Row = (Json<Line>,);

/// Writes a line, new or changed.
///
/// # Errors
/// `Conflict` when another line has the same number or key.
pub async fn save(tx: &mut Tx, line: &Line) -> Result<(), StoreError> {
    let (owner, number) = (line.organisation_id.0, line.number.as_str());
    let check_number = line.check_number.as_ref().map(|number| number.as_str());
    execute!(tx, SAVE, line.id.0, owner, &line.key, number, &line.sms_sender, check_number, Json(line))?;
    Ok(())
}

/// The line with this id.
pub async fn by_id(db: &mut impl Access, id: LineId) -> Result<Option<Line>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The line of this reference.
pub async fn by_key(db: &mut impl Access, owner: OrganisationId, key: &str) -> Result<Option<Line>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| row.0.0))
}

/// The line that answers this number (E.164).
pub async fn by_number(db: &mut impl Access, number: &str) -> Result<Option<Line>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_NUMBER, number)?.map(|row| row.0.0))
}

/// The lines whose SMS leave from, or are answered to, this sender; several lines may share one.
pub async fn by_sms_sender(db: &mut impl Access, sender: &str) -> Result<Vec<Line>, StoreError> {
    Ok(fetch_all!(db, Row, BY_SMS_SENDER, sender)?.into_iter().map(|row| row.0.0).collect())
}

/// Every line of every organisation.
pub async fn all(db: &mut impl Access) -> Result<Vec<Line>, StoreError> {
    Ok(fetch_all!(db, Row, EVERY)?.into_iter().map(|row| row.0.0).collect())
}

/// The lines of an organisation.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Line>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| row.0.0).collect())
}
