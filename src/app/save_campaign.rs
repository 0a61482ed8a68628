//! Makes a campaign, or changes one: its words, its last day, who is responsible.

use chrono::NaiveDate;
use passerelle_domain::{
    campaign::{CallWay, Campaign, CampaignScript, CampaignState, MOST_SCRIPT_CHARS, RECALL_WITHIN_DAYS},
    ids::{CampaignId, OrganisationId},
    local_time,
    matter::MatterKind,
    people::{Member, StaffRole},
};
use passerelle_store::{campaigns, lines, staff, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    schedule::set_timer,
};

/// Longest reference.
const MOST_KEY_CHARS: usize = 64;

/// A campaign as somebody wants it. `None` keeps what is known, or takes the default.
#[derive(Debug, Clone, Default)]
pub struct WantedCampaign {
    /// The association's reference.
    pub key: String,
    /// Reference of the partner whose list it is; needed at first, and then never changed.
    pub partner: Option<String>,
    /// Reference of the line; needed at first.
    pub line: Option<String>,
    /// Last local date of calls; needed at first.
    pub ends_on: Option<NaiveDate>,
    /// Reference of whoever sees to those never reached; needed at first.
    pub responsible: Option<String>,
    /// Who calls.
    pub way: Option<CallWay>,
    /// What is said.
    pub words: Option<String>,
    /// Younger households are refused.
    pub least_age: Option<u32>,
    /// Days within which somebody fragile is called again.
    pub recall_within_days: Option<u32>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum SavedCampaign {
    /// It is as wanted.
    Saved(Box<Campaign>),
    /// It is not, and why; nothing was changed.
    Refused(&'static str),
}

/// Makes or changes a campaign. The same again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn save_campaign(
    app: &App,
    owner: OrganisationId,
    wanted: &WantedCampaign,
    by: Member,
) -> Outcome<SavedCampaign> {
    use SavedCampaign::Refused;
    let now = app.clock.now();
    if !is_key(&wanted.key) || wanted.partner.as_deref().is_some_and(|partner| !is_key(partner)) {
        return Ok(Refused("A reference has 1 to 64 letters, digits, - or _."));
    }
    if wanted.words.as_ref().is_some_and(|words| words.chars().count() > MOST_SCRIPT_CHARS) {
        return Ok(Refused("The words are too long: at most 4000 characters."));
    }
    transact!(app.db, |tx| {
        let before = campaigns::by_key(tx, owner, &wanted.key).await?;
        if before.as_ref().is_some_and(|before| before.state == CampaignState::Closed) {
            return Ok(Refused("It is closed."));
        }
        let line = match &wanted.line {
            Some(key) => lines::of_organisation(tx, owner).await?.into_iter().find(|line| line.key == *key),
            None => match &before {
                Some(before) => lines::by_id(tx, before.line_id).await?,
                None => None,
            },
        };
        let Some(line) = line else { return Ok(Refused("Which line? None has that reference.")) };
        let responsible = match &wanted.responsible {
            Some(key) => staff::by_key(tx, &app.secrets, owner, key).await?,
            None => match &before {
                Some(before) => staff::by_id(tx, &app.secrets, before.responsible).await?,
                None => None,
            },
        };
        let Some(responsible) = responsible.filter(|staff| staff.role != StaffRole::Partner) else {
            return Ok(Refused("Who is responsible? No staff member has that reference."));
        };
        let known_partner = before.as_ref().map(|before| before.partner.clone());
        if known_partner.is_some() && wanted.partner.is_some() && known_partner != wanted.partner {
            return Ok(Refused("The list belongs to another partner: make another campaign."));
        }
        let Some(partner) = wanted.partner.clone().or(known_partner) else {
            return Ok(Refused("Whose list is it? The partner is missing."));
        };
        let zone = line.territory.zone;
        let Some(ends_on) = wanted.ends_on.or(before.as_ref().map(|before| before.ends_on)) else {
            return Ok(Refused("When does it end? The last date is missing."));
        };
        if wanted.ends_on.is_some() && ends_on < local_time::local_date(now, zone) {
            return Ok(Refused("Its last date is over."));
        }
        let way = wanted.way.or(before.as_ref().map(|before| before.way)).unwrap_or_default();
        if way == CallWay::Robot && line.check_number.is_none() {
            return Ok(Refused("The line has no check_number, the only kind of number that automatic calls may show."));
        }
        let script_before = before.as_ref().map(|before| before.script.clone()).unwrap_or_default();
        let script = match &wanted.words {
            Some(words) if *words != script_before.words => {
                CampaignScript { version: script_before.version + 1, words: words.clone() }
            }
            Some(_) | None => script_before,
        };
        let campaign = Campaign {
            id: before.as_ref().map_or_else(|| CampaignId(app.chance.new_id(now)), |before| before.id),
            organisation_id: owner,
            key: wanted.key.clone(),
            partner,
            line_id: line.id,
            zone,
            way,
            script,
            least_age: wanted.least_age.or(before.as_ref().and_then(|before| before.least_age)),
            ends_on,
            responsible: responsible.id,
            recall_within_days: wanted
                .recall_within_days
                .or(before.as_ref().map(|before| before.recall_within_days))
                .unwrap_or(RECALL_WITHIN_DAYS),
            // A later last date: households are called again.
            state: CampaignState::Running,
            case_id: before.as_ref().and_then(|before| before.case_id),
            made_at: before.as_ref().map_or(now, |before| before.made_at),
            closed: None,
        };
        let is_same =
            before.as_ref().is_some_and(|before| Campaign { state: before.state, ..campaign.clone() } == *before);
        if is_same {
            return Ok(SavedCampaign::Saved(Box::new(before.unwrap_or(campaign))));
        }
        campaigns::save(tx, &campaign).await?;
        set_timer(tx, MatterKind::Campaign, campaign.id.0, campaign.next_look(now), now).await?;
        let trace = Trace {
            organisation_id: owner,
            actor: &format!("member:{}", by.uuid()),
            verb: "saved",
            noun: "campaign",
            noun_id: campaign.id.0,
            detail: json!({ "key": campaign.key, "script_version": campaign.script.version }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(SavedCampaign::Saved(Box::new(campaign)))
    })
    .await
}

fn is_key(key: &str) -> bool {
    let is_sign = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_');
    !key.is_empty() && key.chars().count() <= MOST_KEY_CHARS && key.chars().all(is_sign)
}
