//! Moves a case on: a timer, `PRENDS`, `SUIVANT`, a closing.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{Case, CaseState, Decision, Effect, Event, step},
    ids::CaseId,
    matter::MatterKind,
    people::Member,
};
use passerelle_store::{Tx, cases, lines, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    page_coordinators::{Page, page, tell_closed, tell_handed_over, tell_taken},
    paging_team::paging_team,
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
    let team = paging_team(app, tx, &before, &line, now).await?;
    let mut timer = timer_of(tx, MatterKind::Case, id.0).await?;
    let mut case = before;
    let mut waiting = VecDeque::from([event]);
    // Whoever cannot be reached is not waited for: the chain goes on at once. It ends with everyone, at the latest.
    while let Some(event) = waiting.pop_front() {
        let was = case.state;
        let decision = step(case, event, &team, now, timer);
        cases::save(tx, &decision.case).await?;
        set_timer(tx, MatterKind::Case, id.0, decision.timer, now).await?;
        if decision.case.state != was {
            keep_trace(app, tx, &decision.case, now).await?;
        }
        waiting.extend(carry_out(app, tx, &decision, now).await?.into_iter().map(Event::Unreached));
        (case, timer) = (decision.case, decision.timer);
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

async fn keep_trace(app: &App, tx: &mut Tx, case: &Case, now: DateTime<Utc>) -> Outcome<()> {
    let (verb, actor) = match (case.state, &case.closure, case.holder) {
        (CaseState::Closed, Some(closure), _) => ("closed", format!("member:{}", closure.by.uuid())),
        (CaseState::Acknowledged, _, Some(holder)) => ("acknowledged", format!("member:{}", holder.uuid())),
        _ => ("paging", "system".to_owned()),
    };
    let detail = json!({ "code": case.code, "outcome": case.closure.as_ref().map(|closure| closure.outcome) });
    let trace =
        Trace { organisation_id: case.organisation_id, actor: &actor, verb, noun: "case", noun_id: case.id.0, detail };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}
