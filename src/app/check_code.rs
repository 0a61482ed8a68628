//! Judges what somebody typed on their keypad.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{call::Call, follow_up::Triage, line::Line, people::Member, voice_script::CodeName};
use passerelle_store::{Tx, follow_ups, staff, volunteers};

use crate::{App, advance_follow_up::told, error::Outcome, partner_slots::is_partners_code};

/// A listener tells what a caller of the last days needed.
const TOLD_WITHIN: TimeDelta = TimeDelta::days(3);

/// Whether the code typed is right; what it says is carried out at once.
pub(crate) async fn check_code(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    line: &Line,
    name: CodeName,
    digits: &str,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    match name {
        CodeName::Triage => tell_triage(app, tx, call, digits, now).await,
        CodeName::Partner => is_partners_code(app, tx, call, line, digits).await,
    }
}

async fn tell_triage(app: &App, tx: &mut Tx, call: &Call, digits: &str, now: DateTime<Utc>) -> Outcome<bool> {
    let typed: Vec<u8> = digits.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    let [need, urgency] = typed.as_slice() else { return Ok(false) };
    let Some(triage) = Triage::of_digits(*need, *urgency) else { return Ok(false) };
    for member in caller_members(app, tx, call).await? {
        let asked = follow_ups::of_listener(tx, member, now - TOLD_WITHIN).await?;
        if let Some(follow_up) = asked.into_iter().find(|follow_up| follow_up.state.is_live()) {
            told(app, tx, &follow_up, triage, now).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Everybody of the association whose telephone this is.
pub(crate) async fn caller_members(app: &App, tx: &mut Tx, call: &Call) -> Outcome<Vec<Member>> {
    let Some(number) = &call.number else { return Ok(Vec::new()) };
    let staff = staff::by_number(tx, &app.secrets, call.organisation_id, number).await?;
    let volunteers = volunteers::by_number(tx, &app.secrets, call.organisation_id, number).await?;
    let staff = staff.into_iter().map(|staff| Member::Staff(staff.id));
    let volunteers = volunteers.into_iter().filter(passerelle_domain::people::Volunteer::is_here);
    Ok(staff.chain(volunteers.map(|volunteer| Member::Volunteer(volunteer.id))).collect())
}
