//! Call campaigns.

use passerelle_domain::{
    campaign::{Campaign, CampaignState},
    ids::{CampaignId, OrganisationId},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_all, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO campaigns (id, organisation_id, key, partner, is_live, record) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET is_live = excluded.is_live, record = excluded.record";
    COUNT_LISTED = "UPDATE campaigns SET listed = listed + $2 WHERE id = $1";
    BY_ID = "SELECT record FROM campaigns WHERE id = $1";
    BY_KEY = "SELECT record FROM campaigns WHERE organisation_id = $1 AND key = $2";
    OF_ORGANISATION = "SELECT record FROM campaigns WHERE organisation_id = $1 ORDER BY key, id LIMIT 1000";
    OF_PARTNER = "
        SELECT record FROM campaigns WHERE organisation_id = $1 AND partner = $2 ORDER BY key, id LIMIT 1000";
    UNSOUND = "
        SELECT campaigns.id FROM campaigns
        WHERE listed <> (SELECT COUNT(*) FROM campaign_entries WHERE campaign_entries.campaign_id = campaigns.id)
            OR EXISTS (
                SELECT 1 FROM campaign_entries WHERE campaign_entries.campaign_id = campaigns.id AND (
                    outcome IS NULL AND NOT campaigns.is_live
                    OR outcome IS NULL AND due_at IS NULL AND NOT is_with_robot AND task_by IS NULL
                    OR outcome = 'no_answer' AND NOT has_task
                    OR is_recall AND due_at IS NULL
                )
            )
        ORDER BY campaigns.id LIMIT 100";
}

type Row = (Json<Campaign>,);

fn records(rows: Vec<Row>) -> Vec<Campaign> {
    rows.into_iter().map(|row| row.0.0).collect()
}

/// Writes a campaign, new or changed.
///
/// # Errors
/// `Conflict` when another one has the same key.
pub async fn save(tx: &mut Tx, campaign: &Campaign) -> Result<(), StoreError> {
    let is_live = campaign.state != CampaignState::Closed;
    let (id, owner) = (campaign.id.0, campaign.organisation_id.0);
    execute!(tx, SAVE, id, owner, &campaign.key, &campaign.partner, is_live, Json(campaign))?;
    Ok(())
}

/// So many households more are on its list.
pub(crate) async fn count_listed(tx: &mut Tx, id: CampaignId, more: i64) -> Result<(), StoreError> {
    execute!(tx, COUNT_LISTED, id.0, more)?;
    Ok(())
}

/// The campaign with this id.
pub async fn by_id(db: &mut impl Access, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The campaign of this reference.
pub async fn by_key(db: &mut impl Access, owner: OrganisationId, key: &str) -> Result<Option<Campaign>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_KEY, owner.0, key)?.map(|row| row.0.0))
}

/// The campaigns of an organisation, by reference, at most 1000.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Campaign>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_ORGANISATION, owner.0)?))
}

/// The campaigns over a partner's lists, by reference, at most 1000.
pub async fn of_partner(
    db: &mut impl Access,
    owner: OrganisationId,
    partner: &str,
) -> Result<Vec<Campaign>, StoreError> {
    Ok(records(fetch_all!(db, Row, OF_PARTNER, owner.0, partner)?))
}

/// The law of campaigns, checked at any moment: the outcomes and those still in somebody's hands add up to the list; a
/// closed one has an outcome for each, and whoever was never reached is a named human's. Answers those that break it, at
/// most 100: in a healthy service there are none.
pub async fn unsound(db: &mut impl Access) -> Result<Vec<Uuid>, StoreError> {
    scalar_all!(db, Uuid, UNSOUND)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use passerelle_domain::{
        campaign::{CallWay, CampaignScript},
        ids::{LineId, StaffId},
    };

    use super::*;
    use crate::{test_support::TestDb, transact};

    fn campaign() -> Campaign {
        Campaign {
            id: CampaignId(Uuid::from_u128(1)),
            organisation_id: OrganisationId(Uuid::from_u128(2)),
            key: "winter".into(),
            partner: "herault".into(),
            line_id: LineId(Uuid::from_u128(3)),
            zone: "Europe/Paris".parse().unwrap(),
            way: CallWay::Staff,
            script: CampaignScript::default(),
            least_age: None,
            ends_on: NaiveDate::from_ymd_opt(2027, 1, 31).unwrap(),
            responsible: StaffId(Uuid::from_u128(4)),
            recall_within_days: 7,
            state: CampaignState::Running,
            case_id: None,
            made_at: DateTime::UNIX_EPOCH,
            closed: None,
        }
    }

    #[tokio::test]
    async fn household_of_the_list_that_is_nowhere_then_the_law_finds_it() {
        for test in TestDb::both().await {
            let campaign = campaign();
            for (lost, found) in [(0, vec![]), (1, vec![campaign.id.0])] {
                transact!(test.db, |tx| {
                    save(tx, &campaign).await?;
                    count_listed(tx, campaign.id, lost).await
                })
                .await
                .unwrap();
                assert_eq!(unsound(&mut test.db.read().await.unwrap()).await.unwrap(), found);
            }
        }
    }
}
