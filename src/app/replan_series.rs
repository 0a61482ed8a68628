//! Brings the calls already made in line with a series that was changed.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call_series::{CallSeries, Occurrence},
    consent::{Purpose, Refused, may},
    ids::ScheduledCallId,
    local_time,
    people::Person,
    scheduled_call::{Event, ScheduledCall, State},
    series_plan::{Change, MadeCall, Promised, Standing, replan},
    taken_back::TakenBack,
};
use passerelle_store::{Tx, scheduled_calls};

use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    error::{AppError, Outcome},
    find_protocol::protocol_of,
    materialise_series::{holds_its_date, make_call},
    tell_change::{tell_moved, tell_taken_back},
};

/// What became of the calls already made, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replanned {
    /// Calls made.
    pub made: u32,
    /// Calls nobody counted on that were taken back.
    pub dropped: u32,
    /// Promised calls that were moved; both were told, or a coordinator is asked to.
    pub moved: u32,
    /// Promised calls that were taken back, and told in the same way.
    pub withdrawn: u32,
}

/// Brings the calls made in line with `series`, as it is now. `series` is changed, not yet written. Again changes nothing.
pub(crate) async fn replan_series(
    app: &App,
    tx: &mut Tx,
    series: &mut CallSeries,
    person: &Person,
    promised: Promised,
    now: DateTime<Utc>,
) -> Outcome<Replanned> {
    series.needs_replanning = false;
    let mut done = Replanned::default();
    let Some(made_to) = series.materialised_to else { return Ok(done) };
    let is_refused = matches!(may(person, Purpose::of_call(series.kind), now), Err(Refused::NoConsent(_)));
    let may_call = !is_refused && series.wrong_number.is_none();
    let wanted = series.to_exist(person.territory.holidays, now);
    let today = local_time::local_date(now, series.zone);
    // A call of last week may stand for a date of this one, and a zone may begin the day a day earlier.
    let known = scheduled_calls::of_series(tx, series.id, today - WEEK, made_to).await?;
    let counted = known.iter().filter(|call| holds_its_date(call)).filter(|call| {
        call.local_on >= today || call.starts_at > now || call.stands_for.is_some_and(|day| day >= today)
    });
    let made: Vec<MadeCall> = counted.map(|call| made_call(call, now)).collect();

    for change in replan(&wanted, &made, promised) {
        match change {
            Change::StandsFor(id, day) => {
                if let Some(mut call) = scheduled_calls::by_id(tx, id).await? {
                    call.stands_for = Some(day);
                    scheduled_calls::update(tx, &call).await?;
                }
            }
            Change::Drop(id) => {
                take_back(app, tx, id, TakenBack::SeriesChanged, now).await?;
                done.dropped += 1;
            }
            Change::Withdraw(id) => {
                let call = take_back(app, tx, id, TakenBack::Skipped, now).await?;
                tell_taken_back(app, tx, &call, person, now).await?;
                done.withdrawn += 1;
            }
            Change::Move(id, to) => {
                move_call(app, tx, series, person, id, to, now).await?;
                done.moved += 1;
            }
            Change::Make(occurrence) => {
                if may_call && make_call(app, tx, series, person, occurrence, now).await?.is_some() {
                    done.made += 1;
                }
            }
        }
    }
    renew_particulars(tx, series, now).await?;
    Ok(done)
}

const WEEK: chrono::TimeDelta = chrono::TimeDelta::days(7);

fn made_call(call: &ScheduledCall, now: DateTime<Utc>) -> MadeCall {
    MadeCall {
        id: call.id,
        local_on: call.local_on,
        starts_at: call.starts_at,
        stands_for: call.stands_for,
        standing: Standing::of(call, now),
    }
}

/// A call that will not take place; its offers are withdrawn. Answers with the call as it was.
pub(crate) async fn take_back(
    app: &App,
    tx: &mut Tx,
    id: ScheduledCallId,
    reason: TakenBack,
    now: DateTime<Utc>,
) -> Outcome<ScheduledCall> {
    let before = scheduled_calls::by_id(tx, id).await?.ok_or(AppError::dangling("series"))?;
    apply_to_scheduled_call(app, tx, id, Event::TakenBack(reason), now).await?;
    Ok(before)
}

/// A promised call takes place at another time: whoever was to make it is told and asked again in time; so is she.
pub(crate) async fn move_call(
    app: &App,
    tx: &mut Tx,
    series: &CallSeries,
    person: &Person,
    id: ScheduledCallId,
    to: Occurrence,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let before = take_back(app, tx, id, TakenBack::Moved, now).await?;
    let Some(mut call) = make_call(app, tx, series, person, to, now).await? else {
        return tell_taken_back(app, tx, &before, person, now).await;
    };
    if before.volunteer.is_some() {
        // Whoever had said yes is asked first.
        call.usual_volunteer = before.volunteer;
        scheduled_calls::update(tx, &call).await?;
    }
    tell_moved(app, tx, &before, &call, person, now).await
}

/// Calls nobody counts on yet take the volunteer, the length and the rest from the series as it is now.
async fn renew_particulars(tx: &mut Tx, series: &CallSeries, now: DateTime<Utc>) -> Outcome<()> {
    let protocol = protocol_of(tx, series).await?;
    for mut call in scheduled_calls::live_of_series(tx, series.id).await? {
        if call.state != State::Planned || Standing::of(&call, now) != Standing::Free {
            continue;
        }
        let before = call.clone();
        if (call.usual_volunteer, call.pairing) != (series.planned_volunteer(), series.pairing) {
            // Other people are asked now: the plan of the week begins anew for it, and whoever usually calls may be there.
            (call.cover.planned, call.cover.usual_is_away) = (None, false);
        }
        call.usual_volunteer = series.planned_volunteer();
        call.pairing = series.pairing;
        call.duration_min = series.duration_min;
        call.protocol.clone_from(&protocol);
        if call != before {
            scheduled_calls::update(tx, &call).await?;
        }
    }
    Ok(())
}
