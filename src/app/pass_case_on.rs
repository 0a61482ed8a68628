//! Whoever has a case, or is waited for, lets the next one on call have it.

use passerelle_domain::{
    case::{Case, Event},
    code::Code,
    ids::OrganisationId,
    people::Member,
};

use crate::{App, advance_case::apply_by_code, error::Outcome};

/// Passes a case on for `by`, and answers with the case as it is then; nothing changes when somebody else has it. `None`
/// when no case of this organisation has the code.
///
/// # Errors
/// Trouble of the database.
pub async fn pass_case_on(app: &App, owner: OrganisationId, code: &Code, by: Member) -> Outcome<Option<Case>> {
    apply_by_code(app, owner, code, Event::PassedOn(by)).await
}
