//! A listener ends a conversation that is not respectful, by one key.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    ids::CallId,
    leg::Leg,
    line::Line,
    room::Room,
    roster::Duty,
};
use passerelle_store::{Tx, callbacks, reservations};

use crate::{
    App,
    call_settings::{BREAK_AFTER_END_KEY_MIN, LISTENER_REST_S},
    empty_room::lead_out,
    error::Outcome,
    pause_caller::{Reported, report_abuse},
    reserve_listener::ready_members,
};

/// Ends the conversation: the caller is led out of the room to one sentence without blame, gets the pause that `ABUS` gives,
/// and a human looks at it. The listener is left in peace for a while, but the last one on duty for a minute only: a
/// caller may be in need, and somebody must be rung. Once a conversation.
pub(crate) async fn end_politely(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    line: &Line,
    room: &mut Room,
    worker: &Leg,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if room.is_ended_by_key {
        return Ok(());
    }
    room.is_ended_by_key = true;
    metrics::counter!("passerelle_calls_ended_by_key_total").increment(1);
    lead_out(app, tx, room.person, now, now).await?;
    let Some(member) = worker.member.or(call.caller) else { return Ok(()) };
    let others = ready_members(tx, line, Duty::Listening, now).await?;
    let is_last = others.iter().all(|other| *other == member);
    room.break_min = if is_last { LISTENER_REST_S / 60 } else { BREAK_AFTER_END_KEY_MIN };
    reservations::pause(tx, member, now + TimeDelta::minutes(room.break_min), now).await?;
    let promised_in = promised_in(app, tx, call).await?;
    let reported = Reported { call: call.id, rung_in: promised_in, line: call.line_id, owner: call.organisation_id };
    report_abuse(app, tx, &reported, member, now).await
}

/// The conversation in which the caller rang us: this one, or the one in which this call was promised.
async fn promised_in(app: &App, tx: &mut Tx, call: &Call) -> Outcome<CallId> {
    let CallPurpose::Callback { callback } = call.purpose else { return Ok(call.id) };
    Ok(callbacks::by_id(tx, &app.secrets, callback).await?.map_or(call.id, |promise| promise.call_id))
}
