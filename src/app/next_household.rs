//! The next household of a campaign for whoever calls: kept for them, so that it rings once.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    campaign::{Campaign, CampaignState, HELD_FOR},
    campaign_entry::CampaignEntry,
    ids::OrganisationId,
    people::Member,
};
use passerelle_store::{Tx, campaign_entries, campaigns, transact};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
};

/// What is left on a campaign's list.
#[derive(Debug, Clone, PartialEq)]
pub enum NextHousehold {
    /// This one, kept for the caller until then, with the campaign's words.
    Kept(Box<(Campaign, CampaignEntry)>, DateTime<Utc>),
    /// Nobody may be called now: not before this instant.
    Later(DateTime<Utc>),
    /// All are called, or in other hands.
    NoneLeft,
    /// There is no such campaign, or it is closed.
    Unknown,
}

/// Keeps the next household for `by`: somebody fragile first, then whoever waits longest. The same caller gets the same
/// household until they tell how it ended, or their time is over. The audit says who was given whom.
///
/// # Errors
/// Trouble of the database.
pub async fn next_household(app: &App, owner: OrganisationId, key: &str, by: Member) -> Outcome<NextHousehold> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = campaigns::by_key(tx, owner, key).await?;
        let Some(campaign) = found.filter(|campaign| campaign.state != CampaignState::Closed) else {
            return Ok(NextHousehold::Unknown);
        };
        let open_at = campaign.next_call_at(now);
        if open_at > now {
            return Ok(NextHousehold::Later(open_at));
        }
        let held = campaign_entries::held_by(tx, &app.secrets, campaign.id, by, now).await?;
        let entry = match held {
            Some(entry) => Some(entry),
            None => campaign_entries::first_due(tx, &app.secrets, campaign.id, now).await?,
        };
        let Some(entry) = entry else {
            let next = campaign_entries::next_due_at(tx, campaign.id).await?.filter(|at| *at > now);
            return Ok(next.map_or(NextHousehold::NoneLeft, NextHousehold::Later));
        };
        let until = now + HELD_FOR;
        if !campaign_entries::hold(tx, entry.id, by, now, until).await? {
            return Ok(NextHousehold::NoneLeft);
        }
        keep_reading(app, tx, &campaign, ("campaign_entry", entry.id.0), by, now).await?;
        Ok::<_, AppError>(NextHousehold::Kept(Box::new((campaign, entry)), until))
    })
    .await
}

/// The households a named human sees to, the first due first; the audit says who read them. `None` when there is no such
/// campaign.
///
/// # Errors
/// Trouble of the database.
pub async fn household_tasks(
    app: &App,
    owner: OrganisationId,
    key: &str,
    by: Member,
) -> Outcome<Option<Vec<CampaignEntry>>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(campaign) = campaigns::by_key(tx, owner, key).await? else { return Ok(None) };
        keep_reading(app, tx, &campaign, ("campaign", campaign.id.0), by, now).await?;
        Ok::<_, AppError>(Some(campaign_entries::open_tasks(tx, &app.secrets, campaign.id).await?))
    })
    .await
}

async fn keep_reading(
    app: &App,
    tx: &mut Tx,
    campaign: &Campaign,
    (noun, noun_id): (&str, Uuid),
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let trace = Trace {
        organisation_id: campaign.organisation_id,
        actor: &format!("member:{}", by.uuid()),
        verb: "viewed",
        noun,
        noun_id,
        detail: json!({ "campaign": campaign.key }),
    };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}
