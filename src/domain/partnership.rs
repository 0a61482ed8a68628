//! A partner's agreement: from when to when, and how many people a month it may signal.
//!
//! Once it has ended nobody new is signalled; whoever is accompanied already goes on as before, and the partner reads their
//! statuses for a while.
//!
//! # Source
//! Domain notes 4.4 (L7).

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::ids::OrganisationId;

/// Coordinators are told so many days before the end.
pub const TOLD_BEFORE_DAYS: [i64; 3] = [60, 30, 7];
/// So many days after the end, a partner still reads the statuses of whom it signalled.
pub const READABLE_DAYS: u64 = 365;
/// Nobody signals more a month.
pub const MOST_A_MONTH: u32 = 5_000;

/// An agreement with a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partnership {
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The partner's reference.
    pub key: String,
    /// First day; none when it was never noted.
    pub from_on: Option<NaiveDate>,
    /// Last day; none when it has no end.
    pub to_on: Option<NaiveDate>,
    /// People it may signal a month; none: as many as it likes.
    pub capacity_per_month: Option<u32>,
    /// For which of [`TOLD_BEFORE_DAYS`] coordinators were told of this end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<i64>,
}

/// Why a partner signals nobody now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnershipClosed {
    /// It begins on this day.
    NotBegun(NaiveDate),
    /// This was its last day.
    Ended(NaiveDate),
    /// As many as agreed on were signalled this month.
    Full,
}

impl Partnership {
    /// Nothing was agreed on in writing: nothing holds it back.
    pub fn open(organisation_id: OrganisationId, key: String) -> Partnership {
        Partnership { organisation_id, key, from_on: None, to_on: None, capacity_per_month: None, told: Vec::new() }
    }

    /// Why nobody new is signalled on `today`, when `this_month` people were already.
    pub fn closed(&self, today: NaiveDate, this_month: usize) -> Option<PartnershipClosed> {
        if let Some(from_on) = self.from_on.filter(|from_on| today < *from_on) {
            return Some(PartnershipClosed::NotBegun(from_on));
        }
        if let Some(to_on) = self.to_on.filter(|to_on| today > *to_on) {
            return Some(PartnershipClosed::Ended(to_on));
        }
        let is_full = self.capacity_per_month.is_some_and(|most| this_month >= most as usize);
        is_full.then_some(PartnershipClosed::Full)
    }

    /// Whether the partner still reads the statuses of whom it signalled.
    pub fn is_readable(&self, today: NaiveDate) -> bool {
        let until = self.to_on.and_then(|to_on| to_on.checked_add_days(Days::new(READABLE_DAYS)));
        until.is_none_or(|until| today <= until)
    }

    /// Days until the end, when coordinators are to be told of it now; the agreement that has told them beside it. Of several
    /// reminders that are due, one is enough.
    pub fn reminded(&self, today: NaiveDate) -> Option<(i64, Partnership)> {
        let left = (self.to_on? - today).num_days();
        if left < 0 {
            return None;
        }
        let due: Vec<i64> = TOLD_BEFORE_DAYS.into_iter().filter(|before| left <= *before).collect();
        if due.iter().all(|before| self.told.contains(before)) {
            return None;
        }
        Some((left, Partnership { told: due, ..self.clone() }))
    }

    /// The same agreement with other dates and another capacity; another end is told of anew.
    #[must_use]
    pub fn changed(
        &self,
        from_on: Option<NaiveDate>,
        to_on: Option<NaiveDate>,
        capacity_per_month: Option<u32>,
    ) -> Partnership {
        let told = if to_on == self.to_on { self.told.clone() } else { Vec::new() };
        Partnership { from_on, to_on, capacity_per_month, told, ..self.clone() }
    }
}

/// Whether two days are of one month.
pub fn is_same_month(one: NaiveDate, other: NaiveDate) -> bool {
    (one.year(), one.month()) == (other.year(), other.month())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn to(text: &str) -> Partnership {
        let open = Partnership::open(OrganisationId(Uuid::nil()), "herault".into());
        open.changed(Some(day("2026-01-01")), Some(day(text)), Some(2))
    }

    #[test]
    fn each_day_then_open_or_closed_with_its_reason() {
        let agreed = to("2026-12-31");
        for (today, this_month, expected) in [
            ("2025-12-31", 0, Some(PartnershipClosed::NotBegun(day("2026-01-01")))),
            ("2026-01-01", 0, None),
            ("2026-12-31", 1, None),
            ("2026-12-31", 2, Some(PartnershipClosed::Full)),
            ("2027-01-01", 0, Some(PartnershipClosed::Ended(day("2026-12-31")))),
        ] {
            assert_eq!(agreed.closed(day(today), this_month), expected, "{today}");
        }
        assert!(agreed.is_readable(day("2027-12-31")) && !agreed.is_readable(day("2028-01-01")));
        assert_eq!(Partnership::open(OrganisationId(Uuid::nil()), "x".into()).closed(day("2030-01-01"), 9_999), None);
    }

    #[test]
    fn sixty_thirty_and_seven_days_before_then_told_once_each() {
        let mut agreed = to("2026-12-31");
        let mut told = Vec::new();
        let mut today = day("2026-10-01");
        while today < day("2027-02-01") {
            if let Some((left, after)) = agreed.reminded(today) {
                told.push(left);
                agreed = after;
            }
            today = today + Days::new(1);
        }
        assert_eq!(told, [60, 30, 7]);
        // Noted late: one reminder, not three; a longer agreement is told of anew.
        let (left, after) = to("2026-12-31").reminded(day("2026-12-28")).unwrap();
        assert_eq!((left, after.reminded(day("2026-12-29"))), (3, None));
        let longer = after.changed(after.from_on, Some(day("2027-12-31")), None);
        assert!(longer.told.is_empty() && longer.reminded(day("2026-12-29")).is_none());
    }
}
