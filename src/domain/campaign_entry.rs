//! One household of a campaign's list, and what whoever called it tells.
//!
//! Invariants: a household without an outcome is to be called at some instant, is with the robot, or is the task of a
//! named human; one that was never reached, or that needs help, is such a task; somebody fragile is called again before a
//! date.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    campaign::{CALLS_FROM, CALLS_TO, Campaign, CampaignState, EntryOutcome, MOST_ATTEMPTS},
    ids::{CampaignEntryId, CampaignId, OrganisationId, PersonId, SeriesId},
    local_time,
    people::Member,
    tenant::Tenant,
};

/// Whoever needs something is seen to within this.
const HELP_WITHIN: TimeDelta = TimeDelta::days(1);
/// Between two attempts: another part of the day.
const NEXT_ATTEMPT: TimeDelta = TimeDelta::hours(4);

/// A second call to somebody fragile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recall {
    /// Before when.
    pub by: DateTime<Utc>,
    /// Attempts in vain.
    pub attempts: u32,
    /// When it was made.
    pub made_at: Option<DateTime<Utc>>,
}

/// What a named human does about a household that was never reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Who.
    pub owner: Member,
    /// Before when.
    pub by: DateTime<Utc>,
    /// Who did it, and when.
    pub done: Option<(Member, DateTime<Utc>)>,
}

/// One household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CampaignEntry {
    /// Identity of the record.
    pub id: CampaignEntryId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The campaign.
    pub campaign_id: CampaignId,
    /// The list's own reference, the first one of the household.
    pub reference: String,
    /// Name of the residence.
    pub residence: String,
    /// How it ended.
    pub outcome: Option<EntryOutcome>,
    /// Calls in vain.
    pub attempts: u32,
    /// When it may be called next, if it is to be.
    pub due_at: Option<DateTime<Utc>>,
    /// Somebody fragile is called again.
    pub recall: Option<Recall>,
    /// A human sees to it.
    pub task: Option<Task>,
    /// Who told the outcome, and when; nobody when the robot did.
    pub told: Option<(Option<Member>, DateTime<Utc>)>,
    /// Somebody the association knows, or since a proposal does.
    pub person_id: Option<PersonId>,
    /// Weekly calls were proposed; nothing rings before a yes.
    pub is_proposed: bool,
    /// The check calls of the robot.
    pub series_id: Option<SeriesId>,
    /// Whom to call.
    #[serde(skip)]
    pub tenant: Option<Tenant>,
}

/// What the partner may know of a household: never what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerStatus {
    /// It is on the list.
    Received,
    /// It was called.
    InContact,
    /// She said yes to calls, and that the partner may know.
    Accepted,
    /// She does not want to be called.
    Declined,
    /// Settled.
    Closed,
}

impl CampaignEntry {
    /// Its next call is a second one to somebody fragile.
    pub fn is_recall(&self) -> bool {
        self.open_recall().is_some()
    }

    /// The second call that is still to be made.
    pub fn open_recall(&self) -> Option<&Recall> {
        self.recall.as_ref().filter(|recall| recall.made_at.is_none())
    }

    /// What a human has still to do.
    pub fn open_task(&self) -> Option<&Task> {
        self.task.as_ref().filter(|task| task.done.is_none())
    }

    /// The robot has it.
    pub fn is_with_robot(&self) -> bool {
        self.series_id.is_some() && self.outcome.is_none() && self.due_at.is_none() && self.open_task().is_none()
    }

    /// What the partner is told. `calls` is what she said of weekly calls, when she lets the partner know.
    pub fn partner_status(&self, calls: Option<bool>) -> PartnerStatus {
        match (self.outcome, calls) {
            (_, Some(true)) => PartnerStatus::Accepted,
            (Some(EntryOutcome::Refused), _) | (_, Some(false)) => PartnerStatus::Declined,
            (Some(_), None) => PartnerStatus::Closed,
            (None, None) if self.attempts > 0 => PartnerStatus::InContact,
            (None, None) => PartnerStatus::Received,
        }
    }

    /// A human sees to it from now on: it is not called from the list any more.
    pub fn give_task(&mut self, campaign: &Campaign, now: DateTime<Utc>) {
        let by = campaign.ends_at().max(now + TimeDelta::days(i64::from(campaign.recall_within_days)));
        self.due_at = None;
        self.task = Some(Task { owner: Member::Staff(campaign.responsible), by, done: None });
    }

    /// Notes what whoever called it tells (`by`; nobody is the robot). True when weekly calls are to be proposed.
    ///
    /// A call in vain is one attempt; the last one is the outcome. What was told before is corrected by what is told
    /// later; a call in vain corrects nothing.
    pub fn tell(&mut self, campaign: &Campaign, outcome: EntryOutcome, by: Option<Member>, now: DateTime<Utc>) -> bool {
        let needed_help = self.outcome == Some(EntryOutcome::ReachedHelp);
        if self.open_task().is_some() {
            self.see_to(outcome, by, now);
        } else if self.is_recall() && self.due_at.is_some_and(|due_at| due_at <= now) {
            // Before its day, what is told is a correction of the first conversation, or the same again.
            self.tell_recall(campaign, outcome, by, now);
        } else if outcome == EntryOutcome::NoAnswer {
            self.called_in_vain(campaign, by, now);
        } else {
            self.settle(outcome, by, now);
        }
        if self.outcome == Some(EntryOutcome::ReachedFragile) && self.recall.is_none() {
            self.plan_recall(campaign, now);
        }
        if self.outcome == Some(EntryOutcome::ReachedHelp) && !needed_help {
            self.due_at = None;
            let owner = Member::Staff(campaign.responsible);
            self.task = Some(Task { owner, by: now + HELP_WITHIN, done: None });
        }
        let proposes = self.outcome == Some(EntryOutcome::ReachedFragile) && !self.is_proposed;
        self.is_proposed |= proposes;
        proposes
    }

    fn settle(&mut self, outcome: EntryOutcome, by: Option<Member>, now: DateTime<Utc>) {
        if self.outcome == Some(outcome) {
            return;
        }
        self.outcome = Some(outcome);
        self.told = Some((by, now));
        self.due_at = None;
        if outcome != EntryOutcome::ReachedFragile {
            self.recall = None;
        }
    }

    fn see_to(&mut self, outcome: EntryOutcome, by: Option<Member>, now: DateTime<Utc>) {
        if let (Some(task), Some(by)) = (&mut self.task, by) {
            task.done = Some((by, now));
            if let Some(recall) = &mut self.recall {
                recall.made_at = Some(now);
            }
            let keeps = self.outcome == Some(EntryOutcome::ReachedFragile) && !ends_recall(outcome);
            if !keeps {
                self.settle(outcome, Some(by), now);
            }
        }
    }

    fn called_in_vain(&mut self, campaign: &Campaign, by: Option<Member>, now: DateTime<Utc>) {
        if self.outcome.is_some() {
            return;
        }
        self.attempts += 1;
        if by.is_none() || self.attempts < MOST_ATTEMPTS && campaign.state == CampaignState::Running {
            // What the robot could not reach, staff call.
            self.due_at = Some(campaign.next_call_at(if by.is_none() { now } else { now + NEXT_ATTEMPT }));
            return;
        }
        self.outcome = Some(EntryOutcome::NoAnswer);
        self.told = Some((by, now));
        self.give_task(campaign, now);
    }

    fn tell_recall(&mut self, campaign: &Campaign, outcome: EntryOutcome, by: Option<Member>, now: DateTime<Utc>) {
        let Some(recall) = &mut self.recall else { return };
        if outcome == EntryOutcome::NoAnswer {
            recall.attempts += 1;
            if recall.attempts < MOST_ATTEMPTS {
                self.due_at = Some(campaign.next_call_at(now + NEXT_ATTEMPT));
            } else {
                // Fragile, and not reached any more: a human, at once.
                recall.made_at = Some(now);
                self.give_task(campaign, now);
            }
            return;
        }
        recall.made_at = Some(now);
        self.due_at = None;
        if ends_recall(outcome) {
            self.outcome = Some(outcome);
            self.told = Some((by, now));
        }
    }

    fn plan_recall(&mut self, campaign: &Campaign, now: DateTime<Utc>) {
        let today = local_time::local_date(now, campaign.zone);
        let last = today + TimeDelta::days(i64::from(campaign.recall_within_days));
        let tomorrow = today + TimeDelta::days(1);
        self.due_at = Some(local_time::instant_of(tomorrow, CALLS_FROM, campaign.zone));
        let by = local_time::instant_of(last.max(tomorrow), CALLS_TO, campaign.zone);
        self.recall = Some(Recall { by, attempts: 0, made_at: None });
    }
}

/// She stays fragile when the second call finds her well, or when she wants no third.
fn ends_recall(outcome: EntryOutcome) -> bool {
    matches!(outcome, EntryOutcome::ReachedHelp | EntryOutcome::WrongNumber | EntryOutcome::DeceasedOrMoved)
}

#[cfg(test)]
#[path = "campaign_entry_tests.rs"]
mod tests;
