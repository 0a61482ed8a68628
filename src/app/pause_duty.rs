//! A listener goes off duty for the rest of the day, comes back, or is left in peace for a while.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use passerelle_domain::{
    call::Call,
    line::Line,
    local_time,
    message::About,
    people::Member,
    roster::{self, Duty},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, lines, reservations, shifts};

use crate::{
    App,
    call_settings::{LISTENER_PAUSE_MIN, LISTENER_REST_S, MISSED_BEFORE_PAUSE},
    error::{AppError, Outcome},
    reserve_listener::ready_members,
    send_text::{arguments, day_and_hour, reader, send_sms},
};

/// Takes off duty, until midnight on the clocks of the line, whoever of `members` has a shift on a line of
/// the association; they are told. A pause never lasts longer: nobody is forgotten off duty. False when none
/// of them is a listener.
pub(crate) async fn pause_duty(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    members: &[Member],
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let until = midnight_after(line, now);
    let mut has_paused = false;
    for member in members {
        if !is_listener(tx, line, *member).await? {
            continue;
        }
        has_paused = true;
        reservations::pause(tx, *member, until, now).await?;
        let Some(reader) = reader(app, tx, *member).await? else { continue };
        let hour = day_and_hour(until, line.hours.zone, reader.language).1;
        let arguments = arguments([("v", reader.first_name.clone()), ("h", hour)]);
        send_sms(app, tx, line, &reader, SmsTemplate::DutyPaused, arguments, About::Nothing, now).await?;
    }
    Ok(has_paused)
}

/// Ends the pause of whoever of `members` has one. False when none of them had.
pub(crate) async fn resume_duty(tx: &mut Tx, members: &[Member], now: DateTime<Utc>) -> Outcome<bool> {
    let mut was_paused = false;
    for member in members {
        was_paused |= reservations::resume(tx, *member, now).await?;
    }
    Ok(was_paused)
}

/// A listener did not take a call: a minute of peace; after the second one in a row a longer pause, and they
/// are told, so that the telephone of somebody who has gone out does not make callers wait. The last one on duty is
/// only left the minute: a caller may be in need, and somebody must be rung.
pub(crate) async fn leave_in_peace(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    member: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    reservations::extend(tx, member, call.id, now + TimeDelta::seconds(LISTENER_REST_S)).await?;
    if reservations::missed(tx, member).await? != MISSED_BEFORE_PAUSE {
        return Ok(());
    }
    let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("call"))?;
    let others = ready_members(tx, &line, Duty::Listening, now).await?;
    let is_last = others.iter().all(|other| *other == member);
    let pause_min = if is_last { LISTENER_REST_S / 60 } else { LISTENER_PAUSE_MIN };
    if !is_last {
        reservations::pause(tx, member, now + TimeDelta::minutes(pause_min), now).await?;
    }
    let Some(reader) = reader(app, tx, member).await? else { return Ok(()) };
    let arguments = arguments([("v", reader.first_name.clone()), ("min", pause_min.to_string())]);
    send_sms(app, tx, &line, &reader, SmsTemplate::ListenerRested, arguments, About::Nothing, now).await?;
    Ok(())
}

/// Whether a member ever listens on a line of the association.
pub(crate) async fn is_listener(tx: &mut Tx, line: &Line, member: Member) -> Outcome<bool> {
    for other in lines::of_organisation(tx, line.organisation_id).await? {
        let shifts = shifts::of_line(tx, other.id).await?;
        if shifts.iter().any(|shift| shift.member == member && shift.duty == roster::Duty::Listening) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn midnight_after(line: &Line, now: DateTime<Utc>) -> DateTime<Utc> {
    let zone = line.hours.zone;
    let tomorrow = local_time::local_date(now, zone) + Days::new(1);
    local_time::instant_of(tomorrow, NaiveTime::MIN, zone)
}
