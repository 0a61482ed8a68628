//! What has passed its time, counted and taken away.

use chrono::{DateTime, Utc};
use passerelle_domain::{ids::OrganisationId, message::Content, referral::Referral};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, scalar_one, statements};
use crate::{Secrets, StoreError, Tx, messages, referrals, sealed};

statements! {
    TEXTS = "
        SELECT COUNT(*) FROM messages
        WHERE organisation_id = $1 AND made_at < $2 AND NOT is_live AND destination IS NOT NULL";
    EMPTY_TEXTS = "
        UPDATE messages SET sealed = $3, destination = NULL
        WHERE organisation_id = $1 AND made_at < $2 AND NOT is_live AND destination IS NOT NULL";
    REFERRALS = "
        SELECT record, sealed FROM referrals WHERE organisation_id = $1 ORDER BY id LIMIT 20000";
    FORGET_REFERRAL = "DELETE FROM referrals WHERE id = $1";
    MARKS = "SELECT COUNT(*) FROM caller_marks WHERE organisation_id = $1 AND at < $2";
    FORGET_MARKS = "DELETE FROM caller_marks WHERE organisation_id = $1 AND at < $2";
    FORGET_PAUSES = "DELETE FROM caller_pauses WHERE organisation_id = $1 AND at < $2";
    FORGET_PLANS = "DELETE FROM caller_plans WHERE organisation_id = $1 AND expires_at < $2";
    LOG = "SELECT COUNT(*) FROM event_log WHERE organisation_id = $1 AND at < $2";
    FORGET_LOG = "DELETE FROM event_log WHERE organisation_id = $1 AND at < $2";
}

/// How many texts and emails written before `limit` still say something. Those that have not arrived yet are left.
pub async fn texts(db: &mut impl Access, owner: OrganisationId, limit: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(scalar_one!(db, i64, TEXTS, owner.0, limit)?.unsigned_abs())
}

/// Takes away what they said and where they went.
pub async fn empty_texts(
    tx: &mut Tx,
    secrets: &Secrets,
    owner: OrganisationId,
    limit: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let nothing = sealed::seal(secrets, messages::FIELD, &Content::default())?;
    execute!(tx, EMPTY_TEXTS, owner.0, limit, nothing)
}

/// The referrals of an organisation, at most 20,000.
pub async fn referrals(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
) -> Result<Vec<Referral>, StoreError> {
    let rows = fetch_all!(db, (Json<Referral>, String), REFERRALS, owner.0)?;
    rows.into_iter().map(|row| referrals::read(secrets, row)).collect()
}

/// Takes a referral away.
pub async fn forget_referral(tx: &mut Tx, referral: &Referral) -> Result<(), StoreError> {
    execute!(tx, FORGET_REFERRAL, referral.id.0)?;
    Ok(())
}

/// How many pseudonyms are older than `limit`.
pub async fn pseudonyms(db: &mut impl Access, owner: OrganisationId, limit: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(scalar_one!(db, i64, MARKS, owner.0, limit)?.unsigned_abs())
}

/// Takes them away, with what was agreed on under them.
pub async fn forget_pseudonyms(tx: &mut Tx, owner: OrganisationId, limit: DateTime<Utc>) -> Result<u64, StoreError> {
    let forgotten = execute!(tx, FORGET_MARKS, owner.0, limit)?;
    execute!(tx, FORGET_PAUSES, owner.0, limit)?;
    execute!(tx, FORGET_PLANS, owner.0, limit)?;
    Ok(forgotten)
}

/// How many lines of the log are older than `limit`.
pub async fn log_lines(db: &mut impl Access, owner: OrganisationId, limit: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(scalar_one!(db, i64, LOG, owner.0, limit)?.unsigned_abs())
}

/// Takes them away.
pub async fn forget_log(tx: &mut Tx, owner: OrganisationId, limit: DateTime<Utc>) -> Result<u64, StoreError> {
    execute!(tx, FORGET_LOG, owner.0, limit)
}
