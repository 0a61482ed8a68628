//! A person told a human that she would rather wait for her volunteer than be called by somebody else.

use chrono::TimeDelta;
use passerelle_domain::{
    code::Code,
    ids::OrganisationId,
    people::Member,
    scheduled_call::{Event, ScheduledCall, State},
};
use passerelle_store::{scheduled_calls, transact};
use serde_json::json;

use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
};

/// A call is looked for within this.
const COMING_WITHIN: TimeDelta = TimeDelta::days(62);

/// Calls off the coming call `code`, of which somebody else than her usual volunteer was to be the caller; the series goes on.
/// Whoever was to stand in is told. Answers with the call as it is then: cancelled, or as it was when its hour has come or
/// when it is her volunteer's own. `None`: no coming call of this organisation has the code.
///
/// # Errors
/// Trouble of the database.
pub async fn prefer_to_wait(
    app: &App,
    owner: OrganisationId,
    code: &Code,
    by: Member,
) -> Outcome<Option<ScheduledCall>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let named = scheduled_calls::by_code(tx, owner, code, now, now + COMING_WITHIN).await?;
        let Some(call) = named.into_iter().next() else { return Ok(None) };
        apply_to_scheduled_call(app, tx, call.id, Event::PersonPrefersToWait, now).await?;
        let after = scheduled_calls::by_id(tx, call.id).await?;
        if call.state != State::Cancelled && after.as_ref().is_some_and(|after| after.state == State::Cancelled) {
            let trace = Trace {
                organisation_id: owner,
                actor: &by.uuid().to_string(),
                verb: "waits",
                noun: "scheduled_call",
                noun_id: call.id.0,
                detail: json!({}),
            };
            leave_trace(app, tx, trace, now).await?;
        }
        Ok::<_, AppError>(after)
    })
    .await
}
