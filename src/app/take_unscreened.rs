//! On a carrier that lets nobody press 1 before a call is put through, whoever picked up has taken it.
//!
//! Such a carrier puts a caller through to a listener's voicemail as well: `passerelle doctor` says so, and the remedy is
//! a listener's telephone without voicemail.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::Call,
    leg::{Leg, LegRole},
};
use passerelle_store::{Tx, legs};
use passerelle_telephony::webhook::CallStatus;

use crate::{App, error::Outcome};

/// A dial that nobody answers comes back by itself within its ring time and this.
const DIAL_MARGIN: TimeDelta = TimeDelta::seconds(10);

/// Marks the listener's leg as having taken the call when the dial says so: before the ring is settled. Without a word of
/// the dial (the caller hung up) it was taken when it went on for longer than a telephone rings.
pub(crate) async fn take_unscreened(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    dial_status: Option<CallStatus>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if app.profile.supports_screening {
        return Ok(());
    }
    // Only one rings at a time there.
    let Some(leg) = call.ringing.first() else { return Ok(()) };
    let Some(mut leg) = legs::by_id(tx, &app.secrets, *leg).await? else { return Ok(()) };
    if leg.role == LegRole::Listener && !leg.accepted && is_taken(&leg, dial_status, now) {
        leg.accepted = true;
        legs::update(tx, &leg).await?;
    }
    Ok(())
}

fn is_taken(leg: &Leg, dial_status: Option<CallStatus>, now: DateTime<Utc>) -> bool {
    let rings_until = leg.made_at + TimeDelta::seconds(i64::from(leg.ring_s)) + DIAL_MARGIN;
    match dial_status {
        Some(CallStatus::Completed | CallStatus::InProgress) => true,
        Some(
            CallStatus::Queued
            | CallStatus::Initiated
            | CallStatus::Ringing
            | CallStatus::Busy
            | CallStatus::Failed
            | CallStatus::NoAnswer
            | CallStatus::Canceled,
        ) => false,
        Some(CallStatus::Unknown) | None => now > rings_until,
    }
}
