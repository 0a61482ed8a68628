//! The carrier says whether a machine answered.

use passerelle_domain::{call::CallPurpose, ids::LegId, leg::LegRole, matter::MatterKind};
use passerelle_store::{calls, legs, scheduled_calls, transact};
use passerelle_telephony::webhook::AnsweredBy;

use crate::{
    App,
    error::{AppError, Outcome},
    schedule::set_timer,
};

/// Notes whether a machine answered a person's telephone. Only the beep at the end of its greeting is
/// proof enough to take the leg away from the volunteer for the neutral message (on the
/// attempts of its protocol): a slow "allô ? allô ?" has been taken for a machine before.
///
/// # Errors
/// Trouble of the database.
pub async fn record_machine(app: &App, leg: LegId, answered_by: AnsweredBy) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut leg) = legs::by_id(tx, &app.secrets, leg).await? else { return Ok(()) };
        if !matches!(leg.role, LegRole::Callee | LegRole::Checked | LegRole::Paged) || !leg.is_live() || leg.is_machine
        {
            return Ok(());
        }
        if !answered_by.is_machine() {
            leg.is_human = true;
            legs::update(tx, &leg).await?;
            return Ok(());
        }
        leg.is_machine = true;
        let call = calls::by_id(tx, &app.secrets, leg.call_id).await?.ok_or(AppError::dangling("leg"))?;
        let is_certain = answered_by == AnsweredBy::MachineEndBeep;
        if let CallPurpose::Convivial { scheduled_call, .. } = call.purpose
            && is_certain
            && let Some(scheduled_call) = scheduled_calls::by_id(tx, scheduled_call).await?
        {
            leg.owes_neutral_message = scheduled_call.protocol.leaves_message(scheduled_call.attempts_made as usize);
        }
        if matches!(call.purpose, CallPurpose::Check { .. }) && is_certain {
            // The neutral message on the first attempt, nothing on the others: see `play_neutral_message`.
            leg.owes_neutral_message = true;
        }
        legs::update(tx, &leg).await?;
        if leg.owes_neutral_message {
            set_timer(tx, MatterKind::Leg, leg.id.0, Some(now), now).await?;
        }
        Ok::<(), AppError>(())
    })
    .await
}
