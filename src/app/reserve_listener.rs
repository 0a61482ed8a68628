//! Finds somebody to talk with a caller, and reserves them before they are dialled.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, TimeDelta, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    ids::{CallId, OrganisationId},
    line::Line,
    local_time,
    people::Member,
    phone_number::PhoneNumber,
    roster::{self, Circle, Duty, WIDER_CIRCLE_AFTER_S, Wanted, in_ring_order, while_away},
    waiting::estimate_left_s,
};
use passerelle_store::{Tx, absences, callers, reservations, scheduled_calls, shifts, staff, volunteers, waits};

use uuid::Uuid;

use crate::{
    App,
    call_settings::{CALLER_RING_S, RESERVATION_MARGIN_S},
    error::Outcome,
};

/// Waits of so long ago still tell how long the next caller waits.
const WAITS_WITHIN: TimeDelta = TimeDelta::hours(4);

/// Reserves whom to ring next for `call`: on shift, free, not left in peace, not yet rung in vain in this
/// round; as many as the line rings at once. A recognised person is first connected to her own volunteer,
/// and to a coordinator when nobody listens. Empty when nobody is free; the next search begins a new round.
pub(crate) async fn reserve_listeners(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    line: &Line,
    now: DateTime<Utc>,
) -> Outcome<Vec<(Member, PhoneNumber)>> {
    let until = now + TimeDelta::seconds(i64::from(CALLER_RING_S) + RESERVATION_MARGIN_S);
    // Where nobody can press 1, nobody could tell which of several took the call.
    let at_once = if app.profile.supports_screening { line.ring.at_once() } else { 1 };
    let own = own_volunteer(tx, call).await?;
    let planned = planned_listener(tx, call, now).await?;
    let mut reserved: Vec<(Member, PhoneNumber)> = Vec::new();
    let candidates = candidates(app, tx, call, line, now).await?;
    for member in own.into_iter().chain(planned).chain(candidates) {
        if call.tried.contains(&member) || reserved.iter().any(|(other, _)| *other == member) {
            continue;
        }
        let Some(number) = phone_of(app, tx, member).await? else { continue };
        // Two people on one telephone: it rings once.
        if reserved.iter().any(|(_, other)| *other == number) {
            continue;
        }
        let telephone = (line.organisation_id, member, &number);
        if take_with_telephone(app, tx, telephone, call.id, until, now).await? {
            reserved.push((member, number));
        }
        // She expects her own volunteer: nobody else rings beside.
        let first = reserved.first().map(|(first, _)| *first);
        let is_own = first.is_some() && (first == own || first == planned);
        if is_own || reserved.len() >= at_once {
            break;
        }
    }
    if reserved.is_empty() {
        call.tried.clear();
    }
    Ok(reserved)
}

async fn own_volunteer(tx: &mut Tx, call: &Call) -> Outcome<Option<Member>> {
    let Some(scheduled_call) = call.settles else { return Ok(None) };
    let hers = scheduled_calls::by_id(tx, scheduled_call).await?;
    Ok(hers.and_then(|call| call.volunteer.or(call.usual_volunteer)).map(Member::Volunteer))
}

async fn candidates(app: &App, tx: &mut Tx, call: &Call, line: &Line, now: DateTime<Utc>) -> Outcome<Vec<Member>> {
    let ready = ready_members(tx, line, Duty::Listening, now).await?;
    let mut candidates = skilled_first(app, tx, call, line, ready, now).await?;
    if call.settles.is_some() || matches!(call.purpose, CallPurpose::Check { .. } | CallPurpose::Notice { .. }) {
        candidates.append(&mut ready_members(tx, line, Duty::OnCall, now).await?);
    }
    Ok(candidates)
}

/// Those who know the topic and speak the language of the line first; the others once the caller has waited a minute.
/// A caller who named no topic can talk with anybody.
async fn skilled_first(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    line: &Line,
    ready: Vec<Member>,
    now: DateTime<Utc>,
) -> Outcome<Vec<Member>> {
    let Some(topic) = call.topic else { return Ok(ready) };
    let mut abilities = HashMap::new();
    for member in &ready {
        let can = match member {
            Member::Staff(id) => staff::by_id(tx, &app.secrets, *id).await?.map(|staff| staff.abilities()),
            Member::Volunteer(id) => {
                volunteers::by_id(tx, &app.secrets, *id).await?.map(|volunteer| volunteer.abilities())
            }
        };
        abilities.extend(can.map(|can| (*member, can)));
    }
    let wanted = Wanted { topic: Some(topic.into()), language: Some(line.language), territory: None };
    let is_widened = waited_s(call, now) >= WIDER_CIRCLE_AFTER_S;
    let ordered = in_ring_order(&ready, &abilities, &wanted);
    Ok(ordered.into_iter().filter(|rung| is_widened || rung.circle == Circle::First).map(|rung| rung.member).collect())
}

/// The listener agreed on with somebody who rings often, at the hours agreed on.
async fn planned_listener(tx: &mut Tx, call: &Call, now: DateTime<Utc>) -> Outcome<Option<Member>> {
    let Some(pseudonym) = callers::of_call(tx, call.id).await? else { return Ok(None) };
    let plan = callers::plan_of(tx, call.organisation_id, &pseudonym).await?;
    Ok(plan.filter(|plan| plan.is_now(now)).map(|plan| plan.listener))
}

/// Who is on duty and not left in peace. By default the one rung the longest ago comes first: somebody who
/// does not pick up is not rung again before the others were. Never rung yet is the longest of all; the
/// order of the shifts decides between equals, or alone when the line says so.
pub(crate) async fn ready_members(tx: &mut Tx, line: &Line, duty: Duty, now: DateTime<Utc>) -> Outcome<Vec<Member>> {
    let yesterday = local_time::local_date(now, line.hours.zone) - Days::new(1);
    let away = absences::of_organisation(tx, line.organisation_id, yesterday).await?;
    let shifts = while_away(shifts::of_line(tx, line.id).await?, &away);
    let standings = reservations::all(tx).await?;
    let paused: HashSet<_> =
        standings.iter().filter(|standing| standing.is_paused(now)).map(|standing| standing.member).collect();
    let last_used: HashMap<_, _> = standings.iter().map(|standing| (standing.member, standing.last_used_at)).collect();
    let mut present = roster::on_duty(&shifts, duty, now, line.hours.zone);
    present.retain(|member| !paused.contains(&member.uuid()));
    if !line.ring.is_by_order() {
        present.sort_by_key(|member| last_used.get(&member.uuid()).copied());
    }
    Ok(present)
}

/// Reserves a member together with their telephone: two people who share one, or one who is known as a volunteer and
/// as staff, are not rung while the other talks on it. False when the member or the telephone is taken.
///
/// Two processes at the same instant: each reads every reservation, so that the write door has one of them look again
/// after the other (transactions are serializable).
pub(crate) async fn take_with_telephone(
    app: &App,
    tx: &mut Tx,
    (owner, member, number): (OrganisationId, Member, &PhoneNumber),
    call: CallId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let standings = reservations::all(tx).await?;
    let is_taken = |other: Uuid| {
        other != member.uuid() && standings.iter().any(|standing| standing.member == other && standing.until > now)
    };
    if standings.iter().any(|standing| standing.until > now) {
        let staff = staff::by_number(tx, &app.secrets, owner, number).await?;
        let volunteers = volunteers::by_number(tx, &app.secrets, owner, number).await?;
        if staff.iter().any(|staff| is_taken(staff.id.0)) || volunteers.iter().any(|one| is_taken(one.id.0)) {
            return Ok(false);
        }
    }
    Ok(reservations::take(tx, member, call, until, now).await?)
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

/// How long this caller may still wait, in seconds, as far as the last waits of the line tell.
pub(crate) async fn estimated_wait_s(
    tx: &mut Tx,
    call: &Call,
    line: &Line,
    max_wait_s: u32,
    now: DateTime<Utc>,
) -> Outcome<Option<u32>> {
    let waited_s = waited_s(call, now);
    let waits = waits::latest(tx, line.id, now - WAITS_WITHIN).await?;
    Ok(estimate_left_s(&waits, waited_s, max_wait_s.saturating_sub(waited_s)))
}

/// Remembers how long a caller waited for the listener who takes the call now.
pub(crate) async fn remember_wait(tx: &mut Tx, call: &Call, now: DateTime<Utc>) -> Outcome<()> {
    waits::insert(tx, call.line_id, call.id, now, waited_s(call, now)).await?;
    waits::forget(tx, call.line_id, now - WAITS_WITHIN).await?;
    Ok(())
}

fn waited_s(call: &Call, now: DateTime<Utc>) -> u32 {
    let waited = call.session.ring_started_at.map_or(TimeDelta::zero(), |since| now - since);
    u32::try_from(waited.num_seconds()).unwrap_or_default()
}
