//! Recurring shifts on lines.

use passerelle_domain::{
    ids::{LineId, OrganisationId},
    roster::Shift,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO shifts (id, organisation_id, line_id, natural_key, record) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (organisation_id, natural_key) DO UPDATE SET record = excluded.record";
    OF_LINE = "SELECT record FROM shifts WHERE line_id = $1 ORDER BY id LIMIT 5000";
    OF_ORGANISATION = "SELECT record FROM shifts WHERE organisation_id = $1 ORDER BY id LIMIT 5000";
    BY_NATURAL_KEY = "SELECT record FROM shifts WHERE organisation_id = $1 AND natural_key = $2";
}

type Row = (Json<Shift>,);

/// What makes two shifts the same: everything but their order.
fn natural_key(shift: &Shift) -> String {
    let hours = String::from(shift.hours.clone());
    format!("{}/{}/{:?}/{hours}", shift.line_id, shift.member.uuid(), shift.duty)
}

/// Writes a shift; the same line, member, duty and hours is the same shift.
pub async fn save(tx: &mut Tx, shift: &Shift) -> Result<(), StoreError> {
    execute!(tx, SAVE, shift.id.0, shift.organisation_id.0, shift.line_id.0, natural_key(shift), Json(shift))?;
    Ok(())
}

/// The shift that `shift` would replace, if it is known already.
pub async fn same_as(db: &mut impl Access, shift: &Shift) -> Result<Option<Shift>, StoreError> {
    let row = crate::statements::fetch_optional!(db, Row, BY_NATURAL_KEY, shift.organisation_id.0, natural_key(shift))?;
    Ok(row.map(|row| row.0.0))
}

/// The shifts of a line.
pub async fn of_line(db: &mut impl Access, line: LineId) -> Result<Vec<Shift>, StoreError> {
    Ok(fetch_all!(db, Row, OF_LINE, line.0)?.into_iter().map(|row| row.0.0).collect())
}

/// The shifts of every line of an organisation.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Shift>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| row.0.0).collect())
}
