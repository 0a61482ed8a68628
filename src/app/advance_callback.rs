//! Keeps a promise to call back: a listener first, then whoever asked.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    callback::{Callback, CallbackState, Effect, Event, NOT_REACHED_RETRIES, callable_again_at, step},
    case::CaseOutcome,
    consent::{Purpose, may},
    ids::{CallId, CallbackId},
    line::Line,
    matter::MatterKind,
    people::Member,
    roster::Duty,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, callbacks, calls, cases, lines, people, transact};

use crate::{
    App,
    call_settings::{CALLER_RING_S, RESERVATION_MARGIN_S},
    close_case::close_in,
    error::{AppError, Outcome},
    facts::of_callback,
    open_case::{Subject, open_case},
    reserve_listener::{phone_of, ready_members, take_with_telephone},
    schedule::{is_due, set_timer},
    send_text::{arguments, send_sms_to_number},
    start_attempt::{new_outbound_call, place_caller},
};

/// The script of a promised call.
const SCRIPT: &str = "callback";

/// Advances a promise whose timer is due.
pub(crate) async fn advance_callback(app: &App, id: CallbackId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Callback, id.0, now).await? {
            return Ok(());
        }
        let Some(callback) = callbacks::by_id(tx, &app.secrets, id).await? else {
            set_timer(tx, MatterKind::Callback, id.0, None, now).await?;
            return Ok(());
        };
        let line = lines::by_id(tx, callback.line_id).await?.ok_or(AppError::dangling("callback"))?;
        let reopens_at = callable_again_at(now, &line.hours);
        apply_to_callback(app, tx, id, Event::TimerFired { reopens_at }, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

/// Applies an event to a promise and carries out what follows.
pub(crate) async fn apply_to_callback(
    app: &App,
    tx: &mut Tx,
    id: CallbackId,
    event: Event,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(before) = callbacks::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
    if !before.state.is_live() {
        return Ok(());
    }
    let line = lines::by_id(tx, before.line_id).await?.ok_or(AppError::dangling("callback"))?;
    let decision = step(before, event, now);
    let mut callback = decision.callback;
    let mut timer = decision.timer;
    for effect in decision.effects {
        match effect {
            Effect::Try => {
                if !ring_listener(app, tx, &callback, &line, now).await? {
                    let nobody = step(callback.clone(), Event::NobodyFree, now);
                    callback = nobody.callback;
                    timer = nobody.timer;
                }
            }
            Effect::OpenCase { kind, level } => {
                let subject = Subject {
                    organisation_id: callback.organisation_id,
                    line_id: callback.line_id,
                    person_id: None,
                    scheduled_call_id: None,
                    callback_id: Some(callback.id),
                    voicemail_id: None,
                    call_id: None,
                    attempts: callback.tries,
                    silent_since: callback.promised_at,
                };
                callback.case_id = Some(open_case(app, tx, kind, level, subject, now).await?);
            }
            Effect::SettleCase => settle_case(app, tx, &callback).await?,
        }
    }
    if event == Event::NotReached && callback.tries == 1 {
        say_sorry(app, tx, &callback, &line, now).await?;
    }
    if callback.state == CallbackState::Kept || callback.state == CallbackState::Cancelled {
        // The listening line keeps no identity once the promise is kept.
        callback.number = None;
    }
    callbacks::save(tx, &app.secrets, &callback).await?;
    set_timer(tx, MatterKind::Callback, id.0, timer, now).await?;
    Ok(())
}

/// Reserves whoever listens now, and rings them. False when nobody is free.
async fn ring_listener(app: &App, tx: &mut Tx, callback: &Callback, line: &Line, now: DateTime<Utc>) -> Outcome<bool> {
    let until = now + TimeDelta::seconds(i64::from(CALLER_RING_S) + RESERVATION_MARGIN_S);
    let call_id = CallId(app.chance.new_id(now));
    for member in ready_members(tx, line, Duty::Listening, now).await? {
        let Some(number) = phone_of(app, tx, member).await? else { continue };
        let telephone = (line.organisation_id, member, &number);
        if !take_with_telephone(app, tx, telephone, call_id, until, now).await? {
            continue;
        }
        let pause = NOT_REACHED_RETRIES.get(callback.tries as usize);
        let retry_at = now + pause.copied().unwrap_or_default();
        let facts = of_callback(line, pause.is_none(), retry_at, now);
        let purpose = CallPurpose::Callback { callback: callback.id };
        let chosen = app.scripts.latest(tx, line, SCRIPT).await?;
        let mut call = new_outbound_call(app, line, call_id, purpose, chosen, facts, now);
        call.caller = Some(member);
        place_caller(app, tx, &call, member, number, now).await?;
        return Ok(true);
    }
    Ok(false)
}

/// A promise kept late is kept: its case is closed by whoever kept it.
async fn settle_case(app: &App, tx: &mut Tx, callback: &Callback) -> Outcome<()> {
    let Some(case) = callback.case_id else { return Ok(()) };
    let Some(case) = cases::by_id(tx, case).await? else { return Ok(()) };
    if let Some(by) = kept_by(app, tx, callback).await? {
        close_in(app, tx, &case, CaseOutcome::Handled, by).await?;
    }
    Ok(())
}

/// Who made the last call of a promise.
async fn kept_by(app: &App, tx: &mut Tx, callback: &Callback) -> Outcome<Option<Member>> {
    let since = callback.promised_at;
    let calls = calls::since(tx, &app.secrets, callback.organisation_id, since).await?;
    let is_kept_by = |call: &Call| match call.purpose {
        CallPurpose::Callback { callback: promise } => promise == callback.id,
        CallPurpose::Case { case } => callback.case_id == Some(case),
        _ => false,
    };
    Ok(calls.into_iter().rev().find(is_kept_by).and_then(|call| call.caller))
}

async fn say_sorry(app: &App, tx: &mut Tx, callback: &Callback, line: &Line, now: DateTime<Utc>) -> Outcome<()> {
    let Some(number) = callback.number.as_ref().filter(|number| number.is_mobile()) else { return Ok(()) };
    for person in people::by_number(tx, &app.secrets, callback.organisation_id, number).await? {
        // Somebody we know is only written to if she agreed.
        if may(&person, Purpose::Text, now).is_err() {
            return Ok(());
        }
    }
    let arguments = arguments([("num", line.number.pairs_for_reading().join(" "))]);
    send_sms_to_number(app, tx, line, number, SmsTemplate::CallbackMissedSorry, arguments, now).await?;
    Ok(())
}
