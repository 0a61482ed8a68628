//! Moves a match on, and carries out what follows, in the same transaction.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{CaseKind, CaseOutcome, CaseState},
    ids::MatchId,
    local_time,
    matches::{Context, Decision, Effect, EndedBecause, Event, Match, Side, step},
    matter::MatterKind,
    people::Member,
    scheduled_call::{self, State},
    series_end::EndReason,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, call_series, cases, matches, people, scheduled_calls, transact};
use serde_json::json;

use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    ask_match::trace_match,
    begin_match::begin_calls,
    close_case::close_in,
    end_series::end_one_series,
    error::{AppError, Outcome},
    review_matches::why_over,
    schedule::{is_due, set_timer, timer_of},
    tell_match::{
        ask, next_look_at, open_task, tell_begins, tell_confirmed, tell_person_of_match, tell_volunteer_of_match,
    },
};

/// One event leads to at most this many more.
const MOST_EVENTS: usize = 4;

/// Advances a match whose timer is due.
pub(crate) async fn advance_match(app: &App, id: MatchId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Match, id.0, now).await? {
            return Ok(());
        }
        let Some(paired) = matches::by_id(tx, id).await? else {
            set_timer(tx, MatterKind::Match, id.0, None, now).await?;
            return Ok(());
        };
        let event = match why_over(app, tx, &paired).await? {
            Some(because) => Event::Withdrawn { because, by: None },
            None => timer_fired(app, tx, &paired, now).await?,
        };
        apply_to_match(app, tx, id, event, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

async fn timer_fired(app: &App, tx: &mut Tx, paired: &Match, now: DateTime<Utc>) -> Outcome<Event> {
    let person = people::by_id(tx, &app.secrets, paired.person_id).await?.ok_or(AppError::dangling("match"))?;
    let task = match paired.case_id {
        Some(id) => cases::by_id(tx, id).await?,
        None => None,
    };
    Ok(Event::TimerFired {
        away_until: person.pause_at(now).map(|pause| pause.ends_at(person.territory.zone)),
        calls_made: calls_made(tx, paired, now).await?,
        task_is_open: task.is_some_and(|case| case.state != CaseState::Closed),
    })
}

/// The calls of the trial in which the two have talked.
async fn calls_made(tx: &mut Tx, paired: &Match, now: DateTime<Utc>) -> Outcome<u32> {
    let Some(series) = paired.series_id else { return Ok(0) };
    let from = local_time::local_date(paired.asked_at, paired.zone);
    let to = local_time::local_date(now, paired.zone);
    let made = scheduled_calls::of_series(tx, series, from, to).await?;
    let took_place = |call: &&scheduled_call::ScheduledCall| {
        let has_talked = matches!(call.state, State::AwaitingOutcome | State::Settled) && call.talked_at.is_some();
        has_talked && call.volunteer == Some(paired.volunteer_id)
    };
    Ok(u32::try_from(made.iter().filter(took_place).count()).unwrap_or(u32::MAX))
}

/// Applies an event to a match, and answers with the match as it is then. An event that comes too late changes nothing.
pub(crate) async fn apply_to_match(
    app: &App,
    tx: &mut Tx,
    id: MatchId,
    event: Event,
    now: DateTime<Utc>,
) -> Outcome<Option<Match>> {
    let mut events = VecDeque::from([event]);
    for _ in 0..MOST_EVENTS {
        let Some(event) = events.pop_front() else { break };
        let Some(before) = matches::by_id(tx, id).await? else { return Ok(None) };
        let person = people::by_id(tx, &app.secrets, before.person_id).await?.ok_or(AppError::dangling("match"))?;
        let timer = timer_of(tx, MatterKind::Match, id.0).await?;
        let context = Context { now, next_look_at: next_look_at(&person, now), timer };
        let Decision { mut paired, effects, timer } = step(before.clone(), event, context);
        matches::update(tx, &paired).await?;
        set_timer(tx, MatterKind::Match, id.0, timer, now).await?;
        if paired.state != before.state {
            let (by, because) = (who(&event), paired.end.map(|end| (end.because.as_str(), end.no_reason.as_str())));
            let detail = json!({ "before": before.state, "because": because });
            trace_match(app, tx, &paired, by, paired.state.as_str(), detail, now).await?;
            metrics::counter!("passerelle_matches_total", "state" => paired.state.as_str()).increment(1);
        }
        close_task(app, tx, &before, &event).await?;
        for effect in effects {
            events.extend(carry_out(app, tx, &mut paired, effect, now).await?);
        }
        matches::update(tx, &paired).await?;
    }
    Ok(matches::by_id(tx, id).await?)
}

/// In whose name it happened.
fn who(event: &Event) -> Option<Member> {
    match event {
        Event::TimerFired { .. } => None,
        Event::Said { said, .. } => said.by,
        Event::Confirmed(by) => Some(*by),
        Event::Withdrawn { by, .. } => *by,
    }
}

/// Whoever notes an answer, or decides, has seen to the task that asked for it.
async fn close_task(app: &App, tx: &mut Tx, paired: &Match, event: &Event) -> Outcome<()> {
    let (Some(by), Some(task)) = (who(event), paired.case_id) else { return Ok(()) };
    let Some(case) = cases::by_id(tx, task).await? else { return Ok(()) };
    let is_answered = matches!(case.kind, CaseKind::MatchToAsk | CaseKind::MatchUnanswered);
    if case.state != CaseState::Closed && is_answered {
        close_in(app, tx, &case, CaseOutcome::Handled, by).await?;
    }
    Ok(())
}

async fn carry_out(
    app: &App,
    tx: &mut Tx,
    paired: &mut Match,
    effect: Effect,
    now: DateTime<Utc>,
) -> Outcome<Option<Event>> {
    match effect {
        Effect::Ask(side) => ask(app, tx, paired, side, now).await?,
        Effect::TellWaits => tell_volunteer_of_match(app, tx, paired, SmsTemplate::VolMatchWaits, now).await?,
        Effect::Begin => {
            if let Some(because) = begin_calls(app, tx, paired, now).await? {
                return Ok(Some(Event::Withdrawn { because, by: None }));
            }
            tell_begins(app, tx, paired, now).await?;
        }
        Effect::TellConfirmed => tell_confirmed(app, tx, paired, now).await?,
        Effect::ThankForNo(Side::Volunteer) => {
            tell_volunteer_of_match(app, tx, paired, SmsTemplate::VolMatchDeclined, now).await?;
        }
        Effect::ThankForNo(Side::Person) => {
            // Whoever noted her no has thanked her.
            tell_person_of_match(app, tx, paired, SmsTemplate::PersonMatchDeclined, now).await?;
        }
        Effect::TellEnded(Side::Volunteer) => {
            tell_volunteer_of_match(app, tx, paired, SmsTemplate::VolMatchEnded, now).await?;
        }
        Effect::TellEnded(Side::Person) => {
            if !tell_person_of_match(app, tx, paired, SmsTemplate::PersonMatchEnded, now).await? {
                open_task(app, tx, paired, CaseKind::MatchEnded, now).await?;
            }
        }
        Effect::EndCalls(because) => end_calls(app, tx, paired, because, now).await?,
        Effect::TellUnanswered => open_task(app, tx, paired, CaseKind::MatchUnanswered, now).await?,
    }
    Ok(None)
}

/// Ends the calls of a trial; those of a series that was hers before go on without this volunteer.
async fn end_calls(app: &App, tx: &mut Tx, paired: &Match, because: EndedBecause, now: DateTime<Utc>) -> Outcome<()> {
    let series = match paired.series_id {
        Some(id) => call_series::by_id(tx, id).await?,
        None => None,
    };
    let theirs = series.filter(|series| series.is_active && series.volunteer_id == Some(paired.volunteer_id));
    let Some(mut series) = theirs else {
        return tell_volunteer_of_match(app, tx, paired, SmsTemplate::VolMatchEnded, now).await;
    };
    if paired.renews.is_some() {
        series.volunteer_id = None;
        call_series::save(tx, &series).await?;
        for call in scheduled_calls::live_of_series(tx, series.id).await? {
            let event = scheduled_call::Event::VolunteerLeft(paired.volunteer_id);
            apply_to_scheduled_call(app, tx, call.id, event, now).await?;
        }
        return tell_volunteer_of_match(app, tx, paired, SmsTemplate::VolSeriesEnded, now).await;
    }
    let by = paired.end.and_then(|end| end.by).unwrap_or(paired.asked_by);
    let reason = match because {
        EndedBecause::PersonSaidNo | EndedBecause::NoConsent => EndReason::PersonWish,
        EndedBecause::VolunteerSaidNo | EndedBecause::VolunteerLeft => EndReason::VolunteerLeaves,
        EndedBecause::Coordinator | EndedBecause::KeptApart | EndedBecause::SeriesEnded | EndedBecause::NoRoom => {
            EndReason::Mismatch
        }
    };
    end_one_series(app, tx, series, reason, by, now).await
}
