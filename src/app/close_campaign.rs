//! A human closes a campaign: every household has its outcome, and nobody has anything left to do.

use passerelle_domain::{
    campaign::{Campaign, CampaignState, Unsettled},
    ids::OrganisationId,
    matter::MatterKind,
    people::Member,
};
use passerelle_store::{campaign_entries, campaigns, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    schedule::set_timer,
};

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum ClosedCampaign {
    /// It is closed, by whoever closed it first.
    Closed(Box<Campaign>),
    /// Something is unsettled.
    Unsettled(Unsettled),
    /// There is no such campaign.
    Unknown,
}

/// Closes a campaign in the name of `by`. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn close_campaign(app: &App, owner: OrganisationId, key: &str, by: Member) -> Outcome<ClosedCampaign> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut campaign) = campaigns::by_key(tx, owner, key).await? else { return Ok(ClosedCampaign::Unknown) };
        if campaign.state == CampaignState::Closed {
            return Ok(ClosedCampaign::Closed(Box::new(campaign)));
        }
        let unsettled = campaign_entries::unsettled(tx, campaign.id, now).await?;
        if !unsettled.is_nothing() {
            return Ok(ClosedCampaign::Unsettled(unsettled));
        }
        campaign.state = CampaignState::Closed;
        campaign.closed = Some((by, now));
        campaigns::save(tx, &campaign).await?;
        set_timer(tx, MatterKind::Campaign, campaign.id.0, None, now).await?;
        let trace = Trace {
            organisation_id: owner,
            actor: &format!("member:{}", by.uuid()),
            verb: "closed",
            noun: "campaign",
            noun_id: campaign.id.0,
            detail: json!({ "key": campaign.key }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(ClosedCampaign::Closed(Box::new(campaign)))
    })
    .await
}
