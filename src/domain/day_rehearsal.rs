//! A day lived ahead on the simulator: what was asked, how far it is, what would happen. No personal data: calls and cases
//! have codes of the rehearsal, and whoever would be paged is an identity.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    case::{CaseKind, CaseLevel},
    code::Code,
    ids::OrganisationId,
};

/// The furthest day that can be rehearsed, today being 0: further, the plan of the week is not made.
pub const MOST_DAYS_AHEAD: u64 = 7;
/// Kept of an association; the oldest goes first.
pub const MOST_KEPT: usize = 10;
/// Listed of one rehearsal; the others are counted.
pub const MOST_LISTED: usize = 200;
/// The largest part of the volunteers that can be away, in percent.
pub const MOST_AWAY_PERCENT: u8 = 90;
/// Whoever lives the day tells every few seconds how far it is: silent for longer, they were stopped.
pub const SILENT_FOR: TimeDelta = TimeDelta::minutes(2);

/// What is to be lived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayWish {
    /// The day.
    pub on: NaiveDate,
    /// Where chance comes from: the same seed gives the same day.
    pub seed: u64,
    /// The part of the volunteers who are away that day, in percent.
    pub away_percent: u8,
    /// The carrier refuses everything from eleven to noon.
    pub has_outage: bool,
}

/// A rehearsal of a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DayRehearsal {
    /// Identity of the record.
    pub id: Uuid,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// Names it in addresses.
    pub code: Code,
    /// Who asked: an identity.
    pub asked_by: Uuid,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What.
    pub wish: DayWish,
    /// How far it is.
    pub stage: Stage,
}

/// How far a rehearsal is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Nobody lives it yet.
    Asked,
    /// It is lived.
    Running {
        /// How much of the day is over.
        percent: u8,
        /// When that was told.
        told_at: DateTime<Utc>,
    },
    /// It was lived.
    Done {
        /// When it ended.
        ended_at: DateTime<Utc>,
        /// What would happen.
        result: Box<DayResult>,
    },
    /// It was not.
    Failed {
        /// Why.
        why: DayFailure,
    },
}

/// Why a day was not lived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayFailure {
    /// The program was stopped meanwhile.
    Interrupted,
    /// It took longer than it may.
    TooLong,
    /// A part of it failed; the log says which.
    Trouble,
}

impl DayRehearsal {
    /// How far it is, as far as is known now: whoever has been silent for too long was stopped.
    #[must_use]
    pub fn stage_at(&self, now: DateTime<Utc>) -> Stage {
        match &self.stage {
            Stage::Running { told_at, .. } if now - *told_at > SILENT_FOR => {
                Stage::Failed { why: DayFailure::Interrupted }
            }
            stage => stage.clone(),
        }
    }

    /// Whether it is asked or lived: another one waits for its end.
    #[must_use]
    pub fn is_live_at(&self, now: DateTime<Utc>) -> bool {
        matches!(self.stage_at(now), Stage::Asked | Stage::Running { .. })
    }
}

/// What would happen on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayResult {
    /// Calls whose hour came.
    pub planned: usize,
    /// The two have talked.
    pub reached: usize,
    /// Missed contacts: the protocol was exhausted.
    pub missed: usize,
    /// Cancelled, because of a pause or a consent.
    pub cancelled: usize,
    /// Not settled when the rehearsal ended.
    pub unfinished: usize,
    /// With a stand-in.
    pub by_substitute: usize,
    /// Volunteers who were made to be away.
    pub volunteers_away: usize,
    /// Calls for which nobody was found in time: codes of the rehearsal and hours.
    pub uncovered: Vec<(Code, DateTime<Utc>)>,
    /// What would be escalated.
    pub escalations: Vec<Escalation>,
    /// When the roster leaves a line alone that day.
    pub gaps: Vec<LineGap>,
    /// Calls to the lines…
    pub rang: usize,
    /// …of which somebody answered,
    pub answered: usize,
    /// a call back was promised,
    pub promised: usize,
    /// or a message was left.
    pub messages: usize,
    /// Things in progress that nothing would wake: a fault of the program.
    pub without_timer: usize,
}

/// A case that would be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Its code in the rehearsal.
    pub code: Code,
    /// About what.
    pub kind: CaseKind,
    /// How serious.
    pub level: CaseLevel,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// Who would be paged, and when.
    pub pages: Vec<(Uuid, DateTime<Utc>)>,
    /// Who would take it, and when.
    pub taken: Option<(Uuid, DateTime<Utc>)>,
}

/// A time when a line lacks somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineGap {
    /// Name of the line.
    pub line: String,
    /// What lacks.
    pub lack: Lack,
    /// From when.
    pub from: DateTime<Utc>,
    /// To when, exclusive.
    pub to: DateTime<Utc>,
}

/// What lacks on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// Open, and nobody listens.
    NobodyListening,
    /// Open, and fewer listen than wanted.
    TooFewListening,
    /// Nobody is on call.
    NobodyOnCall,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_lives_it_is_silent_then_it_was_interrupted() {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let on = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        let rehearsal = DayRehearsal {
            id: Uuid::nil(),
            organisation_id: OrganisationId(Uuid::nil()),
            code: Code::parse("A7K2").unwrap(),
            asked_by: Uuid::nil(),
            asked_at: at,
            wish: DayWish { on, seed: 1, away_percent: 0, has_outage: false },
            stage: Stage::Running { percent: 10, told_at: at },
        };
        assert!(rehearsal.is_live_at(at + SILENT_FOR));
        let later = at + SILENT_FOR + TimeDelta::seconds(1);
        assert_eq!(rehearsal.stage_at(later), Stage::Failed { why: DayFailure::Interrupted });
        let kept = serde_json::to_string(&rehearsal).unwrap();
        assert_eq!(serde_json::from_str::<DayRehearsal>(&kept).unwrap(), rehearsal);
    }
}
