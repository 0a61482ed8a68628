//! A coordinator takes a case.

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

/// Takes a case for `by`, and answers with the case as it is then: of two who take it at once, one
/// holds it and the other sees who. `None` when no case of this organisation has the code.
///
/// # Errors
/// Trouble of the database.
pub async fn acknowledge_case(app: &App, owner: OrganisationId, code: &Code, by: Member) -> Outcome<Option<Case>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        match cases::by_code(tx, owner, code).await? {
            Some(case) => apply_to_case(app, tx, case.id, Event::Taken(by), now).await,
            None => Ok::<_, AppError>(None),
        }
    })
    .await
}
