//! Leads a telephone that talks into the room of its conversation, or out of it.
//!
//! The move is an intent on the leg, committed before the carrier is asked. It is settled by the telephone itself, when it asks
//! where to go; until then the carrier is asked again, a few times. A move that is refused, or comes too late, changes
//! nothing: the plain bridge goes on.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    call_series::CallKind,
    ids::LegId,
    leg::{Leg, LegState, MoveTo, OwedMove},
    matter::MatterKind,
    people::Member,
    room::{LEAD_OUT_TRIES, MOVE_RETRY, MOVE_TRIES, Readiness, Room, RoomStage, readiness},
    scheduled_call::{ScheduledCall, State},
    voice_script::{Awaiting, Node},
};
use passerelle_store::{Tx, calls, legs, scheduled_calls};
use passerelle_telephony::{CarrierError, client::CallSnapshot};

use crate::{App, empty_room::lead_out, error::Outcome, schedule::set_timer, speak::TALK_LIMIT_S};

/// A conversation is at most so long: a call later than this presses nobody.
const NEXT_CALL_WITHIN: TimeDelta = TimeDelta::hours(3);

/// What to do about a leg whose timer is due.
pub(crate) enum Move {
    /// No move is due.
    NotDue,
    /// It can wait, or is not wanted any more.
    Settled,
    /// Ask the carrier to lead it elsewhere.
    Ask {
        /// The carrier's identifier of the leg.
        sid: String,
        /// Where it is led.
        url: String,
    },
}

/// Wants a telephone that was dialled, and is being joined, to be led into a room at `at`, where the carrier has rooms. The
/// leg is changed, not yet written.
pub(crate) fn want_room(app: &App, call: &Call, leg: &mut Leg, at: DateTime<Utc>) {
    if app.profile.supports_rooms && call.room.is_none() {
        leg.owe(MoveTo::Room, at);
    }
}

/// Decides about the move a leg owes. The leg is changed, not yet written.
pub(crate) async fn decide_move(app: &App, tx: &mut Tx, leg: &mut Leg, now: DateTime<Utc>) -> Outcome<Move> {
    let Some(owed) = leg.owed.filter(|owed| owed.due_at <= now) else { return Ok(Move::NotDue) };
    if leg.state != LegState::InProgress || owed.tries >= tries_of(owed.to) {
        give_up(app, tx, leg, now).await?;
        return Ok(Move::NotDue);
    }
    if owed.to == MoveTo::Room {
        match readiness(leg, now) {
            Readiness::Never => leg.owed = None,
            Readiness::NotBefore(at) => leg.owed = Some(OwedMove { due_at: at, ..owed }),
            Readiness::Ready if !ask_for_room(app, tx, leg, now).await? => leg.owed = None,
            Readiness::Ready => return Ok(asked(app, leg, owed.tries, now)),
        }
        return Ok(Move::Settled);
    }
    Ok(asked(app, leg, owed.tries, now))
}

/// The request is about to leave; without an answer it is repeated.
fn asked(app: &App, leg: &mut Leg, tries: u32, now: DateTime<Utc>) -> Move {
    let Some(owed) = &mut leg.owed else { return Move::Settled };
    owed.due_at = now + MOVE_RETRY;
    // Without the carrier's identifier it is looked for first.
    let Some(sid) = leg.sid.clone() else { return Move::NotDue };
    owed.tries = tries + 1;
    let url = match owed.to {
        MoveTo::Room => app.urls.room(leg.id, 1),
        MoveTo::AfterRoom => app.urls.after_room(leg.id),
        MoveTo::Announced => app.urls.announced(leg.id),
    };
    Move::Ask { sid, url }
}

fn tries_of(to: MoveTo) -> u32 {
    match to {
        MoveTo::Room | MoveTo::Announced => MOVE_TRIES,
        MoveTo::AfterRoom => LEAD_OUT_TRIES,
    }
}

/// Marks the conversation as being moved. False when there is nothing to move any more.
async fn ask_for_room(app: &App, tx: &mut Tx, leg: &Leg, now: DateTime<Utc>) -> Outcome<bool> {
    let Some(mut call) = calls::by_id(tx, &app.secrets, leg.call_id).await? else { return Ok(false) };
    let is_talking = matches!(call.session.awaiting, Awaiting::BridgeEnd | Awaiting::RingEnd);
    if !call.is_live() || !is_talking || call.other_leg != Some(leg.id) {
        return Ok(false);
    }
    match &mut call.room {
        Some(room) if room.stage == RoomStage::Asked && room.other(leg.id).is_some() => room.asked_at = now,
        Some(_) => return Ok(false),
        None => {
            let (worker, person) = match call.purpose {
                CallPurpose::Inbound
                | CallPurpose::Check { .. }
                | CallPurpose::Notice { .. }
                | CallPurpose::Page { .. }
                | CallPurpose::AskContact { .. } => (leg.id, call.leg_id),
                CallPurpose::Convivial { .. } | CallPurpose::Case { .. } | CallPurpose::Callback { .. } => {
                    (call.leg_id, leg.id)
                }
            };
            let limit_s = limit_of(app, tx, &call).await?;
            let mut room = Room::asked(worker, person, limit_s, now);
            room.time_left_at = Room::time_left_told_at(next_call_of_worker(tx, &call, leg, now).await?, now);
            call.room = Some(room);
        }
    }
    calls::update(tx, &app.secrets, &call).await?;
    Ok(true)
}

/// When the next call of whoever works for us begins, should it be a volunteer who has one.
async fn next_call_of_worker(
    tx: &mut Tx,
    call: &Call,
    leg: &Leg,
    now: DateTime<Utc>,
) -> Outcome<Option<DateTime<Utc>>> {
    let (worker, this) = match call.purpose {
        CallPurpose::Inbound
        | CallPurpose::Check { .. }
        | CallPurpose::Notice { .. }
        | CallPurpose::Page { .. }
        | CallPurpose::AskContact { .. } => (leg.member, None),
        CallPurpose::Case { .. } | CallPurpose::Callback { .. } => (call.caller, None),
        CallPurpose::Convivial { scheduled_call, .. } => (call.caller, Some(scheduled_call)),
    };
    let Some(Member::Volunteer(volunteer)) = worker else { return Ok(None) };
    let coming = scheduled_calls::of_volunteer(tx, volunteer, now, now + NEXT_CALL_WITHIN).await?;
    let is_next = |next: &ScheduledCall| {
        let is_ahead = matches!(next.state, State::Offered | State::SeekingSubstitute | State::Confirmed);
        is_ahead && next.kind != CallKind::CheckCall && Some(next.id) != this && next.volunteer == Some(volunteer)
    };
    Ok(coming.into_iter().filter(is_next).map(|next| next.starts_at).filter(|at| *at > now).min())
}

/// After how many seconds the script cuts the conversation.
async fn limit_of(app: &App, tx: &mut Tx, call: &Call) -> Outcome<u32> {
    let script = app.scripts.version(tx, &call.script, &call.script_version).await?;
    Ok(match script.nodes.get(&call.session.node) {
        Some(Node::Bridge(bridge)) => bridge.time_limit_s.unwrap_or(TALK_LIMIT_S),
        Some(_) | None => TALK_LIMIT_S,
    })
}

/// What became of the request to move a leg.
pub(crate) async fn moved(
    app: &App,
    tx: &mut Tx,
    id: LegId,
    answer: &Result<CallSnapshot, CarrierError>,
) -> Outcome<()> {
    let now = app.clock.now();
    let Some(mut leg) = legs::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
    let Err(error) = answer else { return Ok(()) };
    if leg.owed.is_none() || !leg.is_live() {
        return Ok(());
    }
    if error.is_worth_retrying() {
        tracing::warn!(leg_id = %id, %error, "a telephone could not be moved; it is tried again");
        return Ok(());
    }
    tracing::warn!(leg_id = %id, %error, "a telephone could not be moved");
    give_up(app, tx, &mut leg, now).await?;
    legs::update(tx, &leg).await?;
    // Refused because it is over, perhaps: the carrier is asked.
    set_timer(tx, MatterKind::Leg, id.0, Some(now), now).await?;
    Ok(())
}

/// The leg stays where it is. The plain bridge goes on, unless the other one is in the room already and would wait there
/// for nobody.
async fn give_up(app: &App, tx: &mut Tx, leg: &mut Leg, now: DateTime<Utc>) -> Outcome<()> {
    let owed = leg.owed.take();
    if owed.is_none_or(|owed| owed.to != MoveTo::Room) {
        return Ok(());
    }
    metrics::counter!("passerelle_rooms_total", "result" => "refused").increment(1);
    let Some(mut call) = calls::by_id(tx, &app.secrets, leg.call_id).await? else { return Ok(()) };
    let Some(room) = &mut call.room else { return Ok(()) };
    if room.stage != RoomStage::Asked && !room.was_entered() {
        return Ok(());
    }
    if room.was_entered() {
        room.stage = RoomStage::Over;
        let other = room.other(leg.id);
        calls::update(tx, &app.secrets, &call).await?;
        if let Some(other) = other {
            lead_out(app, tx, other, now, now).await?;
        }
    } else {
        call.room = None;
        calls::update(tx, &app.secrets, &call).await?;
    }
    Ok(())
}
