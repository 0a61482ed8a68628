//! A volunteer rings the line: for the call that is due about now, or to hear of the next one, or because today is impossible.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    call::Call,
    ids::{CallId, VolunteerId},
    leg::{Leg, LegRole},
    line::Line,
    local_time,
    matter::MatterKind,
    people::{Member, Volunteer},
    scheduled_call::{CALLS_IN_AFTER, CALLS_IN_BEFORE, Event, ScheduledCall, State},
    voice_script::Input,
};
use passerelle_store::{Tx, calls, legs, lines, people, reservations, scheduled_calls, volunteers};

use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    answer_incoming_call::{IncomingCall, inbound_leg},
    call_settings::TALK_RESERVATION_S,
    converse::converse,
    error::{AppError, Outcome},
    note_absence::note_absence_of,
    schedule::set_timer,
    start_attempt::new_attempt,
};

/// A volunteer hears of a call that begins within this.
const NEXT_WITHIN: TimeDelta = TimeDelta::days(28);

/// Connects a volunteer who rings the line about the hour of their own call: they hear the brief at once, and key 1 rings the
/// person, as if we had rung them. `None` when the caller is somebody else, or has no call about now.
pub(crate) async fn call_in(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    incoming: &IncomingCall,
    now: DateTime<Utc>,
) -> Outcome<Option<String>> {
    let Some(number) = incoming.from.number() else { return Ok(None) };
    let known = volunteers::by_number(tx, &app.secrets, line.organisation_id, number).await?;
    for volunteer in known.iter().filter(|volunteer| volunteer.may_call()) {
        if let Some(due) = call_due(tx, volunteer.id, now).await? {
            return begin(app, tx, volunteer, &due, incoming, now).await;
        }
    }
    Ok(None)
}

async fn call_due(tx: &mut Tx, volunteer: VolunteerId, now: DateTime<Utc>) -> Outcome<Option<ScheduledCall>> {
    let (from, to) = (now - CALLS_IN_AFTER, now + CALLS_IN_BEFORE + TimeDelta::seconds(1));
    let about_now = scheduled_calls::of_volunteer(tx, volunteer, from, to).await?;
    Ok(about_now.into_iter().find(|call| call.may_call_in(volunteer, now)))
}

async fn begin(
    app: &App,
    tx: &mut Tx,
    volunteer: &Volunteer,
    due: &ScheduledCall,
    incoming: &IncomingCall,
    now: DateTime<Utc>,
) -> Outcome<Option<String>> {
    let member = Member::Volunteer(volunteer.id);
    let line = lines::by_id(tx, due.line_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let call_id = CallId(app.chance.new_id(now));
    let Some(mut call) = new_attempt(app, tx, due, &line, member, call_id, now).await? else { return Ok(None) };
    apply_to_scheduled_call(app, tx, due.id, Event::VolunteerCallsIn(volunteer.id), now).await?;
    // Nobody else rings them meanwhile.
    reservations::take(tx, member, call_id, now + TimeDelta::seconds(TALK_RESERVATION_S), now).await?;
    let document = converse(app, tx, &mut call, &line, Input::Start, None, now).await?;
    let answer = document.render();
    calls::insert(tx, &app.secrets, &Call { step: 1, ..call.clone() }, Some(&incoming.carrier_sid)).await?;
    calls::keep_step(tx, &app.secrets, call.id, 0, &answer).await?;
    let leg = Leg { role: LegRole::Caller, member: Some(member), ..inbound_leg(&call, incoming, now) };
    legs::insert(tx, &app.secrets, &leg).await?;
    set_timer(tx, MatterKind::Leg, leg.id.0, leg.watch_at(now), now).await?;
    Ok(Some(answer))
}

/// A volunteer's next call: when, on their clock, and the first name of whom it is with.
pub(crate) async fn next_call_of(
    app: &App,
    tx: &mut Tx,
    member: Member,
    now: DateTime<Utc>,
) -> Outcome<Option<(DateTime<Utc>, Tz, String)>> {
    let Member::Volunteer(id) = member else { return Ok(None) };
    let Some(volunteer) = volunteers::by_id(tx, &app.secrets, id).await? else { return Ok(None) };
    let coming = scheduled_calls::of_volunteer(tx, id, now, now + NEXT_WITHIN).await?;
    let is_to_come = |call: &ScheduledCall| {
        matches!(call.state, State::Planned | State::Offered | State::SeekingSubstitute | State::Confirmed)
    };
    let Some(next) = coming.into_iter().find(is_to_come) else { return Ok(None) };
    let person = people::by_id(tx, &app.secrets, next.person_id).await?;
    Ok(person.map(|person| (next.starts_at, volunteer.territory.zone, person.first_name)))
}

/// Key 2, confirmed: away today. Whoever is no volunteer is left alone.
pub(crate) async fn absent_today(app: &App, tx: &mut Tx, member: Member, now: DateTime<Utc>) -> Outcome<()> {
    let Member::Volunteer(id) = member else { return Ok(()) };
    if let Some(volunteer) = volunteers::by_id(tx, &app.secrets, id).await? {
        let today = local_time::local_date(now, volunteer.territory.zone);
        note_absence_of(app, tx, &volunteer, (today, today), member, now).await?;
    }
    Ok(())
}
