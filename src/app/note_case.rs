//! Somebody writes what they know or did about a case.

use passerelle_domain::{code::Code, ids::OrganisationId, people::Member};
use passerelle_store::{cases, notes, transact};

use crate::{
    App,
    error::{AppError, Outcome},
};

/// Keeps a note, sealed; it is never changed afterwards. Blank text is not kept. False when no case of this organisation has
/// the code.
///
/// # Errors
/// Trouble of the database.
pub async fn note_case(app: &App, owner: OrganisationId, code: &Code, by: Member, text: &str) -> Outcome<bool> {
    let (text, now) = (text.trim(), app.clock.now());
    transact!(app.db, |tx| {
        let Some(case) = cases::by_code(tx, owner, code).await? else { return Ok(false) };
        if !text.is_empty() {
            let about = notes::Subject { organisation_id: owner, noun: "case", id: case.id.0 };
            notes::insert(tx, &app.secrets, app.chance.new_id(now), about, by, text, now).await?;
        }
        Ok::<_, AppError>(true)
    })
    .await
}
