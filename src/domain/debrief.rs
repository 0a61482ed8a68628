//! A hand held out after a hard call: the volunteer is asked at once, and a coordinator the next day.
//!
//! # Source
//! Domain notes 2.2 and story V10.

use chrono::{DateTime, Days, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    code::Code,
    ids::{CaseId, DebriefId, LineId, OrganisationId, ScheduledCallId, VolunteerId},
    local_time,
};

/// Where a debrief is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DebriefState {
    /// The volunteer was asked.
    Offered,
    /// The volunteer wants to talk: a case has the promise.
    Wanted,
    /// No answer by the next day: a case asks a coordinator to ring.
    Unanswered,
}

impl DebriefState {
    /// Whether something must still happen.
    pub fn is_live(self) -> bool {
        self == DebriefState::Offered
    }

    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            DebriefState::Offered => "offered",
            DebriefState::Wanted => "wanted",
            DebriefState::Unanswered => "unanswered",
        }
    }
}

/// A debrief offered after one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debrief {
    /// Identity of the record.
    pub id: DebriefId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line that writes.
    pub line_id: LineId,
    /// To whom.
    pub volunteer_id: VolunteerId,
    /// After which call.
    pub scheduled_call_id: ScheduledCallId,
    /// The code of that call, named in the text.
    pub code: Code,
    /// Where it is.
    pub state: DebriefState,
    /// When it was offered.
    pub offered_at: DateTime<Utc>,
    /// The case that has the promise, or the reminder.
    pub case_id: Option<CaseId>,
}

fn hour(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}

/// Without an answer a coordinator is reminded then: the next day at ten.
pub fn reminder_at(offered_at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let next_day = local_time::local_date(offered_at, zone) + Days::new(1);
    local_time::instant_of(next_day, hour(10), zone)
}

/// Before when somebody who wants to talk is rung: today at eight in the evening, or tomorrow at noon for whoever asks
/// after six.
pub fn ring_before(asked_at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let today = local_time::local_date(asked_at, zone);
    if local_time::local_time(asked_at, zone) < hour(18) {
        local_time::instant_of(today, hour(20), zone)
    } else {
        local_time::instant_of(today + Days::new(1), hour(12), zone)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};

    use super::*;

    #[test]
    fn hours_then_the_same_day_or_the_next_on_every_clock() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let shown = |at: DateTime<Utc>| at.format("%d %H:%M").to_string();
        for (asked, zone, before, reminded) in [
            ("2026-11-26T15:00:00Z", Paris, "26 19:00", "27 09:00"),
            ("2026-11-26T17:30:00Z", Paris, "27 11:00", "27 09:00"),
            ("2026-11-26T17:30:00Z", Martinique, "27 00:00", "27 14:00"),
            // The clocks go forward, and back, in the night between.
            ("2027-03-27T18:00:00Z", Paris, "28 10:00", "28 08:00"),
            ("2027-10-30T18:00:00Z", Paris, "31 11:00", "31 09:00"),
        ] {
            assert_eq!(shown(ring_before(at(asked), zone)), before, "{asked}");
            assert_eq!(shown(reminder_at(at(asked), zone)), reminded, "{asked}");
        }
    }
}
