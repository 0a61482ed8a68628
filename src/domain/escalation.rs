//! Who is paged, how long is waited, and what happens then. A case freezes its policy when it opens.
//!
//! # Source
//! Domain notes 2.7 and 2.8.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{case::CaseLevel, local_time};

/// An escalation policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationPolicy {
    /// Minutes a page waits for `PRENDS` before the next coordinator is paged.
    pub acknowledge_within_min: i64,
    /// Minutes an acknowledgement holds before the case is paged again.
    pub acknowledgement_expires_min: i64,
    /// Pages are held outside these local hours (never dropped); `None` pages at any hour.
    pub paging_hours: Option<(NaiveTime, NaiveTime)>,
    /// Zone of those hours.
    pub zone: Tz,
}

impl EscalationPolicy {
    /// The policy of a level.
    pub fn for_level(level: CaseLevel, zone: Tz) -> EscalationPolicy {
        let daytime = NaiveTime::from_hms_opt(8, 0, 0).zip(NaiveTime::from_hms_opt(20, 0, 0));
        let (acknowledge_within_min, acknowledgement_expires_min, paging_hours) = match level {
            CaseLevel::Note => (24 * 60, 72 * 60, daytime),
            CaseLevel::Worry => (4 * 60, 24 * 60, daytime),
            CaseLevel::Serious => (30, 2 * 60, None),
            CaseLevel::Immediate => (5, 30, None),
        };
        EscalationPolicy { acknowledge_within_min, acknowledgement_expires_min, paging_hours, zone }
    }

    /// The first instant at or after `at` at which somebody may be paged.
    pub fn may_page_at(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        match self.paging_hours {
            Some((from, to)) => local_time::next_within(at, from, to, self.zone),
            None => at,
        }
    }

    /// How long a page waits for an acknowledgement.
    pub fn acknowledge_within(&self) -> TimeDelta {
        TimeDelta::minutes(self.acknowledge_within_min)
    }

    /// How long an acknowledgement holds.
    pub fn acknowledgement_expires(&self) -> TimeDelta {
        TimeDelta::minutes(self.acknowledgement_expires_min)
    }
}
