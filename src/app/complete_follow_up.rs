//! Somebody has seen to what a caller needed.

use passerelle_domain::{code::Code, follow_up::FollowUp, ids::OrganisationId, people::Member};
use passerelle_store::{follow_ups, notes, transact};
use serde_json::json;

use crate::{
    App,
    advance_follow_up::done,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
};

/// Notes that `by` did what was needed, with what was done in their words; kept sealed. Answers the follow-up as it is
/// now, or `None` when no follow-up of this organisation has the code. Again changes nothing but the notes.
///
/// # Errors
/// Trouble of the database.
pub async fn complete_follow_up(
    app: &App,
    owner: OrganisationId,
    code: &Code,
    by: Member,
    account: &str,
) -> Outcome<Option<FollowUp>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(follow_up) = follow_ups::by_code(tx, owner, code).await? else { return Ok(None) };
        if !account.trim().is_empty() {
            let about = notes::Subject { organisation_id: owner, noun: "follow_up", id: follow_up.id.0 };
            notes::insert(tx, &app.secrets, app.chance.new_id(now), about, by, account.trim(), now).await?;
        }
        done(app, tx, &follow_up, by, now).await?;
        let trace = Trace {
            organisation_id: owner,
            actor: &format!("member:{}", by.uuid()),
            verb: "completed",
            noun: "follow_up",
            noun_id: follow_up.id.0,
            detail: json!({ "code": follow_up.code }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(follow_ups::by_id(tx, follow_up.id).await?)
    })
    .await
}
