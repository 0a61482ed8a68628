//! Referrals. Who she is stands sealed beside the record, and a keyed hash finds the same person again.

use passerelle_domain::{
    code::Code,
    ids::{OrganisationId, ReferralId},
    referral::{Referral, Signalled},
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    INSERT = "
        INSERT INTO referrals (id, organisation_id, code, partner, person_index, is_live, record, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (organisation_id, partner, person_index) WHERE is_live DO NOTHING";
    UPDATE = "UPDATE referrals SET is_live = $2, record = $3, sealed = $4 WHERE id = $1";
    BY_ID = "SELECT record, sealed FROM referrals WHERE id = $1";
    BY_CODE = "SELECT record, sealed FROM referrals WHERE organisation_id = $1 AND code = $2";
    OF_PARTNER = "
        SELECT record, sealed FROM referrals WHERE organisation_id = $1 AND partner = $2 ORDER BY id DESC LIMIT 5000";
    OF_SAME = "
        SELECT record, sealed FROM referrals WHERE organisation_id = $1 AND partner = $2 AND person_index = $3
        ORDER BY id DESC LIMIT 100";
    WAITING = "
        SELECT record, sealed FROM referrals WHERE organisation_id = $1 AND is_live ORDER BY id LIMIT 1000";
}

const FIELD: &str = "referrals.whom";

type Row = (Json<Referral>, String);

pub(crate) fn read(secrets: &Secrets, (Json(mut referral), whom): Row) -> Result<Referral, StoreError> {
    referral.whom = sealed::open(secrets, FIELD, &whom)?;
    Ok(referral)
}

/// The keyed hash by which the same person is found again: her number and her names, whatever the case.
pub fn index_of(secrets: &Secrets, whom: &Signalled) -> String {
    let tenant = &whom.tenant;
    let text = format!("{}|{}|{}", tenant.phone.as_str(), tenant.last_name, tenant.first_name).to_lowercase();
    secrets.blind_index("referrals.person", &text)
}

/// Keeps a new referral. False when the same partner has one of the same person that nobody has decided about.
pub async fn insert(
    tx: &mut Tx,
    secrets: &Secrets,
    referral: &Referral,
    person_index: &str,
) -> Result<bool, StoreError> {
    let whom = sealed::seal(secrets, FIELD, &referral.whom)?;
    let (owner, code) = (referral.organisation_id.0, referral.code.as_str());
    let made = execute!(
        tx,
        INSERT,
        referral.id.0,
        owner,
        code,
        &referral.partner,
        person_index,
        referral.is_waiting(),
        Json(referral),
        whom
    )?;
    Ok(made == 1)
}

/// Writes a changed referral.
pub async fn update(tx: &mut Tx, secrets: &Secrets, referral: &Referral) -> Result<(), StoreError> {
    let whom = sealed::seal(secrets, FIELD, &referral.whom)?;
    execute!(tx, UPDATE, referral.id.0, referral.is_waiting(), Json(referral), whom)?;
    Ok(())
}

/// The referral with this id.
pub async fn by_id(db: &mut impl Access, secrets: &Secrets, id: ReferralId) -> Result<Option<Referral>, StoreError> {
    fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| read(secrets, row)).transpose()
}

/// The referral of this code.
pub async fn by_code(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    code: &Code,
) -> Result<Option<Referral>, StoreError> {
    fetch_optional!(db, Row, BY_CODE, owner.0, code.as_str())?.map(|row| read(secrets, row)).transpose()
}

/// What a partner signalled, the latest first, at most 5000.
pub async fn of_partner(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    partner: &str,
) -> Result<Vec<Referral>, StoreError> {
    fetch_all!(db, Row, OF_PARTNER, owner.0, partner)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// What a partner signalled of the same person, the latest first.
pub async fn of_same(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    partner: &str,
    person_index: &str,
) -> Result<Vec<Referral>, StoreError> {
    fetch_all!(db, Row, OF_SAME, owner.0, partner, person_index)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// What nobody has decided about, the oldest first, at most 1000.
pub async fn waiting(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
) -> Result<Vec<Referral>, StoreError> {
    fetch_all!(db, Row, WAITING, owner.0)?.into_iter().map(|row| read(secrets, row)).collect()
}
