//! Days on which volunteers are away.

use chrono::NaiveDate;
use passerelle_domain::{
    absence::Absence,
    ids::{AbsenceId, OrganisationId, VolunteerId},
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO absences (id, organisation_id, volunteer_id, from_on, to_on, record) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET from_on = excluded.from_on, to_on = excluded.to_on, record = excluded.record";
    BY_ID = "SELECT record FROM absences WHERE id = $1";
    OF_VOLUNTEER = "
        SELECT record FROM absences WHERE volunteer_id = $1 AND to_on >= $2 ORDER BY from_on, id LIMIT 200";
    OF_ORGANISATION = "
        SELECT record FROM absences WHERE organisation_id = $1 AND to_on >= $2 ORDER BY from_on, id LIMIT 5000";
}

type Row = (Json<Absence>,);

/// Writes an absence, new or changed.
pub async fn save(tx: &mut Tx, absence: &Absence) -> Result<(), StoreError> {
    let (owner, volunteer) = (absence.organisation_id.0, absence.volunteer_id.0);
    execute!(tx, SAVE, absence.id.0, owner, volunteer, absence.from_on, absence.to_on, Json(absence))?;
    Ok(())
}

/// The absence with this id.
pub async fn by_id(db: &mut impl Access, id: AbsenceId) -> Result<Option<Absence>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// A volunteer's absences that are not over before `since`, those taken back included, the first one first.
pub async fn of_volunteer(
    db: &mut impl Access,
    volunteer: VolunteerId,
    since: NaiveDate,
) -> Result<Vec<Absence>, StoreError> {
    Ok(fetch_all!(db, Row, OF_VOLUNTEER, volunteer.0, since)?.into_iter().map(|row| row.0.0).collect())
}

/// The absences of an organisation that are not over before `since`, those taken back included.
pub async fn of_organisation(
    db: &mut impl Access,
    owner: OrganisationId,
    since: NaiveDate,
) -> Result<Vec<Absence>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0, since)?.into_iter().map(|row| row.0.0).collect())
}
