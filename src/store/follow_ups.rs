//! What comes after conversations on listening lines; one a conversation.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    code::Code,
    follow_up::FollowUp,
    ids::{FollowUpId, OrganisationId},
    people::Member,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO follow_ups (id, organisation_id, call_id, listener_id, code, state, is_live, asked_at, record)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (call_id) DO NOTHING";
    UPDATE = "UPDATE follow_ups SET state = $2, is_live = $3, record = $4 WHERE id = $1";
    BY_ID = "SELECT record FROM follow_ups WHERE id = $1";
    BY_CODE = "
        SELECT record FROM follow_ups WHERE organisation_id = $1 AND code = $2 ORDER BY asked_at DESC, id LIMIT 1";
    OF_LISTENER = "
        SELECT record FROM follow_ups WHERE listener_id = $1 AND asked_at >= $2 ORDER BY asked_at DESC, id LIMIT 20";
    LIVE = "
        SELECT record FROM follow_ups WHERE organisation_id = $1 AND is_live ORDER BY asked_at, id LIMIT 1000";
    SINCE = "
        SELECT record FROM follow_ups WHERE organisation_id = $1 AND asked_at >= $2 ORDER BY asked_at, id LIMIT 20000";
}

type Row = (Json<FollowUp>,);

/// Makes a follow-up. False when the conversation has one.
pub async fn insert(tx: &mut Tx, follow_up: &FollowUp) -> Result<bool, StoreError> {
    let written = execute!(
        tx,
        INSERT,
        follow_up.id.0,
        follow_up.organisation_id.0,
        follow_up.call_id.0,
        follow_up.listener.uuid(),
        follow_up.code.as_str(),
        follow_up.state.as_str(),
        follow_up.state.is_live(),
        follow_up.asked_at,
        Json(follow_up)
    )?;
    Ok(written == 1)
}

/// Writes a changed follow-up.
pub async fn update(tx: &mut Tx, follow_up: &FollowUp) -> Result<(), StoreError> {
    let state = follow_up.state;
    execute!(tx, UPDATE, follow_up.id.0, state.as_str(), state.is_live(), Json(follow_up))?;
    Ok(())
}

/// The follow-up with this id.
pub async fn by_id(db: &mut impl Access, id: FollowUpId) -> Result<Option<FollowUp>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The latest follow-up of an organisation with this code.
pub async fn by_code(db: &mut impl Access, owner: OrganisationId, code: &Code) -> Result<Option<FollowUp>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_CODE, owner.0, code.as_str())?.map(|row| row.0.0))
}

/// What a listener was asked about since `since`, latest first.
pub async fn of_listener(
    db: &mut impl Access,
    listener: Member,
    since: DateTime<Utc>,
) -> Result<Vec<FollowUp>, StoreError> {
    Ok(fetch_all!(db, Row, OF_LISTENER, listener.uuid(), since)?.into_iter().map(|row| row.0.0).collect())
}

/// What somebody still has to see to, oldest first, at most 1000.
pub async fn live(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<FollowUp>, StoreError> {
    Ok(fetch_all!(db, Row, LIVE, owner.0)?.into_iter().map(|row| row.0.0).collect())
}

/// Every follow-up of an organisation since `since`, oldest first, at most 20000.
pub async fn since(
    db: &mut impl Access,
    owner: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<FollowUp>, StoreError> {
    Ok(fetch_all!(db, Row, SINCE, owner.0, since)?.into_iter().map(|row| row.0.0).collect())
}
