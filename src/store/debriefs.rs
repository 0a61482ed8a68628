//! Talks offered to volunteers after hard calls: one a call.

use passerelle_domain::{
    debrief::Debrief,
    ids::{DebriefId, VolunteerId},
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO debriefs (id, organisation_id, volunteer_id, scheduled_call_id, state, is_live, record)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (scheduled_call_id) DO NOTHING";
    UPDATE = "UPDATE debriefs SET state = $2, is_live = $3, record = $4 WHERE id = $1";
    BY_ID = "SELECT record FROM debriefs WHERE id = $1";
    LIVE_OF_VOLUNTEER = "SELECT record FROM debriefs WHERE volunteer_id = $1 AND is_live ORDER BY id DESC LIMIT 20";
}

type Row = (Json<Debrief>,);

/// Offers a talk. False when one was offered after this call before.
pub async fn insert(tx: &mut Tx, debrief: &Debrief) -> Result<bool, StoreError> {
    let (owner, volunteer) = (debrief.organisation_id.0, debrief.volunteer_id.0);
    let (state, is_live) = (debrief.state.as_str(), debrief.state.is_live());
    let call = debrief.scheduled_call_id.0;
    Ok(execute!(tx, INSERT, debrief.id.0, owner, volunteer, call, state, is_live, Json(debrief))? == 1)
}

/// Writes a changed debrief.
pub async fn update(tx: &mut Tx, debrief: &Debrief) -> Result<(), StoreError> {
    execute!(tx, UPDATE, debrief.id.0, debrief.state.as_str(), debrief.state.is_live(), Json(debrief))?;
    Ok(())
}

/// The debrief with this id.
pub async fn by_id(db: &mut impl Access, id: DebriefId) -> Result<Option<Debrief>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The talks a volunteer was offered and has not answered, the latest first.
pub async fn live_of_volunteer(db: &mut impl Access, volunteer: VolunteerId) -> Result<Vec<Debrief>, StoreError> {
    Ok(fetch_all!(db, Row, LIVE_OF_VOLUNTEER, volunteer.0)?.into_iter().map(|row| row.0.0).collect())
}
