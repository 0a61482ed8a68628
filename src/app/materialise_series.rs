//! Makes the calls of the coming four weeks: each once, however often it runs.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call_series::{CallSeries, Occurrence, PairingPolicy},
    consent::{Purpose, Refused, may},
    ids::{ScheduledCallId, SeriesId},
    local_time,
    matter::MatterKind,
    people::Person,
    scheduled_call::{CancelReason, OFFER_BEFORE, ScheduledCall, State, UNCOVERED_BEFORE},
};
use passerelle_store::{call_series, people, scheduled_calls, transact};

use crate::{
    App,
    error::{AppError, Outcome},
    schedule::{is_due, set_timer},
};

/// Volunteers are written to between these local hours.
const TEXTS_FROM_H: u32 = 9;
const TEXTS_TO_H: u32 = 20;

/// Materialises a series whose timer is due, and sets it for the next night.
pub(crate) async fn materialise_series(app: &App, id: SeriesId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Series, id.0, now).await? {
            return Ok(());
        }
        let series = call_series::by_id(tx, id).await?.filter(|series| series.is_active);
        let Some(mut series) = series else {
            set_timer(tx, MatterKind::Series, id.0, None, now).await?;
            return Ok(());
        };
        let person = people::by_id(tx, &app.secrets, series.person_id).await?.ok_or(AppError::dangling("series"))?;
        let (occurrences, horizon) = series.to_materialise(now);
        // Without her yes nothing is planned; it is looked at again every night.
        let purpose = Purpose::of_call(series.kind);
        if !matches!(may(&person, purpose, now), Err(Refused::NoConsent(_))) {
            for occurrence in occurrences {
                let mut call = new_call(app, &series, &person, occurrence, now);
                // Kept all the same: a pause may become shorter.
                if let Err(refused) = may(&person, purpose, call.starts_at) {
                    call.state = State::Cancelled;
                    call.cancelled_for = Some(CancelReason::from(&refused));
                }
                let asks_at = asks_at(&call, now);
                if scheduled_calls::insert(tx, &call).await? && call.state.is_live() {
                    set_timer(tx, MatterKind::ScheduledCall, call.id.0, Some(asks_at), now).await?;
                }
            }
            series.materialised_to = Some(horizon);
            call_series::save(tx, &series).await?;
        }
        set_timer(tx, MatterKind::Series, id.0, Some(series.next_materialisation_at(now)), now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

/// The day before, at an hour at which people like to receive a text. For a call made too late for
/// that, nobody is woken: shortly before the call, the volunteer is simply rung.
pub(crate) fn asks_at(call: &ScheduledCall, now: DateTime<Utc>) -> DateTime<Utc> {
    let hour = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    let wanted = (call.starts_at - OFFER_BEFORE).max(now);
    let asks_at = local_time::next_within(wanted, hour(TEXTS_FROM_H), hour(TEXTS_TO_H), call.zone);
    asks_at.min(call.starts_at - UNCOVERED_BEFORE).max(now)
}

fn new_call(
    app: &App,
    series: &CallSeries,
    person: &Person,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> ScheduledCall {
    let usual = match series.pairing {
        PairingPolicy::Pair | PairingPolicy::SmallTeam => series.volunteer_id,
        PairingPolicy::Pool => None,
    };
    ScheduledCall {
        id: ScheduledCallId(app.chance.new_id(now)),
        organisation_id: series.organisation_id,
        series_id: series.id,
        person_id: series.person_id,
        line_id: person.line_id,
        kind: series.kind,
        code: app.chance.new_code(),
        local_on: occurrence.local_on,
        starts_at: occurrence.starts_at,
        zone: series.zone,
        calls_from: person.calls_from,
        calls_to: person.calls_to,
        duration_min: series.duration_min,
        protocol: series.protocol.clone(),
        state: State::Planned,
        usual_volunteer: usual,
        volunteer: None,
        is_promised: false,
        starting_told: false,
        waves: 0,
        attempts_made: 0,
        busy_tries: 0,
        caller_tries: 0,
        postponements: 0,
        technical_failures: 0,
        team_took_over: false,
        outcome_asked: 0,
        talked_at: None,
        outcome: None,
        case_id: None,
        cancelled_for: None,
    }
}
