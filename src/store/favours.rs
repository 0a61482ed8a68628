//! Small favours, and the neighbours who were asked for them: each once a favour.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    favour::{Favour, FavourAsk},
    ids::{FavourId, OrganisationId, VolunteerId},
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO favours (id, organisation_id, person_id, code, state, is_live, record)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    UPDATE = "UPDATE favours SET state = $2, is_live = $3, record = $4 WHERE id = $1";
    BY_ID = "SELECT record FROM favours WHERE id = $1";
    OF_ORGANISATION = "SELECT record FROM favours WHERE organisation_id = $1 ORDER BY id DESC LIMIT 1000";
    ASK = "
        INSERT INTO favour_asks (favour_id, organisation_id, volunteer_id, asked_at, record) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (favour_id, volunteer_id) DO NOTHING";
    UPDATE_ASK = "UPDATE favour_asks SET record = $3 WHERE favour_id = $1 AND volunteer_id = $2";
    ASKS_OF = "SELECT record FROM favour_asks WHERE favour_id = $1 ORDER BY asked_at, volunteer_id LIMIT 200";
    ASKED_SINCE = "
        SELECT record FROM favour_asks WHERE organisation_id = $1 AND asked_at >= $2
        ORDER BY asked_at, volunteer_id LIMIT 100000";
    ASKS_OF_VOLUNTEER = "
        SELECT record FROM favour_asks WHERE volunteer_id = $1 AND asked_at >= $2
        ORDER BY asked_at DESC, favour_id DESC LIMIT 50";
}

type Row = (Json<Favour>,);
type AskRow = (Json<FavourAsk>,);

fn asks(rows: Vec<AskRow>) -> Vec<FavourAsk> {
    rows.into_iter().map(|row| row.0.0).collect()
}

/// Writes a new favour.
pub async fn insert(tx: &mut Tx, favour: &Favour) -> Result<(), StoreError> {
    let (owner, person, state) = (favour.organisation_id.0, favour.person_id.0, favour.state.as_str());
    let is_live = favour.state.is_live();
    execute!(tx, INSERT, favour.id.0, owner, person, favour.code.as_str(), state, is_live, Json(favour))?;
    Ok(())
}

/// Writes a changed favour.
pub async fn update(tx: &mut Tx, favour: &Favour) -> Result<(), StoreError> {
    execute!(tx, UPDATE, favour.id.0, favour.state.as_str(), favour.state.is_live(), Json(favour))?;
    Ok(())
}

/// The favour with this id.
pub async fn by_id(db: &mut impl Access, id: FavourId) -> Result<Option<Favour>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The favours of an organisation, the last one first, at most 1000.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Favour>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| row.0.0).collect())
}

/// Notes that a neighbour is asked. False when they were asked for this favour before.
pub async fn ask(tx: &mut Tx, owner: OrganisationId, ask: &FavourAsk) -> Result<bool, StoreError> {
    Ok(execute!(tx, ASK, ask.favour_id.0, owner.0, ask.volunteer_id.0, ask.asked_at, Json(ask))? == 1)
}

/// Writes what a neighbour said.
pub async fn update_ask(tx: &mut Tx, ask: &FavourAsk) -> Result<(), StoreError> {
    execute!(tx, UPDATE_ASK, ask.favour_id.0, ask.volunteer_id.0, Json(ask))?;
    Ok(())
}

/// Everybody asked for a favour, the first one first.
pub async fn asks_of(db: &mut impl Access, favour: FavourId) -> Result<Vec<FavourAsk>, StoreError> {
    Ok(asks(fetch_all!(db, AskRow, ASKS_OF, favour.0)?))
}

/// Everybody of an organisation asked for a favour since `since`.
pub async fn asked_since(
    db: &mut impl Access,
    owner: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<FavourAsk>, StoreError> {
    Ok(asks(fetch_all!(db, AskRow, ASKED_SINCE, owner.0, since)?))
}

/// What a volunteer was asked since `since`, the last one first.
pub async fn asks_of_volunteer(
    db: &mut impl Access,
    volunteer: VolunteerId,
    since: DateTime<Utc>,
) -> Result<Vec<FavourAsk>, StoreError> {
    Ok(asks(fetch_all!(db, AskRow, ASKS_OF_VOLUNTEER, volunteer.0, since)?))
}
