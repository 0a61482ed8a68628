//! A person is away for a while: nobody rings her, and she is not missed.
//!
//! A pause is local dates of hers, both inclusive. It is never silent: the volunteers are told, and a
//! coordinator is reminded before its end, so that she is not forgotten in a hospital.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::local_time;

/// A coordinator is reminded this many days before the last day.
pub const REMINDED_DAYS_BEFORE: u64 = 2;
/// At this local hour.
const REMINDED_AT_H: u32 = 9;

/// Why she is away: a closed list, and no word about her health.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// In a hospital or a convalescent home.
    Hospital,
    /// With her family, or travelling.
    Family,
    /// Her telephone line is out of order: nobody rings in vain, and somebody sees to her otherwise.
    LineFault,
    /// Anything else.
    Other,
}

impl PauseReason {
    /// The name used by the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            PauseReason::Hospital => "hospital",
            PauseReason::Family => "family",
            PauseReason::LineFault => "line_fault",
            PauseReason::Other => "other",
        }
    }

    /// The reason named `text`.
    pub fn parse(text: &str) -> Option<PauseReason> {
        match text.trim() {
            "hospital" => Some(PauseReason::Hospital),
            "family" => Some(PauseReason::Family),
            "line_fault" => Some(PauseReason::LineFault),
            "other" => Some(PauseReason::Other),
            _ => None,
        }
    }
}

/// A pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Why.
    pub reason: PauseReason,
    /// First local date.
    pub from_on: NaiveDate,
    /// Last local date, inclusive.
    pub to_on: NaiveDate,
    /// A coordinator was reminded of its end.
    #[serde(default)]
    pub is_reminded: bool,
}

impl Pause {
    /// Whether it holds on a local date.
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.from_on <= on && on <= self.to_on
    }

    /// When a coordinator is reminded of its end; `None` once done, and for a pause so short that it is fresh in mind.
    pub fn reminds_at(&self, zone: Tz) -> Option<DateTime<Utc>> {
        let on = self.to_on.checked_sub_days(Days::new(REMINDED_DAYS_BEFORE)).filter(|on| *on > self.from_on)?;
        let hour = NaiveTime::from_hms_opt(REMINDED_AT_H, 0, 0).unwrap_or_default();
        (!self.is_reminded).then(|| local_time::instant_of(on, hour, zone))
    }

    /// When it is over: the midnight after its last day.
    pub fn ends_at(&self, zone: Tz) -> DateTime<Utc> {
        let next = self.to_on.succ_opt().unwrap_or(self.to_on);
        local_time::instant_of(next, NaiveTime::MIN, zone)
    }

    /// When something must happen about it.
    pub fn due_at(&self, zone: Tz) -> DateTime<Utc> {
        self.reminds_at(zone).unwrap_or_else(|| self.ends_at(zone))
    }
}

/// Notes a pause. What is said last counts: of a pause that it touches only the days before it stay, so that saying the
/// same first day and another last one makes a pause shorter or longer. The same pause again changes nothing.
pub fn note(pauses: &mut Vec<Pause>, new: Pause) {
    let is_same = |known: &Pause| (known.reason, known.from_on, known.to_on) == (new.reason, new.from_on, new.to_on);
    if pauses.iter().any(is_same) {
        return;
    }
    for known in pauses.iter_mut().filter(|known| known.to_on >= new.from_on && known.from_on < new.from_on) {
        known.to_on = new.from_on.pred_opt().unwrap_or(new.from_on);
        // She does not come back on that day.
        known.is_reminded = true;
    }
    pauses.retain(|known| known.to_on < new.from_on || known.from_on > new.to_on);
    pauses.push(new);
    pauses.sort_by_key(|pause| pause.from_on);
}

/// She is back on the local date `on`: the pause of that day ends the day before. False when there is none.
pub fn come_back(pauses: &mut Vec<Pause>, on: NaiveDate) -> bool {
    let Some(place) = pauses.iter().position(|pause| pause.holds(on)) else { return false };
    match on.pred_opt().filter(|last| *last >= pauses[place].from_on) {
        Some(last) => pauses[place].to_on = last,
        None => {
            pauses.remove(place);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};
    use proptest::prelude::*;

    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, month, day).unwrap()
    }

    fn pause(from_on: NaiveDate, to_on: NaiveDate) -> Pause {
        Pause { reason: PauseReason::Hospital, from_on, to_on, is_reminded: false }
    }

    #[test]
    fn pauses_over_clock_changes_then_reminded_at_nine_two_days_before_and_over_at_midnight() {
        let cases = [
            // The clocks change in Paris on 28 March and on 31 October.
            (Paris, pause(day(3, 10), day(3, 29)), "2027-03-27T08:00:00+00:00", "2027-03-29T22:00:00+00:00"),
            (Paris, pause(day(10, 20), day(11, 1)), "2027-10-30T07:00:00+00:00", "2027-11-01T23:00:00+00:00"),
            (Martinique, pause(day(3, 10), day(3, 29)), "2027-03-27T13:00:00+00:00", "2027-03-30T04:00:00+00:00"),
            (Martinique, pause(day(10, 20), day(11, 1)), "2027-10-30T13:00:00+00:00", "2027-11-02T04:00:00+00:00"),
        ];
        for (zone, pause, reminds_at, ends_at) in cases {
            assert_eq!(pause.reminds_at(zone).unwrap().to_rfc3339(), reminds_at);
            assert_eq!(pause.ends_at(zone).to_rfc3339(), ends_at);
        }
    }

    #[test]
    fn pause_of_two_days_then_nobody_is_reminded() {
        assert_eq!(pause(day(5, 3), day(5, 4)).reminds_at(Paris), None);
        assert_eq!(Pause { is_reminded: true, ..pause(day(5, 3), day(5, 20)) }.reminds_at(Paris), None);
    }

    #[test]
    fn she_is_back_then_the_day_before_is_the_last_one() {
        let mut pauses = vec![pause(day(5, 3), day(5, 20)), pause(day(6, 1), day(6, 4))];
        assert!(come_back(&mut pauses, day(5, 10)));
        assert_eq!((pauses[0].to_on, pauses.len()), (day(5, 9), 2));
        assert!(!come_back(&mut pauses, day(5, 10)), "again changes nothing");
        assert!(come_back(&mut pauses, day(6, 1)));
        assert_eq!(pauses.len(), 1, "a pause that has not begun is gone");
    }

    #[test]
    fn pause_within_another_then_the_days_before_stay_and_what_was_said_last_decides_the_end() {
        let mut pauses = vec![pause(day(5, 3), day(5, 20))];
        note(&mut pauses, pause(day(5, 10), day(5, 12)));
        let days: Vec<_> = pauses.iter().map(|pause| (pause.from_on, pause.to_on)).collect();
        assert_eq!(days, [(day(5, 3), day(5, 9)), (day(5, 10), day(5, 12))]);
        note(&mut pauses, pause(day(5, 10), day(5, 30)));
        assert_eq!((pauses.len(), pauses[1].to_on), (2, day(5, 30)));
    }

    proptest! {
        #[test]
        fn any_pauses_noted_then_they_never_overlap_and_the_last_one_said_holds(
            spans in prop::collection::vec((0u64..200, 0u64..30), 1..8)
        ) {
            let mut pauses = Vec::new();
            for (from, days) in &spans {
                let from_on = day(1, 1) + Days::new(*from);
                note(&mut pauses, pause(from_on, from_on + Days::new(*days)));
            }
            for pair in pauses.windows(2) {
                prop_assert!(pair[0].to_on < pair[1].from_on);
            }
            let (from, days) = spans.last().unwrap();
            prop_assert!(pauses.iter().any(|pause| pause.holds(day(1, 1) + Days::new(from + days))));
        }
    }
}
