//! A case was closed too soon: somebody opens it again, and has it.

use passerelle_domain::{
    case::{Case, CaseState, Event},
    code::Code,
    ids::OrganisationId,
    people::Member,
};
use passerelle_store::{cases, notes, transact};

use crate::{
    App,
    advance_case::apply_to_case,
    error::{AppError, Outcome},
    open_case::free_code,
};

/// What became of the wish to open a case again.
#[derive(Debug, Clone, PartialEq)]
pub enum ReopenedCase {
    /// Open, and held by whoever asked. Its code is a new one when another open case has the old one.
    Reopened(Box<Case>),
    /// It is open already: nothing changed.
    IsOpen,
    /// No case of this organisation has the code.
    Unknown,
}

/// Opens the latest case of this code again, for `by`. How it had ended and everything that happened stay in its
/// history; what its end has changed elsewhere (series ended after a death or a move) is not undone. `why` is kept sealed.
///
/// # Errors
/// Trouble of the database.
pub async fn reopen_case(
    app: &App,
    owner: OrganisationId,
    code: &Code,
    by: Member,
    why: &str,
) -> Outcome<ReopenedCase> {
    let (why, now) = (why.trim(), app.clock.now());
    transact!(app.db, |tx| {
        let Some(mut case) = cases::by_code(tx, owner, code).await? else { return Ok(ReopenedCase::Unknown) };
        if case.state != CaseState::Closed {
            return Ok(ReopenedCase::IsOpen);
        }
        if cases::code_is_taken(tx, owner, &case.code).await? {
            case.code = free_code(app, tx, owner).await?;
            cases::save(tx, &case).await?;
        }
        if !why.is_empty() {
            let about = notes::Subject { organisation_id: owner, noun: "case", id: case.id.0 };
            notes::insert(tx, &app.secrets, app.chance.new_id(now), about, by, why, now).await?;
        }
        metrics::counter!("passerelle_cases_reopened_total").increment(1);
        let reopened = apply_to_case(app, tx, case.id, Event::Reopened(by), now).await?;
        Ok::<_, AppError>(reopened.map_or(ReopenedCase::Unknown, |case| ReopenedCase::Reopened(Box::new(case))))
    })
    .await
}
