//! Finds somebody to talk with a caller, and reserves them before they are dialled.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::Call,
    line::Line,
    people::Member,
    phone_number::PhoneNumber,
    roster::{self, Duty},
};
use passerelle_store::{Tx, reservations, scheduled_calls, shifts, staff, volunteers};

use crate::{
    App,
    call_settings::{CALLER_RING_S, RESERVATION_MARGIN_S},
    error::Outcome,
};

/// Reserves the next listener for `call`: on shift, free, idle the longest, not yet rung in vain in
/// this round. A recognised person is first connected to her own volunteer, and to a coordinator
/// when nobody listens. `None` when nobody is free; the next search begins a new round.
pub(crate) async fn reserve_listener(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    line: &Line,
    now: DateTime<Utc>,
) -> Outcome<Option<(Member, PhoneNumber)>> {
    let until = now + TimeDelta::seconds(i64::from(CALLER_RING_S) + RESERVATION_MARGIN_S);
    for member in candidates(tx, call, line, now).await? {
        if call.tried.contains(&member) {
            continue;
        }
        let Some(number) = phone_of(app, tx, member).await? else { continue };
        if reservations::take(tx, member, call.id, until, now).await? {
            return Ok(Some((member, number)));
        }
    }
    call.tried.clear();
    Ok(None)
}

async fn candidates(tx: &mut Tx, call: &Call, line: &Line, now: DateTime<Utc>) -> Outcome<Vec<Member>> {
    let mut candidates = Vec::new();
    if let Some(scheduled_call) = call.settles {
        let hers = scheduled_calls::by_id(tx, scheduled_call).await?;
        let volunteer = hers.and_then(|call| call.volunteer.or(call.usual_volunteer));
        candidates.extend(volunteer.map(Member::Volunteer));
    }
    candidates.append(&mut longest_idle(tx, line, Duty::Listening, now).await?);
    if call.settles.is_some() {
        candidates.append(&mut longest_idle(tx, line, Duty::OnCall, now).await?);
    }
    Ok(candidates)
}

/// Who is on duty, the one rung the longest ago first: somebody who does not pick up is not rung
/// again before the others were. Never rung yet is the longest of all; the order of the shifts
/// decides between equals.
pub(crate) async fn longest_idle(tx: &mut Tx, line: &Line, duty: Duty, now: DateTime<Utc>) -> Outcome<Vec<Member>> {
    let shifts = shifts::of_line(tx, line.id).await?;
    let last_used: HashMap<_, _> =
        reservations::all(tx).await?.into_iter().map(|(member, last_used_at, _)| (member, last_used_at)).collect();
    let mut present = roster::on_duty(&shifts, duty, now, line.hours.zone);
    present.sort_by_key(|member| last_used.get(&member.uuid()).copied());
    Ok(present)
}

/// The telephone of a member who may be rung for the association.
pub(crate) async fn phone_of(app: &App, tx: &mut Tx, member: Member) -> Outcome<Option<PhoneNumber>> {
    Ok(match member {
        Member::Staff(id) => staff::by_id(tx, &app.secrets, id).await?.and_then(|staff| staff.phone),
        Member::Volunteer(id) => volunteers::by_id(tx, &app.secrets, id)
            .await?
            .filter(passerelle_domain::people::Volunteer::may_call)
            .and_then(|volunteer| volunteer.phone),
    })
}
