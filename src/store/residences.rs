//! Residences, who lives there, and the weekly rounds. Names and numbers are sealed.

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    contact_round::{ContactRound, ContactStatus, Residence, RoundEntry},
    ids::{ContactRoundId, OrganisationId, ResidenceId, ResidentId},
    people::Member,
    tenant::Tenant,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_one, scalar_optional, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    SAVE = "
        INSERT INTO residences (id, organisation_id, key, record) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET record = excluded.record";
    BY_ID = "SELECT record FROM residences WHERE id = $1";
    BY_KEY = "SELECT record FROM residences WHERE organisation_id = $1 AND key = $2";
    OF_ORGANISATION = "SELECT record FROM residences WHERE organisation_id = $1 ORDER BY key, id LIMIT 1000";
    SAVE_RESIDENT = "
        INSERT INTO residents (id, residence_id, reference, is_called, sealed) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET is_called = excluded.is_called, sealed = excluded.sealed";
    RESIDENTS = "
        SELECT id, reference, is_called, sealed FROM residents WHERE residence_id = $1 ORDER BY reference LIMIT 5000";
    ADD_ROUND = "
        INSERT INTO contact_rounds (id, residence_id, week, is_live, record) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (residence_id, week) DO NOTHING";
    UPDATE_ROUND = "UPDATE contact_rounds SET is_live = $2, record = $3 WHERE id = $1";
    ROUND_BY_ID = "SELECT record FROM contact_rounds WHERE id = $1";
    ROUND_OF_WEEK = "SELECT record FROM contact_rounds WHERE residence_id = $1 AND week = $2";
    ADD_ENTRY = "
        INSERT INTO round_entries (round_id, resident_id, status, attempts, due_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (round_id, resident_id) DO NOTHING";
    UPDATE_ENTRY = "
        UPDATE round_entries SET status = $3, attempts = $4, due_at = $5, held_by = NULL, held_until = NULL
        WHERE round_id = $1 AND resident_id = $2";
    ENTRIES = "
        SELECT round_id, resident_id, status, attempts, due_at FROM round_entries WHERE round_id = $1
        ORDER BY resident_id LIMIT 5000";
    FIRST_DUE = "
        SELECT resident_id FROM round_entries
        WHERE round_id = $1 AND due_at <= $2 AND (held_until IS NULL OR held_until <= $2)
        ORDER BY attempts DESC, due_at, resident_id LIMIT 1";
    HELD_BY = "
        SELECT resident_id FROM round_entries WHERE round_id = $1 AND held_by = $2 AND held_until > $3
        ORDER BY resident_id LIMIT 1";
    HOLDER = "SELECT held_by FROM round_entries WHERE round_id = $1 AND resident_id = $2 AND held_until > $3";
    HOLD = "
        UPDATE round_entries SET held_by = $3, held_until = $4 WHERE round_id = $1 AND resident_id = $2";
    WITHOUT_STATUS = "SELECT COUNT(*) FROM round_entries WHERE round_id = $1 AND status IS NULL";
}

pub(crate) const FIELD: &str = "residents.tenant";

/// Somebody who lives in a residence.
#[derive(Debug, Clone, PartialEq)]
pub struct Resident {
    /// Identity of the record.
    pub id: ResidentId,
    /// Where.
    pub residence_id: ResidenceId,
    /// The association's own reference: a dwelling.
    pub reference: String,
    /// They did not ask not to be called.
    pub is_called: bool,
    /// Whom to call.
    pub tenant: Tenant,
}

type Row = (Json<Residence>,);
type RoundRow = (Json<ContactRound>,);
type EntryRow = (Uuid, Uuid, Option<String>, i64, Option<DateTime<Utc>>);

fn entry(row: EntryRow) -> RoundEntry {
    let (round, resident, status, attempts, due_at) = row;
    RoundEntry {
        round_id: ContactRoundId(round),
        resident_id: ResidentId(resident),
        status: status.as_deref().and_then(ContactStatus::parse),
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        due_at,
    }
}

/// Writes a residence, new or changed.
///
/// # Errors
/// `Conflict` when another one has the same key.
pub async fn save(tx: &mut Tx, residence: &Residence) -> Result<(), StoreError> {
    execute!(tx, SAVE, residence.id.0, residence.organisation_id.0, &residence.key, Json(residence))?;
    Ok(())
}

/// The residence with this id.
pub async fn by_id(db: &mut impl Access, id: ResidenceId) -> Result<Option<Residence>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The residence of this reference.
pub async fn by_key(db: &mut impl Access, owner: OrganisationId, key: &str) -> Result<Option<Residence>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| row.0.0))
}

/// The residences of an organisation, by reference, at most 1000.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Residence>, StoreError> {
    Ok(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?.into_iter().map(|row| row.0.0).collect())
}

/// Writes a resident, new or changed; the reference stays.
///
/// # Errors
/// `Conflict` when another one of the residence has the reference.
pub async fn save_resident(tx: &mut Tx, secrets: &Secrets, resident: &Resident) -> Result<(), StoreError> {
    let sealed = sealed::seal(secrets, FIELD, &resident.tenant)?;
    let (id, residence) = (resident.id.0, resident.residence_id.0);
    execute!(tx, SAVE_RESIDENT, id, residence, &resident.reference, resident.is_called, sealed)?;
    Ok(())
}

/// Who lives in a residence, by reference, at most 5000.
pub async fn residents(
    db: &mut impl Access,
    secrets: &Secrets,
    residence: ResidenceId,
) -> Result<Vec<Resident>, StoreError> {
    let rows = fetch_all!(db, (Uuid, String, bool, String), RESIDENTS, residence.0)?;
    let read = |(id, reference, is_called, tenant): (Uuid, String, bool, String)| {
        let tenant = sealed::open(secrets, FIELD, &tenant)?;
        Ok(Resident { id: ResidentId(id), residence_id: residence, reference, is_called, tenant })
    };
    rows.into_iter().map(read).collect()
}

/// Begins a week. False when it has begun.
pub async fn add_round(tx: &mut Tx, round: &ContactRound) -> Result<bool, StoreError> {
    let (id, residence) = (round.id.0, round.residence_id.0);
    Ok(execute!(tx, ADD_ROUND, id, residence, round.week, round.is_live, Json(round))? == 1)
}

/// Writes a changed week.
pub async fn update_round(tx: &mut Tx, round: &ContactRound) -> Result<(), StoreError> {
    execute!(tx, UPDATE_ROUND, round.id.0, round.is_live, Json(round))?;
    Ok(())
}

/// The week with this id.
pub async fn round_by_id(db: &mut impl Access, id: ContactRoundId) -> Result<Option<ContactRound>, StoreError> {
    Ok(fetch_optional!(db, RoundRow, ROUND_BY_ID, id.0)?.map(|row| row.0.0))
}

/// The week of a residence that begins on this Monday.
pub async fn round_of_week(
    db: &mut impl Access,
    residence: ResidenceId,
    week: NaiveDate,
) -> Result<Option<ContactRound>, StoreError> {
    Ok(fetch_optional!(db, RoundRow, ROUND_OF_WEEK, residence.0, week)?.map(|row| row.0.0))
}

/// Takes a resident into a week. Again changes nothing.
pub async fn add_entry(tx: &mut Tx, entry: &RoundEntry) -> Result<(), StoreError> {
    let (round, resident) = (entry.round_id.0, entry.resident_id.0);
    let status = entry.status.map(ContactStatus::as_str);
    execute!(tx, ADD_ENTRY, round, resident, status, i64::from(entry.attempts), entry.due_at)?;
    Ok(())
}

/// Writes what was told of a resident; nobody holds them any more.
pub async fn update_entry(tx: &mut Tx, entry: &RoundEntry) -> Result<(), StoreError> {
    let (round, resident) = (entry.round_id.0, entry.resident_id.0);
    let status = entry.status.map(ContactStatus::as_str);
    execute!(tx, UPDATE_ENTRY, round, resident, status, i64::from(entry.attempts), entry.due_at)?;
    Ok(())
}

/// Everybody of a week, at most 5000.
pub async fn entries(db: &mut impl Access, round: ContactRoundId) -> Result<Vec<RoundEntry>, StoreError> {
    Ok(fetch_all!(db, EntryRow, ENTRIES, round.0)?.into_iter().map(entry).collect())
}

/// Who is to be called next in a week: those not reached first.
pub async fn first_due(
    db: &mut impl Access,
    round: ContactRoundId,
    now: DateTime<Utc>,
) -> Result<Option<ResidentId>, StoreError> {
    Ok(scalar_optional!(db, Uuid, FIRST_DUE, round.0, now)?.map(ResidentId))
}

/// Whom `member` holds in a week.
pub async fn held_by(
    db: &mut impl Access,
    round: ContactRoundId,
    member: Member,
    now: DateTime<Utc>,
) -> Result<Option<ResidentId>, StoreError> {
    Ok(scalar_optional!(db, Uuid, HELD_BY, round.0, member.uuid(), now)?.map(ResidentId))
}

/// Who holds a resident.
pub async fn holder(
    db: &mut impl Access,
    round: ContactRoundId,
    resident: ResidentId,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, StoreError> {
    scalar_optional!(db, Uuid, HOLDER, round.0, resident.0, now)
}

/// Keeps a resident for `member` until `until`.
pub async fn hold(
    tx: &mut Tx,
    round: ContactRoundId,
    resident: ResidentId,
    member: Member,
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(tx, HOLD, round.0, resident.0, member.uuid(), until)?;
    Ok(())
}

/// How many of a week have no status yet.
pub async fn without_status(db: &mut impl Access, round: ContactRoundId) -> Result<i64, StoreError> {
    scalar_one!(db, i64, WITHOUT_STATUS, round.0)
}
