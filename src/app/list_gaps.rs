//! Lists when a line's roster leaves it alone, in the next four weeks.

use std::collections::HashSet;

use chrono::{DateTime, Days, TimeDelta, Utc};
use passerelle_domain::{
    line::Line,
    local_time,
    people::{Member, Volunteer},
    roster::{Duty, GAPS_HORIZON_DAYS, RosterGaps, Shift, roster_gaps, while_away},
};
use passerelle_store::{Db, Secrets, absences, shifts, staff, volunteers};

use crate::error::Outcome;

/// The gaps of a line from `now` on, four weeks ahead. A listening shift of somebody whose telephone
/// would not be rung (a volunteer who is paused, not trained yet or left; staff without a number) covers
/// nothing: the caller would meet an empty chair.
///
/// Takes the database alone, because the doctor looks at an installation that does not run.
///
/// # Errors
/// Trouble of the database; a key that does not open it.
pub async fn list_gaps(db: &Db, secrets: &Secrets, line: &Line, now: DateTime<Utc>) -> Outcome<RosterGaps> {
    gaps_between(db, secrets, line, now, now + TimeDelta::days(GAPS_HORIZON_DAYS)).await
}

/// The gaps of a line within `[from, to)`.
pub(crate) async fn gaps_between(
    db: &Db,
    secrets: &Secrets,
    line: &Line,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Outcome<RosterGaps> {
    let mut read = db.read().await?;
    let owner = line.organisation_id;
    let staff = staff::of_organisation(&mut read, secrets, owner).await?;
    let volunteers = volunteers::of_organisation(&mut read, secrets, owner).await?;
    let shifts = shifts::of_line(&mut read, line.id).await?;

    let staff = staff.into_iter().filter(|member| member.phone.is_some()).map(|member| Member::Staff(member.id));
    let volunteers = volunteers.into_iter().filter(Volunteer::may_call).map(|member| Member::Volunteer(member.id));
    let is_rung: HashSet<Member> = staff.chain(volunteers).collect();
    let away =
        absences::of_organisation(&mut read, owner, local_time::local_date(from, line.hours.zone) - Days::new(1))
            .await?;
    let shifts = while_away(shifts, &away);
    let covers = |shift: &Shift| shift.duty == Duty::OnCall || is_rung.contains(&shift.member);
    let shifts: Vec<Shift> = shifts.into_iter().filter(covers).collect();

    Ok(roster_gaps(&line.hours, &shifts, line.listeners_wanted, from, to))
}
