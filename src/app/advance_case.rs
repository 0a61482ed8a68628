//! Moves a case on: a timer, `PRENDS`, `SUIVANT`, a closing.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{Case, CaseState, Decision, Effect, Event, step},
    code::Code,
    ids::{CaseId, OrganisationId},
    matter::MatterKind,
    people::Member,
};
use passerelle_store::{Tx, cases, transact};
use serde_json::json;

use crate::{
    App,
    advance_case_check::call_off_checks,
    error::{AppError, Outcome},
    event_trace::{actor_of, trace_of_case},
    page_coordinators::{Page, line_of_case, page, tell_closed, tell_handed_over, tell_taken},
    paging_team::paging_team,
    schedule::{is_due, set_timer, timer_of},
    tell_check::tell_nobody_to_ask,
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

/// Applies an event to the latest case of a code, in a transaction of its own. `None` when no case of this organisation has
/// the code.
pub(crate) async fn apply_by_code(
    app: &App,
    owner: OrganisationId,
    code: &Code,
    event: Event,
) -> Outcome<Option<Case>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        match cases::by_code(tx, owner, code).await? {
            Some(case) => apply_to_case(app, tx, case.id, event, now).await,
            None => Ok::<_, AppError>(None),
        }
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
    let line = line_of_case(tx, &before).await?;
    let team = paging_team(app, tx, &before, &line, now).await?;
    let mut timer = timer_of(tx, MatterKind::Case, id.0).await?;
    let mut case = before;
    let mut waiting = VecDeque::from([event]);
    // Whoever cannot be reached is not waited for: the chain goes on at once. It ends with everyone, at the latest.
    while let Some(event) = waiting.pop_front() {
        let was = (case.state, case.holder);
        let decision = step(case, event, &team, now, timer);
        cases::save(tx, &decision.case).await?;
        set_timer(tx, MatterKind::Case, id.0, decision.timer, now).await?;
        keep_trace(app, tx, &decision, event, was, now).await?;
        if decision.case.state == CaseState::Closed && was.0 != CaseState::Closed {
            call_off_checks(app, tx, id, now).await?;
        }
        waiting.extend(carry_out(app, tx, &decision, now).await?.into_iter().map(Event::Unreached));
        (case, timer) = (decision.case, decision.timer);
        tell_nobody_to_ask(app, tx, &mut case, now).await?;
    }
    Ok(Some(case))
}

/// Pages and tells. Answers with those whom no page could reach.
async fn carry_out(app: &App, tx: &mut Tx, decision: &Decision, now: DateTime<Utc>) -> Outcome<Vec<Member>> {
    let case = &decision.case;
    let mut unreached = Vec::new();
    for effect in &decision.effects {
        match effect {
            Effect::Page { members, again, by, next_at } => {
                let wanted = Page { members, again: *again, by, next_at: *next_at };
                unreached.extend(page(app, tx, case, &wanted, now).await?);
            }
            Effect::TellTaken { by, to } => tell_taken(app, tx, case, *by, to, now).await?,
            Effect::TellHandedOver { from, to } => tell_handed_over(app, tx, case, *from, to, now).await?,
            Effect::TellClosed(to) => {
                if let Some(closure) = &case.closure {
                    tell_closed(app, tx, case, closure.by, to, now).await?;
                }
            }
        }
    }
    Ok(unreached)
}

/// What the history of the case says of a change. A page leaves its own line.
async fn keep_trace(
    app: &App,
    tx: &mut Tx,
    decision: &Decision,
    event: Event,
    (was, had): (CaseState, Option<Member>),
    now: DateTime<Utc>,
) -> Outcome<()> {
    let case = &decision.case;
    if case.state == was && case.holder == had {
        return Ok(());
    }
    let held_by = || json!({ "held_by": had.map(Member::uuid) });
    let is_handed_over = decision.effects.iter().any(|effect| matches!(effect, Effect::TellHandedOver { .. }));
    let (verb, actor, detail) = match event {
        Event::TimerFired if is_handed_over => ("handed_over", "system".to_owned(), held_by()),
        Event::TimerFired => ("expired", "system".to_owned(), held_by()),
        Event::TeamChanged => ("holder_left", "system".to_owned(), held_by()),
        Event::Unreached(_) => ("paging", "system".to_owned(), json!({})),
        Event::Taken(by) => ("acknowledged", actor_of(by), json!({})),
        Event::PassedOn(by) => ("passed_on", actor_of(by), json!({})),
        Event::Closed(outcome, by) => ("closed", actor_of(by), json!({ "outcome": outcome })),
        Event::Reopened(by) => ("reopened", actor_of(by), json!({ "code": case.code })),
    };
    trace_of_case(app, tx, case, &actor, verb, detail, now).await?;
    Ok(())
}
