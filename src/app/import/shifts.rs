//! `shifts.csv`: who answers a line, who is on call, and when.

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use passerelle_domain::{
    call_series::Recurrence,
    exceptional_hours::ExceptionalHours,
    ids::ShiftId,
    line::Line,
    local_time,
    people::Member,
    roster::{self, Duty, Shift},
    weekly_hours::WeeklyHours,
};
use passerelle_store::{Tx, shifts, staff, volunteers};

use super::{
    cells,
    known::Known,
    rows::{Stop, Written},
    table::{Column, Refusal, Row, needed, optional},
};

const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// From this many days in a row on, they are written as a range.
const SHORTEST_RANGE: usize = 3;
/// Who is rung after so many others is never rung.
const MOST_ORDER: u32 = 1_000;

/// The days of a shift whose rule says them.
const EVERY_DAY: &str = "mon-sun";

pub(super) const COLUMNS: [Column; 11] = [
    needed("line"),
    needed("who"),
    needed("duty"),
    needed("days"),
    needed("from"),
    needed("to"),
    optional("order"),
    optional("starts_on"),
    optional("ends_on"),
    optional("rrule"),
    optional("exceptions"),
];

/// A shift as the file tells it. `None` is a column the file does not have.
pub(super) struct Draft {
    line: String,
    who: String,
    duty: Duty,
    hours: WeeklyHours,
    order: Option<u32>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<Option<NaiveDate>>,
    rule: Option<Recurrence>,
    exceptions: Option<ExceptionalHours>,
}

impl Draft {
    /// What the shift is recognised by: everything but order, last day and exceptions.
    pub(super) fn identity(&self) -> String {
        self.identity_with(&self.hours, self.starts_on, self.rule.as_ref())
    }

    /// How a shift of the same member with the same duty on the same line would be recognised.
    fn identity_of(&self, other: &Shift) -> String {
        self.identity_with(&other.hours, other.starts_on, other.rule.as_ref())
    }

    fn identity_with(&self, hours: &WeeklyHours, starts_on: Option<NaiveDate>, rule: Option<&Recurrence>) -> String {
        let (hours, rule) = (String::from(hours.clone()), rule.cloned().map(String::from));
        format!("{}/{}/{:?}/{hours}/{starts_on:?}/{rule:?}", self.line, self.who, self.duty)
    }
}

pub(super) fn read(row: Row<'_>) -> Result<Draft, Refusal> {
    let day = |cell: &str| cells::day(cell).map(Some);
    let rule = row.given("rrule", None, |cell| cells::rule(cell).map(Some))?.flatten();
    let days = days_of(row, rule.is_some())?;
    let from = row.needed("from", cells::time)?;
    let to = row.needed("to", end_of_range)?;
    let hours = format!("{days} {}-{}", from.format("%H:%M"), to.format("%H:%M"));
    let draft = Draft {
        line: row.needed("line", cells::key)?,
        who: row.needed("who", cells::key)?,
        duty: row.needed("duty", cells::word(&[("listening", Duty::Listening), ("on_call", Duty::OnCall)]))?,
        hours: WeeklyHours::parse(&hours).map_err(|_| Refusal::of("days, from, to", "not understood"))?,
        order: row.given("order", 1, cells::number(1, MOST_ORDER))?,
        starts_on: row.given("starts_on", None, day)?.flatten(),
        ends_on: row.given("ends_on", None, day)?,
        rule,
        exceptions: row.given("exceptions", ExceptionalHours::default(), cells::exceptions)?,
    };
    check_dates(&draft)?;
    Ok(draft)
}

/// The weekdays, unless a rule says the dates.
fn days_of(row: Row<'_>, has_rule: bool) -> Result<String, Refusal> {
    if !has_rule {
        return row.needed("days", days);
    }
    match row.given("days", None, |cell| days(cell).map(Some))?.flatten() {
        None => Ok(EVERY_DAY.to_owned()),
        Some(_) => Err(Refusal::of("days, rrule", "the rule says the days: leave days empty")),
    }
}

fn check_dates(draft: &Draft) -> Result<(), Refusal> {
    if draft.rule.is_some() && draft.starts_on.is_none() {
        return Err(Refusal::of("starts_on", "missing: a rule is counted from there"));
    }
    let ends_on = draft.ends_on.flatten();
    if let (Some(first), Some(last)) = (draft.starts_on, ends_on)
        && last < first
    {
        return Err(Refusal::of("ends_on", "before starts_on"));
    }
    let is_outside =
        |day: NaiveDate| draft.starts_on.is_some_and(|first| day < first) || ends_on.is_some_and(|last| last < day);
    if draft.exceptions.as_ref().is_some_and(|exceptions| exceptions.dates().any(is_outside)) {
        return Err(Refusal::of("exceptions", "a day outside starts_on and ends_on"));
    }
    Ok(())
}

/// Midnight at the end of a day may be written `24:00`.
fn end_of_range(cell: &str) -> Result<NaiveTime, String> {
    if cell == "24:00" { Ok(NaiveTime::MIN) } else { cells::time(cell) }
}

/// The days in one spelling (`mon-fri,sun`), so that another spelling of the same days is the same shift.
fn days(cell: &str) -> Result<String, String> {
    let is_plain = cell.chars().all(|sign| sign.is_ascii_alphabetic() || matches!(sign, ',' | '-' | ' '));
    let text = cell.replace(' ', "");
    let hours = if is_plain { WeeklyHours::parse(&format!("{text} 00:00-24:00")).ok() } else { None };
    let hours = hours.ok_or("not days: write for example mon-fri or mon,wed,fri")?;
    // Any week will do; 2 November 2026 is a Monday.
    let monday = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap_or_default();
    let is_in = |place: &usize| !hours.spans_on(monday + Days::new(*place as u64), Tz::UTC).is_empty();
    let places: Vec<usize> = (0..WEEK.len()).filter(is_in).collect();
    let parts: Vec<String> = places.chunk_by(|one, next| one + 1 == *next).map(spell).collect();
    Ok(parts.join(","))
}

/// Days in a row, as a range or one by one.
fn spell(run: &[usize]) -> String {
    match run {
        [first, .., last] if run.len() >= SHORTEST_RANGE => {
            format!("{}-{}", WEEK[*first], WEEK[*last])
        }
        days => days.iter().map(|place| WEEK[*place]).collect::<Vec<_>>().join(","),
    }
}

pub(super) async fn write(tx: &mut Tx, known: &Known<'_>, draft: &Draft) -> Result<Written, Stop> {
    let line = known.line(&draft.line)?;
    let member = member(tx, known, &draft.who).await?;
    let mut shift = Shift {
        id: ShiftId(known.new_id()),
        organisation_id: known.owner,
        line_id: line.id,
        member,
        duty: draft.duty,
        hours: draft.hours.clone(),
        order: draft.order.unwrap_or(1),
        starts_on: draft.starts_on,
        ends_on: draft.ends_on.flatten(),
        rule: draft.rule.clone(),
        exceptions: draft.exceptions.clone().unwrap_or_default(),
    };
    let before = shifts::same_as(tx, &shift).await?;
    if let Some(before) = &before {
        shift.id = before.id;
        shift.order = draft.order.unwrap_or(before.order);
        shift.ends_on = draft.ends_on.unwrap_or(before.ends_on);
        shift.exceptions = draft.exceptions.clone().unwrap_or_else(|| before.exceptions.clone());
    }
    let written = Written::compare(before.as_ref(), &shift, shift.id.0);
    if written.is_change() {
        refuse_overlap(tx, known, draft, &shift, line).await?;
        shifts::save(tx, &shift).await?;
    }
    Ok(written)
}

/// Somebody who listens twice at the same time on one line is a mistake of the list. A shift whose row
/// comes further down is not held against this one: that row is judged at its own turn, and may end it.
async fn refuse_overlap(tx: &mut Tx, known: &Known<'_>, draft: &Draft, shift: &Shift, line: &Line) -> Result<(), Stop> {
    let zone = line.hours.zone;
    let today = local_time::local_date(known.given.now, zone);
    for other in shifts::of_member(tx, known.owner, line.id, shift.member, shift.duty).await? {
        let row = known.in_file.line_of_shift(&draft.identity_of(&other));
        let is_judged_later = row > known.in_file.line_of_shift(&draft.identity());
        if other.id == shift.id || is_judged_later {
            continue;
        }
        if let Some(day) = roster::first_overlap((shift, zone), (&other, zone), today) {
            let which = match row {
                Some(row) => format!("the shift of line {row}"),
                None => "a shift that this file does not hold: list it with an ends_on".to_owned(),
            };
            let reason = format!("on {day} at the same time as {which}, of the same person with the same duty here");
            return Err(Refusal::of("days, from, to", reason).into());
        }
    }
    Ok(())
}

async fn member(tx: &mut Tx, known: &Known<'_>, key: &str) -> Result<Member, Stop> {
    let secrets = known.given.secrets;
    if let Some(member) = staff::by_key(tx, secrets, known.owner, key).await? {
        if member.has_left {
            return Err(Refusal::of("who", "has left").into());
        }
        return Ok(Member::Staff(member.id));
    }
    let volunteer = volunteers::by_key(tx, secrets, known.owner, key).await?;
    let volunteer = volunteer.ok_or_else(|| Refusal::of("who", "nobody has that key"))?;
    Ok(Member::Volunteer(volunteer.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_days_written_otherwise_then_one_spelling() {
        for (text, spelling) in [
            ("mon-fri", "mon-fri"),
            ("mon,tue,wed,thu,fri", "mon-fri"),
            ("Wed, mon ,fri", "mon,wed,fri"),
            ("sat-mon", "mon,sat,sun"),
            ("sun", "sun"),
            ("mon-sun", "mon-sun"),
        ] {
            assert_eq!(days(text).as_deref(), Ok(spelling), "{text}");
        }
        for text in ["lundi", "mon;tue", "mon 09:00-10:00", "mon--fri", ","] {
            assert!(days(text).is_err(), "{text}");
        }
    }
}
