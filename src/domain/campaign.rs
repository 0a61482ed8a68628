//! A call campaign: a partner's list of households, called once through before a date.
//!
//! Every household ends in exactly one of seven outcomes ([`EntryOutcome`]), or in the hands of a named human. While
//! anything of it is unsettled the campaign is looked at every morning, and a coordinator hears of what is late.
//!
//! # Source
//! Domain notes 1.2, M09.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CampaignId, CaseId, LineId, OrganisationId, StaffId},
    local_time,
    people::Member,
};

/// Nobody is called before this hour, local time…
pub const CALLS_FROM: NaiveTime = hour(9);
/// …nor from this hour on.
pub const CALLS_TO: NaiveTime = hour(20);
/// What is late is told at this hour, local time.
const LOOKED_AT: NaiveTime = hour(8);
/// How long a household is kept for whoever took it from the list: calls last 5 to 10 minutes, sometimes 40.
pub const HELD_FOR: TimeDelta = TimeDelta::minutes(45);
/// How often a household is called in vain before a human sees to it in another way: morning, afternoon, evening.
pub const MOST_ATTEMPTS: u32 = 3;
/// Longest words to say.
pub const MOST_SCRIPT_CHARS: usize = 4_000;
/// Somebody fragile is called again within so many days, unless the campaign says otherwise.
pub const RECALL_WITHIN_DAYS: u32 = 7;

const fn hour(hour: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(hour) => hour,
        None => NaiveTime::MIN,
    }
}

/// How a household ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryOutcome {
    /// Reached, and well.
    ReachedOk,
    /// Reached, and alone or fragile: called again, and offered weekly calls.
    ReachedFragile,
    /// Reached, and needs concrete help.
    ReachedHelp,
    /// Does not want to be called.
    Refused,
    /// Never reached: a named human sees to it.
    NoAnswer,
    /// The number is somebody else's, or nobody's.
    WrongNumber,
    /// Has died, or lives elsewhere.
    DeceasedOrMoved,
}

impl EntryOutcome {
    /// The seven, in the order of every table.
    pub const ALL: [EntryOutcome; 7] = [
        EntryOutcome::ReachedOk,
        EntryOutcome::ReachedFragile,
        EntryOutcome::ReachedHelp,
        EntryOutcome::Refused,
        EntryOutcome::NoAnswer,
        EntryOutcome::WrongNumber,
        EntryOutcome::DeceasedOrMoved,
    ];

    /// The name in the database, the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            EntryOutcome::ReachedOk => "reached_ok",
            EntryOutcome::ReachedFragile => "reached_fragile",
            EntryOutcome::ReachedHelp => "reached_help",
            EntryOutcome::Refused => "refused",
            EntryOutcome::NoAnswer => "no_answer",
            EntryOutcome::WrongNumber => "wrong_number",
            EntryOutcome::DeceasedOrMoved => "deceased_or_moved",
        }
    }

    /// The outcome named `text`.
    pub fn parse(text: &str) -> Option<EntryOutcome> {
        EntryOutcome::ALL.into_iter().find(|outcome| outcome.as_str() == text.trim())
    }

    /// Its place in [`EntryOutcome::ALL`].
    pub fn place(self) -> usize {
        self as usize
    }
}

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum CallWay {
    /// Staff, with the words of the script.
    #[default]
    Staff,
    /// The robot where the person agreed to automatic checks, staff elsewhere.
    Robot,
}

impl CallWay {
    /// The name in the API and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            CallWay::Staff => "staff",
            CallWay::Robot => "robot",
        }
    }

    /// The way named `text`.
    pub fn parse(text: &str) -> Option<CallWay> {
        [CallWay::Staff, CallWay::Robot].into_iter().find(|way| way.as_str() == text.trim())
    }
}

/// The words shown to whoever calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct CampaignScript {
    /// Counts from 1; it is kept with what people agreed to.
    pub version: u32,
    /// The words.
    pub words: String,
}

/// Where a campaign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// Households are called.
    Running,
    /// Its last day is over, and something is unsettled.
    Ended,
    /// A human closed it: every household has its outcome.
    Closed,
}

impl CampaignState {
    /// The name shown.
    pub fn as_str(self) -> &'static str {
        match self {
            CampaignState::Running => "running",
            CampaignState::Ended => "ended",
            CampaignState::Closed => "closed",
        }
    }
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Campaign {
    /// Identity of the record.
    pub id: CampaignId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The association's reference.
    pub key: String,
    /// Reference of the partner whose list it is.
    pub partner: String,
    /// Its clock, the roster that is paged, and the line of those who want weekly calls.
    pub line_id: LineId,
    /// The clock of the line.
    pub zone: Tz,
    /// Who calls.
    pub way: CallWay,
    /// What is said.
    pub script: CampaignScript,
    /// Households whose list tells a later birth are refused.
    pub least_age: Option<u32>,
    /// Last local date of calls.
    pub ends_on: NaiveDate,
    /// Who sees to those who were never reached.
    pub responsible: StaffId,
    /// Days.
    pub recall_within_days: u32,
    /// Where it is.
    pub state: CampaignState,
    /// The case about what is late.
    pub case_id: Option<CaseId>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who closed it, and when.
    pub closed: Option<(Member, DateTime<Utc>)>,
}

/// What is unsettled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Unsettled {
    /// Households without an outcome.
    pub without_outcome: u32,
    /// Fragile people to be called again.
    pub recalls: u32,
    /// Of those, how many should have been.
    pub late_recalls: u32,
    /// Households that a named human sees to.
    pub tasks: u32,
    /// Of those, how many should have been seen to.
    pub late_tasks: u32,
}

impl Unsettled {
    /// Nothing is.
    pub fn is_nothing(self) -> bool {
        self.without_outcome == 0 && self.recalls == 0 && self.tasks == 0
    }
}

impl Campaign {
    /// The last instant of its last day's calls.
    pub fn ends_at(&self) -> DateTime<Utc> {
        local_time::instant_of(self.ends_on, CALLS_TO, self.zone)
    }

    /// When it is looked at next: every morning, and when it ends. `None` once closed.
    pub fn next_look(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = local_time::local_date(now, self.zone);
        let mornings = [Some(today), today.succ_opt()].into_iter().flatten();
        let morning = mornings.map(|day| local_time::instant_of(day, LOOKED_AT, self.zone)).find(|at| *at > now);
        let morning = morning.unwrap_or(now + TimeDelta::days(1));
        match self.state {
            CampaignState::Running => Some(morning.min(self.ends_at().max(now))),
            CampaignState::Ended => Some(morning),
            CampaignState::Closed => None,
        }
    }

    /// How many households a coordinator must hear of now: what is late, and at the end whatever has no outcome.
    pub fn to_tell(&self, unsettled: Unsettled) -> u32 {
        let at_the_end = if self.state == CampaignState::Ended { unsettled.without_outcome } else { 0 };
        at_the_end + unsettled.late_recalls + unsettled.late_tasks
    }

    /// The next instant within the hours of calls.
    pub fn next_call_at(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        local_time::next_within(at, CALLS_FROM, CALLS_TO, self.zone)
    }
}

#[cfg(test)]
#[path = "campaign_tests.rs"]
pub(crate) mod tests;
