//! A promise to call somebody back.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::{Call, InboundEnd},
    callback::{Callback, CallbackState, promise_window},
    ids::CallbackId,
    line::Line,
    matter::MatterKind,
    phone_number::PhoneNumber,
};
use passerelle_store::{Tx, callbacks};

use crate::{App, error::Outcome, schedule::set_timer};

/// Promises to call `number` back, once a conversation. Without a number there is nothing to
/// promise. A live promise to the same number stands for both.
pub(crate) async fn make_promise(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    line: &Line,
    number: Option<PhoneNumber>,
    is_unasked: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let window = promise_window(now, &line.hours);
    // The caller is given the time to put the telephone down.
    let first_try = window.0.max(now + passerelle_domain::callback::NOBODY_FREE_RETRY);
    promise_between(app, tx, call, line, number, (first_try, window.1), is_unasked, now).await
}

/// Promises to call `number` back within a window: not before its beginning, late after its end.
#[expect(clippy::too_many_arguments, reason = "the facts of one promise")]
pub(crate) async fn promise_between(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    line: &Line,
    number: Option<PhoneNumber>,
    (not_before, due_at): (DateTime<Utc>, DateTime<Utc>),
    is_unasked: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(number) = number else { return Ok(()) };
    if call.callback_id.is_some() {
        return Ok(());
    }
    call.inbound_end = Some(InboundEnd::Callback);
    let known = callbacks::live_by_number(tx, &app.secrets, call.organisation_id, &number).await?;
    if let Some(promise) = known.first() {
        call.callback_id = Some(promise.id);
        return Ok(());
    }
    let promise = Callback {
        id: CallbackId(app.chance.new_id(now)),
        organisation_id: call.organisation_id,
        line_id: line.id,
        call_id: call.id,
        code: app.chance.new_code(),
        state: CallbackState::Promised,
        promised_at: now,
        due_at,
        not_before,
        is_unasked,
        tries: 0,
        listeners_absent: 0,
        is_late_told: false,
        case_id: None,
        number: Some(number),
    };
    call.callback_id = Some(promise.id);
    callbacks::save(tx, &app.secrets, &promise).await?;
    set_timer(tx, MatterKind::Callback, promise.id.0, Some(not_before), now).await?;
    metrics::counter!("passerelle_callbacks_promised_total").increment(1);
    Ok(())
}
