//! One of the two in a room has gone: nobody is left alone in it.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::LegId,
    leg::{Leg, MoveTo},
    matter::MatterKind,
    room::{Room, RoomStage},
};
use passerelle_store::{Tx, calls, legs};

use crate::{App, error::Outcome, schedule::set_timer};

/// The telephone of one of the two was put down. The end of the room leads the worker out by itself, and is helped when it
/// does not; the person is led out at once. Told twice, or by several voices, it is the same.
pub(crate) async fn empty_room(app: &App, tx: &mut Tx, gone: &Leg, now: DateTime<Utc>) -> Outcome<()> {
    let Some(mut call) = calls::by_id(tx, &app.secrets, gone.call_id).await? else { return Ok(()) };
    let Some(room) = &mut call.room else { return Ok(()) };
    if room.other(gone.id).is_none() || !room.was_entered() {
        return Ok(());
    }
    close_room(app, tx, room, gone.id, now).await?;
    calls::update(tx, &app.secrets, &call).await?;
    Ok(())
}

/// The conversation in a room is over because `gone` has left it for good. The room is changed, its call not yet written. Once
/// only: whoever was led out hears the script by then, and must not be led out of that.
pub(crate) async fn close_room(
    app: &App,
    tx: &mut Tx,
    room: &mut Room,
    gone: LegId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if room.stage == RoomStage::Over {
        return Ok(());
    }
    room.stage = RoomStage::Over;
    if room.is_joined() && gone == room.worker {
        // The coordinator who joined them is with her, and leads her out on leaving: `join_talk`.
        return Ok(());
    }
    match room.other_leaves_at(gone, now) {
        Some((other, at)) => lead_out(app, tx, other, at, now).await,
        None => Ok(()),
    }
}

/// Has a telephone led out of the room at `at`, unless it is over.
pub(crate) async fn lead_out(app: &App, tx: &mut Tx, leg: LegId, at: DateTime<Utc>, now: DateTime<Utc>) -> Outcome<()> {
    let Some(mut leg) = legs::by_id(tx, &app.secrets, leg).await? else { return Ok(()) };
    if !leg.is_live() {
        return Ok(());
    }
    leg.owe(MoveTo::AfterRoom, at);
    legs::update(tx, &leg).await?;
    set_timer(tx, MatterKind::Leg, leg.id.0, leg.watch_at(now), now).await?;
    Ok(())
}
