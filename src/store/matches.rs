//! Volunteers and people who are being brought together, or were. One live match a person.

use passerelle_domain::{
    code::Code,
    ids::{MatchId, OrganisationId, PersonId, VolunteerId},
    matches::Match,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO matches (id, organisation_id, person_id, volunteer_id, code, state, is_live, record)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (person_id) WHERE is_live DO NOTHING";
    UPDATE = "UPDATE matches SET state = $2, is_live = $3, record = $4 WHERE id = $1";
    BY_ID = "SELECT record FROM matches WHERE id = $1";
    BY_CODE = "SELECT record FROM matches WHERE organisation_id = $1 AND code = $2 ORDER BY id DESC LIMIT 1";
    OF_PERSON = "SELECT record FROM matches WHERE person_id = $1 ORDER BY id DESC LIMIT 200";
    CURRENT_OF_VOLUNTEER = "
        SELECT record FROM matches WHERE volunteer_id = $1 AND state IN ('asked', 'trial', 'to_confirm', 'confirmed')
        ORDER BY id DESC LIMIT 200";
    OF_ORGANISATION = "SELECT record FROM matches WHERE organisation_id = $1 ORDER BY id DESC LIMIT 20000";
    LIVE = "SELECT record FROM matches WHERE organisation_id = $1 AND is_live ORDER BY id LIMIT 5000";
}

type Row = (Json<Match>,);

fn records(rows: Vec<Row>) -> Vec<Match> {
    rows.into_iter().map(|row| row.0.0).collect()
}

/// Begins a match. False when another one of this person is live.
pub async fn insert(tx: &mut Tx, paired: &Match) -> Result<bool, StoreError> {
    let (owner, person, volunteer) = (paired.organisation_id.0, paired.person_id.0, paired.volunteer_id.0);
    let (state, is_live) = (paired.state.as_str(), paired.state.is_live());
    let code = paired.code.as_str();
    Ok(execute!(tx, INSERT, paired.id.0, owner, person, volunteer, code, state, is_live, Json(paired))? == 1)
}

/// Writes a changed match.
pub async fn update(tx: &mut Tx, paired: &Match) -> Result<(), StoreError> {
    execute!(tx, UPDATE, paired.id.0, paired.state.as_str(), paired.state.is_live(), Json(paired))?;
    Ok(())
}

/// The match with this id.
pub async fn by_id(db: &mut impl Access, id: MatchId) -> Result<Option<Match>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The match of this code, the last one.
pub async fn by_code(db: &mut impl Access, owner: OrganisationId, code: &Code) -> Result<Option<Match>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_CODE, owner.0, code.as_str())?.map(|row| row.0.0))
}

/// Every match of a person, the last one first.
pub async fn of_person(db: &mut impl Access, person: PersonId) -> Result<Vec<Match>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_PERSON, person.0)?))
}

/// The matches of a volunteer that are not over, confirmed ones included, the last one first.
pub async fn current_of_volunteer(db: &mut impl Access, volunteer: VolunteerId) -> Result<Vec<Match>, StoreError> {
    Ok(records(fetch_all!(db, Row, CURRENT_OF_VOLUNTEER, volunteer.0)?))
}

/// Every match of an organisation, over or not, the last one first, at most 20,000.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Match>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?))
}

/// The matches in which something must still happen, the oldest first.
pub async fn live(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Match>, StoreError> {
    Ok(records(fetch_all!(db, Row, LIVE, owner.0)?))
}
