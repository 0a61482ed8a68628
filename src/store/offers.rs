//! Calls offered to volunteers. A volunteer is asked once for a call.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::{OfferId, OrganisationId, ScheduledCallId, VolunteerId},
    offer::{Offer, OfferState},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO offers (id, organisation_id, scheduled_call_id, volunteer_id, state, is_live, made_at, record, is_substitution)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (scheduled_call_id, volunteer_id) DO UPDATE SET id = excluded.id, state = excluded.state,
            is_live = excluded.is_live, made_at = excluded.made_at, record = excluded.record,
            is_substitution = excluded.is_substitution, times_asked = offers.times_asked + 1
        WHERE offers.state = 'withdrawn'";
    UPDATE = "UPDATE offers SET state = $2, is_live = $3, record = $4 WHERE id = $1";
    FORGET_CLOSED = "DELETE FROM offers WHERE scheduled_call_id = $1 AND NOT is_live";
    BY_ID = "SELECT record FROM offers WHERE id = $1";
    OF_CALL = "SELECT record FROM offers WHERE scheduled_call_id = $1 ORDER BY made_at, id LIMIT 200";
    OF_VOLUNTEER = "
        SELECT record FROM offers WHERE volunteer_id = $1 AND made_at >= $2 ORDER BY made_at DESC, id DESC LIMIT 50";
    OPEN_OF_VOLUNTEER = "SELECT record FROM offers WHERE volunteer_id = $1 AND is_live ORDER BY made_at, id LIMIT 200";
    ASKED_SINCE = "
        SELECT volunteer_id, times_asked FROM offers
        WHERE organisation_id = $1 AND made_at >= $2 AND is_substitution LIMIT 100000";
    DECLINED_SINCE = "
        SELECT scheduled_call_id, volunteer_id FROM offers
        WHERE organisation_id = $1 AND made_at >= $2 AND state = 'declined' ORDER BY made_at DESC, id LIMIT 100000";
}

type Row = (Json<Offer>,);

/// Makes an offer. False when this volunteer was asked for this call before, unless that was withdrawn without an
/// answer: then the same two begin again.
pub async fn insert(tx: &mut Tx, offer: &Offer) -> Result<bool, StoreError> {
    let (owner, call, volunteer) = (offer.organisation_id.0, offer.scheduled_call_id.0, offer.volunteer_id.0);
    let is_live = offer.state == OfferState::Open;
    let (state, stands_in) = (offer.state.as_str(), offer.is_substitution);
    Ok(execute!(tx, INSERT, offer.id.0, owner, call, volunteer, state, is_live, offer.made_at, Json(offer), stands_in)?
        == 1)
}

/// Writes a changed offer.
pub async fn update(tx: &mut Tx, offer: &Offer) -> Result<(), StoreError> {
    execute!(tx, UPDATE, offer.id.0, offer.state.as_str(), offer.state == OfferState::Open, Json(offer))?;
    Ok(())
}

/// A call that was called off begins anew: whoever was asked before may be asked again.
pub async fn forget_closed(tx: &mut Tx, call: ScheduledCallId) -> Result<(), StoreError> {
    execute!(tx, FORGET_CLOSED, call.0)?;
    Ok(())
}

/// The offer with this id.
pub async fn by_id(db: &mut impl Access, id: OfferId) -> Result<Option<Offer>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// Every offer made for a call, oldest first.
pub async fn of_call(db: &mut impl Access, call: ScheduledCallId) -> Result<Vec<Offer>, StoreError> {
    Ok(fetch_all!(db, Row, OF_CALL, call.0)?.into_iter().map(|row| row.0.0).collect())
}

/// What a volunteer was asked since `since`, latest first.
pub async fn of_volunteer(
    db: &mut impl Access,
    volunteer: VolunteerId,
    since: DateTime<Utc>,
) -> Result<Vec<Offer>, StoreError> {
    Ok(fetch_all!(db, Row, OF_VOLUNTEER, volunteer.0, since)?.into_iter().map(|row| row.0.0).collect())
}

/// The questions a volunteer has not answered and that have not lapsed, oldest first.
pub async fn open_of_volunteer(db: &mut impl Access, volunteer: VolunteerId) -> Result<Vec<Offer>, StoreError> {
    Ok(fetch_all!(db, Row, OPEN_OF_VOLUNTEER, volunteer.0)?.into_iter().map(|row| row.0.0).collect())
}

/// Who was asked to stand in since `since`, and how often.
pub async fn asked_since(
    db: &mut impl Access,
    owner: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<(VolunteerId, u32)>, StoreError> {
    let rows = fetch_all!(db, (Uuid, i64), ASKED_SINCE, owner.0, since)?;
    let counted = |(id, times)| (VolunteerId(id), u32::try_from(times).unwrap_or(u32::MAX));
    Ok(rows.into_iter().map(counted).collect())
}

/// Who said no to which call, when asked since `since`.
pub async fn declined_since(
    db: &mut impl Access,
    owner: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<(ScheduledCallId, VolunteerId)>, StoreError> {
    let rows = fetch_all!(db, (Uuid, Uuid), DECLINED_SINCE, owner.0, since)?;
    Ok(rows.into_iter().map(|(call, volunteer)| (ScheduledCallId(call), VolunteerId(volunteer))).collect())
}
