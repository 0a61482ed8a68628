//! The households of campaigns. Names and numbers are sealed, and a number is found by its keyed hash.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    campaign::{EntryOutcome, Unsettled},
    campaign_entry::CampaignEntry,
    ids::{CampaignEntryId, CampaignId},
    people::Member,
    phone_number::PhoneNumber,
    tenant::Tenant,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_one, fetch_optional, scalar_optional, statements};
use crate::{Secrets, StoreError, Tx, campaigns, sealed};

statements! {
    INSERT = "
        INSERT INTO campaign_entries
            (id, organisation_id, campaign_id, number_index, residence, outcome, is_recall, due_at, recall_by,
             is_with_robot, has_task, task_by, record, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    UPDATE = "
        UPDATE campaign_entries SET number_index = $2, residence = $3, outcome = $4, is_recall = $5, due_at = $6,
            recall_by = $7, is_with_robot = $8, has_task = $9, task_by = $10, record = $11, sealed = $12
        WHERE id = $1";
    NAME = "
        INSERT INTO campaign_references (campaign_id, reference, entry_id) VALUES ($1, $2, $3)
        ON CONFLICT (campaign_id, reference) DO NOTHING";
    BY_ID = "SELECT record, sealed FROM campaign_entries WHERE id = $1";
    BY_NUMBER = "SELECT record, sealed FROM campaign_entries WHERE campaign_id = $1 AND number_index = $2";
    BY_REFERENCE = "
        SELECT campaign_entries.record, campaign_entries.sealed FROM campaign_references
        JOIN campaign_entries ON campaign_entries.id = campaign_references.entry_id
        WHERE campaign_references.campaign_id = $1 AND campaign_references.reference = $2";
    REFERENCES_OF = "
        SELECT reference, entry_id FROM campaign_references WHERE campaign_id = $1 AND reference > $2
        ORDER BY reference LIMIT 5000";
    FIRST_DUE = "
        SELECT record, sealed FROM campaign_entries
        WHERE campaign_id = $1 AND is_recall = $3 AND due_at <= $2 AND (held_until IS NULL OR held_until <= $2)
        ORDER BY due_at, id LIMIT 1";
    HELD_BY = "
        SELECT record, sealed FROM campaign_entries
        WHERE campaign_id = $1 AND held_by = $2 AND held_until > $3 AND due_at <= $3 ORDER BY id LIMIT 1";
    HOLD = "
        UPDATE campaign_entries SET held_by = $2, held_until = $4
        WHERE id = $1 AND (held_by = $2 OR held_until IS NULL OR held_until <= $3)";
    HOLDER = "SELECT held_by FROM campaign_entries WHERE id = $1 AND held_until > $2";
    LET_GO = "UPDATE campaign_entries SET held_by = NULL, held_until = NULL WHERE id = $1";
    NEXT_DUE = "
        SELECT due_at FROM campaign_entries WHERE campaign_id = $1 AND due_at IS NOT NULL ORDER BY due_at LIMIT 1";
    OPEN_TASKS = "
        SELECT record, sealed FROM campaign_entries WHERE campaign_id = $1 AND task_by IS NOT NULL
        ORDER BY task_by, id LIMIT 5000";
    WITHOUT_OUTCOME_OR_TASK = "
        SELECT record, sealed FROM campaign_entries
        WHERE campaign_id = $1 AND outcome IS NULL AND task_by IS NULL ORDER BY id LIMIT $2";
    FOR_THE_ROBOT = "
        SELECT record, sealed FROM campaign_entries
        WHERE campaign_id = $1 AND id > $2 AND outcome IS NULL AND due_at IS NOT NULL ORDER BY id LIMIT $3";
    WITH_THE_ROBOT = "
        SELECT record, sealed FROM campaign_entries WHERE campaign_id = $1 AND is_with_robot ORDER BY id LIMIT 5000";
    ALL_OF = "
        SELECT record FROM campaign_entries WHERE campaign_id = $1 AND id > $2 ORDER BY id LIMIT 1000";
    FIGURES = "
        SELECT residence, COALESCE(outcome, ''), COUNT(*) FROM campaign_entries WHERE campaign_id = $1
        GROUP BY residence, COALESCE(outcome, '') ORDER BY 1, 2 LIMIT 20000";
    UNSETTLED = "
        SELECT
            COALESCE(SUM(CASE WHEN outcome IS NULL THEN 1 ELSE 0 END), 0),
            COALESCE(SUM(CASE WHEN is_recall THEN 1 ELSE 0 END), 0),
            COALESCE(SUM(CASE WHEN is_recall AND recall_by < $2 THEN 1 ELSE 0 END), 0),
            COALESCE(SUM(CASE WHEN task_by IS NOT NULL THEN 1 ELSE 0 END), 0),
            COALESCE(SUM(CASE WHEN task_by < $2 THEN 1 ELSE 0 END), 0)
        FROM campaign_entries WHERE campaign_id = $1";
}

pub(crate) const FIELD: &str = "campaign_entries.tenant";

type Row = (Json<CampaignEntry>, String);

pub(crate) fn read(secrets: &Secrets, (Json(mut entry), tenant): Row) -> Result<CampaignEntry, StoreError> {
    let tenant: Tenant = sealed::open(secrets, FIELD, &tenant)?;
    entry.tenant = Some(tenant);
    Ok(entry)
}

fn tenant_of(entry: &CampaignEntry) -> Result<&Tenant, StoreError> {
    entry.tenant.as_ref().ok_or_else(|| StoreError::Unreadable("a household without anybody".into()))
}

/// Adds a household to its campaign's list.
///
/// # Errors
/// `Conflict` when a household of the list has this number.
pub async fn insert(tx: &mut Tx, secrets: &Secrets, entry: &CampaignEntry) -> Result<(), StoreError> {
    let tenant = tenant_of(entry)?;
    execute!(
        tx,
        INSERT,
        entry.id.0,
        entry.organisation_id.0,
        entry.campaign_id.0,
        sealed::number_index(secrets, tenant.phone.as_str()),
        &entry.residence,
        entry.outcome.map(EntryOutcome::as_str),
        entry.is_recall(),
        entry.due_at,
        entry.open_recall().map(|recall| recall.by),
        entry.is_with_robot(),
        entry.task.is_some(),
        entry.open_task().map(|task| task.by),
        Json(entry),
        sealed::seal(secrets, FIELD, tenant)?,
    )?;
    name(tx, entry, &entry.reference).await?;
    campaigns::count_listed(tx, entry.campaign_id, 1).await
}

/// Writes a changed household. Who holds it stays.
pub async fn update(tx: &mut Tx, secrets: &Secrets, entry: &CampaignEntry) -> Result<(), StoreError> {
    let tenant = tenant_of(entry)?;
    execute!(
        tx,
        UPDATE,
        entry.id.0,
        sealed::number_index(secrets, tenant.phone.as_str()),
        &entry.residence,
        entry.outcome.map(EntryOutcome::as_str),
        entry.is_recall(),
        entry.due_at,
        entry.open_recall().map(|recall| recall.by),
        entry.is_with_robot(),
        entry.task.is_some(),
        entry.open_task().map(|task| task.by),
        Json(entry),
        sealed::seal(secrets, FIELD, tenant)?,
    )?;
    Ok(())
}

/// One more reference of the list names this household. Again changes nothing.
pub async fn name(tx: &mut Tx, entry: &CampaignEntry, reference: &str) -> Result<(), StoreError> {
    execute!(tx, NAME, entry.campaign_id.0, reference, entry.id.0)?;
    Ok(())
}

/// The household with this id.
pub async fn by_id(
    db: &mut impl Access,
    secrets: &Secrets,
    id: CampaignEntryId,
) -> Result<Option<CampaignEntry>, StoreError> {
    fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| read(secrets, row)).transpose()
}

/// The household of a campaign with this number.
pub async fn by_number(
    db: &mut impl Access,
    secrets: &Secrets,
    campaign: CampaignId,
    number: &PhoneNumber,
) -> Result<Option<CampaignEntry>, StoreError> {
    let index = sealed::number_index(secrets, number.as_str());
    fetch_optional!(db, Row, BY_NUMBER, campaign.0, index)?.map(|row| read(secrets, row)).transpose()
}

/// The household that a reference of the list names.
pub async fn by_reference(
    db: &mut impl Access,
    secrets: &Secrets,
    campaign: CampaignId,
    reference: &str,
) -> Result<Option<CampaignEntry>, StoreError> {
    fetch_optional!(db, Row, BY_REFERENCE, campaign.0, reference)?.map(|row| read(secrets, row)).transpose()
}

/// The references of a list after `after` with the household each names, at most 5000; begin with an empty one.
pub async fn references(
    db: &mut impl Access,
    campaign: CampaignId,
    after: &str,
) -> Result<Vec<(String, CampaignEntryId)>, StoreError> {
    let rows = fetch_all!(db, (String, Uuid), REFERENCES_OF, campaign.0, after)?;
    Ok(rows.into_iter().map(|(reference, id)| (reference, CampaignEntryId(id))).collect())
}

/// The household that `member` took from the list and still holds.
pub async fn held_by(
    db: &mut impl Access,
    secrets: &Secrets,
    campaign: CampaignId,
    member: Member,
    now: DateTime<Utc>,
) -> Result<Option<CampaignEntry>, StoreError> {
    fetch_optional!(db, Row, HELD_BY, campaign.0, member.uuid(), now)?.map(|row| read(secrets, row)).transpose()
}

/// The household to call next that nobody holds: the fragile first, then whoever waits longest.
pub async fn first_due(
    db: &mut impl Access,
    secrets: &Secrets,
    campaign: CampaignId,
    now: DateTime<Utc>,
) -> Result<Option<CampaignEntry>, StoreError> {
    // Asked apart, so that the index gives the first one of a long list at once.
    for is_recall in [true, false] {
        if let Some(row) = fetch_optional!(db, Row, FIRST_DUE, campaign.0, now, is_recall)? {
            return read(secrets, row).map(Some);
        }
    }
    Ok(None)
}

/// Keeps a household for `member` until `until`. False when somebody else has it.
pub async fn hold(
    tx: &mut Tx,
    id: CampaignEntryId,
    member: Member,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, HOLD, id.0, member.uuid(), now, until)? == 1)
}

/// Who holds a household now.
pub async fn holder(db: &mut impl Access, id: CampaignEntryId, now: DateTime<Utc>) -> Result<Option<Uuid>, StoreError> {
    scalar_optional!(db, Uuid, HOLDER, id.0, now)
}

/// Nobody holds it any more.
pub async fn let_go(tx: &mut Tx, id: CampaignEntryId) -> Result<(), StoreError> {
    execute!(tx, LET_GO, id.0)?;
    Ok(())
}

/// When the next household of a campaign is to be called, held or not.
pub async fn next_due_at(db: &mut impl Access, campaign: CampaignId) -> Result<Option<DateTime<Utc>>, StoreError> {
    scalar_optional!(db, DateTime<Utc>, NEXT_DUE, campaign.0)
}

/// The households a named human sees to, the first due first, at most 5000.
pub async fn open_tasks(
    db: &mut impl Access,
    secrets: &Secrets,
    campaign: CampaignId,
) -> Result<Vec<CampaignEntry>, StoreError> {
    fetch_all!(db, Row, OPEN_TASKS, campaign.0)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// Households without an outcome that nobody sees to, at most `limit`.
pub async fn without_outcome_or_task(
    db: &mut impl Access,
    secrets: &Secrets,
    campaign: CampaignId,
    limit: u32,
) -> Result<Vec<CampaignEntry>, StoreError> {
    let rows = fetch_all!(db, Row, WITHOUT_OUTCOME_OR_TASK, campaign.0, i64::from(limit))?;
    rows.into_iter().map(|row| read(secrets, row)).collect()
}

/// Households to be called after the household `after`, at most `limit`: some of them the robot may call.
pub async fn for_the_robot(
    db: &mut impl Access,
    secrets: &Secrets,
    campaign: CampaignId,
    after: CampaignEntryId,
    limit: u32,
) -> Result<Vec<CampaignEntry>, StoreError> {
    let rows = fetch_all!(db, Row, FOR_THE_ROBOT, campaign.0, after.0, i64::from(limit))?;
    rows.into_iter().map(|row| read(secrets, row)).collect()
}

/// Households the robot has, at most 5000.
pub async fn with_the_robot(
    db: &mut impl Access,
    secrets: &Secrets,
    campaign: CampaignId,
) -> Result<Vec<CampaignEntry>, StoreError> {
    fetch_all!(db, Row, WITH_THE_ROBOT, campaign.0)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// The households of a list after the household `after`, at most 1000, without names and numbers.
pub async fn all_of(
    db: &mut impl Access,
    campaign: CampaignId,
    after: CampaignEntryId,
) -> Result<Vec<CampaignEntry>, StoreError> {
    let rows = fetch_all!(db, (Json<CampaignEntry>,), ALL_OF, campaign.0, after.0)?;
    Ok(rows.into_iter().map(|row| row.0.0).collect())
}

/// How many households by residence and outcome; without one for those that have none yet.
pub async fn figures(
    db: &mut impl Access,
    campaign: CampaignId,
) -> Result<Vec<(String, Option<EntryOutcome>, u32)>, StoreError> {
    let rows = fetch_all!(db, (String, String, i64), FIGURES, campaign.0)?;
    let read = |(residence, outcome, count): (String, String, i64)| {
        (residence, EntryOutcome::parse(&outcome), u32::try_from(count).unwrap_or(u32::MAX))
    };
    Ok(rows.into_iter().map(read).collect())
}

/// What is unsettled of a campaign.
pub async fn unsettled(
    db: &mut impl Access,
    campaign: CampaignId,
    now: DateTime<Utc>,
) -> Result<Unsettled, StoreError> {
    let row = fetch_one!(db, (i64, i64, i64, i64, i64), UNSETTLED, campaign.0, now)?;
    let [without_outcome, recalls, late_recalls, tasks, late_tasks] =
        [row.0, row.1, row.2, row.3, row.4].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    Ok(Unsettled { without_outcome, recalls, late_recalls, tasks, late_tasks })
}
