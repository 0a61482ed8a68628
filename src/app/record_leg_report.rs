//! The carrier says what became of a telephone.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::LegId,
    leg::{Leg, LegEnd, Report},
    matter::MatterKind,
};
use passerelle_store::{Tx, legs, transact};
use passerelle_telephony::webhook::CallStatus;

use crate::{
    App,
    end_call::end_of_leg,
    error::{AppError, Outcome},
    schedule::set_timer,
};

/// What the carrier says.
#[derive(Debug, Clone, Copy)]
pub struct LegReport<'a> {
    /// Its identifier of the leg.
    pub sid: &'a str,
    /// The status it announces.
    pub status: CallStatus,
    /// The order in which it was announced; callbacks arrive out of order.
    pub sequence: Option<i64>,
}

/// Applies a status callback. Late, doubled and unknown ones change nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn record_leg_report(app: &App, leg: LegId, report: LegReport<'_>) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if let Some(leg) = legs::by_id(tx, &app.secrets, leg).await? {
            apply_report(app, tx, leg, report, now).await?;
        }
        Ok::<(), AppError>(())
    })
    .await
}

/// Applies a status callback that only names the carrier's identifier: the number's own callback.
///
/// # Errors
/// Trouble of the database.
pub async fn record_status_by_sid(app: &App, report: LegReport<'_>) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if let Some(leg) = legs::by_sid(tx, &app.secrets, report.sid).await? {
            apply_report(app, tx, leg, report, now).await?;
        }
        Ok::<(), AppError>(())
    })
    .await
}

/// Applies what is said of a leg, and what follows from its end.
pub(crate) async fn apply_report(
    app: &App,
    tx: &mut Tx,
    mut leg: Leg,
    report: LegReport<'_>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    // A callback can overtake the answer to the request that placed the leg. Another call's
    // identifier is never taken over.
    let learns_sid = leg.sid.is_none() && !legs::sid_is_known(tx, report.sid).await?;
    if learns_sid {
        leg.sid = Some(report.sid.to_owned());
    } else if leg.sid.as_deref() != Some(report.sid) {
        return Ok(());
    }
    let changed = leg.apply(report_of(report.status), report.sequence, now);
    if !changed && !learns_sid {
        return Ok(());
    }
    legs::update(tx, &leg).await?;
    set_timer(tx, MatterKind::Leg, leg.id.0, leg.watch_at(now), now).await?;
    if changed && !leg.is_live() {
        end_of_leg(app, tx, &leg, now).await?;
    }
    Ok(())
}

/// What a carrier's status means for a leg.
pub(crate) fn report_of(status: CallStatus) -> Report {
    match status {
        CallStatus::Queued | CallStatus::Initiated | CallStatus::Ringing => Report::Ringing,
        CallStatus::InProgress => Report::InProgress,
        CallStatus::Completed => Report::Ended(LegEnd::Completed),
        CallStatus::Busy => Report::Ended(LegEnd::Busy),
        CallStatus::NoAnswer => Report::Ended(LegEnd::NoAnswer),
        CallStatus::Failed => Report::Ended(LegEnd::Failed),
        CallStatus::Canceled => Report::Ended(LegEnd::Canceled),
        CallStatus::Unknown => Report::Unknown,
    }
}
