//! The way into the room of a conversation, the keys heard on the way back into it, and the way out.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    ids::LegId,
    leg::Leg,
    line::Line,
    matter::MatterKind,
    room::{LONGEST_CALL_S, Room, RoomKey, RoomStage},
    voice_script::Awaiting,
};
use passerelle_store::{Tx, calls, legs, lines, transact};
use passerelle_telephony::{
    twiml::{Conference, Dial, Document, Prompt, Redirect, Verb},
    webhook::CallStatus,
};

use crate::{
    App,
    call_settings::PARTNER_SCRIPT,
    empty_room::close_room,
    end_politely::end_politely,
    error::{AppError, Outcome},
    raise_hand::raise_hand,
    schedule::set_timer,
    speak::{language_of, prompt, spoken},
    take_step::StepInput,
};

/// A verb that enters a room rings nobody; the carrier wants a ring time all the same.
pub(crate) const NO_RING_S: u32 = 30;

/// One of the two in a room, with all that concerns them.
pub(crate) struct Guest {
    pub(crate) leg: Leg,
    pub(crate) call: Call,
    pub(crate) room: Room,
    pub(crate) line: Line,
    /// The room as it was found.
    was: Room,
}

impl Guest {
    pub(crate) fn is_worker(&self) -> bool {
        self.leg.id == self.room.worker
    }

    /// Whether the worker may end the conversation by a key: with callers of the listening line, who are nobody's
    /// accompanied person and no partner.
    pub(crate) fn may_end(&self) -> bool {
        match self.call.purpose {
            CallPurpose::Inbound => self.call.settles.is_none() && self.call.script != PARTNER_SCRIPT,
            CallPurpose::Callback { .. } => true,
            CallPurpose::Convivial { .. }
            | CallPurpose::Check { .. }
            | CallPurpose::Notice { .. }
            | CallPurpose::Page { .. }
            | CallPurpose::AskContact { .. }
            | CallPurpose::Case { .. } => false,
        }
    }
}

/// Finds the leg in its room. Whoever was moved although nothing says so any more is in none.
pub(crate) async fn find_guest(app: &App, tx: &mut Tx, leg: LegId) -> Outcome<Option<Guest>> {
    let Some(leg) = legs::by_id(tx, &app.secrets, leg).await? else { return Ok(None) };
    let Some(mut call) = calls::by_id(tx, &app.secrets, leg.call_id).await? else { return Ok(None) };
    let Some(room) = call.room.take().filter(|room| room.other(leg.id).is_some()) else { return Ok(None) };
    let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("call"))?;
    // What is spoken belongs to the edition that the conversation began with: it is at hand from here on.
    app.scripts.voice(tx, &call.script_version).await?;
    Ok(Some(Guest { leg, call, was: room.clone(), room, line }))
}

/// Keeps what has changed of the room.
pub(crate) async fn keep_room(app: &App, tx: &mut Tx, guest: &Guest) -> Outcome<()> {
    if guest.room == guest.was {
        return Ok(());
    }
    let call = Call { room: Some(guest.room.clone()), ..guest.call.clone() };
    calls::update(tx, &app.secrets, &call).await?;
    Ok(())
}

/// The telephone has asked where to go: it needs to be moved no more.
pub(crate) async fn has_come(tx: &mut Tx, guest: &mut Guest, now: DateTime<Utc>) -> Outcome<()> {
    if guest.leg.owed.take().is_some() {
        legs::update(tx, &guest.leg).await?;
        set_timer(tx, MatterKind::Leg, guest.leg.id.0, guest.leg.watch_at(now), now).await?;
    }
    Ok(())
}

/// What leads a telephone into the room for the time number `visit`, acting first on the key that the worker pressed aside.
/// Asked twice, the key acts once.
///
/// # Errors
/// Trouble of the database.
pub async fn enter_room(app: &App, leg: LegId, visit: u32, digits: Option<&str>) -> Outcome<String> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut guest) = find_guest(app, tx, leg).await? else {
            return Ok(Document::new().with(Verb::Hangup).render());
        };
        has_come(tx, &mut guest, now).await?;
        let said = act_on_key(app, tx, &mut guest, visit, digits, now).await?;
        guest.room.has_dialled |= guest.leg.id != guest.call.leg_id;
        let document = if is_over(app, tx, &guest, now).await? {
            way_out(app, &mut guest)
        } else {
            guest.room.stage = RoomStage::Open;
            way_in(app, &guest.call, &guest.room, guest.leg.id, visit, said, now)
        };
        keep_room(app, tx, &guest).await?;
        Ok::<String, AppError>(document.render())
    })
    .await
}

async fn act_on_key(
    app: &App,
    tx: &mut Tx,
    guest: &mut Guest,
    visit: u32,
    digits: Option<&str>,
    now: DateTime<Utc>,
) -> Outcome<Vec<Prompt>> {
    if !guest.is_worker() {
        return Ok(Vec::new());
    }
    let is_new = visit > guest.room.acted_on;
    guest.room.acted_on = guest.room.acted_on.max(visit);
    guest.room.is_aside &= !is_new;
    match RoomKey::read(digits, guest.may_end()) {
        RoomKey::Back => Ok(Vec::new()),
        RoomKey::RaiseHand => {
            if is_new {
                guest.room.hand = Some(raise_hand(app, tx, &guest.call, guest.room.hand, now).await?);
            }
            let facts = &guest.call.session.facts;
            Ok(vec![prompt(app, language_of(facts), "room_hand_raised", facts)])
        }
        RoomKey::End => {
            let Guest { leg, call, room, line, .. } = guest;
            end_politely(app, tx, call, line, room, leg, now).await?;
            Ok(Vec::new())
        }
    }
}

/// Whether the conversation is over: somebody has hung up, or is a machine, or the worker has ended it.
pub(crate) async fn is_over(app: &App, tx: &mut Tx, guest: &Guest, now: DateTime<Utc>) -> Outcome<bool> {
    let room = &guest.room;
    if !guest.call.is_live() || room.is_ended_by_key || room.stage == RoomStage::Over || room.is_cut(now) {
        return Ok(true);
    }
    let person = legs::by_id(tx, &app.secrets, room.person).await?;
    Ok(person.is_none_or(|person| !person.is_live() || person.is_machine))
}

/// The telephone that hears the script follows the one it dialled into the room: its bridge is over because that one was
/// moved. `None` when the bridge has simply ended, or when it has been in the room already.
pub(crate) async fn follow_into_room(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    input: &StepInput,
    now: DateTime<Utc>,
) -> Outcome<Option<Document>> {
    let Some(mut room) = call.room.clone() else { return Ok(None) };
    let is_bridge = matches!(call.session.awaiting, Awaiting::BridgeEnd | Awaiting::RingEnd);
    let was_bridged = matches!(input.dial_status, Some(CallStatus::Completed | CallStatus::InProgress));
    let dialled = match room.other(call.leg_id) {
        Some(dialled) => legs::by_id(tx, &app.secrets, dialled).await?,
        None => None,
    };
    let is_there = dialled.is_some_and(|leg| leg.is_live() && !leg.is_machine);
    let follows = is_bridge && was_bridged && is_there && !input.has_hung_up;
    if room.next_step.is_some() || !room.is_expected(now) || !follows {
        if room.was_entered() {
            close_room(app, tx, &mut room, call.leg_id, now).await?;
        }
        room.stage = RoomStage::Over;
        call.room = Some(room);
        return Ok(None);
    }
    room.next_step = Some(call.step + 1);
    let document = way_in(app, call, &room, call.leg_id, 1, Vec::new(), now);
    metrics::counter!("passerelle_rooms_total", "result" => "entered").increment(1);
    call.room = Some(room);
    Ok(Some(document))
}

/// What leads into the room. The person stays as long as the worker does, and ends the room on leaving it; the worker can
/// step aside, and is led out when the time of the conversation is over.
pub(crate) fn way_in(
    app: &App,
    call: &Call,
    room: &Room,
    leg: LegId,
    visit: u32,
    said: Vec<Prompt>,
    now: DateTime<Utc>,
) -> Document {
    let is_worker = leg == room.worker;
    let action = if is_worker { app.urls.aside(leg, visit, false) } else { app.urls.after_room(leg) };
    let stay_s = if is_worker { room.stay_s(now) } else { LONGEST_CALL_S };
    spoken(said).with(Dial {
        action: Some(action),
        timeout_s: NO_RING_S,
        time_limit_s: Some(stay_s),
        hangup_on_star: is_worker && room.hears_star(visit),
        room: Some(Conference { name: call.id.to_string(), end_on_exit: !is_worker }),
        ..Dial::default()
    })
}

/// What follows the conversation: the script for the telephone that hears it, the end for the other one. A conversation
/// that the worker ended by the key ends for both with a sentence.
pub(crate) fn way_out(app: &App, guest: &mut Guest) -> Document {
    guest.room.stage = RoomStage::Over;
    let facts = &guest.call.session.facts;
    let say = |text| spoken(vec![prompt(app, language_of(facts), text, facts)]).with(Verb::Hangup);
    match (guest.room.is_ended_by_key, guest.is_worker()) {
        (true, false) => return say("respect_close"),
        (true, true) if guest.room.break_min > 1 => return say("room_end_break"),
        (true, true) => return say("room_end_break_short"),
        (false, _) => {}
    }
    match guest.room.next_step {
        Some(step) if guest.leg.id == guest.call.leg_id && guest.call.is_live() => {
            Document::new().with(Redirect { url: app.urls.step(guest.call.id, step) })
        }
        Some(_) | None => Document::new().with(Verb::Hangup),
    }
}

/// Somebody is out of the room for good: the person by hanging up, or whoever was led out of it.
///
/// # Errors
/// Trouble of the database.
pub async fn after_room(app: &App, leg: LegId, has_hung_up: bool) -> Outcome<String> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut guest) = find_guest(app, tx, leg).await? else {
            return Ok(Document::new().with(Verb::Hangup).render());
        };
        has_come(tx, &mut guest, now).await?;
        if has_hung_up || !guest.is_worker() {
            close_room(app, tx, &mut guest.room, leg, now).await?;
        }
        let document = way_out(app, &mut guest);
        keep_room(app, tx, &guest).await?;
        Ok::<String, AppError>(document.render())
    })
    .await
}
