//! An association's own no-answer protocols, and which one a person or the whole association follows.

use passerelle_domain::{
    ids::{OrganisationId, PersonId},
    protocol::Protocol,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO protocols (organisation_id, key, record) VALUES ($1, $2, $3)
        ON CONFLICT (organisation_id, key) DO UPDATE SET record = excluded.record";
    BY_KEY = "SELECT record FROM protocols WHERE organisation_id = $1 AND key = $2";
    OF_ORGANISATION = "SELECT record FROM protocols WHERE organisation_id = $1 ORDER BY key LIMIT 200";
    CHOOSE = "
        INSERT INTO protocol_choices (organisation_id, noun, noun_id, key) VALUES ($1, $2, $3, $4)
        ON CONFLICT (organisation_id, noun, noun_id) DO UPDATE SET key = excluded.key";
    UNCHOOSE = "DELETE FROM protocol_choices WHERE organisation_id = $1 AND noun = $2 AND noun_id = $3";
    CHOSEN = "SELECT key FROM protocol_choices WHERE organisation_id = $1 AND noun = $2 AND noun_id = $3";
}

type Row = (Json<Protocol>,);

/// Who follows a protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follower {
    /// Everybody of the association for whom nothing nearer is said.
    Organisation,
    /// One person, whatever her series say.
    Person(PersonId),
}

impl Follower {
    fn key(self, owner: OrganisationId) -> (&'static str, Uuid) {
        match self {
            Follower::Organisation => ("organisation", owner.0),
            Follower::Person(id) => ("person", id.0),
        }
    }
}

/// Writes a protocol of the association's own, new or changed. One of a shipped name takes its place.
pub async fn save(tx: &mut Tx, owner: OrganisationId, protocol: &Protocol) -> Result<(), StoreError> {
    execute!(tx, SAVE, owner.0, &protocol.name, Json(protocol))?;
    Ok(())
}

/// The association's own protocol of this name.
pub async fn by_key(db: &mut impl Access, owner: OrganisationId, key: &str) -> Result<Option<Protocol>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| row.0.0))
}

/// The association's own protocols, by name, at most 200.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Protocol>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| row.0.0).collect())
}

/// Which protocol somebody follows from now on; `None` takes the choice back.
pub async fn choose(
    tx: &mut Tx,
    owner: OrganisationId,
    follower: Follower,
    key: Option<&str>,
) -> Result<(), StoreError> {
    let (noun, id) = follower.key(owner);
    match key {
        Some(key) => execute!(tx, CHOOSE, owner.0, noun, id, key)?,
        None => execute!(tx, UNCHOOSE, owner.0, noun, id)?,
    };
    Ok(())
}

/// The name of the protocol that was chosen for somebody.
pub async fn chosen(
    db: &mut impl Access,
    owner: OrganisationId,
    follower: Follower,
) -> Result<Option<String>, StoreError> {
    let (noun, id) = follower.key(owner);
    scalar_optional!(db, String, CHOSEN, owner.0, noun, id)
}
