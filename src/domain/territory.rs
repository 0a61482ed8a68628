//! A territory carries the clock and the calendar of the people who live there.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::holidays::HolidayCalendar;

/// Where somebody lives: time zone and public holidays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Territory {
    /// Name in imports, for example `FR-MTQ`.
    pub name: String,
    /// IANA zone.
    pub zone: Tz,
    /// Public holidays.
    pub holidays: HolidayCalendar,
}
