//! A volunteer is given a token for the API: the households they follow, and nothing else.

use passerelle_domain::ids::{OrganisationId, VolunteerId};
use passerelle_store::{households, transact, volunteers};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
};

/// A new token, of which only a keyed hash is kept. `None` when there is no such volunteer, or they have left.
///
/// # Errors
/// Trouble of the database.
pub async fn give_volunteer_token(app: &App, owner: OrganisationId, id: VolunteerId) -> Outcome<Option<String>> {
    let now = app.clock.now();
    let token = app.chance.new_secret();
    transact!(app.db, |tx| {
        let found = volunteers::by_id(tx, &app.secrets, id).await?;
        if !found.is_some_and(|volunteer| volunteer.organisation_id == owner && volunteer.is_here()) {
            return Ok(None);
        }
        households::give_token(tx, &app.secrets, &token, id, now).await?;
        let trace = Trace {
            organisation_id: owner,
            actor: "operator",
            verb: "given_token",
            noun: "volunteer",
            noun_id: id.0,
            detail: json!({}),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(Some(token.clone()))
    })
    .await
}
