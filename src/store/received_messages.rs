//! Texts received: remembered by the carrier's identifier so that each is acted on once.

use chrono::{DateTime, Utc};
use passerelle_domain::ids::OrganisationId;

use crate::statements::{execute, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO received_messages (carrier_sid, organisation_id, at) VALUES ($1, $2, $3)
        ON CONFLICT (carrier_sid) DO NOTHING";
}

/// Remembers a text. False when it was received before.
pub async fn insert(
    tx: &mut Tx,
    sid: &str,
    owner: Option<OrganisationId>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, INSERT, sid, owner.map(|id| id.0), now)? == 1)
}
