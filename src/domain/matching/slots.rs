//! The weekly hour that suits both: inside her hours, when the volunteer is available and has room, for weeks.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{CALL_MIN, Helper, NotProposed, Wanted};
use crate::{
    call_series::Occurrence,
    capacity::{Commitment, REST, room_for},
    local_time,
    people::Person,
};

/// An hour must suit for so many weeks: as far ahead as calls are made, so over a change of the clocks too.
pub const FITS_WEEKS: u64 = 4;
/// Hours are tried this far apart.
const STEP_MIN: u32 = 30;

/// A day of the week and an hour, on her clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WeeklySlot {
    /// The day.
    pub weekday: Weekday,
    /// The hour.
    pub local_time: NaiveTime,
}

/// A text that is no day and hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day and an hour are written `tue 15:00`")]
pub struct SlotError;

const WEEK: [(&str, &str, Weekday); 7] = [
    ("mon", "MO", Weekday::Mon),
    ("tue", "TU", Weekday::Tue),
    ("wed", "WE", Weekday::Wed),
    ("thu", "TH", Weekday::Thu),
    ("fri", "FR", Weekday::Fri),
    ("sat", "SA", Weekday::Sat),
    ("sun", "SU", Weekday::Sun),
];

impl WeeklySlot {
    /// Reads `tue 15:00`.
    ///
    /// # Errors
    /// [`SlotError`].
    pub fn parse(text: &str) -> Result<WeeklySlot, SlotError> {
        let (day, hour) = text.trim().split_once(' ').ok_or(SlotError)?;
        let found = WEEK.iter().find(|(name, _, _)| name.eq_ignore_ascii_case(day)).ok_or(SlotError)?;
        let local_time = NaiveTime::parse_from_str(hour.trim(), "%H:%M").map_err(|_| SlotError)?;
        Ok(WeeklySlot { weekday: found.2, local_time })
    }

    /// The rule of a weekly series on that day (RFC 5545).
    pub fn rule(self) -> String {
        format!("FREQ=WEEKLY;BYDAY={}", self.names().1)
    }

    fn names(self) -> (&'static str, &'static str) {
        WEEK.iter().find(|(_, _, day)| *day == self.weekday).map_or(("mon", "MO"), |(name, rule, _)| (*name, *rule))
    }

    /// The first date of this weekday after `today`.
    pub fn first_after(self, today: NaiveDate) -> NaiveDate {
        let ahead = (7 + self.weekday.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
        today + Days::new(u64::from(if ahead == 0 { 7 } else { ahead }))
    }
}

impl std::fmt::Display for WeeklySlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.names().0, self.local_time.format("%H:%M"))
    }
}

/// When calls may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hours {
    /// At any hour that suits both.
    Free,
    /// On this day and at this hour, as a coordinator chose.
    Chosen(WeeklySlot),
    /// When her series has its calls: these instants, of the coming weeks, each so many minutes.
    OfSeries(Vec<DateTime<Utc>>, u32),
}

/// The calls of the coming weeks of a series that is given to somebody else.
pub fn first_occurrences(occurrences: &[Occurrence], duration_min: u32) -> Hours {
    Hours::OfSeries(occurrences.iter().map(|call| call.starts_at).collect(), duration_min)
}

/// Calls that would be made together, every one of which must suit.
pub(super) struct Candidate {
    /// The hour of every week; none when they are those of her series.
    slot: Option<WeeklySlot>,
    /// The calls of the first weeks.
    starts: Vec<DateTime<Utc>>,
    duration_min: u32,
}

/// What is tried, in order. The same for everybody, so looked for once.
pub(super) fn candidates(wanted: &Wanted<'_>) -> Vec<Candidate> {
    let weekly = |slot| Candidate { slot: Some(slot), starts: starts_of(wanted, slot), duration_min: CALL_MIN };
    match &wanted.hours {
        Hours::OfSeries(starts, duration_min) => {
            vec![Candidate { slot: None, starts: starts.clone(), duration_min: *duration_min }]
        }
        Hours::Chosen(slot) => {
            Some(*slot).filter(|slot| is_hers(wanted.person, *slot)).map(weekly).into_iter().collect()
        }
        Hours::Free => slots_of(wanted).into_iter().map(weekly).collect(),
    }
}

/// The first hour that suits; none when those of her series do.
pub(super) fn first_that_fits(helper: &Helper<'_>, tried: &[Candidate]) -> Result<Option<WeeklySlot>, NotProposed> {
    let mut why = NotProposed::NoCommonHour;
    for candidate in tried {
        match fits(helper, &candidate.starts, candidate.duration_min) {
            Ok(()) => return Ok(candidate.slot),
            Err(NotProposed::NoRoom) => why = NotProposed::NoRoom,
            Err(_) => {}
        }
    }
    Err(why)
}

/// Whether the whole call is inside the hours at which she may be called.
fn is_hers(person: &Person, slot: WeeklySlot) -> bool {
    let (ends_at, days) = slot.local_time.overflowing_add_signed(TimeDelta::minutes(i64::from(CALL_MIN)));
    days == 0 && slot.local_time >= person.calls_from && ends_at <= person.calls_to
}

/// Every day and hour she would accept, Monday first, early first; inside the hours she wished when she named some.
fn slots_of(wanted: &Wanted<'_>) -> Vec<WeeklySlot> {
    let person = wanted.person;
    let zone = person.territory.zone;
    let from = person.calls_from.hour() * 60 + person.calls_from.minute();
    let mut slots = Vec::new();
    for (_, _, weekday) in WEEK {
        for minutes in (from.next_multiple_of(STEP_MIN)..24 * 60).step_by(STEP_MIN as usize) {
            let Some(local_time) = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0) else { continue };
            let slot = WeeklySlot { weekday, local_time };
            if !is_hers(person, slot) {
                continue;
            }
            let wished = &person.wishes.hours;
            let starts_at = local_time::instant_of(slot.first_after(wanted.today), local_time, zone);
            if wished.is_empty() || holds_all(starts_at, CALL_MIN, |at| wished.contains(at, zone)) {
                slots.push(slot);
            }
        }
    }
    slots
}

/// The calls of the first weeks.
fn starts_of(wanted: &Wanted<'_>, slot: WeeklySlot) -> Vec<DateTime<Utc>> {
    let zone: Tz = wanted.person.territory.zone;
    let first = slot.first_after(wanted.today);
    (0..FITS_WEEKS).map(|week| local_time::instant_of(first + Days::new(7 * week), slot.local_time, zone)).collect()
}

/// Whether the volunteer is available, and has room, at every one of these hours.
fn fits(helper: &Helper<'_>, starts: &[DateTime<Utc>], duration_min: u32) -> Result<(), NotProposed> {
    let volunteer = helper.volunteer;
    let zone = volunteer.territory.zone;
    let is_available =
        |starts_at: &DateTime<Utc>| holds_all(*starts_at, duration_min, |at| volunteer.availability.contains(at, zone));
    if !starts.iter().all(is_available) {
        return Err(NotProposed::NoCommonHour);
    }
    // Several calls a week fill the week together.
    let mut taken = helper.taken.to_vec();
    for starts_at in starts {
        let call = Commitment { starts_at: *starts_at, duration_min };
        if room_for(volunteer, &taken, call, REST).is_err() {
            return Err(NotProposed::NoRoom);
        }
        taken.push(call);
    }
    Ok(())
}

/// Whether something holds from the beginning of a call to its last minute.
fn holds_all(starts_at: DateTime<Utc>, duration_min: u32, holds: impl Fn(DateTime<Utc>) -> bool) -> bool {
    let last = i64::from(duration_min.saturating_sub(1));
    holds(starts_at) && holds(starts_at + TimeDelta::minutes(last))
}
