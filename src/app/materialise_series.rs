//! Makes the calls of the coming four weeks: each once, however often it runs.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call_series::{CallSeries, Occurrence, PairingPolicy},
    ids::{ScheduledCallId, SeriesId},
    matter::MatterKind,
    people::Person,
    scheduled_call::{Cover, ScheduledCall, State},
};
use passerelle_store::{call_series, people, scheduled_calls, transact};

use crate::{
    App,
    error::{AppError, Outcome},
    schedule::{is_due, set_timer},
};

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
        if person.consents.calls.is_given() {
            for occurrence in occurrences {
                let call = new_call(app, &series, &person, occurrence, now);
                let asks_at = call.asks_at(now);
                if scheduled_calls::insert(tx, &call).await? {
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
        cover: Cover::default(),
    }
}
