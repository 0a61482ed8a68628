//! A campaign is looked at: the robot's answers are noted, and a coordinator hears of what is late or left at the end.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    campaign::{Campaign, CampaignState, Unsettled},
    case::{CaseKind, CaseLevel, CaseState},
    ids::CampaignId,
    matter::MatterKind,
};
use passerelle_store::{Tx, campaign_entries, campaigns, cases, transact};

use crate::{
    App,
    check_households::{call_by_robot, note_robot_answers},
    error::{AppError, Outcome},
    open_case::{Subject, open_case},
    schedule::{is_due, set_timer},
};

/// Households handled in one transaction. SQLite has one writer: while these are written, webhooks wait.
pub(crate) const SOME: u32 = 100;
/// When there are more of them, the next ones follow after this.
const GOES_ON_AFTER: TimeDelta = TimeDelta::seconds(1);

/// Advances a campaign whose timer is due.
pub(crate) async fn advance_campaign(app: &App, id: CampaignId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Campaign, id.0, now).await? {
            return Ok(());
        }
        let found = campaigns::by_id(tx, id).await?.filter(|campaign| campaign.state != CampaignState::Closed);
        let Some(mut campaign) = found else {
            set_timer(tx, MatterKind::Campaign, id.0, None, now).await?;
            return Ok(());
        };
        if campaign.state == CampaignState::Running && campaign.ends_at() <= now {
            campaign.state = CampaignState::Ended;
            campaigns::save(tx, &campaign).await?;
        }
        let goes_on = note_robot_answers(app, tx, &campaign, now).await?
            || call_by_robot(app, tx, &campaign, now).await?
            || give_what_is_left(app, tx, &campaign, now).await?;
        if goes_on {
            set_timer(tx, MatterKind::Campaign, id.0, Some(now + GOES_ON_AFTER), now).await?;
            return Ok(());
        }
        tell_what_is_late(app, tx, &mut campaign, now).await?;
        set_timer(tx, MatterKind::Campaign, id.0, campaign.next_look(now), now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

/// After the last day whoever has no outcome is a named human's task. True when there are more.
async fn give_what_is_left(app: &App, tx: &mut Tx, campaign: &Campaign, now: DateTime<Utc>) -> Outcome<bool> {
    if campaign.state != CampaignState::Ended {
        return Ok(false);
    }
    let left = campaign_entries::without_outcome_or_task(tx, &app.secrets, campaign.id, SOME).await?;
    let is_full = left.len() == SOME as usize;
    for mut entry in left {
        entry.give_task(campaign, now);
        campaign_entries::update(tx, &app.secrets, &entry).await?;
    }
    Ok(is_full)
}

/// One open case stands for everything that is late of a campaign; closed too early, another one opens the next morning.
async fn tell_what_is_late(app: &App, tx: &mut Tx, campaign: &mut Campaign, now: DateTime<Utc>) -> Outcome<()> {
    let unsettled: Unsettled = campaign_entries::unsettled(tx, campaign.id, now).await?;
    let households = campaign.to_tell(unsettled);
    if households == 0 {
        return Ok(());
    }
    if let Some(case) = campaign.case_id
        && cases::by_id(tx, case).await?.is_some_and(|case| case.state != CaseState::Closed)
    {
        return Ok(());
    }
    let subject = Subject {
        organisation_id: campaign.organisation_id,
        line_id: campaign.line_id,
        person_id: None,
        scheduled_call_id: None,
        callback_id: None,
        voicemail_id: None,
        call_id: None,
        attempts: households,
        silent_since: campaign.ends_at().min(now),
    };
    let case = open_case(app, tx, CaseKind::CampaignUnsettled, CaseLevel::Worry, subject, now).await?;
    campaign.case_id = Some(case);
    campaigns::save(tx, campaign).await?;
    Ok(())
}
