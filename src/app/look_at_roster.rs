//! A week of a line's roster: who is there, when nobody is, and who would be in two places.

use std::collections::HashMap;

use chrono::{Days, NaiveDate, NaiveTime};
use passerelle_domain::{
    day_range::Span,
    ids::OrganisationId,
    line::Line,
    local_time,
    people::{Member, StaffRole},
    roster::{Duty, RosterGaps, Shift, while_away},
};
use passerelle_store::{Access, absences, lines, shifts, staff, volunteers};

use crate::{App, error::Outcome, list_gaps::gaps_between};

/// Days of a week.
const WEEK_DAYS: u64 = 7;

/// Somebody who may be on a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterMember {
    /// Who.
    pub member: Member,
    /// The association's reference.
    pub key: String,
    /// First name.
    pub first_name: String,
    /// Their telephone would be rung: volunteers who may call, staff with a number.
    pub is_rung: bool,
}

/// A shift on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftOn {
    /// Which.
    pub shift: Shift,
    /// From when to when.
    pub span: Span,
    /// Who.
    pub who: RosterMember,
    /// They are on another line, or have another duty of listening, at the same time.
    pub is_doubled: bool,
}

/// A day of a roster.
#[derive(Debug, Clone, PartialEq)]
pub struct RosterDay {
    /// The line's local date.
    pub on: NaiveDate,
    /// When the line is open; what begins on this day.
    pub openings: Vec<Span>,
    /// What begins on this day, in order.
    pub shifts: Vec<ShiftOn>,
    /// What is lacking from midnight to midnight.
    pub gaps: RosterGaps,
}

/// A week of a roster.
#[derive(Debug, Clone, PartialEq)]
pub struct RosterWeek {
    /// The line.
    pub line: Line,
    /// Seven days, from a Monday.
    pub days: Vec<RosterDay>,
    /// Every shift of the line that is not over before this week, in the order in which they ring.
    pub shifts: Vec<(Shift, RosterMember)>,
    /// Everybody who may be put on a roster, by first name.
    pub members: Vec<RosterMember>,
}

/// The week of a line that begins on `monday`; `None` when the organisation has no such line.
///
/// # Errors
/// Trouble of the database.
pub async fn look_at_roster(
    app: &App,
    owner: OrganisationId,
    key: &str,
    monday: NaiveDate,
) -> Outcome<Option<RosterWeek>> {
    let mut read = app.db.read().await?;
    let Some(line) = lines::by_key(&mut read, owner, key).await? else { return Ok(None) };
    let zone = line.hours.zone;
    let members = members_of(app, &mut read, owner).await?;
    let known: HashMap<Member, &RosterMember> = members.iter().map(|member| (member.member, member)).collect();
    let all_lines = lines::of_organisation(&mut read, owner).await?;
    let zones: HashMap<_, _> = all_lines.iter().map(|line| (line.id, line.hours.zone)).collect();
    let away = absences::of_organisation(&mut read, owner, monday - Days::new(1)).await?;
    let all = while_away(shifts::of_organisation(&mut read, owner).await?, &away);
    let kept = shifts::of_line(&mut read, line.id).await?;
    drop(read);

    let sunday = monday + Days::new(WEEK_DAYS - 1);
    let mut listening: Vec<(Member, &Shift, Span)> = Vec::new();
    for shift in all.iter().filter(|shift| shift.duty == Duty::Listening) {
        let zone = zones.get(&shift.line_id).copied().unwrap_or(zone);
        let spans = shift.spans_between(monday - Days::new(1), sunday, zone);
        listening.extend(spans.into_iter().map(|span| (shift.member, shift, span)));
    }
    let is_doubled = |shift: &Shift, span: Span| {
        let is_other = |(member, other, at): &(Member, &Shift, Span)| {
            *member == shift.member && other.id != shift.id && at.0 < span.1 && span.0 < at.1
        };
        shift.duty == Duty::Listening && listening.iter().any(is_other)
    };
    let mut days = Vec::new();
    for on in monday.iter_days().take_while(|day| *day <= sunday) {
        let mut today = Vec::new();
        for shift in all.iter().filter(|shift| shift.line_id == line.id) {
            let Some(who) = known.get(&shift.member) else { continue };
            for span in shift.spans_between(on, on, zone) {
                let is_doubled = is_doubled(shift, span);
                today.push(ShiftOn { shift: shift.clone(), span, who: (*who).clone(), is_doubled });
            }
        }
        today.sort_by_key(|shift| (shift.span, shift.shift.order, shift.shift.id));
        let midnight = |day: NaiveDate| local_time::instant_of(day, NaiveTime::MIN, zone);
        let (from, to) = (midnight(on), midnight(on + Days::new(1)));
        let gaps = gaps_between(&app.db, &app.secrets, &line, from, to).await?;
        days.push(RosterDay { on, openings: line.hours.openings(on, 0).collect(), shifts: today, gaps });
    }
    let begins = local_time::instant_of(monday, NaiveTime::MIN, zone);
    let mut listed: Vec<(Shift, RosterMember)> = kept
        .into_iter()
        .filter(|shift| !shift.has_ended(begins, zone))
        .filter_map(|shift| known.get(&shift.member).map(|who| (shift, (*who).clone())))
        .collect();
    listed.sort_by_key(|(shift, _)| (shift.duty == Duty::OnCall, shift.order, shift.id));
    Ok(Some(RosterWeek { line, days, shifts: listed, members }))
}

/// Everybody who may be on a roster.
async fn members_of(app: &App, read: &mut impl Access, owner: OrganisationId) -> Outcome<Vec<RosterMember>> {
    let staff = staff::of_organisation(read, &app.secrets, owner).await?;
    let staff = staff.into_iter().filter(|member| !member.has_left && member.role != StaffRole::Partner);
    let staff = staff.map(|member| RosterMember {
        member: Member::Staff(member.id),
        is_rung: member.phone.is_some(),
        key: member.key,
        first_name: member.first_name,
    });
    let volunteers = volunteers::of_organisation(read, &app.secrets, owner).await?;
    let volunteers = volunteers.into_iter().filter(|volunteer| volunteer.is_here()).map(|volunteer| RosterMember {
        member: Member::Volunteer(volunteer.id),
        is_rung: volunteer.may_call(),
        key: volunteer.key,
        first_name: volunteer.first_name,
    });
    let mut all: Vec<RosterMember> = staff.chain(volunteers).collect();
    all.sort_by(|one, other| (&one.first_name, &one.key).cmp(&(&other.first_name, &other.key)));
    Ok(all)
}
