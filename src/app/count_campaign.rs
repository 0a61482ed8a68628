//! The figures of a campaign: exact for the association, and for the partner without any count under five.

use std::collections::{BTreeMap, HashMap};

use passerelle_domain::{
    campaign::{Campaign, CampaignState, EntryOutcome, Unsettled},
    campaign_entry::PartnerStatus,
    consent::{ConsentState, Purpose, Scope, may},
    ids::{CampaignEntryId, OrganisationId},
    small_cells::{SafeTable, protect},
};
use passerelle_store::{ReadConn, campaign_entries, campaigns, people};
use uuid::Uuid;

use crate::{App, error::Outcome};

/// By residence: the seven outcomes in their order, then those without one.
pub type ByResidence = BTreeMap<String, [u32; EntryOutcome::ALL.len() + 1]>;

/// A campaign in figures, for the association.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignFigures {
    /// The campaign.
    pub campaign: Campaign,
    /// The counts.
    pub by_residence: ByResidence,
    /// What is left to do.
    pub unsettled: Unsettled,
}

impl CampaignFigures {
    /// The sums of all residences, in the same order.
    pub fn totals(&self) -> [u32; EntryOutcome::ALL.len() + 1] {
        let mut totals = [0; EntryOutcome::ALL.len() + 1];
        for counts in self.by_residence.values() {
            for (total, count) in totals.iter_mut().zip(counts) {
                *total += count;
            }
        }
        totals
    }

    /// Households on the list.
    pub fn listed(&self) -> u32 {
        self.totals().iter().sum()
    }
}

/// A campaign as its partner sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct PartnerReport {
    /// The association's reference of the campaign.
    pub key: String,
    /// Where it is.
    pub state: CampaignState,
    /// By the reference of the partner's own list.
    pub statuses: Vec<(String, PartnerStatus)>,
    /// Names of the residences and their counts; only once the campaign is closed, for two of them with some days between
    /// would tell what one hides.
    pub figures: Option<(Vec<String>, SafeTable)>,
}

/// The figures of a campaign; `None` when there is none of that reference.
///
/// # Errors
/// Trouble of the database.
pub async fn count_campaign(app: &App, owner: OrganisationId, key: &str) -> Outcome<Option<CampaignFigures>> {
    let mut read = app.db.read().await?;
    let Some(campaign) = campaigns::by_key(&mut read, owner, key).await? else { return Ok(None) };
    let by_residence = counts(&mut read, &campaign).await?;
    let unsettled = campaign_entries::unsettled(&mut read, campaign.id, app.clock.now()).await?;
    Ok(Some(CampaignFigures { campaign, by_residence, unsettled }))
}

/// What a partner sees of a campaign over its own list: statuses, never an outcome but the no, never an hour nor a name; and
/// figures by residence without any count under five. `None` when it is another partner's.
///
/// # Errors
/// Trouble of the database.
pub async fn report_to_partner(
    app: &App,
    owner: OrganisationId,
    key: &str,
    partner: &str,
) -> Outcome<Option<PartnerReport>> {
    let mut read = app.db.read().await?;
    let found = campaigns::by_key(&mut read, owner, key).await?;
    let Some(campaign) = found.filter(|campaign| campaign.partner == partner) else { return Ok(None) };
    let by_residence = counts(&mut read, &campaign).await?;
    let residences: Vec<String> = by_residence.keys().cloned().collect();
    let mut known = vec![vec![0; EntryOutcome::ALL.len() + 1]; residences.len()];
    let mut by_entry = HashMap::new();
    let mut after = CampaignEntryId(Uuid::nil());
    loop {
        let some = campaign_entries::all_of(&mut read, campaign.id, after).await?;
        let Some(last) = some.last() else { break };
        after = last.id;
        for entry in some {
            let shared = match entry.person_id {
                Some(person) => shared_answer(app, &mut read, person, partner).await?,
                None => None,
            };
            if shared.is_some()
                && let (Some(outcome), Ok(row)) = (entry.outcome, residences.binary_search(&entry.residence))
            {
                known[row][outcome.place()] += 1;
            }
            by_entry.insert(entry.id, entry.partner_status(shared));
        }
    }
    let mut statuses = Vec::new();
    let mut after = String::new();
    loop {
        let some = campaign_entries::references(&mut read, campaign.id, &after).await?;
        let Some((last, _)) = some.last() else { break };
        after.clone_from(last);
        let status = |(reference, id)| by_entry.get(&id).map(|status| (reference, *status));
        statuses.extend(some.into_iter().filter_map(status));
    }
    let table: Vec<Vec<u32>> = by_residence.values().map(|counts| counts.to_vec()).collect();
    let mut is_open = vec![false; EntryOutcome::ALL.len() + 1];
    // A status tells the partner who said no, and nobody is without an outcome any more.
    is_open[EntryOutcome::Refused.place()] = true;
    is_open[EntryOutcome::ALL.len()] = true;
    let is_closed = campaign.state == CampaignState::Closed;
    let figures = if is_closed { protect(&table, &known, &is_open) } else { None };
    Ok(Some(PartnerReport {
        key: campaign.key,
        state: campaign.state,
        statuses,
        figures: figures.map(|table| (residences, table)),
    }))
}

async fn counts(read: &mut ReadConn, campaign: &Campaign) -> Outcome<ByResidence> {
    let mut by_residence = ByResidence::new();
    for (residence, outcome, count) in campaign_entries::figures(read, campaign.id).await? {
        let place = outcome.map_or(EntryOutcome::ALL.len(), EntryOutcome::place);
        by_residence.entry(residence).or_default()[place] += count;
    }
    Ok(by_residence)
}

/// What she said of weekly calls, when she lets this partner know.
async fn shared_answer(
    app: &App,
    read: &mut ReadConn,
    person: passerelle_domain::ids::PersonId,
    partner: &str,
) -> Outcome<Option<bool>> {
    let Some(person) = people::by_id(read, &app.secrets, person).await? else { return Ok(None) };
    if may(&person, Purpose::Share(partner), app.clock.now()).is_err() {
        return Ok(None);
    }
    Ok(match person.consents.of(&Scope::Calls) {
        ConsentState::Accepted => Some(true),
        ConsentState::Declined | ConsentState::Withdrawn => Some(false),
        ConsentState::ReferredNotAsked | ConsentState::Asked | ConsentState::NoReplyExpired => None,
    })
}
