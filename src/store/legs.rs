//! Carrier calls. The numbers they ring are sealed, and erased once the telephone is put down.

use passerelle_domain::{
    ids::{CallId, LegId, OrganisationId},
    leg::Leg,
    phone_number::PhoneNumber,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_one, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    INSERT = "
        INSERT INTO legs (id, organisation_id, call_id, carrier_sid, state, is_live, made_at, record, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE = "
        UPDATE legs SET carrier_sid = $2, state = $3, is_live = $4, record = $5,
            sealed = CASE WHEN $4 THEN sealed ELSE '' END
        WHERE id = $1";
    BY_ID = "SELECT record, sealed FROM legs WHERE id = $1";
    BY_SID = "SELECT record, sealed FROM legs WHERE carrier_sid = $1";
    OF_CALL = "SELECT record, sealed FROM legs WHERE call_id = $1 ORDER BY made_at, id LIMIT 200";
    SID_IS_KNOWN = "SELECT COUNT(*) FROM legs WHERE carrier_sid = $1";
    LIVE = "SELECT COUNT(*) FROM legs WHERE is_live";
    LIVE_OF = "
        SELECT record, sealed FROM legs WHERE organisation_id = $1 AND is_live ORDER BY made_at, id LIMIT 1000";
}

const FIELD: &str = "legs.number";

type Row = (Json<Leg>, String);

fn read(secrets: &Secrets, (Json(mut leg), number): Row) -> Result<Leg, StoreError> {
    leg.number = if number.is_empty() { None } else { Some(sealed::open::<PhoneNumber>(secrets, FIELD, &number)?) };
    Ok(leg)
}

/// Writes a new leg.
///
/// # Errors
/// `Conflict` on `carrier_sid` when another leg has it.
pub async fn insert(tx: &mut Tx, secrets: &Secrets, leg: &Leg) -> Result<(), StoreError> {
    let number = leg.number.as_ref().map_or(Ok(String::new()), |number| sealed::seal(secrets, FIELD, number))?;
    let (owner, call, state) = (leg.organisation_id.0, leg.call_id.0, leg.state.as_str());
    execute!(
        tx,
        INSERT,
        leg.id.0,
        owner,
        call,
        leg.sid.as_deref(),
        state,
        leg.is_live(),
        leg.made_at,
        Json(leg),
        number,
    )?;
    Ok(())
}

/// Writes a changed leg. Its number never changes; it is erased when the leg is over.
pub async fn update(tx: &mut Tx, leg: &Leg) -> Result<(), StoreError> {
    execute!(tx, UPDATE, leg.id.0, leg.sid.as_deref(), leg.state.as_str(), leg.is_live(), Json(leg))?;
    Ok(())
}

/// The leg with this id.
pub async fn by_id(db: &mut impl Access, secrets: &Secrets, id: LegId) -> Result<Option<Leg>, StoreError> {
    fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| read(secrets, row)).transpose()
}

/// The leg with this identifier of the carrier.
pub async fn by_sid(db: &mut impl Access, secrets: &Secrets, sid: &str) -> Result<Option<Leg>, StoreError> {
    fetch_optional!(db, Row, BY_SID, sid)?.map(|row| read(secrets, row)).transpose()
}

/// The legs of a conversation, oldest first.
pub async fn of_call(db: &mut impl Access, secrets: &Secrets, call: CallId) -> Result<Vec<Leg>, StoreError> {
    fetch_all!(db, Row, OF_CALL, call.0)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// Whether a leg with this identifier of the carrier is known.
pub async fn sid_is_known(db: &mut impl Access, sid: &str) -> Result<bool, StoreError> {
    Ok(scalar_one!(db, i64, SID_IS_KNOWN, sid)? > 0)
}

/// How many telephones ring or talk now.
pub async fn live_count(db: &mut impl Access) -> Result<i64, StoreError> {
    scalar_one!(db, i64, LIVE)
}

/// Telephones of an organisation that ring or talk, at most 1000.
pub async fn live_of(db: &mut impl Access, secrets: &Secrets, owner: OrganisationId) -> Result<Vec<Leg>, StoreError> {
    fetch_all!(db, Row, LIVE_OF, owner.0)?.into_iter().map(|row| read(secrets, row)).collect()
}
