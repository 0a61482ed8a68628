//! Recurring shifts on lines.
//!
//! A shift is recognised by what it is: line, member, duty, hours, and what these recur by. Its order,
//! its last day and its exceptions may change.

use passerelle_domain::{
    ids::{LineId, OrganisationId, ShiftId},
    people::Member,
    roster::{Duty, Shift},
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO shifts (id, organisation_id, line_id, natural_key, record) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (organisation_id, natural_key) DO UPDATE SET record = excluded.record";
    REPLACE = "
        INSERT INTO shifts (id, organisation_id, line_id, natural_key, record) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET natural_key = excluded.natural_key, record = excluded.record";
    BY_ID = "SELECT record FROM shifts WHERE id = $1";
    OF_LINE = "SELECT record FROM shifts WHERE line_id = $1 ORDER BY id LIMIT 5000";
    OF_ORGANISATION = "SELECT record FROM shifts WHERE organisation_id = $1 ORDER BY id LIMIT 5000";
    OF_MEMBER = "
        SELECT record FROM shifts WHERE organisation_id = $1 AND line_id = $2 AND substr(natural_key, 1, $3) = $4
        ORDER BY id LIMIT 200";
    ALL_OF_MEMBER = "SELECT id, record FROM shifts WHERE organisation_id = $1 ORDER BY id LIMIT 20000";
    DELETE = "DELETE FROM shifts WHERE id = $1";
    BY_NATURAL_KEY = "SELECT record FROM shifts WHERE organisation_id = $1 AND natural_key = $2";
}

type Row = (Json<Shift>,);

/// What makes two shifts the same. The parts that came later are only there when they say something,
/// so that keys written before them stay.
fn natural_key(shift: &Shift) -> String {
    let hours = String::from(shift.hours.clone());
    let starts_on = shift.starts_on.map(|day| format!("/from {day}")).unwrap_or_default();
    let rule = shift.rule.clone().map(|rule| format!("/{}", String::from(rule))).unwrap_or_default();
    format!("{}{hours}{starts_on}{rule}", key_of_member(shift.line_id, shift.member, shift.duty))
}

/// What every key of a member's shifts with one duty on one line begins with.
fn key_of_member(line: LineId, member: Member, duty: Duty) -> String {
    format!("{line}/{}/{duty:?}/", member.uuid())
}

/// Writes a shift; the same line, member, duty, hours, first day and rule is the same shift.
pub async fn save(tx: &mut Tx, shift: &Shift) -> Result<(), StoreError> {
    execute!(tx, SAVE, shift.id.0, shift.organisation_id.0, shift.line_id.0, natural_key(shift), Json(shift))?;
    Ok(())
}

/// Writes a shift, new or changed in anything.
///
/// # Errors
/// `Conflict` when another shift is the same.
pub async fn replace(tx: &mut Tx, shift: &Shift) -> Result<(), StoreError> {
    execute!(tx, REPLACE, shift.id.0, shift.organisation_id.0, shift.line_id.0, natural_key(shift), Json(shift))?;
    Ok(())
}

/// Takes a shift away.
pub async fn delete(tx: &mut Tx, id: ShiftId) -> Result<(), StoreError> {
    execute!(tx, DELETE, id.0)?;
    Ok(())
}

/// The shift with this id.
pub async fn by_id(db: &mut impl Access, id: ShiftId) -> Result<Option<Shift>, StoreError> {
    Ok(crate::statements::fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The shift that `shift` would replace, if it is known already.
pub async fn same_as(db: &mut impl Access, shift: &Shift) -> Result<Option<Shift>, StoreError> {
    let row = crate::statements::fetch_optional!(db, Row, BY_NATURAL_KEY, shift.organisation_id.0, natural_key(shift))?;
    Ok(row.map(|row| row.0.0))
}

/// The shifts of a member with one duty on one line, at most 200.
pub async fn of_member(
    db: &mut impl Access,
    owner: OrganisationId,
    line: LineId,
    member: Member,
    duty: Duty,
) -> Result<Vec<Shift>, StoreError> {
    let key = key_of_member(line, member, duty);
    let chars = i32::try_from(key.len()).unwrap_or(i32::MAX);
    Ok(fetch_all!(db, Row, OF_MEMBER, owner.0, line.0, chars, key)?.into_iter().map(|row| row.0.0).collect())
}

/// The shifts of a line.
pub async fn of_line(db: &mut impl Access, line: LineId) -> Result<Vec<Shift>, StoreError> {
    Ok(fetch_all!(db, Row, OF_LINE, line.0)?.into_iter().map(|row| row.0.0).collect())
}

/// The shifts of every line of an organisation.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Shift>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| row.0.0).collect())
}

/// Takes every shift from a member who leaves. Answers how many there were.
pub async fn delete_of_member(tx: &mut Tx, owner: OrganisationId, member: Member) -> Result<usize, StoreError> {
    let all = fetch_all!(tx, (uuid::Uuid, Json<Shift>), ALL_OF_MEMBER, owner.0)?;
    let theirs: Vec<_> = all.into_iter().filter(|(_, shift)| shift.0.member == member).collect();
    for (id, _) in &theirs {
        execute!(tx, DELETE, *id)?;
    }
    Ok(theirs.len())
}
