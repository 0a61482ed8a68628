//! When a roster leaves a line alone.

use std::collections::HashMap;

use chrono::{DateTime, Days, TimeDelta, Utc};

use super::{Duty, Shift};
use crate::{calendar::OpeningHours, local_time, people::Member};

/// How far ahead gaps are looked for: four weeks, the time to find somebody.
pub const GAPS_HORIZON_DAYS: i64 = 28;

/// A time, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// From this instant.
    pub from: DateTime<Utc>,
    /// To this instant, which is not in it.
    pub to: DateTime<Utc>,
}

/// The gaps of a roster. Each list is in order, and gaps that touch are one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RosterGaps {
    /// The line is open and nobody listens.
    pub nobody_listening: Vec<Gap>,
    /// The line is open and somebody listens, but fewer than wanted.
    pub too_few_listening: Vec<Gap>,
    /// Nobody is on call, at any hour.
    pub nobody_on_call: Vec<Gap>,
}

impl RosterGaps {
    /// How long some gaps last together.
    pub fn length(gaps: &[Gap]) -> TimeDelta {
        gaps.iter().map(|gap| gap.to - gap.from).sum()
    }
}

/// The gaps of a line between two instants, given its hours, its shifts and how many listeners it
/// wants at a time. To the second: a shift that ends a minute early is a gap of a minute.
pub fn roster_gaps(
    hours: &OpeningHours,
    shifts: &[Shift],
    listeners_wanted: u32,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> RosterGaps {
    let mut gaps = RosterGaps::default();
    let mut presence = Presence::default();
    let mut since = from;
    for (at, change) in changes(hours, shifts, from, to) {
        let until = at.clamp(from, to);
        if since < until {
            presence.tell(&mut gaps, Gap { from: since, to: until }, listeners_wanted);
            since = until;
        }
        presence.apply(change);
    }
    if since < to {
        presence.tell(&mut gaps, Gap { from: since, to }, listeners_wanted);
    }
    gaps
}

/// Something begins or ends.
enum Change {
    Opens,
    Closes,
    Comes(Duty, Member),
    Goes(Duty, Member),
}

/// Everything that begins or ends around `[from, to]`, in order.
fn changes(
    hours: &OpeningHours,
    shifts: &[Shift],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, Change)> {
    let zone = hours.zone;
    let last = local_time::local_date(to, zone);
    let today = local_time::local_date(from, zone);
    let first = today.pred_opt().unwrap_or(today);
    let days = u64::try_from((last - first).num_days()).unwrap_or(0);
    let mut changes = Vec::new();
    for (opens_at, closes_at) in hours.openings(first, days) {
        changes.extend([(opens_at, Change::Opens), (closes_at, Change::Closes)]);
    }
    let last = last.checked_add_days(Days::new(1)).unwrap_or(last);
    for shift in shifts {
        for (begins_at, ends_at) in shift.spans_between(first, last, zone) {
            changes.push((begins_at, Change::Comes(shift.duty, shift.member)));
            changes.push((ends_at, Change::Goes(shift.duty, shift.member)));
        }
    }
    changes.sort_by_key(|(at, _)| *at);
    changes
}

/// Who is there, going through time.
#[derive(Default)]
struct Presence {
    openings: i32,
    /// How many shifts of each member are under way.
    shifts: HashMap<(Duty, Member), i32>,
}

impl Presence {
    fn apply(&mut self, change: Change) {
        match change {
            Change::Opens => self.openings += 1,
            Change::Closes => self.openings -= 1,
            Change::Comes(duty, member) => *self.shifts.entry((duty, member)).or_default() += 1,
            Change::Goes(duty, member) => *self.shifts.entry((duty, member)).or_default() -= 1,
        }
    }

    fn count(&self, wanted: Duty) -> usize {
        self.shifts.iter().filter(|((duty, _), shifts)| *duty == wanted && **shifts > 0).count()
    }

    fn tell(&self, gaps: &mut RosterGaps, gap: Gap, listeners_wanted: u32) {
        if self.openings > 0 {
            match self.count(Duty::Listening) {
                0 => lengthen(&mut gaps.nobody_listening, gap),
                some if some < listeners_wanted as usize => lengthen(&mut gaps.too_few_listening, gap),
                _ => {}
            }
        }
        if self.count(Duty::OnCall) == 0 {
            lengthen(&mut gaps.nobody_on_call, gap);
        }
    }
}

fn lengthen(gaps: &mut Vec<Gap>, gap: Gap) {
    match gaps.last_mut() {
        Some(last) if last.to == gap.from => last.to = gap.to,
        Some(_) | None => gaps.push(gap),
    }
}
