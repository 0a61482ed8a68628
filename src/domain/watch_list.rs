//! People whom a partner wants asked after at regular dates.
//!
//! One conversation counts for every list she is on that is due within a few days: two partners who watch over the same
//! person make her telephone ring once, and each hears of its own list only.
//!
//! # Source
//! Domain notes 1.2, M07.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CaseId, LineId, OrganisationId, PersonId, WatchListId},
    local_time,
};

/// A conversation counts for a date so many days ahead.
pub const COUNTS_DAYS_AHEAD: u64 = 3;
/// Rarest and most frequent checks.
pub const EVERY_DAYS: std::ops::RangeInclusive<u32> = 1..=92;
/// Somebody who did not answer is tried again after this.
pub const NEXT_TRY: TimeDelta = TimeDelta::hours(4);
/// What was not done on its date is told at this hour of the next day, local time.
const TOLD_AT: NaiveTime = match NaiveTime::from_hms_opt(8, 0, 0) {
    Some(hour) => hour,
    None => NaiveTime::MIN,
};

/// A partner's list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WatchList {
    /// Identity of the record.
    pub id: WatchListId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The association's reference.
    pub key: String,
    /// Reference of the partner.
    pub partner: String,
    /// Whose roster hears of what is late.
    pub line_id: LineId,
    /// The clock of that line.
    pub zone: Tz,
    /// Days between two checks.
    pub every_days: u32,
    /// The case about what is late.
    pub case_id: Option<CaseId>,
}

impl WatchList {
    /// The next morning at which what is late is told.
    pub fn next_look(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let today = local_time::local_date(now, self.zone);
        let mornings = [Some(today), today.succ_opt()].into_iter().flatten();
        let morning = mornings.map(|day| local_time::instant_of(day, TOLD_AT, self.zone)).find(|at| *at > now);
        morning.unwrap_or(now + TimeDelta::days(1))
    }
}

/// What somebody who talked with her tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// She is well.
    Well,
    /// Something is worrying: a case opens.
    Worry,
    /// She did not answer: the check is not done.
    NotReached,
}

impl CheckResult {
    /// Every result.
    pub const ALL: [CheckResult; 3] = [CheckResult::Well, CheckResult::Worry, CheckResult::NotReached];

    /// The name in the database, the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            CheckResult::Well => "well",
            CheckResult::Worry => "worry",
            CheckResult::NotReached => "not_reached",
        }
    }

    /// The result named `text`.
    pub fn parse(text: &str) -> Option<CheckResult> {
        CheckResult::ALL.into_iter().find(|result| result.as_str() == text.trim())
    }
}

/// Somebody on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedPerson {
    /// The list.
    pub list_id: WatchListId,
    /// She.
    pub person_id: PersonId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// How the partner names her.
    pub reference: String,
    /// She is still on the list.
    pub is_watched: bool,
    /// Local date of the next check.
    pub due_on: NaiveDate,
    /// She did not answer: not before then.
    pub not_before: Option<DateTime<Utc>>,
}

/// Where she is, as the partner of the list is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WatchStatus {
    /// Asked after on the last date.
    UpToDate,
    /// To be asked after today.
    Due,
    /// Not asked after on her date.
    Late,
    /// She has not said yes to calls, or is away.
    NotFollowed,
    /// She has not agreed that this partner is told.
    NotShared,
}

impl WatchedPerson {
    /// Where she is on the local date `today`; `may_call` tells whether she may be called at all.
    pub fn status(&self, today: NaiveDate, may_call: bool) -> WatchStatus {
        match self.due_on.cmp(&today) {
            _ if !may_call => WatchStatus::NotFollowed,
            std::cmp::Ordering::Greater => WatchStatus::UpToDate,
            std::cmp::Ordering::Equal => WatchStatus::Due,
            std::cmp::Ordering::Less => WatchStatus::Late,
        }
    }

    /// A conversation took place on the local date `on`: answers the date it counts for, if it does, and moves on to the
    /// next one. The rhythm stays; dates that were missed are not made up for.
    pub fn talked(&mut self, on: NaiveDate, every_days: u32) -> Option<NaiveDate> {
        let last_counted = on.checked_add_days(Days::new(COUNTS_DAYS_AHEAD))?;
        if !self.is_watched || self.due_on > last_counted {
            return None;
        }
        let done_for = self.due_on;
        let step = Days::new(u64::from(every_days.max(1)));
        self.due_on = self.due_on.checked_add_days(step)?;
        while self.due_on <= on {
            self.due_on = self.due_on.checked_add_days(step)?;
        }
        self.not_before = None;
        Some(done_for)
    }
}

#[cfg(test)]
#[path = "watch_list_tests.rs"]
mod tests;
