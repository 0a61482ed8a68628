//! One step of a conversation: the carrier asks what to do next.
//!
//! A step is taken once. The same request again, late or doubled, gets the answer it got before.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    ids::CallId,
    leg::{LegState, Report},
    matter::MatterKind,
    room::Room,
    voice_script::{Awaiting, BridgeResult, Input, SHORTEST_MESSAGE_S},
};
use passerelle_store::{Tx, calls, legs, scheduled_calls, transact};
use passerelle_telephony::webhook::CallStatus;

use crate::{
    App,
    converse::{Recording, attempt_result, bridge_result, converse},
    end_call::{end_purpose, settle_ring},
    enter_room::follow_into_room,
    error::{AppError, Outcome},
    facts,
    play_fallback::apology,
    schedule::set_timer,
    take_unscreened::take_unscreened,
};

/// What came with the carrier's request.
#[derive(Clone, Default)]
pub struct StepInput {
    /// The carrier's identifier of the leg that hears the script.
    pub carrier_sid: Option<String>,
    /// Keys pressed.
    pub digits: Option<String>,
    /// Words recognised.
    pub speech: Option<String>,
    /// The leg that hears the script is over: the answer is for nobody.
    pub has_hung_up: bool,
    /// How a dial ended.
    pub dial_status: Option<CallStatus>,
    /// Whether the two sides were connected.
    pub dial_bridged: Option<bool>,
    /// The recording made.
    pub recording_sid: Option<String>,
    /// Where it is.
    pub recording_url: Option<String>,
    /// Its length.
    pub recording_s: Option<u32>,
}

/// Takes a step and answers with the document to follow (TwiML). An unknown conversation gets an
/// apology and a way to a person.
///
/// # Errors
/// Trouble of the database: nothing was kept, and the caller is to be apologised to.
pub async fn take_step(app: &App, call: CallId, number: u32, input: &StepInput) -> Outcome<String> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some((mut call, line)) = calls::with_line(tx, &app.secrets, call).await? else {
            return Ok(apology(app, "fr", None));
        };
        if number != call.step || !call.is_live() {
            let before = calls::step(tx, &app.secrets, call.id, number).await?;
            return Ok(before.unwrap_or_else(|| apology(app, "fr", None)));
        }
        answered(app, tx, &call, input, now).await?;
        let document = match follow_into_room(app, tx, &mut call, input, now).await? {
            Some(way_in) => way_in,
            None => {
                let (heard, recording) = read_input(app, tx, &mut call, input, now).await?;
                converse(app, tx, &mut call, &line, heard, recording.as_ref(), now).await?
            }
        };
        let answer = document.render();
        let taken = call.step;
        call.step += 1;
        calls::take_step(tx, &app.secrets, &call, taken, &answer).await?;
        Ok::<String, AppError>(answer)
    })
    .await
}

/// Whoever asks for a step has picked up: the request may overtake the carrier's own news of it.
async fn answered(app: &App, tx: &mut Tx, call: &Call, input: &StepInput, now: DateTime<Utc>) -> Outcome<()> {
    if call.step > 0 {
        return Ok(());
    }
    let Some(mut leg) = legs::by_id(tx, &app.secrets, call.leg_id).await? else { return Ok(()) };
    let learns_sid = leg.sid.is_none() && leg.state == LegState::Placing;
    if learns_sid {
        leg.sid.clone_from(&input.carrier_sid);
    }
    if leg.apply(Report::InProgress, None, now) || learns_sid {
        legs::update(tx, &leg).await?;
        set_timer(tx, MatterKind::Leg, leg.id.0, leg.watch_at(now), now).await?;
    }
    Ok(())
}

async fn read_input(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    input: &StepInput,
    now: DateTime<Utc>,
) -> Outcome<(Input, Option<Recording>)> {
    let digits = input.digits.as_deref().filter(|digits| !digits.is_empty());
    let key = || digits.map(|digits| Input::Key(digits.to_owned()));
    let words = || input.speech.clone().filter(|words| !words.is_empty()).map(Input::Speech);
    Ok(match call.session.awaiting {
        Awaiting::Start => (Input::Start, None),
        Awaiting::Answer | Awaiting::NumberCheck => (key().or_else(words).unwrap_or(Input::Silence), None),
        Awaiting::Number => (digits.map_or(Input::Silence, |digits| Input::Number(digits.to_owned())), None),
        Awaiting::HoldEnd => (key().unwrap_or(Input::HoldEnded), None),
        Awaiting::Listener | Awaiting::CodeCheck | Awaiting::Nothing => (Input::Silence, None),
        Awaiting::RingEnd => {
            take_unscreened(app, tx, call, input.dial_status, now).await?;
            let talked = settle_ring(app, tx, call, now).await?;
            let is_gone = input.has_hung_up && !talked;
            // Nobody else is rung for a caller who has put the telephone down.
            (if is_gone { Input::HungUp } else { Input::RingEnded { talked } }, None)
        }
        Awaiting::Message => {
            let seconds = input.recording_s.unwrap_or(0);
            if input.has_hung_up && seconds < SHORTEST_MESSAGE_S {
                // Whoever hangs up instead of speaking has chosen so; whoever stays without a word is called back.
                return Ok((Input::HungUp, None));
            }
            let recording =
                input.recording_sid.clone().map(|sid| Recording { sid, url: input.recording_url.clone(), seconds });
            (Input::Recorded { seconds }, recording)
        }
        Awaiting::BridgeEnd => {
            let result = bridge_ended(app, tx, call, input, now).await?;
            (Input::BridgeEnded(result), None)
        }
    })
}

/// What became of the second telephone. A conversation ends its matter at once; otherwise the
/// caller is first asked whether to be rung again.
async fn bridge_ended(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    input: &StepInput,
    now: DateTime<Utc>,
) -> Outcome<BridgeResult> {
    let dial_result = match input.dial_status {
        Some(CallStatus::Completed) if input.dial_bridged != Some(false) => BridgeResult::Talked,
        Some(CallStatus::Completed | CallStatus::NoAnswer | CallStatus::Canceled) => BridgeResult::NoAnswer,
        Some(CallStatus::Busy) => BridgeResult::Busy,
        Some(CallStatus::Failed) => BridgeResult::Failed,
        // They talked in a room, and what led out of it says nothing of the dial.
        Some(_) | None if call.room.as_ref().is_some_and(Room::was_entered) => BridgeResult::Talked,
        Some(_) | None => BridgeResult::NoAnswer,
    };
    let result = match call.other_leg {
        Some(leg) => match legs::by_id(tx, &app.secrets, leg).await? {
            Some(leg) => bridge_result(&leg, dial_result, now),
            None => dial_result,
        },
        None => dial_result,
    };
    call.result = Some(attempt_result(result));
    if result == BridgeResult::Busy
        && let CallPurpose::Convivial { scheduled_call, .. } = call.purpose
        && let Some(scheduled_call) = scheduled_calls::by_id(tx, scheduled_call).await?
        && let Some(retry_min) = scheduled_call.minutes_to_busy_try(now)
    {
        facts::tell_busy_retry(&mut call.session.facts, retry_min);
    }
    if result == BridgeResult::Talked {
        end_purpose(app, tx, call, attempt_result(result), true, now).await?;
    }
    Ok(result)
}
