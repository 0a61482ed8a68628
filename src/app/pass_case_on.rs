//! Whoever has a case, or is waited for, lets the next one on call have it.

use passerelle_domain::{
    case::{Case, Event},
    code::Code,
    ids::OrganisationId,
    people::Member,
};
use passerelle_store::{cases, transact};

use crate::{
    App,
    advance_case::apply_to_case,
    error::{AppError, Outcome},
};

/// Passes a case on for `by`, and answers with the case as it is then; nothing changes when somebody else has it. `None`
/// when no case of this organisation has the code.
///
/// # Errors
/// Trouble of the database.
pub async fn pass_case_on(app: &App, owner: OrganisationId, code: &Code, by: Member) -> Outcome<Option<Case>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        match cases::by_code(tx, owner, code).await? {
            Some(case) => apply_to_case(app, tx, case.id, Event::PassedOn(by), now).await,
            None => Ok::<_, AppError>(None),
        }
    })
    .await
}
