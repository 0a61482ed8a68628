//! Somebody writes what is worth knowing about a person: facts, as if she read it.

use passerelle_domain::{
    ids::{OrganisationId, PersonId},
    people::Member,
};
use passerelle_store::{notes, people, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
};

/// Keeps a note about a person, sealed; it is never changed afterwards. Blank text is not kept. False when nobody of the
/// organisation has this id.
///
/// # Errors
/// Trouble of the database.
pub async fn note_person(app: &App, owner: OrganisationId, person: PersonId, by: Member, text: &str) -> Outcome<bool> {
    let (text, now) = (text.trim(), app.clock.now());
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, person).await?;
        let Some(person) = found.filter(|person| person.organisation_id == owner) else { return Ok(false) };
        if !text.is_empty() {
            let about = notes::Subject { organisation_id: owner, noun: "person", id: person.id.0 };
            notes::insert(tx, &app.secrets, app.chance.new_id(now), about, by, text, now).await?;
            let (actor, noun_id) = (actor_of(by), person.id.0);
            let trace = Trace {
                organisation_id: owner,
                actor: &actor,
                verb: "noted",
                noun: "person",
                noun_id,
                detail: json!({}),
            };
            leave_trace(app, tx, trace, now).await?;
        }
        Ok::<_, AppError>(true)
    })
    .await
}
