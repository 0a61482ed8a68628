//! A coordinator takes a case.

use passerelle_domain::{
    case::{Case, Event},
    code::Code,
    ids::OrganisationId,
    people::Member,
};

use crate::{App, advance_case::apply_by_code, error::Outcome};

/// Takes a case for `by`, and answers with the case as it is then: of two who take it at once, one
/// holds it and the other sees who. `None` when no case of this organisation has the code.
///
/// # Errors
/// Trouble of the database.
pub async fn acknowledge_case(app: &App, owner: OrganisationId, code: &Code, by: Member) -> Outcome<Option<Case>> {
    apply_by_code(app, owner, code, Event::Taken(by)).await
}
