//! Places a leg, or asks the carrier what became of it.
//!
//! The intent is on disk before the request leaves. A request whose answer got lost is looked up,
//! never repeated blindly: nobody is rung twice for one attempt.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    circuit::Provider,
    ids::LegId,
    leg::{KNOWN_WITHIN, LOOK_UPS, Leg, LegEnd, LegRole, LegState, PLACE_RETRY, PLACE_TRIES, Report, StopRinging},
    line::Line,
    matter::MatterKind,
    phone_number::PhoneNumber,
    room::{LONGEST_CALL_S, MOVE_RETRY},
};
use passerelle_store::{Tx, legs, lines, transact};
use passerelle_telephony::{
    CarrierError,
    client::{CallChange, CallIntent, CallSnapshot, FindCalls, PlaceCall, PlacedMachineDetection},
    twiml::MachineDetection,
};

use crate::{
    App,
    end_call::end_of_leg,
    error::{AppError, Outcome},
    message_answers::{carrier_answers, carrier_works},
    move_leg::{Move, decide_move, moved},
    record_leg_report::{LegReport, apply_report},
    ring_by_robot::displayed_number,
    ring_contact::may_still_ring,
    schedule::{is_due, set_timer},
    watch_provider::note_answer,
};

/// Calls of other matters to the same number are skipped at most this often in one look-up.
const MOST_KNOWN: usize = 10;
/// A dialled leg is one of the last of its parent's.
const CHILD_PAGES: u32 = 1;

/// What to ask of the carrier.
enum Request {
    Nothing,
    Place(PlaceCall),
    LookUp(CallIntent),
    Fetch(String),
    FindDialled { parent_sid: String, number: PhoneNumber },
    PlayNeutralMessage { sid: String, url: String },
    Stop { sid: String, change: CallChange },
    Move { sid: String, url: String },
}

/// Advances a leg whose timer is due.
pub(crate) async fn advance_leg(app: &App, id: LegId) -> Outcome<()> {
    if is_to_be_placed(app, id).await? {
        app.carrier.turn_to_call().await;
    }
    let now = app.clock.now();
    let request = transact!(app.db, |tx| { decide(app, tx, id, now).await }).await?;
    match request {
        Request::Nothing => Ok(()),
        Request::Place(call) => {
            let answer = app.carrier.place_call(&call).await;
            transact!(app.db, |tx| {
                placed(app, tx, id, &answer).await?;
                note_answer(app, tx, Provider::Carrier, carrier_works(&answer), app.clock.now()).await
            })
            .await
        }
        Request::LookUp(intent) => look_up(app, id, intent).await,
        Request::Fetch(sid) => {
            let answer = app.carrier.fetch_call(&sid).await;
            transact!(app.db, |tx| {
                fetched(app, tx, id, &answer).await?;
                note_answer(app, tx, Provider::Carrier, carrier_answers(&answer), app.clock.now()).await
            })
            .await
        }
        Request::FindDialled { parent_sid, number } => {
            let wanted = FindCalls {
                to: Some(number),
                from: None,
                since: None,
                parent_call_sid: Some(parent_sid),
                page_limit: CHILD_PAGES,
            };
            let answer = app.carrier.find_calls(&wanted).await;
            transact!(app.db, |tx| { dialled_found(app, tx, id, &answer).await }).await
        }
        Request::PlayNeutralMessage { sid, url } => {
            let answer = app.carrier.update_call(&sid, &CallChange::Redirect { url }).await;
            transact!(app.db, |tx| { neutral_message_played(app, tx, id, &answer).await }).await
        }
        Request::Stop { sid, change } => {
            let answer = app.carrier.update_call(&sid, &change).await;
            transact!(app.db, |tx| { stopped(app, tx, id, &answer).await }).await
        }
        Request::Move { sid, url } => {
            let answer = app.carrier.update_call(&sid, &CallChange::Redirect { url }).await;
            transact!(app.db, |tx| { moved(app, tx, id, &answer).await }).await
        }
    }
}

/// Whether the carrier's pace is to be waited for: only while nothing says yet that the request left.
async fn is_to_be_placed(app: &App, id: LegId) -> Outcome<bool> {
    let mut read = app.db.read().await?;
    let leg = legs::by_id(&mut read, &app.secrets, id).await?;
    Ok(leg.is_some_and(|leg| leg.state == LegState::Planned))
}

async fn decide(app: &App, tx: &mut Tx, id: LegId, now: DateTime<Utc>) -> Outcome<Request> {
    if !is_due(tx, MatterKind::Leg, id.0, now).await? {
        return Ok(Request::Nothing);
    }
    let Some(mut leg) = legs::by_id(tx, &app.secrets, id).await? else {
        set_timer(tx, MatterKind::Leg, id.0, None, now).await?;
        return Ok(Request::Nothing);
    };
    let owed = if leg.owes_neutral_message { Move::NotDue } else { decide_move(app, tx, &mut leg, now).await? };
    let request = match owed {
        Move::Ask { sid, url } => Request::Move { sid, url },
        Move::Settled => Request::Nothing,
        Move::NotDue => match next_request(app, tx, &mut leg, now).await? {
            Some(request) => request,
            None => return Ok(Request::Nothing),
        },
    };
    legs::update(tx, &leg).await?;
    set_timer(tx, MatterKind::Leg, id.0, leg.watch_at(now), now).await?;
    Ok(request)
}

/// What to ask about a leg by its state; `None` when it has just been given up.
async fn next_request(app: &App, tx: &mut Tx, leg: &mut Leg, now: DateTime<Utc>) -> Outcome<Option<Request>> {
    let request = match (leg.state, &leg.sid) {
        // The number to show is gone since: it is a failure of ours, and nobody is rung.
        (LegState::Planned, _) if displayed_number(&line_of(tx, leg).await?, leg).is_none() => {
            end_as(app, tx, leg, LegEnd::Lost, now).await?;
            return Ok(None);
        }
        (LegState::Planned, _) if leg.stop.is_some() || !may_still_ring(app, tx, leg, now).await? => {
            end_as(app, tx, leg, LegEnd::Canceled, now).await?;
            return Ok(None);
        }
        (LegState::Planned, _) => {
            leg.state = LegState::Placing;
            leg.placing_since = Some(now);
            leg.place_tries += 1;
            Request::Place(place_call(app, tx, leg).await?)
        }
        (LegState::Placing, None) => {
            let line = line_of(tx, leg).await?;
            let from = displayed_number(&line, leg).ok_or(AppError::dangling("leg"))?;
            Request::LookUp(CallIntent {
                to: leg.number.clone().ok_or(AppError::dangling("leg"))?,
                from,
                since: leg.placing_since.unwrap_or(leg.made_at),
                known_sids: Vec::new(),
            })
        }
        (LegState::Placing | LegState::Dialled | LegState::Ringing | LegState::InProgress, Some(sid))
            if leg.stop.is_some() =>
        {
            let change = match leg.stop {
                Some(StopRinging::AtOnce) => CallChange::Complete,
                Some(StopRinging::UnlessAnswered) | None => CallChange::Cancel,
            };
            Request::Stop { sid: sid.clone(), change }
        }
        (_, Some(sid)) if leg.owes_neutral_message => {
            Request::PlayNeutralMessage { sid: sid.clone(), url: app.urls.neutral_message(leg.id) }
        }
        (LegState::Placing | LegState::Dialled | LegState::Ringing | LegState::InProgress, Some(sid)) => {
            Request::Fetch(sid.clone())
        }
        (LegState::Dialled | LegState::Ringing | LegState::InProgress, None) => {
            match (parent_sid(app, tx, leg).await?, leg.number.clone()) {
                (Some(parent_sid), Some(number)) => Request::FindDialled { parent_sid, number },
                _ => {
                    end_as(app, tx, leg, LegEnd::Lost, now).await?;
                    return Ok(None);
                }
            }
        }
        (LegState::Ended, _) => Request::Nothing,
    };
    Ok(Some(request))
}

async fn line_of(tx: &mut Tx, leg: &Leg) -> Outcome<Line> {
    lines::by_id(tx, leg.line_id).await?.ok_or(AppError::dangling("leg"))
}

async fn place_call(app: &App, tx: &mut Tx, leg: &Leg) -> Outcome<PlaceCall> {
    let is_robot = matches!(leg.role, LegRole::Checked | LegRole::Paged) && app.profile.supports_machine_detection;
    Ok(PlaceCall {
        to: leg.number.clone().ok_or(AppError::dangling("leg"))?,
        from: displayed_number(&line_of(tx, leg).await?, leg).ok_or(AppError::dangling("leg"))?,
        url: app.urls.step(leg.call_id, 0),
        fallback_url: Some(app.urls.fallback()),
        status_callback: Some(app.urls.leg_status(leg.id)),
        ring_timeout_s: leg.ring_s,
        // The document that joins the two says how long they may talk; with a raised hand nothing shorter cuts them.
        time_limit_s: app.profile.supports_rooms.then_some(LONGEST_CALL_S),
        machine_detection: is_robot.then(|| PlacedMachineDetection {
            mode: MachineDetection::DetectMessageEnd,
            status_callback: app.urls.machine(leg.id),
        }),
    })
}

/// The carrier call from which a dialled leg was dialled: the one that hears the script.
async fn parent_sid(app: &App, tx: &mut Tx, leg: &Leg) -> Outcome<Option<String>> {
    let siblings = legs::of_call(tx, &app.secrets, leg.call_id).await?;
    let hears_the_script =
        |other: &Leg| matches!(other.role, LegRole::Inbound | LegRole::Caller | LegRole::Checked | LegRole::Paged);
    Ok(siblings.into_iter().find(hears_the_script).and_then(|other| other.sid))
}

/// What became of the request to place.
async fn placed(app: &App, tx: &mut Tx, id: LegId, answer: &Result<CallSnapshot, CarrierError>) -> Outcome<()> {
    let now = app.clock.now();
    let Some(mut leg) = legs::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
    match answer {
        Ok(call) => {
            let report = LegReport { sid: &call.sid, status: call.status, sequence: None };
            apply_report(app, tx, leg, report, now).await
        }
        // Callbacks have already spoken of it: it was placed, whatever the answer.
        Err(_) if leg.state != LegState::Placing || leg.sid.is_some() => Ok(()),
        Err(error) if error.is_definitely_not_done() => {
            tracing::warn!(leg_id = %id, %error, tries = leg.place_tries, "a call could not be placed");
            if error.is_worth_retrying() && leg.place_tries < PLACE_TRIES {
                leg.state = LegState::Planned;
                legs::update(tx, &leg).await?;
                set_timer(tx, MatterKind::Leg, id.0, Some(now + PLACE_RETRY), now).await?;
                return Ok(());
            }
            end_as(app, tx, &mut leg, LegEnd::Failed, now).await
        }
        // The timer set before the request looks it up.
        Err(error) => {
            tracing::warn!(leg_id = %id, %error, "the answer to a call placed got lost; it will be looked up");
            Ok(())
        }
    }
}

async fn look_up(app: &App, id: LegId, mut intent: CallIntent) -> Outcome<()> {
    for _ in 0..MOST_KNOWN {
        let found = match app.carrier.find_placed_call(&intent).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(leg_id = %id, %error, "the carrier could not be asked about a call");
                let works = carrier_answers(&Err::<(), _>(error));
                return transact!(app.db, |tx| {
                    not_looked_up(app, tx, id).await?;
                    note_answer(app, tx, Provider::Carrier, works, app.clock.now()).await
                })
                .await;
            }
        };
        if let Some(call) = &found {
            let mut read = app.db.read().await?;
            if legs::sid_is_known(&mut read, &call.sid).await? {
                intent.known_sids.push(call.sid.clone());
                continue;
            }
        }
        return transact!(app.db, |tx| { looked_up(app, tx, id, found.as_ref()).await }).await;
    }
    Ok(())
}

/// Nobody knows what became of the request, and the carrier cannot be asked.
async fn not_looked_up(app: &App, tx: &mut Tx, id: LegId) -> Outcome<()> {
    let now = app.clock.now();
    let Some(mut leg) = legs::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
    let is_unknown = leg.state == LegState::Placing && leg.sid.is_none();
    if is_unknown && leg.placing_since.is_some_and(|since| now - since >= KNOWN_WITHIN) {
        end_as(app, tx, &mut leg, LegEnd::Lost, now).await?;
    }
    Ok(())
}

async fn looked_up(app: &App, tx: &mut Tx, id: LegId, found: Option<&CallSnapshot>) -> Outcome<()> {
    let now = app.clock.now();
    let Some(mut leg) = legs::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
    if leg.state != LegState::Placing || leg.sid.is_some() {
        return Ok(());
    }
    if let Some(call) = found {
        let report = LegReport { sid: &call.sid, status: call.status, sequence: None };
        return apply_report(app, tx, leg, report, now).await;
    }
    leg.look_ups += 1;
    if leg.look_ups < LOOK_UPS {
        legs::update(tx, &leg).await?;
        return Ok(());
    }
    if leg.place_tries >= PLACE_TRIES {
        return end_as(app, tx, &mut leg, LegEnd::Failed, now).await;
    }
    // Asked often enough: it was never done, and is placed now.
    leg.look_ups = 0;
    leg.state = LegState::Planned;
    legs::update(tx, &leg).await?;
    set_timer(tx, MatterKind::Leg, id.0, Some(now), now).await?;
    Ok(())
}

/// The carrier was asked about a leg it should know.
async fn fetched(app: &App, tx: &mut Tx, id: LegId, answer: &Result<CallSnapshot, CarrierError>) -> Outcome<()> {
    let now = app.clock.now();
    let Some(mut leg) = legs::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
    match answer {
        Ok(call) => {
            let report = LegReport { sid: &call.sid, status: call.status, sequence: None };
            apply_report(app, tx, leg, report, now).await
        }
        Err(error) if error.is_not_found() && leg.is_live() => end_as(app, tx, &mut leg, LegEnd::Lost, now).await,
        Err(error) => {
            tracing::warn!(leg_id = %id, %error, "the carrier could not be asked about a call");
            Ok(())
        }
    }
}

/// The carrier was asked which leg it dialled from another one.
async fn dialled_found(
    app: &App,
    tx: &mut Tx,
    id: LegId,
    answer: &Result<Vec<CallSnapshot>, CarrierError>,
) -> Outcome<()> {
    let now = app.clock.now();
    let Some(mut leg) = legs::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
    let Ok(found) = answer else { return Ok(()) };
    for call in found {
        if !legs::sid_is_known(tx, &call.sid).await? {
            let report = LegReport { sid: &call.sid, status: call.status, sequence: None };
            return apply_report(app, tx, leg, report, now).await;
        }
    }
    // The order to dial never reached the carrier, or was given up before it rang.
    end_as(app, tx, &mut leg, LegEnd::Lost, now).await
}

async fn neutral_message_played(
    app: &App,
    tx: &mut Tx,
    id: LegId,
    answer: &Result<CallSnapshot, CarrierError>,
) -> Outcome<()> {
    let Some(mut leg) = legs::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
    match answer {
        Err(error) if error.is_worth_retrying() => return Ok(()),
        Ok(_) | Err(_) => leg.owes_neutral_message = false,
    }
    legs::update(tx, &leg).await?;
    Ok(())
}

/// The carrier was asked to stop a telephone. Not understood or not reached, it is asked again when the leg is looked at.
async fn stopped(app: &App, tx: &mut Tx, id: LegId, answer: &Result<CallSnapshot, CarrierError>) -> Outcome<()> {
    let now = app.clock.now();
    let Some(mut leg) = legs::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
    match answer {
        Err(error) if error.is_worth_retrying() && leg.is_live() => {
            tracing::warn!(leg_id = %id, %error, "a telephone could not be stopped; it is tried again");
            set_timer(tx, MatterKind::Leg, id.0, Some(now + MOVE_RETRY), now).await?;
            return Ok(());
        }
        Ok(_) | Err(_) => leg.stop = None,
    }
    legs::update(tx, &leg).await?;
    Ok(())
}

async fn end_as(app: &App, tx: &mut Tx, leg: &mut Leg, end: LegEnd, now: DateTime<Utc>) -> Outcome<()> {
    if leg.apply(Report::Ended(end), None, now) {
        legs::update(tx, leg).await?;
        set_timer(tx, MatterKind::Leg, leg.id.0, None, now).await?;
        end_of_leg(app, tx, leg, now).await?;
    }
    Ok(())
}
