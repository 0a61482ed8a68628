//! `shifts.csv`: who answers a line, who is on call, and when.

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use passerelle_domain::{
    ids::ShiftId,
    people::Member,
    roster::{Duty, Shift},
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

pub(super) const COLUMNS: [Column; 7] =
    [needed("line"), needed("who"), needed("duty"), needed("days"), needed("from"), needed("to"), optional("order")];

/// A shift as the file tells it.
pub(super) struct Draft {
    line: String,
    who: String,
    duty: Duty,
    hours: WeeklyHours,
    order: Option<u32>,
}

impl Draft {
    /// Everything but the order: what the shift is recognised by.
    pub(super) fn identity(&self) -> String {
        let hours = String::from(self.hours.clone());
        format!("{}/{}/{:?}/{hours}", self.line, self.who, self.duty)
    }
}

pub(super) fn read(row: Row<'_>) -> Result<Draft, Refusal> {
    let days = row.needed("days", days)?;
    let from = row.needed("from", cells::time)?;
    let to = row.needed("to", end_of_range)?;
    let hours = format!("{days} {}-{}", from.format("%H:%M"), to.format("%H:%M"));
    Ok(Draft {
        line: row.needed("line", cells::key)?,
        who: row.needed("who", cells::key)?,
        duty: row.needed("duty", cells::word(&[("listening", Duty::Listening), ("on_call", Duty::OnCall)]))?,
        hours: WeeklyHours::parse(&hours).map_err(|_| Refusal::of("days, from, to", "not understood"))?,
        order: row.given("order", 1, cells::number(1, MOST_ORDER))?,
    })
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
    };
    let before = shifts::same_as(tx, &shift).await?;
    if let Some(before) = &before {
        shift.id = before.id;
        shift.order = draft.order.unwrap_or(before.order);
    }
    let written = Written::compare(before.as_ref(), &shift, shift.id.0);
    if written.is_change() {
        shifts::save(tx, &shift).await?;
    }
    Ok(written)
}

async fn member(tx: &mut Tx, known: &Known<'_>, key: &str) -> Result<Member, Stop> {
    let secrets = known.given.secrets;
    if let Some(member) = staff::by_key(tx, secrets, known.owner, key).await? {
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
