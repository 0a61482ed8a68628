//! A week's round over a residence: whoever looks after it asks every resident for news, and nobody is left without a status.
//!
//! # Source
//! Domain notes 1.2, M05.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    campaign::{CALLS_FROM, CALLS_TO},
    ids::{CaseId, ContactRoundId, LineId, OrganisationId, ResidenceId, ResidentId, StaffId},
    local_time,
};

/// Who did not answer is tried again after this.
const NEXT_TRY: TimeDelta = TimeDelta::hours(4);
/// So many calls in vain are a status.
const ATTEMPTS: u32 = 2;
/// The week ends on Friday at this hour, local time: the bulletin is written then.
const WEEK_ENDS: NaiveTime = hour(17);
/// Afterwards it is looked at every morning.
const LOOKED_AT: NaiveTime = hour(8);
/// Days from Monday to Friday.
const TO_FRIDAY: Days = Days::new(4);
/// Longest initiative told in a bulletin.
pub const MOST_INITIATIVE_CHARS: usize = 300;
/// From this many digits on, digits in a row are a telephone number.
const DIGITS_OF_A_NUMBER: usize = 6;

const fn hour(hour: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(hour) => hour,
        None => NaiveTime::MIN,
    }
}

/// A residence with somebody who looks after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Residence {
    /// Identity of the record.
    pub id: ResidenceId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The association's reference.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whose roster hears of what is late.
    pub line_id: LineId,
    /// The clock of that line.
    pub zone: Tz,
    /// Who calls, and sees to what is needed.
    pub facilitator: StaffId,
}

/// The Monday of the week that holds a day.
pub fn week_of(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// A week of a residence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContactRound {
    /// Identity of the record.
    pub id: ContactRoundId,
    /// The residence.
    pub residence_id: ResidenceId,
    /// Its Monday.
    pub week: NaiveDate,
    /// The clock of the residence.
    pub zone: Tz,
    /// Somebody may still be called, or has no status.
    pub is_live: bool,
    /// The case about who has none.
    pub case_id: Option<CaseId>,
}

impl ContactRound {
    /// When the week ends.
    pub fn ends_at(&self) -> DateTime<Utc> {
        let friday = self.week.checked_add_days(TO_FRIDAY).unwrap_or(self.week);
        local_time::instant_of(friday, WEEK_ENDS, self.zone)
    }

    /// When it is looked at next: when the week ends, then every morning.
    pub fn next_look(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if !self.is_live {
            return None;
        }
        if self.ends_at() > now {
            return Some(self.ends_at());
        }
        let tomorrow = local_time::local_date(now, self.zone).succ_opt()?;
        Some(local_time::instant_of(tomorrow, LOOKED_AT, self.zone))
    }
}

/// How a resident was reached in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactStatus {
    /// They talked.
    Reached,
    /// A message was left.
    MessageLeft,
    /// Two calls in vain; the next day's list begins with them.
    NotReachedTwice,
    /// They asked not to be called.
    AskedNotToBeCalled,
}

impl ContactStatus {
    /// Every status.
    pub const ALL: [ContactStatus; 4] = [
        ContactStatus::Reached,
        ContactStatus::MessageLeft,
        ContactStatus::NotReachedTwice,
        ContactStatus::AskedNotToBeCalled,
    ];

    /// The name in the database, the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            ContactStatus::Reached => "reached",
            ContactStatus::MessageLeft => "message_left",
            ContactStatus::NotReachedTwice => "not_reached_twice",
            ContactStatus::AskedNotToBeCalled => "asked_not_to_be_called",
        }
    }

    /// The status named `text`.
    pub fn parse(text: &str) -> Option<ContactStatus> {
        ContactStatus::ALL.into_iter().find(|status| status.as_str() == text.trim())
    }
}

/// What whoever called tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactResult {
    /// They talked.
    Reached,
    /// A message was left.
    MessageLeft,
    /// Nobody answered.
    NotReached,
    /// They do not want these calls.
    AskedNotToBeCalled,
}

impl ContactResult {
    /// Every result.
    pub const ALL: [ContactResult; 4] = [
        ContactResult::Reached,
        ContactResult::MessageLeft,
        ContactResult::NotReached,
        ContactResult::AskedNotToBeCalled,
    ];

    /// The name in the API and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            ContactResult::Reached => "reached",
            ContactResult::MessageLeft => "message_left",
            ContactResult::NotReached => "not_reached",
            ContactResult::AskedNotToBeCalled => "asked_not_to_be_called",
        }
    }

    /// The result named `text`.
    pub fn parse(text: &str) -> Option<ContactResult> {
        ContactResult::ALL.into_iter().find(|result| result.as_str() == text.trim())
    }
}

/// A resident in a week's round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundEntry {
    /// The round.
    pub round_id: ContactRoundId,
    /// The resident.
    pub resident_id: ResidentId,
    /// How they were reached.
    pub status: Option<ContactStatus>,
    /// Calls in vain.
    pub attempts: u32,
    /// When they may be called next, if they are to be.
    pub due_at: Option<DateTime<Utc>>,
}

impl RoundEntry {
    /// Notes what whoever called tells.
    pub fn tell(&mut self, result: ContactResult, now: DateTime<Utc>, zone: Tz) {
        self.due_at = None;
        self.status = match result {
            ContactResult::Reached => Some(ContactStatus::Reached),
            ContactResult::MessageLeft => Some(ContactStatus::MessageLeft),
            ContactResult::AskedNotToBeCalled => Some(ContactStatus::AskedNotToBeCalled),
            ContactResult::NotReached => {
                self.attempts += 1;
                let today = local_time::local_date(now, zone);
                let tomorrow = local_time::instant_of(today + Days::new(1), CALLS_FROM, zone);
                let later = local_time::next_within(now + NEXT_TRY, CALLS_FROM, CALLS_TO, zone);
                let is_status = self.attempts >= ATTEMPTS;
                self.due_at = Some(if is_status { tomorrow } else { later });
                is_status.then_some(ContactStatus::NotReachedTwice)
            }
        };
    }
}

/// Why an initiative cannot stand in the bulletin, which everybody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitInitiative {
    /// Nothing, or too much.
    #[error("1 to {MOST_INITIATIVE_CHARS} characters")]
    Length,
    /// It names a resident.
    #[error("it names a resident: say what is done, not who")]
    NamesSomebody,
    /// It tells how to reach somebody.
    #[error("it holds a telephone number or an address")]
    Contact,
}

/// Whether `text` may stand in the bulletin; `is_named` tells whether it names a resident.
///
/// # Errors
/// Why not.
pub fn check_initiative(text: &str, is_named: impl Fn(&str) -> bool) -> Result<(), UnfitInitiative> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MOST_INITIATIVE_CHARS {
        return Err(UnfitInitiative::Length);
    }
    let joined: String = text.chars().filter(|sign| !matches!(sign, ' ' | '.' | '-' | '\u{a0}' | '\u{202f}')).collect();
    let has_number = joined.split(|sign: char| !sign.is_ascii_digit()).any(|run| run.len() >= DIGITS_OF_A_NUMBER);
    if has_number || text.contains('@') {
        return Err(UnfitInitiative::Contact);
    }
    if is_named(text) { Err(UnfitInitiative::NamesSomebody) } else { Ok(()) }
}

#[cfg(test)]
#[path = "contact_round_tests.rs"]
mod tests;
