//! Moves a case on: a timer, `PRENDS`, `SUIVANT`, a closing.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{Case, CaseState, Effect, Event, step},
    ids::CaseId,
    matter::MatterKind,
    people::Member,
    roster,
};
use passerelle_store::{Tx, cases, lines, shifts, transact};
use serde_json::json;

use crate::{
    App,
    advance_case_check::call_off_checks,
    error::{AppError, Outcome},
    event_trace::{actor_of, trace_of_case},
    page_coordinators::{page, tell_closed, tell_taken},
    schedule::{is_due, set_timer, timer_of},
};

/// Advances a case whose timer is due.
pub(crate) async fn advance_case(app: &App, id: CaseId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if is_due(tx, MatterKind::Case, id.0, now).await? {
            apply_to_case(app, tx, id, Event::TimerFired, now).await?;
        }
        Ok::<(), AppError>(())
    })
    .await
}

/// Applies an event to a case and carries out what follows. Answers with the case as it is then.
pub(crate) async fn apply_to_case(
    app: &App,
    tx: &mut Tx,
    id: CaseId,
    event: Event,
    now: DateTime<Utc>,
) -> Outcome<Option<Case>> {
    let Some(before) = cases::by_id(tx, id).await? else {
        set_timer(tx, MatterKind::Case, id.0, None, now).await?;
        return Ok(None);
    };
    let line = lines::by_id(tx, before.line_id).await?.ok_or(AppError::dangling("case"))?;
    let shifts = shifts::of_line(tx, line.id).await?;
    let order = roster::paging_order(&shifts, now, line.hours.zone);
    let timer = timer_of(tx, MatterKind::Case, id.0).await?;
    let was = (before.state, before.holder);
    let decision = step(before, event, &order, now, timer);
    cases::save(tx, &decision.case).await?;
    set_timer(tx, MatterKind::Case, id.0, decision.timer, now).await?;
    keep_trace(app, tx, &decision.case, event, was, now).await?;
    if decision.case.state == CaseState::Closed && was.0 != CaseState::Closed {
        call_off_checks(app, tx, id, now).await?;
    }
    for effect in &decision.effects {
        match effect {
            Effect::Page { members, again } => page(app, tx, &decision.case, members, *again, now).await?,
            Effect::TellTaken { by, to } => tell_taken(app, tx, &decision.case, *by, to, now).await?,
            Effect::TellClosed(to) => {
                if let Some(closure) = &decision.case.closure {
                    tell_closed(app, tx, &decision.case, closure.by, to, now).await?;
                }
            }
        }
    }
    Ok(Some(decision.case))
}

/// What the history of the case says of a change. A page leaves its own line.
async fn keep_trace(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    event: Event,
    (was, had): (CaseState, Option<Member>),
    now: DateTime<Utc>,
) -> Outcome<()> {
    if case.state == was && case.holder == had {
        return Ok(());
    }
    let (verb, actor, detail) = match event {
        Event::TimerFired => ("expired", "system".to_owned(), json!({ "held_by": had.map(Member::uuid) })),
        Event::Taken(by) => ("acknowledged", actor_of(by), json!({})),
        Event::PassedOn(by) => ("passed_on", actor_of(by), json!({})),
        Event::Closed(outcome, by) => ("closed", actor_of(by), json!({ "outcome": outcome })),
        Event::Reopened(by) => ("reopened", actor_of(by), json!({ "code": case.code })),
    };
    trace_of_case(app, tx, case, &actor, verb, detail, now).await?;
    Ok(())
}
