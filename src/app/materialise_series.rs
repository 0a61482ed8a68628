//! Makes the calls of the coming four weeks: each once, however often it runs.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call_series::{CallSeries, Occurrence},
    consent::{Purpose, Refused, may},
    ids::{ScheduledCallId, SeriesId},
    matter::MatterKind,
    people::Person,
    protocol::Protocol,
    scheduled_call::{CancelReason, Cover, ScheduledCall, State},
    series_end::{EndReason, SeriesEnd},
    series_plan::Promised,
};
use passerelle_store::{Tx, call_series, people, scheduled_calls, transact};

use crate::{
    App,
    error::{AppError, Outcome},
    find_protocol::protocol_of,
    replan_series::replan_series,
    schedule::{is_due, set_timer},
    tell_ending::tell_ending,
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
        if series.is_past(person.territory.holidays, now) {
            series.is_active = false;
            series.end.get_or_insert(SeriesEnd { reason: EndReason::LastDatePassed, by: None, at: now });
            call_series::save(tx, &series).await?;
            set_timer(tx, MatterKind::Series, series.id.0, None, now).await?;
            return Ok(());
        }
        if series.needs_replanning {
            // A list changed it: what was promised is kept.
            replan_series(app, tx, &mut series, &person, Promised::Keep, now).await?;
        }
        if still_waits_for_number(app, &mut series, &person) {
            set_timer(tx, MatterKind::Series, id.0, Some(series.next_materialisation_at(now)), now).await?;
            return Ok(());
        }
        let (occurrences, horizon) = series.to_materialise(person.territory.holidays, now);
        // Without her yes nothing is planned; it is looked at again every night.
        let purpose = Purpose::of_call(series.kind);
        if !matches!(may(&person, purpose, now), Err(Refused::NoConsent(_))) {
            for occurrence in occurrences {
                make_call(app, tx, &series, &person, occurrence, now).await?;
            }
            series.materialised_to = Some(horizon);
        }
        let next_at = tell_ending(app, tx, &mut series, &person, now).await?;
        call_series::save(tx, &series).await?;
        let next_at = next_at.unwrap_or_else(|| series.next_materialisation_at(now));
        set_timer(tx, MatterKind::Series, id.0, Some(next_at), now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

/// Whether a call, or the reason for which it was cancelled, stands against another one on its date.
pub(crate) fn holds_its_date(call: &ScheduledCall) -> bool {
    call.state != State::Cancelled || call.taken_back_because.is_none()
}

/// Her number was found to be somebody else's: until it is another one, nobody is rung.
fn still_waits_for_number(app: &App, series: &mut CallSeries, person: &Person) -> bool {
    let number = number_index(app, person);
    series.wrong_number.take_if(|wrong| number.as_ref() != Some(wrong));
    series.wrong_number.is_some()
}

/// A keyed hash of the number that is rung first: enough to notice that it changed.
pub(crate) fn number_index(app: &App, person: &Person) -> Option<String> {
    person.phones.first().map(|number| app.secrets.blind_index("series.wrong_number", number.as_str()))
}

/// Makes the call of an occurrence, with its timer. `None` when that date of the series has its call already, or had one that
/// was cancelled for a reason of hers: only those taken back by a change leave their date free.
pub(crate) async fn make_call(
    app: &App,
    tx: &mut Tx,
    series: &CallSeries,
    person: &Person,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> Outcome<Option<ScheduledCall>> {
    let day = occurrence.local_on;
    if scheduled_calls::of_series(tx, series.id, day, day).await?.iter().any(holds_its_date) {
        return Ok(None);
    }
    let protocol = protocol_of(tx, series).await?;
    let mut call = new_call(app, series, person, protocol, occurrence, now);
    // She is away on that day. It is kept all the same: a pause may become shorter.
    if let Err(refused) = may(person, Purpose::of_call(series.kind), call.starts_at) {
        call.state = State::Cancelled;
        call.cancelled_for = Some(CancelReason::from(&refused));
    }
    if !scheduled_calls::insert(tx, &call).await? {
        return Ok(None);
    }
    if !call.state.is_live() {
        return Ok(None);
    }
    set_timer(tx, MatterKind::ScheduledCall, call.id.0, Some(call.asks_at(now)), now).await?;
    Ok(Some(call))
}

fn new_call(
    app: &App,
    series: &CallSeries,
    person: &Person,
    protocol: Protocol,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> ScheduledCall {
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
        protocol,
        state: State::Planned,
        usual_volunteer: series.planned_volunteer(),
        volunteer: None,
        is_promised: false,
        starting_told: false,
        waves: 0,
        attempts_made: 0,
        busy_tries: 0,
        engaged_since: None,
        caller_tries: 0,
        postponements: 0,
        technical_failures: 0,
        team_took_over: false,
        outcome_asked: 0,
        talked_at: None,
        outcome: None,
        case_id: None,
        cancelled_for: None,
        cover: Cover::default(),
        pairing: series.pairing,
        stands_for: None,
        taken_back_because: None,
    }
}
