//! Whoever called a household tells how it ended.

use chrono::{DateTime, NaiveTime, Utc, Weekday};
use passerelle_domain::{
    campaign::{Campaign, CampaignState, EntryOutcome},
    campaign_entry::CampaignEntry,
    case::{CaseKind, CaseLevel},
    consent::Answer,
    ids::{CampaignEntryId, OrganisationId},
    people::Member,
    series_refusal::SeriesRefusal,
};
use passerelle_store::{Tx, campaign_entries, campaigns, people, transact};
use serde_json::json;

use crate::{
    App,
    change_consent::about,
    error::Outcome,
    event_trace::{Trace, leave_trace},
    open_case::open_case,
    propose_calls::propose_calls,
};

/// What is told of a household.
#[derive(Debug, Clone, Copy)]
pub struct ToldHousehold {
    /// How it ended.
    pub outcome: EntryOutcome,
    /// What they answered when weekly calls were proposed; nothing when they were not.
    pub weekly_calls: Option<Answer>,
    /// The weekday and the local hour they would like.
    pub hour: Option<(Weekday, NaiveTime)>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordedHousehold {
    /// It is noted.
    Noted(Box<CampaignEntry>),
    /// Somebody else has it on the telephone.
    HeldByAnother,
    /// The hour they would like cannot be.
    HourRefused(SeriesRefusal),
    /// The campaign is closed.
    Closed,
    /// There is no such household.
    Unknown,
}

/// Notes how a call to a household ended, told by `by`. A call in vain is tried again at another part of the day; the third
/// one, and whoever needs help, become the task of a named human; somebody fragile is called again, and becomes a proposal
/// of weekly calls that waits for a yes. The same again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn record_household(
    app: &App,
    owner: OrganisationId,
    key: &str,
    id: CampaignEntryId,
    told: &ToldHousehold,
    by: Member,
) -> Outcome<RecordedHousehold> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let campaign = campaigns::by_key(tx, owner, key).await?;
        let entry = campaign_entries::by_id(tx, &app.secrets, id).await?;
        let (Some(campaign), Some(entry)) = (campaign, entry) else { return Ok(RecordedHousehold::Unknown) };
        if entry.campaign_id != campaign.id {
            return Ok(RecordedHousehold::Unknown);
        }
        if campaign.state == CampaignState::Closed {
            return Ok(RecordedHousehold::Closed);
        }
        if campaign_entries::holder(tx, id, now).await?.is_some_and(|holder| holder != by.uuid()) {
            return Ok(RecordedHousehold::HeldByAnother);
        }
        tell_household(app, tx, &campaign, entry, told, Some(by), now).await
    })
    .await
}

/// Notes what `by` tells, or the robot when nobody does, in this transaction.
pub(crate) async fn tell_household(
    app: &App,
    tx: &mut Tx,
    campaign: &Campaign,
    mut entry: CampaignEntry,
    told: &ToldHousehold,
    by: Option<Member>,
    now: DateTime<Utc>,
) -> Outcome<RecordedHousehold> {
    let before = entry.clone();
    let proposes = entry.tell(campaign, told.outcome, by, now);
    let is_answered = told.weekly_calls.is_some() || told.hour.is_some();
    let is_asked = proposes || is_answered && entry.outcome == Some(EntryOutcome::ReachedFragile);
    if is_asked && let Err(refusal) = propose_calls(app, tx, campaign, &mut entry, told, by, now).await? {
        return Ok(RecordedHousehold::HourRefused(refusal));
    }
    campaign_entries::let_go(tx, entry.id).await?;
    if entry == before {
        return Ok(RecordedHousehold::Noted(Box::new(entry)));
    }
    campaign_entries::update(tx, &app.secrets, &entry).await?;
    let is_news = before.outcome != entry.outcome && entry.outcome == Some(EntryOutcome::DeceasedOrMoved);
    if let (true, Some(person)) = (is_news, entry.person_id)
        && let Some(person) = people::by_id(tx, &app.secrets, person).await?
    {
        // The association calls her too: a human asks, and ends or moves what there is.
        open_case(app, tx, CaseKind::Worry, CaseLevel::Serious, about(&person, now), now).await?;
    }
    let actor = by.map_or_else(|| "system".to_owned(), |by| format!("member:{}", by.uuid()));
    let trace = Trace {
        organisation_id: campaign.organisation_id,
        actor: &actor,
        verb: "told",
        noun: "campaign_entry",
        noun_id: entry.id.0,
        detail: json!({ "told": told.outcome, "outcome": entry.outcome, "is_proposed": entry.is_proposed }),
    };
    leave_trace(app, tx, trace, now).await?;
    metrics::counter!("passerelle_campaign_calls_total", "told" => told.outcome.as_str()).increment(1);
    Ok(RecordedHousehold::Noted(Box::new(entry)))
}
