//! Changes a line's roster and hours, by hand: a shift is added, changed or ended; the line opens at other hours.
//!
//! Two coordinators may do so at once: whoever saves says what they had seen, and is shown what is there now when that is
//! something else. Nothing is lost, and nothing is written over unseen.

use chrono::NaiveDate;
use passerelle_domain::{
    calendar::HolidayPolicy,
    exceptional_hours::ExceptionalHours,
    ids::{OrganisationId, ShiftId},
    line::Line,
    local_time,
    people::Member,
    roster::{self, Duty, Shift},
    weekly_hours::WeeklyHours,
};
use passerelle_store::{Access, StoreError, Tx, lines, shifts, staff, transact, volunteers};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
};

/// Beyond this a number of listeners is a slip of the keyboard.
pub const MOST_LISTENERS_WANTED: u32 = 500;
/// Who is rung after so many others is never rung.
pub const MOST_ORDER: u32 = 1_000;

/// What a shift is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct WantedShift {
    /// Reference of the staff member or volunteer.
    pub who: String,
    /// For what.
    pub duty: Duty,
    /// When, in the line's local time; never empty.
    pub hours: WeeklyHours,
    /// Lower is rung or paged first; from 1.
    pub order: u32,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// Days off, and days with other hours.
    pub exceptions: ExceptionalHours,
}

/// Why a shift is not what was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShiftRefusal {
    /// Nobody who is here has this reference.
    NobodyKnown,
    /// There is no hour in it.
    NoHours,
    /// It ends before it begins.
    Backwards,
    /// An exception is on a day outside it.
    ExceptionOutside,
    /// The order is 0 or more than a thousand.
    WrongOrder,
    /// The same person has another shift with the same duty on this line at that time, first on this day.
    Overlaps(NaiveDate),
    /// There is the same shift already.
    SaidTwice,
}

/// What became of the wish to change a roster.
#[derive(Debug, Clone, PartialEq)]
pub enum SavedShift {
    /// It is so from now on.
    Saved(Box<Shift>),
    /// Somebody changed it meanwhile: this is what it is now.
    ChangedMeanwhile(Box<Shift>),
    /// It cannot be so; nothing has changed.
    Refused(ShiftRefusal),
    /// The organisation has no such line, or the line no such shift.
    Unknown,
}

/// Which shift, and what had been seen of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenShift<'s> {
    /// Which.
    pub id: ShiftId,
    /// What [`seen_shift`] says of it; `None` writes over whatever is there.
    pub seen: Option<&'s str>,
}

/// What stands for a shift as it is now: it changes when anything of it does, and tells nothing of it.
pub fn seen_shift(app: &App, shift: &Shift) -> String {
    app.secrets.blind_index("seen.shift", &json!(shift).to_string())
}

/// The same for a line.
pub fn seen_line(app: &App, line: &Line) -> String {
    app.secrets.blind_index("seen.line", &json!(line).to_string())
}

/// Adds a shift to a line, or changes one. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn save_shift(
    app: &App,
    owner: OrganisationId,
    line: &str,
    which: Option<SeenShift<'_>>,
    wanted: &WantedShift,
    by: Member,
) -> Outcome<SavedShift> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(line) = lines::by_key(tx, owner, line).await? else { return Ok(SavedShift::Unknown) };
        let before = match which {
            Some(which) => match of_line(tx, &line, which.id).await? {
                Some(before) if is_what_was_seen(app, &before, which.seen) => Some(before),
                Some(before) => return Ok(SavedShift::ChangedMeanwhile(Box::new(before))),
                None => return Ok(SavedShift::Unknown),
            },
            None => None,
        };
        if let Some(why) = wrong_with(wanted) {
            return Ok(SavedShift::Refused(why));
        }
        let Some(member) = member_named(app, tx, owner, &wanted.who).await? else {
            return Ok(SavedShift::Refused(ShiftRefusal::NobodyKnown));
        };
        let shift = Shift {
            id: before.as_ref().map_or_else(|| ShiftId(app.chance.new_id(now)), |before| before.id),
            organisation_id: owner,
            line_id: line.id,
            member,
            duty: wanted.duty,
            hours: wanted.hours.clone(),
            order: wanted.order,
            starts_on: wanted.starts_on,
            ends_on: wanted.ends_on,
            // A rule is only ever written by a list; it stays until another list says otherwise.
            rule: before.as_ref().and_then(|before| before.rule.clone()),
            exceptions: wanted.exceptions.clone(),
        };
        if before.as_ref() == Some(&shift) {
            return Ok(SavedShift::Saved(Box::new(shift)));
        }
        if let Some(why) = clash(tx, &line, &shift, local_time::local_date(now, line.hours.zone)).await? {
            return Ok(SavedShift::Refused(why));
        }
        shifts::replace(tx, &shift).await?;
        let verb = if before.is_some() { "changed" } else { "added" };
        leave_trace(app, tx, trace(owner, verb, &actor_of(by), "shift", shift.id.0), now).await?;
        Ok::<_, AppError>(SavedShift::Saved(Box::new(shift)))
    })
    .await
}

/// Ends a shift: nothing of it begins after `last_on`. A shift that had not begun by then is taken away.
///
/// # Errors
/// Trouble of the database.
pub async fn end_shift(
    app: &App,
    owner: OrganisationId,
    line: &str,
    which: SeenShift<'_>,
    last_on: NaiveDate,
    by: Member,
) -> Outcome<SavedShift> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(line) = lines::by_key(tx, owner, line).await? else { return Ok(SavedShift::Unknown) };
        let Some(mut shift) = of_line(tx, &line, which.id).await? else { return Ok(SavedShift::Unknown) };
        if !is_what_was_seen(app, &shift, which.seen) {
            return Ok(SavedShift::ChangedMeanwhile(Box::new(shift)));
        }
        let has_never_begun = shift.starts_on.is_some_and(|first| last_on < first);
        shift.ends_on = Some(last_on);
        if has_never_begun {
            shifts::delete(tx, shift.id).await?;
        } else {
            shifts::replace(tx, &shift).await?;
        }
        leave_trace(app, tx, trace(owner, "ended", &actor_of(by), "shift", shift.id.0), now).await?;
        Ok::<_, AppError>(SavedShift::Saved(Box::new(shift)))
    })
    .await
}

/// The hours a line is to have.
#[derive(Debug, Clone, PartialEq)]
pub struct WantedHours {
    /// Of an ordinary week.
    pub weekly: WeeklyHours,
    /// On public holidays.
    pub holiday_policy: HolidayPolicy,
    /// Single dates: closed, or other hours.
    pub exceptions: ExceptionalHours,
    /// Listeners wanted at a time, from 1.
    pub listeners_wanted: u32,
}

/// What became of the wish for other hours.
#[derive(Debug, Clone, PartialEq)]
pub enum SavedHours {
    /// They hold from now on.
    Saved(Box<Line>),
    /// Somebody changed the line meanwhile: this is what it is now.
    ChangedMeanwhile(Box<Line>),
    /// A line is open for some hours, and wants from one to five hundred listeners.
    Refused,
    /// The organisation has no such line.
    Unknown,
}

/// Changes the hours of a line. `seen` is what [`seen_line`] says of it; `None` writes over whatever is there.
///
/// # Errors
/// Trouble of the database.
pub async fn change_line_hours(
    app: &App,
    owner: OrganisationId,
    key: &str,
    seen: Option<&str>,
    wanted: &WantedHours,
    by: Member,
) -> Outcome<SavedHours> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut line) = lines::by_key(tx, owner, key).await? else { return Ok(SavedHours::Unknown) };
        if seen.is_some_and(|seen| seen != seen_line(app, &line)) {
            return Ok(SavedHours::ChangedMeanwhile(Box::new(line)));
        }
        if wanted.weekly.is_empty() || !(1..=MOST_LISTENERS_WANTED).contains(&wanted.listeners_wanted) {
            return Ok(SavedHours::Refused);
        }
        let before = line.clone();
        line.hours.weekly = wanted.weekly.clone();
        line.hours.holiday_policy = wanted.holiday_policy;
        line.hours.exceptions = wanted.exceptions.clone();
        line.listeners_wanted = wanted.listeners_wanted;
        if line != before {
            lines::save(tx, &line).await?;
            leave_trace(app, tx, trace(owner, "hours_changed", &actor_of(by), "line", line.id.0), now).await?;
        }
        Ok::<_, AppError>(SavedHours::Saved(Box::new(line)))
    })
    .await
}

async fn of_line(db: &mut impl Access, line: &Line, id: ShiftId) -> Result<Option<Shift>, StoreError> {
    Ok(shifts::by_id(db, id).await?.filter(|shift| shift.line_id == line.id))
}

fn is_what_was_seen(app: &App, shift: &Shift, seen: Option<&str>) -> bool {
    seen.is_none_or(|seen| seen == seen_shift(app, shift))
}

fn wrong_with(wanted: &WantedShift) -> Option<ShiftRefusal> {
    let is_outside = |day: NaiveDate| {
        wanted.starts_on.is_some_and(|first| day < first) || wanted.ends_on.is_some_and(|last| last < day)
    };
    let is_backwards = wanted.starts_on.zip(wanted.ends_on).is_some_and(|(first, last)| last < first);
    if wanted.hours.is_empty() {
        Some(ShiftRefusal::NoHours)
    } else if !(1..=MOST_ORDER).contains(&wanted.order) {
        Some(ShiftRefusal::WrongOrder)
    } else if is_backwards {
        Some(ShiftRefusal::Backwards)
    } else {
        wanted.exceptions.dates().any(is_outside).then_some(ShiftRefusal::ExceptionOutside)
    }
}

async fn member_named(app: &App, tx: &mut Tx, owner: OrganisationId, key: &str) -> Outcome<Option<Member>> {
    if let Some(member) = staff::by_key(tx, &app.secrets, owner, key).await? {
        return Ok((!member.has_left).then_some(Member::Staff(member.id)));
    }
    let volunteer = volunteers::by_key(tx, &app.secrets, owner, key).await?;
    Ok(volunteer.filter(|volunteer| volunteer.is_here()).map(|volunteer| Member::Volunteer(volunteer.id)))
}

/// Somebody who listens twice at the same time on one line is a mistake.
async fn clash(tx: &mut Tx, line: &Line, shift: &Shift, today: NaiveDate) -> Result<Option<ShiftRefusal>, StoreError> {
    let zone = line.hours.zone;
    if shifts::same_as(tx, shift).await?.is_some_and(|same| same.id != shift.id) {
        return Ok(Some(ShiftRefusal::SaidTwice));
    }
    for other in shifts::of_member(tx, shift.organisation_id, line.id, shift.member, shift.duty).await? {
        if other.id == shift.id {
            continue;
        }
        if let Some(day) = roster::first_overlap((shift, zone), (&other, zone), today) {
            return Ok(Some(ShiftRefusal::Overlaps(day)));
        }
    }
    Ok(None)
}

fn trace<'a>(owner: OrganisationId, verb: &'a str, actor: &'a str, noun: &'a str, noun_id: Uuid) -> Trace<'a> {
    Trace { organisation_id: owner, actor, verb, noun, noun_id, detail: json!({}) }
}
